//! What docket says by itself before and after a meeting.

use super::{
    Seen,
    seen::{
        carried, code, coming, coming_buttons, join, mention, name, place, series_line, short, stamped, when,
    },
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Line, Message, message_address},
    meeting::{Coming, Computed, Item, Occurrence, Rsvp, Series, rules::Slot},
    queue,
    release::{Questions, UPDATES},
};
use chrono::TimeDelta;

/// What is shown of a topic.
const TOPIC: usize = 120;
/// Topics that one message asks about: each takes a row of buttons, and Discord allows five.
pub const ASKED_AT_ONCE: usize = 5;

/// The day before: all that one person owes a meeting, with what it asks about items of releases.
pub fn owed(
    seen: &Seen<'_>,
    (series, row): (&Series, &Occurrence),
    (sections, speaks): (&[Computed], &[Item]),
    (answers, board): (&[Rsvp], Option<&queue::Card>),
    asked: &Questions,
) -> Message {
    let mut text = format!(
        "{} takes place {}. This is what it needs from you before.",
        name(series, seen.sight),
        stamped(series, row.facts.starts_at.utc())
    );
    if let Some(place) = place(series, seen.sight) {
        text.push_str(&format!("\nWhere: {place}"));
    }
    if let Some(coming) = coming(answers) {
        text.push_str(&format!("\nSo far {coming}."));
    }
    let mut card = Card::new("What you owe it");
    for section in sections.iter().filter(|section| !section.lines.is_empty()) {
        let mut more = String::from(if section.has_more { "\n-# … and more" } else { "" });
        if section.key == UPDATES && asked.count > asked.rows.len() {
            more.push_str("\n-# **Your release items** has buttons for all of them.");
        }
        card = card.wide_field(section.title.clone(), format!("{}{more}", section.lines.join("\n")));
    }
    if !speaks.is_empty() {
        let lines: Vec<String> = speaks
            .iter()
            .map(|item| {
                let minutes = item.facts.minutes.map_or(String::new(), |minutes| format!(" · {minutes} min"));
                format!("`{}` {}{minutes}", code(item.id), short(&item.facts.topic, seen.sight, TOPIC))
            })
            .collect();
        card = card.wide_field("Topics that you speak to", lines.join("\n"));
    }
    let message = Message::text(text).card(card);
    let message = message.buttons(coming_buttons(row));
    let message = asked.rows.iter().cloned().fold(message, |message, row| message.buttons(row));
    let board = board.map(|card| {
        Button::open("The board", message_address(seen.guild.id, card.channel_id, card.message_id))
    });
    let mine = [
        (UPDATES, Button::run("Your release items", Line::new("release mine"))),
        ("action.open", Button::run("Your actions", Line::new("action mine"))),
    ];
    let has = |key: &str| sections.iter().any(|section| section.key == key && !section.lines.is_empty());
    let mine = mine.into_iter().filter(|(key, _)| has(key)).map(|(_, button)| button);
    message.buttons(mine.chain(board).chain(join(series, seen)))
}

/// In a channel, to somebody whose direct messages are closed.
pub fn dms_are_closed(user_id: i64) -> Message {
    let text = format!(
        "{}, there is something about a meeting of yours, but docket cannot write to you: your direct messages from this \
         server are closed.",
        mention(user_id)
    );
    Message::text(text).ping(user_id).buttons([Button::run("Meetings", Line::new("meeting list")).primary()])
}

/// In a channel, once, to somebody who owes a meeting something and whose direct messages are closed.
pub fn owes_unheard(user_id: i64) -> Message {
    let text = format!(
        "{}, you owe a meeting something, but docket cannot write to you: your direct messages from this server are closed. \
         Until you open them, `/agenda show` and `/digest now` show what waits for you. This is said once.",
        mention(user_id)
    );
    Message::text(text).ping(user_id).buttons([Button::run("Meetings", Line::new("meeting list")).primary()])
}

