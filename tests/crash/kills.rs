//! kill -9 between a command's coming and the last of its notices.

use crate::{
    on_both_engines,
    scene::{LEASES_END, Scene, is_acknowledged},
};
use chrono::TimeDelta;
use docket::sandbox::{Entry, Fault};
use std::time::{Duration, Instant};

const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";
const MESSAGES: &str = "/channels/{channel_id}/messages";
/// Longer than Discord remembers a nonce.
const NONCES_END: TimeDelta = TimeDelta::minutes(6);

/// When docket is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So many microseconds after Discord has sent the command.
    Sent(u64),
    /// So many microseconds after docket's request to this route has reached Discord.
    Heard(&'static str, u64),
}

/// What goes wrong with docket's requests besides.
#[derive(Clone, Copy, Debug)]
enum Network {
    Good,
    Bad(&'static str, Fault),
}

/// Files feedback, kills docket at that moment, lets time pass, starts docket again, and looks.
async fn dies(scene: &Scene, case: usize, moment: Moment, network: Network, passes: TimeDelta) {
    let how = format!("case {case}: {moment:?}, {network:?}, after {passes}");
    let bot = scene.starts().await;
    // What a new start asks of Discord is over, so that requests can be counted.
    scene.is_done().await;
    if let Network::Bad(template, fault) = network {
        scene.sandbox.faults().next(1, "POST", template, fault);
    }
    let before = scene.sandbox.mark();
    let handle = scene.files(case);
    let pause = match moment {
        Moment::Sent(micros) => micros,
        Moment::Heard(template, micros) => {
            let is_it = |entry: &Entry| entry.method == "POST" && entry.template == template;
            let heard = scene.sandbox.wait_for_journal(|journal| journal.since(before).any(is_it)).await;
            assert!(heard, "{how}: the moment never came");
            micros
        }
    };
    waste(Duration::from_micros(pause));
    scene.kills(bot).await;
    scene.sandbox.faults().clear();
    scene.passes(passes).await;

    let bot = scene.starts().await;
    scene.is_done().await;
    let outcome = handle.outcome().await;
    scene.is_whole(case, is_acknowledged(&outcome), &how).await;
    scene.stops(bot).await;
}

/// Lets real time pass, to the microsecond: what is being timed is another process.
pub fn waste(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
    }
}

on_both_engines! {
    async fn killed_at_any_time_after_the_command_was_sent(db: TestDb) {
        let scene = Scene::new(db).await;
        for (case, millis) in [0, 1, 2, 4, 6, 9, 13, 18, 25, 35, 50, 80].into_iter().enumerate() {
            // A little off the millisecond, another amount each time.
            let moment = Moment::Sent(millis * 1000 + (case as u64 * 377) % 1000);
            dies(&scene, case, moment, Network::Good, LEASES_END).await;
        }
    }

    async fn killed_when_discord_has_heard_of_it(db: TestDb) {
        let scene = Scene::new(db).await;
        let mut case = 0;
        for template in [CALLBACK, MESSAGES] {
            for micros in [0, 700, 2_500, 9_000, 30_000] {
                case += 1;
                dies(&scene, case, Moment::Heard(template, micros), Network::Good, LEASES_END).await;
            }
        }
    }

    async fn killed_on_a_bad_line(db: TestDb) {
        let scene = Scene::new(db).await;
        let slow = Fault::Slow(Duration::from_millis(300));
        let lines = [
            Network::Bad(CALLBACK, Fault::DropAfter),
            Network::Bad(CALLBACK, Fault::DropBefore),
            Network::Bad(CALLBACK, slow),
            Network::Bad(MESSAGES, Fault::DropAfter),
            Network::Bad(MESSAGES, Fault::Status(500)),
            Network::Bad(MESSAGES, slow),
        ];
        for (case, network) in lines.into_iter().enumerate() {
            dies(&scene, case * 2, Moment::Heard(CALLBACK, 500), network, LEASES_END).await;
            dies(&scene, case * 2 + 1, Moment::Heard(MESSAGES, 4_000), network, LEASES_END).await;
        }
    }

    async fn killed_and_started_again_when_discord_has_forgotten_the_nonce(db: TestDb) {
        let scene = Scene::new(db).await;
        let slow = Fault::Slow(Duration::from_millis(300));
        let lines = [Network::Good, Network::Bad(MESSAGES, slow), Network::Bad(MESSAGES, Fault::DropAfter)];
        for (case, network) in lines.into_iter().enumerate() {
            dies(&scene, case * 2, Moment::Heard(MESSAGES, 0), network, NONCES_END).await;
            dies(&scene, case * 2 + 1, Moment::Sent(15_000), network, NONCES_END).await;
        }
    }

    async fn killed_again_and_again_over_one_request(db: TestDb) {
        let scene = Scene::new(db).await;
        let bot = scene.starts().await;
        let handle = scene.files(1);
        let outcome = handle.outcome().await;
        assert!(is_acknowledged(&outcome), "{}", outcome.text());
        scene.kills(bot).await;
        for micros in [0, 2_000, 8_000, 20_000] {
            scene.passes(LEASES_END).await;
            let bot = scene.starts().await;
            waste(Duration::from_micros(micros));
            scene.kills(bot).await;
        }
        scene.passes(LEASES_END).await;
        let bot = scene.starts().await;
        scene.is_done().await;
        scene.is_whole(1, true, "killed five times").await;
        scene.stops(bot).await;
    }
}
