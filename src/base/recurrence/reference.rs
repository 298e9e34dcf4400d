//! The rules once more, as slowly and plainly as can be: day by day through the calendar. The
//! arithmetic is compared with this.

use super::*;
use chrono::{Datelike, Days, Weekday};

/// The dates of `rule` from `first` on, up to and including `last`.
pub(super) fn dates(rule: Rule, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    first.iter_days().take_while(|date| *date <= last).filter(|date| is_on(rule, first, *date)).collect()
}

fn is_on(rule: Rule, first: NaiveDate, date: NaiveDate) -> bool {
    let every = i64::from(rule.every());
    let months =
        i64::from(date.year() - first.year()) * 12 + i64::from(date.month()) - i64::from(first.month());
    let in_month = |fits: &dyn Fn(NaiveDate) -> bool| months % every == 0 && fits(date);
    match rule {
        Rule::Daily { .. } => (date - first).num_days() % every == 0,
        Rule::Weekly { days, .. } => {
            let weeks = (monday(date) - monday(first)).num_days() / 7;
            weeks % every == 0 && days.contains(date.weekday())
        }
        Rule::MonthlyOnDay { day, .. } => {
            in_month(&|date| date.day() == day || date.day() < day && is_last_of_month(date))
        }
        Rule::MonthlyOnDays { days, .. } => in_month(&|date| {
            days.iter().any(|day| date.day() == day || date.day() < day && is_last_of_month(date))
        }),
        Rule::WorkingDayNear { day, side, .. } => in_month(&|date| {
            // Everything between it and the day is a weekend.
            let last =
                (0..31).map(|days| date + Days::new(days)).take_while(|other| other.month() == date.month());
            let target = day.min(last.last().map_or(31, |last| last.day()));
            let between = match side {
                Side::OnOrBefore => date.day() + 1..=target,
                Side::OnOrAfter => target..=date.day() - 1,
            };
            let is_near = match side {
                Side::OnOrBefore => date.day() <= target,
                Side::OnOrAfter => date.day() >= target,
            };
            let mut between = between.filter_map(|day| date.with_day(day));
            !is_weekend(date) && is_near && between.all(is_weekend)
        }),
        Rule::MonthlyOnWeekday { nth, weekday, .. } => {
            in_month(&|date| date.weekday() == weekday && is_nth(nth, date))
        }
        Rule::WorkingDay { nth, .. } => in_month(&|date| {
            let is_other = |other: &NaiveDate| other.month() == date.month() && !is_weekend(*other);
            let earlier = (1..=30).map(|days| date - Days::new(days)).filter(is_other).count();
            let later = (1..=30).map(|days| date + Days::new(days)).filter(is_other).count();
            let is_nth = match nth {
                Nth::First => earlier == 0,
                Nth::Second => earlier == 1,
                Nth::Third => earlier == 2,
                Nth::Fourth => earlier == 3,
                Nth::SecondToLast => later == 1,
                Nth::Last => later == 0,
            };
            !is_weekend(date) && is_nth
        }),
    }
}

fn is_nth(nth: Nth, date: NaiveDate) -> bool {
    let earlier = (1..=4).filter(|weeks| (date - Days::new(weeks * 7)).month() == date.month()).count();
    match nth {
        Nth::First => earlier == 0,
        Nth::Second => earlier == 1,
        Nth::Third => earlier == 2,
        Nth::Fourth => earlier == 3,
        Nth::SecondToLast => {
            let in_month = |weeks: u64| (date + Days::new(weeks * 7)).month() == date.month();
            in_month(1) && !in_month(2)
        }
        Nth::Last => (date + Days::new(7)).month() != date.month(),
    }
}

fn monday(date: NaiveDate) -> NaiveDate {
    let mut date = date;
    while date.weekday() != Weekday::Mon {
        date = date - Days::new(1);
    }
    date
}

fn is_last_of_month(date: NaiveDate) -> bool {
    (date + Days::new(1)).month() != date.month()
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The instants that clocks in `zone` show `local`, found by trying every quarter of an hour.
pub(super) fn instants_showing(zone: &Zone, local: NaiveDateTime) -> Vec<DateTime<Utc>> {
    let around = (-30 * 4..=30 * 4).map(|quarters| local.and_utc() + TimeDelta::minutes(quarters * 15));
    around.filter(|at| zone.local(*at) == local).collect()
}
