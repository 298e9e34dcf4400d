//! Requests in somebody's day.

use super::card::{beginning, code, importance, name};
use crate::{
    contract::{Button, Line, Section, Sight},
    request::store::Waits,
};

/// Lines of one section.
const MOST: usize = 5;

/// Requests that were left lying, each with why it is told.
pub fn late(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting
        .iter()
        .map(|(days, waits)| line(waits, sight, &format!("{} without a change", counted(*days))));
    let section = Section::new("Your requests that wait too long", lines.collect(), MOST)?;
    Some(section.leading_to(Button::run("Your requests", Line::new("request list").with("mine", "yes"))))
}

/// Requests that nobody has taken, in areas of the reader's.
pub fn untaken(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines =
        waiting.iter().map(|(days, waits)| line(waits, sight, &format!("untaken for {}", counted(*days))));
    let section = Section::new("Untaken requests in your areas", lines.collect(), MOST)?;
    Some(
        section
            .leading_to(Button::run("Untaken requests", Line::new("request list").with("unassigned", "yes"))),
    )
}

fn line(waits: &Waits, sight: Sight<'_>, why: &str) -> String {
    let found = &waits.found;
    let text = beginning(&found.text, sight, 70);
    let area = found.area_name.as_deref().map(|area| format!(" · {}", name(area))).unwrap_or_default();
    let weight = match found.importance {
        2.. => format!(" · {}", importance(found.importance)),
        _ => String::new(),
    };
    format!("**{}** {text}{area}{weight} · {why}", code(found.id))
}

fn counted(days: i64) -> String {
    format!("{days} working day{}", if days == 1 { "" } else { "s" })
}
