//! Topics: what is to be spoken about, and what became of it.

use crate::{db::At, words_of};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something to speak about.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Item {
    /// The number people say: TOPIC-12.
    pub id: i64,
    pub series_id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: ItemFacts,
    pub is_confidential: bool,
    /// Whether it is on the agenda of every meeting.
    pub is_standing: bool,
    pub raised_by_user_id: i64,
    /// Where it was raised.
    pub channel_id: i64,
    /// The message that it was made of.
    pub message_id: Option<i64>,
    pub created_at: At,
    pub version: i64,
}

/// What can be changed of an item; events hold the changed ones by these names, but for the texts of confidential ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct ItemFacts {
    /// Not escaped, in one line.
    pub topic: String,
    /// Its time box.
    pub minutes: Option<i64>,
    /// Who speaks to it; `None`: whoever raised it.
    pub presenter_user_id: Option<i64>,
    /// A web address to read ahead.
    pub link: Option<String>,
    #[sqlx(try_from = "String")]
    pub kind: ItemKind,
    /// The meeting that it is queued for; `None`: later.
    pub occurrence_id: Option<i64>,
    /// Its place, the lower first; of equals the older one.
    pub position: i64,
    #[sqlx(try_from = "String")]
    pub state: ItemState,
    /// How often it was carried over.
    pub carried: i64,
    /// When the first meeting began that it was queued for and that did not reach it.
    pub first_at: Option<At>,
    /// Whether its owner was asked what is to become of it.
    pub is_asked: bool,
}

/// What is wanted of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Inform,
    Discuss,
    Decide,
}

/// Whether something is still to be spoken about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// In its occurrence, or later.
    Queued,
    Discussed,
    /// Whoever raised it took it back.
    Withdrawn,
    /// It was given up.
    Dropped,
}

/// What became of an item in a meeting for which it was queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Discussed,
    /// It was not reached and goes to the next meeting.
    Carried,
    /// Somebody put it off.
    Deferred,
    Withdrawn,
    Dropped,
}

words_of!(ItemKind { Inform => "inform", Discuss => "discuss", Decide => "decide" });
words_of!(ItemState {
    Queued => "queued",
    Discussed => "discussed",
    Withdrawn => "withdrawn",
    Dropped => "dropped",
});
words_of!(Became {
    Discussed => "discussed",
    Carried => "carried",
    Deferred => "deferred",
    Withdrawn => "withdrawn",
    Dropped => "dropped",
});

impl ItemFacts {
    /// A topic that waits at a place on the agenda of an occurrence; with `None` for one later.
    pub fn queued(topic: String, kind: ItemKind, (occurrence_id, position): (Option<i64>, i64)) -> Self {
        Self {
            topic,
            minutes: None,
            presenter_user_id: None,
            link: None,
            kind,
            occurrence_id,
            position,
            state: ItemState::Queued,
            carried: 0,
            first_at: None,
            is_asked: false,
        }
    }
}

impl Item {
    /// A topic that a person raises in a channel, for all to see.
    pub fn raised(
        id: i64,
        (series_id, channel_id): (i64, i64),
        facts: ItemFacts,
        (user_id, now): (i64, DateTime<Utc>),
    ) -> Self {
        Self {
            id,
            series_id,
            facts,
            is_confidential: false,
            is_standing: false,
            raised_by_user_id: user_id,
            channel_id,
            message_id: None,
            created_at: At::from(now),
            version: 1,
        }
    }

    /// Who is asked about it.
    pub fn owner(&self) -> i64 {
        self.facts.presenter_user_id.unwrap_or(self.raised_by_user_id)
    }

    /// Whether it is still to be spoken about.
    pub fn is_queued(&self) -> bool {
        self.facts.state == ItemState::Queued
    }
}
