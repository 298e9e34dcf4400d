//! Turns checked bodies into messages, and edits them.

use super::{
    error::ApiError,
    ids::Id,
    mentions::{self, Default as MentionDefault, id_list},
    model::{AnsweredInteraction, Attachment, Channel, Message, Upload, flag},
    permissions::Permissions,
    render,
    state::State,
    validate::messages::{self, From},
};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The largest request, and so the largest sum of files, in bytes.
pub const MAX_REQUEST: usize = 25 * 1024 * 1024;

/// A message that is about to be sent.
pub struct Draft<'a> {
    pub channel_id: Id,
    pub author_id: Id,
    pub body: &'a Value,
    pub files: &'a [Upload],
    pub from: From,
    pub private_to: Option<Id>,
    pub answers: Option<AnsweredInteraction>,
    /// Flags on top of those in the body, such as LOADING.
    pub extra_flags: u64,
    /// See [`Message::more`].
    pub more: Map<String, Value>,
}

/// Checks a draft and stores it as a message, without telling anybody yet.
pub fn create(state: &mut State, now: DateTime<Utc>, draft: Draft<'_>) -> Result<Id, ApiError> {
    messages::check(draft.body, draft.from)?;
    let body = draft.body;
    let loading = draft.extra_flags & flag::LOADING != 0;
    let content = body["content"].as_str().unwrap_or_default().to_owned();
    let embeds = body["embeds"].as_array().cloned().unwrap_or_default();
    let components = body["components"].as_array().cloned().unwrap_or_default();
    let shown = !content.trim().is_empty()
        || !embeds.is_empty()
        || !components.is_empty()
        || !draft.files.is_empty()
        || !draft.more.is_empty();
    if !shown && !loading {
        return Err(ApiError::empty_message());
    }
    let channel = state.channels.get(&draft.channel_id).ok_or_else(ApiError::unknown_channel)?.clone();
    let by_default = default_for(draft.from);
    let pinged = mentions::pinged(
        state,
        &channel,
        draft.author_id,
        &content,
        body.get("allowed_mentions"),
        by_default,
    );
    let id = state.ids.next(now);
    let attachments = store_files(state, now, &channel, body, draft.files);
    let settable = flag::SUPPRESS_EMBEDS | flag::SUPPRESS_NOTIFICATIONS | flag::COMPONENTS_V2;
    let private = if draft.private_to.is_some() { flag::EPHEMERAL } else { 0 };
    let message = Message {
        id,
        channel_id: channel.id,
        guild_id: channel.guild_id,
        author_id: draft.author_id,
        content,
        embeds,
        components: with_ids(components),
        attachments,
        created_at: now,
        edited_at: None,
        late_edits: 0,
        flags: (body["flags"].as_u64().unwrap_or(0) & settable) | draft.extra_flags | private,
        private_to: draft.private_to,
        pinged_users: pinged.users,
        pinged_roles: pinged.roles,
        pinged_everyone: pinged.everyone,
        reply_to: mentions::read_id(&body["message_reference"]["message_id"]),
        answers: draft.answers,
        thread_id: None,
        pinned: false,
        reactions: BTreeMap::new(),
        nonce: Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null()),
        more: draft.more,
    };
    state.insert_message(message);
    Ok(id)
}

fn default_for(from: From) -> MentionDefault {
    match from {
        From::Channel => MentionDefault::All,
        From::Interaction => MentionDefault::Users,
    }
}

fn store_files(
    state: &mut State,
    now: DateTime<Utc>,
    channel: &Channel,
    body: &Value,
    files: &[Upload],
) -> Vec<Attachment> {
    let described = body["attachments"].as_array().cloned().unwrap_or_default();
    let mut stored = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let entry = described.iter().find(|entry| mentions::read_id(&entry["id"]) == Some(Id(at as u64)));
        let mut attachment = state.store_file(now, channel.id, file.clone());
        if let Some(text) = entry.and_then(|entry| entry["description"].as_str()) {
            attachment.description = Some(text.to_owned());
        }
        stored.push(attachment);
    }
    stored
}

