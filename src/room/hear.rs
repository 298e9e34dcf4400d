//! What is said in reply to a message of docket's, and what a reaction means.

use super::Pending;
use crate::{
    contract::{Guild, Line},
    db::Db,
};

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
