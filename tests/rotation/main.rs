//! What the rotations promise, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/engines.rs"]
mod engines;

mod agreements;
mod calendar;
mod covers;
#[path = "../support/desk/mod.rs"]
mod desk;
mod duty;
mod edits;
mod returns;
mod setup;
mod time;
mod undo;
mod world;
