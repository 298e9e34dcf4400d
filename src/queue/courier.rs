//! The port through which messages leave; the Discord side implements it.

use super::outbox::Leased;
use chrono::TimeDelta;
use futures::future::BoxFuture;

/// Delivers messages.
pub trait Courier: Send + Sync {
    /// Delivers one message, or says why not, well before its lease runs out: a courier that is still sending then
    /// may bring an old state of a card after a newer one.
    ///
    /// When [`Leased::first_sent_at`] lies before this attempt a send may have happened already: within Discord's
    /// window of minutes the nonce catches that, after it the courier must look for the nonce in the channel.
    fn deliver<'m>(&'m self, message: &'m Leased) -> BoxFuture<'m, Result<Delivered, Failure>>;
}

/// Where a delivered message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The channel it is in; for a person, the channel of their direct messages.
    pub channel_id: i64,
    /// The message.
    pub message_id: i64,
}

/// What became of a message that was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub sent: Sent,
    /// The thread that was opened on it.
    pub thread_id: Option<i64>,
    /// The thread in which it was to be said, when that is gone and it was said in the channel.
    pub lost_thread_id: Option<i64>,
    /// What did not work all the same, in words for an admin: no thread could be opened on it.
    pub trouble: Option<String>,
}

impl From<Sent> for Delivered {
    fn from(sent: Sent) -> Self {
        Self { sent, thread_id: None, lost_thread_id: None, trouble: None }
    }
}

/// Why a message was not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may work later: rate limit, lost connection, Discord is down.
    Later {
        /// How long the receiver asked us to wait at least.
        retry_after: Option<TimeDelta>,
        /// What happened, in words for a person; no message text, no secrets.
        reason: String,
    },
    /// It will never work as it is: channel gone, permission missing, direct messages closed.
    Never {
        /// What a person should know, in words; no message text, no secrets.
        reason: String,
    },
}
