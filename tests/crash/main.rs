//! docket dies, its disk is full, its database goes away: what was acknowledged is there, once, and so are its notices.
//!
//! docket runs as a process of its own against a Discord that outlives it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod again;
mod bot;
#[path = "../support/engines.rs"]
mod engines;
mod kills;
mod pair;
mod scene;
mod sources;
mod stops;
mod troubles;
