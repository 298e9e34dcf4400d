//! `docket sandbox`: docket against a Discord of its own, on loopback.

use super::{App, AppError, AppOptions, clock_control::ClockControl, folder::see_to_folder, sample, week};
use crate::{
    base::clock::Clock,
    config::{self, DiscordSettings, Interactions, PostArgs, PostSettings, SandboxArgs, Secret, Settings},
    db::{Db, event},
    sandbox::{Id, Options, Outcome, Sandbox, Typed, World, intent},
};
use chrono::TimeDelta;
use futures::future::BoxFuture;
use reqwest::Url;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

/// Where the chat page is served unless told otherwise.
const LISTEN: &str = "127.0.0.1:8080";

/// docket and its sandbox, both running.
pub struct SandboxApp {
    app: App,
    sandbox: Sandbox,
}

impl SandboxApp {
    /// Starts the sandbox with the sample team, then docket, connected to it as to Discord. The first time, the team
    /// is set up by typing real commands.
    ///
    /// # Errors
    /// When a setting is wrong, an address is taken, or the database cannot be used.
    pub fn start(args: &SandboxArgs) -> BoxFuture<'_, Result<Self, AppError>> {
        Box::pin(async move {
            let place = DataLocation::of(args)?;
            let listen = config::listen("--listen", args.listen.as_deref().unwrap_or(LISTEN))?;
            if args.fresh {
                place.remove().await?;
            }
            see_to_folder(&config::DatabaseArgs { database: args.database.clone() }, &place.url)?;
            let clock = Clock::system();
            let db = Db::open(place.url.expose()).await?;
            db.migrate().await?;
            let is_empty = catch_up(&db, &clock).await?;
            db.close().await;

            let clock_controls = ClockControl::new(clock.clone());
            let options = Options {
                listen,
                clock_controls: Some(Arc::new(clock_controls.clone())),
                ..Options::new(clock.clone(), World::sample().with_privileged_intents(intent::GUILD_MEMBERS))
            };
            let sandbox = Sandbox::start(options).await.map_err(|error| {
                AppError::Io(
                    format!("the chat page cannot be served on {listen}; name another with --listen"),
                    error,
                )
            })?;
            let settings = settings(&sandbox, place.url, way(args)?)?;
            let is_http = settings.discord.interactions != Interactions::Gateway;
            let app = App::start(settings, AppOptions { is_at_home: true, ..AppOptions::new(clock) }).await?;
            clock_controls.attach(app.clockwork().clone());
            if is_http {
                let endpoint = format!("http://{}/interactions", app.address());
                sandbox.set_interactions_endpoint(Some(&endpoint)).await.map_err(AppError::Discord)?;
            }
            let running = Self { app, sandbox };
            if !running.sandbox.wait_for_bot().await {
                return Err(AppError::Other(
                    "docket did not connect to its sandbox within ten seconds; the log says why".into(),
                ));
            }
            if is_empty {
                running.set_up().await?;
            }
            running.publish().await?;
            Ok(running)
        })
    }

    /// The address of the chat page.
    pub fn url(&self) -> &str {
        self.sandbox.url()
    }

    /// Discord's side.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// docket's side.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Stops docket, then the sandbox.
    pub fn stop(self) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            self.app.stop().await;
            self.sandbox.stop().await;
        })
    }

    /// Types the sample team's settings as its admin, then what waits for it, and what its members say to each other.
    async fn set_up(&self) -> Result<(), AppError> {
        let missing = || AppError::Other("the sample world lacks its admin or the admin's channel".into());
        let guild = self.sandbox.guilds().into_iter().next().ok_or_else(missing)?.id;
        let channel = self.sandbox.channel(guild, sample::TYPED_IN).ok_or_else(missing)?;
        let admin = self.sandbox.member(guild, sample::TYPED_BY).ok_or_else(missing)?;
        for line in sample::LINES {
            self.type_line(channel, admin, line).await?;
        }
        self.app.settle().await?;
        let channel = self.sandbox.channel(guild, sample::BROUGHT_IN).ok_or_else(missing)?;
        let by = self.sandbox.member(guild, sample::BROUGHT_BY).ok_or_else(missing)?;
        for brought in self.publish().await? {
            self.type_line(channel, by, &brought.line).await?;
        }
        self.app.settle().await?;
        let channel = self.sandbox.channel(guild, week::PLACE).ok_or_else(missing)?;
        for (who, line) in week::PREPARED {
            let by = self.sandbox.member(guild, who).ok_or_else(missing)?;
            self.type_line(channel, by, line).await?;
        }
        self.app.settle().await?;
        for (who, place, text) in sample::SAID {
            let by = self.sandbox.member(guild, who).ok_or_else(missing)?;
            let channel = self.sandbox.channel(guild, place).ok_or_else(missing)?;
            if let Typed::Refused(why) = self.sandbox.type_line(channel, by, text) {
                return Err(AppError::Other(format!("the sample team could not speak: {why}")));
            }
        }
        Ok(())
    }

    /// Puts the sample team's posts onto the public networks, which forget them when they stop.
    async fn publish(&self) -> Result<Vec<sample::Brought>, AppError> {
        let began = event::earliest(self.app.db()).await?.unwrap_or_else(|| self.sandbox.clock().now());
        let all = sample::brought(began);
        for brought in &all {
            self.sandbox.networks().post(brought.post.clone());
        }
        Ok(all)
    }

    async fn type_line(&self, channel: Id, user: Id, line: &str) -> Result<(), AppError> {
        let outcome = self.sandbox.type_line(channel, user, line).outcome().await;
        match &outcome {
            Outcome::Message(message) => {
                // The answers are the admin's alone; nobody needs twenty of them on the first screen.
                self.sandbox.dismiss(user, message.id);
                Ok(())
            }
            other => Err(AppError::Other(format!(
                "the sample team could not be set up: `{line}` gave: {}",
                other.text()
            ))),
        }
    }
}

