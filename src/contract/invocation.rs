//! What comes in through a door, freed of everything that is Discord's.

use super::{line::Line, snapshot::Snapshot, spec::Level};
use crate::base::text::clean;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that a person did, to be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// Discord's id of the interaction (or of the message that mentioned docket): the same on a second delivery.
    pub id: i64,
    pub caller: Caller,
    pub source: Source,
    /// The words of the command: `request show`, or `File feedback`.
    pub path: String,
    pub options: Options,
    /// The version of the row that a button was drawn from.
    pub version: Option<i64>,
}

/// Who did it, where.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    pub guild_id: i64,
    pub channel_id: i64,
    pub user_id: i64,
    /// The name the guild knows the person by; not escaped.
    pub name: String,
    pub role_ids: Vec<i64>,
    /// Discord's permission bits of the member in the channel.
    pub permissions: u64,
    /// Discord's locale of the person, such as `en-US`.
    pub locale: String,
}

/// By which way the invocation came.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Slash,
    Menu,
    /// A button or select on the message `message_id`.
    Component {
        message_id: i64,
        is_private: bool,
    },
    /// A form; `message_id` when it was opened from a button, and whether that button is on a private message.
    Form {
        message_id: Option<i64>,
        is_private: bool,
    },
    /// A message that mentions docket in a watched channel.
    Mention {
        message_id: i64,
    },
}

impl Source {
    /// The message whose button or form it was.
    pub fn message_id(&self) -> Option<i64> {
        match self {
            Source::Component { message_id, .. } => Some(*message_id),
            Source::Form { message_id, .. } => *message_id,
            Source::Slash | Source::Menu | Source::Mention { .. } => None,
        }
    }

    /// Whether it was a button or form of a message that only the person who acted sees.
    pub fn is_on_private_message(&self) -> bool {
        matches!(self, Source::Component { is_private: true, .. } | Source::Form { is_private: true, .. })
    }
}

/// The given options by name.
pub type Options = BTreeMap<String, Given>;

/// The value of an option as the door read it. Lines in buttons give everything as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    Text(String),
    Integer(i64),
    Flag(bool),
    /// A member, channel or role.
    Id(i64),
    /// A member that is no person: nothing can be theirs.
    Bot(i64),
    Attachment(Attachment),
    /// The target of a message-menu command.
    Message(Box<Snapshot>),
}

/// A file that a person attached, at Discord's address for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: i64,
    pub filename: String,
    pub content_type: Option<String>,
    pub size_bytes: i64,
    pub url: String,
}

/// A question for completions of the option that a person is typing.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    pub caller: Caller,
    pub path: String,
    /// The options given so far, possibly half typed.
    pub options: Options,
    /// The option with the cursor.
    pub focused: String,
    /// What is typed of it so far.
    pub typed: String,
}

impl Given {
    /// The same without what cannot be seen or stored.
    fn cleaned(self) -> Self {
        match self {
            Given::Text(text) => Given::Text(clean(&text)),
            Given::Attachment(file) => Given::Attachment(file.cleaned()),
            Given::Message(snapshot) => Given::Message(Box::new(snapshot.cleaned())),
            Given::Integer(_) | Given::Flag(_) | Given::Id(_) | Given::Bot(_) => self,
        }
    }
}

impl Attachment {
    /// The same without what cannot be seen or stored.
    pub(super) fn cleaned(self) -> Self {
        Self {
            filename: clean(&self.filename),
            content_type: self.content_type.map(|kind| clean(&kind)),
            url: clean(&self.url),
            ..self
        }
    }
}

impl Caller {
    fn cleaned(self) -> Self {
        Self { name: clean(&self.name), locale: clean(&self.locale), ..self }
    }
}

fn all_cleaned(options: Options) -> Options {
    options.into_iter().map(|(name, given)| (name, given.cleaned())).collect()
}

impl Completion {
    /// The same without what cannot be seen or stored.
    pub fn cleaned(self) -> Self {
        Self {
            caller: self.caller.cleaned(),
            options: all_cleaned(self.options),
            typed: clean(&self.typed),
            ..self
        }
    }
}

impl Invocation {
    /// The same without what cannot be seen or stored, in every text that people or Discord gave: what is typed, names of
    /// files and of people, messages that were pointed at.
    pub fn cleaned(self) -> Self {
        Self { caller: self.caller.cleaned(), options: all_cleaned(self.options), ..self }
    }

    /// What a pressed button means: its line, with `chosen` in the hole.
    pub fn from_line(id: i64, caller: Caller, source: Source, line: &Line, chosen: Option<String>) -> Self {
        let mut options: Options =
            line.options().map(|(name, value)| (name.to_owned(), Given::Text(value.to_owned()))).collect();
        if let (Some(name), Some(value)) = (line.hole_name(), chosen) {
            options.insert(name.to_owned(), Given::Text(value));
        }
        Self { id, caller, source, path: line.path().to_owned(), options, version: line.row_version() }
    }
}

/// `ADMINISTRATOR` or `MANAGE_GUILD` in Discord's permission bits.
const MANAGES_GUILD: u64 = 1 << 3 | 1 << 5;

/// Whether these permission bits of Discord's let somebody manage the guild, which makes them an admin of docket.
pub const fn manages_guild(permissions: u64) -> bool {
    permissions & MANAGES_GUILD != 0
}

impl Caller {
    /// Whether Discord lets the person manage the guild, which makes them an admin of docket.
    pub fn manages_guild(&self) -> bool {
        manages_guild(self.permissions)
    }

    /// The person's level, given the role mapped to each level. Discord does not list the role of everyone among a
    /// member's roles; its id is the guild's.
    pub fn level(&self, roles: &BTreeMap<Level, i64>) -> Level {
        if self.manages_guild() {
            return Level::Admin;
        }
        let is_held = |role_id: &i64| *role_id == self.guild_id || self.role_ids.contains(role_id);
        let held = roles.iter().filter(|(_, role_id)| is_held(role_id));
        held.map(|(level, _)| *level).max().unwrap_or(Level::Everyone)
    }
}
