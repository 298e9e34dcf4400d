//! Discord's JSON for the things in `model`.

use super::{
    ids::Id,
    model::{AnsweredInteraction, Attachment, Channel, Guild, Member, Message, Role, User, kind},
    permissions::{self, Permissions},
    state::State,
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// An instant as Discord writes it.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, false)
}

pub fn user(user: &User) -> Value {
    json!({
        "id": user.id, "username": user.username, "global_name": user.name, "discriminator": "0",
        "avatar": null, "bot": user.bot, "system": false, "public_flags": 0, "flags": 0,
        "banner": null, "accent_color": null, "avatar_decoration_data": null, "collectibles": null,
        "primary_guild": null,
    })
}

/// The user with this id, or Discord's placeholder for an account that is gone.
pub fn user_by_id(state: &State, id: Id) -> Value {
    state.users.get(&id).map(user).unwrap_or_else(|| {
        json!({
            "id": id, "username": "deleted_user", "global_name": "Deleted User", "discriminator": "0",
            "avatar": null, "public_flags": 0, "flags": 0,
        })
    })
}

/// The bot's own user, as `/users/@me` and READY give it.
pub fn current_user(state: &State) -> Value {
    let mut value = user_by_id(state, state.bot_id());
    value["mfa_enabled"] = json!(true);
    value["verified"] = json!(true);
    value["email"] = Value::Null;
    value["locale"] = json!("en-US");
    value["premium_type"] = json!(0);
    value
}

pub fn role(role: &Role) -> Value {
    json!({
        "id": role.id, "name": role.name, "description": null, "permissions": role.permissions.0.to_string(),
        "position": role.position, "color": role.color,
        "colors": { "primary_color": role.color, "secondary_color": null, "tertiary_color": null },
        "hoist": role.color != 0, "managed": role.managed, "mentionable": role.mentionable,
        "icon": null, "unicode_emoji": null, "flags": 0,
    })
}

/// A member without its user.
pub fn bare_member(member: &Member) -> Value {
    json!({
        "nick": null, "avatar": null, "banner": null, "roles": member.roles,
        "joined_at": instant(member.joined_at), "premium_since": null, "deaf": false, "mute": false,
        "pending": false, "flags": 0, "communication_disabled_until": null,
        "avatar_decoration_data": null, "collectibles": null,
    })
}

/// A member with its user.
pub fn member(state: &State, user_id: Id, member: &Member) -> Value {
    let mut value = bare_member(member);
    value["user"] = user_by_id(state, user_id);
    value
}

pub fn channel(channel: &Channel, state: &State) -> Value {
    if channel.guild_id.is_none() {
        let others = channel.recipients.iter().filter(|id| **id != state.bot_id());
        return json!({
            "id": channel.id, "type": channel.kind, "last_message_id": channel.last_message_id,
            "flags": 0, "recipients": others.map(|id| user_by_id(state, *id)).collect::<Vec<_>>(),
        });
    }
    let overwrites = channel.overwrites.iter().map(|o| json!({
        "id": o.target_id, "type": u8::from(!o.for_role), "allow": o.allow.0.to_string(), "deny": o.deny.0.to_string(),
    }));
    let mut value = json!({
        "id": channel.id, "type": channel.kind, "guild_id": channel.guild_id, "name": channel.name,
        "parent_id": channel.parent_id, "last_message_id": channel.last_message_id, "flags": 0,
        "rate_limit_per_user": 0,
    });
    match &channel.thread {
        None => {
            value["topic"] = json!(channel.topic);
            value["position"] = json!(channel.position);
            value["nsfw"] = json!(false);
            value["permission_overwrites"] = overwrites.collect();
        }
        Some(thread) => {
            let count = state.messages_of(channel.id).count();
            value["owner_id"] = json!(thread.owner_id);
            value["message_count"] = json!(count);
            value["total_message_sent"] = json!(count);
            value["member_count"] = json!(1);
            value["thread_metadata"] = json!({
                "archived": thread.archived, "locked": thread.locked, "invitable": true,
                "auto_archive_duration": thread.auto_archive_minutes,
                "archive_timestamp": instant(thread.archive_changed_at),
                "create_timestamp": instant(thread.archive_changed_at),
            });
        }
    }
    value
}

