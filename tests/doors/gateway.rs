//! What happens in Discord while docket looks, and while it does not.

use crate::{
    on_both_engines,
    stage::{Script, Stage},
};
use docket::{
    contract::{Given, Reply, Source},
    sandbox::{Fault, Id, Mark, Message},
};
use serde_json::json;
use std::sync::Arc;

/// The replies to a message, by docket.
fn replies(stage: &Stage, channel: Id, to: Id) -> Vec<Message> {
    let said = stage.sandbox.messages(channel, stage.admin);
    said.into_iter().filter(|message| message.reply_to == Some(to)).collect()
}

/// Posts a plain message as the reporter and returns its id.
fn say(stage: &Stage, text: &str) -> Id {
    let posted = stage.sandbox.type_line(stage.requests, stage.reporter, text);
    let docket::sandbox::Typed::Posted(message) = posted else { panic!("not a plain message") };
    message.id
}

const REQUESTS: &str = "/settings channel purpose:requests channel:#requests";
const READ: &str = "/channels/{channel_id}/messages";

async fn sets(stage: &Stage, line: &str) {
    let set = stage.sandbox.type_line(stage.requests, stage.admin, line).outcome().await;
    assert!(set.message().is_some(), "{set:?}");
}

/// docket as it starts again, connected to the gateway.
fn anew(stage: &Stage) -> docket::discord::Open {
    let desk = Arc::new(docket::dispatch::Desk::new(
        stage.db.clone(),
        stage.discord.directory(),
        docket::app::ROOMS,
    ));
    let again = Stage::doors(&stage.discord, desk, &stage.db, &stage.clock);
    again.start_gateway(docket::clockwork::Seat::only());
    again
}

/// How Discord answered docket's looks at messages since then.
fn looks(stage: &Stage, since: Mark) -> Vec<u16> {
    let journal = stage.sandbox.journal();
    let looks = journal.since(since).filter(|entry| entry.method == "GET" && entry.template == READ);
    looks.map(|look| look.status).collect()
}

/// The channels that are watched.
async fn watched(db: &docket::db::Db) -> Vec<i64> {
    let rows: Vec<(i64,)> = db.q("SELECT channel_id FROM watch").all().await.unwrap();
    rows.into_iter().map(|(channel_id,)| channel_id).collect()
}

