//! Rows of `agenda_item`, `agenda_vote` and `agenda_reader`.

use crate::{
    db::{At, Json, Reads, Result, Sql, Tx},
    meeting::Item,
};

/// The columns of [`Item`].
macro_rules! columns {
    () => {
        "id, series_id, topic, minutes, presenter_user_id, link, kind, occurrence_id, position, state, carried, first_at, \
         is_asked, is_confidential, is_standing, raised_by_user_id, channel_id, message_id, created_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM agenda_item WHERE guild_id = $1 AND id = $2");

/// How many people did something about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    pub item_id: i64,
    pub count: i64,
}

/// The item of that number.
pub async fn find_item(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Item>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The item of that number, held against other changes until the transaction ends.
pub async fn lock_item(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Item>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM agenda_item WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// What is queued for an occurrence, in its order; at most 100.
pub async fn queued(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM agenda_item WHERE guild_id = $1 AND occurrence_id = $2 AND state = 'queued' ORDER BY position, id LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .all()
    .await
}

/// All items of an occurrence, whatever became of them, in their order; at most 200.
pub async fn items_of(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM agenda_item WHERE guild_id = $1 AND occurrence_id = $2 ORDER BY position, id LIMIT 200"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .all()
    .await
}

/// What a series has for later, the oldest first; at most 100.
pub async fn later(on: &mut impl Reads, guild_id: i64, series_id: i64) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM agenda_item WHERE guild_id = $1 AND series_id = $2 AND state = 'queued' AND occurrence_id IS NULL \
             ORDER BY id LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(series_id)
    .all()
    .await
}

/// The newest items of all series that are queued, standing ones aside; at most 100.
pub async fn newest_queued(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Item>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM agenda_item WHERE guild_id = $1 AND state = 'queued' ORDER BY id DESC LIMIT 100"
        )
        .into(),
    )
    .bind(guild_id)
    .all()
    .await
    .map(|all: Vec<Item>| all.into_iter().filter(|item| !item.is_standing).collect())
}

/// Those of the numbers that there are.
pub async fn named_items(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Item>> {
    on.ask(crate::sql![
        "SELECT id, series_id, topic, minutes, presenter_user_id, link, kind, occurrence_id, position, state, carried, \
         first_at, is_asked, is_confidential, is_standing, raised_by_user_id, channel_id, message_id, created_at, version \
         FROM agenda_item WHERE guild_id = $1 AND id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(ids))
    .all()
    .await
}

/// Adds an item.
pub fn insert_item(tx: &mut Tx, guild_id: i64, item: &Item) {
    let facts = &item.facts;
    tx.defer(
        "INSERT INTO agenda_item (guild_id, id, series_id, topic, minutes, presenter_user_id, link, kind, occurrence_id, \
         position, state, carried, first_at, is_asked, is_confidential, is_standing, raised_by_user_id, channel_id, \
         message_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
    )
    .bind(guild_id)
    .bind(item.id)
    .bind(item.series_id)
    .bind(facts.topic.clone())
    .bind(facts.minutes)
    .bind(facts.presenter_user_id)
    .bind(facts.link.clone())
    .bind(facts.kind.word())
    .bind(facts.occurrence_id)
    .bind(facts.position)
    .bind(facts.state.word())
    .bind(facts.carried)
    .bind(facts.first_at)
    .bind(facts.is_asked)
    .bind(item.is_confidential)
    .bind(item.is_standing)
    .bind(item.raised_by_user_id)
    .bind(item.channel_id)
    .bind(item.message_id)
    .bind(item.created_at)
    .bind(item.version)
    .add();
}

/// Stores what can change of an item that [`lock_item`] holds.
pub fn save_item(tx: &mut Tx, guild_id: i64, item: &Item) {
    let facts = &item.facts;
    tx.defer(
        "UPDATE agenda_item SET topic = $3, minutes = $4, presenter_user_id = $5, link = $6, kind = $7, occurrence_id = $8, \
         position = $9, state = $10, carried = $11, first_at = $12, is_asked = $13, version = $14 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(item.id)
    .bind(facts.topic.clone())
    .bind(facts.minutes)
    .bind(facts.presenter_user_id)
    .bind(facts.link.clone())
    .bind(facts.kind.word())
    .bind(facts.occurrence_id)
    .bind(facts.position)
    .bind(facts.state.word())
    .bind(facts.carried)
    .bind(facts.first_at)
    .bind(facts.is_asked)
    .bind(item.version)
    .add();
}

/// Somebody wants an item to be spoken about. False when they did.
pub async fn vote(tx: &mut Tx, guild_id: i64, item_id: i64, user_id: i64, at: At) -> Result<bool> {
    let sql = "INSERT INTO agenda_vote (guild_id, item_id, user_id, voted_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    Ok(tx.q(sql).bind(guild_id).bind(item_id).bind(user_id).bind(at).run().await? == 1)
}

/// Somebody takes their vote back. False when there was none.
pub async fn unvote(tx: &mut Tx, guild_id: i64, item_id: i64, user_id: i64) -> Result<bool> {
    let sql = "DELETE FROM agenda_vote WHERE guild_id = $1 AND item_id = $2 AND user_id = $3";
    Ok(tx.q(sql).bind(guild_id).bind(item_id).bind(user_id).run().await? == 1)
}

/// Somebody has read what there is to read. False when they had.
pub async fn read(tx: &mut Tx, guild_id: i64, item_id: i64, user_id: i64, at: At) -> Result<bool> {
    let sql = "INSERT INTO agenda_reader (guild_id, item_id, user_id, read_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    Ok(tx.q(sql).bind(guild_id).bind(item_id).bind(user_id).bind(at).run().await? == 1)
}

/// The votes of these items.
pub async fn votes(on: &mut impl Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Count>> {
    on.ask(crate::sql![
        "SELECT item_id, COUNT(*) AS count FROM agenda_vote WHERE guild_id = $1 AND item_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)")
        ") GROUP BY item_id"
    ])
    .bind(guild_id)
    .bind(Json(ids.to_vec()))
    .all()
    .await
}

/// How many have read what there is to read for these items.
pub async fn readers(on: &mut impl Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Count>> {
    on.ask(crate::sql![
        "SELECT item_id, COUNT(*) AS count FROM agenda_reader WHERE guild_id = $1 AND item_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)")
        ") GROUP BY item_id"
    ])
    .bind(guild_id)
    .bind(Json(ids.to_vec()))
    .all()
    .await
}
