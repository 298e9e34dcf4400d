//! Putting messages into the outbox.

use crate::db::{At, Json, Tx};
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
}

/// A message to be delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMessage<'a> {
    /// The guild it belongs to.
    pub guild_id: i64,
    /// Where it goes.
    pub target: Target,
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
/// the last state always arrives, and arrives last.
pub fn post(tx: &mut Tx, message: NewMessage<'_>, now: DateTime<Utc>) {
    if let Some(card) = message.card {
        // Few are dead. SQLite, which keeps no statistics here, would look through everything that waits instead.
        // What comes in its place below does not look at the dead.
        tx.beside(
            "dead outbox",
            crate::sql![
                "DELETE FROM outbox" lite(" INDEXED BY outbox_dead")
                " WHERE guild_id = $1 AND card = $2 AND state = 'dead'"
            ],
        )
        .bind(message.guild_id)
        .bind(card.to_owned())
        .add();
    }
    let id = tx.next_id(now);
    tx.beside(
        "outbox",
        "INSERT INTO outbox (guild_id, id, target_kind, target_id, body_json, card, fallback_json, run_at, \
           created_at, place) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, COALESCE((SELECT MAX(place) + 1 FROM outbox WHERE \
           guild_id = $1 AND target_kind = $3 AND target_id = $4 AND state = 'waiting'), 0)) \
         ON CONFLICT (guild_id, card) WHERE card IS NOT NULL AND first_sent_at IS NULL AND state = 'waiting' \
         DO UPDATE SET target_kind = excluded.target_kind, target_id = excluded.target_id, \
           place = CASE WHEN outbox.target_kind = excluded.target_kind AND outbox.target_id = excluded.target_id \
                   THEN outbox.place ELSE excluded.place END, \
           body_json = excluded.body_json, fallback_json = excluded.fallback_json",
    )
    .bind(message.guild_id)
    .bind(id)
    .bind(message.target.kind())
    .bind(message.target.id())
    .bind(Json(message.body))
    .bind(message.card.map(str::to_owned))
    .bind(message.fallback.map(Json))
    .bind(At::from(now))
    .add();
}
