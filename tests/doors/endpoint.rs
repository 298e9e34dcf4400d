//! The door over HTTP lets in what Discord has signed, and nothing else.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use docket::{
    contract::{Given, Reply},
    sandbox::Outcome,
};
use serde_json::json;
use tokio::net::TcpListener;

/// Serves the endpoint and returns its address.
async fn serve(stage: &Stage) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/interactions", listener.local_addr().unwrap());
    let router = stage.open.endpoint(&stage.sandbox.public_key()).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

on_both_engines! {
    async fn answers_and_deferrals_go_back_in_the_http_answer(db: TestDb) {
        let script = Script::new();
        let stage = Stage::new(&db, Some(script.clone())).await;
        let url = serve(&stage).await;
        stage.sandbox.set_interactions_endpoint(Some(&url)).await.expect("it passes the portal's checks");
        let typed = || stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback text:SSO");
        assert_eq!(typed().outcome().await.text(), "Done.");
        script.takes_its_time();
        let handle = typed().handle().expect("sent");
        assert!(!matches!(handle.first().await, Outcome::Failed(_)));
        script.says(|_| Reply::private("word ".repeat(1000)));
        script.go_on();
        assert!(handle.outcome().await.text().starts_with("word"));
        stage.open.stop().await;
        assert_eq!(handle.follow_ups().len(), 2, "the answer and what did not fit into it");
    }

    async fn what_discord_has_not_signed_changes_nothing(db: TestDb) {
        let script = Script::new();
        let stage = Stage::new(&db, Some(script.clone())).await;
        let url = serve(&stage).await;
        let body = br#"{"type":1}"#.to_vec();
        let now = stage.clock.now().timestamp().to_string();
        let old = (stage.clock.now().timestamp() - 301).to_string();
        let future = (stage.clock.now().timestamp() + 301).to_string();
        let good = stage.sandbox.sign(&now, &body);
        let changed = br#"{"type":2}"#.to_vec();
        let large = vec![b' '; (1 << 20) + 1];
        let broken = br#"{"type":2,"id":"#.to_vec();
        let table = [
            ("a wrong signature", &now, "00".repeat(64), body.clone(), 401),
            ("no hex", &now, "zz".repeat(64), body.clone(), 401),
            ("too short", &now, "00".into(), body.clone(), 401),
            ("nothing", &now, String::new(), body.clone(), 401),
            ("another body", &now, good.clone(), changed, 401),
            ("a cut body", &now, good.clone(), body[..5].to_vec(), 401),
            ("another time", &old, good.clone(), body.clone(), 401),
            ("an old time", &old, stage.sandbox.sign(&old, &body), body.clone(), 401),
            ("a time to come", &future, stage.sandbox.sign(&future, &body), body.clone(), 401),
            ("no time", &"soon".to_owned(), stage.sandbox.sign("soon", &body), body.clone(), 401),
            ("too large", &now, stage.sandbox.sign(&now, &large), large, 413),
            ("no JSON", &now, stage.sandbox.sign(&now, &broken), broken, 400),
            ("all well", &now, good.clone(), body.clone(), 200),
        ];
        for (name, timestamp, signature, body, expected) in table {
            let (status, answer) = stage.sandbox.post_signed(&url, timestamp, &signature, body).await.unwrap();
            assert_eq!(status, expected, "{name}: {answer}");
        }
        assert!(script.heard().is_empty());
        let unsigned = reqwest::Client::new().post(&url).json(&json!({"type": 1})).send().await.unwrap();
        assert_eq!(unsigned.status(), 401);
    }

    async fn what_does_not_read_is_answered_in_its_kind_and_counted(db: TestDb) {
        let script = Script::new();
        let stage = Stage::new(&db, Some(script.clone())).await;
        let url = serve(&stage).await;
        let now = stage.clock.now().timestamp().to_string();
        let post = async |body: Vec<u8>| {
            let signature = stage.sandbox.sign(&now, &body);
            stage.sandbox.post_signed(&url, &now, &signature, body).await.unwrap()
        };
        // Kind of interaction, status, and kind of answer.
        let table = [(1, 200, Some(1)), (2, 200, Some(4)), (3, 200, Some(4)), (4, 200, Some(8)), (5, 200, Some(4)), (9, 400, None)];
        for (kind, expected, answer) in table {
            let (status, body) = post(json!({ "id": "1", "type": kind, "data": "odd" }).to_string().into_bytes()).await;
            let body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
            assert_eq!((status, body["type"].as_u64()), (expected, answer), "kind {kind}");
        }
        assert_eq!(stage.number(r#"docket_discord_unread_total{door="http"}"#), 5, "all but the ping");
        assert!(script.heard().is_empty());
    }

    async fn half_a_character_does_not_keep_the_rest_from_being_read(db: TestDb) {
        let script = Script::new();
        let stage = Stage::new(&db, Some(script.clone())).await;
        let url = serve(&stage).await;
        let option = json!({ "type": 3, "name": "text", "value": "SSO HALF loops" });
        let data = json!({ "id": "1400000000000000002", "name": "feedback", "type": 1, "options": [option] });
        let mut interaction = stage.interaction(2, data);
        interaction["id"] = json!("1400000000000000077");
        interaction["token"] = json!("a-token-that-nobody-knows");
        let body = interaction.to_string().replace("HALF", r"\ud83d").into_bytes();
        let now = stage.clock.now().timestamp().to_string();
        let (status, answer) = stage.sandbox.post_signed(&url, &now, &stage.sandbox.sign(&now, &body), body).await.unwrap();
        assert_eq!(status, 200, "{answer}");
        assert_eq!(script.heard()[0].options["text"], Given::Text("SSO \u{fffd} loops".to_owned()));
    }
}
