//! Actions and decisions: who does what by when, and what was decided.
//!
//! An **action** has one owner, or a role of which the first to take it becomes the owner; it is open until somebody has
//! done or dropped it. It has one living card in the channel where it was made (outbox card `action:3`). Its owner is
//! reminded once, in the morning of the working day before it is due (`action.remind`); from then on it stands in their
//! digest until it is closed.
//!
//! A **decision** is append-only: its text never changes. Another one can supersede it, or whoever recorded it withdraws it.
//! Until a PM confirms it, the agendas of meetings name it. Decisions are found by their words (`decision_term`).
//!
//! **Confidential** is what was made in a channel that not everybody sees: it is shown to its owner and its author, and in
//! that channel, and nowhere else.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::{
    contract::Noun,
    db::At,
    room::{Calls, Completes, Day, Face, Follows, Forget, JobKind, Setting},
    words_of,
};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[
        JobKind::of::<actions::Remind>(),
        JobKind::of::<actions::Redraw>(),
        JobKind::of::<actions::Reindex>(),
    ],
    follows: &[
        Follows {
            setting: Setting::Internal,
            follow: |timer, tx, walk| actions::follow_internal(timer, tx, walk).boxed(),
        },
        Follows {
            setting: Setting::Language,
            follow: |timer, tx, walk| actions::follow_language(timer, tx, walk).boxed(),
        },
    ],
    day: Some(Day {
        sections: |of| actions::today(of).boxed(),
        people: |db, guild, now| actions::people(db, guild, now).boxed(),
    }),
    agenda: actions::AGENDA,
    nouns: &[
        Completes {
            noun: Noun::ACTION,
            choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::DECISION,
            choices: |db, guild, completion| actions::complete_decision(db, guild, completion).boxed(),
        },
    ],
    calls: &[
        Calls { noun: Noun::ACTION, called: |on, naming| actions::called(on, naming).boxed() },
        Calls { noun: Noun::DECISION, called: |on, naming| actions::called_decisions(on, naming).boxed() },
    ],
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    forget: Some(Forget {
        duties: |_, _, _| ready(Ok(Vec::new())).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("action")
};

/// The nouns under which events and numbers are kept.
pub const SUBJECT: &str = "action";
pub const DECISION: &str = "decision";

/// An action as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Action {
    /// The number people say: ACT-12.
    pub id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// Where it was made.
    pub channel_id: i64,
    /// The message that it was made of.
    pub message_id: Option<i64>,
    /// Whether it is shown to its owner, its author and that channel alone.
    pub is_confidential: bool,
    pub created_by_user_id: i64,
    pub created_at: At,
    /// Counts changes; a button drawn from an older one is stale.
    pub version: i64,
}

/// What can be changed of an action; events hold the changed ones by these names, but for the text of a confidential one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Facts {
    /// What is to be done; not escaped.
    pub text: String,
    pub owner_user_id: Option<i64>,
    /// The role of which somebody is to take it, while nobody has.
    pub for_role_id: Option<i64>,
    pub due_at: Option<At>,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// How often it was put off.
    pub snoozes: i64,
    /// When it was done or dropped, while it is.
    pub closed_at: Option<At>,
}

/// How far an action has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Done,
    /// It is not to be done after all.
    Dropped,
    /// Its making was undone.
    Withdrawn,
}

/// What somebody has said about an action.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Comment {
    pub user_id: i64,
    /// Not escaped.
    pub text: String,
    pub created_at: At,
}

/// A decision as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Decision {
    /// The number people say: DEC-12.
    pub id: i64,
    /// What was decided; not escaped. It never changes.
    pub text: String,
    /// Where it was recorded.
    pub channel_id: i64,
    /// The message that says it.
    pub message_id: Option<i64>,
    pub is_confidential: bool,
    pub recorded_by_user_id: i64,
    pub recorded_at: At,
    /// The decision that counts instead.
    pub superseded_by_id: Option<i64>,
    #[sqlx(try_from = "String")]
    pub state: DecisionState,
    /// Who has confirmed it, so that no meeting asks for that any more.
    pub confirmed_by_user_id: Option<i64>,
    pub confirmed_at: Option<At>,
    pub version: i64,
}

/// Whether a decision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    Recorded,
    /// It was recorded by mistake.
    Withdrawn,
}

words_of!(State { Open => "open", Done => "done", Dropped => "dropped", Withdrawn => "withdrawn" });
words_of!(DecisionState { Recorded => "recorded", Withdrawn => "withdrawn" });

impl Action {
    /// The living card that shows it.
    fn card_key(&self) -> String {
        format!("{SUBJECT}:{}", self.id)
    }

    fn is_open(&self) -> bool {
        self.facts.state == State::Open
    }
}

impl Decision {
    /// Whether it counts: it was not withdrawn, and no other takes its place.
    pub fn counts(&self) -> bool {
        self.state == DecisionState::Recorded && self.superseded_by_id.is_none()
    }

    /// The living card that shows it.
    fn card_key(&self) -> String {
        format!("{DECISION}:{}", self.id)
    }
}
