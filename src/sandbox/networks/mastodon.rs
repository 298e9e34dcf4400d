//! An instance of Mastodon: public statuses, an account's notifications, hashtags.

use super::{Asked, NetworkState, PublicPost, Readable, Told};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// The most of a page.
const MOST_NOTIFICATIONS: usize = 80;
const MOST_STATUSES: usize = 40;
/// Characters of a status here; most instances leave it at 500.
const MOST_CHARACTERS: usize = 640;

pub(super) fn answer(networks: &mut NetworkState, asked: &Asked) -> Told {
    if asked.path == "api/v1/notifications" {
        return notifications(networks, asked);
    }
    if let Some(tag) = asked.path.strip_prefix("api/v1/timelines/tag/") {
        return tagged(networks, asked, tag);
    }
    if asked.path == "api/v2/instance" {
        let streaming = format!("ws://{}/mastodon", asked.host);
        return (
            200,
            json!({ "domain": "social.example", "configuration": {
                "urls": { "streaming": streaming },
                "statuses": { "max_characters": MOST_CHARACTERS, "characters_reserved_per_url": 23 },
            } }),
        );
    }
    if asked.path == "api/v1/accounts/lookup" {
        return lookup(networks, asked);
    }
    let of_account = asked.path.strip_prefix("api/v1/accounts/");
    if let Some(id) = of_account.and_then(|rest| rest.strip_suffix("/statuses")) {
        return statuses(networks, asked, id);
    }
    let id = asked.path.strip_prefix("api/v1/statuses/").unwrap_or_default();
    let (id, is_context) = id.strip_suffix("/context").map_or((id, false), |id| (id, true));
    let post = networks.posts.get(id);
    let Some(post) = post.filter(|post| post.standing == Readable::Public) else {
        return (404, json!({ "error": "Record not found" }));
    };
    if is_context {
        let there = networks.posts.values().filter(|answer| answer.standing == Readable::Public);
        let answers = there.filter(|answer| answer.root.as_deref() == Some(id));
        let answers: Vec<_> = answers.map(|answer| status(answer, asked)).collect();
        return (200, json!({ "ancestors": [], "descendants": answers }));
    }
    (200, status(post, asked))
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

fn status(post: &PublicPost, asked: &Asked) -> Value {
    let account = json!({
        "id": account_id(&post.handle), "acct": post.handle, "username": post.handle,
        "display_name": post.name, "followers_count": post.followers,
    });
    json!({
        "id": post.id,
        "url": format!("https://social.example/@{}/{}", post.handle, post.id),
        "created_at": time(post.at),
        "edited_at": post.is_edited.then(|| time(asked.now)),
        "visibility": "public",
        "spoiler_text": "",
        "language": post.language,
        "content": post.text,
        "in_reply_to_id": post.root,
        "account": account,
    })
}

fn account_id(handle: &str) -> String {
    handle.bytes().fold(7_u64, |sum, c| sum * 31 % 1_000_003 + u64::from(c)).to_string()
}

fn lookup(networks: &NetworkState, asked: &Asked) -> Told {
    let handle = asked.query("acct");
    let is_own = networks.mastodon.as_ref().is_some_and(|(own, _)| own == handle);
    match is_own || networks.posts.values().any(|post| post.is_number(false) && post.handle == handle) {
        true => (200, json!({ "id": account_id(handle), "acct": handle, "username": handle })),
        false => (404, json!({ "error": "Record not found" })),
    }
}

/// What an account has posted, newest first.
fn statuses(networks: &NetworkState, asked: &Asked, id: &str) -> Told {
    let theirs =
        networks.posts.values().filter(|post| post.is_number(false) && account_id(&post.handle) == id);
    let mut theirs: Vec<_> = theirs.filter(|post| post.is_listed(asked.now)).collect();
    theirs.sort_by_key(|post| std::cmp::Reverse(post.at));
    let shown = theirs.into_iter().take(limit(asked, MOST_STATUSES)).map(|post| status(post, asked));
    (200, shown.collect::<Vec<_>>().into())
}

fn limit(asked: &Asked, most: usize) -> usize {
    asked.query("limit").parse().unwrap_or(20).clamp(1, most)
}

/// The mentions of the account, newest first. A notification's number is that of the instant at which it came.
fn notifications(networks: &NetworkState, asked: &Asked) -> Told {
    let Some((handle, token)) = &networks.mastodon else { return unauthorized() };
    if asked.token.as_ref() != Some(token) {
        return unauthorized();
    }
    let below: i64 = asked.query("max_id").parse().unwrap_or(i64::MAX);
    let is_all = asked.query("include_filtered") == "true";
    let is_theirs = |post: &&PublicPost| {
        post.is_number(false) && post.is_listed(asked.now) && post.mentions(handle) && post.handle != *handle
    };
    let theirs = networks.posts.values().filter(is_theirs).filter(|post| is_all || !post.is_stranger);
    let mut came: Vec<_> =
        theirs.map(|post| (notified_id(post), post)).filter(|(id, _)| *id < below).collect();
    came.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    let shown = came.into_iter().take(limit(asked, MOST_NOTIFICATIONS)).map(|(id, post)| {
        json!({ "id": id.to_string(), "type": "mention", "created_at": time(post.listed()), "status": status(post, asked) })
    });
    (200, shown.collect::<Vec<_>>().into())
}

/// Never the same for two.
fn notified_id(post: &PublicPost) -> i64 {
    let own: i64 = post.id.parse().unwrap_or_default();
    post.listed().timestamp_micros() + own % 1000
}

fn tagged(networks: &NetworkState, asked: &Asked, tag: &str) -> Told {
    let below: i64 = asked.query("max_id").parse().unwrap_or(i64::MAX);
    let tags: Vec<_> =
        asked.all("any[]").chain([tag]).map(|tag| format!("#{}", tag.to_lowercase())).collect();
    let has_tag = |post: &PublicPost| {
        let text = post.text.to_lowercase();
        tags.iter().any(|tag| text.contains(tag))
    };
    let found = networks.posts.values().filter(|post| post.is_number(false) && post.is_listed(asked.now));
    let with_id = |post: &'_ PublicPost| post.id.parse::<i64>().ok();
    let mut found: Vec<_> =
        found.filter(|post| has_tag(post)).filter_map(|post| Some((with_id(post)?, post))).collect();
    found.retain(|(id, _)| *id < below);
    found.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    let shown = found.into_iter().take(limit(asked, MOST_STATUSES)).map(|(_, post)| status(post, asked));
    (200, shown.collect::<Vec<_>>().into())
}

fn unauthorized() -> Told {
    (401, json!({ "error": "The access token is invalid" }))
}
