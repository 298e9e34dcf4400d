//! Reactions, as far as a bot adds and reads them.

use super::{Call, Reply};
use crate::sandbox::{error::ApiError, ids::Id, permissions::Permissions, render, state::State};

fn target(state: &State, call: &Call) -> Result<(Id, String), ApiError> {
    let channel_id = call.id("channel_id")?;
    state.channel_for(channel_id, Permissions::READ_MESSAGE_HISTORY)?;
    let id = state.message_in(channel_id, call.id("message_id")?)?.id;
    let emoji = call.text("emoji_name");
    match emoji.is_empty() || emoji.is_ascii() {
        // Only emoji of Unicode are known here; a server's own would be `name:id`.
        true => Err(ApiError::bad(10014, "Unknown Emoji")),
        false => Ok((id, emoji.to_owned())),
    }
}

pub fn add(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, emoji) = target(state, call)?;
    let bot_id = state.bot_id();
    if !state.messages.get(&id).is_some_and(|message| message.reactions.contains_key(&emoji)) {
        state.channel_for(call.id("channel_id")?, Permissions::ADD_REACTIONS)?;
    }
    let message = state.messages.get_mut(&id).ok_or_else(ApiError::unknown_message)?;
    let by = message.reactions.entry(emoji).or_default();
    if !by.contains(&bot_id) {
        by.push(bot_id);
    }
    Ok(Reply::Empty)
}

pub fn remove(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, emoji) = target(state, call)?;
    let bot_id = state.bot_id();
    let message = state.messages.get_mut(&id).ok_or_else(ApiError::unknown_message)?;
    if let Some(by) = message.reactions.get_mut(&emoji) {
        by.retain(|user_id| *user_id != bot_id);
    }
    message.reactions.retain(|_, by| !by.is_empty());
    Ok(Reply::Empty)
}

pub fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (id, emoji) = target(state, call)?;
    let by = state.messages.get(&id).and_then(|message| message.reactions.get(&emoji));
    let users = by.into_iter().flatten().map(|user_id| render::user_by_id(state, *user_id));
    Ok(Reply::Json(users.collect()))
}
