//! The public networks on loopback, as far as posts are read there: X's API under `/x/2` and its oEmbed at `/x/oembed`,
//! Bluesky's public interface, an account's server and the stream of posts under `/bluesky`, an instance of Mastodon under
//! `/mastodon/api`.

mod accounts;
mod bluesky;
mod jetstream;
mod login;
mod mastodon;
mod notified;
mod streaming;
mod x;
mod x_new;

pub use accounts::XRules;

use super::Core;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Query, State as Shared},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use chrono::{DateTime, Utc};
use futures::stream;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    io,
    sync::Arc,
    time::Duration,
};

/// A post of any of the networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPost {
    /// X's number, Bluesky's at-uri, Mastodon's number.
    pub id: String,
    pub handle: String,
    /// What the author is called.
    pub name: String,
    /// As it was written; on Mastodon as HTML.
    pub text: String,
    pub at: DateTime<Utc>,
    /// The id of the post that the conversation began with, if it is not this one.
    pub root: Option<String>,
    /// Whether it was edited.
    pub is_edited: bool,
    pub standing: Readable,
    /// From when on the network's lists and searches show it, if that is later than it was written.
    pub listed_at: Option<DateTime<Utc>>,
    pub followers: i64,
    /// A code of two letters.
    pub language: String,
    /// Whether an instance of Mastodon filters what its author sends to the account.
    pub is_stranger: bool,
}

impl PublicPost {
    /// A post that everybody can read.
    pub fn new(id: &str, handle: &str, text: &str, at: DateTime<Utc>) -> Self {
        let (id, handle, text) = (id.to_owned(), handle.to_owned(), text.to_owned());
        Self {
            name: format!("{handle} (sample)"),
            id,
            handle,
            text,
            at,
            root: None,
            is_edited: false,
            standing: Readable::Public,
            listed_at: None,
            followers: 100,
            language: "en".to_owned(),
            is_stranger: false,
        }
    }

    /// Since when lists and searches show it.
    fn listed(&self) -> DateTime<Utc> {
        self.listed_at.map_or(self.at, |listed| listed.max(self.at))
    }

    /// Whether lists and searches show it now.
    fn is_listed(&self, now: DateTime<Utc>) -> bool {
        self.standing == Readable::Public && self.listed() <= now
    }

    /// X's numbers have 19 digits, those of an instance of Mastodon fewer.
    fn is_number(&self, has_19_digits: bool) -> bool {
        self.id.bytes().all(|c| c.is_ascii_digit()) && (self.id.len() == 19) == has_19_digits
    }

    /// Whether the text names the account.
    fn mentions(&self, handle: &str) -> bool {
        !handle.is_empty() && self.text.to_lowercase().contains(&format!("@{}", handle.to_lowercase()))
    }
}

/// Who can read a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readable {
    Public,
    Protected,
    Deleted,
}

/// What goes wrong with a request to a network.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// This status, with a page that is no JSON.
    Status(u16),
    /// Answered after this long, in real time.
    Slow(Duration),
    /// The answer's JSON is broken.
    Malformed,
    /// An answer that says it has this many bytes.
    Large(u64),
    /// An answer that never ends.
    Endless,
    /// A redirect to this address.
    Elsewhere(String),
    /// 429 until so many seconds from now.
    Limited(i64),
    /// X's answer to an account without credits.
    NoCredits,
    /// X's answer once the month's posts are used up.
    Capped,
}

/// Everything that the networks know.
#[derive(Debug, Default)]
pub struct NetworkState {
    posts: HashMap<String, PublicPost>,
    x_token: Option<String>,
    /// Whether X speaks of posts where it spoke of tweets.
    says_posts: bool,
    x: accounts::XState,
    bluesky: accounts::BlueskyState,
    /// An account on the instance of Mastodon: its handle and its token.
    mastodon: Option<(String, String)>,
    /// Who is told at once by that instance.
    streams: streaming::StreamState,
    /// What the next requests meet; `None` for nothing.
    troubles: VecDeque<Option<Trouble>>,
    /// What somebody posts between two requests, and how many are answered before.
    arriving: Option<(usize, PublicPost)>,
    asked: Vec<String>,
}

/// The public networks of a sandbox; got from `Sandbox::networks`.
pub struct PublicNetworks<'a>(pub(super) &'a Core);

impl PublicNetworks<'_> {
    /// Somebody posts; a post of the same id is replaced.
    pub fn post(&self, post: PublicPost) {
        self.0.change(|state, now| show(&mut state.networks, post, now));
    }

    /// Somebody posts once so many requests and one more are answered: between two pages of a list, if it has another.
    pub fn arrives(&self, requests: usize, post: PublicPost) {
        self.0.change(|state, _| state.networks.arriving = Some((requests, post)));
    }

    /// Takes back a post that has not arrived yet; `None` when it has.
    pub fn stays_away(&self) -> Option<PublicPost> {
        self.0.change(|state, _| state.networks.arriving.take().map(|(_, post)| post))
    }

    /// Changes a post, such as who can read it.
    pub fn alter(&self, id: &str, change: impl FnOnce(&mut PublicPost)) {
        self.0.change(|state, now| {
            let networks = &mut state.networks;
            networks.posts.get_mut(id).map(change);
            if let Some(post) = networks.posts.get(id).cloned() {
                let event = if post.standing == Readable::Deleted { "delete" } else { "status.update" };
                streaming::tell(networks, &post, (event, now));
            }
        });
    }

    /// The token that X's API takes; without one it takes none.
    pub fn x_token(&self, token: &str) {
        self.0.change(|state, _| state.networks.x_token = Some(token.to_owned()));
    }

    /// From now on X's fields speak of posts, not of tweets.
    pub fn x_says_posts(&self) {
        self.0.change(|state, _| state.networks.says_posts = true);
    }

    /// The next request meets this; several wait in line.
    pub fn next(&self, trouble: Trouble) {
        self.0.change(|state, _| state.networks.troubles.push_back(Some(trouble)));
    }

    /// After so many requests that meet nothing, one meets this.
    pub fn later(&self, requests: usize, trouble: Trouble) {
        self.0.change(|state, _| {
            let before = std::iter::repeat_with(|| None).take(requests);
            state.networks.troubles.extend(before.chain([Some(trouble)]));
        });
    }

    /// No trouble waits any more.
    pub fn calm(&self) {
        self.0.change(|state, _| state.networks.troubles.clear());
    }

    /// All posts and troubles are gone; accounts and tokens stay.
    pub fn empty(&self) {
        self.0.change(|state, _| {
            let networks = &mut state.networks;
            networks.posts.clear();
            networks.troubles.clear();
            networks.arriving = None;
            networks.asked.clear();
        });
    }

    /// The paths that were asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.0.read(|state| state.networks.asked.clone())
    }
}

