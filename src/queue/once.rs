//! What is told, or done, once: a mark that is made in the same transaction.

use crate::db::{At, Reads, Result, Tx};
use chrono::{DateTime, TimeDelta, Utc};

/// Marks that `key` is told, among what is told about something, such as `rotation:5`. Returns false when it had been
/// before, and the caller says nothing.
pub async fn once(
    tx: &mut Tx,
    guild_id: i64,
    (about, key): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO told (guild_id, about, key, told_at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (guild_id, about, key) DO NOTHING")
        .bind(guild_id)
        .bind(about)
        .bind(key)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Like [`once`], for what is told again when that was `rest` ago.
pub async fn once_in(
    tx: &mut Tx,
    guild_id: i64,
    (about, key): (&str, &str),
    rest: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO told (guild_id, about, key, told_at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (guild_id, about, key) DO UPDATE SET told_at = excluded.told_at WHERE told.told_at <= $5")
        .bind(guild_id)
        .bind(about)
        .bind(key)
        .bind(At::from(now))
        .bind(At::from(now - rest))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Forgets that one thing was told.
pub(super) fn forget_mark(tx: &mut Tx, guild_id: i64, (about, key): (&str, &str)) {
    tx.defer("DELETE FROM told WHERE guild_id = $1 AND about = $2 AND key = $3")
        .bind(guild_id)
        .bind(about.to_owned())
        .bind(key.to_owned())
        .add();
}

/// Forgets what was told about something before an instant.
pub fn forget_told(tx: &mut Tx, guild_id: i64, about: &str, before: DateTime<Utc>) {
    tx.defer("DELETE FROM told WHERE guild_id = $1 AND about = $2 AND told_at < $3")
        .bind(guild_id)
        .bind(about.to_owned())
        .bind(At::from(before))
        .add();
}

/// When `key` was told about something; `None` when it was not.
pub async fn told_at(
    on: &mut impl Reads,
    guild_id: i64,
    (about, key): (&str, &str),
) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT told_at FROM told WHERE guild_id = $1 AND about = $2 AND key = $3";
    let found: Option<(At,)> = on.ask(sql.into()).bind(guild_id).bind(about).bind(key).opt().await?;
    Ok(found.map(|(at,)| at.utc()))
}

/// When the newest key that begins so was told about something; `None` when none was.
pub async fn last_told(
    on: &mut impl Reads,
    guild_id: i64,
    about: &str,
    beginning: &str,
) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT MAX(told_at) FROM told WHERE guild_id = $1 AND about = $2 \
               AND substr(key, 1, length($3)) = $3";
    let (last,): (Option<At>,) = on.ask(sql.into()).bind(guild_id).bind(about).bind(beginning).one().await?;
    Ok(last.map(At::utc))
}
