//! Limits of message bodies.

use super::components;
use crate::sandbox::{
    error::{ApiError, FormErrors},
    mentions::id_list,
    model::flag,
};
use serde_json::Value;

/// Where a message body comes from; it decides which flags may be set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum From {
    Channel,
    Interaction,
}

const EMBED_TOTAL: usize = 6000;

/// Checks a body for a new message or an edit (content, embeds, components, mentions, flags, nonce).
pub fn check(body: &Value, from: From) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    if let Some(content) = body["content"].as_str() {
        errors.max_length("content", content, 2000);
    } else if !body["content"].is_null() {
        errors.add("content", "STRING_TYPE_CONVERT", "Could not interpret as string.");
    }
    check_embeds(&body["embeds"], &mut errors);
    let flags = body["flags"].as_u64().unwrap_or(0);
    components::check_message(&body["components"], flags & flag::COMPONENTS_V2 != 0, &mut errors);
    check_allowed_mentions(&body["allowed_mentions"], &mut errors);
    check_flags(body, flags, from, &mut errors);
    check_nonce(&body["nonce"], &mut errors);
    check_attachments(&body["attachments"], &mut errors);
    errors.finish()
}

fn check_embeds(embeds: &Value, errors: &mut FormErrors) {
    let Some(embeds) = embeds.as_array() else {
        if !embeds.is_null() {
            errors.add("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        }
        return;
    };
    if embeds.len() > 10 {
        errors.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    let mut total = 0;
    for (at, embed) in embeds.iter().enumerate() {
        total += check_embed(embed, &format!("embeds.{at}"), errors);
    }
    if total > EMBED_TOTAL {
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

/// Checks one embed and returns how many characters it adds to the total.
fn check_embed(embed: &Value, path: &str, errors: &mut FormErrors) -> usize {
    let mut total = 0;
    let mut limit = |at: String, value: &Value, max: usize, required: bool| match value.as_str() {
        Some(text) => {
            total += text.chars().count();
            match required {
                true => errors.length(&at, text, max),
                false => errors.max_length(&at, text, max),
            }
        }
        None if required => errors.required(&at),
        None => {}
    };
    limit(format!("{path}.title"), &embed["title"], 256, false);
    limit(format!("{path}.description"), &embed["description"], 4096, false);
    if embed["footer"].is_object() {
        limit(format!("{path}.footer.text"), &embed["footer"]["text"], 2048, true);
    }
    if embed["author"].is_object() {
        limit(format!("{path}.author.name"), &embed["author"]["name"], 256, true);
    }
    let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (at, field) in fields.iter().enumerate() {
        limit(format!("{path}.fields.{at}.name"), &field["name"], 256, true);
        limit(format!("{path}.fields.{at}.value"), &field["value"], 1024, true);
    }
    if fields.len() > 25 {
        errors.add(&format!("{path}.fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    check_embed_values(embed, path, errors);
    total
}

fn check_embed_values(embed: &Value, path: &str, errors: &mut FormErrors) {
    if embed["color"].as_u64().is_some_and(|color| color > 0xff_ff_ff) {
        let message = "int value should be less than or equal to 16777215.";
        errors.add(&format!("{path}.color"), "NUMBER_TYPE_MAX", message);
    }
    if let Some(at) = embed["timestamp"].as_str()
        && chrono::DateTime::parse_from_rfc3339(at).is_err()
    {
        errors.add(&format!("{path}.timestamp"), "DATE_TIME_TYPE_PARSE", "Could not parse the timestamp.");
    }
    for (key, url) in [
        ("url", &embed["url"]),
        ("image.url", &embed["image"]["url"]),
        ("author.url", &embed["author"]["url"]),
    ] {
        if let Some(url) = url.as_str()
            && !["http://", "https://", "attachment://"].iter().any(|scheme| url.starts_with(scheme))
        {
            errors.add(&format!("{path}.{key}"), "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }
}

fn check_allowed_mentions(allowed: &Value, errors: &mut FormErrors) {
    if allowed.is_null() {
        return;
    }
    let parse: Vec<&str> =
        allowed["parse"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (at, kind) in parse.iter().enumerate() {
        if !["users", "roles", "everyone"].contains(kind) {
            let message = "Value must be one of {'everyone', 'roles', 'users'}.";
            errors.add(&format!("allowed_mentions.parse.{at}"), "BASE_TYPE_CHOICES", message);
        }
    }
    for kind in ["users", "roles"] {
        let ids = id_list(&allowed[kind]);
        if ids.len() > 100 {
            let path = format!("allowed_mentions.{kind}");
            errors.add(&path, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
        }
        if !ids.is_empty() && parse.contains(&kind) {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            errors.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
    }
}

fn check_flags(body: &Value, flags: u64, from: From, errors: &mut FormErrors) {
    let ephemeral = if from == From::Interaction { flag::EPHEMERAL } else { 0 };
    let settable = flag::SUPPRESS_EMBEDS | flag::SUPPRESS_NOTIFICATIONS | flag::COMPONENTS_V2 | ephemeral;
    if flags & !settable != 0 {
        errors.add("flags", "BITFIELD_INVALID_FLAGS", "Only some flags can be set here.");
    }
    if flags & flag::COMPONENTS_V2 == 0 {
        return;
    }
    for key in ["content", "embeds", "poll", "sticker_ids"] {
        let used = match &body[key] {
            Value::String(text) => !text.is_empty(),
            Value::Array(list) => !list.is_empty(),
            other => other.is_object(),
        };
        if used {
            let message =
                format!("The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            errors.add(key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
        }
    }
}

fn check_nonce(nonce: &Value, errors: &mut FormErrors) {
    match nonce {
        Value::String(text) => errors.max_length("nonce", text, 25),
        Value::Null | Value::Number(_) => {}
        _ => errors.add("nonce", "BASE_TYPE_CHOICES", "The nonce must be a string or an integer."),
    }
}

fn check_attachments(attachments: &Value, errors: &mut FormErrors) {
    let list = attachments.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 10 {
        errors.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    for (at, attachment) in list.iter().enumerate() {
        if let Some(text) = attachment["description"].as_str() {
            errors.max_length(&format!("attachments.{at}.description"), text, 1024);
        }
        if let Some(text) = attachment["filename"].as_str() {
            errors.length(&format!("attachments.{at}.filename"), text, 1024);
        }
    }
}
