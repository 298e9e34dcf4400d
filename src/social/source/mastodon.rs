//! Mastodon: an account's notifications, those that the instance filters included, and hashtags.

use super::{
    free, stopped, trouble,
    walk::{Page, Step, Walk},
};
use crate::{
    base::post::PostLink,
    contract::{Ask, Heard, HeardPost, Post, Stop, Terms, Trouble, Watch, WatchKind},
    social::{Networks, body, html, name},
};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use serde::Deserialize;

const NOTIFICATIONS_PER_PAGE: &str = "80";
/// How often an instance is asked that tells at once what is new.
const TOLD_RHYTHM: TimeDelta = TimeDelta::minutes(5);
const STATUSES_PER_PAGE: &str = "40";

#[derive(Deserialize)]
struct Notification {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: DateTime<Utc>,
    status: Option<Status>,
}

#[derive(Deserialize)]
pub(super) struct Status {
    id: String,
    content: String,
    #[serde(default)]
    spoiler_text: String,
    visibility: String,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    language: Option<String>,
    in_reply_to_id: Option<String>,
    account: Account,
}

#[derive(Deserialize)]
struct Account {
    id: String,
    acct: String,
    #[serde(default)]
    display_name: String,
    followers_count: Option<i64>,
}

impl Networks {
    pub(super) fn instance(&self, host: &str) -> Option<(&Url, Option<&str>)> {
        let (_, base) = self.hosts.mastodon.iter().find(|(known, _)| known == host)?;
        let token = self.accounts.mastodon.iter().find(|(known, _)| known == host);
        Some((base, token.map(|(_, token)| token.as_str())))
    }

    /// Has the instance tell at once what is new, where it may.
    fn be_told(&self, watch: &Watch, at: (&Url, Option<&str>)) {
        if self.accounts.streams {
            self.streams.open(watch, &self.fetch, at);
        }
    }

    pub(super) fn mastodon_terms(&self, watch: &Watch) -> Terms {
        let lacks = match (self.instance(&watch.host), watch.kind) {
            (None, _) => Some(format!(
                "Docket may not ask the instance `{}`. Whoever runs docket names it in DOCKET_FEDIVERSE_HOSTS.",
                watch.host.replace('`', "")
            )),
            (Some((_, None)), WatchKind::Mentions) if self.without_for.is_some() => self.not_for_them(),
            (Some((_, None)), WatchKind::Mentions) => Some(format!(
                "Docket has no access to an account on {0}. Whoever runs docket makes an application there, under \
                 Preferences, Development, that may read notifications, and sets DOCKET_MASTODON_TOKENS to `{0}=` and its token.",
                watch.host
            )),
            _ => None,
        };
        let terms = free(lacks, "Nothing.");
        // Whoever is told at once need not ask so often.
        let rhythm = if self.streams.is_connected(watch) { TOLD_RHYTHM } else { terms.rhythm };
        Terms { rhythm, ..terms }
    }

    pub(super) async fn hear_mastodon(&self, ask: &Ask<'_>) -> Heard {
        let Some((base, Some(token))) = self.instance(&ask.watch.host) else {
            return stopped(Stop::Login, "docket has no account on that instance");
        };
        self.be_told(ask.watch, (base, Some(token)));
        let mut walk = Walk::new(ask);
        while let Some(step) = walk.step() {
            let mut query =
                vec![("types[]", "mention"), ("include_filtered", "true"), ("limit", NOTIFICATIONS_PER_PAGE)];
            if let Step::Next(id) | Step::Below(id) = &step {
                query.push(("max_id", id));
            }
            match self.mentions(base, &query, token, ask).await {
                Ok(page) => walk.take(page),
                Err(trouble) => walk.fail(trouble),
            }
        }
        walk.end()
    }

