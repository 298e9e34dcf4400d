//! Decisions; pure.

pub mod filter;
pub mod lifecycle;
pub mod poll;
pub mod watch;
