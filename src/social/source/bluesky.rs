//! Bluesky, by the notifications of an account. The session is kept and refreshed: a new one may be begun 300 times a day only.

use super::{
    free, session, stopped, trouble, wait,
    walk::{Page, Step, Walk},
};
use crate::{
    base::post::PostLink,
    contract::{Ask, Heard, HeardPost, Post, Stop, Terms, Trouble, Watch, WatchKind},
    social::{Networks, body, fetch::Answer, name},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const PER_PAGE: &str = "100";
/// What of an account's notifications is a post of somebody else's about it.
const REASONS: [&str; 3] = ["mention", "reply", "quote"];

/// A session. `access` opens for about two hours, `refresh` makes a new pair.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    access_jwt: String,
    refresh_jwt: String,
}

#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct Notifications {
    #[serde(default)]
    cursor: Option<String>,
    notifications: Vec<Notification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    uri: String,
    author: Author,
    reason: String,
    record: Value,
    indexed_at: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Author {
    did: String,
    handle: String,
    #[serde(default)]
    display_name: String,
}

impl Networks {
    /// Whether docket has the account that is watched.
    pub(super) fn has_bluesky_account(&self, watch: &Watch) -> bool {
        let own = self.accounts.bluesky.as_ref().map(|(handle, _)| handle);
        own.is_some_and(|own| own.eq_ignore_ascii_case(&watch.what))
    }

    pub(super) fn bluesky_terms(&self, watch: &Watch) -> Terms {
        let has_account = watch.kind == WatchKind::Mentions && self.has_bluesky_account(watch);
        let lacks = (!has_account && self.accounts.jetstream.is_none()).then(|| {
            "Docket may not read the stream of Bluesky's posts (DOCKET_JETSTREAM_URL is `none`), and has no account of that \
             name: whoever runs docket sets DOCKET_BLUESKY_ACCOUNT and DOCKET_BLUESKY_PASSWORD, an app password."
                .to_owned()
        });
        let cost = match (has_account, watch.kind) {
            (true, _) => "Nothing. Docket reads the account's notifications.",
            (false, WatchKind::Mentions) => {
                "Nothing. Docket reads the stream of all posts, which goes back about a day; with an app password in \
                 DOCKET_BLUESKY_PASSWORD it reads the account's notifications instead, which go back further."
            }
            (false, WatchKind::Words) => "Nothing. Docket reads the stream of all posts.",
        };
        Terms { has_wide_pass: has_account, ..free(lacks, cost) }
    }

    pub(super) async fn hear_bluesky(&self, ask: &Ask<'_>) -> Heard {
        let Some((handle, password)) = &self.accounts.bluesky else {
            return stopped(Stop::Login, "docket has no account on Bluesky");
        };
        let account = (handle.as_str(), password.as_str());
        let mut walk = Walk::new(ask);
        let kept = ask.session.and_then(|sealed| session::open::<Session>(account, sealed));
        let mut own = match kept {
            Some(session) => Ok(session),
            None => self.log_in(account, ask.now).await.inspect(|new| keep(&mut walk, account, new)),
        };
        let mut may_refresh = true;
        while let Some(step) = walk.step() {
            let answer = match &own {
                Err(trouble) => Err(trouble.clone()),
                Ok(session) => self.notifications(session, &step).await,
            };
            match answer {
                Ok(answer) if is_expired(&answer) && may_refresh => {
                    may_refresh = false;
                    own = match own {
                        Ok(session) => self.renew(account, &session, ask.now).await,
                        trouble => trouble,
                    };
                    if let Ok(new) = &own {
                        keep(&mut walk, account, new);
                    }
                }
                Ok(answer) => match page(&answer, ask) {
                    Ok(page) => walk.take(page),
                    Err(trouble) => walk.fail(trouble),
                },
                Err(trouble) => walk.fail(trouble),
            }
        }
        walk.end()
    }

    async fn log_in(&self, (handle, password): (&str, &str), now: DateTime<Utc>) -> Result<Session, Trouble> {
        let path = "xrpc/com.atproto.server.createSession";
        let json = json!({ "identifier": handle, "password": password });
        let answer = self.fetch.post(&self.accounts.bluesky_server, path, Some(&json), None).await?;
        match answer.status {
            200 => Ok(answer.json()?),
            400 | 401 => Err(Trouble::Stop(
                Stop::Login,
                "Bluesky does not know the account in DOCKET_BLUESKY_ACCOUNT with the password in DOCKET_BLUESKY_PASSWORD \
                 (any more)"
                    .to_owned(),
            )),
            _ => Err(trouble(&answer, "Bluesky", now)),
        }
    }

