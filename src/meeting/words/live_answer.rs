//! What is said to whoever leads a meeting or takes part in it.

use super::{
    Seen,
    live::{Scene, capital, line_of, missing, people, person, public_topic},
    seen::{join, place},
};
use crate::{
    base::{
        text::limits,
        when::{Style, stamp},
    },
    contract::{Button, Line, Message},
    error::Refusal,
    meeting::{Note, NoteKind, Occurrence, Series},
    release::Release,
};
use chrono::{DateTime, Utc};

/// What is shown of a text.
const TEXT: usize = 200;

fn line(scene: &Scene, path: &str) -> Line {
    Line::new(path).with("occurrence", scene.occurrence.id)
}

/// It has begun.
pub fn begun(seen: &Seen<'_>, scene: &Scene) -> Message {
    let name = line_of(seen, &scene.series.facts.name, TEXT);
    let mut text = format!("**{name}** has begun. Its thread is in <#{}>.", scene.series.facts.channel_id);
    if let Some(quorum) = missing(scene) {
        text.push_str(&format!(
            " Fewer than {quorum} are here so far; while that is so, one press carries everything over."
        ));
    }
    if let Some(place) = place(&scene.series, seen.sight) {
        text.push_str(&format!("\nWhere: {place}"));
    }
    Message::text(text).buttons(join(&scene.series, seen))
}

/// What is spoken about now.
pub fn gone_on(seen: &Seen<'_>, scene: &Scene) -> Message {
    match scene.current() {
        Some(item) => Message::text(format!("Now: **{}**.", public_topic(seen, item))),
        None => Message::text(
            "That was the last topic. End the meeting, or add another topic with `/agenda add for:now`.",
        )
        .buttons([Button::run("End", line(scene, "meeting end")).primary()]),
    }
}

/// Somebody was quicker; nothing was skipped.
pub fn already_on(seen: &Seen<'_>, scene: &Scene) -> Message {
    let now = match scene.current() {
        Some(item) => format!("it is **{}** now", public_topic(seen, item)),
        None => "no topic is spoken about now".to_owned(),
    };
    Message::text(format!("That button was drawn earlier: {now}, and nothing was skipped."))
}

/// A second press within a minute.
pub fn just_begun(seen: &Seen<'_>, scene: &Scene, since: DateTime<Utc>) -> Message {
    let topic = scene.current().map_or_else(|| "that topic".to_owned(), |item| public_topic(seen, item));
    let text = format!(
        "**{}** began only {}, so nothing was skipped.",
        capital(&topic),
        stamp(since, Style::Relative)
    );
    Message::text(text).buttons([anyway(scene)])
}

fn anyway(scene: &Scene) -> Button {
    let from = scene.occurrence.facts.current_item_id.unwrap_or(0);
    Button::run(
        "Go on all the same",
        line(scene, "meeting next-item").with("from", from).with("anyway", "yes"),
    )
}

/// Somebody still would like to speak.
pub fn still_queued(scene: &Scene, waiting: &[i64]) -> Message {
    let verb = if waiting.len() == 1 { "is" } else { "are" };
    Message::text(format!("{} {verb} still queued to speak. Go on all the same?", people(waiting)))
        .buttons([Button::run("Next speaker", line(scene, "meeting ack")).primary(), anyway(scene)])
}

/// More time.
pub fn extended(seen: &Seen<'_>, scene: &Scene, minutes: i64) -> Message {
    let until = scene.boxed().map(|(began, minutes)| began + chrono::TimeDelta::minutes(minutes));
    let until = until.map_or(String::new(), |at| format!(", until {}", stamp(at, Style::ShortTime)));
    let topic = scene.current().map_or_else(|| "the topic".to_owned(), |item| public_topic(seen, item));
    Message::text(format!("{minutes} minutes more for {topic}{until}."))
}

/// It waits among what is for later.
pub fn parked(seen: &Seen<'_>, scene: &Scene, topic: &str) -> Message {
    let now = match scene.current() {
        Some(item) => format!("Now: **{}**.", public_topic(seen, item)),
        None => "No topic is left.".to_owned(),
    };
    Message::text(format!("Parked: {topic} is kept for later. {now}"))
}

/// It is over.
pub fn ended(scene: &Scene, carried: usize) -> Message {
    let carried = match carried {
        0 => "Nothing is left over.".to_owned(),
        1 => "1 topic goes to the next meeting.".to_owned(),
        count => format!("{count} topics go to the next meeting."),
    };
    let chair = person(scene.occurrence.chair(&scene.series));
    Message::text(format!(
        "The meeting is over. {carried} The minutes are a draft; {chair} has it, and it is published in 24 hours if nobody \
         does so before."
    ))
    .buttons([Button::run("Show the draft", line(scene, "meeting draft-minutes"))])
}

