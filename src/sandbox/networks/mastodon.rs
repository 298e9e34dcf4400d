//! An instance of Mastodon: public statuses.

use super::{Asked, NetworkState, Standing, Told};
use serde_json::json;

pub(super) fn answer(networks: &NetworkState, asked: &Asked) -> Told {
    let post = asked.path.strip_prefix("api/v1/statuses/").and_then(|id| networks.posts.get(id));
    let Some(post) = post.filter(|post| post.standing == Standing::Public) else {
        return (404, json!({ "error": "Record not found" }));
    };
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let edited = post.is_edited.then(|| time(asked.now));
    (
        200,
        json!({
            "id": post.id,
            "created_at": time(post.at),
            "edited_at": edited,
            "visibility": "public",
            "spoiler_text": "",
            "content": post.text,
            "in_reply_to_id": post.root,
            "account": { "id": "1", "acct": post.handle, "username": post.handle, "display_name": post.name },
        }),
    )
}
