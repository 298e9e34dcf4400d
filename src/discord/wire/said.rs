//! What a message says, wherever it says it: in its text, in what it passes on, in embeds, polls, stickers and recordings.

use super::options::{caller_name, id, snapshot_attachment};
use crate::{
    base::text::{Mention, with_mentions},
    contract::{Attachment, Part, Snapshot},
};
use serde_json::Value;
use serenity::all as discord;
use std::collections::BTreeMap;

/// Kinds of embeds that Discord makes itself of an address in the text. They are not what was said.
const PREVIEWS: [&str; 5] = ["link", "article", "video", "gifv", "image"];

/// Numbers of components, <https://discord.com/developers/docs/components/reference>.
const SECTION: u64 = 9;
const TEXT_DISPLAY: u64 = 10;
const CONTAINER: u64 = 17;

/// The message as docket keeps it. `own_user_id` is docket's account.
pub(in crate::discord) fn snapshot(message: &discord::Message, own_user_id: i64) -> Snapshot {
    // A thread begins with a message that only points at the one it began from.
    if let (discord::MessageType::ThreadStarterMessage, Some(first)) =
        (message.kind, &message.referenced_message)
    {
        return snapshot(first, own_user_id);
    }
    let nick = message.member.as_ref().and_then(|member| member.nick.as_deref());
    let names = names(&message.mentions);
    let mut attachments: Vec<Attachment> = message.attachments.iter().map(snapshot_attachment).collect();
    let forwarded = message.message_snapshots.iter();
    attachments.extend(forwarded.flat_map(|inner| &inner.attachments).map(snapshot_attachment));
    Snapshot {
        message_id: id(message.id.get()),
        channel_id: id(message.channel_id.get()),
        author_user_id: id(message.author.id.get()),
        author_name: caller_name(nick, &message.author),
        text: readable(&message.content, &names),
        attachments,
        parts: parts(message),
        is_own: id(message.author.id.get()) == own_user_id,
    }
}

/// The names of those who are mentioned, by id.
fn names(mentions: &[discord::User]) -> BTreeMap<i64, &str> {
    mentions.iter().map(|user| (id(user.id.get()), user.display_name())).collect()
}

/// `text` with the names of those who are mentioned in it.
fn readable(text: &str, names: &BTreeMap<i64, &str>) -> String {
    with_mentions(text, |mention| match mention {
        Mention::User(user_id) => names.get(&user_id).map(|name| format!("@{name}")),
        _ => None,
    })
}

fn parts(message: &discord::Message) -> Vec<Part> {
    let mut parts = Vec::new();
    for inner in &message.message_snapshots {
        let names = names(&inner.mentions);
        let mut said: Vec<Part> = Vec::new();
        if !inner.content.is_empty() {
            said.push(Part::Text(readable(&inner.content, &names)));
        }
        said.extend(inner.embeds.iter().filter_map(embed));
        said.extend(inner.sticker_items.iter().map(sticker));
        said.extend(voice(&inner.attachments));
        parts.push(Part::Forwarded(said));
    }
    parts.extend(message.embeds.iter().filter_map(embed));
    parts.extend(message.poll.as_deref().map(poll));
    parts.extend(message.sticker_items.iter().map(sticker));
    parts.extend(voice(&message.attachments));
    parts
}

fn sticker(sticker: &discord::StickerItem) -> Part {
    Part::Sticker(sticker.name.clone())
}

/// Only recordings say how long they are.
fn voice(attachments: &[discord::Attachment]) -> Option<Part> {
    let seconds = attachments.first()?.duration_secs?;
    // A float converts to the nearest number that there is.
    Some(Part::Voice { seconds: seconds.round() as u64 })
}

fn poll(poll: &discord::Poll) -> Part {
    let media = |media: &discord::PollMedia| match (&media.emoji, &media.text) {
        (Some(discord::PollMediaEmoji::Name(emoji)), Some(text)) => format!("{emoji} {text}"),
        (Some(discord::PollMediaEmoji::Name(emoji)), None) => emoji.clone(),
        (_, text) => text.clone().unwrap_or_default(),
    };
    let answers = poll.answers.iter().map(|answer| media(&answer.poll_media)).collect();
    Part::Poll { question: media(&poll.question), answers }
}

