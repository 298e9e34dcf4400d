//! The living card of a shift.

use super::{bold, holder, mention, moment, nobody, seat_name};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, Tone},
    rotation::{
        Open,
        rules::{Plan, holders, shift_at, stretches},
        store::{Handover, Row},
    },
};
use chrono::{DateTime, Utc};

/// Room for the predecessor's note on the card.
const NOTE_LENGTH: usize = 900;

/// The card of the shift at `now`: who is on until when, who is next, what was handed over. Pings nobody by itself.
pub fn shift_card(row: &Row, plan: &Plan, handover: &Handover, now: DateTime<Utc>) -> Message {
    let shift = shift_at(plan, now);
    let duties = holders(plan, now);
    let on = duties.iter().enumerate().map(|(seat, duty)| {
        let seat = if duties.len() > 1 { format!("{}: ", seat_name(seat)) } else { String::new() };
        format!("{seat}{}", holder(duty))
    });
    let on: Vec<String> = on.collect();
    let people: Vec<String> = duties.iter().filter_map(|duty| duty.user.ok()).map(mention).collect();
    let mut text = if people.is_empty() {
        format!("Nobody is on {} now.", bold(&row.name))
    } else {
        format!("{}: you are on {} until {}.", people.join(", "), bold(&row.name), moment(shift.until))
    };
    if handover.is_late {
        text.push_str(&format!(" (Told late: the shift began {}.)", stamp(shift.from, Style::Relative)));
    }
    let mut card = Card::new(row.name.clone()).field("On duty", on.join("\n"));
    card.tone = if people.is_empty() { Tone::Alarm } else { Tone::Waiting };
    card = card.field("Until", moment(shift.until)).field("Next", next_words(plan, shift.until));
    if !handover.after.is_empty() {
        let after: Vec<String> = handover.after.iter().map(|user_id| mention(*user_id)).collect();
        card = card.field("After", after.join(", "));
    }
    if let Some(open) = &handover.open {
        card = card.wide_field("Handed over", open_words(open));
    }
    if let Some((user_id, note)) = &handover.note {
        let note = escape_markdown(&trim_to(note, NOTE_LENGTH));
        card = card.wide_field(format!("Note from before ({})", stamp(shift.from, Style::ShortDate)), note);
        card.text = format!("{} left a note.", mention(*user_id));
    }
    if let Some(deadline) = row.deadline_json.as_ref().and_then(|series| series.0.next_after(now)) {
        card = card.field("Deadline", moment(deadline.at));
    }
    Message::text(text).card(card).buttons(card_buttons(row))
}

fn card_buttons(row: &Row) -> [Button; 3] {
    let line = |path: &str| Line::new(path).with("rotation", format!("#{}", row.id));
    [
        Button::run("Show open", Line::new("request list").with("unassigned", "yes")).primary(),
        Button::run("Take it", line("rotation take")),
        Button::run("Ask for cover", line("rotation cover")),
    ]
}

fn next_words(plan: &Plan, at: DateTime<Utc>) -> String {
    if at >= super::FOREVER {
        return "nobody".to_owned();
    }
    holders(plan, at).first().map_or_else(|| "nobody".to_owned(), holder)
}

/// The card of a shift that is over: a record, without buttons.
pub fn past_card(row: &Row, plan: &Plan, handover: &Handover, until: DateTime<Utc>) -> Message {
    let held = stretches(plan, 0, handover.shift_from, until);
    let mut people: Vec<String> =
        held.iter().filter_map(|stretch| stretch.duty.user.ok()).map(mention).collect();
    people.dedup();
    let who = super::listed(&people);
    let mut card = Card::new(row.name.clone()).field("Was on duty", who);
    card.tone = Tone::Done;
    Message::default().card(card.field("Until", moment(until)))
}

/// What is open, in one line and a few below.
pub(super) fn open_words(open: &Open) -> String {
    let mut text = match open.count {
        0 => return "Nothing is open.".to_owned(),
        1 => "One request is unassigned".to_owned(),
        count => format!("{count} requests are unassigned"),
    };
    if let Some(oldest) = open.oldest_at {
        text.push_str(&format!(", the oldest since {}", stamp(oldest, Style::Relative)));
    }
    text.push('.');
    for line in &open.lines {
        text.push_str(&format!("\n- {line}"));
    }
    text
}

/// Told in the channel at once when nobody is on a seat.
pub fn gap_now(row: &Row, seat: usize, why: super::Nobody) -> String {
    format!(
        "Nobody is on {} ({}) now, because {}. Somebody can take it with `/rotation take`.",
        bold(&row.name),
        seat_name(seat),
        nobody(why)
    )
}
