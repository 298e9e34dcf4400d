//! The routes of Discord's API that docket uses, and what each needs to be treated right.

use reqwest::Method;
use std::fmt;

/// One request to be made: where, and under which limits.
#[derive(Clone)]
pub(in crate::discord) struct Route {
    pub method: Method,
    /// Path and query under `/api/v10`. Holds the token of an interaction where the template says so.
    pub path: String,
    /// The path with names in place of ids, for logs, metrics and rate limits.
    pub template: &'static str,
    /// What Discord counts separately: a channel, a guild, an interaction.
    pub major: Major,
    /// Whether sending it twice has the effect of sending it once.
    pub is_repeatable: bool,
}

impl fmt::Debug for Route {
    /// Without the path, which may hold a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

/// The part of a path by which Discord separates rate limits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::discord) enum Major {
    None,
    Channel(i64),
    Guild(i64),
    /// Follow-ups of one interaction; outside the global limit.
    Interaction(u64),
    /// The first answer to an interaction; under no limit that docket could reach.
    Callback,
}

impl Route {
    fn new(method: Method, template: &'static str, path: String, major: Major) -> Self {
        let is_repeatable = method != Method::POST;
        Self { method, path, template, major, is_repeatable }
    }

    /// `POST` a message; repeatable because docket always sends a nonce that Discord enforces.
    pub fn create_message(channel_id: i64) -> Self {
        let path = format!("/channels/{channel_id}/messages");
        let route = Self::new(Method::POST, "/channels/{channel}/messages", path, Major::Channel(channel_id));
        Self { is_repeatable: true, ..route }
    }

    /// `GET` a message.
    pub fn message(channel_id: i64, message_id: i64) -> Self {
        Self::of_message(Method::GET, channel_id, message_id)
    }

    /// `PUT` a reaction of docket's own, an emoji of Unicode.
    pub fn react(channel_id: i64, message_id: i64, emoji: &str) -> Self {
        let emoji: String = emoji.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me");
        let template = "/channels/{channel}/messages/{message}/reactions/{emoji}/@me";
        Self::new(Method::PUT, template, path, Major::Channel(channel_id))
    }

    /// `PATCH` a message.
    pub fn edit_message(channel_id: i64, message_id: i64) -> Self {
        Self::of_message(Method::PATCH, channel_id, message_id)
    }

    /// `DELETE` a message.
    pub fn delete_message(channel_id: i64, message_id: i64) -> Self {
        Self::of_message(Method::DELETE, channel_id, message_id)
    }

    /// `POST` that opens a thread on a message. Repeatable: a message has one thread, and Discord says so the second time.
    pub fn open_thread(channel_id: i64, message_id: i64) -> Self {
        let path = format!("/channels/{channel_id}/messages/{message_id}/threads");
        let template = "/channels/{channel}/messages/{message}/threads";
        let route = Self::new(Method::POST, template, path, Major::Channel(channel_id));
        Self { is_repeatable: true, ..route }
    }

    fn of_message(method: Method, channel_id: i64, message_id: i64) -> Self {
        let path = format!("/channels/{channel_id}/messages/{message_id}");
        Self::new(method, "/channels/{channel}/messages/{message}", path, Major::Channel(channel_id))
    }

    /// `GET` up to 100 messages after `after`. Discord gives the newest of them first.
    pub fn messages_after(channel_id: i64, after: i64) -> Self {
        let path = format!("/channels/{channel_id}/messages?limit=100&after={after}");
        Self::new(Method::GET, "/channels/{channel}/messages", path, Major::Channel(channel_id))
    }

    /// `POST` that gives the channel of a person's direct messages, the same each time.
    pub fn direct_messages() -> Self {
        let template = "/users/@me/channels";
        let route = Self::new(Method::POST, template, template.to_owned(), Major::None);
        Self { is_repeatable: true, ..route }
    }

    /// `GET` docket's own account.
    pub fn me() -> Self {
        Self::plain("/users/@me")
    }

    /// `GET` docket's application.
    pub fn application() -> Self {
        Self::plain("/applications/@me")
    }

    /// Guilds in one answer to [`Route::own_guilds`].
    pub const OWN_GUILDS_PAGE: usize = 200;

    /// `GET` the guilds that docket is in, by id, after the one given.
    pub fn own_guilds(after: Option<i64>) -> Self {
        let after = after.map_or_else(String::new, |after| format!("&after={after}"));
        let path = format!("/users/@me/guilds?limit={}{after}", Self::OWN_GUILDS_PAGE);
        Self::new(Method::GET, "/users/@me/guilds", path, Major::None)
    }

