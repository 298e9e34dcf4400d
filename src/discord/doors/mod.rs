//! What the gateway and the HTTP endpoint have in common: running an invocation and getting its answer to Discord.

mod direct;
mod mention;
mod reacted;
mod replied;
mod respond;
mod response_plan;

pub(super) use mention::{Social, may_be_meant};
pub(super) use reacted::Reaction;
pub(super) use replied::Heard;

use super::{
    files::FileStore,
    metrics::Metrics,
    rest::{Error, Rest},
};
use crate::{
    base::clock::Clock,
    contract::{Choice, Completion, Invocation, Message, Reply},
    db::Db,
    dispatch::Desk,
    queue::{self, NewMessage, Target},
    room::Rooms,
};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

/// Who answers what comes in: the front desk.
pub trait Answers: Send + Sync {
    /// Answers an invocation.
    fn answer(&self, now: DateTime<Utc>, invocation: Invocation) -> BoxFuture<'_, Reply>;
    /// Completes the option that a person is typing.
    fn complete(&self, completion: Completion) -> BoxFuture<'_, Vec<Choice>>;
}

impl Answers for Desk {
    fn answer(&self, now: DateTime<Utc>, invocation: Invocation) -> BoxFuture<'_, Reply> {
        Box::pin(Desk::answer(self, now, invocation))
    }

    fn complete(&self, completion: Completion) -> BoxFuture<'_, Vec<Choice>> {
        Box::pin(Desk::complete(self, completion))
    }
}

/// Everything that a door needs besides its own wire.
pub(super) struct Doors {
    pub desk: Arc<dyn Answers>,
    pub file_store: Arc<dyn FileStore>,
    pub rooms: Rooms,
    pub rest: Rest,
    pub db: Db,
    pub clock: Clock,
    pub metrics: Metrics,
    /// Rung after each answered invocation, because it may have put something into the queue.
    pub nudge: Arc<Notify>,
    /// What was acknowledged and is not finished yet.
    pub tracker: TaskTracker,
    /// How long an action may take before Discord is told that docket is thinking.
    pub defer_after: Duration,
    pub own_user_id: i64,
}

impl Doors {
    /// Leaves an answer in the outbox when it can no longer be given as one.
    async fn post(
        &self,
        guild_id: i64,
        target: Target,
        message: &Message,
    ) -> Result<(), crate::error::Error> {
        let body = serde_json::to_value(message)?;
        let mut tx = self.db.begin().await?;
        let new =
            NewMessage { guild_id, target, thread_of: None, about: None, body, card: None, fallback: None };
        queue::post(&mut tx, new, self.clock.now());
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }
}

/// What is said of an answer that did not arrive; never the texts or tokens.
fn log_unsaid(what: &str, error: &Error) {
    tracing::warn!(error = %error, "{what}");
}
