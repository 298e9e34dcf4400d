//! Reminders of deadlines, and the look at new requests.

use super::{bold, card::open_words, mention, moment, take_button};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Message},
    room::Open,
    rotation::{rules::Span, store::Row},
    workspace::News,
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
/// `can_take`: whoever takes the duty now has it at the deadline.
pub fn deadline_of_nobody(row: &Row, at: DateTime<Utc>, open: &Open, can_take: bool) -> Message {
    let text = format!(
        "Nobody is on for the deadline of {}: {}, {}. Somebody can take it with `/rotation take`.\n{}",
        bold(&row.name),
        moment(at),
        stamp(at, Style::Relative),
        open_words(open)
    );
    Message::text(text).buttons(can_take.then(|| take_button(row, 0)).into_iter().chain(triage_buttons()))
}

/// To whoever was on when a deadline passed with work left.
pub fn deadline_passed(row: &Row, user_id: i64, at: DateTime<Utc>, open: &Open) -> Message {
    let text = format!(
        "{}, the deadline of {} has passed ({}) with {}. The leads hear of it as well.",
        mention(user_id),
        bold(&row.name),
        moment(at),
        unassigned(open)
    );
    Message::text(text).ping(user_id).buttons([start_triage()])
}

/// The same for a lead.
pub fn passed_for_lead(row: &Row, on: Option<i64>, at: DateTime<Utc>, open: &Open) -> String {
    let on = on.map_or_else(|| "nobody".to_owned(), mention);
    let (name, when) = (bold(&row.name), moment(at));
    format!("The deadline of {name} has passed ({when}) with {}; {on} was on.", unassigned(open))
}

/// What a lead hears of a deadline.
pub fn deadline_news(row: &Row, channel_id: Option<i64>, at: DateTime<Utc>, line: String) -> News {
    News {
        about: super::about(row.id),
        key: format!("deadline {}", at.timestamp()),
        in_public: super::after_address(&line),
        line,
        buttons: vec![start_triage()],
        channel_id,
        ..News::default()
    }
}

/// To everybody who has a role.
pub fn to_role(role_id: i64, line: &str) -> Message {
    let text = format!("<@&{role_id}>, {}", super::after_address(line));
    Message { role_pings: vec![role_id], ..Message::text(text) }.buttons([start_triage()])
}

fn start_triage() -> Button {
    Button::run("Start triage", Line::new("triage next")).primary()
}

fn unassigned(open: &Open) -> String {
    let oldest = open.oldest_at.map(|at| format!(", the oldest filed {}", stamp(at, Style::Relative)));
    let oldest = oldest.unwrap_or_default();
    match open.count.count() {
        1 => "one request unassigned".to_owned(),
        _ => format!("{} requests unassigned{oldest}", open.count),
    }
}

fn due(row: &Row, at: DateTime<Utc>) -> String {
    let (when, left) = (moment(at), stamp(at, Style::Relative));
    format!("the deadline of {} is {when}, {left}.", bold(&row.name))
}

/// Straight into the work: one card at a time, everything whose owner is known, or the figures.
fn triage_buttons() -> [Button; 3] {
    [
        start_triage(),
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
