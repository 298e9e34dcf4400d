//! How the last change of a reminder is taken back.

use crate::{
    base::recurrence::Timetable,
    db::{At, Json, event::Event},
    error::Fault,
    reminder::{Occurrence, Reminder, State},
    room::{self, Change, Fields, last_undoable, take_back},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is done to a reminder, in the words of its events.
pub mod verb {
    pub const MADE: &str = "made";
    pub const EDITED: &str = "edited";
    pub const DELETED: &str = "deleted";
    /// A deletion was taken back.
    pub const BROUGHT_BACK: &str = "brought back";
    pub const SKIPPED: &str = "skipped one";
    pub const MOVED: &str = "moved one";
    /// What was decided about one occurrence was taken back.
    pub const RESTORED: &str = "took a decision back";
    pub const UNDONE: &str = "undone";
}

/// Events that a person caused on the reminder itself and may take back.
const CAN_BE_UNDONE: [&str; 6] =
    [verb::MADE, verb::EDITED, verb::DELETED, verb::SKIPPED, verb::MOVED, verb::RESTORED];

/// What can change of a reminder, as its events keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub text: String,
    pub items: Vec<String>,
    pub people: Vec<i64>,
    #[serde(default)]
    pub roles: Vec<i64>,
    pub channel_id: Option<i64>,
    pub zone: String,
    pub timetable: Option<Timetable>,
    pub due_at: Option<At>,
    pub state: State,
}

/// When the reminder comes next.
const DUE: &str = "due_at";

impl Facts {
    /// The facts as they are.
    pub fn of(reminder: &Reminder) -> Self {
        Self {
            text: reminder.text.clone(),
            items: reminder.items_json.0.clone(),
            people: reminder.people_json.0.clone(),
            roles: reminder.roles().to_vec(),
            channel_id: reminder.channel_id,
            zone: reminder.zone.clone(),
            timetable: reminder.timetable().cloned(),
            due_at: reminder.due_at,
            state: reminder.state,
        }
    }

    /// Gives the reminder these facts; the rest of it stays.
    pub fn put_into(self, reminder: &mut Reminder) {
        let Self { text, items, people, roles, channel_id, zone, timetable, due_at, state } = self;
        (reminder.text, reminder.zone, reminder.channel_id) = (text, zone, channel_id);
        (reminder.items_json, reminder.people_json, reminder.roles_json) =
            (Json(items), Json(people), (!roles.is_empty()).then_some(Json(roles)));
        (reminder.timetable_json, reminder.due_at, reminder.state) = (timetable.map(Json), due_at, state);
    }
}

/// What can change of an occurrence, as the events of its reminder keep it.
pub fn standing(occurrence: &Occurrence) -> Fields {
    let standing = json!({
        "occurrence": occurrence.id, "state": occurrence.state, "wakes_at": occurrence.wakes_at,
        "ticks": occurrence.ticks_json.0,
    });
    standing.as_object().cloned().unwrap_or_default()
}

/// The last change that can be taken back; `events` are newest first.
pub fn last(events: &[Event]) -> Option<&Event> {
    last_undoable(events, |event| CAN_BE_UNDONE.contains(&event.verb.as_str()))
}

/// The last deletion that was not taken back.
pub fn last_deletion(events: &[Event]) -> Option<&Event> {
    last_undoable(events, |event| event.verb == verb::DELETED)
}

