//! The living card of a shift.

use super::{bold, holder, mention, moment, nobody, seat_name, take_button};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message, Sight, Tone},
    room::Open,
    rotation::{
        rules::{Plan, Span, holders, next_difference, shift_at, stretches},
        store::{Handover, Row},
    },
};
use chrono::{DateTime, Utc};

/// Room for the predecessor's note on the card.
const NOTE_LENGTH: usize = 900;

/// The card of the shift at `now`: who is on until when, within the shift, who is next, what was handed over. Pings
/// nobody by itself. Name and note are shown as `sight` allows; open requests where the rotation `is_about_requests`.
pub fn shift_card(
    row: &Row,
    plan: &Plan,
    handover: &Handover,
    sight: Sight<'_>,
    is_about_requests: bool,
    now: DateTime<Utc>,
) -> Message {
    let row = &row.seen_with(sight);
    let shift = shift_at(plan, now);
    let duties = holders(plan, now);
    let on = duties.iter().enumerate().map(|(seat, duty)| {
        let seat = if duties.len() > 1 { format!("{}: ", seat_name(seat)) } else { String::new() };
        format!("{seat}{}", holder(duty))
    });
    let on: Vec<String> = on.collect();
    let ends = ends(plan, duties.len(), now);
    let people: Vec<(i64, DateTime<Utc>)> =
        duties.iter().zip(&ends).filter_map(|(duty, end)| Some((duty.user.ok()?, *end))).collect();
    let mut text = on_words(row, &people);
    if handover.is_late {
        text.push_str(&format!(" (Told late: the shift began {}.)", stamp(shift.from, Style::Relative)));
    }
    let mut card = Card::new(row.name.clone()).field("On duty", on.join("\n"));
    card.tone = if people.is_empty() { Tone::Alarm } else { Tone::Waiting };
    card = card.field("Until", until_words(&ends)).field("Next", next_words(plan, &ends));
    if !handover.after.is_empty() {
        let after: Vec<String> = handover.after.iter().map(|user_id| mention(*user_id)).collect();
        card = card.field("After", after.join(", "));
    }
    if let Some(open) = handover.open.as_ref().filter(|_| is_about_requests) {
        card = card.wide_field("Handed over", open_words(open));
    }
    if let Some((user_id, note)) = &handover.note {
        let note = escape_markdown(&trim_to(&sight.text(note), NOTE_LENGTH));
        card = card.wide_field(format!("Note from before ({})", stamp(shift.from, Style::ShortDate)), note);
        card.text = format!("{} left a note.", mention(*user_id));
    }
    if let Some(deadline) = row.deadline_json.as_ref().and_then(|series| series.0.next_after(now)) {
        card = card.field("Deadline", moment(deadline.at));
    }
    Message::text(text).card(card).buttons(card_buttons(row, shift, is_about_requests))
}

fn card_buttons(row: &Row, shift: Span, is_about_requests: bool) -> Vec<Button> {
    let line = |path: &str| Line::new(path).with("rotation", format!("#{}", row.id));
    let open = Button::run("Show open", Line::new("request list").with("unassigned", "yes")).primary();
    let cover = line("rotation cover").with("from", stamp(shift.from, Style::DateTime));
    let others = [
        Button::run("Take it", line("rotation take")),
        Button::run("Ask for cover", cover.with("until", stamp(shift.until, Style::DateTime))),
    ];
    is_about_requests.then_some(open).into_iter().chain(others).collect()
}

/// Until when each seat is held as it is at `now`, at most to the end of the shift.
fn ends(plan: &Plan, seats: usize, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let shift = shift_at(plan, now);
    (0..seats).map(|seat| next_difference(plan, seat, now, shift.until)).collect()
}

/// Whether all seats change hands together.
fn is_one(ends: &[DateTime<Utc>]) -> bool {
    ends.windows(2).all(|pair| pair[0] == pair[1])
}

/// Who is on until when, as a sentence.
fn on_words(row: &Row, people: &[(i64, DateTime<Utc>)]) -> String {
    let names: Vec<String> = people.iter().map(|(user_id, _)| mention(*user_id)).collect();
    let ends: Vec<DateTime<Utc>> = people.iter().map(|(_, end)| *end).collect();
    let Some(first) = ends.first() else { return format!("Nobody is on {} now.", bold(&row.name)) };
    if is_one(&ends) {
        return format!("{}: you are on {} until {}.", names.join(", "), bold(&row.name), moment(*first));
    }
    let each = names.iter().zip(&ends).map(|(name, end)| format!("{name} until {}", moment(*end)));
    let each: Vec<String> = each.collect();
    format!("{}: you are on {}, {}.", names.join(", "), bold(&row.name), super::listed(&each))
}

fn until_words(ends: &[DateTime<Utc>]) -> String {
    per_seat(ends, |_, end| moment(end))
}

/// Who holds the seats when they change hands.
fn next_words(plan: &Plan, ends: &[DateTime<Utc>]) -> String {
    per_seat(ends, |seat, end| match holders(plan, end).get(seat) {
        Some(duty) if end < super::FOREVER => holder(duty),
        _ => "nobody".to_owned(),
    })
}

/// A line for each seat where they change hands apart, otherwise the primary's alone.
fn per_seat(ends: &[DateTime<Utc>], words: impl Fn(usize, DateTime<Utc>) -> String) -> String {
    if is_one(ends) {
        return ends.first().map_or_else(|| "nobody".to_owned(), |end| words(0, *end));
    }
    let lines =
        ends.iter().enumerate().map(|(seat, end)| format!("{}: {}", seat_name(seat), words(seat, *end)));
    lines.collect::<Vec<_>>().join("\n")
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
    let oldest = open.oldest_at.map(|at| format!("; the oldest was filed {}", stamp(at, Style::Relative)));
    let mut text = match open.count.count() {
        0 => return "Nothing is open.".to_owned(),
        1 => "One request is unassigned.".to_owned(),
        _ => format!("{} requests are unassigned{}.", open.count, oldest.unwrap_or_default()),
    };
    for line in &open.lines {
        text.push_str(&format!("\n- {line}"));
    }
    text
}

/// Told in the channel at once when nobody is on a seat.
pub fn gap_now(row: &Row, seat: usize, why: super::Nobody) -> Message {
    let text = format!(
        "Nobody is on {} ({}) now, because {}. Somebody can take it with `/rotation take`.",
        bold(&row.name),
        seat_name(seat),
        nobody(why)
    );
    Message::text(text).buttons([take_button(row, seat)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_old_the_oldest_is_is_said_where_there_are_several() {
        let oldest_at: DateTime<Utc> = "2026-11-13T18:00:00Z".parse().unwrap();
        for (count, expected) in [
            (0_i64, "Nothing is open."),
            (1, "One request is unassigned."),
            (2, "2 requests are unassigned; the oldest was filed <t:1794592800:R>."),
        ] {
            let open = Open { count: count.into(), oldest_at: Some(oldest_at), ..Open::default() };
            assert_eq!(open_words(&open), expected);
        }
    }
}
