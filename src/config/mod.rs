//! Flags and environment become typed settings. Every error names its variable and says what to do.
//!
//! Everything is read as text first and checked here, so that a wrong value is told the same way whether it
//! came by flag or by environment. Secrets never show in `Debug`, errors or logs.

mod accounts;
mod cli;
mod error;
mod place;
mod posts;
mod secret;

pub use accounts::{AccountServers, XLogin};
pub use cli::{
    Cli, Command, CommandsArgs, DatabaseArgs, DiscordArgs, PostArgs, SandboxArgs, ServeArgs, XLoginArgs,
};
pub use error::{ConfigError, ConfigErrors};
pub use place::{data_folder, sqlite_url};
pub use posts::PostSettings;
pub use secret::Secret;

use error::Reading;
use reqwest::Url;
use std::net::SocketAddr;

/// Where docket talks to Discord unless told otherwise.
pub const DISCORD_API_URL: &str = "https://discord.com";
/// Where docket serves HTTP unless told otherwise.
pub const LISTEN: &str = "127.0.0.1:8787";
/// Which log lines are written unless told otherwise. serenity tells tokens' URLs at `info`.
pub const LOG_FILTER: &str = "info,serenity=warn,sqlx=warn";

/// Everything that `docket run` needs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite:` or `postgres:`; may hold a password.
    pub database_url: Secret,
    pub discord: DiscordSettings,
    /// Where docket serves health, metrics and interactions.
    pub listen: SocketAddr,
    /// Where that is reached from outside, without a slash at the end.
    pub public_url: Option<String>,
    pub posts: PostSettings,
}

/// How docket reaches Discord and is reached by it.
#[derive(Clone, Debug)]
pub struct DiscordSettings {
    pub token: Secret,
    /// Scheme and host; REST lies under `/api/v10` there.
    pub api_url: Url,
    pub interactions: Interactions,
    /// Whether to ask for the privileged intent that tells of members.
    pub has_members_intent: bool,
    /// Whether to ask for the privileged intent that tells what messages say.
    pub has_content_intent: bool,
}

/// The way by which interactions come in; Discord uses one of the two, never both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interactions {
    /// Over the gateway's WebSocket; docket needs no public address.
    Gateway,
    /// Discord posts them to `/interactions`, signed.
    Http {
        /// The application's public key, 64 hexadecimal digits.
        public_key: String,
    },
}

impl Interactions {
    /// The word used in settings and logs.
    pub fn word(&self) -> &'static str {
        match self {
            Interactions::Gateway => "gateway",
            Interactions::Http { .. } => "http",
        }
    }
}

impl Settings {
    /// Checks everything that `docket run` was given.
    ///
    /// # Errors
    /// Every setting that is missing or cannot be used.
    pub fn from_args(args: &ServeArgs) -> Result<Self, ConfigErrors> {
        let mut reading = Reading::default();
        let discord = reading.take(DiscordSettings::from_args(&args.discord));
        let database_url = reading.take(database_url(&args.database));
        let address = given(&args.listen).unwrap_or(LISTEN);
        let listen = reading.take(listen("DOCKET_LISTEN (--listen)", address));
        let public_url = reading.take(given(&args.public_url).map(public_url).transpose());
        let posts = reading.take(PostSettings::from_args(&args.posts));
        let whole = || {
            Some(Self {
                discord: discord?,
                database_url: database_url?,
                listen: listen?,
                public_url: public_url?,
                posts: posts?,
            })
        };
        reading.finish(whole())
    }
}

impl DiscordSettings {
    /// Checks how to reach Discord.
    ///
    /// # Errors
    /// Every setting that is missing or cannot be used.
    pub fn from_args(args: &DiscordArgs) -> Result<Self, ConfigErrors> {
        let mut reading = Reading::default();
        let token = reading.take(token(given(&args.token)));
        let api_url = reading.take(api_url(given(&args.api_url).unwrap_or(DISCORD_API_URL)));
        let interactions = reading.take(interactions(given(&args.interactions), given(&args.public_key)));
        let members =
            reading.take(given(&args.members_intent).map_or(Ok(false), |text| intent(text, MEMBERS)));
        let content =
            reading.take(given(&args.content_intent).map_or(Ok(false), |text| intent(text, CONTENT)));
        let whole = || {
            Some(Self {
                token: token?,
                api_url: api_url?,
                interactions: interactions?,
                has_members_intent: members?,
                has_content_intent: content?,
            })
        };
        reading.finish(whole())
    }
}

/// The database to use: what was given, else a SQLite file in the platform's data folder.
pub fn database_url(args: &DatabaseArgs) -> Result<Secret, ConfigError> {
    const VARIABLE: &str = "DATABASE_URL (--database)";
    let Some(url) = given(&args.database) else {
        let folder = data_folder(|name| std::env::var_os(name)).ok_or_else(|| ConfigError {
            variable: VARIABLE,
            problem: "is not set, and this system names no folder for data".into(),
            remedy: "Set it to sqlite:///path/to/docket.db or postgres://user:password@host:5432/docket."
                .into(),
        })?;
        return Ok(Secret::new(sqlite_url(&folder.join("docket.db"))));
    };
    let is_known = ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme));
    if !is_known {
        return Err(ConfigError {
            variable: VARIABLE,
            problem: "starts with neither sqlite: nor postgres:".into(),
            remedy: "Write sqlite:///path/to/docket.db or postgres://user:password@host:5432/docket.".into(),
        });
    }
    Ok(Secret::new(url))
}

