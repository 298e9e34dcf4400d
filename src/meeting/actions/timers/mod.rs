//! What docket does by itself.

mod apart;
mod board;
mod owe;
mod tick;

pub use apart::apart;
pub use board::{Board, redraw_card, show_anew};
pub use owe::{Owe, OwedRound, to_come};
pub use tick::{Follow, Tick, arm, follow_settings};
