//! Rows of `guild`: whether docket is there, whom it greeted, what it complained about.

use crate::{
    base::text,
    db::{At, Db, Result, Tx},
    queue,
};
use chrono::{DateTime, TimeDelta, Utc};

/// What is told of problems goes by this.
const PROBLEM: &str = "problem";
/// The same problem is told again after this.
const PROBLEM_REST: TimeDelta = TimeDelta::days(1);
/// What was told is forgotten after this.
const PROBLEM_MEMORY: TimeDelta = TimeDelta::days(7);

/// Waits until no other transaction changes the workspace of this guild, and counts the change that follows. Rules that
/// look at several rows, such as "a keyword belongs to one area", hold because of it.
///
/// PostgreSQL locks the row that is written; SQLite has one writer anyway.
pub async fn one_at_a_time(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<()> {
    tx.q("INSERT INTO guild (guild_id, is_active, joined_at, setup_version) VALUES ($1, TRUE, $2, 1) \
          ON CONFLICT (guild_id) DO UPDATE SET setup_version = guild.setup_version + 1")
        .bind(guild_id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(())
}

/// How often the guild's settings, areas and customers were changed.
pub async fn setup_version(db: &Db, guild_id: i64) -> Result<i64> {
    let row: Option<(i64,)> =
        db.q("SELECT setup_version FROM guild WHERE guild_id = $1").bind(guild_id).opt().await?;
    Ok(row.map_or(0, |(version,)| version))
}

/// Whether docket is in the guild, as far as it knows; it is where it has heard nothing else.
pub async fn is_there(db: &Db, guild_id: i64) -> Result<bool> {
    let row: Option<(bool,)> =
        db.q("SELECT is_active FROM guild WHERE guild_id = $1").bind(guild_id).opt().await?;
    Ok(row.is_none_or(|(is_active,)| is_active))
}

/// The guilds that docket is in, as far as it knows.
pub async fn active_guilds(db: &Db) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = db.q("SELECT guild_id FROM guild WHERE is_active").all().await?;
    Ok(rows.into_iter().map(|(guild_id,)| guild_id).collect())
}

/// Notes that docket is in the guild again. False when it was not away.
pub async fn come_back(tx: &mut Tx, guild_id: i64) -> Result<bool> {
    let rows = tx
        .q("UPDATE guild SET is_active = TRUE, left_at = NULL, setup_version = setup_version + 1 \
            WHERE guild_id = $1 AND NOT is_active")
        .bind(guild_id)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Notes that docket is in the guild. True when it was never greeted and the caller is to greet it now.
pub async fn enter(tx: &mut Tx, guild_id: i64, owner_user_id: i64, now: DateTime<Utc>) -> Result<bool> {
    tx.q("INSERT INTO guild (guild_id, is_active, owner_user_id, joined_at) VALUES ($1, TRUE, $2, $3) \
          ON CONFLICT (guild_id) DO UPDATE SET owner_user_id = excluded.owner_user_id")
        .bind(guild_id)
        .bind(owner_user_id)
        .bind(At::from(now))
        .run()
        .await?;
    let greeted = tx
        .q("UPDATE guild SET greeted_at = $2 WHERE guild_id = $1 AND greeted_at IS NULL")
        .bind(guild_id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(greeted == 1)
}

/// Notes that docket is no longer in the guild. False when that was known, or it never was.
pub async fn leave(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("UPDATE guild SET is_active = FALSE, left_at = $2, setup_version = setup_version + 1 \
            WHERE guild_id = $1 AND is_active")
        .bind(guild_id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Whether docket is not in the guild any more, which stays so until the transaction ends.
pub async fn is_away(tx: &mut Tx, guild_id: i64) -> Result<bool> {
    let away =
        crate::sql!["SELECT guild_id FROM guild WHERE guild_id = $1 AND NOT is_active" pg(" FOR UPDATE")];
    let row: Option<(i64,)> = tx.q(away).bind(guild_id).opt().await?;
    Ok(row.is_some())
}

/// Who owns the guild, if docket has seen it.
pub async fn owner(tx: &mut Tx, guild_id: i64) -> Result<Option<i64>> {
    let row: Option<(Option<i64>,)> =
        tx.q("SELECT owner_user_id FROM guild WHERE guild_id = $1").bind(guild_id).opt().await?;
    Ok(row.and_then(|(owner,)| owner))
}

/// Notes that a problem is told. False when it was told within the last day.
pub async fn tell_problem(tx: &mut Tx, guild_id: i64, problem: &str, now: DateTime<Utc>) -> Result<bool> {
    let key = text::short_hash(problem);
    queue::forget_told(tx, guild_id, PROBLEM, now - PROBLEM_MEMORY);
    queue::once_in(tx, guild_id, (PROBLEM, &key), PROBLEM_REST, now).await
}
