//! The database fails under docket's hands, and comes back.

use crate::{
    engines::{TestDb, on_postgres, on_sqlite},
    scene::{LEASES_END, Scene, is_acknowledged, until},
};
use sqlx::{Connection, Executor, PgConnection};
use std::net::SocketAddr;

/// Files a case and returns what is answered.
async fn answer(scene: &Scene, case: usize) -> (bool, String) {
    let outcome = scene.files(case).outcome().await;
    (is_acknowledged(&outcome), outcome.text())
}

/// Whether docket says that it is ready, and all that it says.
async fn readiness(address: SocketAddr) -> (bool, String) {
    let answer = reqwest::get(format!("http://{address}/readyz")).await.expect("docket answers");
    (answer.status().is_success(), answer.text().await.expect("a text"))
}

async fn a_full_disk(db: TestDb) {
    let scene = Scene::new(db).await;
    let (bot, address) = scene.starts_in_sight().await;
    until("it is ready", async || readiness(address).await.0).await;
    assert!(answer(&scene, 0).await.0);
    scene.is_done().await;
    let events = scene.count("SELECT COUNT(*) FROM event").await;

    // Less than a page: the write-ahead log cannot take anything more.
    bot.can_write(Some(1024));
    for case in 1..4 {
        let (is_filed, text) = answer(&scene, case).await;
        assert!(!is_filed, "case {case} cannot be written, but: {text}");
        assert!(text.contains("That did not work, and nothing was changed."), "a clear apology: {text}");
        assert_eq!(scene.filed(case).await, 0, "nothing is half-written");
    }
    assert_eq!(scene.count("SELECT COUNT(*) FROM event").await, events, "nothing is half-written");
    until("it says that it cannot write", async || {
        let (is_ready, text) = readiness(address).await;
        !is_ready && text.contains("\"name\":\"database\",\"is_ready\":false")
    })
    .await;

    bot.can_write(None);
    until("it is ready again", async || readiness(address).await.0).await;
    let (is_filed, text) = answer(&scene, 4).await;
    assert!(is_filed, "it works again by itself: {text}");
    scene.is_done().await;
    for case in [0, 4] {
        scene.is_whole(case, true, &format!("case {case}")).await;
    }
    scene.stops(bot).await;
    assert_eq!(
        scene.count("SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_forgiven() {
    on_sqlite(a_full_disk).await;
}

async fn cut_connections(db: TestDb) {
    let scene = Scene::new(db).await;
    let mut knife = PgConnection::connect(&scene.db.url).await.expect("PostgreSQL answers");
    // The test's own connections are cut as well, which open themselves again.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let (bot, address) = scene.starts_in_sight().await;
    assert!(answer(&scene, 0).await.0);
    for round in 0..6 {
        let cases: Vec<usize> = (1..=8).map(|n| round * 10 + n).collect();
        let handles: Vec<_> = cases.iter().map(|case| (*case, scene.files(*case))).collect();
        knife.execute(cut).await.expect("connections are cut");
        let mut told = Vec::new();
        for (case, handle) in handles {
            told.push((case, handle.outcome().await));
        }
        for (case, outcome) in told {
            let text = outcome.text();
            let is_sorry = text.contains("That did not work, and nothing was changed.");
            assert!(is_acknowledged(&outcome) || is_sorry, "case {case} is answered clearly: {text}");
            let is_there = i64::from(is_acknowledged(&outcome));
            until(&format!("case {case} is as it was told: {text}"), async || {
                scene.filed(case).await == is_there
            })
            .await;
        }
        until("it works again by itself", async || answer(&scene, round * 10 + 9).await.0).await;
        until("it is ready again", async || readiness(address).await.0).await;
    }
    // What was leased when its connection was cut is taken up when the lease ends.
    scene.stops(bot).await;
    scene.passes(LEASES_END).await;
    let bot = scene.starts().await;
    scene.is_done().await;
    for case in (0..60).filter(|case| case % 10 != 9) {
        let filed = scene.filed(case).await;
        scene.is_whole(case, filed > 0, &format!("case {case}")).await;
    }
    scene.stops(bot).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_connections_are_told_and_replaced() {
    on_postgres(cut_connections).await;
}
