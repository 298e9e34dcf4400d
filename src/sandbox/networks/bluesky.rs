//! Bluesky: posts by their uris, and the DID of a handle.

use super::{Asked, NetworkState, PublicPost, Standing, Told};
use serde_json::{Value, json};

pub(super) fn answer(networks: &NetworkState, asked: &Asked) -> Told {
    match asked.path.as_str() {
        "xrpc/app.bsky.feed.getPosts" => posts(networks, asked),
        "xrpc/com.atproto.identity.resolveHandle" => resolve(networks, asked),
        _ => (501, json!({ "error": "MethodNotImplemented", "message": "Method Not Implemented" })),
    }
}

/// Deleted posts are left out without a word. An author may ask not to be shown to who has not signed in.
fn posts(networks: &NetworkState, asked: &Asked) -> Told {
    let post = networks.posts.get(asked.query("uris"));
    let there = post.filter(|post| post.standing != Standing::Deleted);
    (200, json!({ "posts": there.map(view).into_iter().collect::<Vec<_>>() }))
}

fn did(post: &PublicPost) -> Option<&str> {
    post.id.strip_prefix("at://")?.split('/').next()
}

fn view(post: &PublicPost) -> Value {
    let labels = match post.standing {
        Standing::Protected => json!([{ "val": "!no-unauthenticated" }]),
        _ => json!([]),
    };
    let time = post.at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    // What an author says of the time is theirs to say.
    let mut record =
        json!({ "$type": "app.bsky.feed.post", "text": post.text, "createdAt": "2001-01-01T00:00:00Z" });
    if let Some(root) = &post.root {
        let root = json!({ "uri": root, "cid": "bafyroot" });
        record["reply"] = json!({ "root": root, "parent": root });
    }
    json!({
        "uri": post.id,
        "cid": "bafypost",
        "author": { "did": did(post), "handle": post.handle, "displayName": post.name, "labels": labels },
        "record": record,
        "indexedAt": time,
    })
}

fn resolve(networks: &NetworkState, asked: &Asked) -> Told {
    let handle = asked.query("handle");
    let by_handle = networks.posts.values().find(|post| post.handle == handle);
    match by_handle.and_then(did) {
        Some(did) => (200, json!({ "did": did })),
        None => (400, json!({ "error": "InvalidRequest", "message": "Unable to resolve handle" })),
    }
}
