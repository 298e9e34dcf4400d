//! Pure decisions of the workspace: no async, no SQL, no Discord.

mod channel;
mod check;
mod greet;
mod guess;
mod handed_role;
mod names;
mod pick;
mod settings;
mod undelivered;

pub use channel::{ChannelUse, Unusable, is_listed, may_write, may_write_here, unusable_by_docket};
pub use check::{ChannelName, Finding, Permission, Place, check, check_channel};
pub use greet::greeting_channel;
pub use guess::{Guess, guess_area, guess_areas};
pub use handed_role::{NotHandedOut, decides_level, not_by_docket, not_by_person};
pub use names::{alias_for, claimed, customer_key, keywords, name, name_key};
pub use pick::{Reference, pick_area, ranked, reference};
pub use settings::{Key, Setting, Step, guild, holidays, missing};
pub use undelivered::Pick;
