//! One address, read.

use super::{Network, id};
use url::{Host, Url};

/// Characters of an address that is read; more is no link to a post.
const LONGEST: usize = 2048;
/// The hosts of X, and those that show its posts under the same paths.
const X_HOSTS: &[&str] = &[
    "x.com",
    "twitter.com",
    "fxtwitter.com",
    "fixupx.com",
    "vxtwitter.com",
    "fixvx.com",
    "twittpr.com",
    "nitter.net",
    "xcancel.com",
];
/// The hosts of Bluesky's app, and those that show its posts under the same paths.
const BLUESKY_HOSTS: &[&str] = &["bsky.app", "fxbsky.app", "vxbsky.app", "bskx.app"];
/// Names before a host that show the same page: a phone's, and the one-letter ones of the hosts that mend previews.
const SAME_PAGE: &[&str] = &["www", "mobile", "m", "staging"];
/// Hosts whose pages are no posts: what they lead to is not told by the address, or they are Discord's own.
const NO_POSTS: &[&str] =
    &["t.co", "discord.com", "discord.gg", "discordapp.com", "cdn.discordapp.com", "media.discordapp.net"];
/// Parts of a query that tell where somebody came from, not what they see.
const TRACKING: &[&str] = &["fbclid", "gclid", "igsh", "si", "ref_src", "ref_url"];

/// A link to a public post.
///
/// Two links mean the same post when [`network`](Self::network) and [`post_id`](Self::post_id) are the same, however they
/// were written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PostLink {
    pub network: Network,
    /// Where it stands: `x.com`, `bsky.app`, the instance, or the page's host, with the port if there is one.
    pub host: String,
    /// The author as the link names them: a handle without `@`, or a DID. X does not mind a wrong one.
    pub author: Option<String>,
    /// The post's own name at its host: a number, a record key; of another page its path and query.
    pub id: String,
    /// The address to show to people.
    pub url: String,
}

impl PostLink {
    /// Reads an address. `None` when it is none, or that of something known to be no post, such as a profile.
    pub fn parse(address: &str) -> Option<Self> {
        if address.len() > LONGEST {
            return None;
        }
        if let Some(path) = strip_scheme(address, "at://") {
            return record(path);
        }
        let url = Url::parse(address).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        let path: Vec<_> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        let name = same_page(&host);
        if X_HOSTS.contains(&name) {
            return x(&path);
        }
        if BLUESKY_HOSTS.contains(&name) {
            return bluesky(&path);
        }
        if NO_POSTS.contains(&name) || host.is_empty() {
            return None;
        }
        mastodon(&url, &path).or_else(|| other(&url))
    }

    /// What tells the post from every other of its network, and is the same for all links to it.
    ///
    /// A Bluesky link may name its author by handle or by DID; the record key, an instant in microseconds with a random
    /// part, is what both have. Keys that are no such instant count together with the author as named.
    pub fn post_id(&self) -> String {
        match self.network {
            Network::X => self.id.clone(),
            Network::Bluesky if id::tid_micros(&self.id).is_some() => self.id.clone(),
            Network::Bluesky => format!("{}/{}", self.author.as_deref().unwrap_or_default(), self.id),
            Network::Mastodon | Network::Other => format!("{}/{}", self.host, self.id),
        }
    }

    /// A post of X by its number; `handle` only makes its address nicer.
    pub fn of_x(id: u64, handle: Option<&str>) -> Self {
        let author = handle.filter(|handle| is_x_handle(handle)).map(str::to_owned);
        let url = match &author {
            Some(handle) => format!("https://x.com/{handle}/status/{id}"),
            None => format!("https://x.com/i/web/status/{id}"),
        };
        Self { network: Network::X, host: "x.com".to_owned(), author, id: id.to_string(), url }
    }

    /// A post of Bluesky by its author, a handle or a DID, and its record key.
    pub fn of_bluesky(author: &str, key: &str) -> Option<Self> {
        let author = author.trim_start_matches('@');
        if !is_bluesky_author(author) || !is_record_key(key) {
            return None;
        }
        // Handles are domain names; DIDs tell capitals apart.
        let author = if author.starts_with("did:") { author.to_owned() } else { author.to_lowercase() };
        let url = format!("https://bsky.app/profile/{author}/post/{key}");
        let (host, id) = ("bsky.app".to_owned(), key.to_owned());
        Some(Self { network: Network::Bluesky, host, author: Some(author), id, url })
    }
}

/// The rest of an address that begins with this scheme, in capitals or not.
fn strip_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let start = address.get(..scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then(|| &address[scheme.len()..])
}

