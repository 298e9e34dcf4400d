//! What can go wrong between docket and Discord. Never holds a token, a text or a whole address.

use std::time::Duration;

/// A request that did not succeed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Discord answered that it will not.
    #[error("Discord refused {route} with status {status}, code {code}: {message}")]
    Refused {
        /// The path with names in place of ids.
        route: &'static str,
        status: u16,
        /// Discord's own number for what is wrong; 0 when it gave none.
        code: u64,
        /// Discord's words.
        message: String,
    },
    /// A rate limit asks for a pause that is too long to sit out here.
    #[error("Discord asks for a pause of {} s before {route}", .wait.as_secs())]
    Limited { route: &'static str, wait: Duration },
    /// No answer, or none that could be read. The request may have been carried out.
    #[error("no answer from Discord to {route}: {why}")]
    NoAnswer { route: &'static str, why: String },
}

/// Error codes of Discord's that docket acts on (documentation, "JSON Error Codes").
pub mod code {
    pub const UNKNOWN_CHANNEL: u64 = 10003;
    pub const UNKNOWN_GUILD: u64 = 10004;
    pub const UNKNOWN_MEMBER: u64 = 10007;
    pub const UNKNOWN_MESSAGE: u64 = 10008;
    pub const UNKNOWN_USER: u64 = 10013;
    pub const UNKNOWN_WEBHOOK: u64 = 10015;
    pub const UNKNOWN_INTERACTION: u64 = 10062;
    pub const UNKNOWN_EVENT: u64 = 10070;
    pub const TOO_MANY_EVENTS: u64 = 30038;
    pub const OLD_EDITS: u64 = 30046;
    pub const OPENING_TOO_FAST: u64 = 40003;
    pub const ALREADY_ANSWERED: u64 = 40060;
    pub const MISSING_ACCESS: u64 = 50001;
    pub const CANNOT_MESSAGE_USER: u64 = 50007;
    pub const MISSING_PERMISSIONS: u64 = 50013;
    pub const DEAD_TOKEN: u64 = 50027;
    pub const THREAD_ARCHIVED: u64 = 50083;
    pub const NO_MUTUAL_GUILD: u64 = 50278;
    pub const THREAD_EXISTS: u64 = 160_004;
    pub const THREAD_LOCKED: u64 = 160_005;
    pub const EVENT_IS_OVER: u64 = 180_000;
}

impl Error {
    /// Discord's number for what is wrong; 0 when Discord did not say.
    pub fn code(&self) -> u64 {
        match self {
            Error::Refused { code, .. } => *code,
            Error::Limited { .. } | Error::NoAnswer { .. } => 0,
        }
    }

    /// Whether the same request may succeed later: Discord is busy, down, or out of reach.
    pub fn is_passing(&self) -> bool {
        match self {
            Error::Refused { status, code, .. } => {
                *status >= 500 || *status == 429 || *status == 408 || *code == code::OPENING_TOO_FAST
            }
            Error::Limited { .. } | Error::NoAnswer { .. } => true,
        }
    }

    /// Whether the refusal is of something other than what was asked: the token is not taken, or something on the way
    /// to Discord answered in its place, without one of Discord's numbers. A body that is too large stays so.
    pub fn is_beside_the_point(&self) -> bool {
        match self {
            Error::Refused { status, code, .. } => *status == 401 || (*code == 0 && *status != 413),
            Error::Limited { .. } | Error::NoAnswer { .. } => false,
        }
    }

    /// Whether Discord read what was sent and will not take it, now or later.
    pub fn is_final(&self) -> bool {
        !self.is_passing() && !self.is_beside_the_point() && !self.is_overdue() && !self.is_early()
    }

    /// Whether an interaction can no longer be answered: too late, or its token has died.
    pub fn is_overdue(&self) -> bool {
        matches!(self.code(), code::UNKNOWN_INTERACTION | code::UNKNOWN_WEBHOOK | code::DEAD_TOKEN)
    }

    /// Whether Discord does not know the first answer, or not yet.
    pub fn is_early(&self) -> bool {
        matches!(self.code(), code::UNKNOWN_WEBHOOK | code::UNKNOWN_MESSAGE)
    }

    /// How long Discord asked to wait.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Error::Limited { wait, .. } => Some(*wait),
            Error::Refused { .. } | Error::NoAnswer { .. } => None,
        }
    }
}
