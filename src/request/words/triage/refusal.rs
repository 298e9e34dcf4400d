//! Why a decision was not taken.

use crate::{
    base::{
        text::escape_markdown,
        when::{Style, WhenError, stamp},
    },
    contract::Line,
    error::Refusal,
};
use chrono::{DateTime, Utc};

pub fn not_a_request() -> Refusal {
    Refusal::new(
        "That is not the number of a request, such as REQ-142 or 142. Nothing was changed; correct it.",
    )
}

pub fn no_instant(error: &WhenError) -> Refusal {
    // It repeats what was typed.
    Refusal::new(format!("{} Nothing was changed.", escape_markdown(&error.to_string())))
}

/// A form was filled in for a card that is not as it was.
pub fn not_decided(id: i64, why: &str) -> Refusal {
    Refusal::new(format!(
        "{why} What you typed is kept; look first, then send it again if you still want to."
    ))
    .offer("Show it as it is", Line::new("request show").with("request", id))
    .offer("Next card", Line::new("triage next"))
}

/// The question was written for a card that is not as it was.
pub fn not_asked(id: i64, why: &str) -> Refusal {
    Refusal::new(format!("{why} Your question is kept; you can still ask it, or add it as a note."))
        .offer("Add note", Line::new("request note").with("request", id))
        .offer("Next card", Line::new("triage next"))
}

pub fn past(at: DateTime<Utc>) -> Refusal {
    let when = stamp(at, Style::LongDateTime);
    Refusal::new(format!("{when} is not in the future, so nothing was snoozed. Give a later time."))
}

pub fn too_far(at: DateTime<Utc>) -> Refusal {
    let when = stamp(at, Style::LongDate);
    Refusal::new(format!(
        "{when} is more than a year ahead, so nothing was snoozed. Give an earlier time, or decline the request."
    ))
}

pub fn sweep_gone() -> Refusal {
    Refusal::new("docket doesn't have this sweep any more; sweeps are kept for a week. Nothing was changed.")
        .offer("Sweep again", Line::new("triage sweep"))
}

pub fn nothing_to_take_back() -> Refusal {
    Refusal::new("There is nothing left of it to take back, so nothing was changed.")
}
