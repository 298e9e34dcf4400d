//! What a change changed, how it is recorded, and how it is taken back.
//!
//! An event keeps the fields that a change changed, as they were and as they became. Taking a change back is a change as
//! well: its event names the one that it took back.

use super::Actor;
use crate::{
    db::{
        Json, Tx,
        event::{self, Event, NewEvent},
    },
    error::Fault,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A row's fields by name, as its events keep them; a missing one counts as null.
pub type Fields = Map<String, Value>;

/// The field of an event that names the event that it took back.
const UNDID: &str = "undid";
/// How the events of rotations have called it from the beginning.
const UNDOES: &str = "undoes";

/// What a change changed; `None` in place of fields means that there was no row, or is none any more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    pub before: Option<Fields>,
    pub after: Option<Fields>,
}

impl Change {
    /// Something happened that `after` tells of, and nothing can be compared with what was before.
    pub fn noted(after: Fields) -> Self {
        Self { before: None, after: Some(after) }
    }

    /// From one state of a row to another: of a row that stays the fields that differ, else the whole row. `None` when
    /// nothing differs.
    pub fn between(before: Option<Fields>, after: Option<Fields>) -> Option<Self> {
        match (before, after) {
            (Some(before), Some(after)) => difference(&before, &after),
            (None, None) => None,
            (before, after) => Some(Self { before, after }),
        }
    }

    /// What the event keeps.
    ///
    /// # Errors
    /// A fault when it holds something other than fields.
    pub fn of(event: &Event) -> Result<Self, Fault> {
        let side = |side: &Option<Json<Value>>| match side.as_ref().map(|json| &json.0) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(fields.clone())),
            Some(_) => Err(Fault::Broken(format!("the event {} holds no fields", event.id))),
        };
        Ok(Self { before: side(&event.before)?, after: side(&event.after)? })
    }

    /// The same without these fields: events are read where what is confidential is not.
    pub fn without(mut self, names: &[&str]) -> Self {
        for side in [&mut self.before, &mut self.after].into_iter().flatten() {
            side.retain(|name, _| !names.contains(&name.as_str()));
        }
        self
    }

    /// The same, as what took back the event `id`.
    pub fn undoing(mut self, id: i64) -> Self {
        self.after.get_or_insert_default().insert(UNDID.to_owned(), id.into());
        self
    }
}

/// What is recorded of a change besides what changed.
#[derive(Clone, Copy)]
pub struct Deed {
    /// In the past tense.
    pub verb: &'static str,
    /// The event that it takes back.
    pub undoes: Option<i64>,
}

impl Deed {
    /// Something that takes nothing back.
    pub fn of(verb: &'static str) -> Self {
        Self { verb, undoes: None }
    }

    /// Records the change that it made to the row `id` of a `noun`. Returns the event's number.
    pub fn record(self, tx: &mut Tx, actor: &Actor, noun: &str, id: i64, change: Change) -> i64 {
        let change = self.undoes.into_iter().fold(change, Change::undoing);
        record(tx, actor, noun, id, self.verb, change)
    }
}

/// The fields of a row, or of whatever else is a struct.
///
/// # Errors
/// A fault when it is no struct.
pub fn fields(row: &impl Serialize) -> Result<Fields, Fault> {
    match serde_json::to_value(row)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Fault::Broken("a row is no struct".to_owned())),
    }
}

/// Records what `actor` did to the row `id` of a `noun`, in the past tense. Returns the event's number.
pub fn record(tx: &mut Tx, actor: &Actor, noun: &str, id: i64, verb: &str, change: Change) -> i64 {
    let event = NewEvent {
        guild_id: actor.guild_id,
        happened_at: actor.now,
        actor_user_id: actor.user_id,
        interaction_id: actor.interaction_id,
        subject: noun,
        subject_id: id,
        verb,
        before: change.before.map(Value::Object),
        after: change.after.map(Value::Object),
    };
    event::record(tx, event)
}

/// The fields of a row that differ, as they were and as they are; `None` when nothing does.
pub fn difference(before: &Fields, after: &Fields) -> Option<Change> {
    let keys = || before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let differs = |key: &&String| get(before, key) != get(after, key);
    let pick = |from: &Fields| -> Fields {
        keys().filter(differs).map(|key| (key.clone(), get(from, key))).collect()
    };
    let (before, after) = (pick(before), pick(after));
    (!after.is_empty()).then_some(Change { before: Some(before), after: Some(after) })
}

/// The newest event that `can` be taken back and has not been; `events` are a row's, newest first.
pub fn last_undoable(events: &[Event], can: impl Fn(&Event) -> bool) -> Option<&Event> {
    events.iter().find(|event| can(event) && !is_taken_back(events, event.id))
}

/// Whether one of `events` took back the event `id`.
pub fn is_taken_back(events: &[Event], id: i64) -> bool {
    events.iter().any(|event| undid(event) == Some(id))
}

fn undid(event: &Event) -> Option<i64> {
    let after = event.after.as_ref()?;
    after.get(UNDID).or_else(|| after.get(UNDOES))?.as_i64()
}

/// The fields that a change changed have changed again since: taking it back would lose the later change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Superseded;

/// The row after taking back `change`, when it is `now`; `None` stands for no row.
///
/// A change that made the row is taken back only while the whole row is as it was made.
///
/// # Errors
/// [`Superseded`].
pub fn take_back(now: Option<&Fields>, change: &Change) -> Result<Option<Fields>, Superseded> {
    match (now, &change.before, &change.after) {
        (None, Some(before), None) => Ok(Some(before.clone())),
        (Some(now), None, Some(after)) if difference(now, after).is_none() => Ok(None),
        (Some(now), Some(before), Some(after))
            if after.iter().all(|(key, value)| get(now, key) == *value) =>
        {
            let mut row = now.clone();
            row.extend(before.clone());
            Ok(Some(row))
        }
        _ => Err(Superseded),
    }
}

/// The facts of a row after taking back what `event` tells, when they are `now`; `None` when what it changed has changed
/// since. What the event tells beside the facts does not count.
///
/// # Errors
/// A fault when the facts are no struct, or the event holds something other than fields.
pub fn facts_before<F: Serialize + DeserializeOwned>(event: &Event, now: &F) -> Result<Option<F>, Fault> {
    let now = fields(now)?;
    let change = Change::of(event)?;
    let alone = |side: Option<Fields>| {
        side.map(|side| side.into_iter().filter(|(name, _)| now.contains_key(name)).collect::<Fields>())
    };
    let change = Change { before: alone(change.before), after: alone(change.after) };
    match take_back(Some(&now), &change) {
        Ok(Some(back)) => Ok(Some(serde_json::from_value(Value::Object(back))?)),
        Ok(None) | Err(Superseded) => Ok(None),
    }
}

fn get(fields: &Fields, key: &str) -> Value {
    fields.get(key).cloned().unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests;
