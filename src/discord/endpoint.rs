//! The door over HTTP: Discord posts interactions to `/interactions`, signed.

use super::{
    doors::Doors,
    wire::{Callback, page, read_target, unread_target},
};
use crate::{
    base::{clock::Clock, text::read_json},
    contract::Message,
};
use axum::{
    Router,
    body::Bytes,
    extract::FromRequest,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::TimeDelta;
use serde_json::Value;
use serenity::{all::Interaction, interactions_endpoint::Verifier};
use std::sync::Arc;

/// The largest body that is read; Discord's interactions stay far below.
const LARGEST_BODY: usize = 1 << 20;
/// How far a signature's timestamp may lie from docket's clock, to either side.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
const SIGNATURE: &str = "x-signature-ed25519";
const TIMESTAMP: &str = "x-signature-timestamp";
/// Kinds of interactions (Discord's documentation, "Interaction Type").
const PING: u64 = 1;
const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const AUTOCOMPLETE: u64 = 4;
const FORM: u64 = 5;
const UNREAD: &str = "docket could not read what Discord sent, so nothing was changed. Please try again, and tell whoever runs \
     docket if it stays.";

#[derive(Clone)]
struct Endpoint {
    doors: Arc<Doors>,
    gate: Arc<Gate>,
}

/// Lets in what Discord has signed.
pub(super) struct Gate {
    verifier: Verifier,
    clock: Clock,
}

impl Gate {
    /// # Errors
    /// One sentence when `public_key` is not a key in 64 hexadecimal digits.
    pub fn new(public_key: &str, clock: Clock) -> Result<Self, String> {
        let wrong = "DISCORD_PUBLIC_KEY must be the 64 hexadecimal digits that Discord shows on the application's page";
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(public_key.trim().as_bytes()).ok();
        let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok()).ok_or(wrong)?;
        let verifier = Verifier::try_new(key).map_err(|_| wrong)?;
        Ok(Self { verifier, clock })
    }

    /// Whether Discord has signed exactly this body, not long ago. Nothing of the body is parsed before.
    fn admits(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let (Some(signature), Some(timestamp)) = (text(SIGNATURE), text(TIMESTAMP)) else { return false };
        let is_signed = self.verifier.verify(signature, timestamp, body).is_ok();
        is_signed && self.is_recent(timestamp)
    }

    fn is_recent(&self, timestamp: &str) -> bool {
        let signed_at =
            timestamp.parse().ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
        signed_at.is_some_and(|signed_at| (self.clock.now() - signed_at).abs() <= TOLERANCE)
    }
}

/// The route `POST /interactions`.
pub(super) fn router(doors: Arc<Doors>, gate: Gate) -> Router {
    let endpoint = Endpoint { doors, gate: Arc::new(gate) };
    Router::new()
        .route("/interactions", post(receive))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(endpoint)
}

async fn receive(State(endpoint): State<Endpoint>, request: Request) -> Response {
    let headers = request.headers().clone();
    if !headers.contains_key(SIGNATURE) || !headers.contains_key(TIMESTAMP) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(refused) => return refused.into_response(),
    };
    if !endpoint.gate.admits(&headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let (answer, otherwise) = match read_json::<Interaction>(&body) {
        Ok(mut interaction) => {
            read_new_components(&mut interaction, &body);
            (endpoint.doors.over_http(interaction).await, StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(error) => (endpoint.unread(&body, &error), StatusCode::BAD_REQUEST),
    };
    match answer {
        Some(Callback(json)) => ([(CONTENT_TYPE, "application/json")], json.to_string()).into_response(),
        None => otherwise.into_response(),
    }
}

/// Gives the message that a menu command points at the text of its new-style components, which only the raw body has.
fn read_new_components(interaction: &mut Interaction, body: &[u8]) {
    let Some((_, message_id)) = unread_target(interaction) else { return };
    if let Ok(body) = read_json::<Value>(body) {
        let messages = &body["data"]["resolved"]["messages"];
        read_target(interaction, &messages[message_id.to_string().as_str()]);
    }
}

impl Endpoint {
    /// What is answered to a signed body that does not read as an interaction: what Discord takes for its kind, if that much
    /// can be read.
    fn unread(&self, body: &[u8], error: &serde_json::Error) -> Option<Callback> {
        let json: Value = read_json(body).unwrap_or_default();
        let kind = json["type"].as_u64();
        if kind == Some(PING) {
            // It needs nothing but its kind, whatever else serenity expects of one.
            return Some(Callback::pong());
        }
        self.doors.metrics.unread("http", 1);
        // The error's own text can quote what people wrote.
        tracing::warn!(
            interaction.id = json["id"].as_str().and_then(|id| id.parse::<u64>().ok()),
            interaction.kind = kind,
            error.kind = ?error.classify(),
            bytes = body.len(),
            "a signed interaction does not read"
        );
        match kind? {
            AUTOCOMPLETE => Some(Callback::choices(&[])),
            COMMAND | COMPONENT | FORM => Some(Callback::message(&page(&Message::text(UNREAD)), true)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The public key of RFC 8032's first test, with a signature over `1767225600{"type":1}`.
    const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const SIGNED_AT: i64 = 1_767_225_600;
    const GOOD: &str = "4587f2153f7695cb21fb91bb14cbae7605b7dc48d912e54b14511b834a701da7\
                        5f38097c37c297dfb25c9f1a7fe3826fcaa2372fd792a39d03904c771ea2c705";

    fn admits(key: &str, late_by: i64, signature: &str, timestamp: &str, body: &str) -> bool {
        let clock = Clock::fixed(chrono::DateTime::from_timestamp(SIGNED_AT + late_by, 0).expect("in range"));
        let headers = [(SIGNATURE, signature), (TIMESTAMP, timestamp)];
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        Gate::new(key, clock).expect("a key").admits(&headers.collect(), body.as_bytes())
    }

    #[test]
    fn a_known_signature_is_admitted_and_every_change_to_it_is_not() {
        let (time, body) = (SIGNED_AT.to_string(), r#"{"type":1}"#);
        assert!(admits(KEY, 0, GOOD, &time, body));
        assert!(admits(&KEY.to_uppercase(), 300, GOOD, &time, body));
        assert!(!admits(KEY, 301, GOOD, &time, body), "too old");
        assert!(!admits(KEY, -301, GOOD, &time, body), "from the future");
        assert!(!admits(KEY, 0, GOOD, "1767225601", body));
        assert!(!admits(KEY, 0, GOOD, &time, r#"{"type":2}"#));
        assert!(!admits(KEY, 0, &GOOD.replacen('4', "5", 1), &time, body));
        assert!(!admits(KEY, 0, &GOOD[..126], &time, body));
    }

    #[test]
    fn a_key_that_is_none_is_told_by_its_variable() {
        for key in ["", "abc", &KEY[..62], &format!("{KEY}00"), &"zz".repeat(32)] {
            let why = Gate::new(key, Clock::system()).err().expect("no key");
            assert!(why.contains("DISCORD_PUBLIC_KEY"), "{why}");
        }
    }
}
