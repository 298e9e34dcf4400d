//! What people and timers do with reminders: one public function, one transaction.

mod change;
mod look;
mod make;
mod occasion;
mod place;
mod reading;
mod respond;
mod settle;
mod timers;

pub use change::{delete, edit, revise, undelete};
pub use look::{complete, list, show};
pub use make::{channel, checklist, me};
pub use occasion::{shift, skip, unskip};
pub use respond::{done, reopen, snooze, tick, view};
pub use timers::{KINDS, run};
