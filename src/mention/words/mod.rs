//! Every sentence of the room. Pure: what happened goes in, messages come out; text from people and networks is escaped here.

mod answer;
mod card;
mod refusal;
mod source;

pub use answer::*;
pub use card::{View, called, card, choice, list, shown};
pub use refusal::*;
pub use source::*;

use super::{Kind, Mention, Source, State};
use crate::{
    base::text::{escape_markdown, one_line, trim_to},
    contract::{Button, Line},
};

/// Characters of a name that are shown.
const LONGEST_NAME: usize = 100;

/// How people name a mention.
pub fn code(id: i64) -> String {
    format!("MEN-{id}")
}

/// How people name a source.
pub fn source_code(id: i64) -> String {
    format!("SRC-{id}")
}

/// A name, escaped and short.
fn name(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), LONGEST_NAME))
}

fn state(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Escalated => "escalated",
        State::Ignored => "ignored",
        State::NoAction => "no action",
        State::Gone => "gone",
    }
}

/// A line about a mention.
fn line(id: i64, command: &str) -> Line {
    Line::new(format!("mention {command}")).with("mention", id)
}

/// A button that is told that it is old when the mention has changed since.
fn press(row: &Mention, label: &str, command: &str) -> Button {
    Button::run(label, line(row.id, command).version(row.version))
}

/// A line about a source.
fn source_line(id: i64, command: &str) -> Line {
    Line::new(format!("source {command}")).with("source", id)
}

/// What a source watches: `@acme on X`.
fn watched(source: &Source) -> String {
    let what = match source.kind {
        Kind::Mentions => format!("@{}", name(&source.what)),
        Kind::Words => format!("“{}”", name(&source.what)),
    };
    let place = if source.host.is_empty() { source.network.name().to_owned() } else { name(&source.host) };
    format!("{what} on {place}")
}

/// Thousandths of a dollar as dollars.
fn dollars(mills: i64) -> String {
    format!("${}.{:02}", mills / 1000, mills % 1000 / 10)
}
