//! Who did what to which row: an append-only record that history, undo and metrics are read from.

use super::{At, Db, Json, Reads, Result, Tx};
use crate::base::{
    paging::{Page, Start},
    tally::Tally,
};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something that is about to be recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewEvent<'a> {
    /// The guild whose row it is.
    pub guild_id: i64,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// Discord's id of the person who did it; `None` for a timer.
    pub actor_user_id: Option<i64>,
    /// The interaction or message that asked for it; `None` for a timer.
    pub interaction_id: Option<i64>,
    /// The noun, such as `request`.
    pub subject: &'a str,
    /// The number of the row among its kind in this guild.
    pub subject_id: i64,
    /// What was done, in the past tense: `filed`, `assigned`.
    pub verb: &'a str,
    /// What changed, as it was before; `None` when there was nothing.
    pub before: Option<Value>,
    /// What changed, as it is now; `None` when it is gone.
    pub after: Option<Value>,
}

/// Something that was recorded.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Event {
    /// Unique in the guild, greater for what was recorded later.
    pub id: i64,
    /// When it happened.
    #[sqlx(try_from = "super::At")]
    pub happened_at: DateTime<Utc>,
    /// Discord's id of the person who did it; `None` for a timer.
    pub actor_user_id: Option<i64>,
    /// The interaction or message that asked for it.
    pub interaction_id: Option<i64>,
    /// What was done.
    pub verb: String,
    /// What changed, as it was before.
    #[sqlx(rename = "before_json")]
    pub before: Option<Json<Value>>,
    /// What changed, as it became.
    #[sqlx(rename = "after_json")]
    pub after: Option<Json<Value>>,
}

/// Records `event` as part of the change it tells of. Returns its id.
pub fn record(tx: &mut Tx, event: NewEvent<'_>) -> i64 {
    let id = tx.next_id(event.happened_at);
    tx.defer_independent(
        "event",
        "INSERT INTO event (guild_id, id, happened_at, actor_user_id, interaction_id, subject, subject_id, verb, \
         before_json, after_json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(event.guild_id)
    .bind(id)
    .bind(super::At::from(event.happened_at))
    .bind(event.actor_user_id)
    .bind(event.interaction_id)
    .bind(event.subject.to_owned())
    .bind(event.subject_id)
    .bind(event.verb.to_owned())
    .bind(event.before.map(Json))
    .bind(event.after.map(Json))
    .add();
    id
}

/// What an event tells and of whom, for somebody who is to be forgotten.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Trace {
    pub id: i64,
    pub actor_user_id: Option<i64>,
    /// The number of the row; some are known by the id of a person.
    pub subject_id: i64,
    pub verb: String,
    #[sqlx(rename = "before_json")]
    pub before: Option<Json<Value>>,
    #[sqlx(rename = "after_json")]
    pub after: Option<Json<Value>>,
}

impl Trace {
    /// Both sides, as far as there are any.
    pub fn sides(&mut self) -> impl Iterator<Item = &mut Value> {
        [self.before.as_mut(), self.after.as_mut()].into_iter().flatten().map(|json| &mut json.0)
    }
}

/// Up to `most` of the guild's events after the event `after`, in order.
pub async fn traces_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<Trace>> {
    tx.q("SELECT id, actor_user_id, subject_id, verb, before_json, after_json FROM event \
          WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3")
        .bind(guild_id)
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all()
        .await
}

