//! The table of routes. Templates are those of Discord's OpenAPI file.

use super::{
    Call, Reply, account, channels, commands, events, guilds, members, messages, reactions, threads, tokens,
};
use crate::sandbox::{error::ApiError, state::State};
use axum::http::Method;
use std::sync::LazyLock;

/// Answers one call. The state is locked meanwhile, so it never waits.
pub type Handler = fn(&mut State, &Call) -> Result<Reply, ApiError>;

/// One route.
pub struct Route {
    method: Method,
    pub template: &'static str,
    pub handler: Handler,
    segments: Vec<&'static str>,
}

impl Route {
    /// Routes that carry their own token in the path need no bot token and are not counted globally.
    pub fn is_token_route(&self) -> bool {
        self.template.starts_with("/interactions/") || self.template.starts_with("/webhooks/")
    }

    pub fn needs_token(&self) -> bool {
        !self.is_token_route() && self.template != "/gateway"
    }

    /// The path's parameters, if it fits.
    fn params(&self, path: &[&str]) -> Option<Vec<(&'static str, String)>> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut params = Vec::new();
        for (&wanted, &given) in self.segments.iter().zip(path) {
            match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => params.push((name, super::call::unescape(given))),
                None if wanted == given => {}
                None => return None,
            }
        }
        Some(params)
    }
}

/// The route for a path without prefix and query. Literal templates come before those with parameters.
pub fn find(method: &Method, path: &str) -> Option<(&'static Route, Vec<(&'static str, String)>)> {
    let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    ROUTES.iter().filter(|route| route.method == *method).find_map(|route| {
        let params = route.params(&path)?;
        Some((route, params))
    })
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let route = |(method, template, handler): &(Method, &'static str, Handler)| Route {
        method: method.clone(),
        template,
        handler: *handler,
        segments: template.trim_start_matches('/').split('/').collect(),
    };
    [account_routes(), command_routes(), token_routes(), message_routes(), channel_routes(), guild_routes()]
        .iter()
        .flatten()
        .map(route)
        .collect()
});

type Row = (Method, &'static str, Handler);

fn account_routes() -> Vec<Row> {
    vec![
        (Method::GET, "/gateway", account::gateway),
        (Method::GET, "/gateway/bot", account::gateway_bot),
        (Method::GET, "/users/@me", account::me),
        (Method::GET, "/users/@me/guilds", account::my_guilds),
        (Method::GET, "/users/{user_id}", account::user),
        (Method::GET, "/oauth2/applications/@me", account::application),
        (Method::GET, "/applications/@me", account::application),
        (Method::POST, "/users/@me/channels", account::open_dm),
    ]
}

fn command_routes() -> Vec<Row> {
    const ALL: &str = "/applications/{application_id}/commands";
    const ONE: &str = "/applications/{application_id}/commands/{command_id}";
    const GUILD_ALL: &str = "/applications/{application_id}/guilds/{guild_id}/commands";
    const GUILD_ONE: &str = "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}";
    let mut rows: Vec<Row> = Vec::new();
    for (all, one) in [(ALL, ONE), (GUILD_ALL, GUILD_ONE)] {
        rows.push((Method::GET, all, commands::list));
        rows.push((Method::PUT, all, commands::replace));
        rows.push((Method::POST, all, commands::upsert));
        rows.push((Method::GET, one, commands::get));
        rows.push((Method::PATCH, one, commands::edit));
        rows.push((Method::DELETE, one, commands::delete));
    }
    rows
}

fn token_routes() -> Vec<Row> {
    const SEND: &str = "/webhooks/{webhook_id}/{webhook_token}";
    const ORIGINAL: &str = "/webhooks/{webhook_id}/{webhook_token}/messages/@original";
    const ONE: &str = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}";
    vec![
        (Method::POST, "/interactions/{interaction_id}/{interaction_token}/callback", tokens::callback),
        (Method::POST, SEND, tokens::follow_up),
        (Method::GET, ORIGINAL, tokens::get),
        (Method::PATCH, ORIGINAL, tokens::edit),
        (Method::DELETE, ORIGINAL, tokens::delete),
        (Method::GET, ONE, tokens::get),
        (Method::PATCH, ONE, tokens::edit),
        (Method::DELETE, ONE, tokens::delete),
    ]
}

fn message_routes() -> Vec<Row> {
    const ALL: &str = "/channels/{channel_id}/messages";
    const ONE: &str = "/channels/{channel_id}/messages/{message_id}";
    const PIN: &str = "/channels/{channel_id}/messages/pins/{message_id}";
    const REACTION: &str = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}";
    const MINE: &str = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me";
    vec![
        (Method::GET, "/channels/{channel_id}/messages/pins", messages::pins),
        (Method::PUT, PIN, messages::pin),
        (Method::DELETE, PIN, messages::unpin),
        (Method::GET, ALL, messages::list),
        (Method::POST, ALL, messages::create),
        (Method::GET, ONE, messages::get),
        (Method::PATCH, ONE, messages::edit),
        (Method::DELETE, ONE, messages::delete),
        (Method::GET, REACTION, reactions::list),
        (Method::PUT, MINE, reactions::add),
        (Method::DELETE, MINE, reactions::remove),
    ]
}

fn channel_routes() -> Vec<Row> {
    vec![
        (Method::GET, "/channels/{channel_id}", channels::get),
        (Method::PATCH, "/channels/{channel_id}", channels::edit),
        (Method::POST, "/channels/{channel_id}/typing", channels::typing),
        (Method::POST, "/channels/{channel_id}/messages/{message_id}/threads", threads::on_message),
        (Method::POST, "/channels/{channel_id}/threads", threads::create),
        (Method::GET, "/guilds/{guild_id}/threads/active", threads::active),
    ]
}

fn guild_routes() -> Vec<Row> {
    const EVENTS: &str = "/guilds/{guild_id}/scheduled-events";
    const EVENT: &str = "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}";
    const VOICE: &str = "/guilds/{guild_id}/voice-states/{user_id}";
    const MEMBER_ROLE: &str = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}";
    vec![
        (Method::GET, "/guilds/{guild_id}", guilds::get),
        (Method::GET, "/guilds/{guild_id}/channels", guilds::channels),
        (Method::GET, "/guilds/{guild_id}/roles", guilds::roles),
        (Method::POST, "/guilds/{guild_id}/roles", guilds::create_role),
        (Method::GET, "/guilds/{guild_id}/members", members::list),
        (Method::GET, "/guilds/{guild_id}/members/search", members::search),
        (Method::GET, "/guilds/{guild_id}/members/{user_id}", members::get),
        (Method::PUT, MEMBER_ROLE, members::give_role),
        (Method::DELETE, MEMBER_ROLE, members::take_role),
        (Method::GET, VOICE, members::voice_state),
        (Method::GET, EVENTS, events::list),
        (Method::POST, EVENTS, events::create),
        (Method::GET, EVENT, events::get),
        (Method::PATCH, EVENT, events::edit),
        (Method::DELETE, EVENT, events::delete),
    ]
}