/// The short form of a channel that interactions carry, with what `user_id` may do there.
pub fn partial_channel(state: &State, channel: &Channel, user_id: Id) -> Value {
    let mut value = self::channel(channel, state);
    value["permissions"] = json!(permissions::in_channel(state, channel, user_id).0.to_string());
    value
}

/// A guild as REST gives it.
pub fn guild(guild: &Guild) -> Value {
    json!({
        "id": guild.id, "name": guild.name, "icon": null, "description": null, "home_header": null,
        "splash": null, "discovery_splash": null, "features": [], "banner": null,
        "owner_id": guild.owner_id, "application_id": null, "region": "us-west", "afk_channel_id": null,
        "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0, "widget_enabled": false,
        "widget_channel_id": null, "verification_level": 1, "default_message_notifications": 1,
        "mfa_level": 0, "explicit_content_filter": 2, "max_presences": null, "max_members": 500_000,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": guild.locale,
        "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
        "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [],
        "stickers": [], "incidents_data": null,
        "roles": guild.roles.values().map(role).collect::<Vec<_>>(),
    })
}

/// A guild as GUILD_CREATE gives it: with channels, threads, and the bot's own membership.
pub fn guild_create(state: &State, guild_id: Id) -> Option<Value> {
    let found = state.guilds.get(&guild_id)?;
    let bot = found.members.get(&state.bot_id())?;
    let here = || state.channels.values().filter(|c| c.guild_id == Some(guild_id));
    let seen = |c: &&Channel| state.bot_may(c, Permissions::VIEW_CHANNEL);
    let mut value = guild(found);
    let more = json!({
        "joined_at": instant(bot.joined_at), "large": false, "unavailable": false,
        "member_count": found.members.len(), "voice_states": voice_states(state, guild_id), "presences": [], "stage_instances": [],
        "members": [member(state, state.bot_id(), bot)],
        "channels": here().filter(|c| c.thread.is_none()).map(|c| channel(c, state)).collect::<Vec<_>>(),
        "threads": here().filter(|c| c.thread.is_some()).filter(seen).map(|c| channel(c, state)).collect::<Vec<_>>(),
        "guild_scheduled_events": state.scheduled_events.values()
            .filter(|e| e.get("guild_id") == Some(&json!(guild_id))).collect::<Vec<_>>(),
        "soundboard_sounds": [],
    });
    merge(&mut value, more);
    Some(value)
}

/// Where a member of a guild is, as far as voice goes.
pub fn voice_state(state: &State, guild_id: Id, user_id: Id) -> Value {
    let channel_id = state.voice.get(&(guild_id, user_id));
    json!({
        "guild_id": guild_id, "channel_id": channel_id, "user_id": user_id, "session_id": format!("voice-{user_id}"),
        "deaf": false, "mute": false, "self_deaf": false, "self_mute": false, "self_stream": false,
        "self_video": false, "suppress": false, "request_to_speak_timestamp": null,
    })
}

