//! Setting a series up, and what became of it.

use super::{
    Seen,
    dates::date_line,
    seen::{mention, name, place, series_line, short},
};
use crate::{
    contract::{Button, Card, Choice, Line, Message, Sight},
    meeting::{
        Draft, Series, SeriesFacts, SeriesState, Survey,
        rules::{self, Slot, StandingItem},
    },
    room::press_is_old,
};

/// What is shown of a text.
const TEXT: usize = 300;
/// People that are named.
const NAMED: usize = 25;

/// What a draft would come to: the next dates, with what clocks do at one of them. Nothing is saved yet.
pub fn preview(seen: &Seen<'_>, id: i64, draft: &Draft, (dates, note): (&[Slot], Option<&str>)) -> Message {
    let line = |path: &str| Line::new(path).with("draft", id);
    let series = as_series(draft);
    let mut card = facts(seen, &series);
    let lines = date_lines(seen, &series, dates);
    card = card.wide_field(
        "The next dates",
        match note {
            Some(note) => format!("{lines}\n{note}"),
            None => lines,
        },
    );
    let text = format!("{}: this is how it would be. Nothing is saved yet.", name(&series, seen.sight));
    let mut buttons = vec![
        Button::run("Save", line("meeting save")).primary(),
        Button::run("Change", line("meeting redo")),
    ];
    let others = draft.others.iter().enumerate().map(|(place, other)| {
        Button::run(format!("Or {}", other.label(seen.now)), line("meeting draft").with("reading", place + 1))
    });
    buttons.extend(others);
    Message::text(text).card(card).buttons(buttons)
}

/// A draft as the series that it would be.
fn as_series(draft: &Draft) -> Series {
    let (id, version) = draft.series.unwrap_or_default();
    Series {
        id,
        facts: draft.facts.clone(),
        created_by_user_id: 0,
        created_at: chrono::DateTime::UNIX_EPOCH.into(),
        version,
    }
}

