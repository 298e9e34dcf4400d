//! What the database and the queue promise, on each engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

mod clockwork;
#[path = "../support/engines.rs"]
mod engines;
mod foundation;
mod instances;
mod jobs;
mod large;
mod migrations;
mod once;
mod outbox;
mod plan;
mod schema;
mod transactions;
mod transfer;

use chrono::{DateTime, TimeDelta, Utc};

/// An instant for tests to count from.
fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 123_456_000).expect("in range")
}

fn seconds(n: i64) -> TimeDelta {
    TimeDelta::seconds(n)
}
