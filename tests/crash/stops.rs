//! Told to stop: what was acknowledged is finished, and nothing is lost.

use crate::{
    on_both_engines,
    scene::{Scene, is_acknowledged},
};
use chrono::TimeDelta;
use docket::sandbox::{Entry, Fault};
use std::time::Duration;

const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";
const MESSAGES: &str = "/channels/{channel_id}/messages";

on_both_engines! {
    async fn told_to_stop_it_finishes_what_it_has_begun(db: TestDb) {
        let scene = Scene::new(db).await;
        // The answer, or the card, is on its way when the word comes.
        for (case, template) in [CALLBACK, MESSAGES, CALLBACK, MESSAGES].into_iter().enumerate() {
            let bot = scene.starts().await;
            scene.is_done().await;
            let before = scene.sandbox.mark();
            scene.sandbox.faults().next(1, "POST", template, Fault::Slow(Duration::from_millis(200)));
            let handle = scene.files(case);
            let is_it = |entry: &Entry| entry.method == "POST" && entry.template == template;
            assert!(scene.sandbox.wait_for_journal(|journal| journal.since(before).any(is_it)).await);
            scene.stops(bot).await;
            let outcome = handle.outcome().await;
            assert!(is_acknowledged(&outcome), "case {case}: {}", outcome.text());
            let bot = scene.starts().await;
            scene.is_done().await;
            scene.is_whole(case, true, &format!("case {case}")).await;
            scene.stops(bot).await;
        }
    }

    async fn a_restart_right_after_the_answer_delivers_the_notice_once(db: TestDb) {
        let scene = Scene::new(db).await;
        let bot = scene.starts().await;
        for case in 0..10 {
            assert!(is_acknowledged(&scene.files(case).outcome().await), "case {case}");
        }
        scene.stops(bot).await;
        // What was leased and not finished would be taken up now; a graceful stop leaves nothing of the kind.
        scene.passes(TimeDelta::seconds(1)).await;
        let bot = scene.starts().await;
        scene.is_done().await;
        for case in 0..10 {
            scene.is_whole(case, true, &format!("case {case}")).await;
        }
        scene.stops(bot).await;
    }
}
