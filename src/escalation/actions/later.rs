//! What waits until it is quiet for somebody no more.

use crate::{db::Tx, error::Error, room};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is said to somebody once it is quiet for them no more.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Later {
    /// Whoever asked has written again, at this address.
    FollowedUp(String),
    /// The answer can be posted.
    Ready,
    /// The answer waits for these people since then; whether they were asked before.
    Review { who: Vec<i64>, since: DateTime<Utc>, again: bool },
    /// Their answer needs a change; the note of this number says why.
    NeedsAChange { drafted_by: i64, note: i64 },
    /// This thing, which came of it, is done.
    Done { noun: String, id: i64, who: Vec<i64> },
}

/// It was quiet for somebody who was to be told of something; now it is not.
#[derive(Serialize, Deserialize)]
pub struct SayLater {
    pub escalation: i64,
    /// When their quiet hours are over.
    pub at: DateTime<Utc>,
    pub what: Later,
}

impl SayLater {
    /// Sees to it that it is said then: once, however often it comes up until then.
    pub async fn set(self, tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<(), Error> {
        room::restart(tx, guild_id, &self, self.at, now).await
    }
}
