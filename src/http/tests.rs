use super::*;
use axum::routing::post;
use futures::{FutureExt, future::BoxFuture};
use prometheus_client::metrics::counter::Counter;
use serde_json::{Value, json};

struct Says(Vec<Check>);

impl Readiness for Says {
    fn checks(&self) -> BoxFuture<'_, Vec<Check>> {
        std::future::ready(self.0.clone()).boxed()
    }
}

struct Running {
    url: String,
    server: Server,
    stop: CancellationToken,
}

async fn start(checks: Vec<Check>, more: Router) -> Running {
    let mut registry = Registry::default();
    let counter = Counter::<u64>::default();
    counter.inc();
    registry.register("docket_tested", "How often this was tested", counter);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stop = CancellationToken::new();
    let shown = Shown { readiness: Arc::new(Says(checks)), metrics: Arc::new(registry) };
    let server = Server::start(listener, shown, more, stop.clone()).unwrap();
    Running { url: format!("http://{}", server.address()), server, stop }
}

#[tokio::test]
async fn not_ready_says_what_is_missing() {
    let checks = vec![Check::new("database", true, "PostgreSQL"), Check::new("gateway", false, "connecting")];
    let running = start(checks, Router::new()).await;
    let response = reqwest::get(format!("{}/readyz", running.url)).await.unwrap();
    assert_eq!(response.status(), 503);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["is_ready"], json!(false));
    assert_eq!(body["checks"][1], json!({ "name": "gateway", "is_ready": false, "state": "connecting" }));
    let alive = reqwest::get(format!("{}/healthz", running.url)).await.unwrap();
    assert_eq!(alive.status(), 200, "alive all the same");
}

#[tokio::test]
async fn ready_is_200_and_metrics_are_text() {
    let running = start(vec![Check::new("database", true, "SQLite")], Router::new()).await;
    assert_eq!(reqwest::get(format!("{}/readyz", running.url)).await.unwrap().status(), 200);
    let metrics = reqwest::get(format!("{}/metrics", running.url)).await.unwrap().text().await.unwrap();
    assert!(metrics.contains("docket_tested_total 1"), "{metrics}");
    assert!(metrics.ends_with("# EOF\n"), "{metrics}");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    async fn eat(_: String) {}
    let running = start(Vec::new(), Router::new().route("/eat", post(eat))).await;
    let send = |length: usize| {
        reqwest::Client::new().post(format!("{}/eat", running.url)).body("x".repeat(length)).send()
    };
    assert_eq!(send(BODY_BYTES).await.unwrap().status(), 200);
    assert_eq!(send(BODY_BYTES + 1).await.unwrap().status(), 413);
}

#[tokio::test]
async fn stopping_answers_what_is_under_way() {
    let entered = Arc::new(tokio::sync::Notify::new());
    let release = Arc::new(tokio::sync::Notify::new());
    let slow = {
        let (entered, release) = (entered.clone(), release.clone());
        move || async move {
            entered.notify_one();
            release.notified().await;
            "done"
        }
    };
    let running = start(Vec::new(), Router::new().route("/slow", post(slow))).await;
    let request = tokio::spawn(reqwest::Client::new().post(format!("{}/slow", running.url)).send());
    entered.notified().await;
    running.stop.cancel();
    release.notify_one();
    assert_eq!(request.await.unwrap().unwrap().text().await.unwrap(), "done");
    running.server.stopped().await;
}
