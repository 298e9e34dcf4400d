//! Duty in somebody's day.

use super::{bold, mention, moment, period, plain};
use crate::{
    base::{
        civil::Zone,
        when::{Style, stamp},
    },
    contract::{Button, Line, Section},
    rotation::{
        rules::Span,
        store::{Ask, Row},
    },
};
use chrono::{DateTime, Utc};

/// Lines of the section.
const MOST: usize = 5;

/// The person's duty now, or their next one.
pub fn in_your_day(row: &Row, span: Span, now: DateTime<Utc>, deadline: Option<DateTime<Utc>>) -> String {
    let deadline = deadline
        .map(|at| format!(" · deadline today at {}", stamp(at, Style::ShortTime)))
        .unwrap_or_default();
    match span.from <= now {
        true => format!("You are on {} until {}{deadline}", bold(&row.name), moment(span.until)),
        false => {
            format!("You are on {} from {} until {}", bold(&row.name), moment(span.from), moment(span.until))
        }
    }
}

pub fn duty_section(lines: Vec<String>) -> Option<Section> {
    let section = Section::new("Duty", lines, MOST)?;
    Some(section.leading_to(Button::run("Your shifts", Line::new("rotation list"))))
}

/// What others ask of the reader: each with a button that shows it, with what can be answered.
pub fn asks_section(asks: &[(Row, Ask)], zone: &Zone) -> Option<Section> {
    let lines = asks.iter().map(|(row, ask)| {
        let (asker, rotation, span) = (mention(ask.user_id), bold(&row.name), period(ask.span()));
        match ask.other_span() {
            Some(theirs) => {
                format!("{asker} would swap in {rotation}: {span} against your {}", period(theirs))
            }
            None => format!("{asker} needs cover in {rotation}: {span}"),
        }
    });
    let section = Section::new("Asked of you", lines.collect(), MOST)?;
    Some(section.opening(asks.iter().map(|(_, ask)| {
        let what = if ask.other_span().is_some() { "Swap" } else { "Cover" };
        let label = format!("{what} {}", plain(ask.span(), zone));
        Button::run(label, Line::new("rotation asked").with("ask", ask.id))
    })))
}

/// That somebody takes turns, and what to do about it.
pub fn takes_turns(row: &Row) -> String {
    format!("takes turns in {}; take them out with `/rotation members remove`", bold(&row.name))
}