/// Too few came.
pub fn adjourned(scene: &Scene, carried: usize) -> Message {
    let topics = if carried == 1 { "1 topic goes".to_owned() } else { format!("{carried} topics go") };
    Message::text(format!(
        "Fewer than {} came, so nothing was decided. {topics} to the next meeting.",
        scene.series.facts.quorum.unwrap_or_default()
    ))
}

/// Why a meeting was not held.
pub fn too_few(quorum: i64, here: usize) -> String {
    format!("Only {here} of the {quorum} who are needed came.")
}

/// Actions that nobody has.
pub fn ownerless(scene: &Scene, ids: &[i64]) -> Message {
    let codes: Vec<String> = ids.iter().map(|id| format!("ACT-{id}")).collect();
    let verb = if ids.len() == 1 { "has no owner" } else { "have no owner" };
    let mut buttons: Vec<Button> = ids
        .iter()
        .take(4)
        .map(|id| {
            Button::run(format!("Owner of ACT-{id}…"), Line::new("action reassign").with("action", *id))
        })
        .collect();
    buttons.push(Button::run("End all the same", line(scene, "meeting end").with("anyway", "yes")));
    Message::text(format!("{} {verb} yet. Nothing has ended; who takes it?", codes.join(", ")))
        .buttons(buttons)
}

/// Somebody is here, or could not come.
pub fn attended(is_present: bool, is_new: bool) -> Message {
    Message::text(match (is_present, is_new) {
        (true, true) => "You are here.",
        (true, false) => "You were marked as here already.",
        (false, true) => "Your regrets are noted.",
        (false, false) => "Your regrets were noted already.",
    })
}

/// The queue of speakers, for one person.
pub fn queue(scene: &Scene, me: i64) -> Message {
    let waiting: Vec<i64> = scene.speakers.iter().filter(|it| !it.has_floor).map(|it| it.user_id).collect();
    let floor = scene.speakers.iter().find(|it| it.has_floor);
    let mut lines = Vec::new();
    if let Some(speaker) = floor {
        lines.push(format!("{} has the floor.", person(speaker.user_id)));
    }
    lines.push(match waiting.iter().position(|id| *id == me) {
        Some(0) if waiting.len() == 1 => "You are next.".to_owned(),
        Some(0) => format!("You are next, before {}.", people(&waiting[1..])),
        Some(place) => format!("You are queued behind {}.", people(&waiting[..place])),
        None if waiting.is_empty() => "Nobody is queued to speak.".to_owned(),
        None => format!("{} would like to speak.", people(&waiting)),
    });
    let is_in = scene.speakers.iter().any(|it| it.user_id == me);
    let message = Message::text(lines.join(" "));
    if is_in {
        message.buttons([Button::run("Not any more", line(scene, "meeting unqueue"))])
    } else {
        message
    }
}

/// The next has the floor.
pub fn acked(next: Option<i64>) -> Message {
    Message::text(match next {
        Some(user_id) => format!("{} has the floor.", person(user_id)),
        None => "Nobody is queued to speak.".to_owned(),
    })
}

/// What was said was noted.
pub fn noted(seen: &Seen<'_>, note: &Note, topic: Option<&str>) -> Message {
    let where_to = topic.map_or("of the meeting as a whole".to_owned(), |topic| format!("at {topic}"));
    let what = match note.facts.kind {
        NoteKind::Note => "Noted",
        NoteKind::Decision => "Recorded as a decision",
        NoteKind::Agreed => "Noted as agreed",
        NoteKind::Rejected => "Noted as rejected",
        NoteKind::Info => "Noted as information",
        NoteKind::Idea => "Noted as an idea",
        NoteKind::Question => "Noted as a question, with an action to follow it up",
        NoteKind::Link => "Noted as a link",
    };
    let text = format!("{what} {where_to}: {}", line_of(seen, &note.facts.text, TEXT));
    Message::text(text).buttons(note_buttons(note))
}

fn note_buttons(note: &Note) -> Vec<Button> {
    let line = |path: &str| Line::new(path).with("note", note.id);
    let mut buttons =
        vec![Button::run("Correct…", line("meeting correct")), Button::run("Undo", line("meeting strike"))];
    if note.facts.kind == NoteKind::Idea {
        buttons.insert(0, Button::run("File as a request", line("meeting file-idea")).primary());
    }
    buttons
}

/// What was said in a reply is an idea: somebody may file it.
pub fn idea_heard(note: &Note) -> Message {
    Message::text("💡 Noted as an idea.")
        .buttons([Button::run("File as a request", Line::new("meeting file-idea").with("note", note.id))])
}

/// One note.
pub fn one_note(seen: &Seen<'_>, note: &Note, head: &str) -> Message {
    let text = format!("{head} {}: {}", note.facts.kind.word(), line_of(seen, &note.facts.text, TEXT));
    let message = Message::text(text);
    if note.facts.is_withdrawn { message } else { message.buttons(note_buttons(note)) }
}

