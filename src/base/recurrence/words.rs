//! A series in a sentence.

use super::{End, Nth, Recurrence, Rule, Side, Weekdays};
use crate::base::lexicon::{date_in_words, listed, ordinal_in_words, weekday_name};
use chrono::{Datelike, NaiveDate};

const YEAR: u32 = 12;

pub(super) fn text(series: &Recurrence) -> String {
    let time = series.first().format("%H:%M");
    let end = match series.end() {
        End::Never => String::new(),
        End::Count(1) => ", once".to_owned(),
        End::Count(count) => format!(", {count} times"),
        End::Until(date) => format!(", up to and including {}", date_in_words(date)),
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
        Rule::MonthlyOnDays { every, days } => {
            let days: Vec<String> = days.iter().map(ordinal_in_words).collect();
            format!("on the {} of {}", listed(&days), each(every, "month"))
        }
        Rule::WorkingDayNear { every, day, side } => {
            let side = match side {
                Side::OnOrBefore => "on or before",
                Side::OnOrAfter => "on or after",
            };
            format!("on the working day {side} the {} of {}", ordinal_in_words(day), each(every, "month"))
        }
        Rule::MonthlyOnWeekday { every, nth, weekday } => {
            format!("on the {} {} of {}", position(nth), weekday_name(weekday), each(every, "month"))
        }
        Rule::WorkingDay { every, nth } => {
            format!("on the {} working day of {}", position(nth), each(every, "month"))
        }
    }
}

/// The series in a sentence that also says when it comes next, where the rhythm alone leaves that open.
pub(super) fn label(words: &str, every: u32, next: Option<NaiveDate>) -> String {
    match next.filter(|_| every > 1) {
        Some(date) => format!("{words}, next on {}", date_in_words(date)),
        None => words.to_owned(),
    }
}

/// The shortest text that is read as the same series with the same dates, for where there is little room: without its zone
/// and its exceptions.
pub(super) fn brief(series: &Recurrence, is_working_days_only: bool, today: NaiveDate) -> String {
    let first = series.first();
    let each = |unit: &str| match series.rule().every() {
        1 => format!("every {unit}"),
        every => format!("every {every} {unit}s"),
    };
    let names =
        |days: Weekdays| days.iter().map(|day| day.to_string().to_lowercase()).collect::<Vec<_>>().join(",");
    let rhythm = match series.rule() {
        Rule::Daily { .. } if is_working_days_only => "every workday".to_owned(),
        Rule::Daily { .. } => each("day"),
        Rule::Weekly { days, .. } if is_working_days_only => {
            let off: Weekdays = Weekdays::ALL.iter().filter(|day| !days.contains(*day)).collect();
            format!("every workday except {}", names(off))
        }
        Rule::Weekly { days, .. } => format!("{} {}", each("week"), names(days)),
        Rule::MonthlyOnDay { day, .. } => format!("{} {}", each("month"), ordinal_in_words(day)),
        Rule::MonthlyOnWeekday { nth, weekday, .. } => {
            let day = weekday.to_string().to_lowercase();
            format!("{} {day} of {}", position(nth), each("month"))
        }
        _ => rhythm(series),
    };
    let end = match series.end() {
        End::Never => String::new(),
        End::Count(count) => format!(" {count}x"),
        End::Until(date) => format!(" thru {date}"),
    };
    // The rhythm alone begins with its soonest date, today or tomorrow at the earliest.
    let soonest = today.succ_opt().and_then(|tomorrow| series.rule().first_from(tomorrow));
    let is_said = series.rule().every() > 1 || soonest.is_some_and(|soonest| soonest < first.date());
    let start = if is_said { format!(" from {}", first.date()) } else { String::new() };
    format!("{rhythm} {}{start}{end}", first.format("%H:%M"))
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
        Nth::SecondToLast => "second to last",
        Nth::Last => "last",
    }
}
