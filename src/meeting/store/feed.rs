//! Rows of `meeting_feed`.

use crate::db::{At, Reads, Result, Tx};

/// The series that the feed of this token shows, if there is one and it was not revoked.
pub async fn feed_by_token(on: &mut impl Reads, guild_id: i64, token: &str) -> Result<Option<i64>> {
    let sql = "SELECT series_id FROM meeting_feed WHERE guild_id = $1 AND token = $2 AND revoked_at IS NULL";
    let row: Option<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(token).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// Adds a feed that somebody made.
pub fn insert_feed(tx: &mut Tx, guild_id: i64, series_id: i64, (user_id, token): (i64, &str), at: At) {
    let id = tx.next_id(at.utc());
    tx.defer(
        "INSERT INTO meeting_feed (guild_id, id, series_id, token, created_by_user_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(series_id)
    .bind(token.to_owned())
    .bind(user_id)
    .bind(at)
    .add();
}

/// Revokes all feeds of a series. Returns how many.
pub async fn revoke_feeds(tx: &mut Tx, guild_id: i64, series_id: i64, at: At) -> Result<u64> {
    let sql = "UPDATE meeting_feed SET revoked_at = $3 WHERE guild_id = $1 AND series_id = $2 AND revoked_at IS NULL";
    tx.q(sql).bind(guild_id).bind(series_id).bind(at).run().await
}
