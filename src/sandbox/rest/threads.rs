//! Threads: on a message, or on their own.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    ids::Id,
    model::{Channel, Thread, kind},
    permissions::Permissions,
    render,
    state::State,
};
use serde_json::{Value, json};

const ARCHIVE_MINUTES: [u64; 4] = [60, 1440, 4320, 10_080];

fn check(body: &Value) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    errors.length("name", body["name"].as_str().unwrap_or_default(), 100);
    let minutes = &body["auto_archive_duration"];
    if !minutes.is_null() && minutes.as_u64().is_none_or(|m| !ARCHIVE_MINUTES.contains(&m)) {
        let message = "Value must be one of {60, 1440, 4320, 10080}.";
        errors.add("auto_archive_duration", "BASE_TYPE_CHOICES", message);
    }
    errors.finish()
}

/// A thread that starts at a message and has its id.
pub fn on_message(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (channel_id, message_id) = (call.id("channel_id")?, call.id("message_id")?);
    state.channel_for(channel_id, Permissions::CREATE_PUBLIC_THREADS)?;
    state.message_in(channel_id, message_id)?;
    check(&call.body)?;
    if state.channels.contains_key(&message_id) {
        return Err(ApiError::bad(160_004, "A thread has already been created for this message"));
    }
    open(state, call, channel_id, message_id, kind::PUBLIC_THREAD);
    if let Some(message) = state.messages.get_mut(&message_id) {
        message.thread_id = Some(message_id);
    }
    state.send_message("MESSAGE_UPDATE", message_id);
    reply(state, message_id)
}

/// A thread without a message; private unless it says that it is public.
pub fn create(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let channel_id = call.id("channel_id")?;
    let public = call.body["type"].as_u64() == Some(u64::from(kind::PUBLIC_THREAD));
    let (needed, kind) = match public {
        true => (Permissions::CREATE_PUBLIC_THREADS, kind::PUBLIC_THREAD),
        false => (Permissions::CREATE_PRIVATE_THREADS, kind::PRIVATE_THREAD),
    };
    state.channel_for(channel_id, needed)?;
    check(&call.body)?;
    let id = state.ids.next(call.now);
    open(state, call, channel_id, id, kind);
    reply(state, id)
}

fn open(state: &mut State, call: &Call, parent_id: Id, id: Id, kind: u8) {
    let guild_id = state.channels.get(&parent_id).and_then(|parent| parent.guild_id);
    let channel = Channel {
        id,
        kind,
        guild_id,
        name: call.body["name"].as_str().unwrap_or_default().to_owned(),
        topic: None,
        position: 0,
        parent_id: Some(parent_id),
        overwrites: Vec::new(),
        recipients: Vec::new(),
        thread: Some(Thread {
            owner_id: state.bot_id(),
            archived: false,
            locked: false,
            auto_archive_minutes: call.body["auto_archive_duration"].as_u64().unwrap_or(1440),
            archive_changed_at: call.now,
        }),
        last_message_id: None,
    };
    state.channels.insert(id, channel);
    state.send_channel("CREATE", id);
}

fn reply(state: &State, id: Id) -> Result<Reply, ApiError> {
    let channel = state.channels.get(&id).ok_or_else(ApiError::unknown_channel)?;
    Ok(Reply::Created(render::channel(channel, state)))
}

pub fn active(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild_id = state.guild(call.id("guild_id")?)?.id;
    let open = state.channels.values().filter(|channel| {
        let live = channel.thread.as_ref().is_some_and(|thread| !thread.archived);
        live && channel.guild_id == Some(guild_id) && state.bot_may(channel, Permissions::VIEW_CHANNEL)
    });
    let threads: Vec<Value> = open.map(|channel| render::channel(channel, state)).collect();
    Ok(Reply::Json(json!({ "threads": threads, "members": [], "has_more": false })))
}
