//! A series that is typed anew keeps its phase: which weeks a fortnightly one is in is not said by "every other Tuesday".

use super::{End, Recurrence, Rule, Timetable};
use crate::base::civil::monday_of;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use std::collections::BTreeMap;

/// A series read where there was one already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept<T> {
    pub taken: T,
    /// The same with the other phase, where the change touches it.
    pub other: Option<T>,
}

impl Recurrence {
    /// This series, read in place of `was`: the same one when it says the same, else in step with it. The other phase goes
    /// along where the change is about it; with `says_start` the text itself gives the phase, and none other is meant.
    pub(super) fn in_place_of(self, was: &Self, says_start: bool, now: DateTime<Utc>) -> Kept<Self> {
        let alone = |taken| Kept { taken, other: None };
        if says_start || was.next_after(now).is_none() {
            return alone(self);
        }
        // "every year on 1 March" says its month.
        let is_yearly = !matches!(self.rule, Rule::Daily { .. } | Rule::Weekly { .. })
            && self.rule.every().is_multiple_of(12);
        if is_yearly && self.first.month() != was.first.month() {
            return alone(self);
        }
        if self.rule == was.rule {
            return alone(self.going_on_from(was));
        }
        if self.rule.every() > 1 {
            let soonest = self.clone();
            let kept = if is_alike(self.rule, was.rule) { self.in_step_with(was) } else { None };
            return match kept {
                Some(kept) if kept.first != soonest.first => Kept { taken: kept, other: Some(soonest) },
                Some(kept) => alone(kept),
                None => Kept { other: soonest.one_step_later(), taken: soonest },
            };
        }
        alone(self)
    }

    /// The series `was` with the time of day, the zone and the end of this one; what was decided about its occurrences
    /// stays.
    fn going_on_from(self, was: &Self) -> Self {
        let time = self.first.time();
        let at = |date: NaiveDate| date.and_time(time);
        let mut moved = Self { first: at(was.first.date()), exceptions: BTreeMap::new(), ..self };
        let exceptions = was.exceptions.iter().map(|(original, it)| (at(original.date()), *it));
        let known = exceptions.filter(|(original, _)| moved.index_of(*original).is_some()).collect();
        moved.exceptions = known;
        moved
    }

    /// This series from its first date on that is in step with `was`.
    fn in_step_with(&self, was: &Self) -> Option<Self> {
        let steps = usize::try_from(self.rule.every()).ok()?.checked_add(1)?;
        let mut from = Some(self.first.date());
        for _ in 0..steps {
            let date = self.rule.first_from(from?)?;
            if is_in_step(self.rule, date, was.first.date()) {
                return Some(Self { first: date.and_time(self.first.time()), ..self.clone() });
            }
            from = after_unit(self.rule, date);
        }
        None
    }

    /// Whether this series begins in a unit in which `was` takes place.
    pub(super) fn is_in_step_with(&self, was: &Self) -> bool {
        is_in_step(self.rule, self.first.date(), was.first.date())
    }

    /// This series a week, a month or a day later, when it takes place in every other one.
    fn one_step_later(&self) -> Option<Self> {
        if self.rule.every() != 2 {
            return None;
        }
        let date = self.rule.first_from(after_unit(self.rule, self.first.date())?)?;
        let ends_before = matches!(self.end, End::Until(last) if last < date);
        (!ends_before).then(|| Self { first: date.and_time(self.first.time()), ..self.clone() })
    }

    /// The same series at another time of day, what was decided about its occurrences included.
    pub fn at_time(self, time: NaiveTime) -> Self {
        let was = self.clone();
        Self { first: self.first.date().and_time(time), ..self }.going_on_from(&was)
    }
}

impl Timetable {
    /// See [`Recurrence::in_place_of`].
    pub(super) fn in_place_of(self, was: &Self, says_start: bool, now: DateTime<Utc>) -> Kept<Self> {
        let is_working_days_only = self.is_working_days_only;
        if is_working_days_only != was.is_working_days_only {
            return Kept { taken: self, other: None };
        }
        let Kept { taken, other } = self.series.in_place_of(&was.series, says_start, now);
        let table = |series| Self { series, is_working_days_only };
        Kept { taken: table(taken), other: other.map(table) }
    }
}

/// Whether the interval of `rule` leads from `old` to the day, week or month of `date`.
fn is_in_step(rule: Rule, date: NaiveDate, old: NaiveDate) -> bool {
    let every = i64::from(rule.every());
    match rule {
        Rule::Daily { .. } => (date - old).num_days().rem_euclid(every) == 0,
        Rule::Weekly { .. } => (monday_of(date) - monday_of(old)).num_weeks().rem_euclid(every) == 0,
        _ => (months(date) - months(old)).rem_euclid(every) == 0,
    }
}

/// Whether both count the same units by the same interval.
fn is_alike(one: Rule, other: Rule) -> bool {
    let unit = |rule| match rule {
        Rule::Daily { .. } => 0,
        Rule::Weekly { .. } => 1,
        _ => 2,
    };
    one.every() == other.every() && unit(one) == unit(other)
}

/// The first day of the unit after that of `date`.
fn after_unit(rule: Rule, date: NaiveDate) -> Option<NaiveDate> {
    match rule {
        Rule::Daily { .. } => date.succ_opt(),
        Rule::Weekly { .. } => monday_of(date).checked_add_days(Days::new(7)),
        _ => date.with_day(1)?.checked_add_months(chrono::Months::new(1)),
    }
}

fn months(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}
