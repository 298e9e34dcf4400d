//! Lists, completions and history.

use super::{
    Seen,
    card::{date, item_line, mention, name, opening},
};
use crate::{
    base::text::{limits, one_line, trim_with_notice},
    contract::{AgendaEntry, Button, Card, Choice, Line, Message, Sight},
    db::event::Event,
    release::{ITEM, Item, Release},
    room::told,
};

/// What its section of an agenda is called.
pub const SILENT_TITLE: &str = "Release items without an update";
/// What the section says when there is nothing in it.
pub const SILENT_NOTHING: &str = "Every item of the releases to come has an update since the last meeting.";

/// Releases and items that are listed.
const MOST: usize = 25;

/// The releases to come with what is in none of them, or those that have shipped.
pub fn list(seen: &Seen<'_>, releases: &[Release], later: &[Item], is_shipped: bool) -> Message {
    let line = |release: &Release| {
        let facts = &release.facts;
        format!(
            "{} · {} · {} · {} · {}",
            name(release, seen.sight),
            facts.kind.word(),
            facts.state.word(),
            date(facts.target_day.0),
            mention(facts.manager_user_id)
        )
    };
    let lines: Vec<String> = releases.iter().take(MOST).map(line).collect();
    let nothing = if is_shipped { "Nothing has shipped yet." } else { "No release is planned." };
    let text = if lines.is_empty() { nothing.to_owned() } else { lines.join("\n") };
    let title = if is_shipped { "Releases that have shipped" } else { "Releases to come" };
    let mut card = Card::new(title).text(text);
    if releases.len() > MOST {
        card.footer = format!("{} more", releases.len() - MOST);
    }
    let mut message = Message::default().card(card);
    if !later.is_empty() {
        let lines: Vec<String> =
            later.iter().take(MOST / 2).map(|item| item_line(item, seen.sight)).collect();
        message = message.card(Card::new("Later").text(lines.join("\n")));
    }
    let other = match is_shipped {
        true => Button::run("To come", Line::new("release list")),
        false => Button::run("Shipped", Line::new("release list").with("shipped", "yes")),
    };
    let shows = releases.iter().take(3).map(|release| {
        let label = trim_with_notice(&one_line(&seen.sight.text(&release.facts.name)), 40, "…").into_owned();
        Button::run(label, Line::new("release show").with("release", format!("#{}", release.id)))
    });
    let message =
        message.buttons(shows.chain([Button::run("Plan a release", Line::new("release plan")), other]));
    match opening(later, seen.sight) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// A release while somebody types.
pub fn choice(release: &Release, sight: Sight<'_>) -> Choice {
    let facts = &release.facts;
    let label = format!(
        "{} · {} · {}",
        one_line(&sight.text(&facts.name)),
        facts.state.word(),
        date(facts.target_day.0)
    );
    Choice {
        label: trim_with_notice(&label, limits::CHOICE_NAME, "…").into(),
        value: format!("#{}", release.id),
    }
}

/// What happened, the latest first.
pub fn history(sight: Sight<'_>, title: &str, events: &[Event]) -> Message {
    let lines: Vec<String> = events.iter().map(|event| told(event, sight, label)).collect();
    Message::default().card(Card::new(format!("History of {}", sight.text(title))).text(lines.join("\n")))
}

/// What a field is called in history.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => "name",
        "kind" => "kind",
        "state" => "state",
        "manager_user_id" => "release manager",
        "validator_user_id" => "validates",
        "target_day" => "target",
        "text" => "text",
        "owner_user_id" => "owner",
        "health" => "health",
        "note" => "note",
        "ticket" => "ticket",
        "design" => "design",
        "is_public" => "fit to be said outside",
        "reason" => "why",
        _ => return None,
    })
}

/// An item on an agenda.
pub fn entry(seen: &Seen<'_>, item: &Item) -> AgendaEntry {
    let show = Line::new("release item").with("item", item.id);
    AgendaEntry::new(format!("{ITEM}:{}", item.id), item_line(item, seen.sight))
        .owned_by(item.facts.owner_user_id)
        .shown_by(show)
}
