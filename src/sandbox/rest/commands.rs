//! Application commands, global and per guild.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    ids::Id,
    model::Command,
    state::State,
    validate::commands::{check, check_counts, check_set, kind_of},
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The guild in the path, if there is one; the application must be the caller's own.
fn place(state: &State, call: &Call) -> Result<Option<Id>, ApiError> {
    if call.id("application_id")? != state.app.id {
        return Err(ApiError::new(
            axum::http::StatusCode::FORBIDDEN,
            20012,
            "You are not authorized to perform this action on this application",
        ));
    }
    if call.text("guild_id").is_empty() {
        return Ok(None);
    }
    let guild_id = call.id("guild_id")?;
    state.guild(guild_id).map(|guild| Some(guild.id))
}

pub fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let full = call.query("with_localizations") == Some("true");
    let here = state.commands.iter().filter(|command| command.guild_id == place);
    Ok(Reply::Json(here.map(|command| shown(command, full)).collect()))
}

/// Lists leave the localisations out unless they are asked for.
fn shown(command: &Command, full: bool) -> Value {
    let mut json = command.json.clone();
    if !full {
        json.remove("name_localizations");
        json.remove("description_localizations");
    }
    Value::Object(json)
}

pub fn replace(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let bodies = call.body.as_array().ok_or_else(|| {
        FormErrors::one("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    })?;
    check_set(bodies)?;
    let is_old = |body: &&Value| state.commands.iter().any(|command| is_same(command, place, body));
    let new = bodies.iter().filter(|body| !is_old(body)).count();
    count_new(state, call.now, place, new)?;
    let (old, others) = std::mem::take(&mut state.commands).into_iter().partition(|c| c.guild_id == place);
    state.commands = others;
    let old: Vec<Command> = old;
    for body in bodies {
        let same =
            old.iter().find(|c| c.kind == kind_of(body) && Some(c.name.as_str()) == body["name"].as_str());
        let command = make(state, call.now, place, body, same);
        state.commands.push(command);
    }
    let here = state.commands.iter().filter(|command| command.guild_id == place);
    Ok(Reply::Json(here.map(|command| shown(command, true)).collect()))
}

pub fn upsert(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let place = place(state, call)?;
    let body = &call.body;
    check(body)?;
    if let Some(at) = state.commands.iter().position(|command| is_same(command, place, body)) {
        let old = state.commands[at].clone();
        state.commands[at] = make(state, call.now, place, body, Some(&old));
        return Ok(Reply::Json(shown(&state.commands[at], true)));
    }
    let here = state.commands.iter().filter(|command| command.guild_id == place).map(|command| command.kind);
    check_counts(here.chain([kind_of(body)]))?;
    count_new(state, call.now, place, 1)?;
    let command = make(state, call.now, place, body, None);
    let reply = shown(&command, true);
    state.commands.push(command);
    Ok(Reply::Created(reply))
}

/// Whether a body replaces a command: same place, kind and name.
fn is_same(command: &Command, place: Option<Id>, body: &Value) -> bool {
    command.guild_id == place && command.kind == kind_of(body) && body["name"] == command.name.as_str()
}

/// Counts created commands; more than 200 in one day and place are refused.
fn count_new(state: &mut State, now: DateTime<Utc>, place: Option<Id>, new: usize) -> Result<(), ApiError> {
    let count = state.commands_created.entry((place, now.date_naive())).or_default();
    let sum = *count + new as u32;
    if sum > 200 {
        return Err(ApiError::bad(
            30034,
            "Max number of daily application command creates has been reached (200)",
        ));
    }
    *count = sum;
    Ok(())
}

/// The stored form of a command. It keeps its id, and its version too when nothing in it changed.
fn make(
    state: &mut State,
    now: DateTime<Utc>,
    guild_id: Option<Id>,
    body: &Value,
    old: Option<&Command>,
) -> Command {
    let id = old.map_or_else(|| state.ids.next(now), |old| old.id);
    let mut json: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    let kind = kind_of(body);
    json.insert("id".to_owned(), json!(id));
    json.insert("application_id".to_owned(), json!(state.app.id));
    json.insert("type".to_owned(), json!(kind));
    for (key, default) in [
        ("description", json!("")),
        ("default_member_permissions", Value::Null),
        ("nsfw", json!(false)),
        ("integration_types", json!([0])),
        ("name_localizations", Value::Null),
        ("description_localizations", Value::Null),
    ] {
        json.entry(key).or_insert(default);
    }
    tidy(json.get_mut("options"));
    match guild_id {
        Some(guild_id) => drop(json.insert("guild_id".to_owned(), json!(guild_id))),
        None => {
            json.entry("dm_permission").or_insert(json!(true));
            json.entry("contexts").or_insert(Value::Null);
        }
    }
    let unchanged = old.filter(|old| {
        let mut before = old.json.clone();
        before.remove("version");
        before == json
    });
    let version = unchanged.and_then(|old| old.json.get("version").cloned());
    let version = version.unwrap_or_else(|| json!(state.ids.next(now)));
    json.insert("version".to_owned(), version);
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    Command { id, guild_id, kind, name, json }
}

/// Discord does not give back what an option says without need: nulls and empty lists.
fn tidy(options: Option<&mut Value>) {
    for option in options.and_then(Value::as_array_mut).into_iter().flatten() {
        tidy(option.get_mut("options"));
        if let Some(option) = option.as_object_mut() {
            let empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            option.retain(|_, value| !empty(value));
        }
    }
}

fn position(state: &State, call: &Call) -> Result<usize, ApiError> {
    let place = place(state, call)?;
    let id = call.id("command_id")?;
    let found = state.commands.iter().position(|command| command.id == id && command.guild_id == place);
    found.ok_or_else(ApiError::unknown_command)
}

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = position(state, call)?;
    Ok(Reply::Json(shown(&state.commands[at], true)))
}

pub fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = position(state, call)?;
    let old = state.commands[at].clone();
    let mut merged = old.json.clone();
    for key in ["id", "application_id", "version", "guild_id"] {
        merged.remove(key);
    }
    merged.extend(call.body.as_object().cloned().unwrap_or_default());
    merged.insert("type".to_owned(), json!(old.kind));
    let merged = Value::Object(merged);
    check(&merged)?;
    state.commands[at] = make(state, call.now, old.guild_id, &merged, Some(&old));
    Ok(Reply::Json(shown(&state.commands[at], true)))
}

pub fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let at = position(state, call)?;
    state.commands.remove(at);
    Ok(Reply::Empty)
}
