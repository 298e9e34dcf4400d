//! The rules, as arithmetic on dates: the date of a number, and the number of a date.

use super::{MonthDays, RecurrenceError};
use crate::base::civil::{add_months, days_in_month, monday_of};
use crate::base::lexicon::WEEKDAYS;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The longest interval, in days, weeks or months: nobody plans a series in longer steps.
pub(super) const MOST_EVERY: u32 = 1000;

const WEEK: i64 = 7;

/// On which dates a series takes place. `every` is 1 for each, 2 for every other, up to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Every so many days.
    Daily { every: u32 },
    /// On these weekdays of every so many ISO weeks.
    Weekly { every: u32, days: Weekdays },
    /// On this day (1 to 31) of every so many months; the last one of a shorter month.
    MonthlyOnDay { every: u32, day: u32 },
    /// On these days of every so many months.
    MonthlyOnDays { every: u32, days: MonthDays },
    /// On the first (to fourth, or last) such weekday of every so many months.
    MonthlyOnWeekday { every: u32, nth: Nth, weekday: Weekday },
    /// On the first (to fourth, or last) day from Monday to Friday of every so many months.
    WorkingDay { every: u32, nth: Nth },
    /// On the day from Monday to Friday that is nearest to this day of every so many months, on one side of it: on or before
    /// the 3rd to 31st, on or after the 1st to 26th, so that it stays in its month.
    WorkingDayNear { every: u32, day: u32, side: Side },
}

/// On which side of a day a working day is looked for when nobody works on the day itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Side {
    OnOrBefore,
    OnOrAfter,
}

/// Which one of such days of a month. There is no fifth: not every month has a fifth Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Nth {
    First,
    Second,
    Third,
    Fourth,
    SecondToLast,
    Last,
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Weekday>", into = "Vec<Weekday>")]
pub struct Weekdays(u8);

impl Nth {
    /// This one of `items`; `None` when there are not so many.
    pub(in crate::base) fn of<T>(self, mut items: impl DoubleEndedIterator<Item = T>) -> Option<T> {
        match self {
            Self::First => items.next(),
            Self::Second => items.nth(1),
            Self::Third => items.nth(2),
            Self::Fourth => items.nth(3),
            Self::SecondToLast => items.nth_back(1),
            Self::Last => items.next_back(),
        }
    }
}

impl Side {
    /// The nearest day of the month of `date` on this side of it on which `works` holds.
    pub(super) fn of(self, date: NaiveDate, works: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        let mut days = days_of_month(date).filter(|day| works(*day));
        match self {
            Self::OnOrBefore => days.rfind(|day| *day <= date),
            Self::OnOrAfter => days.find(|day| *day >= date),
        }
    }
}

impl Weekdays {
    /// Monday to Friday.
    pub const MON_TO_FRI: Self = Self(0b001_1111);
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether `day` is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The days in the set, from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS.into_iter().filter(move |day| self.contains(*day))
    }

    /// Whether no day is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many days are in the set.
    fn count(self) -> i64 {
        i64::from(self.0.count_ones())
    }

    /// How many days of the set come before `day` in the week.
    fn before(self, day: Weekday) -> i64 {
        i64::from((self.0 & (bit(day) - 1)).count_ones())
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        Self(days.into_iter().map(bit).fold(0, |set, bit| set | bit))
    }
}

impl From<Vec<Weekday>> for Weekdays {
    fn from(days: Vec<Weekday>) -> Self {
        days.into_iter().collect()
    }
}

impl From<Weekdays> for Vec<Weekday> {
    fn from(days: Weekdays) -> Self {
        days.iter().collect()
    }
}

impl Rule {
    /// The interval, in days, weeks or months.
    pub fn every(self) -> u32 {
        match self {
            Self::Daily { every }
            | Self::Weekly { every, .. }
            | Self::MonthlyOnDay { every, .. }
            | Self::MonthlyOnDays { every, .. }
            | Self::WorkingDayNear { every, .. }
            | Self::MonthlyOnWeekday { every, .. }
            | Self::WorkingDay { every, .. } => every,
        }
    }

    /// Whether it is on a day on which the team works, whichever those are.
    pub(super) fn follows_working_days(self) -> bool {
        matches!(self, Self::WorkingDay { .. } | Self::WorkingDayNear { .. })
    }

    pub(super) fn check(self) -> Result<(), RecurrenceError> {
        if !(1..=MOST_EVERY).contains(&self.every()) {
            return Err(RecurrenceError::Interval);
        }
        match self {
            Self::Weekly { days, .. } if days.is_empty() => Err(RecurrenceError::NoDays),
            Self::MonthlyOnDay { day, .. } if !(1..=31).contains(&day) => Err(RecurrenceError::DayOfMonth),
            Self::WorkingDayNear { day, side: Side::OnOrBefore, .. } if !(3..=31).contains(&day) => {
                Err(RecurrenceError::Near)
            }
            Self::WorkingDayNear { day, side: Side::OnOrAfter, .. } if !(1..=26).contains(&day) => {
                Err(RecurrenceError::Near)
            }
            _ => Ok(()),
        }
    }

