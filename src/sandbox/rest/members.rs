//! Members and their roles.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    gateway::intent,
    ids::Id,
    permissions::{Permissions, rank},
    render,
    state::State,
};
use axum::http::StatusCode;

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id("guild_id")?)?;
    let user_id = call.id("user_id")?;
    let member = guild.members.get(&user_id).ok_or_else(ApiError::unknown_member)?;
    Ok(Reply::Json(render::member(state, user_id, member)))
}

/// The whole list needs the privileged members intent, as on Discord.
pub fn list(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let limit = call.limit(1, 1000)?;
    let after = call.query_id("after").unwrap_or_default();
    let guild = state.guild(call.id("guild_id")?)?;
    if state.app.privileged_intents & intent::GUILD_MEMBERS == 0 {
        return Err(ApiError::missing_access());
    }
    let page = guild.members.iter().filter(|(id, _)| **id > after).take(limit);
    Ok(Reply::Json(page.map(|(id, member)| render::member(state, *id, member)).collect()))
}

/// Members whose name begins with the query.
pub fn search(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let limit = call.limit(1, 1000)?;
    let query = call.query("query").unwrap_or_default().to_lowercase();
    if query.is_empty() {
        return Err(FormErrors::one("query", "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let guild = state.guild(call.id("guild_id")?)?;
    let fits = |id: &Id| {
        let user = state.users.get(id);
        user.is_some_and(|u| u.name.to_lowercase().starts_with(&query) || u.username.starts_with(&query))
    };
    let found = guild.members.iter().filter(|(id, _)| fits(id)).take(limit);
    Ok(Reply::Json(found.map(|(id, member)| render::member(state, *id, member)).collect()))
}

pub fn give_role(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    change(state, call, |roles, id| {
        if !roles.contains(&id) {
            roles.push(id);
        }
    })
}

pub fn take_role(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    change(state, call, |roles, id| roles.retain(|other| *other != id))
}

/// Needs MANAGE_ROLES, and the role must stand below the bot's highest.
fn change(state: &mut State, call: &Call, change: fn(&mut Vec<Id>, Id)) -> Result<Reply, ApiError> {
    let (guild_id, user_id, role_id) = (call.id("guild_id")?, call.id("user_id")?, call.id("role_id")?);
    state.need_in_guild(guild_id, Permissions::MANAGE_ROLES)?;
    let guild = state.guild(guild_id)?;
    let role = guild.roles.get(&role_id).ok_or_else(ApiError::unknown_role)?;
    if role.managed || role_id == guild_id || role.position >= rank(guild, state.bot_id()) {
        return Err(ApiError::missing_permissions());
    }
    let member = state.guild_mut(guild_id)?.members.get_mut(&user_id).ok_or_else(ApiError::unknown_member)?;
    change(&mut member.roles, role_id);
    state.send_member("UPDATE", guild_id, user_id);
    Ok(Reply::Empty)
}

/// Where a member is, as far as voice goes; 10065 when nowhere.
pub fn voice_state(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let (guild_id, user_id) = (state.guild(call.id("guild_id")?)?.id, call.id("user_id")?);
    match state.voice.contains_key(&(guild_id, user_id)) {
        true => Ok(Reply::Json(render::voice_state(state, guild_id, user_id))),
        false => Err(ApiError::new(StatusCode::NOT_FOUND, 10065, "Unknown Voice State")),
    }
}
