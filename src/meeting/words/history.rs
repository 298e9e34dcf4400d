//! What happened to a series or to one of its dates.

use super::{
    Seen,
    seen::{name, series_line, when},
};
use crate::{
    base::{
        recurrence::Timetable,
        text::{escape_markdown, limits, one_line, trim_to},
    },
    contract::{Button, Card, Message, Select, SelectFrom, SelectOption},
    db::event::Event,
    error::Refusal,
    meeting::{
        Occurrence, Series, State,
        rules::{Attendees, OtherHour, Remind, Sections, StandingItem},
    },
    room::{press_is_old, told},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Characters of what happened.
const TEXT: usize = 3800;

/// What happened to a series, the latest first; a select leads to its dates.
pub fn series_history(seen: &Seen<'_>, series: &Series, events: &[Event], rows: &[Occurrence]) -> Message {
    let title = format!("History of {}", one_line(&seen.sight.text(&series.facts.name)));
    let message = Message::default().card(Card::new(title).text(lines(seen, events)));
    let undo = series_line(series, "meeting undo").version(series.version);
    let message = message.buttons([Button::run("Undo the last change", undo)]);
    let option = |row: &Occurrence| SelectOption {
        value: row.original_local.to_string(),
        label: row.original_local.0.format("%a %-d %b %Y, %H:%M").to_string(),
        description: state(row).to_owned(),
        is_chosen: false,
    };
    let options: Vec<SelectOption> = rows.iter().rev().take(limits::SELECT_OPTIONS).map(option).collect();
    match options.is_empty() {
        true => message,
        false => message.select(Select {
            line: series_line(series, "meeting history").hole("date"),
            placeholder: "The history of a date…".to_owned(),
            from: SelectFrom::Texts(options),
        }),
    }
}

/// What happened to one date, the latest first.
pub fn date_history(
    seen: &Seen<'_>,
    (series, row): (&Series, &Occurrence),
    (events, can_undo): (&[Event], bool),
    head: Option<String>,
) -> Message {
    let title = format!(
        "History of {}, {}",
        one_line(&seen.sight.text(&series.facts.name)),
        row.original_local.0.format("%a %-d %b %Y, %H:%M")
    );
    let text = match events.is_empty() {
        true => "Nothing was changed of it.".to_owned(),
        false => lines(seen, events),
    };
    let message = Message::text(head.unwrap_or_default()).card(Card::new(title).text(text));
    let undo = series_line(series, "meeting undo").with("date", row.original_local).version(row.version);
    let undo = Some(Button::run("Undo the last change", undo)).filter(|_| can_undo);
    message
        .buttons(undo.into_iter().chain([Button::run("The series", series_line(series, "meeting history"))]))
}

fn lines(seen: &Seen<'_>, events: &[Event]) -> String {
    let all = events.iter().map(|event| told(&readable(event), seen.sight, label)).collect::<Vec<_>>();
    crate::base::text::trim_with_notice(&all.join("\n"), TEXT, "\n…").into_owned()
}

const fn state(row: &Occurrence) -> &'static str {
    match row.facts.state {
        State::Planned | State::Collecting if row.facts.is_moved => "moved",
        State::Planned => "planned",
        State::Collecting => "its board is posted",
        State::Live => "is on",
        State::Wrapping => "minutes are a draft",
        State::Published => "minutes are published",
        State::Skipped => "skipped",
        State::NotHeld => "not held",
    }
}

/// The event with parts of a series as people would type them.
fn readable(event: &Event) -> Event {
    let mut event = event.clone();
    for side in [event.before.as_mut(), event.after.as_mut()].into_iter().flatten() {
        let Some(fields) = side.0.as_object_mut() else { continue };
        for (field, value) in fields.iter_mut() {
            if let Some(text) = typed(field, value) {
                *value = Value::String(text);
            }
        }
    }
    event
}

fn typed(field: &str, value: &Value) -> Option<String> {
    fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
        serde_json::from_value(value.clone()).ok()
    }
    match field {
        "timetable_json" => {
            let table: Timetable = read(value)?;
            Some(format!("{} ({})", table.in_words(), table.series().zone().city()))
        }
        "other_json" => read::<OtherHour>(value).map(|other| other.typed()),
        "attendees_json" => {
            let all: Attendees = read(value)?;
            Some(format!("{} people and {} roles", all.people.len(), all.roles.len()))
        }
        "note_takers_json" => read::<Vec<i64>>(value).map(|all| match all.len() {
            0 => "none".to_owned(),
            count => format!("{count} people"),
        }),
        "sections_json" => read::<Sections>(value).map(|all| match all.only {
            None => "all".to_owned(),
            Some(keys) if keys.is_empty() => "none".to_owned(),
            Some(keys) => keys.join(", "),
        }),
        "standing_json" => read::<Vec<StandingItem>>(value).map(|all| match all.is_empty() {
            true => "none".to_owned(),
            false => StandingItem::typed(&all),
        }),
        "remind_json" => read::<Remind>(value).map(Remind::typed),
        _ => None,
    }
}

/// What a field is called in history.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => "name",
        "channel_id" => "channel",
        "private_channel_id" => "private channel",
        "timetable_json" => "when",
        "other_json" => "other hour",
        "duration_minutes" => "minutes",
        "attendees_json" => "who comes",
        "chair_user_id" => "chair",
        "note_takers_json" => "notes, in turns",
        "note_taker_user_id" => "notes",
        "sections_json" => "sections",
        "standing_json" => "every time",
        "place" => "place",
        "place_channel_id" => "place",
        "remind_json" => "before it",
        "quorum" => "quorum",
        "is_self_starting" => "starts by itself",
        "survey" => "questions after it",
        "state" => "state",
        "starts_at" => "time",
        "reason" => "why",
        "topics" => "topics",
        "item_extra_minutes" => "minutes more",
        _ => return None,
    })
}

/// A button about a date was old.
pub fn date_changed_since(seen: &Seen<'_>, series: &Series, row: &Occurrence) -> String {
    press_is_old(&format!("{} of {}", name(series, seen.sight), when(series, row.facts.starts_at.utc())))
}

/// What was last changed of a date is taken back.
pub fn date_undone(
    seen: &Seen<'_>,
    (series, row): (&Series, &Occurrence),
    verb: &str,
    topics: usize,
) -> Message {
    let at = when(series, row.facts.starts_at.utc());
    let name = name(series, seen.sight);
    let is_skipped = row.facts.state == State::Skipped;
    let what =
        if is_skipped { format!("{name} of {at} is skipped.") } else { format!("{name} takes place {at}.") };
    let topics = match (topics, is_skipped) {
        (0, _) => String::new(),
        (1, false) => " Its topic is back.".to_owned(),
        (count, false) => format!(" Its {count} topics are back."),
        (1, true) => " Its topic goes to the next date.".to_owned(),
        (count, true) => format!(" Its {count} topics go to the next date."),
    };
    let history = series_line(series, "meeting history").with("date", row.original_local);
    Message::text(format!("Undid: {verb}. {what}{topics}")).buttons([Button::run("History", history)])
}

/// No such date.
pub fn no_history(series: &Series, typed: &str) -> Refusal {
    Refusal::new(format!(
        "Nothing is known of a date of **{}** on “{}”; `/meeting history` without a date lists those that there are.",
        escape_markdown(&one_line(&series.facts.name)),
        escape_markdown(&trim_to(&one_line(typed), 60))
    ))
    .offer("History", series_line(series, "meeting history"))
}
