//! A faithful Discord on loopback: REST v10, gateway v10, and people who can be acted for.
//!
//! The same server serves `docket sandbox`, the tests and the benches. docket talks to it exactly as it
//! talks to Discord. The sandbox knows only the protocol and nothing of docket but its clock.
//!
//! - `rest`, `gateway`, `interactions`: the three ways between the bot and Discord.
//! - `people`: what a person can do. `page`: the same in a browser.
//! - `validate`, `permissions`, `limits`, `mentions`: Discord's rules.
//! - `networks`: X, Bluesky and Mastodon, as far as posts are read there.
//! - `faults`, `journal`: trouble on demand, and what the bot sent.
//! - `state`: everything, under one lock. Nothing waits while it is held.

mod compose;
mod error;
mod faults;
mod gateway;
mod ids;
mod interactions;
mod journal;
mod limits;
mod mentions;
mod model;
mod networks;
mod page;
mod people;
mod permissions;
mod render;
mod rest;
mod state;
#[cfg(test)]
mod tests;
mod validate;
mod wire;
mod world;

pub use error::ApiError;
pub use faults::{Fault, Faults};
pub use gateway::intent;
pub use ids::Id;
pub use interactions::{Form, Handle, Outcome};
pub use journal::{Entry, Journal, Mark, Part};
pub use limits::{Limits, Scope};
pub use model::{Attachment, Channel, Guild, Member, Message, Role, Upload, User, flag, kind};
pub use networks::{PublicNetworks, PublicPost, Readable, Trouble, XRules};
pub use people::{Beside, Event, Suggestion, Typed};
pub use permissions::Permissions;
pub use world::{Application, GuildBuilder, World, bot_permissions};

use crate::base::clock::Clock;
use axum::{Router, routing::any};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use state::State;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// Whoever turns the clock step by step through everything that is due on the way.
pub trait ClockControls: Send + Sync {
    /// Turns the clock to `at` and returns when all that was due by then has been done.
    fn turn_to(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()>;

    /// The next moment that is worth turning to, for a button of the page.
    fn next_moment(&self) -> Option<Moment> {
        None
    }
}

/// A moment to which the page offers to turn its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: DateTime<Utc>,
    /// What there is to see then.
    pub label: &'static str,
}

/// How a sandbox is set up.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    pub clock: Clock,
    pub world: World,
    /// Turns the clock for the page; without one the sandbox turns `clock` itself.
    pub clock_controls: Option<Arc<dyn ClockControls>>,
    pub limits: Limits,
    pub heartbeat_interval: Duration,
    /// How many requests the journal keeps.
    pub journal_keep: usize,
}

impl Options {
    /// A sandbox on a free loopback port, as strict as Discord.
    pub fn new(clock: Clock, world: World) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock,
            world,
            clock_controls: None,
            limits: Limits::like_discord(),
            heartbeat_interval: Duration::from_millis(41_250),
            journal_keep: 50_000,
        }
    }
}

/// What all parts share.
pub(crate) struct Core {
    state: Mutex<State>,
    /// Counts changes, and wakes whoever waits for one.
    changed: watch::Sender<u64>,
    clock: Clock,
    clock_controls: Option<Arc<dyn ClockControls>>,
    http: reqwest::Client,
    heartbeat_interval: Duration,
    stopping: CancellationToken,
}

impl Core {
    /// Looks at the state. A panic elsewhere does not make it unreadable: each change is small and whole.
    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state at the clock's `now`, and wakes whoever waits for a change.
    fn change<T>(&self, change: impl FnOnce(&mut State, DateTime<Utc>) -> T) -> T {
        let now = self.clock.now();
        let result = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner), now);
        self.changed.send_modify(|count| *count += 1);
        result
    }
}

