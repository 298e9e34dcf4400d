//! A reply to a message of docket's means what the room says that waits for it.

use crate::{
    on_both_engines,
    stage::{EARSHOT, Script, Stage},
};
use docket::{
    contract::{Given, Message, Reply, Source},
    room::{Actor, tell},
    sandbox::{Beside, Id, Typed},
};
use std::sync::{Arc, atomic::Ordering};

const REACTION: &str = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me";

/// docket says something in a channel; returns which message that is.
async fn docket_says(stage: &Stage, channel: Id, text: &str) -> Id {
    let target = docket::queue::Target::Channel(number(channel));
    let actor = Actor::docket(stage.guild_id(), stage.clock.now());
    let mut tx = stage.db.begin().await.unwrap();
    tell(&mut tx, &actor, target, &Message::text(text), None).unwrap();
    tx.commit().await.unwrap();
    let sent = stage.deliver().await.remove(0).expect("said").sent;
    Id(sent.message_id.unsigned_abs())
}

/// The reporter replies to it.
fn replies(stage: &Stage, channel: Id, to: Id, text: &str) -> Id {
    let beside = Beside { reply_to: Some(to), ..Beside::default() };
    match stage.sandbox.post(channel, stage.reporter, text, beside) {
        Typed::Posted(message) => message.id,
        _ => panic!("not a message"),
    }
}

fn number(id: Id) -> i64 {
    i64::try_from(id.0).unwrap()
}

async fn attentive(db: &crate::engines::TestDb, script: &Arc<Script>) -> Stage {
    let stage = Stage::with_gateway(db, Some(Arc::clone(script) as Arc<_>)).await;
    EARSHOT.store(number(stage.general()), Ordering::Relaxed);
    stage
}

on_both_engines! {
    async fn a_reply_is_a_command_and_a_mark_says_that_it_was_taken(db: TestDb) {
        let script = Script::new();
        let stage = attentive(&db, &script).await;
        script.says(|_| Reply::new("📝"));
        let item = docket_says(&stage, stage.general(), "Item 1: pricing").await;
        let note = replies(&stage, stage.general(), item, "copy is with legal");
        assert!(stage.sandbox.wait_for_journal(|journal| journal.to("PUT", REACTION).count() == 1).await);
        let heard = script.heard();
        assert_eq!((heard.len(), heard[0].path.as_str()), (1, "request note"));
        assert_eq!((heard[0].id, &heard[0].source), (number(note), &Source::Mention { message_id: number(note) }));
        assert_eq!(heard[0].options["note"], Given::Text("copy is with legal".into()));
        assert_eq!(heard[0].options["request"], Given::Text("7".into()));
        assert_eq!(heard[0].caller.user_id, number(stage.reporter));
        let said = stage.sandbox.messages(stage.general(), stage.admin);
        assert!(said.iter().all(|message| message.reply_to != Some(note)), "nothing is said as well");
    }

    async fn a_refusal_is_said_in_answer(db: TestDb) {
        let script = Script::new();
        let stage = attentive(&db, &script).await;
        script.says(|_| Reply::private("The meeting is over. Nothing was written down."));
        let item = docket_says(&stage, stage.general(), "Item 1: pricing").await;
        let note = replies(&stage, stage.general(), item, "one more thing");
        let said = stage.sandbox.wait_for(stage.general(), |message| message.reply_to == Some(note)).await;
        assert_eq!(said.expect("an answer").content, "The meeting is over. Nothing was written down.");
    }

    async fn what_no_room_waits_for_is_left_alone(db: TestDb) {
        let script = Script::new();
        let stage = attentive(&db, &script).await;
        script.says(|_| Reply::new("📝"));
        let item = docket_says(&stage, stage.general(), "Item 1: pricing").await;
        // Not to docket.
        let other = replies(&stage, stage.general(), item, "first");
        replies(&stage, stage.general(), other, "to a person");
        // Out of earshot.
        let elsewhere = docket_says(&stage, stage.requests, "REQ-1").await;
        replies(&stage, stage.requests, elsewhere, "to docket, elsewhere");
        replies(&stage, stage.general(), item, "last");
        assert!(stage.sandbox.wait_for_journal(|journal| journal.to("PUT", REACTION).count() >= 2).await);
        let heard: Vec<_> = script.heard().iter().map(|it| it.options["note"].clone()).collect();
        assert_eq!(heard.len(), 2, "{heard:?}");
        for text in ["first", "last"] {
            assert!(heard.contains(&Given::Text(text.into())), "{heard:?}");
        }
    }
}