/// Topics were carried over so often that their owner decides. What is confidential is not said.
pub fn asked_again(seen: &Seen<'_>, series: &Series, items: &[Item]) -> Message {
    let line = |item: &Item| {
        let what = match item.is_confidential {
            true => format!("`{}`, a confidential topic,", code(item.id)),
            false => format!("`{}` “{}”", code(item.id), short(&item.facts.topic, seen.sight, TOPIC)),
        };
        format!("{what} was {}", carried(series, item).unwrap_or_default())
    };
    let name = name(series, seen.sight);
    let [item] = items else {
        let lines: Vec<String> = items.iter().map(|item| format!("- {}", line(item))).collect();
        let text = format!(
            "{name} has not come to these topics. Keep each on the agenda, drop it, or give it a meeting of its own?\n{}",
            lines.join("\n")
        );
        return items.iter().fold(Message::text(text), |message, item| {
            message.buttons(choices(item, &format!("{}: ", code(item.id))))
        });
    };
    Message::text(format!(
        "{}: {name} has not come to it. Keep it on the agenda, drop it, or give it a meeting of its own?",
        line(item)
    ))
    .buttons(choices(item, ""))
}

/// What the owner of a topic can decide.
fn choices(item: &Item, first: &str) -> [Button; 3] {
    let line = |path: &str| Line::new(path).with("item", item.id).version(item.version);
    [
        Button::run(format!("{first}Keep"), Line::new("agenda keep").with("item", item.id)),
        Button::run(format!("{first}Drop"), line("agenda drop")),
        Button::run(format!("{first}Its own meeting"), line("agenda slot")),
    ]
}

/// To the chair: a date is a holiday.
pub fn holiday(seen: &Seen<'_>, series: &Series, slot: &Slot) -> Message {
    let day = slot.at + TimeDelta::days(1);
    let zone = series.facts.timetable_json.0.series().zone();
    let next = seen.guild.hours.clone().in_zone(zone.clone());
    let free =
        (0..14).map(|days| day + TimeDelta::days(days)).find(|at| next.opening(zone.date(*at)).is_some());
    let line = |path: &str| series_line(series, path).with("date", slot.original);
    let mut buttons = vec![Button::run("Skip it", line("meeting skip"))];
    if let Some(at) = free {
        let local = zone.date(at).and_time(zone.local(slot.at).time());
        let at = zone.instant(local);
        let label = format!("Move it to {}", zone.local(at).format("%a %-d %b, %H:%M"));
        buttons.push(Button::run(label, line("meeting move").with("to", stamp(at, Style::DateTime))));
    }
    Message::text(format!(
        "{} would take place {}, which is a holiday. Skip it, move it, or do nothing and it takes place.",
        name(series, seen.sight),
        when(series, slot.at)
    ))
    .buttons(buttons)
}

/// Nobody has started a meeting.
pub fn unstarted(seen: &Seen<'_>, series: &Series, row: &Occurrence, answers: &[Rsvp]) -> Message {
    let chair = row.chair(series);
    let late = (seen.now - row.facts.starts_at.utc()).num_minutes();
    let here: Vec<String> = answers
        .iter()
        .filter(|rsvp| rsvp.answer == Coming::Yes && rsvp.user_id != chair)
        .take(8)
        .map(|rsvp| mention(rsvp.user_id))
        .collect();
    let others = match here.is_empty() {
        true => String::new(),
        false => format!(" {} said that they come.", here.join(", ")),
    };
    let carry = Line::new("meeting carry").with("occurrence", row.id);
    Message::text(format!(
        "{}: {} was to begin {late} minutes ago, and nobody has started it.{others} Without a start its topics go to the next \
         one {}.",
        mention(chair),
        name(series, seen.sight),
        stamp(row.ends_at() + TimeDelta::minutes(15), Style::Relative)
    ))
    .ping(chair)
    .buttons(join(series, seen).into_iter().chain([
        Button::run("Start", series_line(series, "meeting start")).primary(),
        Button::run("It is not held", carry),
    ]))
}

/// A meeting was not held; what it was to speak about goes on.
pub fn not_held(seen: &Seen<'_>, series: &Series, row: &Occurrence, carried: usize) -> Message {
    let what = match carried {
        0 => "It had no topics to carry over.".to_owned(),
        1 => "Its topic goes to the next one.".to_owned(),
        count => format!("Its {count} topics go to the next one."),
    };
    Message::text(format!(
        "{} of {} was not held. {what}",
        name(series, seen.sight),
        when(series, row.facts.starts_at.utc())
    ))
    .silent()
}
