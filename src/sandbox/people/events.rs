//! Scheduled events as people see them.

use crate::sandbox::{Core, Sandbox, gateway::intent, ids::Id, state::State};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// A scheduled event as the list of a server shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: Id,
    pub name: String,
    pub description: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    /// 1 on a stage, 2 in a voice channel, 3 anywhere else.
    pub kind: u64,
    pub channel_id: Option<Id>,
    pub location: Option<String>,
    /// Whether it goes on, as opposed to being to come.
    pub goes_on: bool,
}

impl Event {
    fn read(event: &Map<String, Value>) -> Option<Self> {
        let text = |key: &str| event.get(key).and_then(Value::as_str);
        let at = |key: &str| DateTime::parse_from_rfc3339(text(key)?).ok().map(|at| at.to_utc());
        Some(Self {
            id: text("id")?.parse().ok()?,
            name: text("name")?.to_owned(),
            description: text("description").unwrap_or_default().to_owned(),
            starts_at: at("scheduled_start_time")?,
            ends_at: at("scheduled_end_time"),
            kind: event.get("entity_type")?.as_u64()?,
            channel_id: text("channel_id").and_then(|id| id.parse().ok()),
            location: event.get("entity_metadata")?["location"].as_str().map(str::to_owned),
            goes_on: event.get("status")?.as_u64()? == 2,
        })
    }
}

/// The events of a guild that are to come or going on, the next first.
pub fn events_of(state: &State, guild_id: Id) -> Vec<Event> {
    let is_open = |event: &&Map<String, Value>| {
        let is_here = event.get("guild_id") == Some(&serde_json::json!(guild_id));
        is_here && matches!(event.get("status").and_then(Value::as_u64), Some(1 | 2))
    };
    let mut all: Vec<Event> =
        state.scheduled_events.values().filter(is_open).filter_map(Event::read).collect();
    all.sort_by_key(|event| (event.starts_at, event.id));
    all
}

impl Sandbox {
    /// The events of a guild that are to come or going on, the next first.
    pub fn events(&self, guild_id: Id) -> Vec<Event> {
        self.core.read(|state| events_of(state, guild_id))
    }

    /// Waits until the events of a guild fit, up to ten seconds.
    pub async fn wait_for_events(&self, guild_id: Id, fits: impl Fn(&[Event]) -> bool) -> Option<Vec<Event>> {
        let look = |state: &State| Some(events_of(state, guild_id)).filter(|events| fits(events));
        self.core.wait(look).await
    }

    /// Somebody deletes an event.
    pub fn delete_event(&self, id: Id) {
        self.core.delete_event(id);
    }
}

impl Core {
    pub(in crate::sandbox) fn delete_event(&self, id: Id) {
        self.change(|state, _| {
            if let Some(event) = state.scheduled_events.remove(&id) {
                let event = Value::Object(event);
                state.gateway.dispatch(
                    "GUILD_SCHEDULED_EVENT_DELETE",
                    intent::GUILD_SCHEDULED_EVENTS,
                    &event,
                );
            }
        });
    }
}
