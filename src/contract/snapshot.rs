//! A message as it was when a person pointed at it.

use super::Attachment;
use crate::base::text::clean;
use serde::{Deserialize, Serialize};

/// A message as it was when a person pointed at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub message_id: i64,
    pub channel_id: i64,
    pub author_user_id: i64,
    pub author_name: String,
    /// What its author wrote. Mentions of people are their names already.
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// What it says otherwise than by its author's own words, in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Whether docket itself said it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_own: bool,
}

/// One thing that a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Text(String),
    /// A message that was passed on. Discord does not say whose it was.
    Forwarded(Vec<Part>),
    /// What a program shows, such as a help desk: its lines in reading order.
    Embed(Vec<String>),
    Poll {
        question: String,
        answers: Vec<String>,
    },
    /// A sticker, by its name.
    Sticker(String),
    /// A voice message, by its length.
    Voice {
        seconds: u64,
    },
}

impl Part {
    fn cleaned(self) -> Self {
        match self {
            Part::Text(text) => Part::Text(clean(&text)),
            Part::Forwarded(parts) => Part::Forwarded(parts.into_iter().map(Part::cleaned).collect()),
            Part::Embed(lines) => Part::Embed(lines.iter().map(|line| clean(line)).collect()),
            Part::Poll { question, answers } => Part::Poll {
                question: clean(&question),
                answers: answers.iter().map(|answer| clean(answer)).collect(),
            },
            Part::Sticker(name) => Part::Sticker(clean(&name)),
            Part::Voice { seconds } => Part::Voice { seconds },
        }
    }
}

impl Snapshot {
    /// The same without what cannot be seen or stored.
    pub(super) fn cleaned(self) -> Self {
        Self {
            author_name: clean(&self.author_name),
            text: clean(&self.text),
            attachments: self.attachments.into_iter().map(Attachment::cleaned).collect(),
            parts: self.parts.into_iter().map(Part::cleaned).collect(),
            ..self
        }
    }

    /// The address that leads back to the message.
    pub fn link(&self, guild_id: i64) -> String {
        message_address(guild_id, self.channel_id, self.message_id)
    }
}

/// The address of a message, as Discord's clients open it.
pub fn message_address(guild_id: i64, channel_id: i64, message_id: i64) -> String {
    format!("https://discord.com/channels/{guild_id}/{channel_id}/{message_id}")
}
