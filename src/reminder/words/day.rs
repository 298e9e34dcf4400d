//! Reminders in somebody's day.

use super::{beginning, code};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Section},
    reminder::{Kind, Occurrence, Reminder},
};

/// Lines of the section.
const MOST: usize = 8;

fn what(reminder: &Reminder) -> String {
    let place = reminder.channel_id.map(|channel_id| format!(" in <#{channel_id}>")).unwrap_or_default();
    format!("**{}** {}{place}", code(reminder.id), beginning(&reminder.text))
}

/// A reminder that is due later today.
pub fn due_line(reminder: &Reminder) -> String {
    let at =
        reminder.due_at.map(|at| format!("{} · ", stamp(at.utc(), Style::ShortTime))).unwrap_or_default();
    format!("{at}{}", what(reminder))
}

/// An occurrence that comes again today, or waits to be done.
pub fn waiting_line(reminder: &Reminder, occurrence: &Occurrence) -> String {
    let told = stamp(occurrence.told_at.utc(), Style::Relative);
    match (occurrence.wakes_at, reminder.kind) {
        (Some(at), _) => format!("{} · {} · snoozed", stamp(at.utc(), Style::ShortTime), what(reminder)),
        (None, Kind::Checklist) => {
            let (ticked, all) = occurrence.progress();
            format!("{} · {ticked} of {all} done, since {told}", what(reminder))
        }
        (None, _) => format!("{} · told {told}, not done", what(reminder)),
    }
}

pub fn day_section(lines: Vec<String>) -> Option<Section> {
    let section = Section::new("Reminders", lines, MOST)?;
    Some(section.leading_to(Button::run("Your reminders", Line::new("remind list"))))
}
