//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::{card::code, mention};
use crate::{
    action::{Action, Decision, DecisionState},
    base::when::{Style, WhenError, stamp},
    contract::Line,
    error::Refusal,
    room::{self, Thing},
};
use chrono::{DateTime, Utc};

/// It is not there, or not for the caller to see.
pub fn unknown(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} that you can see here, so nothing was changed. `/action list` shows what is open.",
        code(id)
    ))
    .offer("Your actions", Line::new("action mine"))
}

pub fn unknown_decision(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no DEC-{id} that you can see here, so nothing was changed. `/decision find` looks for one by its words."
    ))
    .offer("Decisions", Line::new("decision find"))
}

pub fn unknown_thing(thing: Thing) -> Refusal {
    Refusal::new(format!(
        "There is no number {} of what you named as {}, so nothing was saved. Leave it out, or name another.",
        thing.id, thing.noun.called
    ))
}

pub fn form_is_old(id: i64) -> Refusal {
    room::form_is_old(&code(id), Line::new("action show").with("action", id))
}

pub fn decision_form_is_old(id: i64) -> Refusal {
    room::form_is_old(&format!("DEC-{id}"), Line::new("decision show").with("decision", id))
}

pub fn not_yours(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} was not changed: only its owner, its author or a PM may. You can comment on it.",
        code(id)
    ))
    .offer("Comment", Line::new("action comment").with("action", id))
}

pub fn not_your_decision(id: i64) -> Refusal {
    Refusal::new(format!("DEC-{id} was not changed: only whoever recorded it or a PM may."))
}

pub fn is_closed(action: &Action) -> Refusal {
    Refusal::new(format!(
        "{} is {} already, so nothing was changed. Reopen it first if it is still to be done.",
        code(action.id),
        action.facts.state.word()
    ))
    .offer("Reopen", Line::new("action reopen").with("action", action.id).version(action.version))
}

pub fn is_taken(id: i64, owner: i64) -> Refusal {
    Refusal::new(format!("{} is {}'s already, so nothing was changed.", code(id), mention(owner)))
}

pub fn is_for_a_role(id: i64, role: &str) -> Refusal {
    Refusal::new(format!("{} is for somebody of {role}, so nothing was changed.", code(id)))
}

pub fn nothing_to_change(id: i64) -> Refusal {
    Refusal::new(format!("{} is like that already, so nothing was changed.", code(id)))
}

pub fn nothing_to_undo(id: i64) -> Refusal {
    Refusal::new(format!("There is nothing left to take back on {}.", code(id)))
}

pub fn superseded(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} has changed since, so taking that back would lose something newer. Nothing was changed.",
        code(id)
    ))
}

pub fn is_superseded(id: i64, other: i64) -> Refusal {
    Refusal::new(format!(
        "DEC-{id} is superseded by DEC-{other} already, so nothing was recorded. Supersede that one instead."
    ))
    .offer("Show it", Line::new("decision show").with("decision", other))
}

/// It is confirmed already, or does not count any more.
pub fn not_to_confirm(decision: &Decision) -> Refusal {
    let id = decision.id;
    let why = match (decision.state, decision.superseded_by_id, decision.confirmed_by_user_id) {
        (DecisionState::Withdrawn, _, _) => format!("DEC-{id} is withdrawn"),
        (_, Some(other), _) => format!("DEC-{id} is superseded by DEC-{other}"),
        (_, None, Some(user_id)) => format!("DEC-{id} was confirmed by {} already", mention(user_id)),
        (_, None, None) => format!("DEC-{id} is not to be confirmed"),
    };
    Refusal::new(format!("{why}, so nothing was changed."))
        .offer("Show it", Line::new("decision show").with("decision", id))
}

pub fn is_withdrawn(id: i64) -> Refusal {
    Refusal::new(format!("DEC-{id} is withdrawn already, so nothing was changed."))
}

pub fn no_text() -> Refusal {
    Refusal::new("The action has no text, so nothing was saved. Say in a few words what is to be done.")
}

pub fn no_comment() -> Refusal {
    Refusal::new("The comment is empty, so nothing was added. Write a few words.")
}

pub fn no_decision() -> Refusal {
    Refusal::new("The decision has no text, so nothing was recorded. Say in a sentence what was decided.")
}

pub fn bad_due(error: &WhenError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn due_has_passed(at: DateTime<Utc>) -> Refusal {
    Refusal::new(format!(
        "{} has passed, so nothing was changed. Choose a time that is still to come.",
        stamp(at, Style::LongDateTime)
    ))
}
