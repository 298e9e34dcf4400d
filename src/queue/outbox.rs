//! Delivering what waits in the outbox: in order per target, at least once, never dropped in silence.

use super::{
    again, backoff, card,
    courier::{Delivered, Failure, Sent},
    dead::give_up,
    once,
    post::{Fallback, INSTEAD, Target},
    problem::{self, Lost},
};
use crate::{
    base::text::short_hash,
    db::{At, Db, Json, Result, Sql, Tx},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// A message that could not be delivered for this long is treated as one that never will be.
pub const MESSAGE_RETRIED_FOR: TimeDelta = TimeDelta::hours(24);
/// A message whose delivery was begun this often in a row without anybody saying how it ended is put aside: it may be what
/// ends docket each time.
pub const MAX_UNFINISHED: i64 = 5;
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
       AND (first.unfinished > 1) = $6 ORDER BY first.unfinished DESC, first.run_at LIMIT $2" pg(" FOR UPDATE OF first SKIP LOCKED") ") \
     UPDATE outbox SET leased_until_at = $3, lease = $4, instance_id = $5, attempts = attempts + 1, \
       unfinished = unfinished + 1, \
       first_sent_at = COALESCE(first_sent_at, $1) FROM ready \
     WHERE guild_id = ready_guild AND id = ready_id \
     RETURNING guild_id, id, target_kind, target_id, body_json, card, attempts, unfinished, first_sent_at, created_at, \
       fallback_json, lease, place, put_aside_at, thread_of, about, \
       (SELECT thread_id FROM card AS c WHERE c.guild_id = outbox.guild_id AND c.key = outbox.thread_of) \
         AS in_thread_id, \
       (SELECT thread_id FROM card AS c WHERE c.guild_id = outbox.guild_id AND c.key = outbox.card) \
         AS card_thread_id, \
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
    /// The card in whose thread it is said.
    pub thread_of: Option<String>,
    /// The card that it is about.
    pub about: Option<String>,
    /// That thread, when it has one.
    pub in_thread_id: Option<i64>,
    /// The message, as JSON.
    pub body: Value,
    /// The living card it shows.
    pub card: Option<String>,
    /// The message that showed this card so far: edit it instead of sending another.
    pub card_message: Option<Sent>,
    /// The thread on that message.
    pub card_thread_id: Option<i64>,
    /// How often its delivery was begun, this time included. Above 1 it may have been sent already.
    pub attempts: i64,
    /// When its delivery was first begun.
    pub first_sent_at: DateTime<Utc>,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    /// When it was first put aside, if it was and is tried again: people know that it is undelivered.
    pub(super) put_aside_at: Option<DateTime<Utc>>,
    pub(super) fallback: Option<Fallback>,
    pub(super) lease: i64,
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
    thread_of: Option<String>,
    about: Option<String>,
    in_thread_id: Option<i64>,
    card_thread_id: Option<i64>,
    card_channel_id: Option<i64>,
    card_message_id: Option<i64>,
    card_outbox_id: Option<i64>,
    attempts: i64,
    unfinished: i64,
    first_sent_at: At,
    created_at: At,
    fallback_json: Option<Json<Fallback>>,
    lease: i64,
    place: i64,
    put_aside_at: Option<At>,
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
            thread_of: row.thread_of,
            about: row.about,
            in_thread_id: row.in_thread_id,
            card_thread_id: row.card_thread_id,
            body: row.body_json.0,
            card_message: row.card_channel_id.and_then(sent),
            card: row.card,
            attempts: row.attempts,
            first_sent_at: row.first_sent_at.utc(),
            created_at: row.created_at.utc(),
            put_aside_at: row.put_aside_at.map(At::utc),
            fallback: row.fallback_json.map(|fallback| fallback.0),
            lease: row.lease,
        }
    }
}

/// What was leased.
#[derive(Debug, Default)]
pub struct DueMessages {
    /// Messages to deliver.
    pub messages: Vec<Leased>,
    /// Messages that were given up instead, each with what became of it and why; somebody has to be told.
    pub given_up: Vec<(Leased, Delivery, &'static str)>,
}

/// Leases at most `limit` messages for `lease_for`: of each target only the first in line, and only when it is
/// due and nobody holds it. So each target gets its messages in order, one at a time. A state of a card for a
/// channel that the card has left is removed instead of handed out.
///
/// What was begun twice and not ended may be what ends docket. It is handed out when nothing else is, by itself, so that
/// what stands beside it is not taken for the cause; after [`MAX_UNFINISHED`] times it is given up.
pub async fn lease_messages(
    db: &Db,
    now: DateTime<Utc>,
    limit: i64,
    lease_for: TimeDelta,
) -> Result<DueMessages> {
    const LOST: &str = "docket ended each time while it was being delivered";
    let mut tx = db.begin().await?;
    let lease = Lease { id: tx.next_id(now), holder: db.holder(), now, until: now + lease_for };
    let mut rows = lease.take(&mut tx, limit, false).await?;
    if rows.is_empty() {
        rows = lease.take(&mut tx, 1, true).await?;
    }
    rows.sort_by_key(|row| (row.created_at, row.place, row.id));
    let (lost, due): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.unfinished > MAX_UNFINISHED);
    let mut given_up = Vec::new();
    for message in lost.into_iter().map(Leased::from) {
        let outcome = give_up(&mut tx, &message, LOST, now).await?;
        given_up.push((message, outcome, LOST));
    }
    tx.commit().await?;
    Ok(DueMessages { messages: due.into_iter().map(Leased::from).collect(), given_up })
}

