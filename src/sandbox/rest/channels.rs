//! Channels and what can be changed about them.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    permissions::Permissions,
    render,
    state::State,
};

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel = state.channel(call.id("channel_id")?)?;
    Ok(Reply::Json(render::channel(channel, state)))
}

pub fn edit(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let id = call.id("channel_id")?;
    let is_thread = state.channel(id)?.thread.is_some();
    let needed = if is_thread { Permissions::MANAGE_THREADS } else { Permissions::MANAGE_CHANNELS };
    state.channel_for(id, needed)?;
    let body = &call.body;
    let mut errors = FormErrors::default();
    if let Some(name) = body["name"].as_str() {
        errors.length("name", name, 100);
    }
    if let Some(topic) = body["topic"].as_str() {
        errors.max_length("topic", topic, 1024);
    }
    errors.finish()?;
    let channel = state.channels.get_mut(&id).ok_or_else(ApiError::unknown_channel)?;
    if let Some(name) = body["name"].as_str() {
        channel.name = name.to_owned();
    }
    if let Some(topic) = body.get("topic") {
        channel.topic = topic.as_str().map(str::to_owned);
    }
    if let Some(thread) = &mut channel.thread {
        thread.archived = body["archived"].as_bool().unwrap_or(thread.archived);
        thread.locked = body["locked"].as_bool().unwrap_or(thread.locked);
        thread.archive_changed_at = call.now;
    }
    state.send_channel("UPDATE", id);
    get(state, call)
}

pub fn typing(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    state.channel_for(call.id("channel_id")?, Permissions::SEND_MESSAGES)?;
    Ok(Reply::Empty)
}
