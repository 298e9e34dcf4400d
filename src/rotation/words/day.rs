//! Duty in somebody's day.

use super::{bold, mention, moment, period, plain};
use crate::{
    base::{
        civil::Zone,
        text::trim_with_notice,
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
/// What is shown of a name on a button.
const LABEL: usize = 50;

/// The person's duty now, or their next one, with the button that shows that shift.
pub fn in_your_day(
    row: &Row,
    span: Span,
    (now, zone): (DateTime<Utc>, &Zone),
    deadline: Option<DateTime<Utc>>,
) -> (String, Button) {
    let deadline = deadline
        .map(|at| format!(" · deadline today at {}", stamp(at, Style::ShortTime)))
        .unwrap_or_default();
    let begins = zone.local(span.from).format("%-d %b");
    let label = format!("{} {begins}", trim_with_notice(&row.name, LABEL, "…"));
    let at = stamp(span.from.max(now), Style::DateTime);
    let show = Line::new("rotation who").with("rotation", format!("#{}", row.id)).with("at", at);
    let line = match span.from <= now {
        true => format!("You are on {} until {}{deadline}", bold(&row.name), moment(span.until)),
        false => {
            format!("You are on {} from {} until {}", bold(&row.name), moment(span.from), moment(span.until))
        }
    };
    (line, Button::run(label, show))
}

pub fn duty_section(lines: Vec<(String, Button)>) -> Option<Section> {
    let section = Section::new("Duty", lines, MOST)?;
    Some(section.leading_to(Button::run("Your shifts", Line::new("rotation list"))))
}

/// What others ask of the reader: each with a button that shows it, with what can be answered.
pub fn asks_section(asks: &[(Row, Ask)], zone: &Zone) -> Option<Section> {
    let lines = asks.iter().map(|(row, ask)| {
        let (asker, rotation, span) = (mention(ask.user_id), bold(&row.name), period(ask.span()));
        let (what, line) = match ask.other_span() {
            Some(theirs) => {
                ("Swap", format!("{asker} would swap in {rotation}: {span} against your {}", period(theirs)))
            }
            None => ("Cover", format!("{asker} needs cover in {rotation}: {span}")),
        };
        let label = format!("{what} {}", plain(ask.span(), zone));
        (line, Button::run(label, Line::new("rotation asked").with("ask", ask.id)))
    });
    Section::new("Asked of you", lines.collect(), MOST)
}

/// That somebody takes turns, and what to do about it.
pub fn takes_turns(row: &Row) -> String {
    format!("takes turns in {}; take them out with `/rotation members remove`", bold(&row.name))
}
