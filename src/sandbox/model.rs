//! Discord's things as plain data. Rendering them as JSON is `render`'s work.

use super::{ids::Id, permissions::Permissions};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A person or a bot.
#[derive(Clone, Debug)]
pub struct User {
    pub id: Id,
    /// The unique handle, lower case.
    pub username: String,
    /// The name that people see.
    pub name: String,
    /// A short first name, which the page shows with the name beside it; empty for who has none.
    pub first: String,
    pub bot: bool,
    /// Whether direct messages to this user are refused.
    pub dm_closed: bool,
}

/// A role. The one with the guild's own id is `@everyone`.
#[derive(Clone, Debug)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub permissions: Permissions,
    pub position: u16,
    pub mentionable: bool,
    /// Belongs to a bot; nobody else can be given it.
    pub managed: bool,
    pub color: u32,
}

/// A user's membership of a guild.
#[derive(Clone, Debug)]
pub struct Member {
    pub roles: Vec<Id>,
    pub joined_at: DateTime<Utc>,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub owner_id: Id,
    pub locale: String,
    pub roles: BTreeMap<Id, Role>,
    pub members: BTreeMap<Id, Member>,
}

/// An exception to the roles' permissions in one channel, for a role or a user.
#[derive(Clone, Debug)]
pub struct Overwrite {
    pub target_id: Id,
    pub for_role: bool,
    pub allow: Permissions,
    pub deny: Permissions,
}

/// What makes a channel a thread.
#[derive(Clone, Debug)]
pub struct Thread {
    pub owner_id: Id,
    pub archived: bool,
    pub locked: bool,
    pub auto_archive_minutes: u64,
    pub archive_changed_at: DateTime<Utc>,
}

/// Channel kinds, by Discord's numbers.
pub mod kind {
    pub const TEXT: u8 = 0;
    pub const DM: u8 = 1;
    pub const VOICE: u8 = 2;
    pub const CATEGORY: u8 = 4;
    pub const ANNOUNCEMENT: u8 = 5;
    pub const PUBLIC_THREAD: u8 = 11;
    pub const PRIVATE_THREAD: u8 = 12;
    pub const STAGE: u8 = 13;
    pub const FORUM: u8 = 15;
}

/// A channel, a thread or a direct message.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: Id,
    /// One of [`kind`].
    pub kind: u8,
    pub guild_id: Option<Id>,
    pub name: String,
    pub topic: Option<String>,
    pub position: u16,
    pub parent_id: Option<Id>,
    pub overwrites: Vec<Overwrite>,
    pub recipients: Vec<Id>,
    pub thread: Option<Thread>,
    pub last_message_id: Option<Id>,
}

impl Channel {
    /// Whether people can speak in it.
    pub fn is_voice(&self) -> bool {
        matches!(self.kind, kind::VOICE | kind::STAGE)
    }
}

/// A file that somebody uploaded; its bytes are in `State::files`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub id: Id,
    pub filename: String,
    pub description: Option<String>,
    pub content_type: Option<String>,
    /// In bytes.
    pub size: usize,
    pub url: String,
}

/// The interaction that a message answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredInteraction {
    pub id: Id,
    pub kind: u8,
    pub user_id: Id,
    pub name: String,
    /// The message whose component was used.
    pub message_id: Option<Id>,
}

/// Message flags.
pub mod flag {
    pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
    pub const EPHEMERAL: u64 = 1 << 6;
    pub const LOADING: u64 = 1 << 7;
    pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
    pub const COMPONENTS_V2: u64 = 1 << 15;
}

/// A message as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: Id,
    pub channel_id: Id,
    pub guild_id: Option<Id>,
    pub author_id: Id,
    pub content: String,
    /// Embed objects as the bot sent them.
    pub embeds: Vec<Value>,
    /// Component objects as the bot sent them.
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    /// How often it was edited more than an hour after it was sent.
    pub late_edits: u32,
    /// See [`flag`].
    pub flags: u64,
    /// The only person who sees it, for a private reply.
    pub private_to: Option<Id>,
    /// Who was pinged by its latest version, after `allowed_mentions`.
    pub pinged_users: Vec<Id>,
    pub pinged_roles: Vec<Id>,
    pub pinged_everyone: bool,
    pub reply_to: Option<Id>,
    pub answers: Option<AnsweredInteraction>,
    pub thread_id: Option<Id>,
    pub pinned: bool,
    /// Emoji to the users who reacted with it.
    pub reactions: BTreeMap<String, Vec<Id>>,
    pub nonce: Option<Value>,
    /// What clients and other programs put into messages and bots do not, such as a poll, a sticker or a forward: fields of
    /// Discord's message object as they are.
    pub more: Map<String, Value>,
}

impl Message {
    /// Whether it still says "thinking…".
    pub fn is_loading(&self) -> bool {
        self.flags & flag::LOADING != 0
    }

    /// Whether it was sent without a notification.
    pub fn is_silent(&self) -> bool {
        self.flags & flag::SUPPRESS_NOTIFICATIONS != 0
    }

    /// Everything a person can read in it: content, embeds, and labels of buttons and selects.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.clone()];
        for embed in &self.embeds {
            push_texts(embed, &["author.name", "title", "description"], &mut lines);
            for field in embed["fields"].as_array().into_iter().flatten() {
                push_texts(field, &["name", "value"], &mut lines);
            }
            push_texts(embed, &["footer.text"], &mut lines);
        }
        for component in self.all_components() {
            push_texts(component, &["label", "placeholder", "content"], &mut lines);
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Buttons, selects and texts, however deep they are nested.
    pub fn all_components(&self) -> Vec<&Value> {
        flatten_components(&self.components)
    }
}

/// Every component in `components` in reading order, containers before what they hold.
pub fn flatten_components(components: &[Value]) -> Vec<&Value> {
    let mut all = Vec::new();
    for component in components {
        all.push(component);
        if let Some(inner) = component["components"].as_array() {
            all.extend(flatten_components(inner));
        }
        for key in ["component", "accessory"] {
            if let Some(inner) = component.get(key) {
                all.extend(flatten_components(std::slice::from_ref(inner)));
            }
        }
    }
    all
}

fn push_texts(value: &Value, paths: &[&str], lines: &mut Vec<String>) {
    for path in paths {
        let found = path.split('.').fold(value, |at, step| &at[step]);
        if let Some(text) = found.as_str() {
            lines.push(text.to_owned());
        }
    }
}

/// A registered application command, kept as the JSON object that Discord would return.
#[derive(Clone, Debug)]
pub struct Command {
    pub id: Id,
    /// `None` for a global command.
    pub guild_id: Option<Id>,
    /// 1 slash, 2 user menu, 3 message menu.
    pub kind: u64,
    pub name: String,
    pub json: Map<String, Value>,
}

/// The bytes of an uploaded file.
#[derive(Clone, Debug)]
pub struct Upload {
    pub filename: String,
    pub content_type: Option<String>,
    pub bytes: axum::body::Bytes,
}
