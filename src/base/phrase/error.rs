//! Why a text is no phrase that is understood.

use chrono::Weekday;

/// What is wrong with a text, before anybody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) enum PhraseError {
    /// Nothing was typed.
    Empty,
    /// This part means nothing here.
    Unknown(String),
    /// Two parts contradict each other, or the same thing is said twice.
    Twice(&'static str),
    /// One part is about a single time, and another about a rhythm.
    OnceAndAgain,
    /// The calendar has no such date.
    NoSuchDate(String),
    /// The weekday that was typed is not that of the date, which is on this one.
    WrongWeekday(Weekday),
    /// More often than once a day.
    TooOften,
    /// An interval of zero, or one longer than anybody plans.
    Interval,
    /// A beginning and an end where one time is wanted.
    Range,
    /// "every second working day".
    EveryFewWorkingDays,
    /// Nothing says how often, or when.
    Nothing,
    /// There is no fifth Monday in every month.
    Fifth,
}

impl PhraseError {
    /// The same, with what was typed where that is to be told.
    pub(super) fn named(self, typed: &dyn Fn() -> String) -> Self {
        match self {
            Self::NoSuchDate(_) => Self::NoSuchDate(typed()),
            Self::Unknown(_) => Self::Unknown(typed()),
            other => other,
        }
    }
}
