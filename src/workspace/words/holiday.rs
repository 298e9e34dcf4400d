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

pub fn holiday_added(date: NaiveDate, name: &str) -> String {
    format!("{} is a day off: {}.", day(date), bold(name))
}

pub fn holiday_removed(date: NaiveDate, name: &str) -> String {
    format!("{} ({}) is a working day again.", day(date), escape_markdown(name))
}

pub fn no_holiday(date: NaiveDate) -> Refusal {
    Refusal::new(format!("{} isn't a holiday, so nothing was changed.", day(date)))
        .offer("List holidays", Line::new("settings holiday list"))
}

/// The text can mean more than one day.
pub fn which_day(days: &[NaiveDate]) -> Refusal {
    let names: Vec<String> = days.iter().map(|date| day(*date)).collect();
    let text = format!("That can be {}. Nothing was changed; which one do you mean?", names.join(" or "));
    days.iter()
        .zip(names)
        .fold(Refusal::new(text), |refusal, (date, name)| refusal.meaning(name, "date", date.to_string()))
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
