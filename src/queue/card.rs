//! Living cards: one message per thing, edited in place. Here is where each one is.

use super::{courier::Delivered, post::Target};
use crate::db::{At, Json, Reads, Result, Tx};
use chrono::{DateTime, Utc};

/// A card that has been delivered.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Card {
    /// The channel its message is in.
    pub channel_id: i64,
    /// Its message.
    pub message_id: i64,
    /// The thread on it.
    pub thread_id: Option<i64>,
    /// When it was last brought up to date.
    #[sqlx(try_from = "At")]
    pub updated_at: DateTime<Utc>,
}

/// Where the card `key` is, such as `request:12`; `None` when it has not been delivered.
pub async fn card(on: &mut impl Reads, guild_id: i64, key: &str) -> Result<Option<Card>> {
    on.ask(
        "SELECT channel_id, message_id, thread_id, updated_at FROM card WHERE guild_id = $1 AND key = $2"
            .into(),
    )
    .bind(guild_id)
    .bind(key)
    .opt()
    .await
}

/// Where the newest state of the card `key` goes: where it waits to be delivered, else where it is; `None` when it was never
/// posted, or was put aside.
pub async fn place_of_card(tx: &mut Tx, guild_id: i64, key: &str) -> Result<Option<Target>> {
    let waiting = tx
        .q("SELECT target_kind, target_id FROM outbox WHERE guild_id = $1 AND card = $2 AND state = 'waiting' \
            ORDER BY id DESC LIMIT 1")
        .bind(guild_id)
        .bind(key)
        .opt()
        .await?;
    match waiting {
        Some(place) => Ok(Some(place)),
        None => Ok(card(tx, guild_id, key).await?.map(|card| Target::Channel(card.channel_id))),
    }
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

/// The key of the card that this thread is on; `None` when it is on none.
pub async fn card_of_thread(on: &mut impl Reads, guild_id: i64, thread_id: i64) -> Result<Option<String>> {
    let sql = "SELECT key FROM card WHERE guild_id = $1 AND thread_id = $2 LIMIT 1";
    let row: Option<(String,)> = on.ask(sql.into()).bind(guild_id).bind(thread_id).opt().await?;
    Ok(row.map(|(key,)| key))
}

/// The key of the card that this message, of a channel, shows; `None` when it shows none.
pub async fn card_of_message(
    on: &mut impl Reads,
    guild_id: i64,
    (channel_id, message_id): (i64, i64),
) -> Result<Option<String>> {
    let sql = crate::sql![
        "SELECT key FROM card" lite(" INDEXED BY card_message")
        " WHERE guild_id = $1 AND message_id = $2 AND channel_id = $3 LIMIT 1"
    ];
    let row: Option<(String,)> = on.ask(sql).bind(guild_id).bind(message_id).bind(channel_id).opt().await?;
    Ok(row.map(|(key,)| key))
}

/// Notes where the outbox row `outbox_id` of the guild brought the card `key`. An older row never overrules a newer.
pub(super) fn note(
    tx: &mut Tx,
    (guild_id, outbox_id): (i64, i64),
    key: &str,
    delivered: &Delivered,
    now: DateTime<Utc>,
) {
    tx.defer_independent(
        "card",
        "INSERT INTO card (guild_id, key, channel_id, message_id, outbox_id, updated_at, thread_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (guild_id, key) DO UPDATE SET \
         channel_id = excluded.channel_id, message_id = excluded.message_id, outbox_id = excluded.outbox_id, \
         updated_at = excluded.updated_at, thread_id = COALESCE(excluded.thread_id, card.thread_id) \
         WHERE card.outbox_id <= excluded.outbox_id",
    )
    .bind(guild_id)
    .bind(key.to_owned())
    .bind(delivered.sent.channel_id)
    .bind(delivered.sent.message_id)
    .bind(outbox_id)
    .bind(At::from(now))
    .bind(delivered.thread_id)
    .add();
}

/// Notes that the card's thread is gone; what comes next is said in the channel, until the card is drawn with another.
pub(super) fn lose_thread(tx: &mut Tx, guild_id: i64, key: &str, thread_id: i64) {
    tx.defer("UPDATE card SET thread_id = NULL WHERE guild_id = $1 AND key = $2 AND thread_id = $3")
        .bind(guild_id)
        .bind(key.to_owned())
        .bind(thread_id)
        .add();
}
