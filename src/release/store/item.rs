//! Rows of `release_item` and `release_follower`.

use crate::{
    db::{At, Json, Reads, Result, Sql, Tx},
    release::Item,
};

/// The columns of [`Item`].
macro_rules! columns {
    () => {
        "i.id, i.text, i.release_id, i.owner_user_id, i.kind, i.health, i.note, i.reported_at, i.reported_by_user_id, i.ticket, \
         i.design, i.is_public, i.state, i.asked_at, i.is_waiting, i.created_by_user_id, i.created_at, i.version"
    };
}

const FIND: &str =
    concat!("SELECT ", columns!(), " FROM release_item AS i WHERE i.guild_id = $1 AND i.id = $2");

/// The item of that number.
pub async fn find_item(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Item>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The item of that number, held against other changes until the transaction ends.
pub async fn lock_item(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Item>> {
    let sql = Sql::pair(
        FIND,
        concat!(
            "SELECT ",
            columns!(),
            " FROM release_item AS i WHERE i.guild_id = $1 AND i.id = $2 FOR UPDATE"
        ),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// An item as it is named elsewhere.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Named {
    #[sqlx(flatten)]
    pub item: Item,
    /// What its release is called, where that has shipped and the item is part of it; not escaped.
    pub shipped_in: Option<String>,
}

/// Those of the numbers that there are.
pub async fn items_of(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Named>> {
    on.ask(crate::sql![
        "SELECT i.id, i.text, i.release_id, i.owner_user_id, i.kind, i.health, i.note, i.reported_at, i.reported_by_user_id, \
         i.ticket, i.design, i.is_public, i.state, i.asked_at, i.is_waiting, i.created_by_user_id, i.created_at, i.version, \
         (SELECT r.name FROM release AS r WHERE r.guild_id = i.guild_id AND r.id = i.release_id AND r.state = 'shipped' \
         AND i.state = 'open') AS shipped_in FROM release_item AS i WHERE i.guild_id = $1 AND i.id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(ids))
    .all()
    .await
}

/// The items of a release that are part of the plan, at most 200, in the order of their numbers; `None` asks for those
/// that no release has.
pub async fn items_in(on: &mut impl Reads, guild_id: i64, release_id: Option<i64>) -> Result<Vec<Item>> {
    const IN: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM release_item AS i WHERE i.guild_id = $1 AND i.release_id = $2 AND i.state = 'open' ORDER BY i.id LIMIT 200"
    );
    const LATER: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM release_item AS i WHERE i.guild_id = $1 AND i.release_id IS NULL AND i.state = 'open' ORDER BY i.id LIMIT 200"
    );
    match release_id {
        Some(release_id) => on.ask(IN.into()).bind(guild_id).bind(release_id).all().await,
        None => on.ask(LATER.into()).bind(guild_id).all().await,
    }
}

/// What a person owns in releases that are still to come, at most 100.
pub async fn open_of(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM release_item AS i JOIN release AS r ON r.guild_id = i.guild_id AND r.id = i.release_id \
             WHERE i.guild_id = $1 AND i.owner_user_id = $2 AND i.state = 'open' AND i.health <> 'done' \
             AND r.state IN ('planned', 'cut') ORDER BY i.id LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(user_id)
    .all()
    .await
}

/// The items for which the person was asked before an instant and has not answered.
pub async fn waiting_before(
    on: &mut impl Reads,
    guild_id: i64,
    user_id: i64,
    before: At,
) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM release_item AS i WHERE i.guild_id = $1 AND i.is_waiting = $2 AND i.owner_user_id = $3 \
             AND i.asked_at < $4 ORDER BY i.id LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(true)
    .bind(user_id)
    .bind(before)
    .all()
    .await
}

/// Everybody who was asked and has not answered.
pub async fn waiting_people(on: &mut impl Reads, guild_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT owner_user_id FROM release_item WHERE guild_id = $1 AND is_waiting = $2 \
               AND owner_user_id IS NOT NULL LIMIT 1000";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(true).all().await?;
    Ok(rows.into_iter().map(|(user_id,)| user_id).collect())
}

/// Notes that the owner of an item was asked.
pub fn asked(tx: &mut Tx, guild_id: i64, id: i64, at: At) {
    tx.defer("UPDATE release_item SET asked_at = $3, is_waiting = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(at)
        .bind(true)
        .add();
}

/// Nobody has to say any more how the items of a release stand.
pub fn stop_waiting(tx: &mut Tx, guild_id: i64, release_id: i64) {
    tx.defer(
        "UPDATE release_item SET is_waiting = $3 WHERE guild_id = $1 AND release_id = $2 AND state = 'open'",
    )
    .bind(guild_id)
    .bind(release_id)
    .bind(false)
    .add();
}

/// Adds an item.
pub fn insert_item(tx: &mut Tx, guild_id: i64, item: &Item) {
    let facts = &item.facts;
    tx.defer(
        "INSERT INTO release_item (guild_id, id, text, release_id, owner_user_id, kind, health, note, reported_at, \
         reported_by_user_id, ticket, design, is_public, state, asked_at, is_waiting, created_by_user_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(guild_id)
    .bind(item.id)
    .bind(facts.text.clone())
    .bind(facts.release_id)
    .bind(facts.owner_user_id)
    .bind(facts.kind.word())
    .bind(facts.health.word())
    .bind(facts.note.clone())
    .bind(facts.reported_at)
    .bind(facts.reported_by_user_id)
    .bind(facts.ticket.clone())
    .bind(facts.design.clone())
    .bind(facts.is_public)
    .bind(facts.state.word())
    .bind(item.asked_at)
    .bind(item.is_waiting)
    .bind(item.created_by_user_id)
    .bind(item.created_at)
    .bind(item.version)
    .add();
}

/// Stores what can change of an item that [`lock_item`] holds.
pub fn save_item(tx: &mut Tx, guild_id: i64, item: &Item) {
    let facts = &item.facts;
    tx.defer(
        "UPDATE release_item SET text = $3, release_id = $4, owner_user_id = $5, kind = $6, health = $7, note = $8, \
         reported_at = $9, reported_by_user_id = $10, ticket = $11, design = $12, is_public = $13, state = $14, \
         is_waiting = $15, version = $16 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(item.id)
    .bind(facts.text.clone())
    .bind(facts.release_id)
    .bind(facts.owner_user_id)
    .bind(facts.kind.word())
    .bind(facts.health.word())
    .bind(facts.note.clone())
    .bind(facts.reported_at)
    .bind(facts.reported_by_user_id)
    .bind(facts.ticket.clone())
    .bind(facts.design.clone())
    .bind(facts.is_public)
    .bind(facts.state.word())
    .bind(item.is_waiting)
    .bind(item.version)
    .add();
}

/// Somebody follows an item from now on. False when they did.
pub async fn follow(tx: &mut Tx, guild_id: i64, item_id: i64, user_id: i64, at: At) -> Result<bool> {
    let sql = "INSERT INTO release_follower (guild_id, item_id, user_id, followed_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    let rows = tx.q(sql).bind(guild_id).bind(item_id).bind(user_id).bind(at).run().await?;
    Ok(rows == 1)
}

/// Somebody follows an item no longer. False when they did not.
pub async fn unfollow(tx: &mut Tx, guild_id: i64, item_id: i64, user_id: i64) -> Result<bool> {
    let sql = "DELETE FROM release_follower WHERE guild_id = $1 AND item_id = $2 AND user_id = $3";
    Ok(tx.q(sql).bind(guild_id).bind(item_id).bind(user_id).run().await? == 1)
}

/// Who follows an item, at most 200.
pub async fn followers(on: &mut impl Reads, guild_id: i64, item_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT user_id FROM release_follower WHERE guild_id = $1 AND item_id = $2 ORDER BY user_id LIMIT 200";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(item_id).all().await?;
    Ok(rows.into_iter().map(|(user_id,)| user_id).collect())
}
