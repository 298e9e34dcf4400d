//! Ways for time to pass: by one docket in this process, or by others that each test brings along.

use crate::{calendar::At, world::World};
use chrono::TimeDelta;
use docket::{db::Db, queue};
use futures::future::BoxFuture;

/// Longer than docket's leases, so that what was begun is taken up again.
pub const LEASES_END: TimeDelta = TimeDelta::seconds(181);

/// Counts what some docket has begun and not finished.
pub const LEASED: &str = "SELECT (SELECT COUNT(*) FROM job WHERE leased_until_at IS NOT NULL) + \
    (SELECT COUNT(*) FROM outbox WHERE leased_until_at IS NOT NULL)";

/// Turns the clock, and lets docket do what is due.
pub trait Time: Sync {
    /// Lets time pass until `at`, by way of everything that becomes due.
    fn goes_to(&self, at: At) -> BoxFuture<'_, ()>;
    /// Lets docket do everything that is due now.
    fn settles(&self) -> BoxFuture<'_, ()>;
}

/// One docket in this process, to which nothing happens.
impl Time for World {
    fn goes_to(&self, at: At) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.turn(at - self.now()).await })
    }

    fn settles(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.settle())
    }
}

/// When something is due next, possibly in the past.
pub async fn next_due(db: &Db) -> Option<At> {
    let (job, message) = (queue::next_due(db).await.unwrap(), queue::next_message_due(db).await.unwrap());
    job.into_iter().chain(message).min()
}

/// Turns the world's clock to what is due next, if that is up to `at`; what is overdue waits for a lease to end.
pub async fn turns_to_next(world: &World, at: At) -> bool {
    let Some(due) = next_due(&world.db).await.filter(|due| *due <= at) else { return false };
    let now = world.now();
    world.clock.turn_to(if due > now { due } else { (now + LEASES_END).min(at) });
    now < at
}
