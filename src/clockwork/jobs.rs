//! Running due jobs, and what becomes of a job that fails.

use super::{Clockwork, Inner, LEASE, Look, again, words};
use crate::{
    contract::{Timer, posts_for},
    error::{Error, Fault},
    queue::{self, Job, Outcome, Target},
    room::Ports,
    workspace,
};
use chrono::{DateTime, Utc};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

impl Clockwork {
    /// Leases due jobs for the free slots and starts them.
    pub(super) async fn start_jobs(&self, now: DateTime<Utc>) -> Result<Look, Error> {
        let db = &self.0.parts.db;
        let free = self.0.job_slots.available_permits();
        if free == 0 {
            return Ok(Look::default());
        }
        // A read is cheaper than a transaction, and most of the time nothing is due.
        let next_due = queue::next_due(db).await?;
        if next_due.is_none_or(|due| due > now) {
            return Ok(Look::ahead(next_due));
        }
        let due = queue::lease(db, now, limit(free), LEASE).await?;
        for (job, reason) in &due.buried {
            self.0.buried(job, reason).await;
        }
        let count = due.jobs.len();
        for job in due.jobs {
            let slot = self.0.job_slots.clone().try_acquire_owned();
            let clockwork = self.clone();
            self.0.under_way.spawn(async move {
                clockwork.run_job(job, now).await;
                drop(slot);
                clockwork.0.parts.bell.notify_one();
            });
        }
        Ok(Look::started(count))
    }
}

/// The number of free slots as a limit for SQL.
pub(super) fn limit(free: usize) -> i64 {
    i64::try_from(free).unwrap_or(i64::MAX)
}

impl Clockwork {
    #[tracing::instrument(skip_all, fields(guild.id = job.guild_id, job.kind = job.kind, job.key = job.key))]
    async fn run_job(&self, job: Job, now: DateTime<Utc>) {
        let metrics = &self.0.parts.metrics;
        metrics.started(now - job.run_at);
        if self.0.rests(job.guild_id, now).await {
            return metrics.job("resting");
        }
        // Its own text is logged where it happens.
        let broken = |_| Err(Fault::Broken("docket failed on it; the log says where".into()).into());
        let work = AssertUnwindSafe(self.0.act(&job, now)).catch_unwind();
        match self.while_held(&job, work).await.map(|done| done.unwrap_or_else(broken)) {
            Some(Ok(())) => {
                tracing::debug!(attempts = job.attempts, "a job is done");
                metrics.job("done");
            }
            Some(Err(error)) => self.0.give_back(job, error).await,
            None => metrics.job("lease_lost"),
        }
    }
}

impl Inner {
    async fn act(&self, job: &Job, now: DateTime<Utc>) -> Result<(), Error> {
        let guild = workspace::guild(&self.parts.db, job.guild_id).await?;
        let timer = Timer { db: self.parts.db.clone(), now, guild, job: job.clone() };
        let ports = &self.parts.ports;
        let ports = &Ports { posts: posts_for(&ports.posts, job.guild_id), ..ports.clone() };
        match job.kind.as_str() {
            queue::CARDS_AGAIN => again::cards(&timer, ports.rooms).await,
            queue::CARD_STALE => again::stale(&timer, ports.rooms).await,
            queue::CHOSEN_AGAIN => again::chosen(&timer, ports.rooms).await,
            _ => ports.rooms.run(&timer, ports).await,
        }
    }

    async fn give_back(&self, job: Job, error: Error) {
        let now = self.parts.clock.now();
        match queue::retry_or_bury(&self.parts.db, &job, &error.to_string(), now).await {
            Ok(Outcome::Retry(at)) => {
                if self.parts.db.is_worth_a_line(error.is_passing()) {
                    tracing::warn!(attempts = job.attempts, again_at = %at, error = shown(&error), "a job failed");
                }
                self.parts.metrics.job("retried");
            }
            Ok(Outcome::Dead) => self.buried(&job, &shown(&error)).await,
            Ok(Outcome::LeaseLost) => self.parts.metrics.job("lease_lost"),
            Err(fault) => {
                // Its lease runs out by itself, and it is tried again.
                if self.parts.db.is_worth_a_line(fault.is_unavailable()) {
                    tracing::error!(error = shown(&error), fault = %fault, "a job failed and could not be given back");
                }
                self.parts.metrics.job("retried");
            }
        }
    }

    /// A job was put aside, whoever did so: the guild's admins are told.
    async fn buried(&self, job: &Job, reason: &str) {
        tracing::error!(
            guild.id = job.guild_id,
            job.key,
            attempts = job.attempts,
            reason,
            "a job was put aside"
        );
        self.parts.metrics.job("dead");
        self.report(job.guild_id, &words::dead_job(job), None).await;
    }
}

impl Inner {
    /// Whether docket is not in the guild: then everything of it rests, also what has come up since it was removed.
    pub(super) async fn rests(&self, guild_id: i64, now: DateTime<Utc>) -> bool {
        let rested = async {
            let is_there = workspace::guild(&self.parts.db, guild_id).await?.is_there;
            if !is_there {
                workspace::let_rest(&self.parts.db, now, guild_id).await?;
            }
            Ok::<_, Error>(!is_there)
        };
        rested.await.unwrap_or_else(|error| {
            if self.parts.db.is_worth_a_line(error.is_passing()) {
                tracing::warn!(error = shown(&error), "whether docket is in the guild could not be read");
            }
            false
        })
    }

    /// Tells the guild's admins of work that was put aside; once a day for each text.
    pub(super) async fn report(&self, guild_id: i64, text: &str, lost: Option<Target>) {
        if let Err(error) = self.try_report(guild_id, text, lost).await
            && self.parts.db.is_worth_a_line(error.is_passing())
        {
            tracing::error!(error = shown(&error), "the admins could not be told of work that was put aside");
        }
    }

    async fn try_report(&self, guild_id: i64, text: &str, lost: Option<Target>) -> Result<(), Error> {
        let guild = workspace::guild(&self.parts.db, guild_id).await?;
        let mut tx = self.parts.db.begin().await?;
        let now = self.parts.clock.now();
        match lost {
            Some(lost) => workspace::report_undelivered(&mut tx, now, &guild, text, lost).await?,
            None => workspace::report_problem(&mut tx, now, &guild, text).await?,
        }
        Ok(tx.commit().await?)
    }
}

/// A refusal may quote what people wrote, which stays out of the log.
fn shown(error: &Error) -> String {
    match error {
        Error::Refused(_) | Error::Answered(_) => "refused".to_owned(),
        Error::Fault(fault) => fault.to_string(),
    }
}
