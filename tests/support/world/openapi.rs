//! Discord's own description of its API, against which everything that docket sends is checked.

use docket::sandbox::Entry;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Mutex, OnceLock},
};

/// Where the description lies, beside the repository.
pub fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/discord-openapi.json")
}

/// The description; `None` when the file is not there, which one test says aloud.
pub fn description() -> Option<&'static Value> {
    static DESCRIPTION: OnceLock<Option<Value>> = OnceLock::new();
    let read = || {
        let text = std::fs::read(place()).ok()?;
        Some(serde_json::from_slice(&text).expect("the description is JSON"))
    };
    DESCRIPTION.get_or_init(read).as_ref()
}

/// What is wrong with a request by that description, if anything.
pub fn mistake(entry: &Entry) -> Option<String> {
    let description = description()?;
    let path = &description["paths"][&entry.template];
    let operation = &path[entry.method.to_lowercase()];
    if operation.is_null() {
        return Some("Discord documents no such route".to_owned());
    }
    unknown_query(entry, path, operation).or_else(|| wrong_body(entry, operation))
}

fn unknown_query(entry: &Entry, path: &Value, operation: &Value) -> Option<String> {
    let (_, query) = entry.path.split_once('?')?;
    let lists = [&path["parameters"], &operation["parameters"]];
    let known: BTreeSet<&str> = lists
        .iter()
        .filter_map(|list| list.as_array())
        .flatten()
        .filter_map(|it| it["name"].as_str())
        .collect();
    let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    let unknown = names.into_iter().find(|name| !known.contains(name))?;
    Some(format!("Discord documents no query parameter `{unknown}`"))
}

fn wrong_body(entry: &Entry, operation: &Value) -> Option<String> {
    let body = &operation["requestBody"];
    let schema = &body["content"]["application/json"]["schema"];
    match (&entry.body, schema) {
        (None | Some(Value::Null), _) if body["required"] == true && entry.parts.is_empty() => {
            Some("the body is missing".to_owned())
        }
        (None | Some(Value::Null), _) => None,
        (Some(_), Value::Null) => Some("Discord documents no body here".to_owned()),
        (Some(json), schema) => {
            static VALIDATORS: Mutex<BTreeMap<String, &'static Validator>> = Mutex::new(BTreeMap::new());
            let name = format!("{} {}", entry.method, entry.template);
            let mut validators = VALIDATORS.lock().expect("no validator panics");
            let validator = *validators.entry(name).or_insert_with(|| Box::leak(Box::new(validator(schema))));
            validator.validate(json).err().map(|error| format!("at {}: {error}", error.instance_path()))
        }
    }
}

/// A validator for one body, with only those components that it can reach: the whole file would take seconds.
fn validator(schema: &Value) -> Validator {
    let all = &description().expect("it was read before")["components"]["schemas"];
    let (mut reached, mut open) = (BTreeSet::new(), references(schema));
    while let Some(name) = open.pop() {
        if reached.insert(name.clone()) {
            open.extend(references(&all[&name]));
        }
    }
    let components: Map<String, Value> =
        reached.into_iter().map(|name| (name.clone(), closed(&all[&name]))).collect();
    let mut document = schema.clone();
    document["components"] = json!({ "schemas": components });
    document["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    jsonschema::validator_for(&document).expect("Discord's description holds schemas")
}

/// Keys that a schema does not name are mistakes: Discord ignores them, so what they were meant to do is not done.
fn closed(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|text| text.strip_prefix("#/components/schemas/")).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}
