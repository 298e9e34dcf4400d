//! Telling Discord which commands there are, when that has changed.

mod desired;

#[cfg(test)]
pub(super) use desired::commands;
#[cfg(test)]
mod tests;

use super::rest::{Body, Error, Rest, Route};
use crate::contract::MANIFESTS;
use serde_json::{Map, Value};

/// What registering did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// Discord has the commands as they are.
    Unchanged,
    /// Discord was told this many.
    Replaced(usize),
}

/// Compares what Discord has with the manifests, and replaces it when they differ.
pub(super) async fn register(rest: &Rest, application_id: u64) -> Result<Registered, Error> {
    let wanted = desired::commands(MANIFESTS);
    let found = rest.send(Route::commands(application_id), Body::Empty).await?;
    if normal(&found) == normal(&wanted) {
        return Ok(Registered::Unchanged);
    }
    let count = wanted.as_array().map_or(0, Vec::len);
    rest.send(Route::replace_commands(application_id), Body::Json(wanted)).await?;
    Ok(Registered::Replaced(count))
}

/// What Discord keeps of a command, in whichever of several ways it says the same.
fn normal(commands: &Value) -> Vec<Value> {
    let mut commands: Vec<_> = commands.as_array().into_iter().flatten().map(normal_entry).collect();
    commands.sort_by_key(|command| (command["type"].as_u64(), command["name"].as_str().map(str::to_owned)));
    commands
}

/// The keys that docket sets, on commands, options and choices.
const KEYS: [&str; 16] = [
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "choices",
    "value",
    "required",
    "autocomplete",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "contexts",
    "integration_types",
];

fn normal_entry(entry: &Value) -> Value {
    let Some(object) = entry.as_object() else { return entry.clone() };
    let mut out = Map::new();
    for (key, value) in object.iter().filter(|(key, _)| KEYS.contains(&key.as_str())) {
        let value = match value {
            Value::Array(list) => Value::Array(list.iter().map(normal_entry).collect()),
            other => other.clone(),
        };
        // Left out, null, empty and false are the same.
        let is_nothing = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        if !is_nothing {
            out.insert(key.clone(), value);
        }
    }
    Value::Object(out)
}
