//! Bluesky: the stream of everything that is posted, from a place on. Source: bluesky-social/jetstream, August 2026.

use super::{NetworkState, Readable, bluesky};
use crate::sandbox::Core;
use axum::{
    extract::{
        Query, State as Shared, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    response::Response,
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::{collections::HashMap, sync::Arc};

pub(super) async fn subscribe(
    Shared(core): Shared<Arc<Core>>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let from = query.get("cursor").and_then(|place| place.parse().ok()).unwrap_or_default();
    let events = core.change(|state, now| {
        state.networks.asked.push("subscribe".to_owned());
        events(&state.networks, from, now)
    });
    upgrade.on_upgrade(|socket| send(socket, events))
}

async fn send(mut socket: WebSocket, events: Vec<Value>) {
    for event in events {
        if socket.send(Message::Text(event.to_string().into())).await.is_err() {
            return;
        }
    }
    // Nothing more comes; whoever listens goes away.
    while let Some(Ok(_)) = socket.recv().await {}
}

/// What was posted since a place, oldest first, and what is deleted by now; the last is somebody's who has nothing to do with anybody here, because
/// somebody always posts something.
fn events(networks: &NetworkState, from: i64, now: DateTime<Utc>) -> Vec<Value> {
    let event = |did: &str, at: i64, key: &str, record: Value| {
        let commit = json!({
            "rev": "3k", "operation": "create", "collection": "app.bsky.feed.post", "rkey": key, "record": record,
            "cid": "bafypost",
        });
        json!({ "did": did, "time_us": at, "kind": "commit", "commit": commit })
    };
    let mut all: Vec<_> = networks
        .posts
        .values()
        .filter(|post| post.is_listed(now))
        .filter_map(|post| Some((post.listed().timestamp_micros(), bluesky::did(post)?, post)))
        .filter(|(at, ..)| *at >= from)
        .map(|(at, did, post)| {
            let key = post.id.rsplit('/').next().unwrap_or_default();
            (at, event(did, at, key, bluesky::record(post, networks)))
        })
        .collect();
    all.sort_by_key(|(at, _)| *at);
    let deleted = networks.posts.values().filter(|post| post.standing == Readable::Deleted);
    let deleted = deleted.filter_map(|post| Some((bluesky::did(post)?, post.id.rsplit('/').next()?)));
    let gone: Vec<_> = deleted
        .map(|(did, key)| {
            let commit = json!({ "rev": "3k", "operation": "delete", "collection": "app.bsky.feed.post", "rkey": key });
            json!({ "did": did, "time_us": now.timestamp_micros() - 1, "kind": "commit", "commit": commit })
        })
        .collect();
    let last = event("did:plc:somebody", now.timestamp_micros(), "3l7o", json!({ "text": "good night" }));
    all.into_iter().map(|(_, event)| event).chain(gone).chain([last]).collect()
}
