//! Putting messages into the outbox.

use crate::db::{At, Json, Sql, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Target {
    /// A channel, by Discord's id.
    Channel(i64),
    /// A person's direct messages, by Discord's id of the person.
    Person(i64),
}

impl Target {
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Channel(_) => "channel",
            Self::Person(_) => "person",
        }
    }

    pub(super) fn id(self) -> i64 {
        match self {
            Self::Channel(id) | Self::Person(id) => id,
        }
    }
}

/// Reads the columns `target_kind` and `target_id`.
impl<'r, R: Row> FromRow<'r, R> for Target
where
    &'static str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let id = row.try_get("target_id")?;
        // The schema allows no other kinds.
        let person = row.try_get::<String, _>("target_kind")? == "person";
        Ok(if person { Self::Person(id) } else { Self::Channel(id) })
    }
}

/// What to say instead, and where, when a message cannot be delivered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fallback {
    /// Where a person will see it.
    pub target: Target,
    /// The message, as JSON that the courier understands.
    pub body: Value,
    /// Under this mark it is said once, and then not again until a message with the same mark has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<String>,
}

/// What was said instead of something is kept among what was told, under this.
pub(super) const INSTEAD: &str = "instead";

/// A message to be delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMessage<'a> {
    /// The guild it belongs to.
    pub guild_id: i64,
    /// Where it goes.
    pub target: Target,
    /// The card in that channel in whose thread it is said, if it has one.
    pub thread_of: Option<&'a str>,
    /// The card that it is about: what becomes of its delivery is shown there.
    pub about: Option<&'a str>,
    /// The message, as JSON that the courier understands.
    pub body: Value,
    /// The living card it shows, such as `request:12`; `None` for a message that stands alone.
    pub card: Option<&'a str>,
    /// What to say instead when it cannot be delivered. Without one it is put aside for a person to see.
    pub fallback: Option<Fallback>,
}

/// Posts a message as part of the change that causes it. It waits behind what waits for the same target.
///
/// A card has one newest state. A state of it that nobody has begun to send is replaced where it stands. One that
/// may have been sent stays as it is, because its nonce stands for its text, and the new state waits behind it. So
/// the last state always arrives, and arrives last. A state that was put aside makes room; that it was, and that people
/// have been told, is remembered.
pub fn post(tx: &mut Tx, message: NewMessage<'_>, now: DateTime<Utc>) {
    add(tx, message, None, now);
}

/// Like [`post`], for what helps nobody any more after `helps_until`, such as the card of a shift that is over by then. Put
/// aside, it is not tried again after that.
pub fn post_until(tx: &mut Tx, message: NewMessage<'_>, helps_until: DateTime<Utc>, now: DateTime<Utc>) {
    add(tx, message, Some(helps_until), now);
}

// Few are dead. SQLite, which keeps no statistics here, would look through everything that waits instead.
const ADD: Sql = crate::sql![
    "INSERT INTO outbox (guild_id, id, target_kind, target_id, body_json, card, helps_until_at, run_at, created_at, \
       fallback_json, put_aside_at, thread_of, about, place) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, CASE WHEN aside.at IS NULL THEN $9 END, aside.at, $10, $11, \
       COALESCE((SELECT MAX(place) + 1 FROM outbox WHERE \
         guild_id = $1 AND target_kind = $3 AND target_id = $4 AND state = 'waiting'), 0) \
     FROM (SELECT MIN(put_aside_at) AS at FROM outbox" lite(" INDEXED BY outbox_dead")
    "   WHERE guild_id = $1 AND card = $6 AND state = 'dead') AS aside WHERE TRUE \
     ON CONFLICT (guild_id, card) WHERE card IS NOT NULL AND first_sent_at IS NULL AND state = 'waiting' \
     DO UPDATE SET target_kind = excluded.target_kind, target_id = excluded.target_id, \
       place = CASE WHEN outbox.target_kind = excluded.target_kind AND outbox.target_id = excluded.target_id \
               THEN outbox.place ELSE excluded.place END, \
       body_json = excluded.body_json, thread_of = excluded.thread_of, about = excluded.about, helps_until_at = excluded.helps_until_at, \
       fallback_json = CASE WHEN outbox.put_aside_at IS NULL THEN excluded.fallback_json END"
];

fn add(tx: &mut Tx, message: NewMessage<'_>, helps_until: Option<DateTime<Utc>>, now: DateTime<Utc>) {
    let id = tx.next_id(now);
    let card = message.card.map(str::to_owned);
    tx.defer_independent("outbox", ADD)
        .bind(message.guild_id)
        .bind(id)
        .bind(message.target.kind())
        .bind(message.target.id())
        .bind(Json(message.body))
        .bind(card.clone())
        .bind(helps_until.filter(|until| *until < DateTime::<Utc>::MAX_UTC).map(At::from))
        .bind(At::from(now))
        .bind(message.fallback.map(Json))
        .bind(message.thread_of.map(str::to_owned))
        .bind(message.about.map(str::to_owned))
        .add();
    if let Some(card) = card {
        // What has just come in its place looked at it before, and waits.
        tx.defer_independent(
            "dead outbox",
            crate::sql![
                "DELETE FROM outbox" lite(" INDEXED BY outbox_dead")
                " WHERE guild_id = $1 AND card = $2 AND state = 'dead'"
            ],
        )
        .bind(message.guild_id)
        .bind(card)
        .add();
    }
}
