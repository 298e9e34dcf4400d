//! Rows of `action` and `action_comment`.

use crate::{
    action::{Action, Comment, State},
    db::{At, Json, Reads, Result, Sql, Tx},
};

/// The columns of [`Action`].
macro_rules! columns {
    () => {
        "id, text, owner_user_id, for_role_id, due_at, state, snoozes, closed_at, channel_id, message_id, is_confidential, \
         created_by_user_id, created_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM action WHERE guild_id = $1 AND id = $2");

/// The action of that number.
pub async fn find(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Action>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The action of that number, held against other changes until the transaction ends.
pub async fn lock(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Action>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM action WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// Those of the numbers that there are.
pub async fn actions_of(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Action>> {
    on.ask(crate::sql![
        "SELECT id, text, owner_user_id, for_role_id, due_at, state, snoozes, closed_at, channel_id, message_id, \
         is_confidential, created_by_user_id, created_at, version FROM action WHERE guild_id = $1 AND id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(ids))
    .all()
    .await
}

/// What a person has to do, what is due first; at most 100.
pub async fn open_of(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Vec<Action>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM action WHERE guild_id = $1 AND owner_user_id = $2 AND state = 'open' ORDER BY id LIMIT 100"
    );
    let mut all: Vec<Action> = on.ask(sql.into()).bind(guild_id).bind(user_id).all().await?;
    all.sort_by_key(|action| (action.facts.due_at.is_none(), action.facts.due_at, action.id));
    Ok(all)
}

/// Open actions after the number `after`, in order; at most 200.
pub async fn open_page(on: &mut impl Reads, guild_id: i64, after: i64) -> Result<Vec<Action>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM action WHERE guild_id = $1 AND state = 'open' AND id > $2 ORDER BY id LIMIT 200"
    );
    on.ask(sql.into()).bind(guild_id).bind(after).all().await
}

/// The newest hundred actions, the latest first.
pub async fn newest_actions(on: &mut impl Reads, guild_id: i64) -> Result<Vec<Action>> {
    let sql = concat!("SELECT ", columns!(), " FROM action WHERE guild_id = $1 ORDER BY id DESC LIMIT 100");
    on.ask(sql.into()).bind(guild_id).all().await
}

/// The newest hundred actions in a state, the latest first.
pub async fn newest_in(on: &mut impl Reads, guild_id: i64, state: State) -> Result<Vec<Action>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM action WHERE guild_id = $1 AND state = $2 ORDER BY id DESC LIMIT 100"
    );
    on.ask(sql.into()).bind(guild_id).bind(state.word()).all().await
}

/// What a person has to do before `before`, what is due first; at most 100.
pub async fn open_before(
    on: &mut impl Reads,
    guild_id: i64,
    user_id: i64,
    before: At,
) -> Result<Vec<Action>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM action WHERE guild_id = $1 AND owner_user_id = $2 AND state = 'open' AND due_at < $3 \
         ORDER BY due_at, id LIMIT 100"
    );
    on.ask(sql.into()).bind(guild_id).bind(user_id).bind(before).all().await
}

/// Owners of open actions that are due before `before`.
pub async fn due_people(on: &mut impl Reads, guild_id: i64, before: At) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT owner_user_id FROM action WHERE guild_id = $1 AND state = 'open' AND due_at < $2 \
               AND owner_user_id IS NOT NULL LIMIT 1000";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(before).all().await?;
    Ok(rows.into_iter().map(|(user_id,)| user_id).collect())
}

/// Numbers of up to `most` actions after the number `after`, in order.
pub async fn all_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM action WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Adds an action.
pub fn insert(tx: &mut Tx, guild_id: i64, action: &Action) {
    let facts = &action.facts;
    tx.defer(
        "INSERT INTO action (guild_id, id, text, owner_user_id, for_role_id, due_at, state, snoozes, closed_at, channel_id, \
         message_id, is_confidential, created_by_user_id, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(guild_id)
    .bind(action.id)
    .bind(facts.text.clone())
    .bind(facts.owner_user_id)
    .bind(facts.for_role_id)
    .bind(facts.due_at)
    .bind(facts.state.word())
    .bind(facts.snoozes)
    .bind(facts.closed_at)
    .bind(action.channel_id)
    .bind(action.message_id)
    .bind(action.is_confidential)
    .bind(action.created_by_user_id)
    .bind(action.created_at)
    .bind(action.version)
    .add();
}

/// Stores what can change of an action that [`lock`] holds.
pub fn save(tx: &mut Tx, guild_id: i64, action: &Action) {
    let facts = &action.facts;
    tx.defer(
        "UPDATE action SET text = $3, owner_user_id = $4, for_role_id = $5, due_at = $6, state = $7, snoozes = $8, \
         closed_at = $9, version = $10 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(action.id)
    .bind(facts.text.clone())
    .bind(facts.owner_user_id)
    .bind(facts.for_role_id)
    .bind(facts.due_at)
    .bind(facts.state.word())
    .bind(facts.snoozes)
    .bind(facts.closed_at)
    .bind(action.version)
    .add();
}

/// Adds what somebody says about an action.
pub fn insert_comment(tx: &mut Tx, guild_id: i64, action_id: i64, comment: &Comment) {
    let id = tx.next_id(comment.created_at.utc());
    tx.defer(
        "INSERT INTO action_comment (guild_id, id, action_id, user_id, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(action_id)
    .bind(comment.user_id)
    .bind(comment.text.clone())
    .bind(comment.created_at)
    .add();
}

/// The last few comments on an action, the latest first.
pub async fn comments(on: &mut impl Reads, guild_id: i64, action_id: i64) -> Result<Vec<Comment>> {
    let sql = "SELECT user_id, text, created_at FROM action_comment WHERE guild_id = $1 AND action_id = $2 \
               ORDER BY id DESC LIMIT 5";
    on.ask(sql.into()).bind(guild_id).bind(action_id).all().await
}
