//! Every sentence of the room. Pure: what happened goes in, messages come out; text from people is escaped here.

mod answer;
mod asked;
mod brought;
mod card;
mod chain;
mod choose;
mod clock;
mod day;
mod delivery;
mod draft;
mod ladder;
mod library;
mod list;
mod notes;
mod post;
mod refusal;
mod review;
mod stats;
mod topic;

pub use answer::*;
pub use asked::{asks, is_back, leads_are_asked};
pub use brought::{Brought, brought, left_out, said};
pub use card::{called_by_card, card, card_apart, card_moved, undeliverable};
pub use chain::{is_done, is_done_for, is_request_already, requested, wish};
pub use choose::{moved, to_whom, until_when, whose, why_close};
pub use clock::{bad_target, entry, is_late, target};
pub use day::{answers_for, day_section, has_open, post_section, review_section};
pub use draft::*;
pub use ladder::{bad_ladder, ladder_set, ladders};
pub use library::{
    answer_changed, answer_kept, library, library_answer, no_answer_text, no_answer_title, no_beginning,
    unknown_answer,
};
pub use list::{OPEN_NOTHING, OPEN_TITLE, choice, list, list_line};
pub use post::{accounts, bad_accounts, followed_up};
pub use refusal::*;
pub use review::{
    approved, asks_review, drafted_for_review, held_for_review, not_a_reviewer, nothing_to_review, reviewers,
    reviewers_for_leads, reviewers_set, wide,
};
pub use stats::{Grouped, in_hours, no_area, nobody, stats};
pub use topic::{informs, topic_kept, topics};

use super::{
    Clocked, Escalation, Severity, State, Topic,
    rules::{ladder::Next, place, post::Reading},
    store::{NoteRow, Said},
};
use crate::{
    base::text::{escape_markdown, one_line, trim_to, trim_with_notice},
    contract::{Button, Line, Sight},
    queue::Problem,
    workspace::Area,
};

/// What is shown of the names of areas and topics.
const LONGEST_NAME: usize = 100;

/// An escalation with what belongs to it.
#[derive(Clone, Debug)]
pub struct View {
    pub row: Escalation,
    pub area: Option<Area>,
    pub topic: Option<Topic>,
    /// The areas that can be chosen.
    pub areas: Vec<(i64, String)>,
    /// Everybody who brought it.
    pub people: Vec<i64>,
    /// The address of the message that it was brought by.
    pub message: Option<String>,
    /// The newest notes, newest first.
    pub notes: Vec<NoteRow>,
    /// Who looks at answers of its area before they go out.
    pub reviewers: Vec<i64>,
    /// What its network shows of the post.
    pub post: Option<Reading>,
    /// What was said besides in its conversation, as far as it was heard.
    pub said: Said,
    /// What about it could not be delivered, the newest first.
    pub problems: Vec<Problem>,
    /// Why its card is not as it should be.
    pub card_problem: Option<String>,
    /// How long it has waited.
    pub clock: Option<Clocked>,
    /// Whom the next step asks.
    pub next: Option<Next>,
}

impl View {
    /// Whether it is spoken about in the channel of its responders, which whoever brought it may not see.
    pub fn is_apart(&self) -> bool {
        place::is_apart(self.row.card_channel_id, self.topic.as_ref())
    }
}

/// How people name an escalation.
pub fn code(id: i64) -> String {
    format!("ESC-{id}")
}

/// A name, escaped and short enough for a field.
fn name(text: &str) -> String {
    escape_markdown(&trim_to(&one_line(text), LONGEST_NAME))
}

/// The state in words.
fn state(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Routed => "waiting",
        State::Acknowledged => "taken",
        State::Answered => "answered",
        State::Closed => "closed",
        State::NotOurs => "not ours",
        State::Duplicate => "duplicate",
    }
}

fn severity(severity: Severity) -> &'static str {
    severity.word()
}

/// The beginning of what is asked on one line, as this reader may see it, escaped; where it is asked, if nobody said what.
fn beginning(row: &Escalation, sight: Sight<'_>, max: usize) -> String {
    let asked = one_line(&sight.text(&row.facts.question));
    if asked.is_empty() {
        return match &row.url {
            Some(url) => format!("<{}>", sight.text(url)),
            None => "a message".to_owned(),
        };
    }
    escape_markdown(&trim_with_notice(&asked, max, "…"))
}

/// A line about the escalation.
fn line(id: i64, command: &str) -> Line {
    Line::new(format!("escalation {command}")).with("escalation", id)
}

/// A button that is told that it is old when the escalation has changed since.
fn press(row: &Escalation, label: &str, command: &str) -> Button {
    Button::run(label, line(row.id, command).version(row.version))
}
