//! Decisions about actions and decisions. Pure.

mod due;
mod people;
pub mod verb;

pub use due::{remind_at, with_time};
pub use people::{Guarded, Viewer, may_change, may_see};
