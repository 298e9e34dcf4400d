//! What people and timers do with sources and mentions: one public function, one transaction.

mod card;
mod complete;
mod decide;
mod forget;
mod look;
mod mute;
mod pay;
mod poll;
mod record;
mod redraw;
mod source;
mod state;

pub(super) use complete::{called, complete_mention, complete_source};
pub use decide::{escalate, forget_mention, ignore, no_action, undo};
pub(super) use forget::forget;
pub use look::{list, show};
pub use mute::{mute, mute_author, muted};
pub(super) use pay::{allows_read, counts_read};
pub use poll::hasten;
pub(super) use poll::{Poll, set_going};
pub(super) use redraw::{Redraw, follow_internal, redraw_card};
pub(super) use source::checks;
pub use source::{add, edit, source_list, source_show, test};
pub use state::{pause, remove, resume};
