//! Durable timers: a kind, a key that is unique in the guild, an instant, and a payload.

use super::backoff;
use crate::db::{At, Db, Json, Reads, Result, Sql, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// A job that was started this often without success is put aside.
pub const MAX_ATTEMPTS: i64 = 10;
/// The longest pause between two attempts.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// What a tick asks the database. Public so that a test can ask how much of the table it would look at.
pub const JOB_TICK: [Sql; 2] = [NEXT_DUE, LEASE];

const LEASE: Sql = crate::sql![
    "WITH due AS MATERIALIZED (SELECT guild_id AS due_guild, id AS due_id FROM job \
       WHERE state = 'waiting' AND run_at <= $1 AND (leased_until_at IS NULL OR leased_until_at <= $1) \
       ORDER BY run_at LIMIT $2" pg(" FOR UPDATE SKIP LOCKED") ") \
     UPDATE job SET leased_until_at = $3, lease = $4, instance_id = $5, attempts = attempts + 1 FROM due \
     WHERE guild_id = due_guild AND id = due_id \
     RETURNING guild_id, id, kind, key, run_at, payload_json, attempts, lease"
];

const NEXT_DUE: Sql = crate::sql![
    "SELECT MIN(due_at) FROM ( \
       SELECT * FROM (SELECT run_at AS due_at FROM job WHERE state = 'waiting' AND leased_until_at IS NULL \
               ORDER BY run_at LIMIT 1) AS free \
       UNION ALL \
       SELECT * FROM (SELECT leased_until_at FROM job WHERE leased_until_at IS NOT NULL \
               ORDER BY leased_until_at LIMIT 1) AS leased) AS both_kinds"
];

/// A job to be enqueued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob<'a> {
    /// The guild it belongs to.
    pub guild_id: i64,
    /// Which action runs it.
    pub kind: &'a str,
    /// Unique in the guild, one per occurrence: `reminder:12:2026-11-25`.
    pub key: &'a str,
    /// Not before this.
    pub run_at: DateTime<Utc>,
    /// What the action needs to know.
    pub payload: Value,
}

/// A job under lease.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Job {
    /// The guild it belongs to.
    pub guild_id: i64,
    /// Unique in the guild.
    pub id: i64,
    /// Which action runs it.
    pub kind: String,
    /// Unique in the guild.
    pub key: String,
    /// When it was meant to run.
    #[sqlx(try_from = "At")]
    pub run_at: DateTime<Utc>,
    /// What the action needs to know.
    #[sqlx(json, rename = "payload_json")]
    pub payload: Value,
    /// How often it was started, this time included.
    pub attempts: i64,
    /// Proof that we are the ones who hold it.
    lease: i64,
}

/// A job that was put aside.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct DeadJob {
    /// Unique in the guild.
    pub id: i64,
    /// Unique in the guild.
    pub key: String,
    /// Which action it was for.
    pub kind: String,
    /// When it was meant to run.
    #[sqlx(try_from = "At")]
    pub run_at: DateTime<Utc>,
    /// How often it was started.
    pub attempts: i64,
    /// How the last attempt ended.
    pub last_error: Option<String>,
}

/// What became of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It will run again then.
    Retry(DateTime<Utc>),
    /// It was put aside for a person to see.
    Dead,
    /// It was no longer ours: finished, cancelled, moved, or leased by another instance.
    LeaseLost,
}

