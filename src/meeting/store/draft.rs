//! Series that are being set up and not saved yet.

use crate::db::{At, Json, Reads, Result, Tx, next_number};
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};

/// Keeps a draft of `user_id`'s. Returns its number.
pub async fn insert_draft<T: Serialize + Send + Sync + 'static>(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
    draft: T,
    now: DateTime<Utc>,
) -> Result<i64> {
    let id = next_number(tx, guild_id, "meeting_draft").await?;
    tx.defer(
        "INSERT INTO meeting_draft (guild_id, id, user_id, draft_json, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(user_id)
    .bind(Json(draft))
    .bind(At::from(now))
    .add();
    Ok(id)
}

/// The draft of that number, if it is this person's.
pub async fn find_draft<T: DeserializeOwned + Send + Unpin + 'static>(
    on: &mut impl Reads,
    guild_id: i64,
    id: i64,
    user_id: i64,
) -> Result<Option<T>> {
    let row: Option<(Json<T>,)> = on
        .ask("SELECT draft_json FROM meeting_draft WHERE guild_id = $1 AND id = $2 AND user_id = $3".into())
        .bind(guild_id)
        .bind(id)
        .bind(user_id)
        .opt()
        .await?;
    Ok(row.map(|(draft,)| draft.0))
}

/// Changes a draft.
pub fn update_draft<T: Serialize + Send + Sync + 'static>(tx: &mut Tx, guild_id: i64, id: i64, draft: T) {
    tx.defer("UPDATE meeting_draft SET draft_json = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(Json(draft))
        .add();
}

/// Forgets a draft. Returns false when it was gone.
pub async fn remove_draft(tx: &mut Tx, guild_id: i64, id: i64) -> Result<bool> {
    let rows = tx
        .q("DELETE FROM meeting_draft WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Forgets the guild's drafts from before `at`.
pub fn drop_drafts_before(tx: &mut Tx, guild_id: i64, at: DateTime<Utc>) {
    tx.defer("DELETE FROM meeting_draft WHERE guild_id = $1 AND created_at < $2")
        .bind(guild_id)
        .bind(At::from(at))
        .add();
}