/// Who is in voice channels, as GUILD_CREATE gives it: without the guild.
fn voice_states(state: &State, guild_id: Id) -> Vec<Value> {
    let here = state.voice.keys().filter(|(guild, _)| *guild == guild_id);
    here.map(|(_, user_id)| {
        let mut value = voice_state(state, guild_id, *user_id);
        if let Some(value) = value.as_object_mut() {
            value.remove("guild_id");
        }
        value
    })
    .collect()
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

pub fn attachment(attachment: &Attachment) -> Value {
    let mut value = json!({
        "id": attachment.id, "filename": attachment.filename, "size": attachment.size,
        "url": attachment.url, "proxy_url": attachment.url,
    });
    if let Some(description) = &attachment.description {
        value["description"] = json!(description);
    }
    if let Some(content_type) = &attachment.content_type {
        value["content_type"] = json!(content_type);
    }
    value
}

/// A message as REST gives it.
pub fn message(state: &State, message: &Message) -> Value {
    let mut value = bare_message(state, message);
    if let Some(reply_to) = message.reply_to {
        value["message_reference"] = json!({
            "type": 0, "message_id": reply_to, "channel_id": message.channel_id, "guild_id": message.guild_id,
        });
        let target = state.messages.get(&reply_to);
        value["referenced_message"] = target.map_or(Value::Null, |m| bare_message(state, m));
        value["type"] = json!(19);
    }
    value
}

fn bare_message(state: &State, message: &Message) -> Value {
    let mut value = json!({
        "id": message.id, "channel_id": message.channel_id, "type": 0, "content": message.content,
        "author": user_by_id(state, message.author_id), "timestamp": instant(message.created_at),
        "edited_timestamp": message.edited_at.map(instant), "tts": false, "pinned": message.pinned,
        "mention_everyone": message.pinged_everyone, "mention_roles": message.pinged_roles,
        "mentions": message.pinged_users.iter().map(|id| user_by_id(state, *id)).collect::<Vec<_>>(),
        "attachments": message.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "embeds": message.embeds.iter().map(embed).collect::<Vec<_>>(),
        "components": message.components, "flags": message.flags,
    });
    if let Some(nonce) = &message.nonce {
        value["nonce"] = nonce.clone();
    }
    if !message.reactions.is_empty() {
        value["reactions"] = message.reactions.iter().map(|(emoji, by)| reaction(state, emoji, by)).collect();
    }
    if let Some(thread) = message.thread_id.and_then(|id| state.channels.get(&id)) {
        value["thread"] = channel(thread, state);
    }
    if let Some(answers) = &message.answers {
        add_interaction(state, message, answers, &mut value);
    }
    merge(&mut value, Value::Object(message.more.clone()));
    value
}

fn reaction(state: &State, emoji: &str, by: &[Id]) -> Value {
    json!({
        "count": by.len(), "count_details": { "burst": 0, "normal": by.len() }, "burst_colors": [],
        "me_burst": false, "burst_me": false, "me": by.contains(&state.bot_id()),
        "emoji": { "id": null, "name": emoji },
    })
}

fn add_interaction(state: &State, message: &Message, answers: &AnsweredInteraction, value: &mut Value) {
    let by = user_by_id(state, answers.user_id);
    let owner = message.guild_id.unwrap_or(Id(0));
    let mut metadata = json!({
        "id": answers.id, "type": answers.kind, "user": by,
        "authorizing_integration_owners": { "0": owner },
    });
    match (answers.kind, answers.message_id) {
        (3, Some(id)) => metadata["interacted_message_id"] = json!(id),
        (5, _) => {
            metadata["triggering_interaction_metadata"] = json!({
                "id": answers.id, "type": 2, "user": by, "authorizing_integration_owners": { "0": owner },
            })
        }
        _ => {}
    }
    value["interaction_metadata"] = metadata;
    value["application_id"] = json!(state.app.id);
    value["webhook_id"] = json!(state.app.id);
    if answers.kind == 2 {
        value["type"] = json!(20);
        value["interaction"] = json!({ "id": answers.id, "type": 2, "name": answers.name, "user": by });
    }
}

fn embed(embed: &Value) -> Value {
    let mut value = embed.clone();
    value["type"] = json!("rich");
    // Indexing a field that is missing would add it as null, which Discord never sends.
    for field in value.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        if field.get("inline").is_none_or(Value::is_null) {
            field["inline"] = json!(false);
        }
    }
    value
}

/// A message as the gateway gives it; without the message-content intent the text of others is empty.
pub fn gateway_message(state: &State, message: &Message, with_content: bool) -> Value {
    let mut value = self::message(state, message);
    if let Some(guild_id) = message.guild_id {
        value["guild_id"] = json!(guild_id);
        let member = state.guilds.get(&guild_id).and_then(|guild| guild.members.get(&message.author_id));
        if let Some(member) = member {
            value["member"] = bare_member(member);
        }
    }
    let bot_id = state.bot_id();
    let ours =
        message.author_id == bot_id || message.guild_id.is_none() || message.pinged_users.contains(&bot_id);
    if !with_content && !ours {
        hide_content(&mut value);
    }
    // That somebody mentions the bot tells it nothing of the message that they reply to.
    let replied_to = message.reply_to.and_then(|id| state.messages.get(&id));
    let is_open = |it: &Message| it.author_id == bot_id || it.pinged_users.contains(&bot_id);
    if !with_content && replied_to.is_some_and(|it| !is_open(it)) {
        hide_content(&mut value["referenced_message"]);
    }
    value
}

