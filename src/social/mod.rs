//! The public networks, as far as docket reads them: X, Bluesky and instances of Mastodon.
//!
//! Only hosts that the settings name are ever asked, whatever a link says; no redirect is followed, no address inside a
//! private network is connected to, an answer may be so long and take so long and no more. What comes is data: decoded,
//! cleaned, bounded.

mod bluesky;
mod fetch;
mod html;
mod login;
mod mastodon;
mod replies;
mod servers;
mod source;
mod way;
mod x;

pub use login::{Beginning, LoginError, XLogin};
pub use source::Accounts;

use crate::{
    base::{
        clock::Clock,
        post::{Network, PostLink},
        text,
    },
    contract::{FetchError, Post, PostReader, PostSource, PostState},
    db::Db,
};
use fetch::Fetch;
use futures::future::BoxFuture;
use login::Login;
use reqwest::Url;
use servers::Servers;
use source::Streams;
use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// Where docket reads posts.
#[derive(Clone)]
pub struct Hosts {
    /// X's API, without the version: `https://api.x.com`.
    pub x_api: Url,
    /// An app's bearer token for it; without one posts come by oEmbed.
    pub x_token: Option<String>,
    /// X's oEmbed.
    pub x_embed: Url,
    /// The public interface of Bluesky.
    pub bluesky: Url,
    /// Instances by the host in their links, and where each is asked.
    pub mastodon: Vec<(String, Url)>,
    /// From connecting to the last byte of an answer.
    pub timeout: Duration,
}

/// Reads posts over HTTPS.
pub struct Networks {
    hosts: Hosts,
    accounts: Accounts,
    fetch: Fetch,
    clock: Clock,
    /// Whether X understands its new names of fields only.
    x_says_posts: AtomicBool,
    /// What instances of Mastodon allow.
    servers: Servers,
    /// What instances of Mastodon tell at once.
    streams: Streams,
    /// A login to X by user context.
    login: Option<Login>,
    /// The guilds that may use the accounts; any, if `None`.
    guilds: Option<BTreeSet<i64>>,
    /// The guild for which it reads without accounts, because it may not use them.
    without_for: Option<i64>,
}

impl Networks {
    /// # Errors
    /// One sentence when the HTTP client does not start.
    pub fn new(hosts: Hosts, clock: Clock) -> Result<Self, String> {
        let fetch = Fetch::new(hosts.timeout)?;
        let accounts = Accounts::none(hosts.bluesky.clone());
        let x_says_posts = AtomicBool::new(false);
        Ok(Self {
            hosts,
            accounts,
            fetch,
            clock,
            x_says_posts,
            servers: Servers::default(),
            streams: Streams::default(),
            login: None,
            guilds: None,
            without_for: None,
        })
    }

    /// The same, listening by these accounts.
    pub fn with(self, accounts: Accounts) -> Self {
        Self { accounts, ..self }
    }

    /// The same, logged in to X by user context; the login is kept in the database.
    pub fn logged_in(self, login: XLogin, db: Db) -> Self {
        Self { login: Some(Login::new(login, db)), ..self }
    }

    /// The same, letting only these guilds use the accounts.
    pub fn for_guilds(self, guilds: BTreeSet<i64>) -> Self {
        Self { guilds: Some(guilds), ..self }
    }

    /// Whether there are accounts that cost something, or show what others do not see.
    fn has_accounts(&self) -> bool {
        let accounts = &self.accounts;
        let is_known = accounts.bluesky.is_some() || !accounts.mastodon.is_empty();
        is_known || self.hosts.x_token.is_some() || self.login.is_some()
    }

    /// What a guild lacks that may not use the accounts.
    fn not_for_them(&self) -> Option<String> {
        self.without_for.map(|guild_id| {
            format!(
                "This server may not use the accounts that docket has on public networks. Whoever runs docket adds `{guild_id}` to \
                 DOCKET_ACCOUNT_SERVERS."
            )
        })
    }

    async fn read_post(&self, link: &PostLink) -> Result<PostState, FetchError> {
        let state = match link.network {
            Network::X => self.read_x(link).await?,
            Network::Bluesky => self.read_bluesky(link).await?,
            Network::Mastodon => self.read_mastodon(link).await?,
            Network::Other => return Err(never(&format!("docket does not read pages of {}", link.host))),
        };
        Ok(match state {
            PostState::Public(mut post) => {
                post.posted_at = post.posted_at.or_else(|| link.posted_at(self.clock.now()));
                PostState::Public(post)
            }
            other => other,
        })
    }
}

impl PostReader for Networks {
    fn apart(&self, guild_id: i64) -> Option<Arc<dyn PostReader>> {
        let is_allowed = self.guilds.as_ref().is_none_or(|guilds| guilds.contains(&guild_id));
        if is_allowed || !self.has_accounts() {
            return None;
        }
        let accounts = Accounts {
            jetstream: self.accounts.jetstream.clone(),
            ..Accounts::none(self.accounts.bluesky_server.clone())
        };
        Some(Arc::new(Self {
            hosts: Hosts { x_token: None, ..self.hosts.clone() },
            accounts,
            fetch: self.fetch.clone(),
            clock: self.clock.clone(),
            x_says_posts: AtomicBool::new(false),
            servers: Servers::default(),
            streams: Streams::default(),
            login: None,
            guilds: None,
            without_for: Some(guild_id),
        }))
    }

    fn sources(&self) -> &dyn PostSource {
        self
    }

    fn read<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>> {
        Box::pin(self.read_post(link))
    }

    fn replies<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Result<Vec<Post>, FetchError>> {
        Box::pin(self.answers_to(link))
    }

    fn longest_answer<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Option<usize>> {
        Box::pin(self.longest_status(link))
    }

    fn look<'a>(&'a self, link: &'a PostLink) -> BoxFuture<'a, Result<PostState, FetchError>> {
        match link.network {
            Network::X => Box::pin(self.embedded(link)),
            _ => self.read(link),
        }
    }

    fn read_mills(&self, link: &PostLink) -> i64 {
        if link.network == Network::X { self.x_read_mills() } else { 0 }
    }

    fn way(&self, network: Network) -> String {
        self.way_to(network)
    }
}

/// Characters of a name and of a text that are taken over.
const NAME: usize = 100;
const TEXT: usize = 12_000;

fn name(text: &str) -> String {
    text::trim_to(&text::one_line(text), NAME).into_owned()
}

/// What an author is called at a network: handle and name, which is the handle again where they gave none.
fn byline(handle: &str, display_name: &str) -> (String, String) {
    let (handle, author) = (name(handle), name(display_name));
    let author = if author.is_empty() { handle.clone() } else { author };
    (handle, author)
}

fn body(content: &str) -> String {
    text::trim_to(&text::clean(content), TEXT).into_owned()
}

fn never(why: &str) -> FetchError {
    FetchError::Never(why.to_owned())
}

fn later(why: &str) -> FetchError {
    FetchError::Later(why.to_owned())
}
