//! What members ask of each other: to cover a time, or to swap.

use super::{Reads, plan::By};
use crate::{
    db::{At, Result, Tx, next_number},
    rotation::rules::Span,
    words_of,
};
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskKind {
    /// Somebody, whoever it is, to cover a time or parts of it.
    Cover,
    /// One person to swap shifts.
    Swap,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskState {
    Open,
    /// Swapped, or covered whole.
    Accepted,
    /// The other one did not want to swap; or docket closed an ask for cover that was not needed any more.
    Declined,
    Withdrawn,
}

words_of!(AskState {
    Open => "open",
    Accepted => "accepted",
    Declined => "declined",
    Withdrawn => "withdrawn",
});

/// A row of `rotation_ask`.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Ask {
    pub id: i64,
    pub rotation_id: i64,
    kind: String,
    pub user_id: i64,
    pub other_user_id: Option<i64>,
    starts_at: At,
    ends_at: At,
    other_starts_at: Option<At>,
    other_ends_at: Option<At>,
    state: String,
    pub version: i64,
    pub created_at: At,
}

impl Ask {
    /// What is asked for.
    pub fn kind(&self) -> AskKind {
        if self.kind == "swap" { AskKind::Swap } else { AskKind::Cover }
    }

    /// What became of it.
    pub fn state(&self) -> AskState {
        AskState::from_word(&self.state).unwrap_or(AskState::Withdrawn)
    }

    /// The time that the asker would give away.
    pub fn span(&self) -> Span {
        Span { from: self.starts_at.utc(), until: self.ends_at.utc() }
    }

    /// The time that the asker would take over in a swap.
    pub fn other_span(&self) -> Option<Span> {
        Some(Span { from: self.other_starts_at?.utc(), until: self.other_ends_at?.utc() })
    }
}

/// Something to be asked.
#[derive(Clone, Copy, Debug)]
pub struct NewAsk {
    pub kind: AskKind,
    pub user_id: i64,
    pub span: Span,
    /// Whom to swap with, for which time.
    pub other: Option<(i64, Span)>,
}

/// Adds an ask. Returns its number.
pub async fn insert_ask(tx: &mut Tx, by: By, ask: NewAsk) -> Result<i64> {
    let id = next_number(tx, by.guild_id, "rotation_ask").await?;
    tx.defer(
        "INSERT INTO rotation_ask (guild_id, id, rotation_id, kind, user_id, other_user_id, starts_at, ends_at, \
         other_starts_at, other_ends_at, state, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', 1, $11)",
    )
    .bind(by.guild_id)
    .bind(id)
    .bind(by.rotation_id)
    .bind(if ask.kind == AskKind::Swap { "swap" } else { "cover" })
    .bind(ask.user_id)
    .bind(ask.other.map(|(user_id, _)| user_id))
    .bind(At::from(ask.span.from))
    .bind(At::from(ask.span.until))
    .bind(ask.other.map(|(_, span)| At::from(span.from)))
    .bind(ask.other.map(|(_, span)| At::from(span.until)))
    .bind(At::from(by.now))
    .add();
    Ok(id)
}

/// One ask by its number.
pub async fn find_ask(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Ask>> {
    on.ask(
        "SELECT id, rotation_id, kind, user_id, other_user_id, starts_at, ends_at, other_starts_at, other_ends_at, \
         state, version, created_at FROM rotation_ask WHERE guild_id = $1 AND id = $2"
            .into(),
    )
    .bind(guild_id)
    .bind(id)
    .opt()
    .await
}

/// The asks of a rotation that are open or were accepted, about a time that is not over at `now`.
pub async fn asks_ahead(
    on: &mut impl Reads,
    guild_id: i64,
    rotation_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Ask>> {
    on.ask(
        "SELECT id, rotation_id, kind, user_id, other_user_id, starts_at, ends_at, other_starts_at, other_ends_at, \
         state, version, created_at FROM rotation_ask WHERE guild_id = $1 AND rotation_id = $2 \
         AND state IN ('open', 'accepted') AND (ends_at > $3 OR other_ends_at > $3) ORDER BY id"
            .into(),
    )
    .bind(guild_id)
    .bind(rotation_id)
    .bind(At::from(now))
    .all()
    .await
}

/// Lets an ask be about other times, because the handoffs that it goes by have moved.
pub fn move_ask(tx: &mut Tx, guild_id: i64, id: i64, span: Span, other: Option<Span>) {
    tx.defer(
        "UPDATE rotation_ask SET starts_at = $3, ends_at = $4, other_starts_at = $5, other_ends_at = $6 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(At::from(span.from))
    .bind(At::from(span.until))
    .bind(other.map(|span| At::from(span.from)))
    .bind(other.map(|span| At::from(span.until)))
    .add();
}

/// Notes what became of an ask; its version goes up.
pub fn set_ask_state(tx: &mut Tx, guild_id: i64, id: i64, state: AskState) {
    tx.defer("UPDATE rotation_ask SET state = $3, version = version + 1 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(state.word())
        .add();
}
