//! Reminders in somebody's day.

use super::{beginning, code};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Section, Sight},
    reminder::{
        Kind,
        store::{Due, Waiting},
        ticked,
    },
};

/// Lines of the section.
const MOST: usize = 8;

/// In a digest a reminder of a channel is written as it may be read anywhere; one's own says what one wrote.
fn what(id: i64, text: &str, channel_id: Option<i64>, sight: Sight<'_>) -> String {
    let text = match channel_id {
        Some(_) => sight.text(text),
        None => text.into(),
    };
    let place = channel_id.map(|channel_id| format!(" in <#{channel_id}>")).unwrap_or_default();
    format!("**{}** {}{place}", code(id), beginning(&text))
}

/// A reminder that is due later today.
pub fn due_line(due: &Due, sight: Sight<'_>) -> String {
    let at = stamp(due.due_at.utc(), Style::ShortTime);
    format!("{at} · {}", what(due.id, &due.text, due.channel_id, sight))
}

/// An occurrence that comes again today, or waits to be done.
pub fn waiting_line(waiting: &Waiting, sight: Sight<'_>) -> String {
    let what = what(waiting.id, &waiting.text, waiting.channel_id, sight);
    match (waiting.wakes_at, waiting.kind) {
        (Some(at), _) => format!("{} · {what} · snoozed", stamp(at.utc(), Style::ShortTime)),
        (None, Kind::Checklist) => {
            let (ticked, all) = ticked(&waiting.ticks_json.0);
            format!("{what} · {ticked} of {all} done, since {}", stamp(waiting.due_at.utc(), Style::Relative))
        }
        (None, _) => format!("{what} · told {}, not done", stamp(waiting.told_at.utc(), Style::Relative)),
    }
}

/// The lines, each with the number of its reminder.
pub fn day_section(lines: Vec<(String, i64)>) -> Option<Section> {
    let open = |id: i64| Button::run(code(id), Line::new("remind show").with("reminder", code(id)));
    let lines = lines.into_iter().map(|(line, id)| (line, open(id))).collect();
    let section = Section::new("Reminders", lines, MOST)?;
    Some(section.leading_to(Button::run("Your reminders", Line::new("remind list"))))
}
