//! What people and timers do with reminders: one public function, one transaction.

mod change;
mod effects;
mod follow;
mod forget;
mod look;
mod make;
mod occasion;
mod place;
mod reading;
mod respond;
mod timers;
mod today;
mod undo;

pub use change::{delete, edit, revise, undelete};
pub(super) use follow::{Follow, follow_settings};
pub(super) use forget::forget;
pub(super) use look::complete;
pub use look::{list, show, turn};
pub use make::{channel, checklist, me};
pub use occasion::{shift, skip, unskip};
pub use respond::{done, reopen, snooze, tick, view};
pub(super) use timers::{Due, Wake};
pub(super) use today::{people, today};
pub use undo::undo;
