//! Making sure of the account, once, at the start.

use super::{
    courier::Courier,
    directory::Directory,
    files::{FileStore, Files},
    metrics::Metrics,
    register::{Registered, register},
    rest::{Body, Error, Rest, Route},
    scheduled::ScheduledEvents,
};
use crate::{base::clock::Clock, contract, queue};
use serde_json::Value;
use std::{fmt, sync::Arc};

/// What docket must know to reach Discord.
#[derive(Clone)]
pub struct Settings {
    /// `https://discord.com`, or a proxy or test server that stands for it (`DISCORD_API_URL`).
    pub api_url: String,
    /// The bot's token (`DISCORD_TOKEN`).
    pub token: String,
    /// Whether to ask for the privileged intent that tells of members (`DOCKET_MEMBERS_INTENT`).
    pub has_members_intent: bool,
    /// Whether to ask for the privileged intent that tells what messages say (`DOCKET_CONTENT_INTENT`).
    pub has_content_intent: bool,
}

/// Flags of an application for which the Server Members intent is switched on, whether it is in many servers or few
/// (Discord's documentation, "Application Flags").
const ALLOWS_MEMBERS: u64 = 1 << 14 | 1 << 15;
/// The same of the Message Content intent.
const ALLOWS_CONTENT: u64 = 1 << 18 | 1 << 19;

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("api_url", &self.api_url).finish_non_exhaustive()
    }
}

/// Why docket cannot start to talk to Discord; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// A setting that cannot be used; the text names its variable.
    #[error("{0}")]
    Setting(String),
    #[error(
        "Discord does not accept the token; look at DISCORD_TOKEN, and make a new one on the application's page if in doubt"
    )]
    Token,
    #[error("Discord (DISCORD_API_URL) cannot be reached: {0}")]
    Unreachable(#[from] Error),
    #[error("what answers at DISCORD_API_URL does not speak Discord's protocol: {0}")]
    Protocol(String),
}

/// Discord, reached as docket's account. Clones share connections and limits.
#[derive(Clone)]
pub struct Discord {
    pub(super) settings: Settings,
    pub(super) rest: Rest,
    pub(super) metrics: Metrics,
    pub(super) own_user_id: i64,
    application_id: u64,
    name: String,
    public_key: Option<String>,
    allows_members: bool,
    allows_content: bool,
    pub(super) directory: Arc<Directory>,
    files: Arc<Files>,
}

impl Discord {
    /// Asks Discord whose token it is.
    ///
    /// # Errors
    /// [`ConnectError`], with a sentence for whoever runs docket.
    pub async fn connect(settings: Settings, metrics: Metrics) -> Result<Self, ConnectError> {
        let rest =
            Rest::new(&settings.api_url, &settings.token, metrics.clone()).map_err(ConnectError::Setting)?;
        let files = Files::new(&settings.api_url).map_err(ConnectError::Setting)?;
        let me = rest.send(Route::me(), Body::Empty).await.map_err(connect_error)?;
        let application = rest.send(Route::application(), Body::Empty).await.map_err(connect_error)?;
        let own_user_id = number(&me, "the account")?;
        let application_id = number(&application, "the application")?;
        Ok(Self {
            directory: Arc::new(Directory::new(rest.clone(), own_user_id)),
            files: Arc::new(files),
            settings,
            rest,
            metrics,
            own_user_id,
            application_id: application_id.unsigned_abs(),
            name: me["username"].as_str().unwrap_or("docket").to_owned(),
            allows_members: has_flag(&application, ALLOWS_MEMBERS),
            allows_content: has_flag(&application, ALLOWS_CONTENT),
            public_key: application["verify_key"].as_str().map(str::to_owned),
        })
    }

    /// The name of docket's account.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of docket's account.
    pub fn user_id(&self) -> i64 {
        self.own_user_id
    }

    /// The application's public key as Discord gives it, for when `DISCORD_PUBLIC_KEY` is not set.
    pub fn public_key(&self) -> Option<&str> {
        self.public_key.as_deref()
    }

