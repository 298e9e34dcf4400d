//! What people and timers can do with releases; each is one transaction.

mod agenda;
mod ask;
mod change;
mod complete;
mod dates;
mod forget;
mod item;
mod look;
mod open;
mod plan;
mod postpone;
mod redraw;
mod report;
mod retro;
mod settle;
mod today;
mod undo;
mod walk;

pub(super) use agenda::AGENDA;
pub(super) use ask::{Ask, Round};
pub use ask::{Updates, ask, ask_for_updates};
pub use change::{cut, edit, ship};
pub(super) use complete::{called, complete, complete_item};
pub use dates::{retarget, shift};
pub(super) use forget::forget;
pub use item::{add, follow, revise};
pub use look::{history, item, list, mine, show};
pub use plan::plan;
pub use postpone::{postpone, withdraw};
pub(super) use redraw::{Redraw, follow_settings, redraw_card};
pub use report::{answer, update};
pub use retro::{improve, learned, learned_here, retro};
pub(super) use today::{people, today};
pub use undo::{revert, undo};
pub use walk::{round_message, round_of};