on_both_engines! {
    async fn a_message_that_mentions_docket_is_answered_in_the_open(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| Reply::private("REQ-1 is filed."));
        let id = say(&stage, "@docket exports are slow");
        let reply = stage.sandbox.wait_for(stage.requests, |message| message.reply_to == Some(id)).await;
        assert_eq!(reply.expect("a reply").content, "REQ-1 is filed.");
        let heard = script.heard();
        assert_eq!(heard[0].source, Source::Mention { message_id: i64::try_from(id.0).unwrap() });
        assert_eq!(heard[0].options["text"], Given::Text("exports are slow".into()));
        assert!(!heard[0].caller.role_ids.is_empty(), "the author's roles are known");
        say(&stage, "nobody is meant by this");
        stage.open.stop().await;
        assert_eq!(script.heard().len(), 1);
    }

    async fn what_was_said_while_docket_was_away_is_answered_once(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        let line = "/settings channel purpose:requests channel:#requests";
        let set = stage.sandbox.type_line(stage.requests, stage.admin, line).outcome().await;
        assert!(set.message().is_some(), "{set:?}");
        stage.open.stop().await;
        let watched: Vec<(i64,)> = stage.db.q("SELECT channel_id FROM watch").all().await.unwrap();
        assert_eq!(watched, [(i64::try_from(stage.requests.0).unwrap(),)]);

        stage.clock.turn_by(chrono::TimeDelta::hours(1));
        let missed: Vec<Id> = (0..3)
            .map(|n| {
                say(&stage, &format!("chatter {n}"));
                say(&stage, &format!("@docket missed number {n}"))
            })
            .collect();
        for _ in 0..2 {
            stage.clock.turn_by(chrono::TimeDelta::hours(1));
            let desk = Arc::new(docket::dispatch::Desk::new(stage.db.clone(), stage.discord.directory(), docket::app::ROOMS));
            let again = Stage::doors(&stage.discord, desk, &stage.db, &stage.clock);
            again.start_gateway(docket::clockwork::Seat::only());
            assert!(stage.sandbox.wait_for_bot().await);
            let last = missed[2];
            let answered = stage.sandbox.wait_for(stage.requests, |message| message.reply_to == Some(last)).await;
            assert!(answered.is_some(), "the last one is answered");
            again.stop().await;
        }
        for id in missed {
            assert_eq!(replies(&stage, stage.requests, id).len(), 1, "each is answered once");
        }
        let (filed,): (i64,) = stage.db.q("SELECT COUNT(*) FROM request").one().await.unwrap();
        assert_eq!(filed, 3);
    }

    async fn a_channel_that_could_not_be_read_is_read_again(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        let line = "/settings channel purpose:requests channel:#requests";
        let set = stage.sandbox.type_line(stage.requests, stage.admin, line).outcome().await;
        assert!(set.message().is_some(), "{set:?}");
        stage.open.stop().await;
        stage.clock.turn_by(chrono::TimeDelta::hours(1));
        let missed = say(&stage, "@docket exports are slow");
        stage.sandbox.faults().next(1, "GET", "/channels/{channel_id}/messages", Fault::Status(403));
        let desk = Arc::new(docket::dispatch::Desk::new(stage.db.clone(), stage.discord.directory(), docket::app::ROOMS));
        let again = Stage::doors(&stage.discord, desk, &stage.db, &stage.clock);
        again.start_gateway(docket::clockwork::Seat::only());
        let answered = stage.sandbox.wait_for(stage.requests, |message| message.reply_to == Some(missed)).await;
        assert!(answered.is_some(), "the mention is answered");
        assert_eq!(stage.sandbox.faults().pending(), 0, "the fault struck");
        again.stop().await;
        assert_eq!(replies(&stage, stage.requests, missed).len(), 1, "once");
    }

    async fn a_stop_does_not_wait_for_what_cannot_be_read(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        sets(&stage, REQUESTS).await;
        stage.sandbox.faults().next(1000, "GET", READ, Fault::Status(403));
        // A new connection starts a look at what is watched.
        stage.sandbox.faults().invalid_session(false);
        let is_refused = stage.sandbox.wait_for_journal(|journal| journal.to("GET", READ).count() > 1).await;
        assert!(is_refused, "it is tried more than once");
        let stopped = tokio::time::timeout(std::time::Duration::from_secs(30), stage.open.stop()).await;
        assert!(stopped.is_ok(), "docket stops");
    }

    async fn a_channel_that_is_gone_is_caught_up_on_no_more_and_told_once(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        sets(&stage, REQUESTS).await;
        sets(&stage, "/settings channel purpose:admin channel:#admin").await;
        stage.open.stop().await;
        stage.sandbox.faults().delete_channel(stage.requests).unwrap();
        stage.clock.turn_by(chrono::TimeDelta::hours(1));
        let (before, again) = (stage.sandbox.mark(), anew(&stage));
        assert!(stage.sandbox.wait_for_bot().await);
        let is_noted = async {
            while watched(&stage.db).await.contains(&i64::try_from(stage.requests.0).unwrap()) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), is_noted).await.expect("it is given up");
        for _ in 0..3 {
            let refused = "/settings channel purpose:sync channel:#nowhere";
            stage.sandbox.type_line(stage.general(), stage.admin, refused).outcome().await;
            stage.sandbox.type_line(stage.general(), stage.admin, "/settings zone zone:Europe/Berlin").outcome().await;
        }
        again.stop().await;
        let refused = looks(&stage, before).into_iter().filter(|status| *status == 404).count();
        assert_eq!(refused, 1, "once is enough");
        stage.deliver().await;
        let admin = stage.sandbox.channel(stage.guild, "admin").unwrap();
        let told = stage.sandbox.messages(admin, stage.admin);
        assert_eq!(told.iter().filter(|message| message.text().contains("was deleted")).count(), 1);
    }

    async fn what_a_setting_does_not_change_is_not_asked_of_discord(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        sets(&stage, REQUESTS).await;
        let is_watched = async {
            while watched(&stage.db).await.is_empty() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), is_watched).await.expect("it is watched");
        let before = stage.sandbox.mark();
        for _ in 0..5 {
            let refused = stage.sandbox.type_line(stage.requests, stage.reporter, "/settings zone zone:Europe/Berlin");
            assert!(refused.outcome().await.text().contains("Nothing was changed"));
            sets(&stage, "/settings zone zone:Europe/Berlin").await;
        }
        stage.open.stop().await;
        assert_eq!(looks(&stage, before), [0; 0], "nothing new is to be watched");
    }

    async fn what_the_gateway_sends_and_cannot_be_read_is_counted(db: TestDb) {
        use tracing_subscriber::{layer::SubscriberExt, util::SubscriberInitExt};
        // In one process only the first test sets it up.
        let _ = tracing_subscriber::registry().with(docket::discord::hears_unread()).try_init();
        let stage = Stage::with_gateway(&db, Some(Script::new())).await;
        let number = || stage.number(r#"docket_discord_unread_total{door="gateway"}"#);
        stage.sandbox.raw_interaction(stage.interaction(9, json!({})));
        stage.sandbox.raw_interaction(stage.interaction(2, json!("odd")));
        let are_counted = async {
            while number() < 2 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), are_counted).await.expect("both are counted");
        let still = stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback text:still there?");
        assert!(still.outcome().await.message().is_some());
        assert_eq!(number(), 2);
        stage.open.stop().await;
    }

    async fn a_broken_connection_is_taken_up_again(db: TestDb) {
        let stage = Stage::with_gateway(&db, Some(Script::new())).await;
        stage.sandbox.faults().reconnect();
        let outcome = async {
            loop {
                let typed = stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback text:still there?");
                if typed.outcome().await.message().is_some() {
                    return;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), outcome).await.expect("it comes back");
        stage.open.stop().await;
    }
}
