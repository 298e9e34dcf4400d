//! What the person who acted is told.

use super::{audience, beginning, city, code, line, mention, moment, quoted, rhythm};
use crate::{
    base::{
        civil::Zone,
        recurrence,
        when::{Style, in_words, stamp},
    },
    contract::{Button, Card, Guild, Line, Message, line::MAX_LENGTH},
    reminder::{Kind, Reminder, State, rules::verb},
};
use chrono::{DateTime, TimeDelta, Utc};

/// Occurrences that are shown.
const SHOWN: usize = 3;
/// Characters of a line that stay free for the guild that it names in a direct message.
const ROOM: usize = 20;

/// Something else that a time can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What it is called on a button.
    pub label: String,
    /// What is read as that alone.
    pub text: String,
}

/// What is said about a time that was read besides what was taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meant<'a> {
    pub others: &'a [Other],
    /// What clocks do at that time.
    pub note: Option<&'a str>,
}

/// The other reading of a time, in words that are read so in `zone`.
pub fn other(meant: &recurrence::Meant, zone: &Zone, now: DateTime<Utc>) -> Other {
    match meant {
        recurrence::Meant::Once(at, own) => once(*at, in_words(*at, own)),
        recurrence::Meant::Series(table) => {
            let (label, text, own) = (table.label(now), table.brief(now), table.series().zone());
            let (label, text) = match own == zone {
                true => (label, text),
                false => (format!("{label} ({})", own.city()), format!("{text} {}", own.name())),
            };
            // Behind a button there is little room, and a space takes three characters.
            Other { label, text: text.replace(' ', "_") }
        }
    }
}

/// Another instant that a time can be.
pub fn once(at: DateTime<Utc>, label: String) -> Other {
    Other { label, text: stamp(at, Style::DateTime) }
}

/// A reminder was made: the reading taken, and the next occurrences.
pub fn made(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, meant: &Meant) -> Message {
    let what = match reminder.kind {
        Kind::Me | Kind::Channel => "Reminder",
        Kind::Checklist => "Checklist",
    };
    let text = format!("{what} **{}** is set.{}", code(reminder.id), besides(reminder, meant));
    full(guild, reminder, now, text).buttons(buttons(reminder, meant.others))
}

/// A reminder was changed.
pub fn edited(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, meant: &Meant) -> Message {
    let text = format!("Reminder **{}** is updated.{}", code(reminder.id), besides(reminder, meant));
    let buttons = buttons(reminder, meant.others).into_iter().chain([undo(reminder)]);
    full(guild, reminder, now, text).buttons(buttons)
}

/// What clocks do, and other readings that no button has room for.
fn besides(reminder: &Reminder, meant: &Meant) -> String {
    let mut text = String::new();
    if let Some(note) = meant.note {
        text += &format!(" {note}");
    }
    let untold = meant.others.iter().filter(|other| !fits(&edit(reminder, other)));
    for Other { label, .. } in untold {
        text += &format!(" It can also mean {label}; if so, edit it.");
    }
    text
}

fn edit(reminder: &Reminder, other: &Other) -> Line {
    line("remind edit", reminder).with("when", &other.text)
}

/// One reminder, for somebody who may change it or not.
pub fn shown(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, may_change: bool) -> Message {
    as_it_is(guild, reminder, now, may_change, String::new())
}

/// A button that was drawn before the last change was pressed.
pub fn changed_since(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, may_change: bool) -> Message {
    let said = format!(
        "Reminder **{}** has changed since that button was drawn, so nothing was done. This is how it stands; press again \
         if you still want to.",
        code(reminder.id)
    );
    as_it_is(guild, reminder, now, may_change, said)
}

fn as_it_is(
    guild: &Guild,
    reminder: &Reminder,
    now: DateTime<Utc>,
    may_change: bool,
    said: String,
) -> Message {
    let message = full(guild, reminder, now, said);
    if !may_change {
        return message;
    }
    match reminder.state {
        State::Active => message.buttons(buttons(reminder, &[])),
        State::Deleted => message.buttons([Button::run("Bring it back", line("remind undelete", reminder))]),
        State::Over => message,
    }
}

pub fn brought_back(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>) -> Message {
    let text = format!("Reminder **{}** is back.", code(reminder.id));
    full(guild, reminder, now, text).buttons(buttons(reminder, &[]))
}

pub fn deleted(reminder: &Reminder) -> Message {
    Message::text(deletion(reminder)).buttons([undo(reminder)])
}

fn deletion(reminder: &Reminder) -> String {
    format!("Reminder **{}** is deleted: {}", code(reminder.id), beginning(&reminder.text))
}

