//! What is said to somebody whose series was not understood or does not exist.

use chrono::NaiveDateTime;
use std::fmt;

/// Why something is no series, or not in it; shown to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecurrenceError {
    /// Nothing was typed.
    Empty,
    /// More was typed than any series needs.
    TooLong,
    /// This part means nothing here.
    Unknown(String),
    /// Nothing in the text says how often.
    NoRhythm,
    /// Two parts of the text contradict each other, or the same thing is said twice.
    Twice(&'static str),
    /// Not every month has a fifth such day.
    Fifth,
    /// An interval of zero, or one longer than anybody plans.
    Interval,
    /// No weekday is chosen.
    NoDays,
    /// A day of the month outside 1 to 31.
    DayOfMonth,
    /// The end comes before the first occurrence.
    EndsBeforeStart,
    /// A date that the calendar does not have.
    BeyondCalendar,
    /// The series has no occurrence at this local time.
    NoSuchOccurrence(NaiveDateTime),
}

impl fmt::Display for RecurrenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "No rhythm was given")?,
            Self::TooLong => write!(f, "This is too long to be a rhythm")?,
            Self::Unknown(part) => write!(f, "I cannot read “{part}” in this rhythm")?,
            Self::NoRhythm => write!(f, "This does not say how often")?,
            Self::Twice(what) => write!(f, "This names more than one {what}")?,
            Self::Fifth => write!(f, "Not every month has a fifth one, so say “last”")?,
            Self::Interval => write!(f, "The interval must be between 1 and {}", super::rule::MOST_EVERY)?,
            Self::NoDays => write!(f, "No weekday is chosen")?,
            Self::DayOfMonth => write!(f, "Days of the month go from 1 to 31")?,
            Self::EndsBeforeStart => {
                return write!(f, "The series would end before it starts; choose a later end.");
            }
            Self::BeyondCalendar => write!(f, "This date is beyond the calendar")?,
            Self::NoSuchOccurrence(local) => {
                let local = local.format("%Y-%m-%d at %H:%M");
                return write!(f, "The series has no occurrence on {local}; choose one of its dates.");
            }
        }
        write!(
            f,
            "; try “every other Tuesday 9am”, “weekdays 9:30”, “first Monday” or “monthly on the 15th”."
        )
    }
}

impl std::error::Error for RecurrenceError {}
