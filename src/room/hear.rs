//! What is said in reply to a message of docket's, what a reaction means, and what else happens in a guild that a room waits
//! for.

use super::Pending;
use crate::{
    contract::{Guild, Line},
    db::Db,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Somebody's reply to a message of docket's in a channel or a thread. Its text arrives without a privileged intent, but only
/// of replies to messages that were sent as such, not to answers of commands (Discord's documentation, "Message Content
/// Intent").
#[derive(Clone, Copy, Debug)]
pub struct Replied {
    /// The channel or thread.
    pub channel_id: i64,
    /// Docket's message.
    pub to_message_id: i64,
    pub user_id: i64,
}

/// Says what a reply means, if the room waits for one there: the command line that runs as if the person had typed it, with
/// what was said in its hole. Where it succeeds the reply gets a mark; a refusal is said in answer.
pub type Hears = for<'a> fn(&'a Db, &'a Guild, &'a Replied) -> Pending<'a, Option<Line>>;

/// Somebody's reaction to a message, with an emoji of Unicode.
#[derive(Clone, Debug)]
pub struct Reacted {
    /// The channel or thread.
    pub channel_id: i64,
    /// The message, whoever wrote it.
    pub message_id: i64,
    pub user_id: i64,
    pub emoji: String,
}

/// Says what a reaction means, if the room waits for one there: the command line that runs as if the person had typed it.
/// Nobody is answered.
pub type Reacts = for<'a> fn(&'a Db, &'a Guild, &'a Reacted) -> Pending<'a, Option<Line>>;

/// Hears, at an instant, that an event that Discord showed in a guild was deleted or called off, by whomever. Told twice, it
/// changes nothing.
pub type EventGone = fn(&Db, DateTime<Utc>, i64, i64) -> Pending<'_, ()>;

/// Who is where in the voice and stage channels of a guild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voice {
    /// A person is in this one now, or in none. What they do there, such as muting themselves, is told in the same way.
    Moved(i64, Option<i64>),
    /// All who are in any, by their ids, with where they are: what is known when docket connects.
    All(BTreeMap<i64, i64>),
}

/// Hears, at an instant, who is where in a guild. Told twice, it changes nothing.
pub type InVoice = for<'a> fn(&'a Db, DateTime<Utc>, i64, &'a Voice) -> Pending<'a, ()>;
