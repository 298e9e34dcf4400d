//! Messages of channels: reading, sending, editing, deleting, pinning.

use super::{Call, Reply};
use crate::sandbox::{
    compose::{self, Draft},
    error::ApiError,
    ids::Id,
    mentions::read_id,
    model::Message,
    permissions::Permissions,
    render,
    state::State,
    validate::messages::From,
};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

/// How long the same nonce gives the same message: "the past few minutes".
const NONCE_WINDOW_MINUTES: i64 = 5;
/// Pins per channel.
const MAX_PINS: usize = 250;

pub fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel_id = call.id("channel_id")?;
    let limit = call.limit(50, 100)?;
    state.channel(channel_id)?;
    if state.channel_for(channel_id, Permissions::READ_MESSAGE_HISTORY).is_err() {
        return Ok(Reply::Json(json!([])));
    }
    let all: Vec<&Message> = state.messages_of(channel_id).filter(|m| m.private_to.is_none()).collect();
    let list = pick(&all, call, limit);
    // Newest first, as Discord gives them.
    Ok(Reply::Json(list.iter().rev().map(|message| render::message(state, message)).collect()))
}

fn pick<'a>(all: &'a [&'a Message], call: &Call, limit: usize) -> &'a [&'a Message] {
    let place = |id: Id| all.partition_point(|message| message.id < id);
    if let Some(after) = call.query_id("after") {
        let from = place(Id(after.0 + 1));
        return &all[from..all.len().min(from + limit)];
    }
    if let Some(around) = call.query_id("around") {
        let from = place(around).saturating_sub(limit / 2);
        return &all[from..all.len().min(from + limit)];
    }
    let until = call.query_id("before").map_or(all.len(), place);
    &all[until.saturating_sub(limit)..until]
}

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel_id = call.id("channel_id")?;
    state.channel_for(channel_id, Permissions::READ_MESSAGE_HISTORY)?;
    let message = state.message_in(channel_id, call.id("message_id")?)?;
    Ok(Reply::Json(render::message(state, message)))
}

pub fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel_id = call.id("channel_id")?;
    compose::check_may_send(state, channel_id, &call.body, &call.files)?;
    if let Some(first) = already_sent(state, call.now, channel_id, &call.body) {
        return state
            .messages
            .get(&first)
            .map(|message| Reply::Json(render::message(state, message)))
            .ok_or_else(ApiError::unknown_message);
    }
    check_reply(state, channel_id, &call.body)?;
    let draft = Draft {
        channel_id,
        author_id: state.bot_id(),
        body: &call.body,
        files: &call.files,
        from: From::Channel,
        private_to: None,
        answers: None,
        extra_flags: 0,
        more: Default::default(),
    };
    let id = compose::create(state, call.now, draft)?;
    if let Some(nonce) = nonce_of(&call.body) {
        forget_nonces(state, call.now);
        state.nonces.insert((channel_id, nonce), (id, call.now));
    }
    if let Some(thread) = state.channels.get_mut(&channel_id).and_then(|channel| channel.thread.as_mut()) {
        thread.archived = false;
    }
    state.send_message("MESSAGE_CREATE", id);
    let message = state.messages.get(&id).ok_or_else(ApiError::unknown_message)?;
    Ok(Reply::Json(render::message(state, message)))
}

/// Lets go of nonces whose window is over, once there are many.
fn forget_nonces(state: &mut State, now: DateTime<Utc>) {
    if state.nonces.len() > 10_000 {
        state.nonces.retain(|_, (_, at)| now - *at < Duration::minutes(NONCE_WINDOW_MINUTES));
    }
}

fn nonce_of(body: &Value) -> Option<String> {
    match &body["nonce"] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The message that the same nonce made within the window, when the body asks for that.
fn already_sent(state: &State, now: DateTime<Utc>, channel_id: Id, body: &Value) -> Option<Id> {
    let nonce = nonce_of(body).filter(|_| body["enforce_nonce"] == true)?;
    let (id, at) = state.nonces.get(&(channel_id, nonce))?;
    let recent = now - *at < Duration::minutes(NONCE_WINDOW_MINUTES);
    (recent && state.messages.contains_key(id)).then_some(*id)
}

fn check_reply(state: &State, channel_id: Id, body: &Value) -> Result<(), ApiError> {
    let reference = &body["message_reference"];
    let Some(target) = read_id(&reference["message_id"]) else { return Ok(()) };
    let optional = reference["fail_if_not_exists"] == false;
    match state.message_in(channel_id, target) {
        Ok(_) => Ok(()),
        Err(_) if optional => Ok(()),
        Err(_) => Err(crate::sandbox::error::FormErrors::one(
            "message_reference",
            "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
            "Unknown message",
        )),
    }
}

pub fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel_id, id) = (call.id("channel_id")?, call.id("message_id")?);
    state.channel(channel_id)?;
    if state.message_in(channel_id, id)?.author_id != state.bot_id() {
        return Err(ApiError::not_the_author());
    }
    compose::edit(state, call.now, id, &call.body, &call.files, From::Channel)?;
    let message = state.message_in(channel_id, id)?;
    Ok(Reply::Json(render::message(state, message)))
}

pub fn delete(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel_id, id) = (call.id("channel_id")?, call.id("message_id")?);
    state.channel(channel_id)?;
    if state.message_in(channel_id, id)?.author_id != state.bot_id() {
        state.channel_for(channel_id, Permissions::MANAGE_MESSAGES)?;
    }
    state.delete_message(id)?;
    Ok(Reply::Empty)
}

pub fn pins(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel_id = call.id("channel_id")?;
    state.channel(channel_id)?;
    let pinned = state.messages_of(channel_id).rev().filter(|message| message.pinned);
    let items = pinned.map(|message| {
        json!({ "message": render::message(state, message), "pinned_at": render::instant(message.created_at) })
    });
    Ok(Reply::Json(json!({ "items": items.collect::<Vec<_>>(), "has_more": false })))
}

pub fn pin(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    set_pinned(state, call, true)
}

pub fn unpin(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    set_pinned(state, call, false)
}

fn set_pinned(state: &mut State, call: &Call, pinned: bool) -> Result<Reply, ApiError> {
    let (channel_id, id) = (call.id("channel_id")?, call.id("message_id")?);
    let in_guild = state.channel(channel_id)?.guild_id.is_some();
    if in_guild {
        state.channel_for(channel_id, Permissions::PIN_MESSAGES)?;
    }
    state.message_in(channel_id, id)?;
    if pinned && state.messages_of(channel_id).filter(|m| m.pinned && m.id != id).count() >= MAX_PINS {
        return Err(ApiError::bad(30003, "Maximum number of pins reached for the channel (250)"));
    }
    if let Some(message) = state.messages.get_mut(&id) {
        message.pinned = pinned;
    }
    state.send_message("MESSAGE_UPDATE", id);
    Ok(Reply::Empty)
}
