//! Rows of `watch`: how far each watched channel has been read.

use super::marks::ChannelKey;
use crate::db::{Db, Result};

/// The mark that was written down, if the channel was watched before.
pub async fn mark(db: &Db, (guild_id, channel_id): ChannelKey) -> Result<Option<i64>> {
    let row: Option<(i64,)> = db
        .q("SELECT last_message_id FROM watch WHERE guild_id = $1 AND channel_id = $2")
        .bind(guild_id)
        .bind(channel_id)
        .opt()
        .await?;
    Ok(row.map(|(mark,)| mark))
}

/// Writes a mark down, the first one also; an older one never replaces a newer.
pub async fn set_mark(db: &Db, (guild_id, channel_id): ChannelKey, mark: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.q("INSERT INTO watch (guild_id, channel_id, last_message_id) VALUES ($1, $2, $3) \
          ON CONFLICT (guild_id, channel_id) DO UPDATE SET last_message_id = excluded.last_message_id \
          WHERE watch.last_message_id < excluded.last_message_id")
        .bind(guild_id)
        .bind(channel_id)
        .bind(mark)
        .run()
        .await?;
    tx.commit().await
}

/// Forgets how far a channel was read that is gone.
pub async fn forget_mark(db: &Db, (guild_id, channel_id): ChannelKey) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.q("DELETE FROM watch WHERE guild_id = $1 AND channel_id = $2")
        .bind(guild_id)
        .bind(channel_id)
        .run()
        .await?;
    tx.commit().await
}
