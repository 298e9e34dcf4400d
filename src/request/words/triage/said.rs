//! What was just decided, above the next card.

use super::round::Round;
use crate::{
    base::when::{Style, stamp},
    contract::Line,
    request::{
        State,
        store::View,
        words::card::{code, state},
    },
};
use chrono::{DateTime, Utc};

/// A sentence about the card before, and the line that takes its decision back.
#[derive(Clone, Debug)]
pub struct Said {
    pub text: String,
    pub undo: Option<Line>,
}

impl Said {
    /// A sentence about something that cannot be taken back.
    pub fn only(text: impl Into<String>) -> Self {
        Said { text: text.into(), undo: None }
    }
}

/// A decision that can be taken back.
pub fn decided(round: &Round, after: &View, text: String) -> Said {
    Said { text, undo: Some(round.about("triage undo", after)) }
}

/// A skip, which can be taken back too.
pub fn skipped(round: &Round, view: &View, until: DateTime<Utc>) -> Said {
    let text = format!(
        "{} is skipped: others see it, you not before {}.",
        code(view.request.id),
        stamp(until, Style::ShortTime)
    );
    Said { text, undo: Some(round.line("triage unskip").with("request", view.request.id)) }
}

/// When it comes back, with what clocks do then.
pub fn snoozed(view: &View, until: DateTime<Utc>, note: Option<&str>) -> String {
    let note = note.map(|note| format!(" {note}")).unwrap_or_default();
    format!("{} comes back {}.{note}", code(view.request.id), at(until))
}

pub fn asked(view: &View, until: DateTime<Utc>) -> String {
    format!(
        "<@{}> is asked about {}. It comes back with the answer, or {} without one.",
        view.request.reporter_user_id,
        code(view.request.id),
        stamp(until, Style::LongDateTime)
    )
}

fn at(at: DateTime<Utc>) -> String {
    format!("{} ({})", stamp(at, Style::LongDateTime), stamp(at, Style::Relative))
}

/// The card was not what it is now.
pub fn changed_meanwhile(view: &View) -> String {
    format!(
        "{} has changed since that card was drawn ({}), so nothing was done.",
        code(view.request.id),
        state_now(view)
    )
}

/// How the request stands, in a few words.
pub fn state_now(view: &View) -> String {
    let facts = &view.request.facts;
    match (facts.state, facts.assignee_user_id, facts.snoozed_until_at) {
        (State::Assigned, Some(user_id), _) => format!("assigned to <@{user_id}>"),
        (State::New, _, Some(until)) => format!("put off until {}", stamp(until.utc(), Style::DateTime)),
        (State::New, ..) => "it was edited".to_owned(),
        _ => state(view),
    }
}

/// Somebody else took the card after its time was up.
pub fn in_other_hands(view: &View, user_id: i64) -> String {
    format!(
        "{} sat untouched for ten minutes, and <@{user_id}> is on it now. Nothing was done.",
        code(view.request.id)
    )
}
