//! Every sentence of the reminders. Pure: outcomes in, messages out; text from people is escaped here.

mod answer;
mod day;
mod errands;
mod list;
mod refusal;
mod told;

pub use answer::{
    Meant, Other, brought_back, changed_since, deleted, edited, made, moved, once, other, shown, skipped,
    undone,
};
pub use day::{day_section, due_line, waiting_line};
pub use errands::ERRANDS;
pub use list::{choice, list};
pub use refusal::*;
pub use told::{audience, dms_are_closed, not_posted, told_where_it_is};

use super::Reminder;
use crate::{
    base::{
        civil::Zone,
        text::{escape_markdown, one_line, trim_to},
        when::{Style, stamp},
    },
    contract::Line,
};
use chrono::{DateTime, Utc};

/// Characters of a text in a list.
const SHORT: usize = 80;

/// How people name a reminder.
fn code(id: i64) -> String {
    format!("#{id}")
}

/// A text of a person's, escaped.
fn quoted(text: &str) -> String {
    escape_markdown(text)
}

/// The beginning of a text of a person's, escaped.
fn beginning(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), SHORT))
}

/// An instant in the reader's zone, and how far away it is.
fn moment(at: DateTime<Utc>) -> String {
    format!("{} ({})", stamp(at, Style::LongDateTime), stamp(at, Style::Relative))
}

fn mention(user_id: i64) -> String {
    format!("<@{user_id}>")
}

/// How often, with the zone in which that is meant; a single time is an instant and needs none.
fn rhythm(reminder: &Reminder) -> String {
    match reminder.timetable() {
        Some(table) => format!("{} ({})", table.in_words(), city(&reminder.zone)),
        None => "once".to_owned(),
    }
}

fn city(zone: &str) -> String {
    Zone::find(zone).map_or_else(|| zone.to_owned(), |zone| zone.city())
}

/// The time of a reminder as somebody could have typed it.
pub fn when_as_typed(reminder: &Reminder) -> String {
    let zone = Zone::find(&reminder.zone).unwrap_or_else(Zone::utc);
    match (reminder.timetable(), reminder.due_at) {
        (Some(table), _) => table.in_words(),
        (None, Some(at)) => zone.local(at.utc()).format("%Y-%m-%d %H:%M").to_string(),
        (None, None) => String::new(),
    }
}

/// A line about one reminder, with the version that it was drawn from.
fn line(path: &str, reminder: &Reminder) -> Line {
    Line::new(path).with("reminder", code(reminder.id)).version(reminder.version)
}