/// Leaves out what a bot is not told of other people's messages.
fn hide_content(message: &mut Value) {
    message["content"] = json!("");
    for key in ["embeds", "attachments", "components"] {
        message[key] = json!([]);
    }
    if let Some(message) = message.as_object_mut() {
        for key in ["poll", "message_snapshots", "sticker_items"] {
            message.remove(key);
        }
    }
}

/// The application as `/applications/@me` gives it.
pub fn application(state: &State) -> Value {
    /// `GATEWAY_GUILD_MEMBERS_LIMITED`: the intent is switched on for an application in few servers.
    const HEARS_OF_MEMBERS: u64 = 1 << 15;
    let app = &state.app;
    /// `GATEWAY_MESSAGE_CONTENT_LIMITED`, the same of the other.
    const READS_MESSAGES: u64 = 1 << 19;
    let is_on = |bit: u64| app.privileged_intents & bit != 0;
    let members = if is_on(super::gateway::intent::GUILD_MEMBERS) { HEARS_OF_MEMBERS } else { 0 };
    let content = if is_on(super::gateway::intent::MESSAGE_CONTENT) { READS_MESSAGES } else { 0 };
    let flags = members | content;
    let owner = json!({
        "id": "1", "username": "sandbox", "global_name": "Sandbox", "discriminator": "0", "avatar": null,
        "public_flags": 0, "flags": 0, "primary_guild": null,
    });
    json!({
        "id": app.id, "name": app.name, "icon": null, "description": "", "type": null, "summary": "",
        "bot_public": false, "bot_require_code_grant": false, "verify_key": public_key(app),
        "flags": flags, "flags_new": flags.to_string(), "hook": true, "is_monetized": false, "is_verified": false,
        "is_discoverable": false, "bot": user_by_id(state, app.bot_id), "owner": owner, "team": null,
        "redirect_uris": [], "interactions_endpoint_url": state.endpoint,
        "role_connections_verification_url": null, "approximate_guild_count": state.guilds.len(),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": ["bot", "applications.commands"], "integration_types_config": { "0": {} },
        "storefront_available": false, "explicit_content_filter": 0,
        "max_participants": null, "tags": [],
    })
}

/// The application's public key in hex.
pub fn public_key(app: &super::world::Application) -> String {
    data_encoding::HEXLOWER.encode(app.signing_key.verifying_key().as_bytes())
}

/// Whether messages can be posted in a channel of this kind.
pub fn holds_messages(channel: &Channel) -> bool {
    !matches!(channel.kind, kind::CATEGORY | kind::FORUM)
}

/// An interaction's `resolved` tree from what was picked.
pub fn resolved(state: &State, guild_id: Option<Id>, picked: &super::people::Picked) -> Map<String, Value> {
    let mut tree: Map<String, Value> = Map::new();
    let mut put = |section: &str, id: Id, value: Value| {
        tree.entry(section).or_insert_with(|| json!({}))[id.to_string()] = value;
    };
    let guild = guild_id.and_then(|id| state.guilds.get(&id));
    for id in &picked.users {
        put("users", *id, user_by_id(state, *id));
        if let Some(found) = guild.and_then(|guild| guild.members.get(id)) {
            let mut value = bare_member(found);
            let may = guild.map_or(Permissions::NONE, |guild| permissions::in_guild(guild, *id));
            value["permissions"] = json!(may.0.to_string());
            put("members", *id, value);
        }
    }
    for found in picked.roles.iter().filter_map(|id| guild.and_then(|guild| guild.roles.get(id))) {
        put("roles", found.id, role(found));
    }
    for found in picked.channels.iter().filter_map(|id| state.channels.get(id)) {
        put("channels", found.id, partial_channel(state, found, picked.by));
    }
    for found in &picked.attachments {
        put("attachments", found.id, attachment(found));
    }
    for found in picked.messages.iter().filter_map(|id| state.messages.get(id)) {
        put("messages", found.id, message(state, found));
    }
    tree
}
