//! The top floor: wires rooms to doors; start, readiness, graceful stop, and the commands of `docket` itself.

mod check;
mod clock_control;
mod commands;
mod error;
mod file_store;
mod folder;
mod forget;
mod logs;
mod posts;
mod readiness;
mod rooms;
mod sample;
mod sandbox;
mod signals;
mod transfer;
mod week;
mod x_login;

pub use check::{Report, check};
pub use commands::command_list;
pub use error::AppError;
pub use folder::see_to_folder;
pub use forget::{Forgotten, forget};
pub use logs::start as start_logs;
pub use rooms::ROOMS;
pub use sandbox::SandboxApp;
pub use signals::Signals;
pub use transfer::{export, import};
pub use x_login::{Waiting, x_login};

use crate::{
    base::clock::Clock,
    clockwork::{self, Clockwork, Presence},
    config::{DiscordSettings, Interactions, Settings},
    db::Db,
    discord::{self, Discord, Open, Opening, Registered},
    dispatch::Desk,
    http::{Server, Shown, calendars},
    room::Ports,
};
use axum::Router;
use file_store::RoomFiles;
use futures::future::BoxFuture;
use prometheus_client::registry::Registry;
use readiness::ReadinessChecks;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// How long stopping may take before what is left is given up; leases and the outbox bring it back on the next start.
const STOPPING: Duration = Duration::from_secs(10);

/// What tests and the sandbox choose that a person does not.
#[derive(Clone, Debug)]
pub struct AppOptions {
    /// The clock that everything goes by.
    pub clock: Clock,
    /// Whether the clockwork turns by itself; without it [`App::settle`] turns it.
    pub runs_clockwork: bool,
    /// How long an action may take before Discord is told that docket is thinking.
    pub defer_after: Duration,
    /// Whether whoever uses it sits at this machine, so that the address it listens on is good enough for calendars.
    pub is_at_home: bool,
}

impl AppOptions {
    /// As in production, with this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock, runs_clockwork: true, defer_after: Opening::DEFER_AFTER, is_at_home: false }
    }

    fn own_address(&self, listener: &TcpListener) -> Option<String> {
        let address = listener.local_addr().ok().filter(|_| self.is_at_home)?;
        Some(format!("http://{address}"))
    }

    /// The clockwork stands still until it is settled.
    pub fn by_hand(mut self) -> Self {
        self.runs_clockwork = false;
        self
    }
}

/// docket, running.
pub struct App {
    db: Db,
    clock: Clock,
    clockwork: Clockwork,
    presence: Presence,
    doors: Arc<Open>,
    server: Server,
    turning: Option<JoinHandle<()>>,
    stop: CancellationToken,
}

