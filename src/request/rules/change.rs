//! Changes as events keep them, and how one is taken back.

use crate::{
    db::event::Event,
    request::{Facts, State},
};
use serde_json::{Map, Value, json};

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

/// The fact that names the event an undo took back.
const UNDID: &str = "undid";
/// The fact that names a note.
const NOTE: &str = "note_id";

/// The facts that differ, before and after; `None` when nothing does.
pub fn difference(before: &Facts, after: &Facts) -> Option<(Value, Value)> {
    let (before, after) = (map(before), map(after));
    let changed: Vec<_> = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).collect();
    if changed.is_empty() {
        return None;
    }
    let old =
        changed.iter().map(|(name, _)| ((*name).clone(), before.get(*name).cloned().unwrap_or(Value::Null)));
    let new = changed.iter().map(|(name, value)| ((*name).clone(), (*value).clone()));
    Some((Value::Object(old.collect()), Value::Object(new.collect())))
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
    let undid =
        |event: &Event| event.after.as_ref().and_then(|after| after.get(UNDID)).and_then(Value::as_i64);
    let undone: Vec<i64> =
        events.iter().filter(|event| event.verb == verb::UNDONE).filter_map(undid).collect();
    let can = |event: &&Event| CAN_BE_UNDONE.contains(&event.verb.as_str()) && !undone.contains(&event.id);
    events.iter().find(can).ok_or(NoUndo::Nothing)
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
    let (Some(before), Some(after)) = (object(event.before.as_deref()), object(event.after.as_deref()))
    else {
        return Err(NoUndo::Nothing);
    };
    let mut facts = map(now);
    if after.iter().any(|(name, value)| facts.get(name).is_some_and(|current| current != value)) {
        return Err(NoUndo::Superseded);
    }
    for (name, value) in before {
        if facts.contains_key(name) {
            facts.insert(name.clone(), value.clone());
        }
    }
    let facts = serde_json::from_value(Value::Object(facts)).map_err(|_| NoUndo::Superseded)?;
    Ok(Undo::Facts(Box::new(facts)))
}

/// The `after` of an undo's event: what became of the facts, and which event was taken back.
pub fn undoing(event_id: i64, after: Option<Value>) -> Value {
    let mut facts = match after {
        Some(Value::Object(facts)) => facts,
        _ => Map::new(),
    };
    facts.insert(UNDID.to_owned(), json!(event_id));
    Value::Object(facts)
}

/// The `after` of a note's event.
pub fn noting(note_id: i64, text: &str) -> Value {
    json!({ NOTE: note_id, "text": text })
}

fn note_of(event: &Event) -> Option<i64> {
    event.after.as_ref()?.get(NOTE)?.as_i64()
}

fn object(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object)
}

/// The facts by name. They are a struct of plain fields, which is always an object.
fn map(facts: &Facts) -> Map<String, Value> {
    match serde_json::to_value(facts) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::Json,
        request::rules::lifecycle::{
            self,
            tests::{any_step, facts},
        },
    };
    use proptest::prelude::*;

    fn event(id: i64, verb: &str, before: Option<Value>, after: Option<Value>) -> Event {
        Event {
            id,
            happened_at: chrono::DateTime::UNIX_EPOCH,
            actor_user_id: Some(1),
            interaction_id: None,
            verb: verb.to_owned(),
            before: before.map(Json),
            after: after.map(Json),
        }
    }

    #[test]
    fn a_superseded_change_is_not_taken_back() {
        let old = facts("a");
        let new = Facts { importance: 3, ..old.clone() };
        let (before, after) = difference(&old, &new).expect("they differ");
        let edited = event(1, verb::EDITED, Some(before), Some(after));
        assert_eq!(undo(&edited, &new), Ok(Undo::Facts(old.clone().into())));
        let newer = Facts { importance: 2, ..old };
        assert_eq!(undo(&edited, &newer), Err(NoUndo::Superseded));
    }

    #[test]
    fn what_was_undone_is_not_undone_again() {
        let mut events =
            vec![event(1, verb::FILED, None, None), event(2, verb::NOTED, None, Some(noting(9, "x")))];
        events.reverse();
        assert_eq!(last(&events).map(|event| event.id), Ok(2));
        events.insert(0, event(3, verb::UNDONE, None, Some(undoing(2, None))));
        assert_eq!(last(&events).map(|event| event.id), Ok(1));
        events.insert(0, event(4, verb::UNDONE, None, Some(undoing(1, None))));
        assert_eq!(last(&events), Err(NoUndo::Nothing));
        events.insert(0, event(5, verb::FILE_KEPT, None, None));
        assert_eq!(last(&events), Err(NoUndo::Nothing));
    }

    proptest! {
        /// Any life of a request, taken back step by step, ends where it began, and then withdrawn.
        #[test]
        fn undo_walks_back_through_everything(steps in proptest::collection::vec(any_step(), 0..12)) {
            let filed = facts("x");
            let mut events = vec![event(1, verb::FILED, None, None)];
            let mut now = filed.clone();
            for next in steps {
                let Ok(after) = lifecycle::step(1, &now, next) else { continue };
                // Snoozed until the same instant again, or answered with no question open.
                let Some((old, new)) = difference(&now, &after) else { continue };
                let id = i64::try_from(events.len()).expect("small") + 1;
                events.insert(0, event(id, verb::EDITED, Some(old), Some(new)));
                now = after;
            }
            loop {
                let target = last(&events).expect("filing is last").clone();
                if target.verb == verb::FILED { break }
                let Undo::Facts(after) = undo(&target, &now).expect("the last is not superseded") else {
                    panic!("no note was made")
                };
                let (old, new) = difference(&now, &after).expect("undo changes something");
                let id = i64::try_from(events.len()).expect("small") + 1;
                events.insert(0, event(id, verb::UNDONE, Some(old), Some(undoing(target.id, Some(new)))));
                now = *after;
            }
            prop_assert_eq!(&now, &filed);
            let Ok(Undo::Facts(end)) = undo(last(&events).expect("filing"), &now) else { panic!("filing can be undone") };
            prop_assert_eq!(end.state, State::Withdrawn);
        }
    }
}
