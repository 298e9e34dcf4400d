//! Lists and completions.

use super::{beginning, code, rhythm};
use crate::{
    base::{
        paging::Page,
        tally::Tally,
        text::{one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Choice, Line, Message, Select, SelectFrom, SelectOption},
    reminder::{Kind, Reminder},
};

/// Characters in a select's label and in a completion.
const LABEL: usize = 90;

/// One page of a list that has `total` reminders.
pub fn list(page: &Page<Reminder>, total: Tally) -> Message {
    let found = &page.rows;
    if found.is_empty() {
        let text = if page.has_earlier {
            "No reminder comes after those any more.".to_owned()
        } else {
            "There is no reminder for you or this channel.".to_owned()
        };
        let back = page.has_earlier.then(|| Button::run("All reminders", Line::new("remind list")));
        let new = Button::run("New reminder", Line::new("remind me")).primary();
        return Message::text(text).buttons(back.into_iter().chain([new]));
    }
    let lines: Vec<String> = found.iter().map(line).collect();
    let mut card = Card::new("Reminders").text(lines.join("\n"));
    card.footer = format!("{total} in all");
    let first = found.first().filter(|_| page.has_earlier);
    let before = first.and_then(beside).map(|line| Button::run("Before", line.with("back", "yes")));
    let last = found.last().filter(|_| page.has_later);
    let after = last.and_then(beside).map(|line| Button::run("More", line));
    let options = found.iter().map(|reminder| SelectOption {
        value: code(reminder.id),
        label: label(reminder),
        description: trim_to(&rhythm(reminder), LABEL).into_owned(),
        is_chosen: false,
    });
    let select = Select {
        line: Line::new("remind show").hole("reminder"),
        placeholder: "Open a reminder…".into(),
        from: SelectFrom::Texts(options.collect()),
    };
    Message::default().card(card).buttons(before.into_iter().chain(after)).select(select)
}

/// Leads to the page beside a reminder, by where it stands in the list now.
fn beside(reminder: &Reminder) -> Option<Line> {
    let at = reminder.due_at?.utc().timestamp_micros();
    Some(Line::new("remind turn").with("at", at).with("number", reminder.id))
}

fn line(reminder: &Reminder) -> String {
    let next = reminder.due_at.map(|at| format!("next {}", stamp(at.utc(), Style::DateTime)));
    let place = match (reminder.kind, reminder.channel_id) {
        (Kind::Me, _) | (_, None) => String::new(),
        (_, Some(channel_id)) => format!(" · <#{channel_id}>"),
    };
    format!(
        "**{}** {} · {}{place} · {}",
        code(reminder.id),
        beginning(&reminder.text),
        rhythm(reminder),
        next.unwrap_or_else(|| "not any more".to_owned())
    )
}

fn label(reminder: &Reminder) -> String {
    trim_to(&format!("{} {}", code(reminder.id), one_line(&reminder.text)), LABEL).into_owned()
}

/// A completion.
pub fn choice(reminder: &Reminder) -> Choice {
    Choice { label: label(reminder), value: code(reminder.id) }
}
