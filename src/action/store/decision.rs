//! Rows of `decision` and `decision_term`.

use crate::{
    action::Decision,
    db::{At, Json, Reads, Result, Sql, Tx},
};

/// The columns of [`Decision`].
macro_rules! columns {
    () => {
        "id, text, channel_id, message_id, is_confidential, recorded_by_user_id, recorded_at, superseded_by_id, state, \
         confirmed_by_user_id, confirmed_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM decision WHERE guild_id = $1 AND id = $2");

/// The decision of that number.
pub async fn find_decision(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Decision>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The decision of that number, held against other changes until the transaction ends.
pub async fn lock_decision(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Decision>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM decision WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// Those of the numbers that there are, the newest first.
pub async fn decisions_of(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<Decision>> {
    on.ask(crate::sql![
        "SELECT id, text, channel_id, message_id, is_confidential, recorded_by_user_id, recorded_at, superseded_by_id, state, \
         confirmed_by_user_id, confirmed_at, version FROM decision WHERE guild_id = $1 AND id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ") ORDER BY id DESC"
    ])
    .bind(guild_id)
    .bind(Json(ids))
    .all()
    .await
}

/// The decisions below the number `below`, the newest first; at most 100.
pub async fn newest(on: &mut impl Reads, guild_id: i64, below: i64) -> Result<Vec<Decision>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM decision WHERE guild_id = $1 AND id < $2 ORDER BY id DESC LIMIT 100"
    );
    on.ask(sql.into()).bind(guild_id).bind(below).all().await
}

/// The newest 300 decisions that have a word.
pub async fn postings(on: &mut impl Reads, guild_id: i64, term: &str) -> Result<Vec<i64>> {
    let sql = "SELECT decision_id FROM decision_term WHERE guild_id = $1 AND term = $2 ORDER BY decision_id DESC LIMIT 300";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(term.to_owned()).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those of `ids` that have a word.
pub async fn having(on: &mut impl Reads, guild_id: i64, ids: &[i64], term: &str) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = on
        .ask(crate::sql![
            "SELECT decision_id FROM decision_term WHERE guild_id = $1 AND term = $2 AND decision_id IN (SELECT "
            lite("value FROM json_each($3)")
            pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($3) AS list(value)") ")"
        ])
        .bind(guild_id)
        .bind(term.to_owned())
        .bind(Json(ids))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Adds a decision.
pub fn insert_decision(tx: &mut Tx, guild_id: i64, decision: &Decision) {
    tx.defer(
        "INSERT INTO decision (guild_id, id, text, channel_id, message_id, is_confidential, recorded_by_user_id, recorded_at, \
         superseded_by_id, state, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(guild_id)
    .bind(decision.id)
    .bind(decision.text.clone())
    .bind(decision.channel_id)
    .bind(decision.message_id)
    .bind(decision.is_confidential)
    .bind(decision.recorded_by_user_id)
    .bind(decision.recorded_at)
    .bind(decision.superseded_by_id)
    .bind(decision.state.word())
    .bind(decision.version)
    .add();
}

/// Stores what can change of a decision that [`lock_decision`] holds: whether it counts, and who has confirmed it.
pub fn save_decision(tx: &mut Tx, guild_id: i64, decision: &Decision) {
    tx.defer(
        "UPDATE decision SET superseded_by_id = $3, state = $4, version = $5, confirmed_by_user_id = $6, confirmed_at = $7 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(decision.id)
    .bind(decision.superseded_by_id)
    .bind(decision.state.word())
    .bind(decision.version)
    .bind(decision.confirmed_by_user_id)
    .bind(decision.confirmed_at)
    .add();
}

/// The decisions that were confirmed from an instant to another, the first first; at most 50.
pub async fn confirmed_in(
    on: &mut impl Reads,
    guild_id: i64,
    (from, until): (At, At),
) -> Result<Vec<Decision>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM decision WHERE guild_id = $1 AND confirmed_at >= $2 AND confirmed_at <= $3 ORDER BY confirmed_at, id LIMIT 50"
    );
    on.ask(sql.into()).bind(guild_id).bind(from).bind(until).all().await
}

/// The decisions of which this one takes the place, held until the transaction ends.
pub async fn superseded_by(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Vec<Decision>> {
    tx.q(crate::sql![
        "SELECT id, text, channel_id, message_id, is_confidential, recorded_by_user_id, recorded_at, superseded_by_id, state, \
         confirmed_by_user_id, confirmed_at, version FROM decision WHERE guild_id = $1 AND superseded_by_id = $2 ORDER BY id" pg(" FOR UPDATE")
    ])
    .bind(guild_id)
    .bind(id)
    .all()
    .await
}

/// Stores the words of a decision in place of those that it had.
pub fn insert_terms(tx: &mut Tx, guild_id: i64, decision_id: i64, terms: Vec<String>) {
    tx.defer("DELETE FROM decision_term WHERE guild_id = $1 AND decision_id = $2")
        .bind(guild_id)
        .bind(decision_id)
        .add();
    tx.defer(crate::sql![
        "INSERT INTO decision_term (guild_id, term, decision_id) SELECT $1, word.value, $2 FROM "
        lite("json_each($3) AS word") pg("jsonb_array_elements_text($3) AS word(value)")
        " WHERE TRUE ON CONFLICT DO NOTHING"
    ])
    .bind(guild_id)
    .bind(decision_id)
    .bind(Json(terms))
    .add();
}

/// Numbers and texts of up to `most` decisions after the number `after`, in order.
pub async fn texts_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<(i64, String)>> {
    tx.q("SELECT id, text FROM decision WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3")
        .bind(guild_id)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all()
        .await
}
