//! The outbox reaches Discord: once as the reader sees it, or with a reason that people can act on.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use chrono::TimeDelta;
use docket::{
    contract::{Card, Message},
    queue::{self, Failure, NewMessage, Target},
    room::{Actor, Place, draw, tell},
    sandbox::{Fault, Permissions, Scope},
};
use std::time::Duration;

const MESSAGES: &str = "/channels/{channel_id}/messages";

async fn post(stage: &Stage, target: Target, message: Message, card: Option<&str>) {
    let mut tx = stage.db.begin().await.unwrap();
    let body = serde_json::to_value(message).unwrap();
    let new = NewMessage {
        guild_id: stage.guild_id(),
        target,
        thread_of: None,
        about: None,
        body,
        card,
        fallback: None,
    };
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

fn reason(outcome: &Result<queue::Delivered, Failure>) -> &str {
    match outcome {
        Err(Failure::Never { reason } | Failure::Later { reason, .. }) => reason,
        Ok(_) => panic!("it was delivered"),
    }
}

/// Posts into the thread on the card `request:1`.
async fn post_in_thread(stage: &Stage, message: Message, card: Option<&str>) {
    let (target, actor) = (requests(stage), Actor::docket(stage.guild_id(), stage.clock.now()));
    let place = Place { target, thread_of: Some("request:1"), about: None };
    let mut tx = stage.db.begin().await.unwrap();
    match card {
        Some(card) => draw(&mut tx, &actor, place, card, &message, None).unwrap(),
        None => tell(&mut tx, &actor, place, &message, None).unwrap(),
    }
    tx.commit().await.unwrap();
}

/// The thread on the card `request:1`.
async fn thread(stage: &Stage) -> Option<i64> {
    queue::card(&mut &stage.db, stage.guild_id(), "request:1").await.unwrap()?.thread_id
}

fn said_in(stage: &Stage, thread_id: i64) -> Vec<String> {
    let messages = stage.sandbox.messages(docket::sandbox::Id(thread_id.unsigned_abs()), stage.admin);
    messages.into_iter().map(|message| message.content).collect()
}

on_both_engines! {
    async fn a_card_opens_one_thread_and_what_belongs_into_it_is_said_there(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let state = |text: &str| Message::text(text).opening("The sync of 2 December");
        post(&stage, requests(&stage), state("live"), Some("request:1")).await;
        // Posted before the thread is there.
        post_in_thread(&stage, Message::text("item 1"), Some("item")).await;
        stage.deliver().await[0].as_ref().expect("sent");
        let opened = thread(&stage).await.expect("a thread");
        stage.deliver().await[0].as_ref().expect("said in it");
        post_in_thread(&stage, Message::text("item 1, 80 %"), Some("item")).await;
        stage.deliver().await[0].as_ref().expect("edited in it");
        post(&stage, requests(&stage), state("over"), Some("request:1")).await;
        stage.deliver().await[0].as_ref().expect("edited");
        assert_eq!(said(&stage), ["over"]);
        assert_eq!(said_in(&stage, opened), ["item 1, 80 %"]);
        let threads = "/channels/{channel_id}/messages/{message_id}/threads";
        assert_eq!(stage.sandbox.journal().to("POST", threads).count(), 1);
        let of = queue::card_of_thread(&mut &stage.db, stage.guild_id(), opened).await.unwrap();
        assert_eq!(of.as_deref(), Some("request:1"));
    }

    async fn a_thread_whose_receipt_was_lost_is_found(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let threads = "/channels/{channel_id}/messages/{message_id}/threads";
        stage.sandbox.faults().next(1, "POST", threads, Fault::DropAfter);
        post(&stage, requests(&stage), Message::text("live").opening("Sync"), Some("request:1")).await;
        let delivered = stage.deliver().await[0].as_ref().expect("sent").clone();
        assert_eq!(delivered.thread_id, Some(delivered.sent.message_id), "{delivered:?}");
        assert_eq!(said(&stage), ["live"], "once");
    }

    async fn what_belongs_into_a_thread_that_is_gone_is_said_in_the_channel(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        post(&stage, requests(&stage), Message::text("live").opening("Sync"), Some("request:1")).await;
        stage.deliver().await[0].as_ref().expect("sent");
        let opened = thread(&stage).await.expect("a thread");
        stage.sandbox.faults().delete_channel(docket::sandbox::Id(opened.unsigned_abs())).unwrap();
        post_in_thread(&stage, Message::text("item 2"), Some("item")).await;
        stage.deliver().await[0].as_ref().expect("said in the channel");
        assert_eq!(said(&stage), ["live", "item 2"]);
        assert_eq!(thread(&stage).await, None, "it is not tried in vain again");
    }

    async fn without_leave_to_open_threads_all_is_said_in_the_channel_and_an_admin_hears_why(db: TestDb) {
        let stage = Stage::new(&db, Some(Script::new())).await;
        let (bot, no) = (stage.sandbox.bot_id(), Permissions::CREATE_PUBLIC_THREADS);
        stage.sandbox.set_overwrite(stage.requests, bot, Permissions::NONE, no);
        post(&stage, requests(&stage), Message::text("live").opening("Sync"), Some("request:1")).await;
        post_in_thread(&stage, Message::text("item 1"), None).await;
        let delivered = stage.deliver().await[0].as_ref().expect("sent all the same").clone();
        let trouble = delivered.trouble.expect("a word for the admin");
        assert!(trouble.contains("Create Public Threads"), "{trouble}");
        stage.deliver().await[0].as_ref().expect("said in the channel");
        assert_eq!(said(&stage), ["live", "item 1"]);
    }

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
        let sent = stage.deliver().await[0].as_ref().expect("edited").sent;
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
