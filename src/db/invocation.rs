//! What each interaction caused: one that is delivered twice has one effect and the same answer.

use super::{At, Db, Json, Result, Tx};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

/// Remembers, together with the change, the reply that the interaction or message `id` gets.
///
/// When it was remembered before, the commit fails with [a unique violation](super::Error::is_unique_violation) and
/// nothing is changed: then answer with what [`recall`] gives.
pub fn remember(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>, reply: &(impl Serialize + Sync)) {
    tx.defer_independent(
        "invocation",
        "INSERT INTO invocation (guild_id, id, happened_at, reply_json) VALUES ($1, $2, $3, $4)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(At::from(now))
    .bind(Json(reply))
    .add();
}

/// The reply that was remembered, if any. It is durable when this returns: the first delivery may still be on its
/// way into the database, so this takes its turn behind it instead of reading beside it.
pub async fn recall(db: &Db, guild_id: i64, id: i64) -> Result<Option<Value>> {
    let mut tx = db.begin().await?;
    let row: Option<(Json<Value>,)> = tx
        .q("SELECT reply_json FROM invocation WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await?;
    tx.commit().await?;
    Ok(row.map(|(reply,)| reply.0))
}

/// Forgets what the guild's interactions were answered: each that is delivered again is answered with `reply` from now on.
pub async fn forget_replies(tx: &mut Tx, guild_id: i64, reply: &(impl Serialize + Sync)) -> Result<u64> {
    tx.q("UPDATE invocation SET reply_json = $2 WHERE guild_id = $1")
        .bind(guild_id)
        .bind(Json(reply))
        .run()
        .await
}

/// Forgets what is older than `instant`, in all guilds. Returns how many were forgotten.
///
/// Discord never delivers an interaction again after its token has died, 15 minutes after it was made.
pub async fn forget_before(tx: &mut Tx, instant: DateTime<Utc>) -> Result<u64> {
    tx.q("DELETE FROM invocation WHERE happened_at < $1").bind(At::from(instant)).run().await
}
