//! Delivering what waits in the outbox: in order per target, at least once, never dropped in silence.

use super::{
    backoff, card,
    courier::{Failure, Sent},
    post::{Fallback, NewMessage, Target, post},
};
use crate::{
    base::text::short_hash,
    db::{At, Db, Json, Result, Sql, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// A message that could not be delivered for this long is treated as one that never will be.
pub const MESSAGE_PATIENCE: TimeDelta = TimeDelta::hours(24);
/// The longest pause between two attempts, unless the receiver asked for a longer one.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(5);

/// What a tick asks the database. Public so that a test can ask how much of the table it would look at.
pub const MESSAGE_TICK: [Sql; 2] = [NEXT_DUE, LEASE];

// The heads come first, one for each target. Without statistics SQLite might look through all that waits to find them;
// it keeps the order of a cross join.
const LEASE: Sql = crate::sql![
    "WITH ready AS MATERIALIZED (SELECT first.guild_id AS ready_guild, first.id AS ready_id \
       FROM outbox_head AS head " lite("CROSS ") "JOIN outbox AS first \
       ON first.guild_id = head.guild_id AND first.id = head.id \
       WHERE first.state = 'waiting' AND first.run_at <= $1 \
       AND (first.leased_until_at IS NULL OR first.leased_until_at <= $1) \
       ORDER BY first.run_at LIMIT $2" pg(" FOR UPDATE OF first SKIP LOCKED") ") \
     UPDATE outbox SET leased_until_at = $3, lease = $4, attempts = attempts + 1, \
       first_sent_at = COALESCE(first_sent_at, $1) FROM ready \
     WHERE guild_id = ready_guild AND id = ready_id \
     RETURNING guild_id, id, target_kind, target_id, body_json, card, attempts, first_sent_at, created_at, \
       fallback_json, lease, place, \
       (SELECT channel_id FROM card AS c WHERE c.guild_id = outbox.guild_id AND c.key = outbox.card) \
         AS card_channel_id, \
       (SELECT message_id FROM card AS c WHERE c.guild_id = outbox.guild_id AND c.key = outbox.card) \
         AS card_message_id, \
       (SELECT outbox_id FROM card AS c WHERE c.guild_id = outbox.guild_id AND c.key = outbox.card) \
         AS card_outbox_id"
];

// Asked for each head by itself, so that neither engine looks through all that waits to find them.
const NEXT_DUE: Sql = crate::sql![
    "SELECT MIN((SELECT COALESCE(first.leased_until_at, first.run_at) FROM outbox AS first \
       WHERE first.guild_id = head.guild_id AND first.id = head.id)) FROM outbox_head AS head"
];

/// A message under lease, for the courier.
#[derive(Clone, Debug, PartialEq)]
pub struct Leased {
    /// The guild it belongs to.
    pub guild_id: i64,
    /// Unique in the guild.
    pub id: i64,
    /// Where it goes.
    pub target: Target,
    /// The message, as JSON.
    pub body: Value,
    /// The living card it shows.
    pub card: Option<String>,
    /// The message that showed this card so far: edit it instead of sending another.
    pub card_message: Option<Sent>,
    /// How often its delivery was begun, this time included. Above 1 it may have been sent already.
    pub attempts: i64,
    /// When its delivery was first begun.
    pub first_sent_at: DateTime<Utc>,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    fallback: Option<Fallback>,
    lease: i64,
}

impl Leased {
    /// Discord's `nonce`: 24 characters, the same for every attempt at this message and for no other.
    pub fn nonce(&self) -> String {
        short_hash([self.guild_id.to_be_bytes(), self.id.to_be_bytes()].concat())
    }
}

/// A leased row as it is stored.
#[derive(sqlx::FromRow)]
struct Row {
    guild_id: i64,
    id: i64,
    #[sqlx(flatten)]
    target: Target,
    body_json: Json<Value>,
    card: Option<String>,
    card_channel_id: Option<i64>,
    card_message_id: Option<i64>,
    card_outbox_id: Option<i64>,
    attempts: i64,
    first_sent_at: At,
    created_at: At,
    fallback_json: Option<Json<Fallback>>,
    lease: i64,
    place: i64,
}

impl Row {
    /// Whether it is for a channel that its card has left meanwhile, so that a later state of it is shown in another
    /// one. To deliver this one would take the card back there.
    fn is_superseded(&self) -> bool {
        let is_elsewhere = matches!((self.target, self.card_channel_id),
            (Target::Channel(target), Some(shown)) if target != shown);
        is_elsewhere && self.card_outbox_id.is_some_and(|shown| shown > self.id)
    }
}

impl From<Row> for Leased {
    fn from(row: Row) -> Self {
        let sent = |channel_id| row.card_message_id.map(|message_id| Sent { channel_id, message_id });
        Self {
            guild_id: row.guild_id,
            id: row.id,
            target: row.target,
            body: row.body_json.0,
            card_message: row.card_channel_id.and_then(sent),
            card: row.card,
            attempts: row.attempts,
            first_sent_at: row.first_sent_at.utc(),
            created_at: row.created_at.utc(),
            fallback: row.fallback_json.map(|fallback| fallback.0),
            lease: row.lease,
        }
    }
}

/// Leases at most `limit` messages for `lease_for`: of each target only the first in line, and only when it is
/// due and nobody holds it. So each target gets its messages in order, one at a time. A state of a card for a
/// channel that the card has left is removed instead of handed out.
pub async fn lease_messages(
    db: &Db,
    now: DateTime<Utc>,
    limit: i64,
    lease_for: TimeDelta,
) -> Result<Vec<Leased>> {
    let mut tx = db.begin().await?;
    let lease = tx.next_id(now);
    let until = At::from(now + lease_for);
    let mut rows = Vec::new();
    loop {
        let room = limit - i64::try_from(rows.len()).unwrap_or(limit);
        let found: Vec<Row> =
            tx.q(LEASE).bind(At::from(now)).bind(room).bind(until).bind(lease).all().await?;
        let (superseded, due): (Vec<_>, Vec<_>) = found.into_iter().partition(Row::is_superseded);
        rows.extend(due);
        for row in &superseded {
            remove(&mut tx, row.guild_id, row.id);
        }
        // What stood behind it in its line is due now.
        if superseded.is_empty() {
            break;
        }
    }
    tx.commit().await?;
    rows.sort_by_key(|row| (row.created_at, row.place, row.id));
    Ok(rows.into_iter().map(Leased::from).collect())
}

/// When the next message is due or the next lease runs out, also if that is in the past; `None` when nothing
/// waits.
pub async fn next_message_due(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (at,): (Option<At>,) = db.q(NEXT_DUE).one().await?;
    Ok(at.map(At::utc))
}

/// Removes a message that has been delivered, and notes where its card is. Also right when the lease was lost
/// meanwhile: what is delivered need not be sent again.
pub async fn delivered(db: &Db, message: &Leased, sent: Sent, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.begin().await?;
    remove(&mut tx, message.guild_id, message.id);
    if let Some(key) = &message.card {
        card::note(&mut tx, message.guild_id, key, message.id, sent, now);
    }
    tx.commit().await
}

/// What became of a message that was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It will be tried again then; what is behind it in line waits.
    Retry(DateTime<Utc>),
    /// Its fallback was posted in its place.
    FellBack,
    /// It was put aside for a person to see.
    Dead,
    /// A newer state of its card waits, so it was removed.
    Superseded,
    /// It was no longer ours: delivered, or leased by another instance.
    LeaseLost,
}

/// Gives back a message that was not delivered.
pub async fn failed(db: &Db, message: &Leased, failure: Failure, now: DateTime<Utc>) -> Result<Delivery> {
    let mut tx = db.begin().await?;
    let outcome = match failure {
        Failure::Later { retry_after, reason } if now - message.created_at < MESSAGE_PATIENCE => {
            let pause = backoff::pause(message.attempts, LONGEST_PAUSE, rand::random::<f64>());
            let again = now + pause.max(retry_after.unwrap_or_default());
            retry(&mut tx, message, again, &reason).await?
        }
        Failure::Later { reason, .. } | Failure::Never { reason } => {
            give_up(&mut tx, message, &reason, now).await?
        }
    };
    tx.commit().await?;
    Ok(outcome)
}

async fn retry(tx: &mut Tx, message: &Leased, again: DateTime<Utc>, reason: &str) -> Result<Delivery> {
    let again = At::from(again);
    let rows = tx
        .q("UPDATE outbox SET run_at = $4, last_error = $5, leased_until_at = NULL, lease = NULL \
            WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(message.guild_id)
        .bind(message.id)
        .bind(message.lease)
        .bind(again)
        .bind(reason)
        .run()
        .await?;
    Ok(if rows == 1 { Delivery::Retry(again.utc()) } else { Delivery::LeaseLost })
}

async fn give_up(tx: &mut Tx, message: &Leased, reason: &str, now: DateTime<Utc>) -> Result<Delivery> {
    let rows = tx
        .q("UPDATE outbox SET state = 'dead', last_error = $4, leased_until_at = NULL, lease = NULL \
            WHERE guild_id = $1 AND id = $2 AND lease = $3")
        .bind(message.guild_id)
        .bind(message.id)
        .bind(message.lease)
        .bind(reason)
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
    let Some(fallback) = message.fallback.clone() else { return Ok(Delivery::Dead) };
    remove(tx, message.guild_id, message.id);
    let Fallback { target, body } = fallback;
    post(tx, NewMessage { guild_id: message.guild_id, target, body, card: None, fallback: None }, now);
    Ok(Delivery::FellBack)
}

fn remove(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.beside("outbox", "DELETE FROM outbox WHERE guild_id = $1 AND id = $2").bind(guild_id).bind(id).add();
}
