//! Bluesky without an account: the stream of everything that is posted there, read from the place where it was left until it
//! is caught up with.

use super::{
    bluesky::made,
    socket::{Socket, connected, wrong},
    stopped, trouble,
    walk::Mark,
};
use crate::{
    contract::{Ask, Heard, HeardPost, Stop, Trouble, WatchKind},
    social::Networks,
};
use chrono::{DateTime, Utc};
use futures::StreamExt;
use reqwest::Url;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

const COLLECTION: &str = "app.bsky.feed.post";
/// Read again of what was read the last time, in microseconds: instances of the stream differ by some seconds.
const REWIND: i64 = 10_000_000;
/// How long it is read at a time. What is behind then is read the next time.
const READ_FOR: Duration = Duration::from_secs(25);
/// Without an event for so long the stream is caught up with.
const SILENCE: Duration = Duration::from_secs(3);
/// The longest event, and as much as is read at a time.
const LONGEST_EVENT: usize = 256 << 10;
const MOST_BYTES: usize = 256 << 20;
/// Posts that are looked up at a time, and that are taken of one reading.
const LOOKED_UP: usize = 25;
const MOST_FOUND: usize = 500;
/// Deleted posts that are taken of one reading; whoever kept one looks by itself as well.
const MOST_GONE: usize = 10_000;
/// By this label an author asks not to be shown to people who have not signed in.
const SIGNED_IN_ONLY: &str = "!no-unauthenticated";

#[derive(Deserialize)]
struct Event {
    did: String,
    time_us: i64,
    commit: Option<Commit>,
}

#[derive(Deserialize)]
struct Commit {
    operation: String,
    collection: String,
    rkey: String,
    record: Option<Value>,
}

#[derive(Deserialize)]
struct Views {
    posts: Vec<Value>,
}

/// What is looked for in the stream.
enum Wanted {
    /// The account with this DID is mentioned, answered or quoted.
    Account(String),
    Words(Vec<String>),
}

impl Networks {
    pub(super) async fn hear_jetstream(&self, ask: &Ask<'_>) -> Heard {
        let Some(base) = &self.accounts.jetstream else {
            return stopped(Stop::Refused, "docket may not read the stream of Bluesky's posts");
        };
        let mut mark = Mark::read(ask.mark);
        let mut heard = Heard::default();
        match self.listened(ask, base, &mut mark).await {
            Ok((posts, read)) => {
                heard.posts = posts;
                heard.gone = read.gone;
                heard.is_whole = read.is_whole;
                heard.mark = mark.write();
            }
            Err(trouble) => heard.trouble = Some(trouble),
        }
        heard
    }

    async fn listened(
        &self,
        ask: &Ask<'_>,
        base: &Url,
        mark: &mut Mark,
    ) -> Result<(Vec<HeardPost>, Reading), Trouble> {
        let wanted = match ask.watch.kind {
            WatchKind::Words => Wanted::Words(ask.watch.words()),
            WatchKind::Mentions => Wanted::Account(self.bluesky_did(&ask.watch.what, mark).await?),
        };
        let since = ask.since.timestamp_micros();
        let place = mark.place.map_or(since, |place| (place - REWIND).max(since));
        let mut stream = timeout(self.hosts.timeout, open(base, place))
            .await
            .map_err(|_| no_stream())?
            .map_err(|_| no_stream())?;
        let read = read(&mut stream, ask.now, place, &wanted).await?;
        let posts = self.looked_up(&read.found, ask).await?;
        mark.place = Some(read.reached.max(mark.place.unwrap_or(read.reached)));
        Ok((posts, read))
    }

    async fn bluesky_did(&self, handle: &str, mark: &mut Mark) -> Result<String, Trouble> {
        if mark.account.is_none() {
            mark.account = self.did(handle).await?;
        }
        let unknown = || Trouble::Stop(Stop::Refused, format!("Bluesky knows no account @{handle}"));
        mark.account.clone().ok_or_else(unknown)
    }

    /// The posts as everybody sees them now, by whom they are; those that are gone again are left out.
    async fn looked_up(&self, found: &[String], ask: &Ask<'_>) -> Result<Vec<HeardPost>, Trouble> {
        let mut posts = Vec::new();
        for uris in found.chunks(LOOKED_UP) {
            let query: Vec<_> = uris.iter().map(|uri| ("uris", uri.as_str())).collect();
            let answer =
                self.fetch.get_page(&self.hosts.bluesky, "xrpc/app.bsky.feed.getPosts", &query, None).await?;
            if answer.status != 200 {
                return Err(trouble(&answer, "Bluesky", ask.now));
            }
            posts.extend(answer.json::<Views>()?.posts.iter().filter_map(shown));
        }
        Ok(posts)
    }
}

fn no_stream() -> Trouble {
    Trouble::Later("Bluesky's stream does not answer".to_owned())
}

/// Opens the stream at a place.
async fn open(base: &Url, place: i64) -> std::io::Result<Socket> {
    let mut url = base.clone();
    let scheme = if base.scheme() == "http" { "ws" } else { "wss" };
    url.set_scheme(scheme).map_err(|()| wrong())?;
    let at = format!(
        "{}/subscribe?wantedCollections={COLLECTION}&cursor={place}",
        url.as_str().trim_end_matches('/')
    );
    connected(&url, at.into_client_request().map_err(|_| wrong())?, LONGEST_EVENT).await
}

/// What was read of the stream.
struct Reading {
    /// How far it came.
    reached: i64,
    /// The uris of what is wanted.
    found: Vec<String>,
    /// The uris of what was deleted, whosever it was.
    gone: Vec<String>,
    /// Whether it is caught up with.
    is_whole: bool,
}

