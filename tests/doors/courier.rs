//! The outbox reaches Discord: once as the reader sees it, or with a reason that people can act on.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use chrono::TimeDelta;
use docket::{
    contract::{Card, Message},
    queue::{self, Failure, NewMessage, Target},
    sandbox::{Fault, Permissions, Scope},
};
use std::time::Duration;

const MESSAGES: &str = "/channels/{channel_id}/messages";

async fn post(stage: &Stage, target: Target, message: Message, card: Option<&str>) {
    let mut tx = stage.db.begin().await.unwrap();
    let body = serde_json::to_value(message).unwrap();
    let new = NewMessage { guild_id: stage.guild_id(), target, body, card, fallback: None };
    queue::post(&mut tx, new, stage.clock.now());
    tx.commit().await.unwrap();
}

fn requests(stage: &Stage) -> Target {
    Target::Channel(i64::try_from(stage.requests.0).unwrap())
}

/// What docket has said in the requests channel.
fn said(stage: &Stage) -> Vec<String> {
    let messages = stage.sandbox.messages(stage.requests, stage.admin);
    messages.into_iter().map(|message| message.content).collect()
}

fn reason(outcome: &Result<queue::Sent, Failure>) -> &str {
    match outcome {
        Err(Failure::Never { reason } | Failure::Later { reason, .. }) => reason,
        Ok(_) => panic!("it was delivered"),
    }
}

