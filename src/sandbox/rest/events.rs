//! Scheduled events of a guild.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    gateway::intent,
    ids::Id,
    model::kind,
    permissions::Permissions,
    render,
    state::State,
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// Scheduled or active events per guild.
const MAX_EVENTS: usize = 100;
const EXTERNAL: u64 = 3;

fn of_guild(state: &State, guild_id: Id) -> impl Iterator<Item = &Map<String, Value>> {
    state.scheduled_events.values().filter(move |event| event.get("guild_id") == Some(&json!(guild_id)))
}

fn found<'a>(state: &'a State, call: &Call) -> Result<(Id, &'a Map<String, Value>), ApiError> {
    let guild_id = state.guild(call.id("guild_id")?)?.id;
    let id = call.id("guild_scheduled_event_id")?;
    let event =
        state.scheduled_events.get(&id).filter(|event| event.get("guild_id") == Some(&json!(guild_id)));
    event.map(|event| (id, event)).ok_or_else(ApiError::unknown_event)
}

pub fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild_id = state.guild(call.id("guild_id")?)?.id;
    Ok(Reply::Json(of_guild(state, guild_id).cloned().map(Value::Object).collect()))
}

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    found(state, call).map(|(_, event)| Reply::Json(Value::Object(event.clone())))
}

pub fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild_id = call.id("guild_id")?;
    state.need_in_guild(guild_id, Permissions::CREATE_EVENTS)?;
    check(&call.body, call.now)?;
    check_place(state, guild_id, &call.body)?;
    let live =
        |event: &&Map<String, Value>| matches!(event.get("status").and_then(Value::as_u64), Some(1 | 2));
    if of_guild(state, guild_id).filter(live).count() >= MAX_EVENTS {
        return Err(ApiError::bad(
            30038,
            "Maximum number of uncompleted guild scheduled events reached (100)",
        ));
    }
    let id = state.ids.next(call.now);
    let mut event = Map::new();
    let defaults = json!({
        "id": id, "guild_id": guild_id, "channel_id": null, "creator_id": state.bot_id(), "description": null,
        "image": null, "scheduled_end_time": null, "status": 1, "entity_id": null, "recurrence_rule": null,
        "user_count": 0, "entity_metadata": null, "guild_scheduled_event_exceptions": [],
        "creator": render::user_by_id(state, state.bot_id()),
    });
    event.extend(defaults.as_object().cloned().unwrap_or_default());
    event.extend(call.body.as_object().cloned().unwrap_or_default());
    store(state, "CREATE", id, event)
}

pub fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    state.need_in_guild(call.id("guild_id")?, Permissions::CREATE_EVENTS)?;
    let (id, event) = found(state, call)?;
    let mut event = event.clone();
    let before = event.get("status").and_then(Value::as_u64).unwrap_or(1);
    if before > 2 {
        return Err(ApiError::bad(180_000, "Cannot update a finished event"));
    }
    event.extend(call.body.as_object().cloned().unwrap_or_default());
    let after = event.get("status").and_then(Value::as_u64).unwrap_or(1);
    if after != before && !matches!((before, after), (1, 2 | 4) | (2, 3)) {
        return Err(FormErrors::one(
            "status",
            "BASE_TYPE_CHOICES",
            "This status cannot follow the current one.",
        ));
    }
    let event_value = Value::Object(event.clone());
    check(&event_value, DateTime::<Utc>::MIN_UTC)?;
    check_place(state, call.id("guild_id")?, &event_value)?;
    store(state, "UPDATE", id, event)
}

pub fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    state.need_in_guild(call.id("guild_id")?, Permissions::CREATE_EVENTS)?;
    let (id, event) = found(state, call)?;
    let event = Value::Object(event.clone());
    state.scheduled_events.remove(&id);
    state.gateway.dispatch("GUILD_SCHEDULED_EVENT_DELETE", intent::GUILD_SCHEDULED_EVENTS, &event);
    Ok(Reply::Empty)
}

fn store(state: &mut State, change: &str, id: Id, event: Map<String, Value>) -> Result<Reply, ApiError> {
    let value = Value::Object(event.clone());
    state.scheduled_events.insert(id, event);
    let name = format!("GUILD_SCHEDULED_EVENT_{change}");
    state.gateway.dispatch(&name, intent::GUILD_SCHEDULED_EVENTS, &value);
    Ok(Reply::Json(value))
}

/// Whether the bot may hold an event in the channel that it names (documentation, "Guild Scheduled Event", permissions).
fn check_place(state: &State, guild_id: Id, event: &Value) -> Result<(), ApiError> {
    let (kind, needed) = match event["entity_type"].as_u64() {
        Some(1) => (
            kind::STAGE,
            Permissions::MANAGE_CHANNELS | Permissions::MUTE_MEMBERS | Permissions::MOVE_MEMBERS,
        ),
        Some(2) => (kind::VOICE, Permissions::VIEW_CHANNEL | Permissions::CONNECT),
        _ => return Ok(()),
    };
    let channel_id = event["channel_id"].as_str().and_then(|id| id.parse().ok());
    let channel =
        channel_id.and_then(|id| state.channels.get(&id)).filter(|it| it.guild_id == Some(guild_id));
    let channel = channel.ok_or_else(ApiError::unknown_channel)?;
    if channel.kind != kind {
        return Err(FormErrors::one(
            "channel_id",
            "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE",
            "Invalid channel type.",
        ));
    }
    match state.bot_may(channel, Permissions::VIEW_CHANNEL | needed) {
        true => Ok(()),
        false => Err(ApiError::missing_permissions()),
    }
}

/// Checks an event's fields; a start before `not_before` is refused.
fn check(event: &Value, not_before: DateTime<Utc>) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    errors.length("name", event["name"].as_str().unwrap_or_default(), 100);
    if let Some(text) = event["description"].as_str() {
        errors.length("description", text, 1000);
    }
    if event["privacy_level"] != 2 {
        errors.add("privacy_level", "BASE_TYPE_CHOICES", "Value must be one of {2}.");
    }
    let at = |key: &str| event[key].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    match at("scheduled_start_time") {
        None => errors.required("scheduled_start_time"),
        Some(start) if start < not_before => {
            let message = "Cannot schedule event in the past.";
            errors.add("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message);
        }
        Some(start) if at("scheduled_end_time").is_some_and(|end| end <= start) => {
            let message = "The end must be after the start.";
            errors.add("scheduled_end_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message);
        }
        Some(_) => {}
    }
    match event["entity_type"].as_u64() {
        Some(EXTERNAL) => {
            let location = event["entity_metadata"]["location"].as_str().unwrap_or_default();
            errors.length("entity_metadata.location", location, 100);
            if at("scheduled_end_time").is_none() {
                errors.required("scheduled_end_time");
            }
        }
        Some(1 | 2) if event["channel_id"].is_null() => errors.required("channel_id"),
        Some(1 | 2) => {}
        _ => errors.add("entity_type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}."),
    }
    errors.finish()
}
