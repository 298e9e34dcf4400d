//! Messages that could not be delivered, for a person to see, to try again or to discard.

use super::{
    again,
    once::once,
    outbox::{Delivery, Leased, remove},
    post::{INSTEAD, NewMessage, Target, post},
    problem,
};
use crate::db::{At, Db, Json, Reads, Result, Tx};
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
    /// The living card it shows.
    pub card: Option<String>,
    /// Why it could not be delivered, in words.
    pub last_error: Option<String>,
    /// When it was posted.
    #[sqlx(try_from = "At")]
    pub created_at: DateTime<Utc>,
    /// After this it helps nobody any more.
    helps_until_at: Option<At>,
}

impl DeadMessage {
    /// Whether it would still help to deliver it.
    pub fn helps(&self, now: DateTime<Utc>) -> bool {
        self.helps_until_at.is_none_or(|until| now < until.utc())
    }
}

/// Gives up a message that this process has leased: says what is to be said instead, and keeps the message for a person to
/// see where nothing is, or where it is a card that people will look for.
pub(super) async fn give_up(
    tx: &mut Tx,
    message: &Leased,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Delivery> {
    let rows = tx
        .q("UPDATE outbox SET state = 'dead', last_error = $4, leased_until_at = NULL, lease = NULL, unfinished = 0, \
              put_aside_at = COALESCE(put_aside_at, $5) WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(message.guild_id)
        .bind(message.id)
        .bind(message.lease)
        .bind(reason)
        .bind(At::from(now))
        .run()
        .await?;
    if rows == 0 {
        return Ok(Delivery::LeaseLost);
    }
    let newer: Option<(i64,)> = tx
        .q("SELECT id FROM outbox WHERE guild_id = $1 AND card = $2 AND first_sent_at IS NULL AND state = 'waiting'")
        .bind(message.guild_id)
        .bind(message.card.as_deref())
        .opt()
        .await?;
    if newer.is_some() {
        remove(tx, message.guild_id, message.id);
        return Ok(Delivery::Superseded);
    }
    let comes_again = again::comes_again(tx, message, now).await?;
    if message.put_aside_at.is_some() {
        return Ok(Delivery::StillDead);
    }
    // That a card is not there, it cannot show itself.
    if message.card.is_none() {
        problem::note(tx, message, (message.target.into(), reason), now).await?;
    }
    let Some(fallback) = message.fallback.clone() else { return Ok(Delivery::Dead) };
    if comes_again {
        tx.defer("UPDATE outbox SET fallback_json = NULL WHERE guild_id = $1 AND id = $2")
            .bind(message.guild_id)
            .bind(message.id)
            .add();
    } else {
        remove(tx, message.guild_id, message.id);
    }
    if let Some(mark) = &fallback.once
        && !once(tx, message.guild_id, (INSTEAD, mark), now).await?
    {
        return Ok(Delivery::FellBack);
    }
    let (target, body) = (fallback.target, fallback.body);
    let (guild_id, about) = (message.guild_id, message.about.as_deref());
    post(tx, NewMessage { guild_id, target, thread_of: None, about, body, card: None, fallback: None }, now);
    Ok(Delivery::FellBack)
}

/// The guild's messages that were put aside, oldest first, at most `limit`.
pub async fn dead_messages(on: &mut impl Reads, guild_id: i64, limit: i64) -> Result<Vec<DeadMessage>> {
    // Without being told, SQLite walks through all cards of the guild.
    on.ask(crate::sql![
        "SELECT id, target_kind, target_id, body_json, card, last_error, created_at, helps_until_at FROM outbox"
        lite(" INDEXED BY outbox_dead") " WHERE guild_id = $1 AND state = 'dead' ORDER BY id LIMIT $2"
    ])
    .bind(guild_id)
    .bind(limit)
    .all()
    .await
}

/// One message, if it is put aside.
pub(super) async fn dead_message(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<DeadMessage>> {
    tx.q("SELECT id, target_kind, target_id, body_json, card, last_error, created_at, helps_until_at FROM outbox \
          WHERE guild_id = $1 AND id = $2 AND state = 'dead'")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await
}

/// Discards messages that were put aside. Returns how many there were.
pub async fn discard_messages(tx: &mut Tx, guild_id: i64, ids: &[i64]) -> Result<u64> {
    tx.q(crate::sql![
        "DELETE FROM outbox WHERE guild_id = $1 AND state = 'dead' AND id IN (SELECT CAST(value AS BIGINT) FROM "
        lite("json_each($2))") pg("jsonb_array_elements_text($2) AS list(value))")
    ])
    .bind(guild_id)
    .bind(Json(ids.to_vec()))
    .run()
    .await
}

/// Forgets what was put aside before `before` and would not help any more. Returns how much that was.
pub async fn forget_useless(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    tx.q("DELETE FROM outbox WHERE state = 'dead' AND put_aside_at < $1 AND helps_until_at < $1")
        .bind(At::from(before))
        .run()
        .await
}

/// Whether a card that belongs into the channel was put aside.
pub async fn has_dead_card_in(on: &mut impl Reads, guild_id: i64, channel_id: i64) -> Result<bool> {
    let sql = crate::sql![
        "SELECT id FROM outbox" lite(" INDEXED BY outbox_dead") " WHERE guild_id = $1 AND state = 'dead' \
         AND target_kind = 'channel' AND target_id = $2 AND card IS NOT NULL LIMIT 1"
    ];
    let row: Option<(i64,)> = on.ask(sql).bind(guild_id).bind(channel_id).opt().await?;
    Ok(row.is_some())
}

/// Whether anything of the guild was put aside.
pub async fn has_dead_messages(db: &Db, guild_id: i64) -> Result<bool> {
    Ok(!dead_messages(&mut &*db, guild_id, 1).await?.is_empty())
}
