//! Rows of `meeting_watcher`.

use crate::db::{At, Reads, Result, Tx};

/// Somebody has watched the recording of an occurrence. False when they had.
pub async fn watch(tx: &mut Tx, guild_id: i64, occurrence_id: i64, (user_id, at): (i64, At)) -> Result<bool> {
    let sql = "INSERT INTO meeting_watcher (guild_id, occurrence_id, user_id, watched_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    Ok(tx.q(sql).bind(guild_id).bind(occurrence_id).bind(user_id).bind(at).run().await? == 1)
}

/// How many have watched it.
pub async fn watchers(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM meeting_watcher WHERE guild_id = $1 AND occurrence_id = $2";
    let (count,): (i64,) = on.ask(sql.into()).bind(guild_id).bind(occurrence_id).one().await?;
    Ok(count)
}
