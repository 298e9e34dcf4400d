//! When hands change: a recurrence of handoffs, and on which days anybody is on duty.

use crate::base::{
    civil::Zone,
    recurrence::{CLOCKS_AHEAD, Occurrence, Recurrence, Rule, Weekdays, clock_note},
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// More days off in a row than this are no holiday; the search for a working day ends here.
const LONGEST_CLOSURE: usize = 400;

/// The handoffs of a rotation. Immutable: a change of rhythm makes a new epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    handoffs: Recurrence,
    /// `None`: somebody is on duty every day.
    working: Option<WorkingDays>,
}

/// The days on which somebody is on duty, in the zone of the rhythm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDays {
    pub weekdays: Weekdays,
    pub holidays: BTreeSet<NaiveDate>,
}

/// Why nobody works on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayOff {
    Weekend,
    Holiday,
}

/// Why a recurrence cannot be the rhythm of a rotation that rests on days off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RhythmError {
    /// The handoff is on a weekday on which nobody works.
    #[error("hands would change on a day on which nobody works")]
    HandoffOnDayOff,
    /// Every second or third day hits days off now and then.
    #[error("handoffs every so many days cannot skip days off; take every working day, or weeks")]
    Daily,
}

impl WorkingDays {
    fn day_off(&self, date: NaiveDate) -> Option<DayOff> {
        match (self.weekdays.contains(date.weekday()), self.holidays.contains(&date)) {
            (_, true) => Some(DayOff::Holiday),
            (false, false) => Some(DayOff::Weekend),
            (true, false) => None,
        }
    }

    /// The first working day on or after `date`.
    fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        let is_open = |date: &NaiveDate| self.day_off(*date).is_none();
        date.iter_days().take(LONGEST_CLOSURE).find(is_open).unwrap_or(date)
    }
}

impl Rhythm {
    /// Handoffs at the occurrences of `handoffs`. With `working`, nobody is on duty on other days, "every day" means
    /// every working day, and a handoff that falls on a holiday moves to the next working day at the same local time;
    /// handoffs that meet there count as one.
    ///
    /// # Errors
    /// When the rhythm would hand over on days off by itself.
    pub fn new(handoffs: Recurrence, working: Option<WorkingDays>) -> Result<Self, RhythmError> {
        let Some(days) = &working else { return Ok(Self { handoffs, working }) };
        let handoffs = match handoffs.rule() {
            Rule::Daily { every: 1 } => {
                let rule = Rule::Weekly { every: 1, days: days.weekdays };
                Recurrence::new(rule, handoffs.first(), handoffs.zone().clone())
                    .map_err(|_| RhythmError::HandoffOnDayOff)?
            }
            Rule::Daily { .. } => return Err(RhythmError::Daily),
            Rule::Weekly { days: chosen, .. } if chosen.iter().any(|day| !days.weekdays.contains(day)) => {
                return Err(RhythmError::HandoffOnDayOff);
            }
            _ => handoffs,
        };
        Ok(Self { handoffs, working })
    }

    /// The same rhythm with another list of holidays.
    pub fn with_holidays(&self, holidays: BTreeSet<NaiveDate>) -> Self {
        let working = self.working.as_ref().map(|days| WorkingDays { weekdays: days.weekdays, holidays });
        Self { handoffs: self.handoffs.clone(), working }
    }

    /// Whether hands change exactly as in `other` from now on.
    pub fn goes_like(&self, other: &Self) -> bool {
        self.working == other.working && self.handoffs.goes_like(&other.handoffs)
    }

    /// The series of handoffs by the rule, before holidays move any.
    pub fn handoffs(&self) -> &Recurrence {
        &self.handoffs
    }

    /// The zone of the handoffs.
    pub fn zone(&self) -> &Zone {
        self.handoffs.zone()
    }

    /// The days on which somebody is on duty, if not all.
    pub fn working(&self) -> Option<&WorkingDays> {
        self.working.as_ref()
    }

    /// How many handoffs there have been up to and including `at`, less one: −1 before the first.
    pub fn turn(&self, at: DateTime<Utc>) -> i64 {
        self.last_index(at).map_or(-1, |index| {
            i64::try_from(index).unwrap_or(i64::MAX).saturating_sub(self.dropped_before(index))
        })
    }

    /// The last handoff up to and including `at`.
    pub fn handoff_up_to(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.handoff(self.last_index(at)?)
    }

    /// The first handoff after `at`; the end of time where the calendar ends.
    pub fn handoff_after(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let next = self.last_index(at).map_or(0, |index| index + 1);
        self.handoff(next).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Why nobody is on duty on the local day of `at`, if so.
    pub fn day_off(&self, at: DateTime<Utc>) -> Option<DayOff> {
        self.working.as_ref()?.day_off(self.zone().date(at))
    }

    /// A sentence when clocks skip or repeat the time of a handoff from `from` to `until`, within a year.
    pub fn clock_note(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<String> {
        let until = until.min(from.checked_add_signed(CLOCKS_AHEAD)?);
        self.handoffs.between(from, until).find_map(|it| clock_note(self.local(&it), self.zone()))
    }

    /// When a rotation that is set up for `at` begins: then, but on days off with the first handoff where that is on the
    /// first working day, so that whoever comes first has the first working shift.
    pub fn beginning(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let Some(days) = self.working.as_ref().filter(|_| self.day_off(at).is_some()) else { return at };
        let (zone, first) = (self.zone(), self.handoff_after(at));
        if zone.date(first) == days.working_day_from(zone.date(at)) { first } else { at }
    }

    /// The greatest number of a handoff that has taken place at `at`.
    fn last_index(&self, at: DateTime<Utc>) -> Option<u64> {
        let mut index = self.handoffs.index_at_or_before(at)?;
        // Holidays can have moved it past `at`; the steps back are those of one run of days off.
        while self.handoff(index)? > at {
            index = index.checked_sub(1)?;
        }
        Some(index)
    }

    /// The instant of handoff `index`, moved by days off.
    fn handoff(&self, index: u64) -> Option<DateTime<Utc>> {
        let occurrence = self.handoffs.occurrence(index)?;
        match &self.working {
            Some(_) => Some(self.zone().instant(self.local(&occurrence))),
            None => Some(occurrence.at),
        }
    }

    /// The local time of a handoff, moved by days off.
    fn local(&self, occurrence: &Occurrence) -> NaiveDateTime {
        let Some(days) = &self.working else { return occurrence.local };
        days.working_day_from(occurrence.original.date()).and_time(occurrence.original.time())
    }

    /// How many handoffs before number `index` moved onto the one after them. Only holidays can do that, so they are
    /// counted rather than the handoffs.
    fn dropped_before(&self, index: u64) -> i64 {
        let Some(days) = &self.working else { return 0 };
        let time = self.handoffs.first().time();
        let on_holidays = days.holidays.iter().filter_map(|date| self.handoffs.index_of(date.and_time(time)));
        let dropped = on_holidays.filter(|number| *number < index && self.meets_next(*number, days));
        i64::try_from(dropped.count()).unwrap_or(i64::MAX)
    }

    fn meets_next(&self, index: u64, days: &WorkingDays) -> bool {
        let date = |index| Some(self.handoffs.occurrence(index)?.original.date());
        let (Some(own), Some(next)) = (date(index), date(index + 1)) else { return false };
        next <= days.working_day_from(own)
    }
}
