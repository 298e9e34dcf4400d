//! The JSON of an interaction, from what a person did.

use super::{Interaction, kind};
use crate::sandbox::{ids::Id, people::Picked, permissions, render, state::State};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::watch;

/// The largest attachment of a member without a subscription, in bytes.
const ATTACHMENT_LIMIT: u32 = 10 * 1024 * 1024;

/// What a person did, with everything that Discord's client would have filled in.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// One of [`kind`].
    pub kind: u8,
    pub user_id: Id,
    pub guild_id: Option<Id>,
    pub channel_id: Id,
    pub name: String,
    /// The interaction's `data`, without `resolved`.
    pub data: Map<String, Value>,
    pub picked: Picked,
    pub message_id: Option<Id>,
}

/// Builds the interaction and its payload.
pub fn build(state: &mut State, now: DateTime<Utc>, invocation: Invocation) -> Interaction {
    let id = state.ids.next(now);
    let token = new_token();
    let mut data = invocation.data;
    let resolved = render::resolved(state, invocation.guild_id, &invocation.picked);
    if !resolved.is_empty() {
        data.insert("resolved".to_owned(), Value::Object(resolved));
    }
    let mut payload = json!({
        "id": id, "application_id": state.app.id, "type": invocation.kind, "data": data, "token": token,
        "version": 1, "channel_id": invocation.channel_id, "locale": "en-US", "entitlements": [],
        "attachment_size_limit": ATTACHMENT_LIMIT,
    });
    add_place(state, &mut payload, invocation.guild_id, invocation.channel_id, invocation.user_id);
    if let Some(message) = invocation.message_id.and_then(|id| state.messages.get(&id)) {
        payload["message"] = render::message(state, message);
    }
    Interaction {
        id,
        token,
        kind: invocation.kind,
        user_id: invocation.user_id,
        guild_id: invocation.guild_id,
        channel_id: invocation.channel_id,
        name: invocation.name,
        message_id: invocation.message_id,
        created_at: now,
        payload: payload.to_string().into(),
        ack: None,
        completed: false,
        follow_ups: Vec::new(),
        dismissed: false,
        failed: None,
        bell: Arc::new(watch::Sender::new(0)),
    }
}

fn add_place(state: &State, payload: &mut Value, guild_id: Option<Id>, channel_id: Id, user_id: Id) {
    let channel = state.channels.get(&channel_id);
    if let Some(channel) = channel {
        payload["channel"] = render::partial_channel(state, channel, user_id);
    }
    let app = channel.map(|channel| permissions::in_channel(state, channel, state.bot_id()));
    payload["app_permissions"] = json!(app.unwrap_or_default().0.to_string());
    let guild = guild_id.and_then(|id| state.guilds.get(&id));
    let Some(guild) = guild else {
        payload["user"] = render::user_by_id(state, user_id);
        payload["context"] = json!(1);
        payload["authorizing_integration_owners"] = json!({ "0": "0" });
        return;
    };
    payload["guild_id"] = json!(guild.id);
    payload["guild"] = json!({ "id": guild.id, "locale": guild.locale, "features": [] });
    payload["guild_locale"] = json!(guild.locale);
    payload["context"] = json!(0);
    payload["authorizing_integration_owners"] = json!({ "0": guild.id });
    if let Some(member) = guild.members.get(&user_id) {
        let mut value = render::member(state, user_id, member);
        let may = channel.map(|channel| permissions::in_channel(state, channel, user_id));
        value["permissions"] = json!(may.unwrap_or_default().0.to_string());
        payload["member"] = value;
    }
}

/// Takes a hand-made payload as it is; only `id`, `token` and `application_id` are added if missing.
pub fn from_raw(state: &mut State, now: DateTime<Utc>, mut payload: Value) -> Interaction {
    let id = crate::sandbox::mentions::read_id(&payload["id"]).unwrap_or_else(|| state.ids.next(now));
    let token = payload["token"].as_str().map_or_else(new_token, str::to_owned);
    if let Value::Object(object) = &mut payload {
        object.entry("id").or_insert_with(|| json!(id));
        object.entry("token").or_insert_with(|| json!(token));
        object.entry("application_id").or_insert_with(|| json!(state.app.id));
    }
    let read = |value: &Value| crate::sandbox::mentions::read_id(value);
    let user = read(&payload["member"]["user"]["id"]).or_else(|| read(&payload["user"]["id"]));
    let name = payload["data"]["name"].as_str().or_else(|| payload["data"]["custom_id"].as_str());
    Interaction {
        id,
        token,
        kind: payload["type"].as_u64().and_then(|kind| u8::try_from(kind).ok()).unwrap_or(kind::COMMAND),
        user_id: user.unwrap_or_default(),
        guild_id: read(&payload["guild_id"]),
        channel_id: read(&payload["channel_id"]).unwrap_or_default(),
        name: name.unwrap_or_default().to_owned(),
        message_id: read(&payload["message"]["id"]),
        created_at: now,
        payload: payload.to_string().into(),
        ack: None,
        completed: false,
        follow_ups: Vec::new(),
        dismissed: false,
        failed: None,
        bell: Arc::new(watch::Sender::new(0)),
    }
}

/// A token that cannot be guessed, of about the length of Discord's.
fn new_token() -> String {
    let bytes: [u8; 48] = rand::random();
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}
