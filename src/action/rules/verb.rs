//! What is done to actions and decisions, in the words of their events.

pub const MADE: &str = "made";
pub const TOOK: &str = "took it";
pub const REASSIGNED: &str = "reassigned";
pub const SNOOZED: &str = "put off";
pub const DONE: &str = "did it";
pub const DROPPED: &str = "dropped it";
pub const REOPENED: &str = "reopened";
pub const COMMENTED: &str = "commented";
pub const REWORDED: &str = "reworded";
pub const UNDONE: &str = "took back a change";

pub const RECORDED: &str = "recorded";
pub const SUPERSEDED: &str = "was superseded";
pub const WITHDREW: &str = "withdrew";
pub const CONFIRMED: &str = "confirmed";

/// Events that a person caused on an action and may take back.
pub const CAN_BE_UNDONE: [&str; 8] = [MADE, TOOK, REASSIGNED, SNOOZED, DONE, DROPPED, REOPENED, WITHDREW];