/// Where the sandbox keeps its data.
struct DataLocation {
    url: Secret,
    /// The SQLite file, when it is the default one.
    file: Option<PathBuf>,
}

impl DataLocation {
    fn of(args: &SandboxArgs) -> Result<Self, AppError> {
        if let Some(url) = &args.database {
            let database = config::DatabaseArgs { database: Some(url.clone()) };
            return Ok(Self { url: config::database_url(&database)?, file: None });
        }
        let folder = config::data_folder(|name| std::env::var_os(name)).ok_or_else(|| {
            AppError::Other(
                "this system names no folder for data; give a file with --database sqlite:///path".into(),
            )
        })?;
        let file = folder.join("sandbox.db");
        Ok(Self { url: Secret::new(config::sqlite_url(&file)), file: Some(file) })
    }

    /// Removes the data of the last time. Only the sandbox's own file: what somebody named is theirs to remove.
    async fn remove(&self) -> Result<(), AppError> {
        let Some(file) = &self.file else {
            return Err(AppError::Other(
                "--fresh removes the sandbox's own file only; to begin anew with --database, empty that yourself".into(),
            ));
        };
        for suffix in ["", "-wal", "-shm"] {
            let mut name = file.clone().into_os_string();
            name.push(suffix);
            match tokio::fs::remove_file(&name).await {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(AppError::file(file, "cannot be removed", error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Time never runs back for a database: when its clock was turned ahead the last time, it starts from there. Returns
/// whether nothing has happened in it yet.
async fn catch_up(db: &Db, clock: &Clock) -> Result<bool, AppError> {
    let latest = event::latest(db).await?;
    if let Some(latest) = latest.filter(|latest| *latest > clock.now()) {
        clock.turn_to(latest);
    }
    Ok(latest.is_none())
}

fn way(args: &SandboxArgs) -> Result<bool, AppError> {
    match args.interactions.as_deref().unwrap_or("gateway") {
        "gateway" => Ok(false),
        "http" => Ok(true),
        _ => Err(AppError::Other("--interactions is neither gateway nor http. Write one of the two.".into())),
    }
}

/// Settings that make the sandbox docket's Discord.
fn settings(sandbox: &Sandbox, database_url: Secret, is_http: bool) -> Result<Settings, AppError> {
    let api_url = Url::parse(sandbox.url())
        .map_err(|error| AppError::Other(format!("the sandbox's own address: {error}")))?;
    let interactions = match is_http {
        true => Interactions::Http { public_key: sandbox.public_key() },
        false => Interactions::Gateway,
    };
    Ok(Settings {
        database_url,
        discord: DiscordSettings {
            token: Secret::new(sandbox.token()),
            api_url,
            interactions,
            has_members_intent: true,
            has_content_intent: false,
        },
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_url: None,
        posts: posts(sandbox)?,
    })
}

/// The sandbox is the public networks as well, and the team has an account on each.
fn posts(sandbox: &Sandbox) -> Result<PostSettings, AppError> {
    let networks = sandbox.networks();
    networks.x_token(sample::TOKEN);
    networks.x_account(sample::ACCOUNT);
    networks.mastodon_account(sample::ACCOUNT, sample::TOKEN);
    let args = PostArgs {
        x_token: Some(sample::TOKEN.to_owned()),
        mastodon_tokens: Some(format!("social.example={}", sample::TOKEN)),
        ..PostArgs::at(sandbox.url())
    };
    for (minutes, handle, text) in sample::POSTED {
        networks.posts_on_x(handle, text, sandbox.clock().now() + TimeDelta::minutes(*minutes));
    }
    PostSettings::from_args(&args).map_err(|error| AppError::Other(error.to_string()))
}
