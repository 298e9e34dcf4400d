//! Triage: one card at a time, each decided in a click or two, with nobody in anybody's way.

mod decide;
mod next;
mod question;
mod queue;
mod session;
mod sweep;
mod sweep_undo;

pub use decide::{snooze, triage_assign, triage_same};
pub use next::{go, next, skip, triage_undo, unskip};
pub use question::{answer, ask, draw_question};
pub use queue::queue;
pub use sweep::{sweep, sweep_accept, sweep_page};
pub use sweep_undo::sweep_undo;
