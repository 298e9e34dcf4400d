//! What could not be delivered as it was meant, by the card that it is about. That card is drawn anew, so that it shows it.

use super::{
    jobs::{NewJob, enqueue},
    outbox::Leased,
    post::Target,
};
use crate::db::{At, Reads, Result, Tx};
use chrono::{DateTime, Utc};
use serde_json::json;

/// The kind of job that has a card drawn anew, because what is to be delivered for it fails, or does no more. Its payload
/// names the `card`.
pub const CARD_STALE: &str = "outbox.stale";
/// Problems of one card that are told.
const MOST: i64 = 5;

/// Where something did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// In a channel, by Discord's id.
    Channel(i64),
    /// To a person in private, by Discord's id.
    Person(i64),
    /// No thread could be opened in a channel.
    Thread(i64),
}

impl Lost {
    fn kind(self) -> &'static str {
        match self {
            Self::Channel(_) => "channel",
            Self::Person(_) => "person",
            Self::Thread(_) => "thread",
        }
    }

    fn id(self) -> i64 {
        let (Self::Channel(id) | Self::Person(id) | Self::Thread(id)) = self;
        id
    }
}

impl From<Target> for Lost {
    fn from(target: Target) -> Self {
        match target {
            Target::Channel(id) => Self::Channel(id),
            Target::Person(id) => Self::Person(id),
        }
    }
}

/// Something about a card is not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub lost: Lost,
    /// In words for a person.
    pub reason: String,
    pub since: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    target_kind: String,
    target_id: i64,
    reason: String,
    since_at: At,
}

impl From<Row> for Problem {
    fn from(row: Row) -> Self {
        let lost = match row.target_kind.as_str() {
            "person" => Lost::Person(row.target_id),
            "thread" => Lost::Thread(row.target_id),
            _ => Lost::Channel(row.target_id),
        };
        Self { lost, reason: row.reason, since: row.since_at.utc() }
    }
}

/// What is not delivered about a card, the newest first.
pub async fn problems(on: &mut dyn Reads, guild_id: i64, about: &str) -> Result<Vec<Problem>> {
    let sql = "SELECT target_kind, target_id, reason, since_at FROM delivery_problem WHERE guild_id = $1 AND about = $2 \
               ORDER BY since_at DESC, target_kind, target_id LIMIT $3";
    let rows: Vec<Row> = on.ask(sql.into()).bind(guild_id).bind(about).bind(MOST).all().await?;
    Ok(rows.into_iter().map(Problem::from).collect())
}

/// Why the newest state of a card itself waits in vain; `None` when it does not.
pub async fn card_problem(on: &mut dyn Reads, guild_id: i64, card: &str) -> Result<Option<String>> {
    let sql = crate::sql![
        "SELECT last_error FROM outbox" lite(" INDEXED BY outbox_dead")
        " WHERE guild_id = $1 AND state = 'dead' AND card = $2 ORDER BY id DESC LIMIT 1"
    ];
    let row: Option<(Option<String>,)> = on.ask(sql).bind(guild_id).bind(card).opt().await?;
    Ok(row.map(|(reason,)| reason.unwrap_or_default()))
}

/// Something did not arrive. What is known is not noted again.
pub(super) async fn note(
    tx: &mut Tx,
    message: &Leased,
    (lost, reason): (Lost, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(about) = message.about.as_deref() else { return Ok(()) };
    let rows = tx
        .q("INSERT INTO delivery_problem (guild_id, about, target_kind, target_id, reason, since_at) \
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING")
        .bind(message.guild_id)
        .bind(about)
        .bind(lost.kind())
        .bind(lost.id())
        .bind(reason)
        .bind(At::from(now))
        .run()
        .await?;
    if rows == 1 { stale(tx, message, about, now).await } else { Ok(()) }
}

/// Something arrives there again.
pub(super) async fn resolve(tx: &mut Tx, message: &Leased, lost: Lost, now: DateTime<Utc>) -> Result<()> {
    let Some(about) = message.about.as_deref() else { return Ok(()) };
    let rows = tx
        .q("DELETE FROM delivery_problem WHERE guild_id = $1 AND about = $2 AND target_kind = $3 AND target_id = $4")
        .bind(message.guild_id)
        .bind(about)
        .bind(lost.kind())
        .bind(lost.id())
        .run()
        .await?;
    if rows == 1 { stale(tx, message, about, now).await } else { Ok(()) }
}

async fn stale(tx: &mut Tx, message: &Leased, about: &str, now: DateTime<Utc>) -> Result<()> {
    let key = format!("{CARD_STALE}:{about}:{}", message.id);
    let (guild_id, payload) = (message.guild_id, json!({ "card": about }));
    enqueue(tx, NewJob { guild_id, kind: CARD_STALE, key: &key, run_at: now, payload }, now).await?;
    Ok(())
}

/// Nobody is named any more among what did not arrive.
pub async fn forget_problems(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let sql =
        "DELETE FROM delivery_problem WHERE guild_id = $1 AND target_kind = 'person' AND target_id = $2";
    tx.q(sql).bind(guild_id).bind(user_id).run().await
}