/// Reads until it is caught up with, or for a while.
async fn read(
    stream: &mut Socket,
    now: DateTime<Utc>,
    place: i64,
    wanted: &Wanted,
) -> Result<Reading, Trouble> {
    let (until, deadline) = (now.timestamp_micros(), tokio::time::Instant::now() + READ_FOR);
    let mut read = Reading { reached: place, found: Vec::new(), gone: Vec::new(), is_whole: false };
    let (mut bytes, mut has_heard) = (0, false);
    while tokio::time::Instant::now() < deadline && bytes < MOST_BYTES && read.found.len() < MOST_FOUND {
        let text = match timeout(SILENCE, stream.next()).await {
            Ok(Some(Ok(Message::Text(text)))) => text,
            Ok(Some(Ok(_))) => continue,
            Ok(None | Some(Err(_))) if has_heard => return Ok(read),
            Ok(None | Some(Err(_))) => return Err(no_stream()),
            Err(_) => return Ok(Reading { is_whole: true, ..read }),
        };
        bytes += text.len();
        has_heard = true;
        // What does not read is no post.
        let Ok(event) = serde_json::from_str::<Event>(&text) else { continue };
        read.reached = read.reached.max(event.time_us);
        if let Some(uri) = uri_of(&event, wanted).filter(|uri| !read.found.contains(uri)) {
            read.found.push(uri);
        }
        if let Some(uri) = gone(&event).filter(|_| read.gone.len() < MOST_GONE) {
            read.gone.push(uri);
        }
        if event.time_us >= until {
            return Ok(Reading { is_whole: true, ..read });
        }
    }
    Ok(read)
}

/// The uri of a post that is deleted.
fn gone(event: &Event) -> Option<String> {
    let commit = event.commit.as_ref().filter(|commit| commit.collection == COLLECTION)?;
    (commit.operation == "delete").then(|| format!("at://{}/{COLLECTION}/{}", event.did, commit.rkey))
}

fn uri_of(event: &Event, wanted: &Wanted) -> Option<String> {
    let commit = event.commit.as_ref().filter(|commit| commit.collection == COLLECTION)?;
    let record = commit.record.as_ref().filter(|_| commit.operation == "create")?;
    let is_wanted = match wanted {
        Wanted::Account(did) => event.did != *did && is_about(record, did),
        Wanted::Words(words) => {
            let text = record.get("text").and_then(Value::as_str).unwrap_or_default().to_lowercase();
            words.iter().any(|word| has_word(&text, &word.to_lowercase()))
        }
    };
    is_wanted.then(|| format!("at://{}/{COLLECTION}/{}", event.did, commit.rkey))
}

/// Whether a post mentions, answers or quotes an account.
fn is_about(record: &Value, did: &str) -> bool {
    let theirs = format!("at://{did}/");
    let at =
        |path: &str| record.pointer(path).and_then(Value::as_str).is_some_and(|uri| uri.starts_with(&theirs));
    let facets = record.get("facets").and_then(Value::as_array).into_iter().flatten();
    let features = facets.filter_map(|facet| facet.get("features")?.as_array()).flatten();
    let is_mentioned = features
        .filter(|feature| feature["$type"] == "app.bsky.richtext.facet#mention")
        .any(|feature| feature["did"] == did);
    is_mentioned
        || ["/reply/parent/uri", "/embed/record/uri", "/embed/record/record/uri"].iter().any(|path| at(path))
}

/// Whether a text has a word or phrase in it, as a whole. Both in small letters.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let is_begun = word.starts_with(char::is_alphanumeric) && is_part(text[..at].chars().next_back());
            let is_going_on =
                word.ends_with(char::is_alphanumeric) && is_part(text[at + word.len()..].chars().next());
            !is_begun && !is_going_on
        })
}

/// A post of a view, unless its author asks not to be shown.
pub(super) fn shown(view: &Value) -> Option<HeardPost> {
    let text = |path: &str| view.pointer(path).and_then(Value::as_str);
    let labels = view.pointer("/author/labels").and_then(Value::as_array).into_iter().flatten();
    if labels.filter_map(|label| label.get("val")?.as_str()).any(|label| label == SIGNED_IN_ONLY) {
        return None;
    }
    let uri = text("/uri")?;
    let who =
        (text("/author/did")?, text("/author/handle")?, text("/author/displayName").unwrap_or_default());
    made((uri, uri.rsplit('/').next()?), who, view.get("record")?, text("/indexedAt")?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_found_whole() {
        for (text, word, is_there) in [
            ("the acme app", "acme", true),
            ("acmes are stones", "acme", false),
            ("(acme)", "acme", true),
            ("acme widgets rock", "acme widgets", true),
            ("#acme", "#acme", true),
            ("日本語acme", "acme", false),
            ("x", "", false),
        ] {
            assert_eq!(has_word(text, word), is_there, "{text} / {word}");
        }
    }

    #[test]
    fn a_post_is_about_whom_it_mentions_answers_or_quotes() {
        let mention = json!({ "facets": [{ "features": [{ "$type": "app.bsky.richtext.facet#mention", "did": "did:plc:a" }] }] });
        let answer = json!({ "reply": { "parent": { "uri": "at://did:plc:a/app.bsky.feed.post/1" } } });
        let quote = json!({ "embed": { "record": { "uri": "at://did:plc:a/app.bsky.feed.post/1" } } });
        for record in [mention, answer, quote] {
            assert!(is_about(&record, "did:plc:a"), "{record}");
            assert!(!is_about(&record, "did:plc:b"), "{record}");
        }
        assert!(!is_about(&json!({ "text": "did:plc:a" }), "did:plc:a"));
    }
}
