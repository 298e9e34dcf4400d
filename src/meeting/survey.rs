//! Two questions after a meeting: how useful it was, and what the next one should bring.

use crate::{db::At, words_of};
use serde::{Deserialize, Serialize};

/// Whether a series asks after each meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Survey {
    /// Nobody is asked.
    #[default]
    None,
    /// What somebody says stands there with their name.
    Named,
    /// Kept is that somebody answered, and not what.
    Anonymous,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// How useful it was, from 1 to 5.
    Useful,
    /// What the next one should bring.
    Next,
}

words_of!(Survey { None => "none", Named => "named", Anonymous => "anonymous" });
words_of!(Question { Useful => "useful", Next => "next" });

/// The questions after one meeting.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct Asked {
    pub occurrence_id: i64,
    /// As it was said when they were asked.
    pub is_anonymous: bool,
    pub closes_at: At,
    /// When the results were put together.
    pub closed_at: Option<At>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Answered {
    #[sqlx(try_from = "String")]
    pub question: Question,
    /// From 1 to 5.
    pub useful: Option<i64>,
    /// Not escaped.
    pub said: Option<String>,
    /// `None`: it was given anonymously.
    pub user_id: Option<i64>,
}
