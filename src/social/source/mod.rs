//! What is new on the networks: X by its API, Bluesky by an account's notifications or by the stream of everything that is
//! posted, Mastodon by an account's notifications and by hashtags.

mod bluesky;
mod jetstream;
mod mastodon;
mod own;
pub(super) mod session;
mod socket;
mod streaming;
mod walk;
mod x;

pub(super) use streaming::Streams;

use super::{Networks, fetch::Answer};
use crate::{
    base::post::Network,
    contract::{Ask, FetchError, Heard, PostSource, Stop, Terms, Trouble, Watch, WatchKind},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt, future::BoxFuture};
use reqwest::Url;

/// The accounts by which docket listens, all from the environment, and where it does.
#[derive(Clone)]
pub struct Accounts {
    /// An account of Bluesky, by its handle, and an app password of it.
    pub bluesky: Option<(String, String)>,
    /// The server on which that account is.
    pub bluesky_server: Url,
    /// The stream of what is posted on Bluesky; `None` when docket may not read it.
    pub jetstream: Option<Url>,
    /// Tokens of accounts, by the host of their instance.
    pub mastodon: Vec<(String, String)>,
    /// Whether instances of Mastodon tell at once what is new.
    pub streams: bool,
    /// The most that X may cost one source in a month, in thousandths of a dollar.
    pub x_most_mills: i64,
}

impl Accounts {
    /// Without any account.
    pub fn none(bluesky_server: Url) -> Self {
        Self {
            bluesky: None,
            bluesky_server,
            jetstream: None,
            mastodon: Vec::new(),
            streams: false,
            x_most_mills: 0,
        }
    }
}

impl PostSource for Networks {
    fn hear<'a>(&'a self, ask: Ask<'a>) -> BoxFuture<'a, Heard> {
        async move {
            let mut heard = match (ask.watch.network, ask.watch.kind) {
                (Network::X, _) => self.hear_x(&ask).await,
                (Network::Bluesky, WatchKind::Mentions) if self.has_bluesky_account(ask.watch) => {
                    self.hear_bluesky(&ask).await
                }
                (Network::Bluesky, _) => self.hear_jetstream(&ask).await,
                (Network::Mastodon, WatchKind::Mentions) => self.hear_mastodon(&ask).await,
                (Network::Mastodon, WatchKind::Words) => self.hear_hashtags(&ask).await,
                (Network::Other, _) => stopped(Stop::Refused, "that is no network"),
            };
            if ask.watch.network == Network::Mastodon && heard.trouble.is_none() {
                heard.gone = self.streams.gone(ask.watch);
            }
            if ask.wants_own && heard.trouble.is_none() {
                let own = self.own_posts(&ask, &heard).await;
                heard.posts.extend(own);
            }
            heard
        }
        .boxed()
    }

    fn news(&self) -> BoxFuture<'_, Watch> {
        self.streams.news().boxed()
    }

    fn terms(&self, watch: &Watch) -> Terms {
        match watch.network {
            Network::X => self.x_terms(watch),
            Network::Bluesky => self.bluesky_terms(watch),
            Network::Mastodon => self.mastodon_terms(watch),
            Network::Other => free(Some("Only X, Bluesky and Mastodon can be watched.".to_owned()), ""),
        }
    }
}

/// The terms of a network that costs nothing.
fn free(lacks: Option<String>, cost: &str) -> Terms {
    Terms {
        lacks,
        cost: cost.to_owned(),
        post_mills: 0,
        author_mills: 0,
        most_mills: 0,
        rhythm: TimeDelta::minutes(1),
        has_wide_pass: true,
    }
}

fn stopped(stop: Stop, why: &str) -> Heard {
    Heard { trouble: Some(Trouble::Stop(stop, why.to_owned())), ..Heard::default() }
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Self {
        let (FetchError::Later(why) | FetchError::Never(why)) = error;
        Trouble::Later(why)
    }
}

/// The shortest and the longest that a network is left alone when it asks for it.
const SHORTEST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);

/// Until when an answer with status 429 asks to wait.
fn wait(answer: &Answer, now: DateTime<Utc>) -> Trouble {
    let until = answer.wait_until(now).unwrap_or(now + SHORTEST_WAIT);
    Trouble::Wait(until.clamp(now + SHORTEST_WAIT, now + LONGEST_WAIT))
}

/// What an answer without what was asked for means, whatever the network.
fn trouble(answer: &Answer, network: &str, now: DateTime<Utc>) -> Trouble {
    match answer.status {
        429 => wait(answer, now),
        300..400 => Trouble::Later(format!("{network} sent docket elsewhere (status {})", answer.status)),
        500.. => Trouble::Later(format!("{network} has trouble of its own (status {})", answer.status)),
        status => Trouble::Stop(Stop::Refused, format!("{network} does not answer docket (status {status})")),
    }
}
