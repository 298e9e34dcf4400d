//! Who is on, what comes next, how fair it is.

use super::{bold, dates, holder, mention, moment, nobody, period, reason, seat_name, seats, zone_words};
use crate::{
    base::{
        text::{one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Line, Message},
    rotation::{
        rules::{Plan, Share, Span, Stint, holders, next_difference, on_duty, shift_at, shifts, stretches},
        store::{Row, Rows},
    },
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

/// How wide names are in a table, so that it fits a phone.
const NAME_WIDTH: usize = 14;
/// People named below the table.
const MOST_HELPS: usize = 15;

/// Who is on at `at`, and why; `other` is a second reading of the time that was typed.
pub fn who(row: &Row, rows: &Rows, at: DateTime<Utc>, other: Option<(DateTime<Utc>, String)>) -> Message {
    let (plan, shift) = (&rows.plan, shift_at(&rows.plan, at));
    let accepted = |id| rows.overrides.iter().find(|one| one.id == id).map(|one| one.created_at.utc());
    let duties = on_duty(plan, at);
    // Said only where somebody else comes on before the shift ends.
    let until = |seat| {
        let end = next_difference(plan, seat, at, shift.until);
        if end < shift.until { format!(", until {}", moment(end)) } else { String::new() }
    };
    let lines = duties.iter().enumerate().map(|(place, duty)| {
        let seat = if duties.len() > 1 { format!("{}: ", seat_name(place)) } else { String::new() };
        match duty.user {
            Ok(user_id) => {
                format!("{seat}{} is on{}{}", mention(user_id), reason(duty, accepted), until(place))
            }
            Err(why) => format!("{seat}nobody is on, because {}", nobody(why)),
        }
    });
    let mut card = Card::new(row.name.clone()).text(lines.collect::<Vec<_>>().join("\n"));
    card = card.field("At", moment(at)).field("Shift", shift_words(shift));
    if let Some(epoch) = plan.epoch_at(at) {
        card.footer = zone_words(epoch.rhythm.zone());
    }
    let line = |at: DateTime<Utc>| {
        let stamp = stamp(at, Style::DateTime);
        Line::new("rotation who").with("rotation", format!("#{}", row.id)).with("at", stamp)
    };
    let other = other.map(|(at, words)| Button::run(format!("Or {words}"), line(at)));
    Message::default().card(card).buttons(other)
}

fn shift_words(shift: Span) -> String {
    if shift.from == DateTime::<Utc>::MIN_UTC {
        return format!("until {}", moment(shift.until));
    }
    period(shift)
}

/// The shifts from `from` on, one line each, with everybody who is on in them.
pub(super) fn shift_lines(plan: &Plan, from: DateTime<Utc>, count: usize) -> String {
    let line = |shift: &Span| {
        let start = shift.from.max(from);
        let seats = holders(plan, start).len();
        let people = (0..seats).map(|seat| seat_in(plan, seat, Span { from: start, until: shift.until }));
        format!("- {} {}", stamp(start, Style::LongDateTime), people.collect::<Vec<_>>().join(", backup "))
    };
    shifts(plan, from, count).iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Everybody who holds the seat in a shift: one name, or several with the times at which they change.
fn seat_in(plan: &Plan, seat: usize, shift: Span) -> String {
    let held = stretches(plan, seat, shift.from, shift.until.min(shift.from + chrono::TimeDelta::days(366)));
    let parts = held.iter().enumerate().map(|(number, stretch)| match number {
        0 => holder(&stretch.duty),
        _ => format!("from {} {}", stamp(stretch.span.from, Style::DateTime), holder(&stretch.duty)),
    });
    parts.collect::<Vec<_>>().join(", ")
}

pub fn next(row: &Row, plan: &Plan, now: DateTime<Utc>, count: usize) -> Message {
    let mut card = Card::new(format!("Next shifts: {}", row.name)).text(shift_lines(plan, now, count));
    if let Some(epoch) = plan.epoch_at(now) {
        let order: Vec<String> = epoch.members.iter().map(|member| mention(*member)).collect();
        card =
            card.wide_field("Order", if order.is_empty() { "nobody".to_owned() } else { order.join(", ") });
        card.footer = format!("{}, {}", epoch.rhythm.handoffs().in_words(), epoch.rhythm.zone().name());
    }
    Message::default().card(card)
}

pub fn mine(row: &Row, plan: &Plan, now: DateTime<Utc>, stints: &[Stint]) -> Message {
    if stints.is_empty() {
        return Message::text(format!("You have no shift in {} in the coming year.", bold(&row.name)));
    }
    let card = Card::new(format!("Your next shifts: {}", row.name)).text(dates(stints, seats(plan, now), 6));
    Message::default().card(card)
}

/// The duty that was done in `period`, a line for each person with their name among `names`.
pub fn fair(row: &Row, period: Span, shares: &BTreeMap<i64, Share>, names: &HashMap<i64, String>) -> Message {
    let mut people: Vec<_> = shares.iter().collect();
    people.sort_by_key(|(user_id, share)| (std::cmp::Reverse(share.time), **user_id));
    let head = format!("{:<NAME_WIDTH$} {:>5} {:>6} {:>8}", "Member", "Turns", "Days", "Weekends");
    let lines = people.iter().map(|(user_id, share)| {
        let name = names.get(user_id).map_or_else(|| "unknown".to_owned(), |name| cell(name));
        let days = share.time.num_hours() as f64 / 24.0;
        format!("{name:<NAME_WIDTH$} {:>5} {days:>6.1} {:>8}", share.turns, share.weekends)
    });
    let table: Vec<String> = std::iter::once(head).chain(lines).collect();
    let mut card = Card::new(format!("Fair shares: {}", row.name));
    card.text = format!("```\n{}\n```", table.join("\n"));
    let helps = people.iter().filter(|(_, share)| share.helped + share.was_helped > 0);
    let helps: Vec<String> =
        helps.take(MOST_HELPS).map(|(user_id, share)| helped(**user_id, share)).collect();
    if !helps.is_empty() {
        card = card.wide_field("Covers and take-overs", helps.join("\n"));
    }
    card.footer = "Duty that was done, on any seat; days off do not count.".to_owned();
    Message::default().card(card.field("Period", super::period(period)))
}

/// A name for a table: one line, short, nothing that would end the table.
fn cell(name: &str) -> String {
    trim_to(&one_line(name).replace('`', "'"), NAME_WIDTH).into_owned()
}

fn helped(user_id: i64, share: &Share) -> String {
    let times = |count: usize| match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    };
    let who = mention(user_id);
    match (share.helped, share.was_helped) {
        (helped, 0) => format!("- {who} covered or took over {}", times(helped)),
        (0, was_helped) => format!("- {who} was covered {}", times(was_helped)),
        (helped, was_helped) => {
            format!("- {who} covered or took over {}, was covered {}", times(helped), times(was_helped))
        }
    }
}

pub fn list(rotations: &[(Row, Plan)], now: DateTime<Utc>) -> Message {
    let lines = rotations.iter().map(|(row, plan)| {
        let on: Vec<String> = on_duty(plan, now).iter().map(holder).collect();
        format!(
            "- {}: {}, until {}",
            bold(&row.name),
            on.join(", backup "),
            moment(shift_at(plan, now).until)
        )
    });
    Message::text(lines.collect::<Vec<_>>().join("\n"))
}
