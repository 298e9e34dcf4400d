//! Rows of `meeting_occurrence`.

use super::find_series;
use crate::{
    db::{At, Reads, Result, Sql, Tx},
    meeting::{Occurrence, Original, Series},
};
use chrono::{DateTime, Utc};

/// The columns of [`Occurrence`].
macro_rules! columns {
    () => {
        "id, series_id, original_local, is_extra, starts_at, duration_minutes, is_moved, state, reason, chair_user_id, \
         note_taker_user_id, started_at, started_by_user_id, thread_id, current_item_id, item_started_at, item_extra_minutes, \
         ended_at, published_at, frozen_json, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM meeting_occurrence WHERE guild_id = $1 AND id = $2");

/// The occurrence of that number.
pub async fn find_occurrence(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Occurrence>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The occurrence of that number with its series.
pub async fn find_with_series(
    on: &mut impl Reads,
    guild_id: i64,
    id: i64,
) -> Result<Option<(Series, Occurrence)>> {
    let Some(found) = find_occurrence(on, guild_id, id).await? else { return Ok(None) };
    Ok(find_series(on, guild_id, found.series_id).await?.map(|series| (series, found)))
}

/// The occurrence of that number, held against other changes until the transaction ends. Whoever holds its series as well
/// takes that first.
pub async fn lock_occurrence(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Occurrence>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM meeting_occurrence WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// The row of the occurrence that the rule of a series has at this local time.
pub async fn of_original(
    on: &mut impl Reads,
    guild_id: i64,
    series_id: i64,
    original: Original,
) -> Result<Option<Occurrence>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 AND original_local = $3"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(series_id)
    .bind(original.to_string())
    .opt()
    .await
}

/// The rows of a series that say something about an instant and what comes after it: that start then or later, and whose rule
/// puts them then or later; at most 200 of each.
pub async fn around(
    on: &mut impl Reads,
    guild_id: i64,
    series_id: i64,
    (from, local): (DateTime<Utc>, Original),
) -> Result<Vec<Occurrence>> {
    on.ask(
        concat!(
            "SELECT * FROM (SELECT ",
            columns!(),
            " FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 AND starts_at >= $3 \
             ORDER BY starts_at LIMIT 200) AS starting UNION \
             SELECT * FROM (SELECT ",
            columns!(),
            " FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 AND original_local >= $4 \
             ORDER BY original_local LIMIT 200) AS expected"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(series_id)
    .bind(At::from(from))
    .bind(local.to_string())
    .all()
    .await
    .map(|mut all: Vec<Occurrence>| {
        all.sort_by_key(|row| (row.facts.starts_at, row.id));
        all
    })
}

/// The occurrence that is held in a thread.
pub async fn by_thread(on: &mut impl Reads, guild_id: i64, thread_id: i64) -> Result<Option<Occurrence>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM meeting_occurrence WHERE guild_id = $1 AND thread_id = $2 LIMIT 1"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(thread_id)
    .opt()
    .await
}

/// The dates of a series from an instant on of which people were shown something, the latest first, at most 100; with when each
/// began.
pub async fn shown_since(
    on: &mut impl Reads,
    guild_id: i64,
    series_id: i64,
    since: DateTime<Utc>,
) -> Result<Vec<(i64, Option<At>)>> {
    let sql = "SELECT id, started_at FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 AND starts_at >= $3 \
               AND state <> 'planned' ORDER BY starts_at DESC LIMIT 100";
    on.ask(sql.into()).bind(guild_id).bind(series_id).bind(At::from(since)).all().await
}

/// When the last meeting of a series before `before` was started.
pub async fn last_started(
    on: &mut impl Reads,
    guild_id: i64,
    series_id: i64,
    before: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT started_at FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 AND starts_at < $3 \
               AND started_at IS NOT NULL ORDER BY starts_at DESC LIMIT 1";
    let row: Option<(Option<At>,)> =
        on.ask(sql.into()).bind(guild_id).bind(series_id).bind(At::from(before)).opt().await?;
    Ok(row.and_then(|(at,)| at).map(At::utc))
}

/// Adds an occurrence.
pub fn insert_occurrence(tx: &mut Tx, guild_id: i64, occurrence: &Occurrence) {
    let facts = &occurrence.facts;
    tx.defer(
        "INSERT INTO meeting_occurrence (guild_id, id, series_id, original_local, is_extra, starts_at, duration_minutes, \
         is_moved, state, reason, chair_user_id, note_taker_user_id, started_at, started_by_user_id, thread_id, \
         current_item_id, item_started_at, item_extra_minutes, ended_at, published_at, frozen_json, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    )
    .bind(guild_id)
    .bind(occurrence.id)
    .bind(occurrence.series_id)
    .bind(occurrence.original_local.to_string())
    .bind(occurrence.is_extra)
    .bind(facts.starts_at)
    .bind(facts.duration_minutes)
    .bind(facts.is_moved)
    .bind(facts.state.word())
    .bind(facts.reason.clone())
    .bind(facts.chair_user_id)
    .bind(facts.note_taker_user_id)
    .bind(facts.started_at)
    .bind(facts.started_by_user_id)
    .bind(facts.thread_id)
    .bind(facts.current_item_id)
    .bind(facts.item_started_at)
    .bind(facts.item_extra_minutes)
    .bind(facts.ended_at)
    .bind(facts.published_at)
    .bind(facts.frozen_json.clone())
    .bind(occurrence.version)
    .add();
}

/// Stores what can change of an occurrence that [`lock_occurrence`] holds.
pub fn save_occurrence(tx: &mut Tx, guild_id: i64, occurrence: &Occurrence) {
    let facts = &occurrence.facts;
    tx.defer(
        "UPDATE meeting_occurrence SET starts_at = $3, duration_minutes = $4, is_moved = $5, state = $6, reason = $7, \
         chair_user_id = $8, note_taker_user_id = $9, started_at = $10, started_by_user_id = $11, thread_id = $12, \
         current_item_id = $13, item_started_at = $14, item_extra_minutes = $15, ended_at = $16, published_at = $17, \
         frozen_json = $18, version = $19 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(occurrence.id)
    .bind(facts.starts_at)
    .bind(facts.duration_minutes)
    .bind(facts.is_moved)
    .bind(facts.state.word())
    .bind(facts.reason.clone())
    .bind(facts.chair_user_id)
    .bind(facts.note_taker_user_id)
    .bind(facts.started_at)
    .bind(facts.started_by_user_id)
    .bind(facts.thread_id)
    .bind(facts.current_item_id)
    .bind(facts.item_started_at)
    .bind(facts.item_extra_minutes)
    .bind(facts.ended_at)
    .bind(facts.published_at)
    .bind(facts.frozen_json.clone())
    .bind(occurrence.version)
    .add();
}
