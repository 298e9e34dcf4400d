//! Changes as events keep them, and how one is taken back.

use crate::{
    db::event::Event,
    error::Fault,
    request::{Facts, State},
    room::{self, Change, Fields, Superseded, last_undoable, take_back},
};
use serde_json::Value;

/// What is done to a request, in the words of its events.
pub mod verb {
    pub const FILED: &str = "filed";
    pub const EDITED: &str = "edited";
    pub const ASSIGNED: &str = "assigned";
    pub const NOTED: &str = "noted";
    pub const CLOSED: &str = "closed";
    pub const REOPENED: &str = "reopened";
    pub const MERGED: &str = "merged";
    pub const SNOOZED: &str = "snoozed";
    /// Its reporter was asked something.
    pub const ASKED: &str = "asked";
    /// Its reporter answered; the answer itself is a note.
    pub const ANSWERED: &str = "answered";
    pub const UNDONE: &str = "undone";
    /// Another request became a +1 of this one, or no longer is.
    pub const GAINED: &str = "gained";
    pub const LOST: &str = "lost";
    /// A file was copied, or could not be.
    pub const FILE_KEPT: &str = "file_kept";
    pub const FILE_FAILED: &str = "file_failed";
    pub const FILE_DROPPED: &str = "file_dropped";
}

/// Events that a person caused on the request itself and may take back.
const CAN_BE_UNDONE: [&str; 9] = [
    verb::FILED,
    verb::EDITED,
    verb::ASSIGNED,
    verb::NOTED,
    verb::CLOSED,
    verb::REOPENED,
    verb::MERGED,
    verb::SNOOZED,
    verb::ASKED,
];

/// The fact that names a note.
const NOTE: &str = "note_id";

/// The facts that differ, before and after; `None` when nothing does.
pub fn difference(before: &Facts, after: &Facts) -> Option<Change> {
    room::difference(&map(before), &map(after))
}

/// Why a change cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoUndo {
    /// Nothing is left to take back.
    Nothing,
    /// The last change is somebody else's.
    Theirs(Option<i64>),
    /// What it changed has been changed again since.
    Superseded,
}

/// What taking back an event does.
#[derive(Clone, Debug, PartialEq)]
pub enum Undo {
    /// The facts become these.
    Facts(Box<Facts>),
    /// The note goes.
    Note(i64),
}

/// The last event that has not been taken back; `events` are newest first.
pub fn last(events: &[Event]) -> Result<&Event, NoUndo> {
    last_undoable(events, |event| CAN_BE_UNDONE.contains(&event.verb.as_str())).ok_or(NoUndo::Nothing)
}

/// What it means to take back `event`, when the facts are `now`.
pub fn undo(event: &Event, now: &Facts) -> Result<Undo, NoUndo> {
    if event.verb == verb::NOTED {
        return note_of(event).map(Undo::Note).ok_or(NoUndo::Nothing);
    }
    if event.verb == verb::FILED {
        let withdrawn = Facts { state: State::Withdrawn, ..now.clone() };
        return if now.state == State::New {
            Ok(Undo::Facts(withdrawn.into()))
        } else {
            Err(NoUndo::Superseded)
        };
    }
    let now = map(now);
    let change = facts_alone(Change::of(event).map_err(|_| NoUndo::Nothing)?, &now);
    let back = take_back(Some(&now), &change).map_err(|Superseded| NoUndo::Superseded)?;
    let facts = serde_json::from_value(Value::Object(back.unwrap_or_default()));
    Ok(Undo::Facts(facts.map_err(|_| NoUndo::Superseded)?))
}

/// The change without what its event tells beside the facts, such as the text of a question.
fn facts_alone(change: Change, known: &Fields) -> Change {
    let alone = |side: Option<Fields>| {
        side.map(|fields| fields.into_iter().filter(|(name, _)| known.contains_key(name)).collect())
    };
    Change { before: alone(change.before), after: alone(change.after) }
}

/// What the event of the filing keeps: the facts, and what was typed for a customer whom nobody knows by it.
///
/// # Errors
/// A fault when the facts are no JSON.
pub fn as_filed(facts: &Facts, customer_typed: Option<&str>) -> Result<Fields, Fault> {
    let mut filed = room::fields(facts)?;
    if let Some(typed) = customer_typed {
        filed.insert("customer_typed".to_owned(), typed.into());
    }
    Ok(filed)
}

/// A note that was added.
pub fn noting(note_id: i64, text: &str) -> Change {
    let facts = [(NOTE.to_owned(), note_id.into()), ("text".to_owned(), text.into())];
    Change::noted(facts.into_iter().collect())
}

fn note_of(event: &Event) -> Option<i64> {
    event.after.as_ref()?.get(NOTE)?.as_i64()
}

/// The facts by name. They are a struct of plain fields, which always has them.
fn map(facts: &Facts) -> Fields {
    room::fields(facts).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{db::Json, request::rules::lifecycle::tests::facts};

    fn event(id: i64, verb: &str, change: Change) -> Event {
        Event {
            id,
            happened_at: chrono::DateTime::UNIX_EPOCH,
            actor_user_id: Some(1),
            interaction_id: None,
            verb: verb.to_owned(),
            before: change.before.map(|fields| Json(Value::Object(fields))),
            after: change.after.map(|fields| Json(Value::Object(fields))),
        }
    }

    #[test]
    fn a_change_is_taken_back_while_its_facts_are_as_it_made_them() {
        let old = facts("a");
        let new = Facts { importance: 3, ..old.clone() };
        let mut change = difference(&old, &new).expect("they differ");
        // What an event tells beside the facts is no part of them.
        change.after.get_or_insert_default().insert("question".to_owned(), "Which version?".into());
        let edited = event(1, verb::EDITED, change);
        assert_eq!(undo(&edited, &new), Ok(Undo::Facts(old.clone().into())));
        let newer = Facts { importance: 2, ..old };
        assert_eq!(undo(&edited, &newer), Err(NoUndo::Superseded));
    }

    #[test]
    fn the_filing_comes_last_and_withdraws() {
        let filed = event(1, verb::FILED, Change::default());
        let noted = event(2, verb::NOTED, noting(9, "x"));
        let undone = event(3, verb::UNDONE, Change::default().undoing(2));
        let kept = event(4, verb::FILE_KEPT, Change::default());
        let events = [noted.clone(), filed.clone()];
        assert_eq!(last(&events).map(|event| event.id), Ok(2));
        assert_eq!(undo(&noted, &facts("x")), Ok(Undo::Note(9)));
        let events = [kept.clone(), undone.clone(), noted.clone(), filed.clone()];
        assert_eq!(last(&events).map(|event| event.id), Ok(1));
        let withdrawn = Facts { state: State::Withdrawn, ..facts("x") };
        assert_eq!(undo(&filed, &facts("x")), Ok(Undo::Facts(withdrawn.into())));
        let events = [event(5, verb::UNDONE, Change::default().undoing(1)), kept, undone, noted, filed];
        assert_eq!(last(&events), Err(NoUndo::Nothing));
    }
}
