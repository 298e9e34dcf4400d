//! Duty in somebody's day.

use super::{bold, moment};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Section},
    rotation::{rules::Span, store::Row},
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

/// That somebody takes turns, and what to do about it.
pub fn takes_turns(row: &Row) -> String {
    format!("takes turns in {}; take them out with `/rotation members remove`", bold(&row.name))
}
