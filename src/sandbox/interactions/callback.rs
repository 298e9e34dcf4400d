//! The first response to an interaction, by callback route or in the HTTP answer.

use super::{Ack, Form, Interaction, kind};
use crate::sandbox::{
    compose::{self, Draft},
    error::{ApiError, FormErrors},
    ids::Id,
    model::{AnsweredInteraction, Upload, flag},
    render,
    state::State,
    validate::{forms, messages::From},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Takes the first response. Refuses a second one (40060), a late or unknown one (10062), and bodies
/// that break a limit (50035). Returns what `with_response` would.
pub fn answer(
    state: &mut State,
    now: DateTime<Utc>,
    id: Id,
    token: &str,
    body: &Value,
    files: &[Upload],
) -> Result<Value, ApiError> {
    let found = state.interactions.get(&id).filter(|found| found.token == token);
    let found = found.ok_or_else(ApiError::unknown_interaction)?.clone();
    if found.ack.is_some() {
        return Err(ApiError::already_acknowledged());
    }
    if found.is_late(now) {
        return Err(ApiError::unknown_interaction());
    }
    let ack = take(state, now, &found, body, files)?;
    let shown = response_of(state, &found, body["type"].as_u64().unwrap_or(0), &ack);
    if let Some(stored) = state.interactions.get_mut(&id) {
        stored.ack = Some(ack);
        stored.ring();
    }
    Ok(shown)
}

fn take(
    state: &mut State,
    now: DateTime<Utc>,
    found: &Interaction,
    body: &Value,
    files: &[Upload],
) -> Result<Ack, ApiError> {
    let empty = json!({});
    let data = body.get("data").filter(|data| !data.is_null()).unwrap_or(&empty);
    let has_message = found.message_id.is_some();
    match (body["type"].as_u64(), found.kind) {
        (Some(4), kind::COMMAND | kind::COMPONENT | kind::FORM) => {
            let id = reply(state, now, found, data, files, 0)?;
            Ok(Ack::Message(id))
        }
        (Some(5), kind::COMMAND | kind::COMPONENT | kind::FORM) => {
            if data["flags"].as_u64().unwrap_or(0) & !flag::EPHEMERAL != 0 {
                return Err(FormErrors::one(
                    "data.flags",
                    "BITFIELD_INVALID_FLAGS",
                    "Only EPHEMERAL can be set.",
                ));
            }
            let id = reply(state, now, found, &json!({ "flags": data["flags"] }), &[], flag::LOADING)?;
            Ok(Ack::Deferred(id))
        }
        (Some(6), kind::COMPONENT | kind::FORM) if has_message => Ok(Ack::DeferredUpdate),
        (Some(7), kind::COMPONENT | kind::FORM) if has_message => {
            let id = found.message_id.ok_or_else(ApiError::unknown_message)?;
            compose::edit(state, now, id, data, files, From::Interaction).map_err(under_data)?;
            Ok(Ack::Updated(id))
        }
        (Some(8), kind::AUTOCOMPLETE) => choices(data).map(Ack::Choices),
        (Some(9), kind::COMMAND | kind::COMPONENT) => {
            forms::check(data)?;
            Ok(Ack::Form(open_form(state, now, found, data)))
        }
        _ => Err(FormErrors::one("type", "BASE_TYPE_CHOICES", "This response does not fit the interaction.")),
    }
}

/// Field errors of the message are found under `data` in a callback.
fn under_data(mut error: ApiError) -> ApiError {
    error.errors = error.errors.map(|errors| json!({ "data": errors }));
    error
}

fn reply(
    state: &mut State,
    now: DateTime<Utc>,
    found: &Interaction,
    data: &Value,
    files: &[Upload],
    extra_flags: u64,
) -> Result<Id, ApiError> {
    let private = data["flags"].as_u64().unwrap_or(0) & flag::EPHEMERAL != 0;
    let draft = Draft {
        channel_id: found.channel_id,
        author_id: state.bot_id(),
        body: data,
        files,
        from: From::Interaction,
        private_to: private.then_some(found.user_id),
        answers: Some(answered(found)),
        extra_flags,
        more: Default::default(),
    };
    let id = compose::create(state, now, draft).map_err(under_data)?;
    state.send_message("MESSAGE_CREATE", id);
    Ok(id)
}

pub(super) fn answered(found: &Interaction) -> AnsweredInteraction {
    AnsweredInteraction {
        id: found.id,
        kind: found.kind,
        user_id: found.user_id,
        name: found.name.clone(),
        message_id: found.message_id,
    }
}

fn choices(data: &Value) -> Result<Vec<Value>, ApiError> {
    let list = data["choices"].as_array().cloned().unwrap_or_default();
    let mut errors = FormErrors::default();
    if list.len() > 25 {
        errors.add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    for (at, choice) in list.iter().enumerate() {
        let path = format!("data.choices.{at}");
        errors.length(&format!("{path}.name"), choice["name"].as_str().unwrap_or_default(), 100);
        match &choice["value"] {
            Value::String(text) => errors.max_length(&format!("{path}.value"), text, 100),
            Value::Number(_) => {}
            _ => errors.required(&format!("{path}.value")),
        }
    }
    errors.finish().map(|()| list)
}

fn open_form(state: &mut State, now: DateTime<Utc>, found: &Interaction, data: &Value) -> Id {
    let id = state.ids.next(now);
    let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
    let form = Form {
        id,
        user_id: found.user_id,
        guild_id: found.guild_id,
        channel_id: found.channel_id,
        message_id: found.message_id,
        custom_id: text("custom_id"),
        title: text("title"),
        components: data["components"].as_array().cloned().unwrap_or_default(),
    };
    state.forms.insert(id, form);
    id
}

fn response_of(state: &State, found: &Interaction, kind: u64, ack: &Ack) -> Value {
    let message = match ack {
        Ack::Message(id) | Ack::Deferred(id) | Ack::Updated(id) => state.messages.get(id),
        _ => None,
    };
    let mut interaction = json!({ "id": found.id, "type": found.kind });
    let mut resource = json!({ "type": kind });
    if let Some(message) = message {
        interaction["response_message_id"] = json!(message.id);
        interaction["response_message_loading"] = json!(message.is_loading());
        interaction["response_message_ephemeral"] = json!(message.private_to.is_some());
        resource["message"] = render::message(state, message);
    }
    json!({ "interaction": interaction, "resource": resource })
}