/// A running sandbox. Dropping it stops it without waiting.
pub struct Sandbox {
    core: Arc<Core>,
    url: String,
    serving: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts to listen and serve.
    ///
    /// # Errors
    /// When the address cannot be listened on or the HTTP client cannot be set up.
    pub fn start(options: Options) -> BoxFuture<'static, std::io::Result<Self>> {
        Box::pin(async move {
            let listener = TcpListener::bind(options.listen).await?;
            let url = format!("http://{}", listener.local_addr()?);
            // Redirects are not followed, as Discord does not; nor are proxies of the environment used.
            let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
            let http = http.timeout(Duration::from_secs(10)).build().map_err(std::io::Error::other)?;
            let core = Arc::new(Core {
                state: Mutex::new(State::new(&options, url.clone())),
                changed: watch::Sender::new(0),
                clock: options.clock,
                clock_controls: options.clock_controls,
                http,
                heartbeat_interval: options.heartbeat_interval,
                stopping: CancellationToken::new(),
            });
            let serving = tokio::spawn(serve(core.clone(), listener));
            Ok(Self { core, url, serving: Some(serving) })
        })
    }

    /// The address, without a slash at the end: what `DISCORD_API_URL` takes.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops listening, closes all connections (gateway ones with 1001) and waits for that.
    pub fn stop(mut self) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            self.core.stopping.cancel();
            if let Some(serving) = self.serving.take() {
                let abort = serving.abort_handle();
                if tokio::time::timeout(Duration::from_secs(2), serving).await.is_err() {
                    abort.abort();
                }
            }
        })
    }

    /// What `DISCORD_TOKEN` takes.
    pub fn token(&self) -> String {
        self.core.read(|state| state.app.token.clone())
    }

    /// What `DISCORD_PUBLIC_KEY` takes, in hex.
    pub fn public_key(&self) -> String {
        self.core.read(|state| render::public_key(&state.app))
    }

    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// Turns the clock, by the controls if there are any.
    pub fn turn_to(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.core.turn_to(at).await;
        })
    }

    /// A copy of what the bot has sent so far.
    pub fn journal(&self) -> Journal {
        self.core.read(|state| state.journal.clone())
    }

    /// The place in the journal after the latest request.
    pub fn mark(&self) -> Mark {
        self.core.read(|state| state.journal.mark())
    }

    /// Switches for trouble.
    pub fn faults(&self) -> Faults<'_> {
        Faults(&self.core)
    }

    /// The public networks.
    pub fn networks(&self) -> PublicNetworks<'_> {
        PublicNetworks(&self.core)
    }

    /// Answers with 401, 403 or 429 that count towards Discord's ban (10,000 in ten minutes).
    pub fn invalid_requests(&self) -> u64 {
        self.core.read(|state| state.buckets.invalid)
    }

    /// Gateway sessions that have a connection now.
    pub fn connected_sessions(&self) -> usize {
        self.core.read(|state| state.gateway.connected())
    }

    /// Gateway sessions started and resumed so far.
    pub fn session_counts(&self) -> (u64, u64) {
        self.core.read(|state| (state.gateway.identified, state.gateway.resumed))
    }

    /// Delivers interactions to this URL from now on (`None`: by the gateway), after the checks that the
    /// developer portal makes: PING must be answered, a wrong signature refused with 401.
    ///
    /// # Errors
    /// Why the endpoint was not accepted; the former setting stays.
    pub async fn set_interactions_endpoint(&self, url: Option<&str>) -> Result<(), String> {
        if let Some(url) = url {
            interactions::check_endpoint(&self.core, url).await?;
        }
        self.core.change(|state, _| state.endpoint = url.map(str::to_owned));
        Ok(())
    }

    /// The hex signature of a body, for tests that post to the endpoint themselves.
    pub fn sign(&self, timestamp: &str, body: &[u8]) -> String {
        interactions::sign(&self.core, timestamp, body)
    }

    /// Posts a body with these signature headers, right or wrong, and returns the status and the answer.
    ///
    /// # Errors
    /// When the endpoint cannot be reached.
    pub async fn post_signed(
        &self,
        url: &str,
        timestamp: &str,
        signature: &str,
        body: Vec<u8>,
    ) -> Result<(u16, String), reqwest::Error> {
        let response = interactions::post_signed(&self.core, url, timestamp, signature, body).await?;
        let status = response.status().as_u16();
        Ok((status, response.text().await?))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.core.stopping.cancel();
    }
}

impl Core {
    fn next_moment(&self) -> Option<Moment> {
        self.clock_controls.as_ref().and_then(|clock_controls| clock_controls.next_moment())
    }

    async fn turn_to(&self, at: DateTime<Utc>) {
        match &self.clock_controls {
            Some(clock_controls) => clock_controls.turn_to(at).await,
            None => self.clock.turn_to(at),
        }
        self.changed.send_modify(|count| *count += 1);
    }
}

async fn serve(core: Arc<Core>, listener: TcpListener) {
    let stopping = core.stopping.clone();
    let app = Router::new()
        .route("/gateway", any(gateway::accept))
        .route("/gateway/", any(gateway::accept))
        .route("/attachments/{channel_id}/{id}/{name}", axum::routing::get(rest::attachment))
        .route("/api/v10/{*path}", any(rest::handle))
        .merge(networks::router())
        .merge(page::router())
        .with_state(core);
    let service = app.into_make_service_with_connect_info::<wire::Breaker>();
    let serving = axum::serve(wire::Wire(listener), service);
    // The listener never fails for good; there is nothing to report.
    let _ = serving.with_graceful_shutdown(stopping.cancelled_owned()).await;
}