/// Notes of a meeting, to correct one.
pub fn notes(seen: &Seen<'_>, notes: &[&Note]) -> Message {
    if notes.is_empty() {
        return Message::text("Nothing that you can see was noted in that meeting.");
    }
    let option = |note: &&&Note| crate::contract::SelectOption {
        value: note.id.to_string(),
        label: crate::base::text::trim_with_notice(
            &crate::base::text::one_line(&seen.sight.text(&note.facts.text)),
            90,
            "…",
        )
        .into_owned(),
        description: note.facts.kind.word().to_owned(),
        is_chosen: false,
    };
    let newest: Vec<&&Note> = notes.iter().rev().take(limits::SELECT_OPTIONS).collect();
    let select = crate::contract::Select {
        line: Line::new("meeting one-note").hole("note"),
        placeholder: "Which note?".to_owned(),
        from: crate::contract::SelectFrom::Texts(newest.iter().map(option).collect()),
    };
    Message::text("What was noted, the latest first. Whoever wrote a note, and the chair, can correct it or take it back.")
        .select(select)
}

/// No meeting is held here.
pub fn none_live() -> Refusal {
    Refusal::new("No meeting is on here, so nothing was done. `/meeting start` begins one.")
        .offer("Dates", Line::new("meeting next"))
}

/// It is on already.
pub fn is_live(series: &Series) -> Refusal {
    Refusal::new(format!(
        "That meeting is on already, so nothing was begun. Its thread is in <#{}>.",
        series.facts.channel_id
    ))
}

/// It is over.
pub fn is_not_live() -> Refusal {
    Refusal::new("That meeting is not on any more, so nothing was done.")
}

/// Nothing is near.
pub fn not_yet(next: Option<DateTime<Utc>>) -> Refusal {
    Refusal::new(match next {
        Some(at) => format!(
            "The next date is {}, and a meeting can be started 30 minutes before its time, so nothing was begun. \
             `/meeting move` brings the date forward.",
            stamp(at, Style::LongDateTime)
        ),
        None => "That series has no date to come, so nothing was begun.".to_owned(),
    })
}

/// The chair is here.
pub fn chair_leads(chair: i64) -> Refusal {
    Refusal::new(format!(
        "{} has the chair of this meeting and leads it, so nothing was done.",
        person(chair)
    ))
}

/// The chair may still come.
pub fn chair_may_come(chair: i64, from: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} has the chair and has not come yet. From {} on whoever presses has it; nothing was done.",
        person(chair),
        stamp(from, Style::ShortTime)
    ))
}

/// No topic is spoken about.
pub fn nothing_is_on() -> Refusal {
    Refusal::new("No topic is spoken about right now, so nothing was done.")
}

/// Enough are here.
pub fn enough_are_here() -> Refusal {
    Refusal::new("Enough people are here, so nothing was carried over.")
}

/// The note is somebody else's.
pub fn not_your_note() -> Refusal {
    Refusal::new("That note is for whoever wrote it, or the chair, to change, so nothing was changed.")
}

/// There is no such note.
pub fn no_note() -> Refusal {
    Refusal::new("There is no such note. Nothing was done.")
}

/// Nothing was said.
pub fn no_text() -> Refusal {
    Refusal::new("A note needs a text. Nothing was noted.")
}

/// Nothing of theirs to take back.
pub fn nothing_of_yours() -> Refusal {
    Refusal::new("You have noted nothing in this meeting that could be taken back.")
}

/// A confidential idea stays where it is.
pub fn idea_is_confidential() -> Refusal {
    Refusal::new(
        "That idea is confidential, and a request can be read by others, so nothing was filed. `/feedback` files it in words \
         that may be read.",
    )
}

/// The round through a release: whose turn it is, and which items nobody has reported on in this meeting.
pub fn round(occurrence: &Occurrence, release: &Release, on: Option<i64>, silent: &[i64]) -> Message {
    let codes: Vec<String> = silent.iter().map(|id| format!("ITEM-{id}")).collect();
    let go_on = Line::new("meeting round")
        .with("occurrence", occurrence.id)
        .with("release", format!("#{}", release.id));
    match on {
        Some(id) => Message::text(format!("ITEM-{id} is on; its owner answers in the thread."))
            .buttons([Button::run("Next item", go_on.with("after", id)).primary()]),
        None if silent.is_empty() => Message::text(
            "That was the last item. Each has an update from this meeting, so the plan is up to date.",
        ),
        None => Message::text(format!(
            "That was the last item. Without an update from this meeting: {}.",
            codes.join(", ")
        ))
        .buttons([Button::run("Once more from the first", go_on)]),
    }
}

/// What changed in published minutes.
pub fn changed_note(note: &Note) -> String {
    match note.facts.is_withdrawn {
        true => "A note was taken back.".to_owned(),
        false => "A note was corrected.".to_owned(),
    }
}
