//! Turning the sandbox's clock.

use super::week;
use crate::{
    base::clock::Clock,
    clockwork::Clockwork,
    sandbox::{ClockControls, Moment},
};
use chrono::{DateTime, Utc};
use futures::{FutureExt, future::BoxFuture};
use std::sync::{Arc, OnceLock};

/// Turns the clock by way of everything that is due, once docket runs; before that it just turns the clock.
#[derive(Clone)]
pub(super) struct ClockControl {
    clock: Clock,
    clockwork: Arc<OnceLock<Clockwork>>,
}

impl ClockControl {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, clockwork: Arc::default() }
    }

    /// Lets it turn this clockwork from now on.
    pub(super) fn attach(&self, clockwork: Clockwork) {
        // Only the first one counts; a sandbox has one docket.
        let _ = self.clockwork.set(clockwork);
    }
}

impl ClockControls for ClockControl {
    fn turn_to(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        async move {
            let Some(clockwork) = self.clockwork.get() else { return self.clock.turn_to(at) };
            if let Err(error) = clockwork.turn_to(at).await {
                tracing::error!(%error, "not everything on the way was done; the clock is turned all the same");
                self.clock.turn_to(at);
            }
        }
        .boxed()
    }

    fn next_moment(&self) -> Option<Moment> {
        week::next_moment(self.clock.now())
    }
}
