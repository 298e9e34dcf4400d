//! The doors, opened and closed.

use super::{
    connect::Discord,
    doors::{Answers, Doors},
    endpoint::{self, Gate},
    files::FileStore,
    gateway::{Gateway, Privileged},
};
use crate::{base::clock::Clock, clockwork::Seat, db::Db, room::Rooms, workspace};
use axum::Router;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What the doors open onto.
pub struct Opening {
    /// Who answers: [`crate::dispatch::Desk`].
    pub desk: Arc<dyn Answers>,
    /// Where files to attach are read.
    pub file_store: Arc<dyn FileStore>,
    /// Who hears of members that have left.
    pub rooms: Rooms,
    pub db: Db,
    pub clock: Clock,
    /// Rung after each answered invocation, because it may have put something into the queue.
    pub nudge: Arc<Notify>,
    /// How long an action may take before Discord is told that docket is thinking; below Discord's 3 s.
    pub defer_after: Duration,
}

impl Opening {
    /// Leaves half of Discord's three seconds for the way there and back.
    pub const DEFER_AFTER: Duration = Duration::from_millis(1500);
}

/// The opened doors.
pub struct Open {
    doors: Arc<Doors>,
    discord: Discord,
    gateway: OnceLock<Arc<Gateway>>,
    stop: CancellationToken,
}

impl Open {
    /// Opens the doors of `discord` onto the desk. Nothing comes in before [`start_gateway`](Self::start_gateway) or
    /// through the router of [`endpoint`](Self::endpoint).
    pub fn new(discord: &Discord, opening: Opening) -> Self {
        let Opening { desk, file_store, rooms, db, clock, nudge, defer_after } = opening;
        let (of, at) = (db.clone(), clock.clone());
        discord
            .directory
            .tell_farewells(Box::new(move |guild_id| farewell(of.clone(), at.now(), guild_id).boxed()));
        let doors = Doors {
            desk,
            file_store,
            rooms,
            rest: discord.rest.clone(),
            db,
            clock,
            metrics: discord.metrics.clone(),
            nudge,
            tracker: TaskTracker::new(),
            defer_after,
            own_user_id: discord.own_user_id,
        };
        let (gateway, stop) = Default::default();
        Self { doors: Arc::new(doors), discord: discord.clone(), gateway, stop }
    }

    /// Connects to the gateway whenever this process holds the `seat` there, until [`stop`](Self::stop). A second call does
    /// nothing.
    pub fn start_gateway(&self, seat: Seat) {
        let settings = &self.discord.settings;
        let (api_url, token) = (settings.api_url.clone(), settings.token.clone());
        let wished =
            Privileged { members: self.discord.hears_of_members(), content: self.discord.reads_messages() };
        let gateway = Arc::new(Gateway::new(Arc::clone(&self.doors), api_url, token, wished, seat));
        if self.gateway.set(Arc::clone(&gateway)).is_ok() {
            let stop = self.stop.clone();
            self.doors.tracker.spawn(async move { gateway.run(stop).await });
        }
    }

    /// The route `POST /interactions`, for docket's HTTP server.
    ///
    /// # Errors
    /// One sentence when `public_key` is not a key.
    pub fn endpoint(&self, public_key: &str) -> Result<Router, String> {
        let gate = Gate::new(public_key, self.doors.clock.clone())?;
        Ok(endpoint::router(Arc::clone(&self.doors), gate))
    }

    /// Whether events come in over the gateway, here or where it belongs, in words. Fine when the gateway was never started.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn gateway_state(&self) -> Result<&'static str, String> {
        self.gateway.get().map_or(Ok("not wanted"), |gateway| gateway.state())
    }

    /// Closes the gateway and waits until what was acknowledged is finished; the caller bounds the wait.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.doors.tracker.close();
        self.doors.tracker.wait().await;
    }
}

/// Discord says that docket is not in the guild (any more).
async fn farewell(db: Db, now: DateTime<Utc>, guild_id: i64) {
    if let Err(error) = workspace::left(&db, now, guild_id).await
        && db.is_worth_a_line(error.is_passing())
    {
        tracing::error!(guild.id = guild_id, error = %error, "a farewell could not be noted");
    }
}