impl App {
    /// Opens the database and brings it up to date, connects to Discord, registers the commands, opens the doors.
    ///
    /// # Errors
    /// What keeps docket from starting, in a sentence for whoever runs it.
    pub fn start(settings: Settings, options: AppOptions) -> BoxFuture<'static, Result<Self, AppError>> {
        Box::pin(async move {
            let listener = TcpListener::bind(settings.listen).await.map_err(|error| {
                let address = settings.listen;
                AppError::Io(
                    format!("DOCKET_LISTEN (--listen): {address} cannot be listened on; choose another"),
                    error,
                )
            })?;
            let db = Db::open(settings.database_url.expose()).await?;
            db.migrate().await?;
            let mut registry = Registry::default();
            let public_url = settings.public_url.clone().or_else(|| options.own_address(&listener));
            let discord = connect(&settings.discord, discord::Metrics::new(&mut registry)).await?;
            let posts = posts::reader(&settings.posts, &db, options.clock.clone())?;
            let nudge = Arc::new(Notify::new());
            let file_store = Arc::new(RoomFiles(db.clone()));
            let interactions = &settings.discord.interactions;
            let is_gateway = *interactions == Interactions::Gateway;
            let desk = Desk::new(db.clone(), discord.directory(), ROOMS);
            let desk = desk.reached_at(public_url.as_deref()).reads_posts(posts.clone());
            let desk = desk.hearing_messages(is_gateway).sets_rooms_going();
            let doors = Arc::new(Open::new(
                &discord,
                Opening {
                    desk: Arc::new(desk),
                    file_store: file_store.clone(),
                    rooms: ROOMS,
                    db: db.clone(),
                    clock: options.clock.clone(),
                    nudge: nudge.clone(),
                    defer_after: options.defer_after,
                },
            ));
            let clockwork = Clockwork::new(clockwork::Dependencies {
                db: db.clone(),
                clock: options.clock.clone(),
                courier: discord.courier(file_store, options.clock.clone()),
                ports: Ports {
                    files: discord.files(),
                    directory: discord.directory(),
                    members: discord.members(),
                    posts: posts.clone(),
                    events: discord.events(),
                    hears_messages: is_gateway,
                    rooms: ROOMS,
                },
                bell: nudge.clone(),
                metrics: clockwork::Metrics::new(&mut registry),
            });
            announce(&discord).await;

            let stop = CancellationToken::new();
            tokio::spawn(posts::hears_news(
                posts,
                (db.clone(), options.clock.clone()),
                nudge,
                stop.child_token(),
            ));
            // From here on others know of this process, so it must be able to answer.
            let presence = clockwork.sign_on(is_gateway).await?;
            let readiness = Arc::new(ReadinessChecks::new(db.clone(), doors.clone(), is_gateway));
            let shown = Shown { readiness, metrics: Arc::new(registry) };
            let more =
                endpoint(&doors, interactions)?.merge(calendars(db.clone(), options.clock.clone(), ROOMS));
            let server = Server::start(listener, shown, more, stop.child_token())
                .map_err(|error| AppError::Io("the HTTP server does not start".into(), error))?;
            if is_gateway {
                doors.start_gateway(presence.seat());
            }
            let turning = options.runs_clockwork.then(|| {
                let (clockwork, stop) = (clockwork.clone(), stop.child_token());
                tokio::spawn(async move { clockwork.run(stop).await })
            });
            tracing::info!(
                version = env!("CARGO_PKG_VERSION"),
                database = db.engine(),
                interactions = interactions.word(),
                listen = %server.address(),
                "docket runs"
            );
            Ok(Self { db, clock: options.clock, clockwork, presence, doors, server, turning, stop })
        })
    }

    /// Where health, metrics and interactions are served.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The database, for tests that look into it.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What does the due work, to be turned by hand.
    pub fn clockwork(&self) -> &Clockwork {
        &self.clockwork
    }

    /// Runs due jobs and delivers the outbox until nothing is due at the present instant.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn settle(&self) -> BoxFuture<'_, Result<(), AppError>> {
        Box::pin(async move { Ok(self.clockwork.settle().await?) })
    }

    /// Closes the doors, finishes what was acknowledged and what is under way, and closes the database; all within ten
    /// seconds. What is not finished by then is leased again on the next start.
    pub fn stop(self) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let Self { db, presence, doors, server, turning, stop, .. } = self;
            let stopping = async {
                stop.cancel();
                tokio::join!(doors.stop(), server.stopped());
                if let Some(turning) = turning
                    && let Err(error) = turning.await
                {
                    tracing::error!(%error, "the clockwork broke off");
                }
                presence.sign_off().await;
                db.close().await;
            };
            match tokio::time::timeout(STOPPING, stopping).await {
                Ok(()) => tracing::info!("docket has stopped"),
                Err(_) => {
                    tracing::warn!(
                        "docket stopped before everything was finished; the next start takes it up"
                    )
                }
            }
        })
    }
}

async fn connect(settings: &DiscordSettings, metrics: discord::Metrics) -> Result<Discord, AppError> {
    let settings = discord::Settings {
        api_url: settings.api_url.as_str().trim_end_matches('/').to_owned(),
        token: settings.token.expose().to_owned(),
        has_members_intent: settings.has_members_intent,
        has_content_intent: settings.has_content_intent,
    };
    Discord::connect(settings, metrics).await.map_err(|error| AppError::Discord(error.to_string()))
}

/// Registers the commands. docket starts without that too: those registered before still work.
async fn announce(discord: &Discord) {
    match discord.register().await {
        Ok(Registered::Unchanged) => tracing::debug!("the commands are registered already"),
        Ok(Registered::Replaced(count)) => tracing::info!(count, "the commands are registered"),
        Err(error) => {
            tracing::error!(%error, "the commands could not be registered; `docket commands --register` tries again");
        }
    }
}

/// The route that Discord posts interactions to, when it does.
fn endpoint(doors: &Open, interactions: &Interactions) -> Result<Router, AppError> {
    match interactions {
        Interactions::Gateway => Ok(Router::new()),
        Interactions::Http { public_key } => doors.endpoint(public_key).map_err(AppError::Discord),
    }
}

/// `docket commands --register`. Returns whether Discord had to be told.
///
/// # Errors
/// When Discord refuses or cannot be reached.
pub fn register(settings: &DiscordSettings) -> BoxFuture<'_, Result<bool, AppError>> {
    Box::pin(async move {
        let discord = connect(settings, discord::Metrics::new(&mut Registry::default())).await?;
        let registered = discord.register().await.map_err(|error| AppError::Discord(error.to_string()))?;
        Ok(registered != Registered::Unchanged)
    })
}
