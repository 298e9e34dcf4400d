//! Working hours: when the team can be expected to look, and delays that run only then.

mod parse;

pub use parse::WorkingHoursError;

use super::civil::Zone;
use super::lexicon::WEEKDAYS;
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// Minutes in a day; a range may end there.
const DAY_MINUTES: u16 = 24 * 60;
/// How far ahead an opening is looked for. Hours open in every week, holidays are a finite list,
/// so only a list of holidays that covers decades reaches this.
const HORIZON_DAYS: u64 = 366 * 50;

/// The hours of the week in which the team works, in one zone, less its holidays.
///
/// At least one range is open in every week. Working time is real time: a shift across a clock
/// change is an hour longer or shorter than its figures say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct WorkingHours {
    zone: Zone,
    /// Monday to Sunday; within a day sorted and apart from each other.
    days: [Vec<Range>; 7],
    holidays: BTreeSet<NaiveDate>,
}

/// Minutes since local midnight, `from` included, `to` not; `from < to <= 1440`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    from: u16,
    to: u16,
}

/// What is kept in the database: the hours as text that people can read and change.
#[derive(Serialize, Deserialize)]
struct Stored {
    hours: String,
    zone: Zone,
    #[serde(default)]
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingHours {
    /// Monday to Friday, 9:00-17:00, in `zone`.
    pub fn office(zone: Zone) -> Self {
        let open = vec![Range { from: 9 * 60, to: 17 * 60 }];
        let days = WEEKDAYS.map(|day| if day.num_days_from_monday() < 5 { open.clone() } else { Vec::new() });
        Self { zone, days, holidays: BTreeSet::new() }
    }

    /// Reads hours such as "Mon-Fri 9:00-17:00", "Mon-Thu 8-16, Fri 8-14" or "24/7".
    ///
    /// # Errors
    /// One sentence that names the part that was not understood.
    pub fn parse(text: &str, zone: Zone) -> Result<Self, WorkingHoursError> {
        Ok(Self { zone, days: parse::days(text)?, holidays: BTreeSet::new() })
    }

    /// The same hours with these holidays, local dates on which nobody works, in place of others.
    pub fn with_holidays(mut self, holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.holidays = holidays.into_iter().collect();
        self
    }

    /// The same hours and holidays on the clocks of another zone: the day of somebody who works elsewhere.
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// The zone in which the hours are meant.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The dates on which nobody works, in order.
    pub fn holidays(&self) -> impl Iterator<Item = NaiveDate> {
        self.holidays.iter().copied()
    }

    /// Whether the team works at `at`. The instant of opening counts, that of closing does not.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.shifts_from(at).next().is_some_and(|(opens, _)| opens <= at)
    }

    /// The next instant at which the team works: `at` itself when it does then.
    ///
    /// Where holidays leave nothing open for fifty years, the instant fifty years ahead.
    pub fn next_open(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.shifts_from(at).next().map_or_else(|| horizon(at), |(opens, _)| opens.max(at))
    }

    /// The instant at which `duration` of working time has passed since `from`. For no duration
    /// (or a negative one) `from` itself, open or not.
    ///
    /// A duration that ends exactly at a closing ends there, not at the next opening. Looks at most
    /// fifty years ahead, and gives that instant when the duration does not end before.
    pub fn add_working_time(&self, from: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
        if duration <= TimeDelta::zero() {
            return from;
        }
        let mut left = duration;
        for (opens, closes) in self.shifts_from(from) {
            let start = opens.max(from);
            if closes - start >= left {
                return start + left;
            }
            left -= closes - start;
        }
        horizon(from)
    }

    /// How much working time lies between `from` and `to`; negative when `to` is the earlier one.
    pub fn working_time_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        if to < from {
            return -self.working_time_between(to, from);
        }
        let within = self.shifts_from(from).take_while(|(opens, _)| *opens < to);
        within.map(|(opens, closes)| closes.min(to) - opens.max(from)).sum()
    }

    /// When the team starts on the local date `date`; `None` when it does not work on it.
    pub fn opening(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let first = self.ranges(date).first()?;
        Some(self.instant(date, first.from))
    }

    /// When the team stops on the local date `date`; `None` when it does not work on it.
    pub fn closing(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let last = self.ranges(date).last()?;
        Some(self.instant(date, last.to))
    }

    fn ranges(&self, date: NaiveDate) -> &[Range] {
        use chrono::Datelike;
        match self.holidays.contains(&date) {
            true => &[],
            false => &self.days[weekday_index(date.weekday())],
        }
    }

    /// Times that are open and end after `at`, in order, as half-open intervals that do not overlap.
    fn shifts_from(&self, at: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        // A range of yesterday can end after midnight where a gap moves its end.
        let first = self.zone.date(at).pred_opt().unwrap_or(NaiveDate::MIN);
        let dates = first.iter_days().take(usize::try_from(HORIZON_DAYS).unwrap_or(usize::MAX));
        let shifts = dates.flat_map(|date| self.ranges(date).iter().map(move |range| (date, *range)));
        let shifts =
            shifts.map(|(date, range)| (self.instant(date, range.from), self.instant(date, range.to)));
        // Where a gap moves an end past the next start, the time in between is counted once.
        let mut counted_to = DateTime::<Utc>::MIN_UTC;
        let apart = shifts.map(move |(opens, closes)| {
            let opens = opens.max(counted_to);
            counted_to = counted_to.max(closes);
            (opens, closes)
        });
        apart.filter(move |(opens, closes)| opens < closes && at < *closes)
    }

    fn instant(&self, date: NaiveDate, minutes: u16) -> DateTime<Utc> {
        self.zone.instant(local(date, minutes))
    }
}

fn local(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    let midnight = NaiveDateTime::from(date);
    midnight.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(midnight)
}

fn horizon(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_add_days(Days::new(HORIZON_DAYS)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn weekday_index(day: Weekday) -> usize {
    // 0..=6 fits every usize.
    usize::try_from(day.num_days_from_monday()).unwrap_or(0)
}

impl From<WorkingHours> for Stored {
    fn from(hours: WorkingHours) -> Self {
        Self { hours: hours.to_string(), zone: hours.zone, holidays: hours.holidays }
    }
}

impl TryFrom<Stored> for WorkingHours {
    type Error = WorkingHoursError;

    fn try_from(stored: Stored) -> Result<Self, WorkingHoursError> {
        Ok(Self::parse(&stored.hours, stored.zone)?.with_holidays(stored.holidays))
    }
}

/// Hours in the form that [`WorkingHours::parse`] reads, without zone and holidays.
impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut first = 0;
        while first < 7 {
            let alike = self.days[first..].iter().take_while(|day| **day == self.days[first]).count();
            if !self.days[first].is_empty() {
                write!(f, "{separator}{}", WEEKDAYS[first])?;
                if alike > 1 {
                    write!(f, "-{}", WEEKDAYS[first + alike - 1])?;
                }
                self.days[first].iter().try_for_each(|range| write!(f, " {range}"))?;
                separator = ", ";
            }
            first += alike;
        }
        Ok(())
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{}:{:02}-{}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

#[cfg(test)]
mod tests;
