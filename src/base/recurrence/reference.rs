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
