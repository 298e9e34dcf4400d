//! A year of a team's life, from one handoff to the next: every message comes exactly once, at the right local time,
//! through every clock change, and whatever happens to docket meanwhile. What is expected is worked out from the rules
//! by code of its own (`expected`), and compared with what the people of the sandbox see (`seen`).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calendar;
mod digests;
#[path = "../support/engines.rs"]
mod engines;
mod expected;
mod reminders;
mod scene;
mod seen;
mod team;
mod time;
#[path = "../support/world/mod.rs"]
mod world;

mod back;
mod down;
mod kills;
mod ladder;
mod meeting;
mod pair;
mod program;
mod quiet;
mod troubles;
mod week;
