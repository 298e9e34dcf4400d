//! Buttons and forms in direct messages: Discord says who acted, but not what they are in the guild that it is about.

use super::super::{
    permissions::{self, RestGuild, RestMember},
    rest::{Body, Error, Rest, Route, code},
};
use crate::contract::Invocation;
use serde::de::DeserializeOwned;

const NO_MEMBER: &str =
    "You are no member of the server that this is about (any more), so nothing was changed.";
const UNREACHABLE: &str = "Discord did not say what you may do in the server that this is about. Nothing was changed; please try again.";

/// The invocation with the caller's roles and permissions in the guild that its line names, as they are now.
///
/// # Errors
/// A sentence for whoever acted: not a member any more, or Discord did not answer.
pub(super) async fn known(rest: &Rest, mut invocation: Invocation) -> Result<Invocation, &'static str> {
    let caller = &mut invocation.caller;
    let (guild_id, user_id) = (caller.guild_id, caller.user_id);
    let member: RestMember = get(rest, Route::member(guild_id, user_id)).await?;
    let guild: RestGuild = get(rest, Route::guild(guild_id)).await?;
    let name = member.nick().map(str::to_owned);
    let guild = permissions::from_rest(guild, Vec::new(), &member, user_id);
    caller.permissions = permissions::facts(&guild).own_permissions;
    caller.role_ids = guild.own_role_ids;
    if let Some(name) = name {
        caller.name = name;
    }
    Ok(invocation)
}

async fn get<T: DeserializeOwned>(rest: &Rest, route: Route) -> Result<T, &'static str> {
    let answer = rest.send(route, Body::Empty).await.map_err(|error| sentence(&error))?;
    serde_json::from_value(answer).map_err(|_| UNREACHABLE)
}

fn sentence(error: &Error) -> &'static str {
    let gone = [code::UNKNOWN_MEMBER, code::UNKNOWN_USER, code::UNKNOWN_GUILD, code::MISSING_ACCESS];
    if gone.contains(&error.code()) {
        return NO_MEMBER;
    }
    tracing::warn!(%error, "the caller of a button in a direct message could not be looked up");
    UNREACHABLE
}
