//! Sentences about holidays.

use super::bold;
use crate::{
    base::text::escape_markdown,
    contract::{Button, Line, Message},
    error::Refusal,
};
use chrono::NaiveDate;

/// "Friday 25 December 2026".
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// The command that adds a holiday, for a button.
pub fn holiday_line(date: NaiveDate, name: &str) -> Line {
    Line::new("settings holiday add").with("date", date).with("name", name)
}

/// The command that removes one, for a button.
pub fn holiday_removal_line(date: NaiveDate) -> Line {
    Line::new("settings holiday remove").with("date", date)
}

pub fn holiday_added(date: NaiveDate, name: &str) -> String {
    format!("{} is a day off: {}.", day(date), bold(name))
}

pub fn holiday_removed(date: NaiveDate, name: &str) -> String {
    format!("{} ({}) is a working day again.", day(date), escape_markdown(name))
}

pub fn no_holiday(date: NaiveDate) -> Refusal {
    Refusal::new(format!("{} is no holiday, so nothing was changed.", day(date)))
        .offer("List holidays", Line::new("settings holiday list"))
}

/// The text can mean two days.
pub fn which_day(days: [NaiveDate; 2], line: impl Fn(NaiveDate) -> Line) -> Refusal {
    let [first, second] = days.map(day);
    let text = format!("That can be {first} or {second}. Nothing was changed; which one is meant?");
    days.into_iter().fold(Refusal::new(text), |refusal, date| {
        let line = line(date);
        // A long name does not fit behind a button; the person can still type the date.
        let fits = line.to_string().chars().count() <= crate::contract::line::MAX_LENGTH;
        if fits { refusal.offer(&day(date), line) } else { refusal }
    })
}

pub fn holidays(holidays: &[(NaiveDate, String)]) -> Message {
    if holidays.is_empty() {
        let text = "No holidays are to come. Add one with `/settings holiday add date:2026-12-25 name:Christmas Day`.";
        return Message::text(text);
    }
    let lines = holidays.iter().map(|(date, name)| format!("- {}: {}", day(*date), escape_markdown(name)));
    Message::text(format!("**Days off for everyone**\n{}", lines.collect::<Vec<_>>().join("\n")))
        .buttons(None::<Button>)
}
