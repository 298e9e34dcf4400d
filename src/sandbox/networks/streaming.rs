//! Mastodon: what is new, told at once over a WebSocket. Source: Mastodon's documentation, "Streaming", July 2026.

use super::{NetworkState, PublicNetworks, PublicPost, Readable};
use crate::sandbox::Core;
use axum::{
    extract::{
        State as Shared, WebSocketUpgrade,
        ws::{Message, WebSocket},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Who listens, and to what: `user:notification`, or `#tag`.
#[derive(Debug, Default)]
pub(super) struct StreamState {
    listeners: Vec<Listener>,
    given: u64,
    /// Whether the instance takes no connection.
    is_closed: bool,
}

#[derive(Debug)]
struct Listener {
    id: u64,
    streams: Vec<String>,
    events: UnboundedSender<Option<Value>>,
}

impl PublicNetworks<'_> {
    /// How many streams of the instance of Mastodon somebody listens to.
    pub fn mastodon_streams(&self) -> usize {
        self.0.read(|state| state.networks.streams.listeners.iter().map(|one| one.streams.len()).sum())
    }

    /// The instance ends all connections, and takes none while it is closed.
    pub fn close_mastodon_streams(&self, is_closed: bool) {
        self.0.change(|state, _| {
            let streams = &mut state.networks.streams;
            streams.is_closed = is_closed;
            for listener in streams.listeners.drain(..) {
                let _ = listener.events.send(None);
            }
        });
    }
}

pub(super) async fn subscribe(
    Shared(core): Shared<Arc<Core>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    let (is_known, is_closed) = core.read(|state| {
        let known = state.networks.mastodon.as_ref().is_some_and(|(_, own)| own == token);
        (known, state.networks.streams.is_closed)
    });
    match (is_known, is_closed) {
        (_, true) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        (false, _) => StatusCode::UNAUTHORIZED.into_response(),
        (true, false) => {
            let (events, heard) = unbounded_channel();
            let id = core.change(|state, _| {
                let streams = &mut state.networks.streams;
                streams.given += 1;
                streams.listeners.push(Listener { id: streams.given, streams: Vec::new(), events });
                streams.given
            });
            upgrade.on_upgrade(move |socket| tells(core, socket, (id, heard)))
        }
    }
}

async fn tells(
    core: Arc<Core>,
    mut socket: WebSocket,
    (id, mut heard): (u64, UnboundedReceiver<Option<Value>>),
) {
    loop {
        tokio::select! {
            event = heard.recv() => match event {
                Some(Some(event)) => {
                    if socket.send(Message::Text(event.to_string().into())).await.is_err() {
                        break;
                    }
                }
                Some(None) | None => break,
            },
            said = socket.recv() => match said {
                Some(Ok(Message::Text(text))) => subscribed(&core, id, &text),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
        }
    }
    core.change(|state, _| state.networks.streams.listeners.retain(|listener| listener.id != id));
}

fn subscribed(core: &Core, id: u64, text: &str) {
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    let stream = match (said["stream"].as_str(), said["tag"].as_str()) {
        (Some("hashtag"), Some(tag)) => format!("#{}", tag.to_lowercase()),
        (Some(stream), _) => stream.to_owned(),
        (None, _) => return,
    };
    core.change(|state, _| {
        let mut all = state.networks.streams.listeners.iter_mut();
        if let Some(listener) = all.find(|listener| listener.id == id) {
            listener.streams.push(stream);
        }
    });
}

/// Tells whoever listens of a post.
pub(super) fn tell(networks: &NetworkState, post: &PublicPost, (event, now): (&str, DateTime<Utc>)) {
    if !post.is_number(false) || (post.standing == Readable::Public && !post.is_listed(now)) {
        return;
    }
    let mentions =
        networks.mastodon.as_ref().is_some_and(|(own, _)| post.mentions(own) && post.handle != *own);
    for listener in &networks.streams.listeners {
        for stream in &listener.streams {
            let is_heard = match stream.strip_prefix('#') {
                Some(_) => post.text.to_lowercase().contains(stream.as_str()),
                // Of what is deleted or edited an account's notifications say nothing.
                None => mentions && event == "update",
            };
            let payload =
                if event == "delete" { post.id.clone() } else { json!({ "id": post.id }).to_string() };
            let event = if stream.starts_with('#') { event } else { "notification" };
            if is_heard {
                let _ = listener
                    .events
                    .send(Some(json!({ "stream": [stream], "event": event, "payload": payload })));
            }
        }
    }
}
