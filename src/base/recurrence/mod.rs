//! Series of dates: weekly syncs, monthly calls, handoffs of a rotation.
//!
//! A series is a rule over local time and a zone; instants are derived, never stored. Occurrences
//! are numbered from 0, and the one with a given number, like the number at a given instant, comes
//! by arithmetic in constant time. The terms are those of RFC 5545 (iCalendar), with one
//! deliberate difference: a monthly date that a month does not have becomes its last day instead of
//! being left out, so the 31st is 28 February as well.
//!
//! Gaps and folds of the clock are settled by [`Zone::resolve`]: a skipped time moves forward by
//! the length of the gap, of a repeated one the first counts.

mod clocks;
mod error;
mod keep;
mod meaning;
mod month_days;
mod parse;
mod rrule;
mod rule;
mod timetable;
mod walk;
mod words;
mod working_days;

pub use clocks::{CLOCKS_AHEAD, clock_note};
pub use error::RecurrenceError;
pub use meaning::{Meaning, MeaningError, Meant, Was, read_again, read_when};
pub use month_days::MonthDays;
pub use rule::{Nth, Rule, Side, Weekdays};
pub use timetable::Timetable;
pub use walk::Occurrences;
pub use working_days::{working_days_from, working_days_to};

use super::civil::{Adjustment, Zone};
use super::when::MOST_OTHERS;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A series: a rule from its first occurrence on, an end, and exceptions.
///
/// The first occurrence fits the rule; it gives the time of day and the phase of intervals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Recurrence {
    rule: Rule,
    first: NaiveDateTime,
    zone: Zone,
    end: End,
    exceptions: BTreeMap<NaiveDateTime, Exception>,
}

/// When a series ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It does not.
    Never,
    /// After so many occurrences, at least 1, skipped ones included.
    Count(u32),
    /// With the last occurrence on or before this local date.
    Until(NaiveDate),
}

/// What happens to one occurrence instead of what the rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// It does not take place.
    Skip,
    /// It takes place at this local time.
    Move(NaiveDateTime),
}

/// One occurrence of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its number, from 0; exceptions do not change it.
    pub index: u64,
    /// The local time that the rule gives it: its name for ever (iCalendar's RECURRENCE-ID).
    pub original: NaiveDateTime,
    /// The local time at which it takes place, or would: another than `original` when moved.
    pub local: NaiveDateTime,
    /// The instant of `local`.
    pub at: DateTime<Utc>,
    /// Whether clocks skip or repeat `local`.
    pub adjustment: Adjustment,
    /// What was decided about it.
    pub exception: Option<Exception>,
}

impl Occurrence {
    /// Whether it is left out.
    pub fn is_skipped(&self) -> bool {
        self.exception == Some(Exception::Skip)
    }
}

/// A series as it is kept: checked when it is read back.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    rule: Rule,
    first: NaiveDateTime,
    zone: Zone,
    #[serde(default = "never")]
    end: End,
    #[serde(default)]
    exceptions: BTreeMap<NaiveDateTime, Exception>,
}

fn never() -> End {
    End::Never
}

impl Recurrence {
    /// A series without end by `rule`, whose first occurrence is the first fitting local time at or
    /// after `from`.
    ///
    /// # Errors
    /// A rule out of its bounds, and dates beyond the calendar.
    pub fn new(rule: Rule, from: NaiveDateTime, zone: Zone) -> Result<Self, RecurrenceError> {
        rule.check()?;
        let date = rule.first_from(from.date()).ok_or(RecurrenceError::BeyondCalendar)?;
        let first = date.and_time(from.time());
        Ok(Self { rule, first, zone, end: End::Never, exceptions: BTreeMap::new() })
    }