    /// `GET` the gateway's address and how many shards Discord recommends.
    pub fn gateway() -> Self {
        Self::plain("/gateway/bot")
    }

    fn plain(template: &'static str) -> Self {
        Self::new(Method::GET, template, template.to_owned(), Major::None)
    }

    /// `GET` the application's commands with all their languages.
    pub fn commands(application_id: u64) -> Self {
        let path = format!("/applications/{application_id}/commands?with_localizations=true");
        Self::new(Method::GET, "/applications/{application}/commands", path, Major::None)
    }

    /// `PUT` the application's commands, in place of those before.
    pub fn replace_commands(application_id: u64) -> Self {
        let path = format!("/applications/{application_id}/commands");
        Self::new(Method::PUT, "/applications/{application}/commands", path, Major::None)
    }

    /// `GET` a guild with its roles.
    pub fn guild(guild_id: i64) -> Self {
        Self::new(Method::GET, "/guilds/{guild}", format!("/guilds/{guild_id}"), Major::Guild(guild_id))
    }

    /// `GET` a guild's channels with their overwrites.
    pub fn guild_channels(guild_id: i64) -> Self {
        let path = format!("/guilds/{guild_id}/channels");
        Self::new(Method::GET, "/guilds/{guild}/channels", path, Major::Guild(guild_id))
    }

    /// `GET` a member with their roles.
    pub fn member(guild_id: i64, user_id: i64) -> Self {
        let path = format!("/guilds/{guild_id}/members/{user_id}");
        Self::new(Method::GET, "/guilds/{guild}/members/{member}", path, Major::Guild(guild_id))
    }

    /// `GET` members whose names begin with `beginning`.
    pub fn members_called(guild_id: i64, beginning: &str, most: usize) -> Self {
        let given = [("query", beginning), ("limit", &most.to_string())];
        let encoded = reqwest::Url::parse_with_params("https://discord.com", given).ok();
        let query = encoded.as_ref().and_then(reqwest::Url::query).unwrap_or_default();
        let path = format!("/guilds/{guild_id}/members/search?{query}");
        Self::new(Method::GET, "/guilds/{guild}/members/search", path, Major::Guild(guild_id))
    }

    /// `PUT` a role on a member, or `DELETE` it.
    pub fn member_role(method: Method, guild_id: i64, user_id: i64, role_id: i64) -> Self {
        let path = format!("/guilds/{guild_id}/members/{user_id}/roles/{role_id}");
        Self::new(method, "/guilds/{guild}/members/{member}/roles/{role}", path, Major::Guild(guild_id))
    }

    /// `GET` the scheduled events of a guild, or `POST` one. That is not repeatable: whoever heard no answer looks first.
    pub fn scheduled_events(method: Method, guild_id: i64) -> Self {
        let path = format!("/guilds/{guild_id}/scheduled-events");
        Self::new(method, "/guilds/{guild}/scheduled-events", path, Major::Guild(guild_id))
    }

    /// `PATCH` a scheduled event, or `DELETE` it.
    pub fn scheduled_event(method: Method, guild_id: i64, event_id: i64) -> Self {
        let path = format!("/guilds/{guild_id}/scheduled-events/{event_id}");
        Self::new(method, "/guilds/{guild}/scheduled-events/{event}", path, Major::Guild(guild_id))
    }

    /// `POST` the first answer.
    pub fn callback(interaction_id: u64, token: &str) -> Self {
        let path = format!("/interactions/{interaction_id}/{token}/callback");
        Self::new(Method::POST, "/interactions/{interaction}/{token}/callback", path, Major::Callback)
    }

    /// `POST` a further answer.
    pub fn follow_up(application_id: u64, interaction_id: u64, token: &str) -> Self {
        let path = format!("/webhooks/{application_id}/{token}");
        let major = Major::Interaction(interaction_id);
        Self::new(Method::POST, "/webhooks/{application}/{token}", path, major)
    }

    /// `PATCH` the first answer.
    pub fn edit_original(application_id: u64, interaction_id: u64, token: &str) -> Self {
        Self::original(Method::PATCH, application_id, interaction_id, token)
    }

    /// `DELETE` the first answer.
    pub fn delete_original(application_id: u64, interaction_id: u64, token: &str) -> Self {
        Self::original(Method::DELETE, application_id, interaction_id, token)
    }

    fn original(method: Method, application_id: u64, interaction_id: u64, token: &str) -> Self {
        let path = format!("/webhooks/{application_id}/{token}/messages/@original");
        let template = "/webhooks/{application}/{token}/messages/@original";
        Self::new(method, template, path, Major::Interaction(interaction_id))
    }
}
