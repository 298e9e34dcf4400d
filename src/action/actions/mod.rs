//! What people and timers can do with actions and decisions; each is one transaction.

mod add;
mod agenda;
mod apply;
mod change;
mod complete;
mod confirm;
mod decide;
mod find;
mod follow;
mod forget;
mod look;
mod news;
mod open;
mod remind;
mod today;
mod undo;

pub use add::{New, add, cite, make, menu};
pub(super) use agenda::AGENDA;
pub use change::{comment, done, drop, reassign, reopen, reword_action, snooze, take, withdraw_action};
pub(super) use complete::{called, called_decisions, complete, complete_decision};
pub use confirm::{confirmed_in, decision_confirm};
pub use decide::{
    NewDecision, cite_decision, decide, decision_again, decision_menu, decision_withdraw, record_decision,
    withdraw_decision,
};
pub use find::{decision_find, decision_show};
pub(super) use follow::{Redraw, Reindex, follow_internal, follow_language, redraw_card};
pub(super) use forget::forget;
pub use look::{actions_named, decisions_named, list, mine, newest_actions, show};
pub(super) use remind::Remind;
pub(super) use today::{people, today};
pub use undo::undo;

/// How what is made or decided in a meeting has to do with what was spoken about.
pub const RAISED_IN: &str = "raised_in";
