//! What is said to somebody whose series was not understood or does not exist.

use crate::base::{lexicon::weekday_name, text::trim_to, when::SHOWN};
use chrono::{NaiveDateTime, Weekday};
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
    /// One part is about a single time, and another about a rhythm.
    OnceAndAgain,
    /// Not every month has a fifth such day.
    Fifth,
    /// An interval of zero, or one longer than anybody plans.
    Interval,
    /// No weekday is chosen.
    NoDays,
    /// A day of the month outside 1 to 31.
    DayOfMonth,
    /// Two days of the month that are the same in a short one.
    DaysMeet,
    /// A working day near a day of the month that can lie in another month.
    Near,
    /// The calendar has no such date.
    NoSuchDate(String),
    /// The date is on this weekday, and another one was typed with it.
    WrongWeekday(Weekday),
    /// More often than once a day.
    TooOften,
    /// A beginning and an end, where one time is wanted.
    Range,
    /// "every second working day".
    EveryFewWorkingDays,
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
            Self::Unknown(part) => write!(f, "I cannot read “{}” in this rhythm", trim_to(part, SHOWN))?,
            Self::NoRhythm => write!(f, "This does not say how often")?,
            Self::Twice(what) => write!(f, "This names more than one {what}")?,
            Self::OnceAndAgain => {
                write!(f, "One part of this is a single day, and another comes again and again")?
            }
            Self::Fifth => write!(f, "Not every month has a fifth one, so say “last”")?,
            Self::Interval => write!(f, "The interval must be between 1 and {}", super::rule::MOST_EVERY)?,
            Self::NoDays => write!(f, "No weekday is chosen")?,
            Self::DayOfMonth => write!(f, "Days of the month go from 1 to 31")?,
            Self::DaysMeet => write!(f, "These days are one and the same in February, so leave one out")?,
            Self::Near => write!(
                f,
                "“On or before” goes with the 3rd to the 31st, and “on or after” with the 1st to the 26th"
            )?,
            Self::NoSuchDate(part) => {
                write!(f, "There is no date “{}” in the calendar", trim_to(part, SHOWN))?;
            }
            Self::WrongWeekday(day) => write!(f, "That date is a {}", weekday_name(*day))?,
            Self::TooOften => write!(f, "A rhythm can be daily at the most")?,
            Self::Range => write!(f, "This is a span of time; say only when it starts")?,
            Self::EveryFewWorkingDays => write!(
                f,
                "I cannot count every few working days, so say “every other day” or “second working day of the month”"
            )?,
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
