//! What is said to somebody whose time or duration was not understood.

use crate::base::{lexicon::weekday_name, text::trim_to};
use chrono::Weekday;
use std::fmt;

/// Characters of a wrong part that are shown back.
pub(in crate::base) const SHOWN: usize = 40;

/// Why a text is no instant; shown to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhenError {
    /// Nothing was typed.
    Empty,
    /// More was typed than any time needs.
    TooLong,
    /// This part means nothing here.
    Unknown(String),
    /// The calendar has no such date.
    NoSuchDate(String),
    /// More than one day, or more than one time, was named.
    Twice(&'static str),
    /// The date is on this weekday, and another one was typed with it.
    WrongWeekday(Weekday),
    /// A beginning and an end, where one time is wanted.
    Range,
    /// One part is about a single time, and another about a rhythm.
    OnceAndAgain,
    /// It speaks of something that comes again and again.
    Again,
    /// Further away than anybody plans.
    TooFar,
}

impl fmt::Display for WhenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "No time was given")?,
            Self::TooLong => write!(f, "This is too long to be a time")?,
            Self::Unknown(part) => write!(f, "I cannot read “{}” as a time", trim_to(part, SHOWN))?,
            Self::NoSuchDate(part) => {
                write!(f, "There is no date “{}” in the calendar", trim_to(part, SHOWN))?;
            }
            Self::WrongWeekday(day) => write!(f, "That date is a {}", weekday_name(*day))?,
            Self::Range => write!(f, "This is a span of time; say only when it starts")?,
            Self::OnceAndAgain => {
                write!(f, "One part of this is a single day, and another comes again and again")?
            }
            Self::Again => write!(f, "This can only take place once")?,
            Self::Twice(what) => write!(f, "This names more than one {what}")?,
            Self::TooFar => write!(f, "This is more than a hundred years away")?,
        }
        write!(f, "; try “tomorrow 9am”, “next wed 14:00”, “in 3d”, “eow” or “2026-12-01 14:00”.")
    }
}

impl std::error::Error for WhenError {}

/// Why a text is no duration; shown to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// Nothing was typed.
    Empty,
    /// A number without a unit.
    NoUnit(String),
    /// Not a duration at all.
    Unknown(String),
    /// A unit whose length depends on the calendar.
    Calendar,
    /// Longer than anybody plans.
    TooLong,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "No duration was given")?,
            Self::NoUnit(number) => write!(f, "“{number}” needs a unit, such as {number}m or {number}h")?,
            Self::Unknown(text) => write!(f, "I cannot read “{text}” as a duration")?,
            Self::Calendar => write!(f, "Months and working days are not always equally long, so say days")?,
            Self::TooLong => write!(f, "This is longer than a hundred years")?,
        }
        write!(f, "; try “45m”, “2h30m”, “3 days” or “2 weeks”.")
    }
}

impl std::error::Error for DurationError {}
