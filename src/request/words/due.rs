//! Requests in somebody's day.

use super::card::{beginning, code, importance, name};
use crate::{
    base::tally::Tally,
    contract::{Button, Line, Section, Sight},
    request::store::Waits,
};

/// Requests that were left lying, each with why it is told.
pub fn late(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines = waiting
        .iter()
        .map(|(days, waits)| line(waits, sight, &format!("{} without a change", counted(*days))));
    let section = Section::of("Your requests that wait too long", lines.collect(), total(waiting))?;
    Some(section.leading_to(Button::run("Your requests", Line::new("request list").with("mine", "yes"))))
}

/// Requests that nobody has taken, in areas of the reader's.
pub fn untaken(waiting: &[(i64, Waits)], sight: Sight<'_>) -> Option<Section> {
    let lines =
        waiting.iter().map(|(days, waits)| line(waits, sight, &format!("untaken for {}", counted(*days))));
    let section = Section::of("Untaken requests in your areas", lines.collect(), total(waiting))?;
    Some(
        section
            .leading_to(Button::run("Untaken requests", Line::new("request list").with("unassigned", "yes"))),
    )
}

/// How many there are in all; each row says so.
fn total(waiting: &[(i64, Waits)]) -> Tally {
    waiting.first().map_or(Tally::NONE, |(_, waits)| waits.total)
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
