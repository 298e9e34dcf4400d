//! A series in a sentence.

use super::{End, Nth, Recurrence, Rule, Weekdays};
use crate::base::lexicon::{date_in_words, listed, ordinal_in_words, weekday_name};
use chrono::{Datelike, NaiveDate};

const YEAR: u32 = 12;

pub(super) fn text(series: &Recurrence) -> String {
    let time = series.first().format("%H:%M");
    let end = match series.end() {
        End::Never => String::new(),
        End::Count(1) => ", once".to_owned(),
        End::Count(count) => format!(", {count} times"),
        End::Until(date) => format!(", until {}", date_in_words(date)),
    };
    format!("{} at {time}{end}", rhythm(series))
}

fn rhythm(series: &Recurrence) -> String {
    match series.rule() {
        Rule::MonthlyOnDay { every, day } if every % YEAR == 0 && series.first().date().day() == day => {
            yearly(every / YEAR, series.first().date())
        }
        Rule::Daily { every } => each(every, "day"),
        Rule::Weekly { every, days } => weekly(every, days),
        Rule::MonthlyOnDay { every, day } => {
            format!("on the {} of {}", ordinal_in_words(day), each(every, "month"))
        }
        Rule::MonthlyOnWeekday { every, nth, weekday } => {
            format!("on the {} {} of {}", position(nth), weekday_name(weekday), each(every, "month"))
        }
        Rule::WorkingDay { every, nth } => {
            format!("on the {} working day of {}", position(nth), each(every, "month"))
        }
    }
}

fn yearly(every: u32, first: NaiveDate) -> String {
    let date = date_in_words(first);
    let day_and_month = date.rsplit_once(' ').map_or(date.as_str(), |(date, _)| date);
    format!("{} on {day_and_month}", each(every, "year"))
}

fn weekly(every: u32, days: Weekdays) -> String {
    if every == 1 && days == Weekdays::MON_TO_FRI {
        return "every weekday".to_owned();
    }
    if every == 1 && days == Weekdays::ALL {
        return "every day".to_owned();
    }
    let names: Vec<&str> = match days {
        Weekdays::MON_TO_FRI => vec!["weekdays"],
        _ => days.iter().map(weekday_name).collect(),
    };
    match every {
        1 => format!("every {}", listed(&names)),
        2 if names.len() == 1 && days != Weekdays::MON_TO_FRI => format!("every other {}", names[0]),
        _ => format!("{} on {}", each(every, "week"), listed(&names)),
    }
}

fn each(every: u32, unit: &str) -> String {
    match every {
        1 => format!("every {unit}"),
        2 => format!("every other {unit}"),
        _ => format!("every {every} {unit}s"),
    }
}

fn position(nth: Nth) -> &'static str {
    match nth {
        Nth::First => "first",
        Nth::Second => "second",
        Nth::Third => "third",
        Nth::Fourth => "fourth",
        Nth::Last => "last",
    }
}
