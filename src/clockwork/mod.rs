//! What docket does by itself: runs due jobs, delivers the outbox, forgets what is old.
//!
//! [`Clockwork::run`] turns until it is told to stop; the sandbox's clock and tests turn it by hand with
//! [`Clockwork::settle`]. Both may happen at once, and in several processes: what one has leased no other has, as long as it
//! lives ([`Clockwork::sign_on`]).

mod again;
mod jobs;
mod messages;
mod metrics;
mod presence;
mod renew;
mod words;

pub use metrics::Metrics;
pub use presence::{Presence, Seat};

use crate::{
    base::clock::Clock,
    db::{Db, invocation},
    dispatch,
    error::Error,
    queue::{self, Courier},
    room::Ports,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use std::{sync::Arc, time::Duration};
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long a leased job or message is ours, unless this process dies or the lease is renewed: longer than a delivery may
/// take, shorter than the minutes in which Discord recognises a message that is sent again.
const LEASE: TimeDelta = TimeDelta::minutes(3);
/// Jobs that one process runs at a time.
const JOBS_AT_ONCE: usize = 16;
/// Messages that one process delivers at a time, each to another target.
const MESSAGES_AT_ONCE: usize = 32;
/// How often to look for what other processes have written; our own writes ring the bell.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The least time between two looks at what is due. While hundreds of answers a second ring the bell, looking costs
/// what it costs now and then; Discord takes no more than 50 messages a second, so nothing is said later for it.
const MIN_POLL_GAP: Duration = Duration::from_millis(10);
/// The pause after the database did not answer.
const RECOVERY: Duration = Duration::from_secs(2);
/// How often to forget what is old.
const HOUSEKEEPING: TimeDelta = TimeDelta::hours(1);
/// How long interactions and drafts are remembered.
const MEMORY: TimeDelta = TimeDelta::days(7);

/// What the clockwork works with.
pub struct Dependencies {
    pub db: Db,
    pub clock: Clock,
    pub courier: Arc<dyn Courier>,
    /// What jobs are given.
    pub ports: Ports,
    /// Rung when something may be due now: after each answered invocation, and by our own tasks when they end.
    pub bell: Arc<Notify>,
    pub metrics: Metrics,
}

/// The clockwork of one process. Clones share it.
#[derive(Clone)]
pub struct Clockwork(Arc<Inner>);

struct Inner {
    parts: Dependencies,
    under_way: TaskTracker,
    job_slots: Arc<Semaphore>,
    message_slots: Arc<Semaphore>,
    /// Cancelled, and replaced, when this process must not go on with what it has begun.
    life: std::sync::Mutex<CancellationToken>,
    /// When to forget next. Locked during a step, so that whatever is leased is also under way.
    forget_at: Mutex<DateTime<Utc>>,
}

/// What a look at the jobs, or the messages, came to.
#[derive(Clone, Copy, Default)]
struct Look {
    started: usize,
    /// When the next is due, if that is known and still to come. What is overdue but not ours to start is another's, or
    /// waits for a slot, whose end rings the bell.
    next_due: Option<DateTime<Utc>>,
}

impl Look {
    /// Nothing is due before `next_due`.
    fn ahead(next_due: Option<DateTime<Utc>>) -> Self {
        Self { started: 0, next_due }
    }

    fn started(started: usize) -> Self {
        Self { started, next_due: None }
    }

    /// Both looks together.
    fn and(self, other: Self) -> Self {
        let next_due = self.next_due.into_iter().chain(other.next_due).min();
        Self { started: self.started + other.started, next_due }
    }
}

impl Clockwork {
    /// A clockwork that stands still until it is run or stepped.
    pub fn new(parts: Dependencies) -> Self {
        let under_way = TaskTracker::new();
        // Only a closed tracker can be waited on; it takes new tasks all the same.
        under_way.close();
        Self(Arc::new(Inner {
            parts,
            under_way,
            job_slots: Arc::new(Semaphore::new(JOBS_AT_ONCE)),
            message_slots: Arc::new(Semaphore::new(MESSAGES_AT_ONCE)),
            life: std::sync::Mutex::default(),
            forget_at: Mutex::new(DateTime::<Utc>::MIN_UTC),
        }))
    }

    /// Works until `stop` is cancelled, then returns once everything under way is finished.
    pub fn run(&self, stop: CancellationToken) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while !stop.is_cancelled() {
                let gap = tokio::time::sleep(MIN_POLL_GAP);
                match self.start_due().await {
                    Ok((_, look)) if look.started == 0 => tokio::select! {
                        () = self.rest(look.next_due) => {}
                        () = stop.cancelled() => {}
                    },
                    Ok(_) => {}
                    Err(error) => {
                        if self.0.parts.db.is_worth_a_line(error.is_passing()) {
                            tracing::error!(%error, "the clockwork cannot do what is due; it tries again");
                        }
                        // Not before that, however often the bell rings.
                        tokio::select! {
                            () = tokio::time::sleep(RECOVERY) => {}
                            () = stop.cancelled() => {}
                        }
                    }
                }
                tokio::select! {
                    () = gap => {}
                    () = stop.cancelled() => {}
                }
            }
            self.idle().await;
        })
    }

    /// Sleeps until the bell rings, something is due, or it is time for a glance.
    async fn rest(&self, next_due: Option<DateTime<Utc>>) {
        tokio::select! {
            () = self.0.parts.bell.notified() => {}
            () = self.0.parts.clock.wait_until(next_due.unwrap_or(DateTime::<Utc>::MAX_UTC)) => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }

    /// When the next job or message is due, possibly in the past; `None` when nothing waits.
    pub fn next_due(&self) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, Error>> {
        Box::pin(async move {
            let db = &self.0.parts.db;
            let (job, message) = (queue::next_due(db).await?, queue::next_message_due(db).await?);
            Ok(job.into_iter().chain(message).min())
        })
    }

    /// Starts everything that is due now and has a free slot; returns how many were started.
    pub fn step(&self) -> BoxFuture<'_, Result<usize, Error>> {
        Box::pin(async move { Ok(self.start_due().await?.1.started) })
    }

    /// A step, and whether nothing was under way before it. Only steps start something, one at a time, so both are
    /// true of the same instant, also when another task steps too.
    async fn start_due(&self) -> Result<(bool, Look), Error> {
        let mut forget_at = self.0.forget_at.lock().await;
        let was_idle = self.0.under_way.is_empty();
        let now = self.0.parts.clock.now();
        let (jobs, messages) = (self.start_jobs(now).await?, self.start_messages(now).await?);
        if *forget_at <= now {
            self.forget(now - MEMORY).await?;
            *forget_at = now + HOUSEKEEPING;
        }
        Ok((was_idle, jobs.and(messages)))
    }

    /// Works until nothing is due at the present instant and nothing is under way.
    pub fn settle(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            loop {
                let (was_idle, look) = self.start_due().await?;
                if was_idle && look.started == 0 {
                    return Ok(());
                }
                self.idle().await;
            }
        })
    }

    /// Turns the clock to `at` by way of every instant at which something is due, so that the time between passes as
    /// it would have.
    pub fn turn_to(&self, at: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let clock = &self.0.parts.clock;
            self.settle().await?;
            while let Some(due) = self.next_due().await?.filter(|due| *due <= at) {
                // What is still overdue after settling is leased elsewhere; its lease ends within minutes.
                clock.turn_to(if due > clock.now() { due } else { (clock.now() + LEASE).min(at) });
                self.settle().await?;
                if clock.now() >= at {
                    return Ok(());
                }
            }
            clock.turn_to(at);
            self.settle().await
        })
    }

    /// Returns when nothing is under way in this process.
    async fn idle(&self) {
        self.0.under_way.wait().await;
    }

    async fn forget(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let mut tx = self.0.parts.db.begin().await?;
        let invocations = invocation::forget_before(&mut tx, before).await?;
        let drafts = dispatch::forget_drafts_before(&mut tx, before).await?;
        let useless = queue::forget_useless(&mut tx, before).await?;
        tx.commit().await?;
        tracing::debug!(invocations, drafts, useless, "forgot what is older than a week");
        Ok(())
    }
}