    /// Reads a series such as "every other Tuesday 9am", "first Monday", "weekdays 9:30" or "monthly on the 15th until 1 Dec
    /// 2027", whose first occurrence comes after `now`, at `usual` when the text names no time of day; gives also the other
    /// series that the text may mean, the likeliest first. Every word is understood, or the text is refused. Read in place of
    /// `was`, it keeps that one's phase and its time of day.
    ///
    /// # Errors
    /// One sentence that says what was not understood and shows examples.
    pub fn read(
        text: &str,
        now: DateTime<Utc>,
        zone: &Zone,
        usual: NaiveTime,
        was: Option<&Self>,
    ) -> Result<(Self, Vec<Self>), RecurrenceError> {
        let usual = was.map_or(usual, |was| was.first.time());
        let asked = parse::Asked { now, zone, usual, perhaps_once: false };
        let found = parse::read(text, asked)?;
        let least = found.first().map_or(0, |candidate| candidate.cost);
        let mut all: Vec<Self> = Vec::new();
        for candidate in found.into_iter().filter(|candidate| candidate.cost <= least + 1) {
            // Who is on duty on days off is not said by the series.
            let series = candidate.table.series_of_fixed_days();
            let (taken, other) = match was {
                Some(was) => {
                    let kept = series.in_place_of(was, candidate.says_start, now);
                    (kept.taken, kept.other)
                }
                None => (series, None),
            };
            all.extend(
                [taken].into_iter().chain(other).filter(|series| !all.contains(series)).collect::<Vec<_>>(),
            );
        }
        let mut all = all.into_iter();
        let taken = all.next().ok_or(RecurrenceError::NoRhythm)?;
        Ok((taken, all.take(MOST_OTHERS).collect()))
    }

    /// The same series with another end.
    ///
    /// # Errors
    /// An end before the first occurrence.
    pub fn ending(mut self, end: End) -> Result<Self, RecurrenceError> {
        let is_empty = match end {
            End::Never => false,
            End::Count(count) => count == 0,
            End::Until(date) => date < self.first.date(),
        };
        if is_empty {
            return Err(RecurrenceError::EndsBeforeStart);
        }
        self.end = end;
        Ok(self)
    }

    /// The same series in another zone: rule, local times, end and exceptions stay.
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// Leaves out the occurrence that the rule has at the local time `original`.
    ///
    /// # Errors
    /// When the series has no such occurrence.
    pub fn skip(&mut self, original: NaiveDateTime) -> Result<(), RecurrenceError> {
        self.except(original, Exception::Skip)
    }

    /// Moves the occurrence that the rule has at the local time `original` to the local time `to`.
    ///
    /// # Errors
    /// When the series has no such occurrence.
    pub fn move_to(&mut self, original: NaiveDateTime, to: NaiveDateTime) -> Result<(), RecurrenceError> {
        self.except(original, Exception::Move(to))
    }

    /// Takes back what was decided about the occurrence at the local time `original`.
    pub fn restore(&mut self, original: NaiveDateTime) -> Option<Exception> {
        self.exceptions.remove(&original)
    }

    fn except(&mut self, original: NaiveDateTime, exception: Exception) -> Result<(), RecurrenceError> {
        self.index_of(original).ok_or(RecurrenceError::NoSuchOccurrence(original))?;
        self.exceptions.insert(original, exception);
        Ok(())
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The local time of the first occurrence by the rule.
    pub fn first(&self) -> NaiveDateTime {
        self.first
    }

    /// The zone in which local times are meant.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// When the series ends.
    pub fn end(&self) -> End {
        self.end
    }

    /// The exceptions by original local time, in order.
    pub fn exceptions(&self) -> &BTreeMap<NaiveDateTime, Exception> {
        &self.exceptions
    }

    /// The number of the occurrence that the rule has at exactly this local time.
    pub fn index_of(&self, original: NaiveDateTime) -> Option<u64> {
        let index = self.rule.last_up_to(self.first.date(), original.date())?;
        (self.original(index)? == original).then_some(index)
    }

    /// Occurrence `index`, exceptions considered; `None` after the end.
    pub fn occurrence(&self, index: u64) -> Option<Occurrence> {
        let original = self.original(index)?;
        let exception = self.exceptions.get(&original).copied();
        let local = if let Some(Exception::Move(to)) = exception { to } else { original };
        let resolved = self.zone.resolve(local);
        Some(Occurrence {
            index,
            original,
            local,
            at: resolved.at,
            adjustment: resolved.adjustment,
            exception,
        })
    }

    /// The greatest number whose occurrence by the rule, exceptions aside, is at or before `at`;
    /// `None` before the first, the last number after the end.
    ///
    /// Constant time. This is what says whose turn it is: skipping a meeting moves nobody's turn.
    pub fn index_at_or_before(&self, at: DateTime<Utc>) -> Option<u64> {
        // A gap may have moved an occurrence of the day before into this one, or one of this day
        // (a skipped one, in Samoa) past `at`, so a day later is the place to start from.
        let date = self.zone.date(at).succ_opt()?;
        let guess = self.rule.last_up_to(self.first.date(), date)?;
        let mut index = self.last_index().map_or(guess, |last| guess.min(last));
        // Instants never run backwards along a series, and occurrences are a day or more apart:
        // this takes three steps at most.
        while self.at(index)? > at {
            index = index.checked_sub(1)?;
        }
        Some(index)
    }

    /// The first occurrence after `at` that takes place, moved ones at their new time.
    pub fn next_after(&self, at: DateTime<Utc>) -> Option<Occurrence> {
        Occurrences::after(self, at).next()
    }

    /// The occurrences that take place from `from` up to but not including `to`, in the order of
    /// their instants, moved ones at their new time.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = Occurrence> {
        let before = from.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(from);
        Occurrences::after(self, before).take_while(move |occurrence| occurrence.at < to)
    }

