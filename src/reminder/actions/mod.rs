//! What people and timers do with reminders: one public function, one transaction.

mod change;
mod follow;
mod look;
mod make;
mod occasion;
mod place;
mod reading;
mod respond;
mod settle;
mod timers;
mod today;
mod undo;

pub use change::{delete, edit, revise, undelete};
pub use follow::hours_changed;
pub use look::{complete, list, show};
pub use make::{channel, checklist, me};
pub use occasion::{shift, skip, unskip};
pub use respond::{done, reopen, snooze, tick, view};
pub use timers::{KINDS, run};
pub use today::{people, today};
pub use undo::undo;