    async fn mentions(
        &self,
        base: &Url,
        query: &[(&str, &str)],
        token: &str,
        ask: &Ask<'_>,
    ) -> Result<Page, Trouble> {
        let answer = self.fetch.get_page(base, "api/v1/notifications", query, Some(token)).await?;
        let host = &ask.watch.host;
        let read: Vec<Notification> = match answer.status {
            200 => answer.json()?,
            401 | 403 => {
                let why = format!("{host} does not know the token in DOCKET_MASTODON_TOKENS (any more)");
                return Err(Trouble::Stop(Stop::Login, why));
            }
            _ => return Err(trouble(&answer, host, ask.now)),
        };
        let next = read.last().map(|one| one.id.clone());
        let reaches = read.iter().map(|one| one.created_at).min();
        let statuses = read.into_iter().filter(|one| one.kind == "mention").filter_map(|one| one.status);
        let posts = statuses.filter_map(|status| post(status, host));
        Ok(Page { posts: posts.collect(), below: next.clone(), next, reaches })
    }

    pub(super) async fn hear_hashtags(&self, ask: &Ask<'_>) -> Heard {
        let Some((base, token)) = self.instance(&ask.watch.host) else {
            return stopped(Stop::Refused, "docket may not ask that instance");
        };
        if token.is_some() {
            self.be_told(ask.watch, (base, token));
        }
        let words = ask.watch.words();
        let mut tags = words.iter().map(|word| word.trim_start_matches('#'));
        let first = tags.next().unwrap_or_default();
        let others: Vec<_> = tags.collect();
        let mut walk = Walk::new(ask);
        while let Some(step) = walk.step() {
            let mut query = vec![("limit", STATUSES_PER_PAGE)];
            query.extend(others.iter().map(|tag| ("any[]", *tag)));
            if let Step::Next(id) | Step::Below(id) = &step {
                query.push(("max_id", id));
            }
            match self.tagged(base, first, &query, token, ask).await {
                Ok(page) => walk.take(page),
                Err(trouble) => walk.fail(trouble),
            }
        }
        walk.end()
    }

    async fn tagged(
        &self,
        base: &Url,
        tag: &str,
        query: &[(&str, &str)],
        token: Option<&str>,
        ask: &Ask<'_>,
    ) -> Result<Page, Trouble> {
        // A tag is letters and digits of any script, which the client encodes.
        let path = format!("api/v1/timelines/tag/{tag}");
        let answer = self.fetch.get_page(base, &path, query, token).await?;
        let host = &ask.watch.host;
        let read: Vec<Status> = match answer.status {
            200 => answer.json()?,
            401 | 403 | 422 => {
                let why = format!(
                    "{host} shows its posts to members only; a token in DOCKET_MASTODON_TOKENS opens them"
                );
                return Err(Trouble::Stop(Stop::Login, why));
            }
            _ => return Err(trouble(&answer, host, ask.now)),
        };
        let next = read.last().map(|one| one.id.clone());
        let reaches = read.iter().map(|one| one.created_at).min();
        let posts = read.into_iter().filter_map(|status| post(status, host));
        Ok(Page { posts: posts.collect(), below: next.clone(), next, reaches })
    }
}

/// The public ones of statuses.
pub(super) fn posts(statuses: Vec<Status>, host: &str) -> impl Iterator<Item = HeardPost> {
    statuses.into_iter().filter_map(move |status| post(status, host))
}

/// A public status. One that was written for a few people is nobody else's to see.
fn post(status: Status, host: &str) -> Option<HeardPost> {
    if !matches!(status.visibility.as_str(), "public" | "unlisted") {
        return None;
    }
    let handle = name(&status.account.acct);
    let link = PostLink::parse(&format!("https://{host}/@{handle}/{}", status.id))?;
    let (called, warning) = (name(&status.account.display_name), body(&status.spoiler_text));
    let text = html::text_of(&status.content);
    let text = if warning.is_empty() { body(&text) } else { body(&format!("{warning}\n\n{text}")) };
    Some(HeardPost {
        key: format!("{host}/{}", status.id),
        author_key: format!("{host}/{}", status.account.id),
        thread: format!("{host}/{}", status.in_reply_to_id.as_ref().unwrap_or(&status.id)),
        followers: status.account.followers_count,
        language: status.language.and_then(|code| code.split('-').next().map(str::to_lowercase)),
        post: Post {
            author: if called.is_empty() { handle.clone() } else { called },
            handle,
            text,
            posted_at: Some(status.created_at),
            conversation_id: status.in_reply_to_id,
            is_edited: status.edited_at.is_some(),
            link,
        },
    })
}
