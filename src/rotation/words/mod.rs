//! Every sentence of the rotations. Pure: outcomes in, messages out; text from people is escaped here.

mod asks;
mod card;
mod day;
mod deadline;
mod did;
mod edit;
mod errands;
mod feed;
mod history;
mod lists;
mod news;
mod notices;
mod refusals;
mod setup;

pub use asks::*;
pub use card::*;
pub use day::*;
pub use deadline::*;
pub use did::*;
pub use edit::*;
pub use errands::ERRANDS;
pub use feed::{Feed, feed};
pub use history::*;
pub use lists::*;
pub use news::*;
pub use notices::*;
pub use refusals::*;
pub use setup::*;

use super::{
    rules::{DayOff, Duty, FOREVER, Nobody, Plan, Span, Stint, What, Why},
    store::Row,
};
use crate::{
    base::{
        civil::Zone,
        text::escape_markdown,
        when::{Style, stamp},
    },
    contract::{Button, Line},
};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

/// A name from a person, in bold.
fn bold(name: &str) -> String {
    format!("**{}**", escape_markdown(name))
}

fn mention(user_id: i64) -> String {
    format!("<@{user_id}>")
}

/// An instant in the reader's zone.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    if at >= FOREVER { "further notice".to_owned() } else { stamp(at, Style::LongDateTime) }
}

/// A stretch of time in the reader's zone.
fn period(span: Span) -> String {
    if span.until >= FOREVER {
        return format!("from {} on", moment(span.from));
    }
    format!("{} – {}", stamp(span.from, Style::LongDateTime), stamp(span.until, Style::DateTime))
}

/// "a", "a and b", "a, b and c".
fn listed(items: &[String]) -> String {
    match items {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What a seat is called; nothing where there is only one.
fn seat_name(seat: usize) -> &'static str {
    match seat {
        0 => "primary",
        1 => "backup",
        _ => "second backup",
    }
}

/// The zone of a rotation, so that times can be understood the same by all.
fn zone_words(zone: &Zone) -> String {
    format!("times of the rotation: {}", zone.name())
}

/// Who holds a seat, or why nobody.
fn holder(duty: &Duty) -> String {
    match duty.user {
        Ok(user_id) => mention(user_id),
        Err(why) => format!("nobody, because {}", nobody(why)),
    }
}

/// Completes the sentence "nobody is on, because …".
pub(super) fn nobody(why: Nobody) -> String {
    match why {
        Nobody::NotStarted(Some(at)) => format!("the rotation begins {}", moment(at)),
        Nobody::NotStarted(None) => "the rotation has not begun".to_owned(),
        Nobody::Paused(until) => format!("the rotation is paused until {}", moment(until)),
        Nobody::DayOff(DayOff::Weekend) => "it is a weekend".to_owned(),
        Nobody::DayOff(DayOff::Holiday) => "it is a holiday".to_owned(),
        Nobody::NoMembers => "nobody takes turns".to_owned(),
        Nobody::TooFewMembers => "there are fewer members than seats".to_owned(),
        Nobody::AllAway(user_id) => {
            format!("{} is away and so is everybody else", mention(user_id))
        }
    }
}

/// The reason in brackets; nothing when it is simply the person's turn.
fn reason(duty: &Duty, since: impl Fn(i64) -> Option<DateTime<Utc>>) -> String {
    let Why::Override { id, what, of } = duty.why else { return String::new() };
    let when = since(id).map(|at| format!(" on {}", stamp(at, Style::ShortDate))).unwrap_or_default();
    let of = of.map_or_else(|| "nobody".to_owned(), mention);
    match what {
        What::Slot { .. } => format!(" (took over from {of}{when})"),
        What::Stay { .. } => format!(" (stays to the end of the shift; the order changed{when})"),
        What::Cover { .. } => format!(" (covers for {of}, accepted{when})"),
        What::Away { .. } => format!(" (stands in for {of}, who is away)"),
        What::Left { .. } if duty.user.ok() == duty.turn_of => format!(" (whose turn it is; {of} left)"),
        What::Left { .. } => format!(" (next in line after {of}, who left)"),
    }
}

/// Somebody's next times on duty, one per line.
fn dates(stints: &[Stint], seats: usize, most: usize) -> String {
    let line = |stint: &Stint| {
        let seat = if seats > 1 { format!(" ({})", seat_name(stint.seat)) } else { String::new() };
        format!("- {}{seat}", period(stint.span))
    };
    let mut lines: Vec<String> = stints.iter().take(most).map(line).collect();
    if stints.len() > most {
        lines.push(format!("- and {} more", stints.len() - most));
    }
    lines.join("\n")
}

/// The number of seats at `at`.
fn seats(plan: &Plan, at: DateTime<Utc>) -> usize {
    plan.epoch_at(at).map_or(1, |epoch| epoch.seats)
}

/// Takes over the duty on a seat from now on.
fn take_button(row: &Row, seat: usize) -> Button {
    Button::run("I'll take it", line_of(row, "rotation take").with("seat", seat + 1)).primary()
}

/// A command line about the rotation.
fn line_of(row: &Row, path: &str) -> Line {
    Line::new(path).with("rotation", format!("#{}", row.id))
}

/// Takes back the change that was recorded as `event`, and no other.
fn undo_button(rotation_id: i64, event: i64) -> Button {
    Button::run("Undo", revert_line(rotation_id, event))
}

/// Takes back what was recorded as `event`: a change, or the taking back of one.
fn revert_line(rotation_id: i64, event: i64) -> Line {
    Line::new("rotation revert").with("of", rotation_id).with("event", event)
}

/// The days of a stretch of time as the zone counts them, "4–7 Dec"; within a day the times as well.
fn days(span: Span, zone: &Zone) -> String {
    let from = zone.local(span.from);
    if span.until >= FOREVER {
        return format!("from {} on", from.format("%-d %b"));
    }
    let until = zone.local(span.until);
    let last = zone.date(span.until - TimeDelta::microseconds(1));
    if from.date() == last {
        return format!("{}, {}–{}", from.format("%-d %b"), from.format("%H:%M"), until.format("%H:%M"));
    }
    let same_month = (from.year(), from.month()) == (last.year(), last.month());
    let start = from.format(if same_month { "%-d" } else { "%-d %b" });
    let separator = if same_month { "–" } else { " – " };
    format!("{start}{separator}{}", last.format("%-d %b"))
}

/// A stretch of time to the minute in the zone of a rotation, where Discord shows no stamps.
fn plain(span: Span, zone: &Zone) -> String {
    let shown = |at| zone.local(at).format("%-d %b %H:%M").to_string();
    if span.until >= FOREVER {
        return format!("from {} on ({})", shown(span.from), zone.name());
    }
    format!("{} – {} ({})", shown(span.from), shown(span.until), zone.name())
}