on_both_engines! {
    async fn a_message_whose_receipt_was_lost_is_not_said_twice(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        for wait in [TimeDelta::seconds(30), TimeDelta::minutes(20)] {
            let text = format!("said once, {wait}");
            post(&stage, requests(&stage), Message::text(&text), None).await;
            // All attempts of one delivery lose their receipt; the next delivery comes within the nonce's window, and
            // after it.
            stage.sandbox.faults().next(4, "POST", MESSAGES, Fault::DropAfter);
            assert!(matches!(stage.deliver().await[0], Err(Failure::Later { .. })));
            stage.clock.turn_by(wait);
            assert!(stage.deliver().await[0].is_ok());
            assert_eq!(said(&stage).iter().filter(|said| **said == text).count(), 1);
        }
    }

    async fn a_card_is_one_message_that_changes(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let state = |text: &str| Message::text(text).card(Card::new("REQ-1"));
        post(&stage, requests(&stage), state("new"), Some("request:1")).await;
        stage.deliver().await[0].as_ref().expect("sent");
        post(&stage, requests(&stage), state("taken"), Some("request:1")).await;
        let sent = *stage.deliver().await[0].as_ref().expect("edited");
        assert_eq!(said(&stage), ["taken"]);
        stage.sandbox.faults().delete_message(docket::sandbox::Id(sent.message_id.unsigned_abs())).unwrap();
        post(&stage, requests(&stage), state("closed"), Some("request:1")).await;
        stage.deliver().await[0].as_ref().expect("sent anew");
        assert_eq!(said(&stage), ["closed"]);
        let general = stage.sandbox.channel(stage.guild, "general").unwrap();
        let elsewhere = Target::Channel(i64::try_from(general.0).unwrap());
        post(&stage, elsewhere, state("moved"), Some("request:1")).await;
        stage.deliver().await[0].as_ref().expect("sent elsewhere");
        assert!(said(&stage).is_empty(), "the card is where it belongs now, and only there");
    }

    async fn a_card_that_cannot_be_edited_any_more_is_sent_anew(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        for n in 0..40 {
            post(&stage, requests(&stage), Message::text(format!("state {n}")), Some("request:1")).await;
            stage.deliver().await[0].as_ref().expect("delivered");
            stage.clock.turn_by(TimeDelta::hours(2));
        }
        assert_eq!(said(&stage), ["state 39"]);
    }

    async fn what_can_never_be_delivered_says_why(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let bot = stage.sandbox.bot_id();
        let person = Target::Person(i64::try_from(stage.reporter.0).unwrap());
        stage.sandbox.faults().close_dms(stage.reporter, true);
        post(&stage, person, Message::text("psst"), None).await;
        let outcome = stage.deliver().await;
        assert!(reason(&outcome[0]).contains("direct messages"), "{outcome:?}");

        stage.sandbox.set_overwrite(stage.requests, bot, Permissions::NONE, Permissions::SEND_MESSAGES);
        post(&stage, requests(&stage), Message::text("x"), None).await;
        let outcome = stage.deliver().await;
        assert!(reason(&outcome[0]).contains("Send Messages is missing"), "{outcome:?}");

        stage.sandbox.faults().delete_channel(stage.requests).unwrap();
        post(&stage, requests(&stage), Message::text("x"), None).await;
        let outcome = stage.deliver().await;
        assert!(reason(&outcome[0]).contains("does not exist"), "{outcome:?}");
        let dead = queue::dead_messages(&mut &stage.db, stage.guild_id(), 10).await.unwrap();
        assert_eq!(dead.len(), 3, "a person can see each of them");
    }

    async fn a_refusal_that_is_not_of_the_message_is_waited_out(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        for status in [401, 403, 404] {
            let text = format!("after {status}");
            post(&stage, requests(&stage), Message::text(&text), None).await;
            // Without one of Discord's numbers, as a proxy or a withdrawn token has it.
            stage.sandbox.faults().next(1, "POST", MESSAGES, Fault::Status(status));
            let outcome = stage.deliver().await;
            assert!(matches!(outcome[0], Err(Failure::Later { .. })), "{status}: {outcome:?}");
            stage.clock.turn_by(TimeDelta::minutes(1));
            stage.deliver().await[0].as_ref().expect("delivered once that is over");
            assert_eq!(said(&stage).last(), Some(&text));
        }
    }

    async fn a_person_is_reached_in_direct_messages(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let person = Target::Person(i64::try_from(stage.reporter.0).unwrap());
        for text in ["first", "second"] {
            post(&stage, person, Message::text(text), None).await;
            stage.deliver().await[0].as_ref().expect("sent");
        }
        let said: Vec<_> = stage.sandbox.dms(stage.reporter).into_iter().map(|message| message.content).collect();
        assert_eq!(said, ["first", "second"]);
        let journal = stage.sandbox.journal();
        assert_eq!(journal.to("POST", "/users/@me/channels").count(), 1, "the channel is remembered");
    }

    async fn limits_are_waited_for_or_told(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let short = Duration::from_millis(300);
        for scope in [Scope::User, Scope::Shared, Scope::Global] {
            stage.sandbox.faults().next(1, "POST", MESSAGES, Fault::Limited(scope, short));
            post(&stage, requests(&stage), Message::text("patience"), None).await;
            stage.deliver().await[0].as_ref().expect("sent after the pause");
        }
        stage.sandbox.faults().next(1, "POST", MESSAGES, Fault::Limited(Scope::User, Duration::from_secs(90)));
        post(&stage, requests(&stage), Message::text("later"), None).await;
        let outcome = stage.deliver().await;
        let Err(Failure::Later { retry_after: Some(wait), .. }) = &outcome[0] else { panic!("{outcome:?}") };
        assert!((85..=90).contains(&wait.num_seconds()), "{wait}");
    }

    async fn only_who_is_named_is_pinged(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let reporter = i64::try_from(stage.reporter.0).unwrap();
        let text = format!("@everyone <@{reporter}> <@{}> hello", stage.admin);
        post(&stage, requests(&stage), Message::text(text).ping(reporter).silent(), None).await;
        stage.deliver().await[0].as_ref().expect("sent");
        let message = stage.sandbox.messages(stage.requests, stage.admin).pop().expect("a message");
        assert_eq!(message.pinged_users, [stage.reporter]);
        assert!(!message.pinged_everyone && message.is_silent());
    }
}