    /// A sentence when clocks skip or repeat the time of one of the occurrences within a year after `at`.
    pub fn clock_note(&self, at: DateTime<Utc>) -> Option<String> {
        let until = at.checked_add_signed(CLOCKS_AHEAD)?;
        self.between(at, until).find_map(|it| clock_note(it.local, &self.zone))
    }

    /// The rule and its end as an `RRULE` of RFC 5545, without the name of the property; `DTSTART`
    /// is [`first`](Self::first) in [`zone`](Self::zone).
    pub fn to_rrule(&self) -> String {
        rrule::text(self)
    }

    /// The series in words: "every other Tuesday at 09:00, until 1 December 2027".
    pub fn in_words(&self) -> String {
        words::text(self)
    }

    /// The series in words with its next date where the rhythm leaves that open: "every other Tuesday at 09:00, next on 8
    /// December 2026".
    pub fn label(&self, now: DateTime<Utc>) -> String {
        let next = self.next_after(now).map(|next| next.local.date());
        words::label(&self.in_words(), self.rule.every(), next)
    }

    /// Whether this series takes place when `other` does, from now on: the same rule, time of day, zone, end and phase.
    pub fn goes_like(&self, other: &Self) -> bool {
        let is_alike = self.rule == other.rule && self.zone == other.zone && self.end == other.end;
        is_alike && self.first.time() == other.first.time() && self.is_in_step_with(other)
    }

    /// The shortest text that is read as this series at `now`, with its phase; zone and exceptions aside.
    pub fn brief(&self, now: DateTime<Utc>) -> String {
        words::brief(self, false, self.zone.date(now))
    }

    /// The local time of an occurrence by the rule; `None` after the end.
    fn original(&self, index: u64) -> Option<NaiveDateTime> {
        let date = self.rule.date(self.first.date(), index)?;
        let is_over = match self.end {
            End::Never => false,
            End::Count(count) => index >= u64::from(count),
            End::Until(last) => date > last,
        };
        (!is_over).then(|| date.and_time(self.first.time()))
    }

    /// The instant of an occurrence by the rule, exceptions aside; `None` after the end.
    fn at(&self, index: u64) -> Option<DateTime<Utc>> {
        Some(self.zone.instant(self.original(index)?))
    }

    /// The last number, of a series that ends.
    fn last_index(&self) -> Option<u64> {
        match self.end {
            End::Never => None,
            End::Count(count) => Some(u64::from(count).saturating_sub(1)),
            End::Until(date) => self.rule.last_up_to(self.first.date(), date),
        }
    }
}

impl From<Recurrence> for Stored {
    fn from(series: Recurrence) -> Self {
        let Recurrence { rule, first, zone, end, exceptions } = series;
        Self { rule, first, zone, end, exceptions }
    }
}

impl TryFrom<Stored> for Recurrence {
    type Error = RecurrenceError;

    fn try_from(stored: Stored) -> Result<Self, RecurrenceError> {
        let mut series = Self::new(stored.rule, stored.first, stored.zone)?.ending(stored.end)?;
        if series.first != stored.first {
            return Err(RecurrenceError::NoSuchOccurrence(stored.first));
        }
        for (original, exception) in stored.exceptions {
            series.except(original, exception)?;
        }
        Ok(series)
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
