//! Keeping what is worked on.

use super::{Clockwork, LEASE};
use crate::queue::{self, Job};
use std::{future::Future, pin::pin};

/// How often in the time of a lease it is renewed.
const RENEWALS: i32 = 3;

impl Clockwork {
    /// Works on a job and keeps its lease as long as that takes. `None` when the lease was lost, or this process has to take
    /// itself for dead: then the work is given up half-way, and another does it.
    pub(super) async fn while_held<T>(&self, job: &Job, work: impl Future<Output = T>) -> Option<T> {
        let (clock, life) = (&self.0.parts.clock, self.life());
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return Some(done),
                () = life.cancelled() => return None,
                () = clock.wait_until(clock.now() + LEASE / RENEWALS) => {}
            }
            match queue::renew(&self.0.parts.db, job, clock.now() + LEASE).await {
                Ok(true) => {}
                Ok(false) => return None,
                // There is time for another try.
                Err(error) if !self.0.parts.db.is_worth_a_line(error.is_unavailable()) => {}
                Err(error) => tracing::warn!(%error, "a lease could not be renewed"),
            }
        }
    }
}