impl DatabaseArgs {
    /// Whether somebody has said where the data lies.
    pub fn is_named(&self) -> bool {
        given(&self.database).is_some()
    }
}

/// An address to listen on; `variable` is named when it is none.
pub fn listen(variable: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| ConfigError {
        variable,
        problem: format!("is `{}`, which is no address", shortened(text)),
        remedy: format!("Write an IP address and a port, such as {LISTEN} or 0.0.0.0:8787."),
    })
}

/// An empty variable counts as not set.
fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// Enough of a wrong value to recognise it.
fn shortened(text: &str) -> String {
    crate::base::text::trim_to(text, 60).into_owned()
}

fn token(given: Option<&str>) -> Result<Secret, ConfigError> {
    let wrong = |problem: &str| ConfigError {
        variable: "DISCORD_TOKEN (--token)",
        problem: problem.into(),
        remedy:
            "Copy the token from your application's Bot page on https://discord.com/developers/applications \
                 and set it in the environment; to try docket without Discord, run `docket sandbox`."
                .into(),
    };
    let text = given.ok_or_else(|| wrong("is not set"))?;
    let text = text.strip_prefix("Bot ").unwrap_or(text);
    let is_token = text.chars().all(|c| c.is_ascii_graphic()) && text.split('.').count() == 3;
    if is_token { Ok(Secret::new(text)) } else { Err(wrong("does not look like a bot's token")) }
}

fn api_url(text: &str) -> Result<Url, ConfigError> {
    let wrong = || ConfigError {
        variable: "DISCORD_API_URL (--api-url)",
        problem: "is not an address of a server".into(),
        remedy: format!("Write scheme and host, such as {DISCORD_API_URL} or http://127.0.0.1:8080."),
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let is_plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none() && url.has_host();
    let is_http = matches!(url.scheme(), "http" | "https");
    if is_plain && is_open && is_http { Ok(url) } else { Err(wrong()) }
}

fn public_url(text: &str) -> Result<String, ConfigError> {
    let wrong = || {
        ConfigError {
        variable: "DOCKET_PUBLIC_URL (--public-url)",
        problem: format!("is `{}`, which is no address of a server", shortened(text)),
        remedy: "Write the address at which docket is reached from outside, such as https://docket.example.org, or leave it \
                 out."
            .into(),
    }
    };
    let url = Url::parse(text).map_err(|_| ConfigError { problem: "is no address".into(), ..wrong() })?;
    let is_plain = url.query().is_none() && url.fragment().is_none();
    let is_open = url.username().is_empty() && url.password().is_none();
    if !is_open {
        // What was written holds a password, so it is not repeated.
        return Err(ConfigError { problem: "holds a name or password".into(), ..wrong() });
    }
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    if is_plain && is_http { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(wrong()) }
}

/// The variables of privileged intents, and what these are called in the developer portal.
const MEMBERS: (&str, &str) = ("DOCKET_MEMBERS_INTENT (--members-intent)", "Server Members");
const CONTENT: (&str, &str) = ("DOCKET_CONTENT_INTENT (--content-intent)", "Message Content");

fn intent(text: &str, (variable, called): (&'static str, &str)) -> Result<bool, ConfigError> {
    switched(text).ok_or_else(|| ConfigError {
        variable,
        problem: format!("is `{}`", shortened(text)),
        remedy: format!(
            "Write true, when the {called} intent is switched on in the developer portal, or false."
        ),
    })
}

/// On or off, as people write it.
fn switched(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

fn interactions(way: Option<&str>, key: Option<&str>) -> Result<Interactions, ConfigError> {
    match way.unwrap_or("gateway") {
        "gateway" => Ok(Interactions::Gateway),
        "http" => Ok(Interactions::Http { public_key: public_key(key)? }),
        other => Err(ConfigError {
            variable: "DOCKET_INTERACTIONS (--interactions)",
            problem: format!("is `{}`", shortened(other)),
            remedy:
                "Write gateway (docket connects to Discord; the default) or http (Discord posts to docket's \
                     /interactions)."
                    .into(),
        }),
    }
}

fn public_key(given: Option<&str>) -> Result<String, ConfigError> {
    let wrong = |problem: &str| {
        ConfigError {
        variable: "DISCORD_PUBLIC_KEY (--public-key)",
        problem: problem.into(),
        remedy: "Copy the 64 hexadecimal digits from your application's General Information page; interactions over \
                 HTTP are checked with it."
            .into(),
    }
    };
    let text = given.ok_or_else(|| wrong("is not set, and DOCKET_INTERACTIONS is http"))?;
    let is_key = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_key { Ok(text.to_ascii_lowercase()) } else { Err(wrong("is not 64 hexadecimal digits")) }
}

#[cfg(test)]
mod tests;
