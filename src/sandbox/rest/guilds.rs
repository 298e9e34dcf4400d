//! Guilds, their channels and roles.

use super::{Call, Reply};
use crate::sandbox::{
    error::{ApiError, FormErrors},
    model::Role,
    permissions::{self, Permissions},
    render,
    state::State,
};
use serde_json::json;

pub fn get(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id("guild_id")?)?;
    let mut value = render::guild(guild);
    if call.query("with_counts") == Some("true") {
        value["approximate_member_count"] = json!(guild.members.len());
        value["approximate_presence_count"] = json!(guild.members.len());
    }
    Ok(Reply::Json(value))
}

pub fn channels(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild_id = state.guild(call.id("guild_id")?)?.id;
    let here = state.channels.values().filter(|c| c.guild_id == Some(guild_id) && c.thread.is_none());
    Ok(Reply::Json(here.map(|channel| render::channel(channel, state)).collect()))
}

pub fn roles(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild = state.guild(call.id("guild_id")?)?;
    Ok(Reply::Json(guild.roles.values().map(render::role).collect()))
}

pub fn create_role(state: &mut State, call: &Call) -> Result<Reply, ApiError> {
    let guild_id = call.id("guild_id")?;
    state.need_in_guild(guild_id, Permissions::MANAGE_ROLES)?;
    let body = &call.body;
    let mut errors = FormErrors::default();
    if let Some(name) = body["name"].as_str() {
        errors.length("name", name, 100);
    }
    errors.finish()?;
    let asked = body["permissions"].as_str().and_then(|bits| bits.parse().ok()).map(Permissions);
    let own = permissions::in_guild(state.guild(guild_id)?, state.bot_id());
    if asked.is_some_and(|asked| !own.has(asked)) {
        return Err(ApiError::missing_permissions());
    }
    let id = state.ids.next(call.now);
    let role = Role {
        id,
        name: body["name"].as_str().unwrap_or("new role").to_owned(),
        permissions: asked.unwrap_or_default(),
        position: 1,
        mentionable: body["mentionable"] == true,
        managed: false,
        color: body["color"].as_u64().and_then(|color| u32::try_from(color).ok()).unwrap_or(0),
    };
    let value = render::role(&role);
    state.guild_mut(guild_id)?.roles.insert(id, role);
    state.send_role("CREATE", guild_id, id);
    Ok(Reply::Json(value))
}
