//! From kill -9 to the first card after the restart: seconds, and nothing is doubled.
//!
//! `DOCKET_KILLS=200 cargo nextest run --test crash --no-capture seconds` kills that often and prints how
//! long it took; tests/README.md has the numbers.

use crate::{
    bot::Machine,
    engines::{TestDb, on_postgres, on_sqlite},
    scene::{Scene, until},
};
use docket::sandbox::{Entry, Fault};
use std::time::{Duration, Instant};

const MESSAGES: &str = "/channels/{channel_id}/messages";
/// The longest that the team may wait.
const SECONDS: Duration = Duration::from_secs(5);
/// How often docket is killed unless `DOCKET_KILLS` says otherwise.
const KILLS: usize = 4;

fn kills() -> usize {
    std::env::var("DOCKET_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// Kills docket while the card of a request is on its way, starts it again at once, and waits for that card.
async fn dies_and_comes_back(scene: &Scene, machine: Machine) -> Vec<Duration> {
    let mut took = Vec::new();
    let mut bot = scene.begins(machine);
    for case in 0..kills() {
        assert!(scene.sandbox.wait_for_bot().await, "case {case}: docket connects");
        scene.is_done().await;
        // The card is held up in Discord's hands, so that docket dies with a lease on it; every other one has arrived.
        let slow = if case % 2 == 0 { Fault::DropBefore } else { Fault::Slow(Duration::from_millis(50)) };
        scene.sandbox.faults().next(1, "POST", MESSAGES, slow);
        let before = scene.sandbox.mark();
        let handle = scene.files(case);
        let is_it = |entry: &Entry| entry.method == "POST" && entry.template == MESSAGES;
        let heard = scene.sandbox.wait_for_journal(|journal| journal.since(before).any(is_it)).await;
        assert!(heard, "case {case}: the card is on its way");
        let killed = Instant::now();
        bot.kill();
        bot = scene.begins(machine);
        until("the card is there", async || !scene.notices(case).is_empty() && scene.outbox().await == 0)
            .await;
        took.push(killed.elapsed());
        drop(handle);
        scene.is_whole(case, scene.filed(case).await == 1, &format!("case {case}")).await;
    }
    bot.kill();
    took
}

async fn within_seconds(db: TestDb, machine: Machine) {
    let engine = db.engine();
    let scene = Scene::new(db).await;
    let mut took = dies_and_comes_back(&scene, machine).await;
    took.sort();
    let (median, longest) = (took[took.len() / 2], took[took.len() - 1]);
    println!(
        "{engine}, {machine:?} machine, {} kills: median {median:.2?}, longest {longest:.2?}",
        took.len()
    );
    assert!(longest < SECONDS, "the longest wait was {longest:?}");
    for case in 0..took.len() {
        scene.is_whole(case, true, &format!("case {case}, at the end")).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_crash_the_first_card_comes_within_seconds_on_sqlite() {
    on_sqlite(|db| within_seconds(db, Machine::This)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_crash_the_first_card_comes_within_seconds_on_postgres() {
    on_postgres(|db| within_seconds(db, Machine::This)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_crash_the_first_card_comes_within_seconds_from_another_machine() {
    on_postgres(|db| within_seconds(db, Machine::Another)).await;
}