    /// The first date at or after `from` that fits the rule, intervals aside: they count from it.
    pub(super) fn first_from(self, from: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Daily { .. } => Some(from),
            Self::Weekly { days, .. } => from.iter_days().take(7).find(|date| days.contains(date.weekday())),
            Self::MonthlyOnDays { days, .. } => {
                let length = days_in_month(from.year(), from.month());
                let mut this_month = days.iter().filter_map(|day| from.with_day(day.min(length)));
                let next = || add_months(from.with_day(1)?, 1)?.with_day(days.iter().next()?);
                this_month.find(|date| *date >= from).or_else(next)
            }
            _ => {
                let this_month = self.in_month(from)?;
                if this_month >= from {
                    Some(this_month)
                } else {
                    self.in_month(add_months(from.with_day(1)?, 1)?)
                }
            }
        }
    }

    /// The date of occurrence `index`, where `first` is that of occurrence 0; `None` beyond the
    /// calendar.
    pub(super) fn date(self, first: NaiveDate, index: u64) -> Option<NaiveDate> {
        let index = i64::try_from(index).ok()?;
        let every = i64::from(self.every());
        match self {
            Self::Daily { .. } => add_days(first, index.checked_mul(every)?),
            Self::Weekly { days, .. } => {
                // Counted from the Monday of the first week, as if that were in the series whole.
                let index = index.checked_add(days.before(first.weekday()))?;
                let weeks = (index / days.count()).checked_mul(every)?;
                let day = days.iter().nth(usize::try_from(index % days.count()).ok()?)?;
                add_days(monday_of(first), weeks.checked_mul(WEEK)? + i64::from(day.num_days_from_monday()))
            }
            Self::MonthlyOnDays { days, .. } => {
                // Counted from the first of the first month, as if that were in the series whole.
                let length = days_in_month(first.year(), first.month());
                let index = index.checked_add(days.before(first.day(), length))?;
                let month = add_months(first.with_day(1)?, (index / days.count()).checked_mul(every)?)?;
                let day = days.iter().nth(usize::try_from(index % days.count()).ok()?)?;
                month.with_day(day.min(days_in_month(month.year(), month.month())))
            }
            _ => self.in_month(add_months(first.with_day(1)?, index.checked_mul(every)?)?),
        }
    }

    /// The greatest number whose date is at or before `date`; `None` when that of 0 is later.
    pub(super) fn last_up_to(self, first: NaiveDate, date: NaiveDate) -> Option<u64> {
        if date < first {
            return None;
        }
        let every = i64::from(self.every());
        let index = match self {
            Self::Daily { .. } => (date - first).num_days() / every,
            Self::Weekly { days, .. } => {
                let weeks = (monday_of(date) - monday_of(first)).num_days() / WEEK;
                let in_week = match weeks % every {
                    0 => days.before(date.weekday()) + i64::from(days.contains(date.weekday())),
                    _ => days.count(),
                };
                weeks / every * days.count() + in_week - 1 - days.before(first.weekday())
            }
            Self::MonthlyOnDays { days, .. } => {
                let months = month_number(date) - month_number(first);
                let reached =
                    |date: NaiveDate, day| days.before(day, days_in_month(date.year(), date.month()));
                let in_month = if months % every == 0 { reached(date, date.day() + 1) } else { days.count() };
                months / every * days.count() + in_month - 1 - reached(first, first.day())
            }
            _ => {
                let months = month_number(date) - month_number(first);
                let is_reached = months % every != 0 || self.in_month(date)? <= date;
                months / every - i64::from(!is_reached)
            }
        };
        u64::try_from(index).ok()
    }

    /// The date of a monthly rule in the month that `date` is in.
    fn in_month(self, date: NaiveDate) -> Option<NaiveDate> {
        let length = days_in_month(date.year(), date.month());
        let day = match self {
            Self::MonthlyOnDay { day, .. } => day.min(length),
            Self::MonthlyOnWeekday { nth, weekday, .. } => {
                let first = date.with_day(1)?.weekday();
                let ahead = (7 + weekday.num_days_from_monday() - first.num_days_from_monday()) % 7;
                match nth {
                    Nth::First => 1 + ahead,
                    Nth::Second => 8 + ahead,
                    Nth::Third => 15 + ahead,
                    Nth::Fourth => 22 + ahead,
                    Nth::SecondToLast if 29 + ahead <= length => 22 + ahead,
                    Nth::SecondToLast => 15 + ahead,
                    Nth::Last if 29 + ahead <= length => 29 + ahead,
                    Nth::Last => 22 + ahead,
                }
            }
            Self::WorkingDay { nth, .. } => {
                let works = |date: NaiveDate| Weekdays::MON_TO_FRI.contains(date.weekday());
                return nth.of(days_of_month(date).filter(|date| works(*date)));
            }
            Self::WorkingDayNear { day, side, .. } => {
                let works = |date: NaiveDate| Weekdays::MON_TO_FRI.contains(date.weekday());
                return side.of(date.with_day(day.min(length))?, works);
            }
            // There is more than one such date, or none.
            Self::MonthlyOnDays { .. } | Self::Daily { .. } | Self::Weekly { .. } => return None,
        };
        date.with_day(day)
    }
}

/// The days of the month that `date` is in.
pub(super) fn days_of_month(date: NaiveDate) -> impl DoubleEndedIterator<Item = NaiveDate> {
    (1..=days_in_month(date.year(), date.month())).filter_map(move |day| date.with_day(day))
}

fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

fn month_number(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}
