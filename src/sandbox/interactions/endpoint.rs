//! Delivery over HTTP: signed requests to the interactions endpoint of the bot.

use super::{answer, kind};
use crate::sandbox::{
    Core,
    error::ApiError,
    ids::Id,
    journal::Entry,
    rest::{self, Content},
};
use ed25519_dalek::Signer;
use serde_json::{Value, json};
use std::sync::Arc;

/// Signs a body as Discord does: hex Ed25519 over timestamp and raw body.
pub fn sign(core: &Core, timestamp: &str, body: &[u8]) -> String {
    let message = [timestamp.as_bytes(), body].concat();
    let signature = core.read(|state| state.app.signing_key.sign(&message));
    data_encoding::HEXLOWER.encode(&signature.to_bytes())
}

/// Checks an endpoint as the developer portal does before saving it: a PING must be answered with a
/// PONG, and a wrong signature with 401.
pub async fn check(core: &Core, url: &str) -> Result<(), String> {
    let body = json!({ "id": "1", "application_id": "1", "type": kind::PING, "token": "ping", "version": 1 })
        .to_string();
    let timestamp = core.clock.now().timestamp().to_string();
    let good = sign(core, &timestamp, body.as_bytes());
    let bad = sign(core, &timestamp, b"something else");
    let refused = post(core, url, &timestamp, &bad, body.clone()).await.map_err(|error| error.to_string())?;
    if refused.status() != 401 {
        return Err(format!("A wrong signature was answered with {}, not 401.", refused.status()));
    }
    let pong = post(core, url, &timestamp, &good, body).await.map_err(|error| error.to_string())?;
    let status = pong.status();
    let value: Value =
        pong.json().await.map_err(|_| format!("PING was answered with {status} and no JSON."))?;
    match status == 200 && value["type"] == 1 {
        true => Ok(()),
        false => Err(format!("PING was answered with {status} and {value}.")),
    }
}

/// Posts a body with the two signature headers.
pub async fn post(
    core: &Core,
    url: &str,
    timestamp: &str,
    signature: &str,
    body: impl Into<reqwest::Body>,
) -> Result<reqwest::Response, reqwest::Error> {
    core.http
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", "Discord-Interactions/1.0 (+https://discord.com)")
        .header("x-signature-ed25519", signature)
        .header("x-signature-timestamp", timestamp)
        .body(body)
        .send()
        .await
}

/// Delivers an interaction and takes the answer from the response, unless that is a 202.
pub async fn deliver(core: Arc<Core>, id: Id, url: String, payload: Arc<str>) {
    let body = payload.to_string();
    let timestamp = core.clock.now().timestamp().to_string();
    let signature = sign(&core, &timestamp, body.as_bytes());
    let outcome = match post(&core, &url, &timestamp, &signature, body).await {
        Ok(response) => take(&core, id, response).await,
        Err(_) => Err("The interactions endpoint could not be reached".to_owned()),
    };
    if let Err(why) = outcome {
        core.change(|state, _| {
            if let Some(found) = state.interactions.get_mut(&id).filter(|found| found.ack.is_none()) {
                found.failed = Some(why);
                found.ring();
            }
        });
    }
}

async fn take(core: &Core, id: Id, response: reqwest::Response) -> Result<(), String> {
    match response.status().as_u16() {
        200 => {}
        202 => return Ok(()),
        status => return Err(format!("The interactions endpoint answered with {status}")),
    }
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let bytes = response.bytes().await.map_err(|_| "The answer broke off".to_owned())?;
    let content = rest::read_content(&content_type, bytes).await.map_err(|error| error.message)?;
    let answered = core.change(|state, now| {
        let Some(found) = state.interactions.get(&id) else { return Err(ApiError::unknown_interaction()) };
        let token = found.token.clone();
        let result = answer(state, now, id, &token, &content.body, &content.files);
        let status = result.as_ref().map_or_else(|error| error.status.as_u16(), |_| 200);
        state.journal.push(entry(now, id, &token, &content, status));
        result
    });
    answered.map(|_| ()).map_err(|error| error.body().to_string())
}

fn entry(now: chrono::DateTime<chrono::Utc>, id: Id, token: &str, content: &Content, status: u16) -> Entry {
    Entry {
        number: 0,
        at: now,
        method: "POST".to_owned(),
        template: "/interactions/{interaction_id}/{interaction_token}/callback".to_owned(),
        path: format!("/interactions/{id}/{token}/callback"),
        body: Some(content.body.clone()),
        parts: content.parts.clone(),
        status,
        over_http: true,
    }
}
