//! What the rotations promise, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/engines.rs"]
mod engines;

mod calendar;
mod covers;
#[path = "../support/desk/mod.rs"]
mod desk;
mod duty;
mod edits;
mod setup;
mod time;
mod world;
