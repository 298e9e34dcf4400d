//! The 3-second rule and the quarter of an hour that a token lives.

use crate::{
    in_every_world, on_each_engine,
    world::{Plan, World},
    worlds,
};
use chrono::TimeDelta;
use docket::{
    db::Tx,
    sandbox::{Fault, Outcome},
};
use serde_json::json;
use std::time::Duration;

const ORIGINAL: &str = "/webhooks/{webhook_id}/{webhook_token}/messages/@original";

/// Keeps every change of the guild's requests waiting until it is dropped.
async fn lock_writer(world: &World) -> Tx {
    let mut tx = world.db.begin().await.expect("the database answers");
    let everything = docket::sql![lite("SELECT 1") pg("LOCK TABLE request IN EXCLUSIVE MODE")];
    tx.q(everything).run().await.expect("nobody else holds it for long");
    tx
}

in_every_world! {
    async fn a_slow_answer_is_deferred_and_then_given(world in Plan::team().deferring()) {
        let person = world.member("Support engineer");
        let held = lock_writer(world).await;
        let handle = person.begins("/feedback text:SSO login loops");
        assert!(matches!(handle.first().await, Outcome::Deferred), "docket says in time that it is thinking");
        drop(held);
        let answer = person.sees_answer_to(&handle).await;
        answer.is_private().sees("Filed as **REQ-1**");
        let journal = world.sandbox.journal();
        let first = journal.entries().find(|entry| entry.path.starts_with(&format!("/interactions/{}/", handle.id())));
        let first = first.and_then(|entry| entry.body.clone()).expect("a first answer");
        assert_eq!((&first["type"], &first["data"]["flags"]), (&json!(5), &json!(64)), "in private");
    }

    async fn a_slow_question_to_discord_is_deferred_too(world in Plan::fresh().deferring()) {
        let slow = Fault::Slow(Duration::from_millis(300));
        world.sandbox.faults().next(1, "GET", "/guilds/{guild_id}", slow);
        let admin = world.member("Admin");
        let handle = admin.begins("/settings check");
        assert!(matches!(handle.first().await, Outcome::Deferred));
        admin.sees_answer_to(&handle).await.is_private().sees("purpose:requests");
    }

    async fn a_slow_press_changes_its_message_in_the_end(world in Plan::team().deferring()) {
        let filed = world.member("PM lead").types("/feedback text:SSO login loops").await;
        filed.presses("Take it").await.is_in_place().sees("assigned to you");
    }

    async fn a_slow_refusal_is_given_too(world in Plan::team().deferring()) {
        let refused = world.member("Guest").types("/customer list").await;
        refused.is_private().sees("You need the");
    }

    async fn a_token_that_has_died_takes_nothing_with_it(world in Plan::team().deferring()) {
        // Refused by Discord with 401 or 404, after the quarter of an hour.
        for status in [401, 404] {
            world.expects_status(status);
        }
        world.sandbox.faults().next(1, "PATCH", ORIGINAL, Fault::Limited(docket::sandbox::Scope::User, Duration::from_millis(800)));
        world.expects_status(429);
        let held = lock_writer(world).await;
        let handle = world.member("Support engineer").begins("/feedback text:SSO login loops");
        assert!(matches!(handle.first().await, Outcome::Deferred));
        drop(held);
        let limited = world.sandbox.wait_for_journal(|journal| journal.entries().any(|entry| entry.status == 429));
        assert!(limited.await, "the edit was put off");
        world.clock.turn_by(TimeDelta::minutes(16));
        let refused = world.sandbox.wait_for_journal(|journal| {
            journal.to("PATCH", ORIGINAL).any(|entry| matches!(entry.status, 401 | 404))
        });
        assert!(refused.await, "the token is dead");
        world.channel("requests").shows("REQ-1 · new").await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request").await, 1);
        // The answer finds another way to the one who waits for it, who would file it again otherwise.
        let person = world.member("Support engineer").id;
        let told = world.sandbox.wait_for_dm(person, |message| message.text().contains("Filed as **REQ-1**")).await;
        assert!(!told.expect("a direct message").components.is_empty(), "its buttons work there too");
    }
}

on_each_engine! {
    async fn files_are_sent_after_a_deferral(world in Plan::team().deferring()) {
        let bytes = b"log".as_slice().into();
        let file = docket::sandbox::Upload { filename: "a.log".to_owned(), content_type: None, bytes };
        let person = world.member("Support engineer");
        person.types_with("/feedback text:SSO login loops file:a.log", file).await.sees("REQ-1");
        world.settle().await;
        let shown = person.types("/request show request:1").await;
        let files = shown.presses("Files").await;
        assert_eq!(files.message().attachments.len(), 1);
    }
}

// Only PostgreSQL lets a test keep readers waiting, and a form is opened without writing anything.
worlds! {
    [gateway Postgres Gateway] [http Postgres Http]
    a_form_that_comes_too_late_is_offered_by_a_button world [Plan::team().deferring()] {
        let mut held = world.db.begin().await.expect("the database answers");
        held.q("LOCK TABLE setting IN ACCESS EXCLUSIVE MODE").run().await.expect("a lock");
        let person = world.member("Support engineer");
        let handle = person.begins("/feedback");
        assert!(matches!(handle.first().await, Outcome::Deferred));
        drop(held);
        let offered = person.sees_answer_to(&handle).await;
        offered.is_private().sees("The form could not open in time").sees("nothing is lost");
        assert_eq!(offered.buttons(), ["Open the form"]);
    }
}
