//! What is done to series, occurrences and items, in the past tense, as their events say it.

pub const CREATED: &str = "created";
pub const EDITED: &str = "edited";
pub const PAUSED: &str = "paused";
pub const RESUMED: &str = "resumed";
pub const UNDONE: &str = "undone";

pub const SKIPPED: &str = "skipped";
pub const MOVED: &str = "moved";
pub const RESTORED: &str = "restored";
pub const HANDED_ON: &str = "handed its topics on";
pub const TOOK_BACK: &str = "took its topics back";
pub const OPENED: &str = "opened";
pub const NOT_HELD: &str = "not held";
pub const STARTED: &str = "started";
pub const TOOK_OVER: &str = "took the chair";
pub const WENT_ON: &str = "went on";
pub const EXTENDED: &str = "extended the time";
pub const ENDED: &str = "ended";
pub const PUBLISHED: &str = "published the minutes";

pub const ADDED: &str = "added";
pub const DEFERRED: &str = "deferred";
pub const PULLED: &str = "pulled";
pub const ORDERED: &str = "ordered";
pub const WITHDRAWN: &str = "withdrawn";
pub const CARRIED: &str = "carried over";
pub const DISCUSSED: &str = "discussed";
pub const PARKED: &str = "parked";
pub const KEPT: &str = "kept";
pub const DROPPED: &str = "dropped";
pub const GIVEN_A_SLOT: &str = "given a slot of its own";

pub const NOTED: &str = "noted";
pub const CORRECTED: &str = "corrected";
pub const STRUCK: &str = "taken back";

/// What can be taken back of a series.
pub const SERIES_UNDOABLE: [&str; 4] = [CREATED, EDITED, PAUSED, RESUMED];
/// What can be taken back of a date.
pub const DATE_UNDOABLE: [&str; 3] = [SKIPPED, MOVED, RESTORED];
/// What can be taken back of an item.
pub const ITEM_UNDOABLE: [&str; 7] = [ADDED, EDITED, DEFERRED, PULLED, WITHDRAWN, KEPT, DROPPED];
