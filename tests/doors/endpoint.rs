//! The door over HTTP lets in what Discord has signed, and nothing else.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use docket::{contract::Reply, sandbox::Outcome};
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
}
