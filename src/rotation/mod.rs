//! The room of rotations: whose turn it is, told early, handed over with the work.
//!
//! Who is on duty is a pure function of the rows of a rotation and an instant (`rules`). Everything here only adds
//! rows, tells people, and lets timers look again: a timer that runs late or twice finds the same answer.
//!
//! **Timers.** Each rotation has one job per coming occurrence: `rotation.handoff` at the next instant at which
//! anything may change, `rotation.ahead` a day before somebody's duty begins, `rotation.deadline` a day and two hours
//! before the work is due, `rotation.look` when a working day begins, `rotation.daily` each morning,
//! `rotation.gone` when Discord says that somebody has left, `rotation.ask` while somebody waits for cover, `rotation.role` when Discord roles have to follow. A job that an
//! edit has made stale finds nothing to do. What was told is marked, so nothing is told twice.
//!
//! **Who is spoken to.** A notice or reminder goes to the one who has to act, by direct message, or as a mention in the
//! rotation's channel where that is closed. The look at new requests is for the team: one silent line in the channel,
//! by the rotations that have a deadline, or the only one. It pings nobody, so that whoever also gets a morning digest
//! hears of each thing once.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::{base::tally::Tally, contract::Directory, contract::Members, db::Db, error::Error};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// What the person on duty has to do, counted by the room that has the work.
pub trait OpenWork: Send + Sync {
    /// The work of the guild that is open at `now`.
    fn open_work<'a>(
        &'a self,
        db: &'a Db,
        guild_id: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Open, Error>>;

    /// The part of it that has come in after `since`.
    fn new_work<'a>(
        &'a self,
        db: &'a Db,
        guild_id: i64,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Open, Error>>;
}

/// Open work in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// How many items wait for somebody.
    pub count: Tally,
    /// Since when the oldest waits.
    pub oldest_at: Option<DateTime<Utc>>,
    /// A line for each of the first few, as Discord markdown, escaped, without customers' real names.
    pub lines: Vec<String>,
}

/// What the timers of this room ask of the outside.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    pub directory: &'a dyn Directory,
    pub members: &'a dyn Members,
    pub work: &'a dyn OpenWork,
}