/// The facts after taking back `event`, when they are `now`; `None` when what it changed has changed since. When a series
/// comes next follows from its rule and is for the caller to find out. Taking back the making deletes.
///
/// # Errors
/// A fault when the event does not hold what those of reminders do.
pub fn undo(event: &Event, now: &Facts) -> Result<Option<Facts>, Fault> {
    if event.verb == verb::MADE {
        return Ok((now.state != State::Deleted).then(|| Facts { state: State::Deleted, ..now.clone() }));
    }
    let mut change = Change::of(event)?;
    // A series moves on to its next occurrence by itself, which is no later change of anybody's.
    if let Some(after) = change.after.as_mut().filter(|_| now.timetable.is_some()) {
        after.remove(DUE);
    }
    let Ok(back) = take_back(Some(&room::fields(now)?), &change) else { return Ok(None) };
    Ok(Some(serde_json::from_value(Value::Object(back.unwrap_or_default()))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{
            civil::Zone,
            recurrence::{Meant, read_when},
            working_hours::WorkingHours,
        },
        reminder::rules::tests::reminder,
        room::{difference, fields},
    };
    use chrono::{DateTime, TimeDelta, Utc};

    fn now() -> DateTime<Utc> {
        "2026-11-18T18:00:00Z".parse().expect("an instant")
    }

    fn table(text: &str) -> Timetable {
        match read_when(text, now(), &Zone::utc(), &WorkingHours::office(Zone::utc()))
            .expect("it reads")
            .taken
        {
            Meant::Series(table) => table,
            Meant::Once(..) => panic!("{text} is no series"),
        }
    }

    fn facts(text: &str, timetable: Option<Timetable>) -> Facts {
        Facts {
            text: text.to_owned(),
            items: Vec::new(),
            people: Vec::new(),
            roles: Vec::new(),
            channel_id: None,
            zone: "UTC".to_owned(),
            timetable,
            due_at: Some(At::from(now() + TimeDelta::hours(1))),
            state: State::Active,
        }
    }

    fn event(verb: &str, before: Option<&Facts>, after: &Facts) -> Event {
        let json = |fields: Fields| Json(Value::Object(fields));
        let change = match before {
            Some(before) => difference(&fields(before).expect("fields"), &fields(after).expect("fields"))
                .expect("they differ"),
            None => Change::noted(fields(after).expect("fields")),
        };
        Event {
            id: 1,
            happened_at: now(),
            actor_user_id: Some(1),
            interaction_id: None,
            verb: verb.to_owned(),
            before: change.before.map(json),
            after: change.after.map(json),
        }
    }

    #[test]
    fn what_is_put_into_a_reminder_is_what_it_says_then() {
        let roles = Facts { roles: vec![5], people: vec![7], channel_id: Some(3), ..facts("x", None) };
        for facts in [facts("x", Some(table("daily 9am"))), roles, facts("y", None)] {
            let mut changed = reminder("as it was", None);
            facts.clone().put_into(&mut changed);
            assert_eq!(Facts::of(&changed), facts);
            assert_eq!(changed.owner_user_id, reminder("as it was", None).owner_user_id);
        }
    }

    #[test]
    fn a_series_that_has_moved_on_gets_its_old_rule_back() {
        let (old, new) = (facts("x", Some(table("daily 9am"))), facts("x", Some(table("weekdays 10am"))));
        let new = Facts { due_at: Some(At::from(now() + TimeDelta::hours(16))), ..new };
        let edited = event(verb::EDITED, Some(&old), &new);
        let later = Facts { due_at: Some(At::from(now() + TimeDelta::hours(40))), ..new };
        let back = undo(&edited, &later).expect("it reads").expect("nobody has changed it since");
        assert_eq!(back.timetable, old.timetable);
        let renamed = Facts { timetable: Some(table("daily 11am")), ..later };
        assert_eq!(undo(&edited, &renamed).expect("it reads"), None, "somebody has given it another time");
    }

    #[test]
    fn what_took_place_meanwhile_is_not_put_off_again() {
        let old = facts("x", None);
        let new = Facts { due_at: Some(At::from(now() + TimeDelta::hours(2))), ..old.clone() };
        let moved = event(verb::MOVED, Some(&old), &new);
        assert_eq!(undo(&moved, &new).expect("it reads"), Some(old));
        let told = Facts { due_at: None, state: State::Over, ..new };
        assert_eq!(undo(&moved, &told).expect("it reads"), None);
    }

    #[test]
    fn taking_back_the_making_deletes() {
        let made = event(verb::MADE, None, &facts("x", None));
        let over = Facts { due_at: None, state: State::Over, ..facts("x", None) };
        let deleted = undo(&made, &over).expect("it reads").expect("it is there");
        assert_eq!(deleted.state, State::Deleted);
        assert_eq!(undo(&made, &deleted).expect("it reads"), None);
    }
}
