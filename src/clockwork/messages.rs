//! Delivering the outbox through the courier, and telling a person what cannot be delivered.

use super::{Clockwork, Inner, LEASE, Look, jobs::limit, words};
use crate::{
    db::{self, again},
    error::Error,
    queue::{self, Delivery, Failure, Leased},
};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// How long one delivery may take: well below its lease, so that a late one cannot overtake a newer state.
const PATIENCE: Duration = Duration::from_secs(120);

impl Clockwork {
    /// Leases due messages for the free slots, one per target, and starts delivering them.
    pub(super) async fn start_messages(&self, now: DateTime<Utc>) -> Result<Look, Error> {
        let db = &self.0.parts.db;
        let free = self.0.message_slots.available_permits();
        if free == 0 {
            return Ok(Look::default());
        }
        let next_due = queue::next_message_due(db).await?;
        if next_due.is_none_or(|due| due > now) {
            return Ok(Look::ahead(next_due));
        }
        let messages = queue::lease_messages(db, now, limit(free), LEASE).await?;
        let count = messages.len();
        for message in messages {
            let slot = self.0.message_slots.clone().try_acquire_owned();
            let clockwork = self.clone();
            self.0.under_way.spawn(async move {
                clockwork.0.deliver(message).await;
                drop(slot);
                clockwork.0.parts.bell.notify_one();
            });
        }
        Ok(Look::started(count))
    }
}

impl Inner {
    #[tracing::instrument(skip_all, fields(guild.id = message.guild_id, message.id = message.id, card = message.card))]
    async fn deliver(&self, message: Leased) {
        if self.rests(message.guild_id, self.parts.clock.now()).await {
            return self.parts.metrics.message("resting");
        }
        let delivered = tokio::time::timeout(PATIENCE, self.parts.courier.deliver(&message)).await;
        let delivered = delivered.unwrap_or_else(|_| {
            Err(Failure::Later { retry_after: None, reason: "Discord took too long to answer".into() })
        });
        let now = self.parts.clock.now();
        let (noted, outcome) = match delivered {
            Ok(sent) => (
                again(db::Error::is_conflict, || queue::delivered(&self.parts.db, &message, sent, now)).await,
                "delivered",
            ),
            Err(failure) => (self.give_up(&message, failure, now).await, "failed"),
        };
        self.parts.metrics.message(outcome);
        if let Err(error) = noted
            && self.parts.db.is_worth_a_line(error.is_unavailable())
        {
            // The lease runs out by itself; the nonce keeps the reader from seeing the message twice.
            tracing::error!(%error, outcome, "what became of a message could not be noted");
        }
    }

    async fn give_up(&self, message: &Leased, failure: Failure, now: DateTime<Utc>) -> crate::db::Result<()> {
        let reason = match &failure {
            Failure::Later { reason, .. } | Failure::Never { reason } => reason.clone(),
        };
        match again(db::Error::is_conflict, || queue::failed(&self.parts.db, message, failure.clone(), now))
            .await?
        {
            Delivery::Retry(at) => {
                tracing::warn!(attempts = message.attempts, again_at = %at, reason, "a message waits");
            }
            Delivery::Dead => {
                tracing::error!(attempts = message.attempts, reason, "a message was put aside");
                self.report(message.guild_id, &words::dead_message(message, &reason)).await;
            }
            Delivery::FellBack => {
                tracing::warn!(reason, "a message could not be delivered; its fallback was posted")
            }
            Delivery::Superseded | Delivery::LeaseLost => {}
        }
        Ok(())
    }
}
