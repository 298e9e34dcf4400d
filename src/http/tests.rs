use super::*;
use axum::{body::Bytes, routing::post};
use futures::{FutureExt, future::BoxFuture};
use prometheus_client::metrics::counter::Counter;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

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
    start_bounded(checks, more, BOUNDS).await
}

async fn start_bounded(checks: Vec<Check>, more: Router, bounds: Bounds) -> Running {
    let mut registry = Registry::default();
    let counter = Counter::<u64>::default();
    counter.inc();
    registry.register("docket_tested", "How often this was tested", counter);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stop = CancellationToken::new();
    let shown = Shown { readiness: Arc::new(Says(checks)), metrics: Arc::new(registry) };
    let server = Server::bounded(listener, shown, more, stop.clone(), bounds).unwrap();
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

/// Small enough to be reached in a test.
const TIGHT: Bounds = Bounds {
    connections: 20,
    head: Duration::from_millis(400),
    idle: Duration::from_secs(60),
    answer: Duration::from_millis(600),
};
/// Far more than anything here takes.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends `start`, and then a byte now and then until the server does not listen any more. Returns what it answered.
async fn drips(address: SocketAddr, start: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(start.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut drops = tokio::time::interval(Duration::from_millis(20));
        while write.write_all(b"x").await.is_ok() {
            drops.tick().await;
        }
    });
    let mut answer = Vec::new();
    // A reset is an end as well.
    let _ = tokio::time::timeout(TIMEOUT, read.read_to_end(&mut answer)).await.expect("the server hangs up");
    dripping.abort();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn clients_that_drip_their_headers_are_cut_off_and_keep_nobody_out() {
    let running = start_bounded(Vec::new(), Router::new(), TIGHT).await;
    let address = running.server.address();
    // None of these would be cut off by the clock alone within this test.
    let patient = Bounds { head: TIMEOUT * 10, ..TIGHT };
    let crowded = start_bounded(Vec::new(), Router::new(), patient).await;
    let crowd: Vec<_> =
        (0..100).map(|_| tokio::spawn(drips(crowded.server.address(), "GET / HTTP/1.1\r\nX: "))).collect();
    for _ in 0..10 {
        let alive = reqwest::Client::new().get(format!("{}/healthz", crowded.url)).timeout(TIMEOUT).send();
        assert_eq!(alive.await.unwrap().status(), 200, "whoever asks properly is answered");
    }
    crowd.iter().for_each(tokio::task::JoinHandle::abort);
    for answer in futures::future::join_all((0..15).map(|_| drips(address, "GET / HTTP/1.1\r\nX: "))).await {
        assert_eq!(answer, "", "there was no request to answer");
    }
}

#[tokio::test]
async fn a_client_that_sends_nothing_is_cut_off() {
    let running = start_bounded(Vec::new(), Router::new(), TIGHT).await;
    let mut stream = TcpStream::connect(running.server.address()).await.unwrap();
    let end = tokio::time::timeout(TIMEOUT, stream.read(&mut [0; 8])).await.expect("the server hangs up");
    assert!(matches!(end, Ok(0) | Err(_)));
}

#[tokio::test]
async fn a_body_that_drips_is_told_that_it_took_too_long() {
    async fn eat(_: Bytes) {}
    let running = start_bounded(Vec::new(), Router::new().route("/eat", post(eat)), TIGHT).await;
    let head = "POST /eat HTTP/1.1\r\nHost: docket\r\nContent-Length: 100000\r\n\r\n";
    let answer = drips(running.server.address(), head).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
}

#[tokio::test]
async fn a_connection_rests_between_requests_for_longer_than_headers_may_take() {
    let running = start_bounded(Vec::new(), Router::new(), TIGHT).await;
    let mut stream = TcpStream::connect(running.server.address()).await.unwrap();
    for _ in 0..2 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: docket\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"alive\n") {
            assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the connection is open");
        }
        let rest = tokio::time::timeout(TIGHT.head * 3, stream.read(&mut [0; 8])).await;
        assert!(rest.is_err(), "the server neither speaks nor hangs up");
    }
}
