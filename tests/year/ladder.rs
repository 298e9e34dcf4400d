//! The ladder of a public question: whatever happens to docket between two steps, each of those who are asked is asked once.

use crate::{
    program::Program,
    time::{LEASES_END, turns_to_next},
    world::{Door, Engine, Plan, World, run},
};
use chrono::TimeDelta;
use docket::{
    app::{App, AppOptions},
    sandbox::Message,
};
use std::time::{Duration, Instant};

/// Longer than the ladder takes, with the weekend in it, and than the answer may take.
const LONG: TimeDelta = TimeDelta::days(7);

/// A question of marketing's that nobody takes.
async fn asked(world: &World) {
    world.expects_role_pings();
    let admin = world.member("Admin");
    admin.types("/settings channel purpose:social channel:#social").await.sees("public questions");
    let rotation = "/rotation setup name:rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                    zone:America/Los_Angeles";
    world.member("PM lead").types(rotation).await.presses("Save").await.sees("is set up");
    let marketing = world.member("Marketing").in_channel("social");
    marketing.types("/escalate url:Why does my login loop?").await.sees("ESC-1");
    world.settle().await;
}

/// What was said in a channel or a thread.
fn said(world: &World, place: docket::sandbox::Id) -> Vec<Message> {
    let bot = world.sandbox.bot_id();
    world.sandbox.messages(place, bot).into_iter().filter(|message| message.author_id == bot).collect()
}

/// Each step that was taken was told once, the first by the card, and so was that it is late.
async fn each_was_asked_once(world: &World) {
    let social = world.channel("social");
    let card = social.only("ESC-1 ·");
    let steps = world.count("SELECT COUNT(*) FROM event WHERE verb = 'asked'").await;
    let asks = said(world, social.id).iter().filter(|message| message.text().contains("**ESC-1**")).count();
    assert_eq!(asks as i64 + 1, steps, "{}", social.transcript());
    // Two rounds: the owner twice, the stand-in, who is on duty, the leads; who is on duty changes meanwhile.
    assert!((9..=10).contains(&steps), "{steps} steps:\n{}", social.transcript());
    assert_eq!(world.count("SELECT steps_taken FROM escalation").await, steps);
    assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'late'").await, 2);
    let late = said(world, card.id).iter().filter(|message| message.text().contains("is late")).count();
    assert_eq!(late, 1, "nobody has taken or answered it: one message says both");
    assert!(card.text().contains("everybody has been asked"), "{}", card.text());
}

/// Lets real time pass, to the microsecond: what is being timed is another process.
fn waste(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

async fn killed_between_any_two_steps(world: &World) {
    asked(world).await;
    world.stops().await;
    let end = world.now() + LONG;
    let mut program = Program::start(world).await;
    let mut kills = 0;
    while turns_to_next(world, end).await {
        program.begins(world.now());
        // Now before anything is done, now in the middle of it, now when it is done.
        waste(Duration::from_micros((kills * 3_700) % 41_000));
        program.kill(world).await;
        kills += 1;
        world.clock.turn_by(LEASES_END);
        program = Program::start(world).await;
    }
    program.begins(world.now());
    program.is_done().await;
    program.kill(world).await;
    assert!(kills >= 10, "killed {kills} times");
    each_was_asked_once(world).await;
    world.starts().await;
}

async fn two_share_the_work(world: &World) {
    asked(world).await;
    let options = AppOptions::new(world.clock.clone());
    let other = App::start(world.settings(), options).await.expect("another one starts");
    let end = world.now() + LONG;
    while turns_to_next(world, end).await {
        let (_, settled) = tokio::join!(world.settle(), other.settle());
        settled.expect("the database answers");
    }
    world.settle().await;
    other.stop().await;
    each_was_asked_once(world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_any_two_steps_on_sqlite() {
    run(Engine::Sqlite, Door::Gateway, Plan::team(), |world| Box::pin(killed_between_any_two_steps(world)))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_any_two_steps_on_postgres() {
    run(Engine::Postgres, Door::Gateway, Plan::team(), |world| Box::pin(killed_between_any_two_steps(world)))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_instances_ask_each_once() {
    run(Engine::Postgres, Door::Http, Plan::team(), |world| Box::pin(two_share_the_work(world))).await;
}