fn date_lines(seen: &Seen<'_>, series: &Series, dates: &[Slot]) -> String {
    match dates.is_empty() {
        true => "No dates ahead.".to_owned(),
        false => dates
            .iter()
            .map(|slot| format!("- {}", date_line(seen, series, slot)))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

fn facts(seen: &Seen<'_>, series: &Series) -> Card {
    let SeriesFacts { timetable_json, other_json, .. } = &series.facts;
    let facts = &series.facts;
    let zone = timetable_json.0.series().zone();
    let mut rhythm = format!("{}, {}", timetable_json.0.in_words(), zone.name());
    if let Some(other) = other_json {
        rhythm.push_str(&format!("\n{}", other.0.typed()));
    }
    let attendees = &facts.attendees_json.0;
    let people = attendees.people.iter().map(|id| mention(*id));
    let roles = attendees.roles.iter().map(|id| seen.guild.role_words(*id));
    let named: Vec<String> = people.chain(roles).take(NAMED).collect();
    let mut card = Card::new(short(&facts.name, seen.sight, TEXT))
        .field("When", rhythm)
        .field("How long", format!("{} minutes", facts.duration_minutes))
        .field("Channel", format!("<#{}>", facts.channel_id))
        .field("Chair", mention(facts.chair_user_id));
    if let Some(private) = facts.private_channel_id {
        card = card.field("Confidential", format!("<#{private}>"));
    }
    if let Some(place) = place(series, seen.sight) {
        card = card.field("Where", place);
    }
    let takers: Vec<String> = facts.note_takers_json.0.iter().map(|id| mention(*id)).collect();
    if !takers.is_empty() {
        card = card.field("Notes, in turns", takers.join(", "));
    }
    card = card.field("Before it", rules::Remind::typed(facts.remind_json.0));
    if let Some(quorum) = facts.quorum {
        card = card.field("Quorum", quorum.to_string());
    }
    if facts.is_self_starting {
        card = card.field("Start", "by itself");
    }
    card = card.field("Discord events", events(facts));
    match facts.survey {
        Survey::None => {}
        survey => card = card.field("Questions after it", survey.word()),
    }
    let come = if named.is_empty() { "nobody in particular".to_owned() } else { named.join(", ") };
    card = card.wide_field("Who comes", come);
    if !facts.standing_json.0.is_empty() {
        card = card.wide_field(
            "Every time",
            short(&StandingItem::typed(&facts.standing_json.0), seen.sight, TEXT * 3),
        );
    }
    let sections = match &facts.sections_json.0.only {
        None => "all".to_owned(),
        Some(keys) if keys.is_empty() => "none".to_owned(),
        Some(keys) => keys.join(", "),
    };
    card.field("Sections", sections)
}

/// Whether Discord's own events are published, and who sees them.
fn events(facts: &SeriesFacts) -> &'static str {
    match (facts.has_events, facts.place_channel_id) {
        (true, Some(_)) => "for the next two dates",
        (true, None) => "for the next two dates; everybody in the server sees them",
        (false, _) => "none; with `events:yes` for the next two dates",
    }
}

/// A series was saved.
pub fn saved(seen: &Seen<'_>, series: &Series, dates: &[Slot], is_new: bool) -> Message {
    let what = if is_new { "is set up" } else { "is changed" };
    let next = dates.first().map_or("It has no dates ahead.".to_owned(), |slot| {
        format!("Next: {}.", date_line(seen, series, slot))
    });
    Message::text(format!("{} {what}. {next}", name(series, seen.sight))).buttons([
        Button::run("Next dates", series_line(series, "meeting next")).primary(),
        Button::run("Agenda", series_line(series, "agenda show")),
        Button::run("Calendar", series_line(series, "meeting calendar new")),
        Button::run("Undo", series_line(series, "meeting undo").version(series.version)),
    ])
}

/// A button was old.
pub fn changed_since(seen: &Seen<'_>, series: &Series, dates: &[Slot]) -> Message {
    let text = press_is_old(&name(series, seen.sight));
    shown(seen, text, series, dates)
}

fn shown(seen: &Seen<'_>, text: String, series: &Series, dates: &[Slot]) -> Message {
    let card = facts(seen, series).wide_field("The next dates", date_lines(seen, series, dates));
    let versioned = |path: &str| series_line(series, path).version(series.version);
    let rest = match series.facts.state {
        SeriesState::Paused => Button::run("Go on", versioned("meeting resume")),
        _ => Button::run("Pause", versioned("meeting pause")),
    };
    Message::text(text).card(card).buttons([
        Button::run("Edit", series_line(series, "meeting edit")),
        rest,
        Button::run("Undo", versioned("meeting undo")),
    ])
}

pub fn paused(seen: &Seen<'_>, series: &Series) -> Message {
    let text = format!(
        "{} is paused: no date takes place until it goes on. Its topics stay.",
        name(series, seen.sight)
    );
    Message::text(text)
        .buttons([Button::run("Go on", series_line(series, "meeting resume").version(series.version))])
}

pub fn resumed(seen: &Seen<'_>, series: &Series, next: Option<&Slot>) -> Message {
    let next = next.map_or(String::new(), |slot| format!(" Next: {}.", date_line(seen, series, slot)));
    Message::text(format!("{} goes on.{next}", name(series, seen.sight)))
        .buttons([Button::run("Next dates", series_line(series, "meeting next"))])
}

pub fn undone(seen: &Seen<'_>, series: &Series, dates: &[Slot], verb: &str) -> Message {
    match series.facts.state {
        SeriesState::Withdrawn => {
            Message::text(format!("Undid: {verb}. {} is gone, with its dates.", name(series, seen.sight)))
        }
        _ => shown(seen, format!("Undid: {verb}."), series, dates),
    }
}

/// A series among those that a person may mean.
pub fn choice(series: &Series, sight: Sight<'_>) -> Choice {
    let label = crate::base::text::one_line(&sight.text(&series.facts.name));
    Choice { label, value: format!("#{}", series.id) }
}
