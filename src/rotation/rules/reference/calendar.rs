//! Handoffs of a rhythm, counted one by one: the calendar of the second computation.

use crate::{
    base::{
        civil::Zone,
        recurrence::{Nth, Rule},
    },
    rotation::rules::Rhythm,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// How far the calendar goes, from when it is made.
const DAYS: i64 = 1500;

/// All handoffs of a rhythm for some years, and its days off.
pub struct Calendar {
    rhythm: Rhythm,
    handoffs: Vec<DateTime<Utc>>,
}

impl Calendar {
    pub fn new(rhythm: &Rhythm, from: DateTime<Utc>) -> Self {
        let handoffs = handoffs(rhythm, from + TimeDelta::days(DAYS));
        Self { rhythm: rhythm.clone(), handoffs }
    }

    /// The handoffs after `from`, up to and including `to`.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let is_within = |handoff: &&DateTime<Utc>| **handoff > from && **handoff <= to;
        self.handoffs.iter().filter(is_within).copied().collect()
    }

    pub fn next_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.handoffs.iter().find(|handoff| **handoff > at).copied()
    }

    pub fn hands_over_at(&self, at: DateTime<Utc>) -> bool {
        self.handoffs.contains(&at)
    }

    pub fn is_day_off(&self, at: DateTime<Utc>) -> bool {
        !works(&self.rhythm, self.rhythm.zone().local(at).date())
    }
}

fn works(rhythm: &Rhythm, date: NaiveDate) -> bool {
    let working = rhythm.working();
    working.is_none_or(|days| days.weekdays.contains(date.weekday()) && !days.holidays.contains(&date))
}

/// "A local time inside a gap moves forward by the length of the gap; in a fold the first one counts."
pub fn instant(zone: &Zone, local: NaiveDateTime) -> DateTime<Utc> {
    let shift = |hours| {
        let near = local.and_utc() + TimeDelta::hours(hours);
        local.and_utc() - TimeDelta::seconds(zone.offset(near).local_minus_utc().into())
    };
    // Offsets are within 15 hours and change at most once in two days: the two candidates are those by the offset
    // well before and well after.
    let (before, after) = (shift(-24), shift(24));
    let real = [before, after].into_iter().filter(|at| zone.local(*at) == local);
    real.min().unwrap_or(before)
}

fn is_date(rule: Rule, first: NaiveDate, date: NaiveDate) -> bool {
    let months =
        i64::from(date.year() - first.year()) * 12 + i64::from(date.month()) - i64::from(first.month());
    let fits_month = |every: u32| months % i64::from(every) == 0;
    let last_day = || (28..=31).rev().find(|day| date.with_day(*day).is_some()).unwrap();
    match rule {
        Rule::Daily { every } => (date - first).num_days() % i64::from(every) == 0,
        Rule::Weekly { every, days } => {
            let monday =
                |date: NaiveDate| date - TimeDelta::days(date.weekday().num_days_from_monday().into());
            let weeks = (monday(date) - monday(first)).num_days() / 7;
            days.contains(date.weekday()) && weeks % i64::from(every) == 0
        }
        Rule::MonthlyOnDay { every, day } => fits_month(every) && date.day() == day.min(last_day()),
        Rule::MonthlyOnWeekday { every, nth, weekday } => {
            let is_nth = match nth {
                Nth::First => date.day() <= 7,
                Nth::Last => date.day() + 7 > last_day(),
                _ => unreachable!("not drawn"),
            };
            fits_month(every) && date.weekday() == weekday && is_nth
        }
        Rule::MonthlyOnDays { .. } | Rule::WorkingDay { .. } | Rule::WorkingDayNear { .. } => {
            unreachable!("not drawn")
        }
    }
}

/// All handoffs up to a few days after `to`, those that meet counted once.
fn handoffs(rhythm: &Rhythm, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let series = rhythm.handoffs();
    let (first, time) = (series.first().date(), series.first().time());
    let mut date = first;
    let mut found = Vec::new();
    while date <= to.date_naive() {
        if is_date(series.rule(), first, date) {
            let mut day = date;
            while !works(rhythm, day) {
                day += TimeDelta::days(1);
            }
            found.push(instant(series.zone(), day.and_time(time)));
        }
        date += TimeDelta::days(1);
    }
    found.sort_unstable();
    found.dedup();
    found
}
