//! Living cards: one message per thing, edited in place. Here is where each one is.

use super::courier::Sent;
use crate::db::{At, Json, Reads, Result, Tx};
use chrono::{DateTime, Utc};

/// A card that has been delivered.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Card {
    /// The channel its message is in.
    pub channel_id: i64,
    /// Its message.
    pub message_id: i64,
    /// When it was last brought up to date.
    #[sqlx(try_from = "At")]
    pub updated_at: DateTime<Utc>,
}

/// Where the card `key` is, such as `request:12`; `None` when it has not been delivered.
pub async fn card(on: &mut impl Reads, guild_id: i64, key: &str) -> Result<Option<Card>> {
    on.ask("SELECT channel_id, message_id, updated_at FROM card WHERE guild_id = $1 AND key = $2".into())
        .bind(guild_id)
        .bind(key)
        .opt()
        .await
}

/// Which of the cards `keys` are in the channel.
pub async fn cards_in(tx: &mut Tx, guild_id: i64, channel_id: i64, keys: &[String]) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .q(crate::sql![
            "SELECT key FROM card WHERE guild_id = $1 AND channel_id = $2 AND key IN (SELECT value FROM "
            lite("json_each($3)") pg("jsonb_array_elements_text($3) AS list(value)") ")"
        ])
        .bind(guild_id)
        .bind(channel_id)
        .bind(Json(keys))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Notes that the outbox row `outbox_id` brought the card `key` to `sent`. An older row never overrules a newer.
pub(super) fn note(tx: &mut Tx, guild_id: i64, key: &str, outbox_id: i64, sent: Sent, now: DateTime<Utc>) {
    tx.beside(
        "card",
        "INSERT INTO card (guild_id, key, channel_id, message_id, outbox_id, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, key) DO UPDATE SET \
         channel_id = excluded.channel_id, message_id = excluded.message_id, outbox_id = excluded.outbox_id, \
         updated_at = excluded.updated_at WHERE card.outbox_id <= excluded.outbox_id",
    )
    .bind(guild_id)
    .bind(key.to_owned())
    .bind(sent.channel_id)
    .bind(sent.message_id)
    .bind(outbox_id)
    .bind(At::from(now))
    .add();
}
