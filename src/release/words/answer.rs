//! Answers about releases.

use super::{
    Seen,
    card::{date, drawn, mention, name, opening, short},
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Card, Line, Message, line::MAX_LENGTH},
    release::{
        Health, Item, Release, State,
        rules::{DayOff, Moved, schedule},
    },
    room::press_is_old,
};
use chrono::NaiveDate;

/// Items that are named in a sentence.
const NAMED: usize = 10;

fn line(release: &Release, path: &str) -> Line {
    Line::new(path).with("release", format!("#{}", release.id))
}

fn undo(release: &Release) -> Button {
    Button::run("Undo", line(release, "release undo").version(release.version))
}

/// Which dates were taken in place of days off, each on a line of its own.
fn instead(off: &[DayOff]) -> String {
    let line = |it: &DayOff| format!("\n{} is a day off, so {} is taken.", date(it.typed), date(it.taken));
    off.iter().map(line).collect()
}

/// A release was planned.
pub fn planned(seen: &Seen<'_>, release: &Release, off: &[DayOff]) -> Message {
    let facts = &release.facts;
    let mut text = format!(
        "{} is planned for {}; its card is in <#{}>.",
        name(release, seen.sight),
        date(facts.target_day.0),
        release.channel_id
    );
    if let Some(user_id) = facts.validator_user_id {
        text.push_str(&format!(" {} validates it.", mention(user_id)));
    }
    if let Some(table) = &facts.sync_json {
        let next = table.0.next_after(seen.now, &seen.guild.hours);
        let next =
            next.map(|it| format!(" (next {})", stamp(it.at, Style::LongDateTime))).unwrap_or_default();
        text.push_str(&format!(
            "\nOwners are asked for updates on the working day before {}{next}.",
            table.0.in_words()
        ));
    }
    text.push_str(&instead(off));
    Message::text(text)
        .card(drawn(seen, release, &[]))
        .buttons([Button::run("Add item", line(release, "release add")).primary(), undo(release)])
}

fn told(seen: &Seen<'_>, text: String, release: &Release, items: &[Item]) -> Message {
    let message = Message::text(text).card(drawn(seen, release, items));
    let mut buttons = Vec::new();
    if release.facts.state.is_to_come() {
        let versioned = |path: &str| line(release, path).version(release.version);
        buttons.push(Button::run("Add item", line(release, "release add")).primary());
        buttons.push(Button::run("Edit", versioned("release edit")));
        match release.facts.state {
            State::Planned => buttons.push(Button::run("Cut", versioned("release cut"))),
            _ => buttons.push(Button::run("Ship", versioned("release ship"))),
        }
    }
    if release.facts.state != State::Withdrawn {
        buttons.push(Button::run("History", line(release, "release history")));
        buttons.push(undo(release));
    }
    let message = message.buttons(buttons);
    match opening(items, seen.sight) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// A release, as it was asked for.
pub fn shown(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Message {
    told(seen, String::new(), release, items)
}

/// A button was old.
pub fn changed_since(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Message {
    let text = press_is_old(&name(release, seen.sight));
    told(seen, text, release, items)
}

pub fn edited(seen: &Seen<'_>, (release, items): (&Release, &[Item]), off: &[DayOff]) -> Message {
    told(seen, format!("{} is changed.{}", name(release, seen.sight), instead(off)), release, items)
}

/// The code was cut, or the release has shipped; what is not done is named.
pub fn advanced(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Message {
    let done = match release.facts.state {
        State::Shipped => "has shipped",
        _ => "is cut: only fixes go in now",
    };
    let left: Vec<String> = items
        .iter()
        .filter(|item| item.facts.health != Health::Done)
        .take(NAMED)
        .map(|item| super::code(item.id))
        .collect();
    let mut text = format!("{} {done}.", name(release, seen.sight));
    if !left.is_empty() {
        text.push_str(&format!(
            "\nNot done: {}. Postpone what does not make it with `/release postpone`.",
            left.join(", ")
        ));
    }
    told(seen, text, release, items)
}

/// Everything that would move with the target, and a button that moves it.
pub fn preview(
    seen: &Seen<'_>,
    release: &Release,
    (day, rule): (NaiveDate, Option<&str>),
    moved: &[Moved],
) -> Message {
    let today = seen.guild.zone.date(seen.now);
    let row = |name: String, from: NaiveDate, to: NaiveDate| {
        let passed = if to < today { " ⚠ already passed" } else { "" };
        match from == to {
            true => format!("{name}: stays {}{passed}", date(to)),
            false => format!("{name}: {} → {}{passed}", date(from), date(to)),
        }
    };
    let mut lines = vec![row("**Target**".to_owned(), release.facts.target_day.0, day)];
    lines.extend(moved.iter().map(|it| row(short(&it.name, seen.sight, NAMED * 6), it.from, it.to)));
    let save = line(release, "release retarget").with("to", day).version(release.version);
    let with_rule = rule.map(|rule| save.clone().with("rule", rule));
    let save = with_rule.filter(|line| line.to_string().len() <= MAX_LENGTH).unwrap_or(save);
    let text = format!("This moves with the target of {}. Nothing is saved yet.", name(release, seen.sight));
    Message::text(text).card(Card::new("New dates").text(lines.join("\n"))).buttons([
        Button::run("Save", save).primary(),
        Button::run("Another date", line(release, "release move")),
    ])
}

pub fn moved(seen: &Seen<'_>, release: &Release, items: &[Item]) -> Message {
    let count =
        schedule(release.facts.target_day.0, &release.facts.milestones_json.0, &seen.guild.hours).len();
    let others = if count == 0 { String::new() } else { format!(", and its {count} other dates with it") };
    let text =
        format!("{} now ships on {}{others}.", name(release, seen.sight), date(release.facts.target_day.0));
    told(seen, text, release, items)
}

pub fn undone(seen: &Seen<'_>, (release, items): (&Release, &[Item]), verb: &str) -> Message {
    if release.facts.state == State::Withdrawn {
        let text = format!("Undid: {verb}. {} is not planned any more.", name(release, seen.sight));
        return Message::text(text).buttons([undo(release)]);
    }
    told(seen, format!("Undid: {verb}."), release, items)
}
