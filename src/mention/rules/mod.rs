//! Decisions; pure.

pub mod complete;
pub mod filter;
pub mod lifecycle;
pub mod poll;
pub mod posts;
pub mod watch;