/// What is asked of a network.
struct Asked {
    path: String,
    query: Vec<(String, String)>,
    body: Value,
    /// What stands behind `Bearer`.
    token: Option<String>,
    /// What stands behind `Basic`.
    basic: Option<String>,
    /// The host and port that it was asked at.
    host: String,
    now: DateTime<Utc>,
}

/// The fields of a form.
fn form(body: &[u8]) -> Value {
    let pairs = url::form_urlencoded::parse(body);
    Value::Object(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect())
}

impl Asked {
    fn query(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A status and a body.
type Told = (u16, Value);
type Answers = fn(&mut NetworkState, &Asked) -> Told;

pub fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/x/i/oauth2/authorize", any(login::authorize))
        .route("/x/{*path}", any(|core, path, query, request| handle(core, path, query, request, x::answer)))
        .route("/bluesky/subscribe", any(jetstream::subscribe))
        .route(
            "/bluesky/{*path}",
            any(|core, path, query, request| handle(core, path, query, request, bluesky::answer)),
        )
        .route("/mastodon/api/v1/streaming", any(streaming::subscribe))
        .route(
            "/mastodon/{*path}",
            any(|core, path, query, request| handle(core, path, query, request, mastodon::answer)),
        )
}

async fn handle(
    Shared(core): Shared<Arc<Core>>,
    Path(path): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    (headers, body): (HeaderMap, Bytes),
    answers: Answers,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = header(header::HOST).to_owned();
    let is_form = header(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded");
    let basic = header(header::AUTHORIZATION).strip_prefix("Basic ").map(str::to_owned);
    let (told, trouble, now) = core.change(|state, now| {
        let body = if is_form { form(&body) } else { serde_json::from_slice(&body).unwrap_or_default() };
        let asked = Asked { path, query, body, token, basic, host, now };
        state.networks.asked.push(asked.path.clone());
        let told = answers(&mut state.networks, &asked);
        arrive(&mut state.networks, now);
        (told, state.networks.troubles.pop_front().flatten(), now)
    });
    let pause = match trouble {
        Some(Trouble::Slow(pause)) => pause,
        _ => Duration::ZERO,
    };
    tokio::time::sleep(pause).await;
    troubled(told, trouble, now)
}

fn show(networks: &mut NetworkState, post: PublicPost, now: DateTime<Utc>) {
    streaming::tell(networks, &post, ("update", now));
    networks.posts.insert(post.id.clone(), post);
}

/// A request is answered: what is to arrive comes now, or one request sooner.
fn arrive(networks: &mut NetworkState, now: DateTime<Utc>) {
    match networks.arriving.take() {
        Some((0, post)) => show(networks, PublicPost { listed_at: Some(now), ..post }, now),
        Some((requests, post)) => networks.arriving = Some((requests - 1, post)),
        None => {}
    }
}

/// The answer as it arrives.
fn troubled((status, body): Told, trouble: Option<Trouble>, now: DateTime<Utc>) -> Response {
    let page = |status: u16, headers: &[(&str, String)], body: Body| {
        let mut response = body.into_response();
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    };
    let kind = ("content-type", "application/json".to_owned());
    let json = |status, headers: &[(&str, String)], body: Value| {
        page(status, &[std::slice::from_ref(&kind), headers].concat(), Body::from(body.to_string()))
    };
    match trouble {
        None | Some(Trouble::Slow(_)) => json(status, &[], body),
        Some(Trouble::Status(status)) => page(status, &[], Body::from("<html>no JSON here</html>")),
        Some(Trouble::Malformed) => {
            page(status, std::slice::from_ref(&kind), Body::from("{\"data\": [{\"id\":"))
        }
        Some(Trouble::Large(bytes)) => page(status, &[("content-length", bytes.to_string())], endless()),
        Some(Trouble::Endless) => page(status, &[], endless()),
        Some(Trouble::Elsewhere(url)) => page(302, &[("location", url)], Body::empty()),
        Some(Trouble::Limited(seconds)) => {
            let reset = ("x-rate-limit-reset", (now.timestamp() + seconds).to_string());
            json(429, &[reset], json!({ "errors": [{ "code": 88, "message": "Rate limit exceeded" }] }))
        }
        Some(Trouble::NoCredits) => {
            json(402, &[], json!({ "title": "CreditsDepleted", "detail": "no credits" }))
        }
        Some(Trouble::Capped) => {
            let left = ("x-rate-limit-remaining", "400".to_owned());
            json(429, &[left], json!({ "title": "UsageCapExceeded", "type": "about:blank", "status": 429 }))
        }
    }
}

fn endless() -> Body {
    const BLANKS: &[u8] = &[b' '; 1 << 16];
    Body::from_stream(stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(BLANKS))))
}
