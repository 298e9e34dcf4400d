//! Messages that could not be delivered, for a person to see and to try again.

use super::post::Target;
use crate::db::{At, Db, Result, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// A message that was put aside.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct DeadMessage {
    /// Unique in the guild.
    pub id: i64,
    /// Where it was to go.
    #[sqlx(flatten)]
    pub target: Target,
    /// The message, as JSON.
    #[sqlx(json, rename = "body_json")]
    pub body: Value,
    /// Why it could not be delivered, in words.
    pub last_error: Option<String>,
    /// When it was posted.
    #[sqlx(try_from = "At")]
    pub created_at: DateTime<Utc>,
}

/// The guild's messages that were put aside, oldest first, at most `limit`.
pub async fn dead_messages(db: &Db, guild_id: i64, limit: i64) -> Result<Vec<DeadMessage>> {
    db.q("SELECT id, target_kind, target_id, body_json, last_error, created_at FROM outbox \
          WHERE guild_id = $1 AND state = 'dead' ORDER BY id LIMIT $2")
        .bind(guild_id)
        .bind(limit)
        .all()
        .await
}

/// Lets all of the guild's messages that were put aside be tried again from `now`, as if they had just been posted.
/// Returns how many.
pub async fn revive_messages(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<u64> {
    tx.q("UPDATE outbox SET state = 'waiting', run_at = $2, created_at = $2 WHERE guild_id = $1 AND state = 'dead'")
        .bind(guild_id)
        .bind(At::from(now))
        .run()
        .await
}