    /// The next pair of tokens; a session of its own where the old one has ended.
    async fn renew(
        &self,
        account: (&str, &str),
        session: &Session,
        now: DateTime<Utc>,
    ) -> Result<Session, Trouble> {
        let path = "xrpc/com.atproto.server.refreshSession";
        let token = Some(session.refresh_jwt.as_str());
        let answer = self.fetch.post(&self.accounts.bluesky_server, path, None, token).await?;
        match answer.status {
            200 => Ok(answer.json()?),
            400 | 401 => self.log_in(account, now).await,
            _ => Err(trouble(&answer, "Bluesky", now)),
        }
    }

    async fn notifications(&self, session: &Session, step: &Step) -> Result<Answer, Trouble> {
        let mut query: Vec<_> = REASONS.iter().map(|reason| ("reasons", *reason)).collect();
        query.push(("limit", PER_PAGE));
        if let Step::Next(cursor) | Step::Below(cursor) = step {
            query.push(("cursor", cursor));
        }
        let path = "xrpc/app.bsky.notification.listNotifications";
        let base = &self.accounts.bluesky_server;
        Ok(self.fetch.get_page(base, path, &query, Some(&session.access_jwt)).await?)
    }
}

fn keep(walk: &mut Walk<'_>, account: (&str, &str), new: &Session) {
    walk.heard.session = session::seal(account, new);
}

fn is_expired(answer: &Answer) -> bool {
    let named = || answer.json::<Problem>().unwrap_or_default().error;
    answer.status == 401 || (answer.status == 400 && named() == "ExpiredToken")
}

fn page(answer: &Answer, ask: &Ask<'_>) -> Result<Page, Trouble> {
    match answer.status {
        200 => {}
        429 => return Err(wait(answer, ask.now)),
        _ => return Err(trouble(answer, "Bluesky", ask.now)),
    }
    let read: Notifications = answer.json()?;
    let reaches = read.notifications.iter().map(|one| one.indexed_at).min();
    let next = read.cursor.filter(|cursor| !cursor.is_empty() && !read.notifications.is_empty());
    let posts = read.notifications.into_iter().filter_map(|one| post(one, ask.now));
    Ok(Page { posts: posts.collect(), below: next.clone(), next, reaches })
}

fn post(one: Notification, now: DateTime<Utc>) -> Option<HeardPost> {
    if !REASONS.contains(&one.reason.as_str()) {
        return None;
    }
    let key = one.uri.rsplit('/').next()?;
    let who = (one.author.did.as_str(), one.author.handle.as_str(), one.author.display_name.as_str());
    made((one.uri.as_str(), key), who, &one.record, one.indexed_at.min(now + TimeDelta::minutes(5)))
}

/// A post of its record. `None` when it is none.
pub(super) fn made(
    (uri, key): (&str, &str),
    (did, handle, called): (&str, &str, &str),
    record: &Value,
    indexed_at: DateTime<Utc>,
) -> Option<HeardPost> {
    let handle = name(handle);
    // Who lost their handle is called so.
    let known = Some(handle.as_str()).filter(|handle| !handle.is_empty() && *handle != "handle.invalid");
    let link = PostLink::of_bluesky(known.unwrap_or(did), key)?;
    let called = name(called);
    let root = record.pointer("/reply/root/uri").and_then(Value::as_str);
    let quoted = ["/embed/record/uri", "/embed/record/record/uri"]
        .iter()
        .find_map(|path| record.pointer(path).and_then(Value::as_str));
    let language = record.pointer("/langs/0").and_then(Value::as_str);
    Some(HeardPost {
        key: uri.to_owned(),
        author_key: did.to_owned(),
        thread: root.or(quoted).unwrap_or(uri).to_owned(),
        followers: None,
        language: language.and_then(|code| code.split('-').next()).map(str::to_lowercase),
        post: Post {
            author: if called.is_empty() { known.unwrap_or(did).to_owned() } else { called },
            handle: known.unwrap_or_default().to_owned(),
            text: body(record.get("text").and_then(Value::as_str).unwrap_or_default()),
            // The author's own `createdAt` says what the author likes.
            posted_at: Some(indexed_at),
            conversation_id: Some(root.unwrap_or(uri).to_owned()),
            is_edited: false,
            link,
        },
    })
}
