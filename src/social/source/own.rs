//! What the watched account has posted itself: while a question waits, its answer may be among it. The newest page is enough,
//! because it is asked for again and again.

use super::{
    jetstream::shown,
    mastodon,
    walk::{Mark, OVERLAP},
    x,
};
use crate::{
    base::post::Network,
    contract::{Ask, FetchError, Heard, HeardPost},
    social::Networks,
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;

/// How far back it is read where that costs nothing.
const FREE: TimeDelta = TimeDelta::hours(24);
/// X refuses a question for what was posted later than so long ago.
const FRESHEST: TimeDelta = TimeDelta::seconds(15);

#[derive(Deserialize)]
struct Feed {
    feed: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    post: Value,
    /// Why it stands there, if it is somebody else's.
    reason: Option<Value>,
}

#[derive(Deserialize)]
struct Account {
    id: String,
}

impl Networks {
    /// The newest posts of the watched account. What does not come now comes with the next question.
    pub(super) async fn own_posts(&self, ask: &Ask<'_>, heard: &Heard) -> Vec<HeardPost> {
        let found = match ask.watch.network {
            Network::X => self.own_on_x(ask, heard).await,
            Network::Bluesky => self.own_on_bluesky(ask).await,
            Network::Mastodon => self.own_on_mastodon(ask).await,
            Network::Other => Ok(Vec::new()),
        };
        found.unwrap_or_else(|error| {
            let (FetchError::Later(why) | FetchError::Never(why)) = error;
            tracing::debug!(why, "the account's own posts were not read");
            Vec::new()
        })
    }

    async fn own_on_x(&self, ask: &Ask<'_>, heard: &Heard) -> Result<Vec<HeardPost>, FetchError> {
        let mark = Mark::read(heard.mark.as_deref());
        let Some(id) = mark.account else { return Ok(Vec::new()) };
        let left = ask.most_posts.saturating_sub(heard.posts.len());
        if left == 0 {
            return Ok(Vec::new());
        }
        // What X gives costs: no more is read again than of others.
        let covered = Mark::read(ask.mark).covered.unwrap_or(ask.since);
        let from = (covered - OVERLAP).max(ask.since).min(ask.now - FRESHEST);
        let (from, count) = (from.to_rfc3339_opts(SecondsFormat::Secs, true), left.clamp(5, 100).to_string());
        let query = [
            ("start_time", from.as_str()),
            ("max_results", &count),
            ("exclude", "retweets"),
            ("expansions", "author_id"),
            ("user.fields", "username,name,public_metrics"),
        ];
        let Ok(token) = self.x_access(ask.watch, ask.now).await else { return Ok(Vec::new()) };
        let answer = self.x_asked(&format!("2/users/{id}/tweets"), &query, &token).await?;
        if answer.status != 200 {
            return Err(answer.trouble("X"));
        }
        Ok(x::posts(answer.json()?))
    }

    async fn own_on_bluesky(&self, ask: &Ask<'_>) -> Result<Vec<HeardPost>, FetchError> {
        let query = [("actor", ask.watch.what.as_str()), ("filter", "posts_with_replies"), ("limit", "50")];
        let path = "xrpc/app.bsky.feed.getAuthorFeed";
        let answer = self.fetch.get_page(&self.hosts.bluesky, path, &query, None).await?;
        if answer.status != 200 {
            return Err(answer.trouble("Bluesky"));
        }
        let feed = answer.json::<Feed>()?.feed;
        let own = feed.iter().filter(|entry| entry.reason.is_none()).filter_map(|entry| shown(&entry.post));
        Ok(own.filter(|post| is_since(post, ask.now - FREE)).collect())
    }

    async fn own_on_mastodon(&self, ask: &Ask<'_>) -> Result<Vec<HeardPost>, FetchError> {
        let host = &ask.watch.host;
        let Some((base, token)) = self.instance(host) else { return Ok(Vec::new()) };
        let query = [("acct", ask.watch.what.as_str())];
        let account = self.fetch.get(base, "api/v1/accounts/lookup", &query, token).await?;
        if account.status != 200 {
            return Err(account.trouble(host));
        }
        let id = account.json::<Account>()?.id;
        if id.is_empty() || !id.bytes().all(|c| c.is_ascii_alphanumeric()) {
            return Ok(Vec::new());
        }
        let query = [("exclude_reblogs", "true"), ("limit", "40")];
        let path = format!("api/v1/accounts/{id}/statuses");
        let answer = self.fetch.get_page(base, &path, &query, token).await?;
        if answer.status != 200 {
            return Err(answer.trouble(host));
        }
        let own = mastodon::posts(answer.json()?, host);
        Ok(own.filter(|post| is_since(post, ask.now - FREE)).collect())
    }
}

fn is_since(post: &HeardPost, from: DateTime<Utc>) -> bool {
    post.post.posted_at.is_some_and(|at| at >= from)
}