/// The last change was taken back, by the verb of its event.
pub fn undone(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, undone: &str) -> Message {
    match (reminder.state, undone) {
        (State::Deleted, _) => {
            let back = Button::run("Bring it back", line("remind undelete", reminder));
            return Message::text(deletion(reminder)).buttons([back]);
        }
        (_, verb::DELETED) => return brought_back(guild, reminder, now),
        _ => {}
    }
    let text = format!("Undid: the last change of reminder **{}**.", code(reminder.id));
    full(guild, reminder, now, text).buttons(buttons(reminder, &[]))
}

fn undo(reminder: &Reminder) -> Button {
    Button::run("Undo", line("remind undo", reminder))
}

/// The next occurrence does not take place.
pub fn skipped(guild: &Guild, reminder: &Reminder, left_out: DateTime<Utc>) -> Message {
    let text = format!(
        "{} of reminder **{}** is left out.",
        stamp(left_out, Style::LongDateTime),
        code(reminder.id)
    );
    full(guild, reminder, left_out, text).buttons([undo(reminder)])
}

/// The next occurrence takes place at another time.
pub fn moved(
    guild: &Guild,
    reminder: &Reminder,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    others: Vec<DateTime<Utc>>,
) -> Message {
    let text = format!(
        "Reminder **{}** moves from {} to {}.",
        code(reminder.id),
        stamp(from, Style::LongDateTime),
        moment(to)
    );
    let zone = Zone::find(&reminder.zone).unwrap_or_else(Zone::utc);
    let again = |at: DateTime<Utc>| {
        let line = line("remind move", reminder).with("to", stamp(at, Style::DateTime));
        Button::run(format!("Or {}", in_words(at, &zone)), line)
    };
    let now = to.min(from) - TimeDelta::microseconds(1);
    full(guild, reminder, now, text).buttons(others.into_iter().map(again).chain([undo(reminder)]))
}

fn buttons(reminder: &Reminder, others: &[Other]) -> Vec<Button> {
    let lines = others.iter().map(|other| (other, edit(reminder, other))).filter(|(_, line)| fits(line));
    let mut buttons: Vec<Button> =
        lines.map(|(other, line)| Button::run(format!("Or {}", other.label), line)).collect();
    buttons.push(Button::run("Edit", line("remind edit", reminder)));
    if reminder.timetable_json.is_some() {
        buttons.push(Button::run("Skip the next", line("remind skip", reminder)));
    }
    buttons.push(Button::run("Delete", line("remind delete", reminder)).danger());
    buttons
}

fn fits(line: &Line) -> bool {
    line.to_string().chars().count() + ROOM <= MAX_LENGTH
}

/// The reminder as a card under a sentence.
fn full(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>, text: String) -> Message {
    let mut card = Card::new(title(reminder)).text(quoted(&reminder.text));
    card = card.field("When", rhythm(reminder));
    if let Some(channel_id) = reminder.channel_id {
        card = card.field("Where", format!("<#{channel_id}>"));
    }
    let people = audience(reminder);
    if !people.is_empty() {
        card = card.field("For", people);
    }
    if reminder.kind != Kind::Me {
        card = card.field("Made by", mention(reminder.owner_user_id));
    }
    if !reminder.items_json.0.is_empty() {
        let items: Vec<String> =
            reminder.items_json.0.iter().map(|item| format!("☐ {}", quoted(item))).collect();
        card.text = format!("{}\n{}", card.text, items.join("\n"));
    }
    card = card.wide_field("Next", upcoming(guild, reminder, now));
    card.footer = format!("Times are read in {}", city(&reminder.zone));
    Message::text(text).card(card)
}

fn title(reminder: &Reminder) -> String {
    let state = match reminder.state {
        State::Active => "",
        State::Over => " · over",
        State::Deleted => " · deleted",
    };
    format!("{}{state}", code(reminder.id))
}

/// The next occurrences, one on each line.
fn upcoming(guild: &Guild, reminder: &Reminder, now: DateTime<Utc>) -> String {
    let Some(due_at) = reminder.due_at.filter(|_| reminder.state == State::Active) else {
        return "not any more".to_owned();
    };
    let mut next = vec![due_at.utc()];
    if let Some(table) = reminder.timetable() {
        let later = table.upcoming(due_at.utc().max(now), &guild.hours, SHOWN - 1);
        next.extend(later.into_iter().map(|occurrence| occurrence.at));
    }
    next.into_iter().map(moment).collect::<Vec<_>>().join("\n")
}
