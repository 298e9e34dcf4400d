//! What owners are asked and told in private.

use super::{
    Seen,
    card::{code, health, item_line, mention, name, short},
    item::healths,
};
use crate::{
    base::when::{Style, stamp},
    contract::{Button, Line, Message, Section, Sight},
    release::{Item, ItemState, Release},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Items that one message asks about: each takes a row of buttons, and Discord allows five.
const ASKED_AT_ONCE: usize = 5;
/// What is shown of a text.
const TEXT: usize = 200;
/// Lines of a section in the morning.
const IN_THE_MORNING: usize = 5;

/// Asks the owner of these items how they stand.
pub fn asked(seen: &Seen<'_>, items: &[Item], until: DateTime<Utc>) -> Message {
    let what = match items.len() {
        1 => "How does this item of yours stand?".to_owned(),
        count => format!("How do these {count} items of yours stand?"),
    };
    let head = format!("{what} The team meets {}.", stamp(until, Style::LongDateTime));
    questions(seen, head, items)
}

/// An answer came; the message goes on to what still waits.
pub fn answered(seen: &Seen<'_>, item: &Item, waiting: &[Item]) -> Message {
    let head = format!("**{}** is {}.", code(item.id), health(item.facts.health));
    match waiting.is_empty() {
        true => {
            let say = Line::new("release answer").with("item", item.id).version(item.version);
            let correct = Button::run("Say more…", say);
            Message::text(format!("{head} Nothing else waits for your update.")).buttons([correct])
        }
        false => questions(seen, format!("{head} These still wait for your update."), waiting),
    }
}

/// The caller's items, with what they can say about each.
pub fn mine(seen: &Seen<'_>, items: &[Item]) -> Message {
    match items.is_empty() {
        true => Message::text("You own no item of a release that is still to come."),
        false => questions(seen, "Your items in the releases to come:".to_owned(), items),
    }
}

fn questions(seen: &Seen<'_>, head: String, items: &[Item]) -> Message {
    let mut lines = vec![head];
    lines.extend(items.iter().take(ASKED_AT_ONCE).map(|item| item_line(item, seen.sight)));
    if items.len() > ASKED_AT_ONCE {
        lines.push(format!("-# … and {} more, which come as you answer", items.len() - ASKED_AT_ONCE));
    }
    let message = Message::text(lines.join("\n"));
    items.iter().take(ASKED_AT_ONCE).fold(message, |message, item| {
        let say = Line::new("release answer").with("item", item.id).version(item.version);
        let first = format!("{}: ", code(item.id));
        let others = if items.len() == 1 { "" } else { first.as_str() };
        let mut buttons = healths(item, "release answer", (&first, others));
        buttons.push(Button::run(format!("{others}Say more…"), say));
        message.buttons(buttons)
    })
}

/// A row of buttons about each of the first few items, for a message that is not about them alone: it stays as it is, and
/// the answer stands beside it.
pub fn beside(items: &[Item], most: usize) -> Vec<Vec<Button>> {
    let row = |item: &Item| {
        let named = format!("{}: ", code(item.id));
        healths(item, "release update", (&named, &named))
    };
    items.iter().take(most).map(row).collect()
}

/// In a channel, to somebody whose direct messages are closed.
pub fn dms_are_closed(user_id: i64) -> Message {
    let text = format!(
        "{}, release items wait for your update, but docket cannot write to you: your direct messages from this server are \
         closed. Until you open them, `/digest now` shows what waits for you. This is said once.",
        mention(user_id)
    );
    Message::text(text)
        .ping(user_id)
        .buttons([Button::run("Your items", Line::new("release mine")).primary()])
}

/// An item has gone to another release, or out of the plan.
pub fn moved_line(
    seen: &Seen<'_>,
    item: &Item,
    (from, to): (Option<&Release>, Option<&Release>),
    reason: Option<&str>,
) -> String {
    let named = |release: Option<&Release>| {
        release.map_or("a later release".to_owned(), |release| name(release, seen.sight))
    };
    let what = match item.facts.state {
        ItemState::Withdrawn => format!("is withdrawn from {}", named(from)),
        ItemState::Open if from.map(|it| it.id) == to.map(|it| it.id) => format!("is back in {}", named(to)),
        ItemState::Open => format!("moves from {} to {}", named(from), named(to)),
    };
    let mut text = format!("**{}** {what}: {}", code(item.id), short(&item.facts.text, seen.sight, TEXT));
    if let Some(reason) = reason {
        text.push_str(&format!("\nWhy: {}", short(reason, seen.sight, TEXT)));
    }
    text
}

/// What can be done about an item that has moved, and first of all that it can be looked at.
pub fn moved_buttons(id: i64) -> Vec<Button> {
    let show = Line::new("release item").with("item", id);
    let stop = Line::new("release follow").with("item", id).with("stop", "yes");
    vec![Button::run(format!("Open {}", code(id)), show), Button::run("Follow no longer", stop)]
}

/// Owners will be asked.
pub fn will_ask(release: &Release, sight: Sight<'_>, count: usize, day: NaiveDate) -> Message {
    let name = name(release, sight);
    Message::text(match count {
        0 => format!(
            "Nobody has to be asked: every open item of {name} has an update from the last seven days, or no owner."
        ),
        1 => format!("1 person is asked about {name} on {}, in one private message.", super::card::date(day)),
        _ => format!(
            "{count} people are asked about {name} on {}, each in one private message.",
            super::card::date(day)
        ),
    })
}

/// What the person was asked and has not answered.
pub fn day_section(seen: &Seen<'_>, items: &[Item]) -> Option<Section> {
    let open = |item: &Item| Button::run(code(item.id), Line::new("release item").with("item", item.id));
    let lines = items.iter().map(|item| (item_line(item, seen.sight), open(item))).collect();
    let section = Section::new("Release items that wait for your update", lines, IN_THE_MORNING)?;
    Some(section.leading_to(Button::run("Your items", Line::new("release mine"))))
}