/// Enqueues a job as part of the change that causes it. Returns false, and changes nothing, when the guild has a
/// job of that key already, waiting or dead.
pub async fn enqueue(tx: &mut Tx, job: NewJob<'_>, now: DateTime<Utc>) -> Result<bool> {
    let id = tx.next_id(now);
    let rows = tx
        .q("INSERT INTO job (guild_id, id, kind, key, run_at, payload_json, created_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (guild_id, key) DO NOTHING")
        .bind(job.guild_id)
        .bind(id)
        .bind(job.kind)
        .bind(job.key)
        .bind(At::from(job.run_at))
        .bind(Json(job.payload))
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Moves a job, and revives it if it was dead. Whoever runs it at this moment loses the lease. Returns false when
/// there is no such job.
pub async fn reschedule(tx: &mut Tx, guild_id: i64, key: &str, run_at: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("UPDATE job SET run_at = $3, state = 'waiting', attempts = 0, leased_until_at = NULL, lease = NULL, \
            last_error = NULL WHERE guild_id = $1 AND key = $2")
        .bind(guild_id)
        .bind(key)
        .bind(At::from(run_at))
        .run()
        .await?;
    Ok(rows == 1)
}

/// What a job that waits needs to know, by its key; `None` when there is none.
pub async fn waiting(on: &mut impl Reads, guild_id: i64, key: &str) -> Result<Option<Value>> {
    let sql = "SELECT payload_json FROM job WHERE guild_id = $1 AND key = $2 AND state = 'waiting'";
    let found: Option<(Json<Value>,)> = on.ask(sql.into()).bind(guild_id).bind(key).opt().await?;
    Ok(found.map(|(payload,)| payload.0))
}

/// Removes a job. Whoever runs it at this moment loses the lease. Returns false when there is no such job.
pub async fn cancel(tx: &mut Tx, guild_id: i64, key: &str) -> Result<bool> {
    let rows =
        tx.q("DELETE FROM job WHERE guild_id = $1 AND key = $2").bind(guild_id).bind(key).run().await?;
    Ok(rows == 1)
}

/// What was leased.
#[derive(Debug, Default)]
pub struct Due {
    /// Jobs to run.
    pub jobs: Vec<Job>,
    /// Jobs that were put aside instead, each with why; somebody has to be told.
    pub buried: Vec<(Job, &'static str)>,
}

/// Leases at most `limit` jobs that are due, the longest due first, for `lease_for`. A job whose lease has run out, or
/// whose holder is dead, is due again; one that was left so [`MAX_ATTEMPTS`] times is put aside instead.
pub async fn lease(db: &Db, now: DateTime<Utc>, limit: i64, lease_for: TimeDelta) -> Result<Due> {
    const LOST: &str = "it was started and never reported back";
    let mut tx = db.begin().await?;
    let lease = tx.next_id(now);
    let mut jobs: Vec<Job> = tx
        .q(LEASE)
        .bind(At::from(now))
        .bind(limit)
        .bind(At::from(now + lease_for))
        .bind(lease)
        .bind(db.holder())
        .all()
        .await?;
    let mut buried = Vec::new();
    for mut job in jobs.extract_if(.., |job| job.attempts > MAX_ATTEMPTS) {
        job.attempts = MAX_ATTEMPTS;
        tx.defer(
            "UPDATE job SET state = 'dead', attempts = $4, leased_until_at = NULL, lease = NULL, \
                  last_error = COALESCE(last_error, $3) WHERE guild_id = $1 AND id = $2",
        )
        .bind(job.guild_id)
        .bind(job.id)
        .bind(LOST)
        .bind(MAX_ATTEMPTS)
        .add();
        buried.push((job, LOST));
    }
    tx.commit().await?;
    jobs.sort_by_key(|job| (job.run_at, job.id));
    Ok(Due { jobs, buried })
}

/// Keeps a job that is still being worked on, until `until`. Returns false when the lease was lost: then another has done or
/// will do it.
pub async fn renew(db: &Db, job: &Job, until: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.begin().await?;
    let rows = tx
        .q("UPDATE job SET leased_until_at = $4 WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(job.guild_id)
        .bind(job.id)
        .bind(job.lease)
        .bind(At::from(until))
        .run()
        .await?;
    tx.commit().await?;
    Ok(rows == 1)
}

/// When the next job is due or the next lease runs out, also if that is in the past; `None` when nothing waits.
pub async fn next_due(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (at,): (Option<At>,) = db.q(NEXT_DUE).one().await?;
    Ok(at.map(At::utc))
}

/// Removes a finished job inside the transaction of what it did. Returns false when the lease was lost: then
/// another has done or will do it, and this transaction must be rolled back.
pub async fn finish(tx: &mut Tx, job: &Job) -> Result<bool> {
    let rows = tx
        .q("DELETE FROM job WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(job.guild_id)
        .bind(job.id)
        .bind(job.lease)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Gives a failed job back: to run again after a growing pause, or, after [`MAX_ATTEMPTS`], to be put aside.
pub async fn retry_or_bury(db: &Db, job: &Job, error: &str, now: DateTime<Utc>) -> Result<Outcome> {
    let again = (job.attempts < MAX_ATTEMPTS)
        .then(|| now + backoff::pause(job.attempts, LONGEST_PAUSE, rand::random::<f64>()));
    let mut tx = db.begin().await?;
    let rows = tx
        .q("UPDATE job SET state = $4, run_at = COALESCE($5, run_at), last_error = $6, leased_until_at = NULL, \
            lease = NULL WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(job.guild_id)
        .bind(job.id)
        .bind(job.lease)
        .bind(if again.is_some() { "waiting" } else { "dead" })
        .bind(again.map(At::from))
        .bind(error)
        .run()
        .await?;
    tx.commit().await?;
    Ok(match (rows, again) {
        (0, _) => Outcome::LeaseLost,
        (_, Some(at)) => Outcome::Retry(At::from(at).utc()),
        (_, None) => Outcome::Dead,
    })
}

/// The guild's jobs that were put aside, oldest first, at most `limit`.
pub async fn dead(on: &mut impl Reads, guild_id: i64, limit: i64) -> Result<Vec<DeadJob>> {
    let read = "SELECT id, key, kind, run_at, attempts, last_error FROM job WHERE guild_id = $1 AND state = 'dead' \
                ORDER BY id LIMIT $2";
    on.ask(read.into()).bind(guild_id).bind(limit).all().await
}

/// Lets a job that was put aside start over at `now`. False when it is not there any more.
pub async fn revive(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("UPDATE job SET state = 'waiting', attempts = 0, run_at = $3 \
            WHERE guild_id = $1 AND id = $2 AND state = 'dead'")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// The same by its key, for what is wished for anew. False when no job of that key was put aside.
pub async fn revive_by_key(tx: &mut Tx, guild_id: i64, key: &str, now: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("UPDATE job SET state = 'waiting', attempts = 0, run_at = $3 \
            WHERE guild_id = $1 AND key = $2 AND state = 'dead'")
        .bind(guild_id)
        .bind(key)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Discards a job that was put aside. False when it is not there any more.
pub async fn discard(tx: &mut Tx, guild_id: i64, id: i64) -> Result<bool> {
    let delete = "DELETE FROM job WHERE guild_id = $1 AND id = $2 AND state = 'dead'";
    Ok(tx.q(delete).bind(guild_id).bind(id).run().await? == 1)
}
