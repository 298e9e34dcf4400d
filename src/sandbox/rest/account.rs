//! The bot's own account, and the way to the gateway.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    mentions::read_id,
    permissions, render,
    state::State,
};
use serde_json::json;

impl State {
    /// Where the gateway listens. It ends in a slash because clients append `?v=10`.
    pub fn gateway_url(&self) -> String {
        format!("{}/gateway/", self.base_url.replacen("http", "ws", 1))
    }
}

pub fn gateway(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!({ "url": state.gateway_url() })))
}

pub fn gateway_bot(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(json!({
        "url": state.gateway_url(), "shards": 1,
        "session_start_limit": {
            "total": 1000, "remaining": 1000_u64.saturating_sub(state.gateway.identified),
            "reset_after": 86_400_000, "max_concurrency": 1,
        },
    })))
}

pub fn me(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(render::current_user(state)))
}

pub fn my_guilds(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    let bot_id = state.bot_id();
    let joined = state.guilds.values().filter(|guild| guild.members.contains_key(&bot_id));
    let list = joined.map(|guild| {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": false, "features": [],
            "permissions": permissions::in_guild(guild, bot_id).0.to_string(),
        })
    });
    Ok(Reply::Json(list.collect()))
}

pub fn user(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let found = state.users.get(&call.id("user_id")?).ok_or_else(ApiError::unknown_user)?;
    Ok(Reply::Json(render::user(found)))
}

pub fn application(state: &mut State, _: &Call) -> Result<Reply, ApiError> {
    Ok(Reply::Json(render::application(state)))
}

/// Opens the direct message with a user who shares a guild with the bot.
pub fn open_dm(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let Some(user_id) = read_id(&call.body["recipient_id"]) else {
        return Err(FormErrors::one("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let user = state.users.get(&user_id).ok_or_else(ApiError::unknown_user)?;
    let bot_id = state.bot_id();
    let mutual = |guild: &&crate::sandbox::Guild| {
        guild.members.contains_key(&user_id) && guild.members.contains_key(&bot_id)
    };
    if user.bot {
        return Err(ApiError::dm_closed());
    }
    if state.guilds.values().find(mutual).is_none() {
        return Err(ApiError::bad(50278, "Cannot send messages to this user due to having no mutual guilds"));
    }
    let id = state.dm_channel(call.now, user_id);
    let channel = state.channels.get(&id).ok_or_else(ApiError::unknown_channel)?;
    Ok(Reply::Json(render::channel(channel, state)))
}
