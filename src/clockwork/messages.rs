//! Delivering the outbox through the courier, and telling a person what cannot be delivered.

use super::{Clockwork, Inner, LEASE, Look, jobs::limit, words};
use crate::{
    db::{self, again},
    error::Error,
    queue::{self, Delivered, Delivery, Failure, Leased, MAX_UNFINISHED},
};
use chrono::{DateTime, Utc};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};

/// How long one delivery may take: well below its lease, so that a late one cannot overtake a newer state.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(120);

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
        let due = queue::lease_messages(db, now, limit(free), LEASE).await?;
        for (message, outcome, reason) in &due.given_up {
            self.0.came_to(message, *outcome, reason).await;
        }
        let count = due.messages.len() + due.given_up.len();
        for message in due.messages {
            let slot = self.0.message_slots.clone().try_acquire_owned();
            let clockwork = self.clone();
            self.0.under_way.spawn(async move {
                clockwork.deliver(message).await;
                drop(slot);
                clockwork.0.parts.bell.notify_one();
            });
        }
        Ok(Look::started(count))
    }
}

impl Clockwork {
    #[tracing::instrument(skip_all, fields(guild.id = message.guild_id, message.id = message.id, card = message.card))]
    async fn deliver(&self, message: Leased) {
        if self.0.rests(message.guild_id, self.0.parts.clock.now()).await {
            return self.0.parts.metrics.message("resting");
        }
        let life = self.life();
        let delivered = tokio::select! {
            delivered = self.0.bring(&message) => delivered,
            () = life.cancelled() => return self.0.parts.metrics.message("lease_lost"),
        };
        self.0.note(&message, delivered).await;
    }
}

impl Inner {
    async fn bring(&self, message: &Leased) -> Result<Delivered, Failure> {
        let bringing = AssertUnwindSafe(self.parts.courier.deliver(message)).catch_unwind();
        match tokio::time::timeout(DELIVERY_TIMEOUT, bringing).await {
            Ok(Ok(delivered)) => delivered,
            Ok(Err(_)) => {
                let reason = "docket failed on it; the log says where".to_owned();
                Err(match message.attempts < MAX_UNFINISHED {
                    true => Failure::Later { retry_after: None, reason },
                    false => Failure::Never { reason },
                })
            }
            Err(_) => {
                Err(Failure::Later { retry_after: None, reason: "Discord took too long to answer".into() })
            }
        }
    }

    async fn note(&self, message: &Leased, delivered: Result<Delivered, Failure>) {
        let now = self.parts.clock.now();
        let (noted, outcome) = match delivered {
            Ok(delivered) => {
                if let Some(trouble) = &delivered.trouble {
                    tracing::warn!(guild.id = message.guild_id, trouble, "a card has no thread");
                    self.report(message.guild_id, trouble, None).await;
                }
                let note = || queue::delivered(&self.parts.db, message, delivered.clone(), now);
                (again(db::Error::is_conflict, note).await, "delivered")
            }
            Err(failure) => (self.give_up(message, failure, now).await, "failed"),
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
        let outcome =
            again(db::Error::is_conflict, || queue::failed(&self.parts.db, message, failure.clone(), now))
                .await?;
        self.came_to(message, outcome, &reason).await;
        Ok(())
    }

    /// What became of a message that was not delivered is logged, and admins are told of what was put aside.
    async fn came_to(&self, message: &Leased, outcome: Delivery, reason: &str) {
        let (guild, attempts) = (message.guild_id, message.attempts);
        match outcome {
            Delivery::Retry(at) => {
                tracing::warn!(guild.id = guild, attempts, again_at = %at, reason, "a message waits");
            }
            Delivery::Dead => {
                tracing::error!(guild.id = guild, attempts, reason, "a message was put aside");
                self.report(guild, &words::dead_message(message, reason), Some(message.target)).await;
            }
            Delivery::FellBack => {
                tracing::warn!(
                    guild.id = guild,
                    reason,
                    "a message could not be delivered; its fallback was posted"
                )
            }
            Delivery::StillDead => tracing::info!(guild.id = guild, reason, "a message is still undelivered"),
            Delivery::Superseded | Delivery::LeaseLost => {}
        }
    }
}