/// `None` for a preview of an address, and for an embed without words.
fn embed(embed: &discord::Embed) -> Option<Part> {
    let kind = embed.kind.as_deref().unwrap_or("rich");
    if PREVIEWS.contains(&kind) {
        return None;
    }
    if kind == "poll_result" {
        return Some(poll_result(embed));
    }
    let mut lines = Vec::new();
    lines.extend(embed.author.as_ref().map(|author| author.name.clone()));
    lines.extend(embed.title.clone());
    lines.extend(embed.description.clone());
    lines.extend(embed.fields.iter().map(|field| format!("{}: {}", field.name, field.value)));
    lines.extend(embed.footer.as_ref().map(|footer| footer.text.clone()));
    lines.retain(|line| !line.trim().is_empty());
    let has_words = !lines.is_empty();
    lines.extend(embed.url.clone());
    has_words.then_some(Part::Embed(lines))
}

/// The result of a poll, whose fields have names that only programs know.
fn poll_result(embed: &discord::Embed) -> Part {
    let field = |name: &str| {
        let found = embed.fields.iter().find(|field| field.name == name);
        found.map(|field| field.value.clone())
    };
    Part::Poll {
        question: field("poll_question_text").unwrap_or_default(),
        answers: field("victor_answer_text").into_iter().collect(),
    }
}

/// The channel and number of a message that may say, itself or in what it passes on, something in components of the newer
/// kind: serenity keeps neither their texts nor the flag that tells of them. Such a message can have files, and has no other
/// words.
pub(in crate::discord) fn unread(message: &discord::Message) -> Option<(i64, i64)> {
    let is_bare = message.content.is_empty()
        && message.embeds.is_empty()
        && message.poll.is_none()
        && message.sticker_items.is_empty()
        && voice(&message.attachments).is_none();
    let passes_on_bare = message.message_snapshots.iter().any(|inner| {
        inner.content.is_empty()
            && inner.embeds.is_empty()
            && inner.sticker_items.is_empty()
            && voice(&inner.attachments).is_none()
    });
    let may_hold = if message.message_snapshots.is_empty() { is_bare } else { passes_on_bare };
    let is_starter = message.kind == discord::MessageType::ThreadStarterMessage;
    (may_hold && !is_starter).then(|| (id(message.channel_id.get()), id(message.id.get())))
}

/// The channel and number of the message that a menu command points at, when it is [`unread`].
pub(in crate::discord) fn unread_target(interaction: &discord::Interaction) -> Option<(i64, i64)> {
    let discord::Interaction::Command(it) = interaction else { return None };
    unread(it.data.resolved.messages.get(&it.data.target_id?.to_message_id())?)
}

/// Gives the target of a menu command the text of `message`, which is the same message as Discord's JSON.
pub(in crate::discord) fn read_target(interaction: &mut discord::Interaction, message: &Value) {
    let discord::Interaction::Command(it) = interaction else { return };
    let Some(target) = it.data.target_id else { return };
    if let Some(known) = it.data.resolved.messages.get_mut(&target.to_message_id()) {
        read_components(known, message);
    }
}

/// Gives `known`, and what it passes on, the texts of the newer components of `message`, which is the same message as
/// Discord's JSON.
pub(in crate::discord) fn read_components(known: &mut discord::Message, message: &Value) {
    if known.content.is_empty() {
        known.content = texts(&message["components"]).join("\n");
    }
    let passed_on = message["message_snapshots"].as_array().into_iter().flatten();
    for (inner, of) in known.message_snapshots.iter_mut().zip(passed_on) {
        if inner.content.is_empty() {
            inner.content = texts(&of["message"]["components"]).join("\n");
        }
    }
}

/// The texts of components, in reading order.
fn texts(components: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    for component in components.as_array().into_iter().flatten() {
        match component["type"].as_u64() {
            Some(TEXT_DISPLAY) => found.extend(component["content"].as_str()),
            Some(SECTION | CONTAINER) => found.extend(texts(&component["components"])),
            _ => {}
        }
    }
    found
}
