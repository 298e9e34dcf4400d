//! What is done to releases and their items, in the words of their events.

pub const PLANNED: &str = "planned";
pub const EDITED: &str = "edited";
pub const MOVED: &str = "moved the target";
pub const CUT: &str = "cut the code";
pub const SHIPPED: &str = "shipped";
pub const UNDONE: &str = "took back a change";

pub const ADDED: &str = "added";
pub const REPORTED: &str = "reported";
pub const POSTPONED: &str = "postponed";
pub const WITHDREW: &str = "withdrew";

/// Events that a person caused and may take back.
pub const CAN_BE_UNDONE: [&str; 9] =
    [PLANNED, EDITED, MOVED, CUT, SHIPPED, ADDED, REPORTED, POSTPONED, WITHDREW];
