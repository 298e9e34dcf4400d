//! What the kit promises to rooms, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/engines.rs"]
mod engines;

mod faces;
mod gadget;
mod generated;
mod stage;
mod upgrade;
