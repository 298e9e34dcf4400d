//! Bluesky: sessions of an account, and its notifications. Source: the lexicons of the AT Protocol, August 2026.

use super::{
    Asked, NetworkState, PublicPost, Told,
    bluesky::{did, record},
};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// How long a token opens.
const OPENS_FOR: TimeDelta = TimeDelta::hours(2);
/// Sessions that may be begun in five minutes, and in a day.
const LOGINS: [(TimeDelta, usize); 2] = [(TimeDelta::minutes(5), 30), (TimeDelta::days(1), 300)];

fn wrong(status: u16, error: &str) -> Told {
    (status, json!({ "error": error, "message": error }))
}

pub(super) fn log_in(networks: &mut NetworkState, asked: &Asked) -> Told {
    let own = &mut networks.bluesky;
    own.logins.push(asked.now);
    let is_over = |(span, most): &(TimeDelta, usize)| {
        own.logins.iter().filter(|at| **at > asked.now - *span).count() > *most
    };
    if LOGINS.iter().any(is_over) {
        return wrong(429, "RateLimitExceeded");
    }
    let said = |name: &str| asked.body.get(name).and_then(Value::as_str).unwrap_or_default();
    if own.handle.is_empty() || said("identifier") != own.handle || said("password") != own.password {
        return wrong(401, "AuthenticationRequired");
    }
    pair(networks, asked)
}

/// A token makes the next pair once.
pub(super) fn refresh(networks: &mut NetworkState, asked: &Asked) -> Told {
    match asked.token.is_some() && asked.token == networks.bluesky.refresh {
        true => pair(networks, asked),
        false => wrong(400, "ExpiredToken"),
    }
}

fn pair(networks: &mut NetworkState, asked: &Asked) -> Told {
    let own = &mut networks.bluesky;
    own.given += 1;
    let (access, refresh) = (format!("access-{}", own.given), format!("refresh-{}", own.given));
    own.access = Some((access.clone(), asked.now + OPENS_FOR));
    own.refresh = Some(refresh.clone());
    let (did, handle) = (own.did(), own.handle.clone());
    (200, json!({ "accessJwt": access, "refreshJwt": refresh, "did": did, "handle": handle }))
}

/// Newest first, in the order in which they came.
pub(super) fn notifications(networks: &NetworkState, asked: &Asked) -> Told {
    let own = &networks.bluesky;
    let opens = own.access.as_ref().filter(|(_, until)| *until > asked.now).map(|(access, _)| access);
    if asked.token.is_none() {
        return wrong(401, "AuthMissing");
    }
    if opens != asked.token.as_ref() {
        return wrong(400, "ExpiredToken");
    }
    let below = asked.query("cursor");
    let theirs = networks.posts.values().filter(|post| post.is_listed(asked.now) && did(post).is_some());
    let wanted = |reason: &str| asked.all("reasons").any(|one| one == reason);
    let reasoned = theirs.filter_map(|post| Some((place(post), reason(networks, post)?, post)));
    let mut came: Vec<_> = reasoned
        .filter(|(place, reason, _)| wanted(reason) && (below.is_empty() || place.as_str() < below))
        .collect();
    came.sort_by_key(|(place, ..)| std::cmp::Reverse(place.clone()));
    let limit = asked.query("limit").parse().unwrap_or(50).clamp(1, 100);
    let is_more = came.len() > limit;
    came.truncate(limit);
    let cursor = came.last().filter(|_| is_more).map(|(place, ..)| place.clone());
    let shown = came.into_iter().map(|(_, reason, post)| {
        json!({
            "uri": post.id,
            "cid": "bafypost",
            "author": { "did": did(post), "handle": post.handle, "displayName": post.name },
            "reason": reason,
            "record": record(post, networks),
            "isRead": false,
            "indexedAt": post.listed().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        })
    });
    (200, json!({ "notifications": shown.collect::<Vec<_>>(), "cursor": cursor }))
}

/// Sorts as time goes by.
fn place(post: &PublicPost) -> String {
    format!("{:020}::{}", post.listed().timestamp_micros(), post.id)
}

fn reason(networks: &NetworkState, post: &PublicPost) -> Option<&'static str> {
    let own = &networks.bluesky;
    let is_own = did(post) == Some(own.did().as_str());
    let is_answer =
        || post.root.as_ref().is_some_and(|root| root.starts_with(&format!("at://{}/", own.did())));
    match (is_own, post.mentions(&own.handle)) {
        (true, _) => None,
        (false, true) => Some("mention"),
        (false, false) => is_answer().then_some("reply"),
    }
}
