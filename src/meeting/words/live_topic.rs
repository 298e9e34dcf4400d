//! The message of a topic of a meeting that is held.

use super::{
    Seen,
    live::{NOTE, Scene, TOPIC, boxed_words, line_of, mark_of, people, person, topic_code},
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Message, Tone},
    meeting::{Item, Note, Speaker},
};
use chrono::TimeDelta;

/// Notes of one card.
const MOST_NOTES: usize = 12;

/// The message of one topic; replies to it are noted there. `ping` is told that it is theirs to begin.
pub fn live_topic(seen: &Seen<'_>, scene: &Scene, item: &Item, ping: Option<i64>) -> Message {
    let is_current = scene.is_current(item);
    let extra = if is_current { scene.occurrence.facts.item_extra_minutes } else { 0 };
    let mut card = Card::new(format!("{} · {}", topic_code(item.id), item.facts.kind.word()));
    let mut lines = vec![format!(
        "**{}**{}",
        line_of(seen, &item.facts.topic, TOPIC),
        boxed_words(item.facts.minutes, extra)
    )];
    if let Some(link) = &item.facts.link {
        lines.push(seen.sight.text(link).into_owned());
    }
    let notes: Vec<&Note> = scene.notes.iter().filter(|note| note.item_id == Some(item.id)).collect();
    let skipped = notes.len().saturating_sub(MOST_NOTES);
    if skipped > 0 {
        lines.push(format!("-# {skipped} earlier notes are in the minutes"));
    }
    lines.extend(notes.iter().skip(skipped).map(|note| {
        let said = line_of(seen, &note.facts.text, NOTE);
        format!("{} {said} — {}", mark_of(note.facts.kind), person(note.user_id))
    }));
    let made: Vec<&str> =
        scene.made.iter().filter(|(id, _)| *id == item.id).map(|(_, code)| code.as_str()).collect();
    if !made.is_empty() {
        lines.push(format!("-# Made of it: {}", made.join(", ")));
    }
    card = card.text(lines.join("\n"));
    let (floor, queued): (Vec<Speaker>, Vec<Speaker>) =
        scene.speakers.iter().copied().partition(|it| it.has_floor);
    let ids = |all: &[Speaker]| all.iter().map(|it| it.user_id).collect::<Vec<_>>();
    if is_current && !floor.is_empty() {
        card = card.field("Has the floor", people(&ids(&floor)));
    }
    if is_current && !queued.is_empty() {
        card = card.field("Would like to speak", people(&ids(&queued)));
    }
    card.tone = if is_current { Tone::Waiting } else { Tone::Done };
    if !is_current {
        return Message::text("").card(card).silent();
    }
    if let Some((began, minutes)) = scene.boxed() {
        card = card.field("Until", stamp(began + TimeDelta::minutes(minutes), Style::ShortTime));
    }
    let text = format!("{}, this is yours.", person(ping.unwrap_or_else(|| item.owner())));
    let message = Message::text(text).card(card);
    let message = ping.into_iter().fold(message, Message::ping);
    let lead = [
        Button::run("Next", scene.next()).primary(),
        Button::run("+3", scene.line("meeting extend").with("minutes", 3)),
        Button::run("Park", scene.line("meeting park").with("from", item.id)),
        Button::run("End", scene.line("meeting end")),
    ];
    let all = [
        Button::run("I'd like to speak", scene.line("meeting queue")),
        Button::run("Next speaker", scene.line("meeting ack")),
        Button::run("Notes…", scene.line("meeting notes")),
    ];
    message.buttons(lead).buttons(all)
}

/// In the thread, while a confidential topic is spoken about elsewhere.
pub fn elsewhere(scene: &Scene, is_current: bool) -> Message {
    let text = match (scene.private, is_current) {
        (_, false) => "A confidential topic was spoken about.".to_owned(),
        (Some(channel), true) => format!("A confidential topic: its text and notes are in <#{channel}>."),
        (None, true) => {
            "A confidential topic. There is no private channel that not everybody reads, so its text is not \
                         shown; `/meeting edit private:` names one."
                .to_owned()
        }
    };
    let message = Message::text(text).silent();
    if !is_current {
        return message;
    }
    message.buttons([
        Button::run("Next", scene.next()).primary(),
        Button::run("+3", scene.line("meeting extend").with("minutes", 3)),
        Button::run("End", scene.line("meeting end")),
    ])
}
