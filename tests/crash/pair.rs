//! Two instances on one database, at one gateway: every press is answered once, and one goes on when the other dies.

use crate::{
    bot::{Bot, Machine},
    engines::{TestDb, on_postgres},
    scene::{Scene, is_acknowledged, until},
};
use docket::sandbox::Entry;
use std::time::{Duration, Instant};

const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";
const PRESSES: usize = 1_000;
/// Presses under way at a time.
const AT_ONCE: usize = 50;
const SECONDS: Duration = Duration::from_secs(5);

/// Starts a second one and waits until the two know of each other.
async fn another(scene: &Scene, machine: Machine) -> Bot {
    let other = scene.begins(machine);
    until("the other has signed on", async || scene.count("SELECT COUNT(*) FROM instance").await == 2).await;
    other
}

async fn every_press_is_answered_once(db: TestDb) {
    let scene = Scene::new(db).await;
    let one = scene.starts().await;
    let other = another(&scene, Machine::This).await;
    let before = scene.sandbox.mark();
    for round in 0..PRESSES / AT_ONCE {
        let handles: Vec<_> = (0..AT_ONCE).map(|_| scene.presses()).collect();
        for handle in handles {
            let outcome = handle.outcome().await;
            assert!(outcome.message().is_some(), "round {round}: {}", outcome.text());
        }
    }
    let journal = scene.sandbox.journal();
    let answers: Vec<&Entry> = journal.since(before).filter(|entry| entry.template == CALLBACK).collect();
    let refused = answers.iter().filter(|entry| entry.status >= 400).count();
    assert_eq!((answers.len(), refused), (PRESSES, 0), "answers, and how many of them Discord refused");
    scene.stops_one(one, 1).await;
    scene.stops(other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_answer_a_thousand_presses_once_each() {
    on_postgres(every_press_is_answered_once).await;
}

/// Kills the one at the gateway; returns how long it took until the other answered.
async fn takes_over(scene: &Scene, one: Bot) -> Duration {
    let killed = Instant::now();
    one.kill();
    until("Discord notices", async || scene.sandbox.connected_sessions() == 0).await;
    assert!(scene.sandbox.wait_for_bot().await, "the other connects");
    let took = killed.elapsed();
    let outcome = scene.files(1).outcome().await;
    assert!(is_acknowledged(&outcome), "{}", outcome.text());
    took
}

async fn one_takes_over(db: TestDb) {
    let scene = Scene::new(db).await;
    let one = scene.begins(Machine::Another);
    assert!(scene.sandbox.wait_for_bot().await, "it connects");
    let other = another(&scene, Machine::Another).await;
    assert_eq!(scene.sandbox.connected_sessions(), 1, "the other stands by");
    let took = takes_over(&scene, one).await;
    println!("the gateway was taken over after {took:.2?}");
    assert!(took < SECONDS, "{took:?}");
    scene.is_done().await;
    scene.is_whole(1, true, "after the other had taken over").await;
    scene.stops(other).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_gateway_is_taken_over_within_seconds() {
    on_postgres(one_takes_over).await;
}

async fn one_makes_way(db: TestDb) {
    let scene = Scene::new(db).await;
    let one = scene.starts().await;
    let other = another(&scene, Machine::Another).await;
    let told = Instant::now();
    one.terminate();
    assert!(one.ends().await.success());
    assert!(scene.sandbox.wait_for_bot().await, "the other connects");
    assert!(told.elapsed() < SECONDS, "{:?}", told.elapsed());
    assert!(is_acknowledged(&scene.files(1).outcome().await));
    scene.stops(other).await;
    assert_eq!(scene.count("SELECT COUNT(*) FROM instance").await, 0, "both have signed off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_stopped_leaves_the_gateway_to_the_other() {
    on_postgres(one_makes_way).await;
}
