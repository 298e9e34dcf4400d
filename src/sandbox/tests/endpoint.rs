//! Delivery over HTTP, to a small endpoint that checks signatures.

use super::*;
use crate::sandbox::Outcome;
use axum::{
    Json, Router,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use ed25519_dalek::{Signature, VerifyingKey};

/// Starts an endpoint that answers commands with "over HTTP"; `careless` ones accept any signature.
async fn endpoint(public_key: &str, careless: bool) -> String {
    let bytes = data_encoding::HEXLOWER.decode(public_key.as_bytes()).expect("hex");
    let key = VerifyingKey::from_bytes(&bytes.try_into().expect("32 bytes")).expect("a key");
    let answer = async move |headers: HeaderMap, body: Bytes| -> Response {
        let header = |name: &str| headers[name].to_str().expect("text").as_bytes().to_vec();
        let signature = data_encoding::HEXLOWER.decode(&header("x-signature-ed25519")).expect("hex");
        let signature = Signature::from_slice(&signature).expect("64 bytes");
        let message = [header("x-signature-timestamp").as_slice(), &body].concat();
        if !careless && key.verify_strict(&message, &signature).is_err() {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let value: Value = serde_json::from_slice(&body).expect("JSON");
        match value["type"].as_u64() {
            Some(1) => Json(json!({ "type": 1 })).into_response(),
            _ => Json(json!({ "type": 4, "data": { "content": "over HTTP" } })).into_response(),
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/interactions", listener.local_addr().expect("bound"));
    tokio::spawn(
        async move { axum::serve(listener, Router::new().route("/interactions", post(answer))).await },
    );
    url
}

#[tokio::test]
async fn interactions_are_delivered_signed_and_answered_in_the_response() {
    let scene = Scene::open().await;
    scene.register_note().await;
    let url = endpoint(&scene.sandbox.public_key(), false).await;
    scene.sandbox.set_interactions_endpoint(Some(&url)).await.expect("accepted");
    let Outcome::Message(message) = scene.note().outcome().await else { panic!("a message") };
    assert_eq!(message.content, "over HTTP");
    let journal = scene.sandbox.journal();
    let entry = journal.entries().next_back().expect("journaled");
    assert!(entry.over_http);
    assert_eq!(entry.body.as_ref().map(|body| body["type"].clone()), Some(json!(4)));
}

#[tokio::test]
async fn an_endpoint_that_takes_any_signature_is_not_accepted() {
    let scene = Scene::open().await;
    let url = endpoint(&scene.sandbox.public_key(), true).await;
    let why = scene.sandbox.set_interactions_endpoint(Some(&url)).await.expect_err("refused");
    assert!(why.contains("not 401"), "{why}");
}

#[tokio::test]
async fn an_endpoint_that_is_gone_fails_at_once() {
    let scene = Scene::open().await;
    scene.register_note().await;
    scene.sandbox.core.change(|state, _| state.endpoint = Some("http://127.0.0.1:1/".to_owned()));
    let Outcome::Failed(why) = scene.note().outcome().await else { panic!("a failure") };
    assert_eq!(why, "The interactions endpoint could not be reached");
}