/// All events of these rows of a kind.
pub async fn traces_of(tx: &mut Tx, guild_id: i64, subject: &str, ids: &[i64]) -> Result<Vec<Trace>> {
    // Without being told, SQLite walks through all events of the guild.
    tx.q(crate::sql![
        "SELECT id, actor_user_id, subject_id, verb, before_json, after_json FROM event"
        lite(" INDEXED BY event_subject")
        " WHERE guild_id = $1 AND subject = $2 AND subject_id IN (SELECT "
        lite("value FROM json_each($3)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($3) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(subject)
    .bind(Json(ids))
    .all()
    .await
}

/// Writes what is left of an event. The database allows it while somebody of the guild is being forgotten
/// ([`erase`](super::erase)).
pub fn leave_trace(tx: &mut Tx, guild_id: i64, trace: Trace) {
    tx.defer(
        "UPDATE event SET actor_user_id = $3, subject_id = $4, before_json = $5, after_json = $6 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(trace.id)
    .bind(trace.actor_user_id)
    .bind(trace.subject_id)
    .bind(trace.before)
    .bind(trace.after)
    .add();
}

/// When the first event of all guilds happened; `None` while nothing has.
pub async fn earliest(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (earliest,): (Option<At>,) = db.q("SELECT MIN(happened_at) FROM event").one().await?;
    Ok(earliest.map(At::utc))
}

/// When the newest event of all guilds happened; `None` while nothing has.
pub async fn latest(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (latest,): (Option<At>,) = db.q("SELECT MAX(happened_at) FROM event").one().await?;
    Ok(latest.map(At::utc))
}

/// What happened to one row, newest first: at most `limit` events older than the event `before`, if given.
pub async fn history(
    on: &mut impl Reads,
    guild_id: i64,
    subject: &str,
    subject_id: i64,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Event>> {
    // Without being told, SQLite walks through all events of the guild.
    on.ask(crate::sql![
        "SELECT id, happened_at, actor_user_id, interaction_id, verb, before_json, after_json FROM event"
        lite(" INDEXED BY event_subject")
        " WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 AND id < $4 ORDER BY id DESC LIMIT $5"
    ])
    .bind(guild_id)
    .bind(subject)
    .bind(subject_id)
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit)
    .all()
    .await
}

/// When something last happened to each of these rows of a kind, by their numbers; those to which nothing did are missing.
pub async fn last_changes(
    on: &mut impl Reads,
    guild_id: i64,
    subject: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, DateTime<Utc>>> {
    // Without being told, SQLite walks through all events of the guild.
    let sql = crate::sql![
        "SELECT subject_id, MAX(happened_at) FROM event"
        lite(" INDEXED BY event_subject")
        " WHERE guild_id = $1 AND subject = $2 AND subject_id IN (SELECT "
        lite("value FROM json_each($3)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($3) AS list(value)")
        ") GROUP BY subject_id"
    ];
    let rows: Vec<(i64, Option<At>)> = on.ask(sql).bind(guild_id).bind(subject).bind(Json(ids)).all().await?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id, at?.utc()))).collect())
}

/// One page of what happened to one row, newest first, by the ids of events: at most `limit`.
pub async fn page(
    db: &Db,
    guild_id: i64,
    (subject, subject_id): (&str, i64),
    start: Start<i64>,
    limit: usize,
) -> Result<Page<Event>> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    if let Start::Before(id) = start {
        // Without being told, SQLite walks through all events of the guild.
        let newer = crate::sql![
            "SELECT id, happened_at, actor_user_id, interaction_id, verb, before_json, after_json FROM event"
            lite(" INDEXED BY event_subject")
            " WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 AND id > $4 ORDER BY id LIMIT $5"
        ];
        let rows =
            db.q(newer).bind(guild_id).bind(subject).bind(subject_id).bind(id).bind(most).all().await?;
        if let Some(page) = Page::of(&start, rows, limit) {
            return Ok(page);
        }
    }
    let before = if let Start::After(id) = start { Some(id) } else { None };
    let mut on = db;
    let rows = history(&mut on, guild_id, subject, subject_id, before, most).await?;
    Ok(Page { has_earlier: before.is_some(), ..Page::first(rows, limit) })
}

/// How many events one row has.
pub async fn count(db: &Db, guild_id: i64, (subject, subject_id): (&str, i64)) -> Result<Tally> {
    let sql = crate::sql![
        "SELECT COUNT(*) FROM (SELECT 1 FROM event"
        lite(" INDEXED BY event_subject")
        " WHERE guild_id = $1 AND subject = $2 AND subject_id = $3 LIMIT 501) AS n"
    ];
    let (count,): (i64,) = db.q(sql).bind(guild_id).bind(subject).bind(subject_id).one().await?;
    Ok(count.into())
}
