//! Bluesky: posts by their uris, and the DID of a handle.

use super::{Asked, NetworkState, PublicPost, Readable, Told, notified};
use serde_json::{Value, json};

pub(super) fn answer(networks: &mut NetworkState, asked: &Asked) -> Told {
    match asked.path.as_str() {
        "xrpc/app.bsky.feed.getPosts" => posts(networks, asked),
        "xrpc/app.bsky.feed.getPostThread" => thread(networks, asked),
        "xrpc/app.bsky.feed.getAuthorFeed" => author_feed(networks, asked),
        "xrpc/com.atproto.identity.resolveHandle" => resolve(networks, asked),
        "xrpc/com.atproto.server.createSession" => notified::log_in(networks, asked),
        "xrpc/com.atproto.server.refreshSession" => notified::refresh(networks, asked),
        "xrpc/app.bsky.notification.listNotifications" => notified::notifications(networks, asked),
        _ => (501, json!({ "error": "MethodNotImplemented", "message": "Method Not Implemented" })),
    }
}

/// Deleted posts are left out without a word. An author may ask not to be shown to who has not signed in.
fn posts(networks: &NetworkState, asked: &Asked) -> Told {
    if asked.all("uris").count() > 25 {
        return (
            400,
            json!({ "error": "InvalidRequest", "message": "uris must not have more than 25 elements" }),
        );
    }
    let there = asked.all("uris").filter_map(|uri| networks.posts.get(uri));
    let there = there.filter(|post| post.standing != Readable::Deleted);
    (200, json!({ "posts": there.map(|post| view(post, networks)).collect::<Vec<_>>() }))
}

/// A post with the answers to it, each of which names the post that the conversation began with.
fn thread(networks: &NetworkState, asked: &Asked) -> Told {
    let uri = asked.query("uri");
    let there = |post: &&PublicPost| post.standing == Readable::Public;
    let Some(post) = networks.posts.get(uri).filter(there) else {
        return (400, json!({ "error": "NotFound", "message": format!("Post not found: {uri}") }));
    };
    let kind = "app.bsky.feed.defs#threadViewPost";
    let answers = networks.posts.values().filter(there).filter(|answer| answer.root.as_deref() == Some(uri));
    let answers: Vec<Value> = answers
        .map(|answer| json!({ "$type": kind, "post": view(answer, networks), "replies": [] }))
        .collect();
    (200, json!({ "thread": { "$type": kind, "post": view(post, networks), "replies": answers } }))
}

/// What somebody has posted, newest first.
fn author_feed(networks: &NetworkState, asked: &Asked) -> Told {
    let actor = asked.query("actor");
    let theirs = |post: &&PublicPost| post.handle.eq_ignore_ascii_case(actor) && did(post).is_some();
    let listed = networks.posts.values().filter(theirs).filter(|post| post.is_listed(asked.now));
    let mut posts: Vec<_> = listed.collect();
    posts.sort_by_key(|post| std::cmp::Reverse(post.at));
    let limit = asked.query("limit").parse().unwrap_or(50).clamp(1, 100);
    let feed = posts.into_iter().take(limit).map(|post| json!({ "post": view(post, networks) }));
    (200, json!({ "feed": feed.collect::<Vec<_>>() }))
}

pub(super) fn did(post: &PublicPost) -> Option<&str> {
    post.id.strip_prefix("at://")?.split('/').next()
}

/// What the author has written down.
pub(super) fn record(post: &PublicPost, networks: &NetworkState) -> Value {
    // What an author says of the time is theirs to say.
    let mut record = json!({
        "$type": "app.bsky.feed.post", "text": post.text, "createdAt": "2001-01-01T00:00:00Z", "langs": [post.language],
    });
    if let Some(root) = &post.root {
        let root = json!({ "uri": root, "cid": "bafyroot" });
        record["reply"] = json!({ "root": root, "parent": root });
    }
    if post.mentions(&networks.bluesky.handle) {
        let feature = json!({ "$type": "app.bsky.richtext.facet#mention", "did": networks.bluesky.did() });
        record["facets"] = json!([{ "index": { "byteStart": 0, "byteEnd": 1 }, "features": [feature] }]);
    }
    record
}

fn view(post: &PublicPost, networks: &NetworkState) -> Value {
    let labels = match post.standing {
        Readable::Protected => json!([{ "val": "!no-unauthenticated" }]),
        _ => json!([]),
    };
    let time = post.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    json!({
        "uri": post.id,
        "cid": "bafypost",
        "author": { "did": did(post), "handle": post.handle, "displayName": post.name, "labels": labels },
        "record": record(post, networks),
        "indexedAt": time,
    })
}

fn resolve(networks: &NetworkState, asked: &Asked) -> Told {
    let handle = asked.query("handle");
    if handle.eq_ignore_ascii_case(&networks.bluesky.handle) && !handle.is_empty() {
        return (200, json!({ "did": networks.bluesky.did() }));
    }
    let by_handle = networks.posts.values().find(|post| post.handle == handle);
    match by_handle.and_then(did) {
        Some(did) => (200, json!({ "did": did })),
        None => (400, json!({ "error": "InvalidRequest", "message": "Unable to resolve handle" })),
    }
}
