//! Reminders of deadlines, and the look at new requests.

use super::{bold, card::open_words, mention, moment};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Message},
    room::Open,
    rotation::{rules::Span, store::Row},
};
use chrono::{DateTime, Utc};

/// A reminder to whoever is on at the deadline, while work is left.
pub struct Deadline<'a> {
    pub row: &'a Row,
    pub user_id: i64,
    pub at: DateTime<Utc>,
    /// Who else is on until then, and from when until when.
    pub until_then: Option<(i64, Span)>,
    pub open: &'a Open,
    /// Whether it should have come earlier.
    pub is_late: bool,
}

pub fn deadline(reminder: &Deadline<'_>) -> Message {
    let Deadline { row, user_id, at, open, .. } = reminder;
    let mut text = format!("{}, {}", mention(*user_id), due(row, *at));
    if reminder.is_late {
        text.push_str(" (This reminder is late.)");
    }
    if let Some((other, span)) = reminder.until_then {
        text.push_str(&format!(
            " {} is on until {}; at the deadline it is you.",
            mention(other),
            stamp(span.until, Style::DateTime)
        ));
    }
    text.push_str(&format!("\n{}", open_words(open)));
    Message::text(text).ping(*user_id).buttons(triage_buttons())
}

/// Once, to whoever is on at the deadline: there is nothing left to do.
pub fn deadline_clear(row: &Row, user_id: i64, at: DateTime<Utc>) -> Message {
    let text = format!(
        "{}, nothing is left to do for {}: no request is unassigned, and the deadline is {}.",
        mention(user_id),
        bold(&row.name),
        stamp(at, Style::Relative)
    );
    Message::text(text).ping(user_id)
}

/// In the channel: work is left and nobody is on.
pub fn deadline_of_nobody(row: &Row, at: DateTime<Utc>, open: &Open) -> Message {
    let text = format!(
        "Nobody is on for the deadline of {}: {}, {}. Somebody can take it with `/rotation take`.\n{}",
        bold(&row.name),
        moment(at),
        stamp(at, Style::Relative),
        open_words(open)
    );
    Message::text(text).buttons(triage_buttons())
}

fn due(row: &Row, at: DateTime<Utc>) -> String {
    let (when, left) = (moment(at), stamp(at, Style::Relative));
    format!("the deadline of {} is {when}, {left}.", bold(&row.name))
}

/// Straight into the work: one card at a time, everything whose owner is known, or the figures.
fn triage_buttons() -> [Button; 3] {
    [
        Button::run("Start triage", Line::new("triage next")).primary(),
        Button::run("Sweep", Line::new("triage sweep")),
        Button::run("Queue", Line::new("triage queue")),
    ]
}

/// In the channel at the start of a working day, without a ping: what has come in since the last look.
pub fn new_requests(row: &Row, user_id: i64, new: &Open, open: &Open, since: DateTime<Utc>) -> Message {
    let came = match new.count.count() {
        1 => "One request has come in and is unassigned".to_owned(),
        _ => format!("{} requests have come in and are unassigned", new.count),
    };
    let oldest =
        new.oldest_at.map(|at| format!(", the first {}", stamp(at, Style::Relative))).unwrap_or_default();
    let all =
        if open.count > new.count { format!(" {} are waiting in all.", open.count) } else { String::new() };
    let text = format!(
        "{}: {came} since {}{oldest}.{all} {} is on.",
        bold(&row.name),
        stamp(since, Style::DateTime),
        mention(user_id)
    );
    Message::text(text).silent().buttons(triage_buttons())
}