    /// Whether the privileged Server Members intent is switched on in the developer portal.
    pub fn allows_members_intent(&self) -> bool {
        self.allows_members
    }

    /// Whether docket hears of members: the intent is asked for, and allowed.
    pub(super) fn hears_of_members(&self) -> bool {
        if self.settings.has_members_intent && !self.allows_members {
            tracing::error!(
                "DOCKET_MEMBERS_INTENT is true, but the Server Members intent is not switched on in the developer portal \
                 (Bot, Privileged Gateway Intents); docket runs without it and notices by looking who has left"
            );
        }
        self.settings.has_members_intent && self.allows_members
    }

    /// Whether the privileged Message Content intent is switched on in the developer portal.
    pub fn allows_content_intent(&self) -> bool {
        self.allows_content
    }

    /// Whether docket is told what messages say: the intent is asked for, and allowed.
    pub(super) fn reads_messages(&self) -> bool {
        if self.settings.has_content_intent && !self.allows_content {
            tracing::error!(
                "DOCKET_CONTENT_INTENT is true, but the Message Content intent is not switched on in the developer portal \
                 (Bot, Privileged Gateway Intents); docket runs without it: a message that mentions the PM role in the channel \
                 for public questions is linked to, not read"
            );
        }
        self.settings.has_content_intent && self.allows_content
    }

    /// Asks Discord about guilds.
    pub fn directory(&self) -> Arc<dyn contract::Directory> {
        Arc::clone(&self.directory) as _
    }

    /// Looks up members, gives and takes roles.
    pub fn members(&self) -> Arc<dyn contract::Members> {
        Arc::clone(&self.directory) as _
    }

    /// Fetches what people attached.
    pub fn files(&self) -> Arc<dyn contract::FileSource> {
        Arc::clone(&self.files) as _
    }

    /// Publishes scheduled events.
    pub fn events(&self) -> Arc<dyn contract::ScheduledEvents> {
        Arc::new(ScheduledEvents {
            rest: self.rest.clone(),
            directory: Arc::clone(&self.directory),
            own_user_id: self.own_user_id,
        })
    }

    /// Delivers the outbox; files to attach are read from `file_store`.
    pub fn courier(&self, file_store: Arc<dyn FileStore>, clock: Clock) -> Arc<dyn queue::Courier> {
        Arc::new(Courier::new(self.rest.clone(), file_store, self.directory(), clock, self.own_user_id))
    }

    /// Tells Discord the commands, if it does not have them as they are.
    ///
    /// # Errors
    /// Whatever Discord answers; the commands are then as they were.
    pub async fn register(&self) -> Result<Registered, Error> {
        register(&self.rest, self.application_id).await
    }

    /// The guilds that docket is a member of, by id, for `docket check`.
    ///
    /// # Errors
    /// Whatever Discord answers.
    pub async fn guild_ids(&self) -> Result<Vec<i64>, Error> {
        let mut ids: Vec<i64> = Vec::new();
        loop {
            let page = self.rest.send(Route::own_guilds(ids.last().copied()), Body::Empty).await?;
            let guilds = page.as_array().map(Vec::as_slice).unwrap_or_default();
            let found = guilds.iter().filter_map(|guild| guild["id"].as_str()?.parse::<i64>().ok());
            let before = ids.len();
            ids.extend(found);
            if guilds.len() < Route::OWN_GUILDS_PAGE || ids.len() == before {
                return Ok(ids);
            }
        }
    }
}

fn has_flag(application: &Value, flag: u64) -> bool {
    application["flags"].as_u64().is_some_and(|flags| flags & flag != 0)
}

fn connect_error(error: Error) -> ConnectError {
    match error {
        Error::Refused { status: 401, .. } => ConnectError::Token,
        other => ConnectError::Unreachable(other),
    }
}

fn number(object: &Value, what: &str) -> Result<i64, ConnectError> {
    let id = object["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| ConnectError::Protocol(format!("{what} has no id")))
}