/// Discord numbers the components of a message that came without an `id`, and says how many values a
/// select takes.
fn with_ids(mut components: Vec<Value>) -> Vec<Value> {
    fn number(components: &mut [Value], next: &mut u64) {
        for component in components {
            if let Some(object) = component.as_object_mut() {
                object.entry("id").or_insert_with(|| (*next).into());
                *next += 1;
                if matches!(object.get("type").and_then(Value::as_u64), Some(3 | 5..=8)) {
                    object.entry("min_values").or_insert_with(|| 1.into());
                    object.entry("max_values").or_insert_with(|| 1.into());
                }
                if let Some(Value::Array(inner)) = object.get_mut("components") {
                    number(inner, next);
                }
            }
        }
    }
    number(&mut components, &mut 1);
    components
}

/// Checks an edit and applies it: what the body does not name stays, `null` clears.
pub fn edit(
    state: &mut State,
    now: DateTime<Utc>,
    id: Id,
    body: &Value,
    files: &[Upload],
    from: From,
) -> Result<(), ApiError> {
    messages::check(body, from)?;
    let old_edits = state.buckets.limits.old_edits;
    let mut message = state.messages.get(&id).ok_or_else(ApiError::unknown_message)?.clone();
    let late = from == From::Channel && now - message.created_at > Duration::hours(1);
    if late && message.late_edits >= old_edits {
        let text = "Maximum number of edits to messages older than 1 hour reached. Try again later.";
        return Err(ApiError::bad(30046, text));
    }
    let channel = state.channels.get(&message.channel_id).ok_or_else(ApiError::unknown_channel)?.clone();
    if channel.thread.as_ref().is_some_and(|thread| thread.archived) {
        return Err(ApiError::archived());
    }
    apply_texts(&mut message, body);
    if let Some(kept) = body.get("attachments").filter(|value| !value.is_null()) {
        let ids =
            id_list(&Value::Array(kept.as_array().into_iter().flatten().map(|a| a["id"].clone()).collect()));
        message.attachments.retain(|attachment| ids.contains(&attachment.id));
    }
    message.attachments.extend(store_files(state, now, &channel, body, files));
    let allowed = body.get("allowed_mentions");
    let pinged =
        mentions::pinged(state, &channel, message.author_id, &message.content, allowed, default_for(from));
    message.pinged_users = pinged.users;
    message.pinged_roles = pinged.roles;
    message.pinged_everyone = pinged.everyone;
    let empty =
        message.content.trim().is_empty() && message.embeds.is_empty() && message.components.is_empty();
    if empty && message.attachments.is_empty() {
        return Err(ApiError::empty_message());
    }
    message.late_edits += u32::from(late);
    // Filling in a "thinking…" is the answer itself, not an edit of one.
    if !message.is_loading() {
        message.edited_at = Some(now);
    }
    message.flags &= !flag::LOADING;
    state.messages.insert(id, message);
    state.send_message("MESSAGE_UPDATE", id);
    Ok(())
}

fn apply_texts(message: &mut Message, body: &Value) {
    if let Some(content) = body.get("content") {
        message.content = content.as_str().unwrap_or_default().to_owned();
    }
    if let Some(embeds) = body.get("embeds") {
        message.embeds = embeds.as_array().cloned().unwrap_or_default();
    }
    if let Some(components) = body.get("components") {
        message.components = with_ids(components.as_array().cloned().unwrap_or_default());
    }
    if let Some(flags) = body["flags"].as_u64() {
        let suppress = flags & flag::SUPPRESS_EMBEDS;
        message.flags = (message.flags & !flag::SUPPRESS_EMBEDS) | suppress | (flags & flag::COMPONENTS_V2);
    }
}

/// Whether the bot may send this body to a channel, by its permissions there.
pub fn check_may_send(state: &State, channel_id: Id, body: &Value, files: &[Upload]) -> Result<(), ApiError> {
    let channel = state.channel(channel_id)?;
    if channel.guild_id.is_none() {
        let closed =
            channel.recipients.iter().filter_map(|id| state.users.get(id)).any(|user| user.dm_closed);
        return if closed { Err(ApiError::dm_closed()) } else { Ok(()) };
    }
    if !render::holds_messages(channel) {
        return Err(ApiError::bad(50008, "Cannot send messages in a non-text channel"));
    }
    let mut needed = match &channel.thread {
        Some(thread) if thread.archived && thread.locked => return Err(ApiError::locked()),
        Some(_) => Permissions::SEND_MESSAGES_IN_THREADS,
        None => Permissions::SEND_MESSAGES,
    };
    if body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty()) {
        needed = needed | Permissions::EMBED_LINKS;
    }
    if !files.is_empty() {
        needed = needed | Permissions::ATTACH_FILES;
    }
    state.channel_for(channel_id, needed).map(|_| ())
}