/// The host without a name before it that shows the same page.
fn same_page(host: &str) -> &str {
    match host.split_once('.') {
        Some((first, rest)) if rest.contains('.') && (SAME_PAGE.contains(&first) || first.len() == 1) => rest,
        _ => host,
    }
}

fn x(path: &[&str]) -> Option<PostLink> {
    let is_status = |word: &str| word == "status" || word == "statuses";
    let (handle, id) = match path {
        ["i", "web", status, id, ..] if is_status(status) => (None, id),
        ["i", status, id, ..] if is_status(status) => (None, id),
        [handle, status, id, ..] if is_status(status) => (Some(*handle), id),
        _ => return None,
    };
    let is_number = (1..=19).contains(&id.len()) && id.bytes().all(|digit| digit.is_ascii_digit());
    let id: u64 = id.parse().ok().filter(|id| is_number && *id > 0)?;
    Some(PostLink::of_x(id, handle.map(|handle| handle.trim_start_matches('@'))))
}

/// `^[A-Za-z0-9_]{1,15}$`, as X's documentation says.
fn is_x_handle(handle: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    (1..=15).contains(&handle.len()) && handle.bytes().all(is_part)
}

fn bluesky(path: &[&str]) -> Option<PostLink> {
    match path {
        ["profile", author, "post", key, ..] => PostLink::of_bluesky(&author.replace("%3A", ":"), key),
        _ => None,
    }
}

/// `{author}/app.bsky.feed.post/{key}`, the rest of an at-uri.
fn record(path: &str) -> Option<PostLink> {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    match path[..end].split('/').collect::<Vec<_>>()[..] {
        [author, "app.bsky.feed.post", key] => PostLink::of_bluesky(author, key),
        _ => None,
    }
}

fn is_bluesky_author(author: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_alphanumeric() || b".-:_%".contains(&c);
    let is_known = author.starts_with("did:") || author.contains('.');
    is_known && author.len() <= 253 && author.bytes().all(is_part)
}

/// A record key as the AT Protocol allows it.
fn is_record_key(key: &str) -> bool {
    let is_part = |c: u8| c.is_ascii_alphanumeric() || b".-_:~".contains(&c);
    (1..=512).contains(&key.len()) && key.bytes().all(is_part) && key != "." && key != ".."
}

/// The paths of Mastodon, GoToSocial, Pleroma, Akkoma and Misskey, on any host with a name.
fn mastodon(url: &Url, path: &[&str]) -> Option<PostLink> {
    let is_named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
    let digits = |id: &str| (1..=20).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_digit());
    let letters = |id: &str| (8..=40).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_alphanumeric());
    let path = match path {
        ["web" | "deck", rest @ ..] => rest,
        whole => whole,
    };
    let account = |part: &str| part.strip_prefix('@').filter(|name| !name.is_empty()).map(str::to_owned);
    let (author, id, shown) = match path {
        [at, id] if digits(id) && account(at).is_some() => (account(at), *id, format!("{at}/{id}")),
        ["users", user, "statuses", id] if digits(id) || letters(id) => {
            let shown = if digits(id) { format!("@{user}/{id}") } else { format!("@{user}/statuses/{id}") };
            (Some((*user).to_owned()), *id, shown)
        }
        [at, "statuses", id] if letters(id) && account(at).is_some() => {
            (account(at), *id, format!("{at}/statuses/{id}"))
        }
        ["statuses", id] if digits(id) => (None, *id, format!("web/statuses/{id}")),
        [kind @ ("notice" | "notes"), id] if letters(id) => (None, *id, format!("{kind}/{id}")),
        _ => return None,
    };
    let host = host_and_port(url)?;
    let url = format!("https://{host}/{shown}");
    is_named.then(|| PostLink { network: Network::Mastodon, host, author, id: id.to_owned(), url })
}

fn host_and_port(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.');
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Any other page, without what does not change what it shows.
fn other(url: &Url) -> Option<PostLink> {
    let host = host_and_port(url)?;
    let mut url = url.clone();
    url.set_fragment(None);
    let tells_origin = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    let (origin, rest): (Vec<_>, Vec<_>) =
        url.query_pairs().into_owned().partition(|(name, _)| tells_origin(name));
    if !origin.is_empty() {
        url.set_query(None);
        if !rest.is_empty() {
            url.query_pairs_mut().extend_pairs(rest);
        }
    }
    let path = url.path().trim_matches('/');
    let id = url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let url = url.to_string();
    Some(PostLink { network: Network::Other, host, author: None, id, url })
}