/// A lease to be given.
struct Lease {
    id: i64,
    holder: Option<i64>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Lease {
    /// Takes at most `limit` messages, suspects or others.
    async fn take(&self, tx: &mut Tx, limit: i64, is_suspect: bool) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        loop {
            let room = limit - i64::try_from(rows.len()).unwrap_or(limit);
            let query = tx.q(LEASE).bind(At::from(self.now)).bind(room).bind(At::from(self.until));
            let found: Vec<Row> = query.bind(self.id).bind(self.holder).bind(is_suspect).all().await?;
            let (superseded, due): (Vec<_>, Vec<_>) = found.into_iter().partition(Row::is_superseded);
            rows.extend(due);
            for row in &superseded {
                remove(tx, row.guild_id, row.id);
            }
            // What stood behind it in its line is due now.
            if superseded.is_empty() {
                return Ok(rows);
            }
        }
    }
}

/// When the next message is due or the next lease runs out, also if that is in the past; `None` when nothing
/// waits.
pub async fn next_message_due(db: &Db) -> Result<Option<DateTime<Utc>>> {
    let (at,): (Option<At>,) = db.q(NEXT_DUE).one().await?;
    Ok(at.map(At::utc))
}

/// Removes a message that has been delivered, and notes where its card is. Also right when the lease was lost
/// meanwhile: what is delivered need not be sent again.
pub async fn delivered(
    db: &Db,
    message: &Leased,
    delivered: impl Into<Delivered>,
    now: DateTime<Utc>,
) -> Result<()> {
    let delivered = delivered.into();
    let mut tx = db.begin().await?;
    remove(&mut tx, message.guild_id, message.id);
    if let Some(key) = &message.card {
        card::note(&mut tx, (message.guild_id, message.id), key, &delivered, now);
    }
    if let (Some(of), Some(lost)) = (&message.thread_of, delivered.lost_thread_id) {
        card::lose_thread(&mut tx, message.guild_id, of, lost);
    }
    if let Some(mark) = message.fallback.as_ref().and_then(|fallback| fallback.once.as_deref()) {
        once::forget_mark(&mut tx, message.guild_id, (INSTEAD, mark));
    }
    // That a message could be edited does not say that another can be sent.
    if message.card_message.is_none() {
        problem::resolve(&mut tx, message, message.target.into(), now).await?;
    }
    if delivered.thread_id.is_some() {
        problem::resolve(&mut tx, message, Lost::Thread(delivered.sent.channel_id), now).await?;
    }
    if let Some(trouble) = &delivered.trouble {
        problem::note(&mut tx, message, (Lost::Thread(delivered.sent.channel_id), trouble), now).await?;
    }
    if message.put_aside_at.is_some() {
        again::works_again(&mut tx, message, now).await?;
    }
    tx.commit().await
}

/// What became of a message that was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It will be tried again then; what is behind it in line waits.
    Retry(DateTime<Utc>),
    /// Its fallback was posted, unless that is said once and was. A card for a channel is put aside all the same, and comes when the channel works again.
    FellBack,
    /// It was put aside for a person to see.
    Dead,
    /// It was put aside before and still cannot be delivered; whoever has to know of it has been told.
    StillDead,
    /// A newer state of its card waits, so it was removed.
    Superseded,
    /// It was no longer ours: delivered, or leased by another instance.
    LeaseLost,
}

/// Gives back a message that was not delivered.
pub async fn failed(db: &Db, message: &Leased, failure: Failure, now: DateTime<Utc>) -> Result<Delivery> {
    let mut tx = db.begin().await?;
    let outcome = match failure {
        Failure::Later { retry_after, reason } if now - message.created_at < MESSAGE_RETRIED_FOR => {
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
        .q("UPDATE outbox SET run_at = $4, last_error = $5, leased_until_at = NULL, lease = NULL, unfinished = 0 \
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

pub(super) fn remove(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer_independent("outbox", "DELETE FROM outbox WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .add();
}
