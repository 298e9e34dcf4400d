//! Lists and completions.

use super::{beginning, code, rhythm};
use crate::{
    base::{
        text::{one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{Button, Card, Choice, Line, Message, Select, SelectFrom, SelectOption},
    reminder::{Kind, Reminder},
};

/// Characters in a select's label and in a completion.
const LABEL: usize = 90;

/// One page of a list.
pub fn list(found: &[Reminder], page: i64, total: i64, per_page: i64) -> Message {
    if found.is_empty() {
        let text = match page {
            1 => "There is no reminder for you or this channel.".to_owned(),
            _ => "There are fewer pages than that.".to_owned(),
        };
        return Message::text(text).buttons([Button::run("New reminder", Line::new("remind me")).primary()]);
    }
    let lines: Vec<String> = found.iter().map(line).collect();
    let mut card = Card::new("Reminders").text(lines.join("\n"));
    card.footer = format!("{total} in all");
    let turn = |label: &str, page: i64| Button::run(label, Line::new("remind list").with("page", page));
    let before = (page > 1).then(|| turn("Before", page - 1));
    let after = (page * per_page < total).then(|| turn("More", page + 1));
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
