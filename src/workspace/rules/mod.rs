//! Pure decisions of the workspace: no async, no SQL, no Discord.

mod channel;
mod check;
mod forget;
mod greet;
mod guess;
mod handed_role;
mod merge;
mod names;
mod news;
mod people;
mod pick;
mod settings;
mod steps;
mod undelivered;

pub use channel::{ChannelUse, Unusable, is_listed, may_write, may_write_here, unusable_by_docket};
pub use check::{
    Finding, Permission, channel_finding, channel_findings, findings, internal_findings, lacking_in,
    own_findings, role_findings, zone_findings,
};
pub use forget::forget_customer;
pub use greet::greeting_channel;
pub use guess::{Guess, Keyword, guess_among, guess_area, guess_areas};
pub use handed_role::{NotHandedOut, decides_level, not_by_docket, not_by_person};
pub use merge::{split_moved, with_moved};
pub use names::{
    KeywordError, LONGEST_KEYWORD, MOST_KEYWORDS, claimed, customer_key, keywords, name, name_key, without,
};
pub use news::{GATHER, told_at};
pub use people::{Called, called, may_mention, named};
pub use pick::{Reference, choices, pick_area, ranked_places, reference};
pub use settings::{
    LEVELS, Setting, apply_channel, apply_holiday, apply_hours, apply_internal, apply_language, apply_role,
    apply_zone, guild, holiday, holidays, is_a_step, purpose,
};
pub use steps::{Step, steps};
pub use undelivered::Pick;
