//! What people and timers do with rotations: one public function, one transaction.

mod away;
mod calendar;
mod cover;
mod day;
mod duties;
mod gaps;
mod look;
mod members;
mod note;
mod open;
mod pause;
mod role;
mod settle;
mod setup;
mod swap;
mod take;
mod timers;
mod timetable;
mod undo;

pub use away::{away, back};
pub use calendar::{calendar, calendar_new, calendar_revoke};
pub use cover::{accept, cover, drop, withdraw};
pub use day::{members, shift_ahead};
pub use duties::{away_now, names, next_deadline};
pub use look::{complete, fair, history, list, mine, next, who};
pub use members::{apply, members_add, members_move, members_remove};
pub use note::note;
pub use open::on_duty_now;
pub use pause::{end, pause, resume};
pub use role::role;
pub use settle::redraw_card;
pub use setup::{Draft, draft, redo, save, setup};
pub use swap::{answer, swap};
pub use take::take;
pub use timers::{KINDS, hours_changed, member_left, run};
pub use undo::{revert, undo};
