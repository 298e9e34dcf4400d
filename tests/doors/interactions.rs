//! The 3-second rule and who sees what, over the gateway.

use crate::{
    on_both_engines,
    stage::{Completing, Script, Stage},
};
use docket::{
    contract::{Button, Card, File, Form, Given, Input, Line, Message, Reply, Source},
    sandbox::{Fault, Outcome, Scope},
};
use serde_json::{Value, json};
use std::time::Duration;

const LINE: &str = "/feedback text:SSO login loops";

on_both_engines! {
    async fn a_quick_answer_is_given_at_once_and_only_its_reader_sees_it(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| Reply::private(Message::text("Filed.").card(Card::new("REQ-1"))));
        let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        let message = outcome.message().expect("a message");
        assert_eq!(message.content, "Filed.");
        assert_eq!(message.private_to, Some(stage.reporter));
        let heard = script.heard();
        assert_eq!((heard[0].path.as_str(), heard[0].source.clone()), ("feedback", Source::Slash));
        assert_eq!(heard[0].options["text"], Given::Text("SSO login loops".into()));
        stage.open.stop().await;
    }

    async fn a_slow_answer_is_deferred_and_then_given(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.takes_its_time();
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
        assert!(matches!(handle.first().await, Outcome::Deferred | Outcome::Message(_)), "docket says that it thinks");
        assert!(stage.sandbox.ephemerals(stage.reporter).iter().any(|message| message.is_loading()));
        script.go_on();
        assert_eq!(handle.outcome().await.text(), "Done.");
        stage.open.stop().await;
    }

    async fn a_public_answer_after_a_private_deferral_is_public(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.takes_its_time();
        script.says(|_| Reply::public("For everyone."));
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
        handle.first().await;
        script.go_on();
        let posted = stage.sandbox.wait_for(stage.requests, |message| message.content == "For everyone.").await;
        assert_eq!(posted.expect("it is posted").private_to, None);
        assert!(stage.sandbox.ephemerals(stage.reporter).is_empty(), "nothing is left thinking");
        stage.open.stop().await;
    }

    async fn a_form_opens_and_what_is_typed_arrives(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|invocation| match invocation.source {
            Source::Form { .. } => Reply::private("Thank you."),
            _ => Reply::Form(form()),
        });
        let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback").outcome().await;
        let form = outcome.form().expect("a form").clone();
        let typed = stage.sandbox.submit(stage.reporter, form.id, &[("text", "Exports are slow")]);
        assert_eq!(typed.outcome().await.text(), "Thank you.");
        assert_eq!(script.heard()[1].options["text"], Given::Text("Exports are slow".into()));
        stage.open.stop().await;
    }

    async fn a_form_that_comes_too_late_is_offered_as_a_button(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.takes_its_time();
        script.says(|_| Reply::Form(form()));
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback").handle().expect("sent");
        handle.first().await;
        script.go_on();
        let outcome = handle.outcome().await;
        let message = outcome.message().expect("a message").clone();
        assert!(message.content.contains("Nothing was changed"), "{}", message.content);
        script.go_on();
        let pressed = stage.sandbox.press(stage.reporter, message.id, "Open the form").outcome().await;
        assert!(pressed.form().is_some(), "{pressed:?}");
        stage.open.stop().await;
    }

    async fn a_pressed_button_changes_its_message_quickly_or_slowly(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        let line = || Line::new("request show").with("request", 1).version(2);
        script.says(move |_| Reply::public(Message::text("Before").buttons([Button::run("Go", line())])));
        let shown = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        let id = shown.message().expect("a message").id;
        script.says(move |_| Reply::Update(Message::text("Quick").buttons([Button::run("Go", line())])));
        assert!(matches!(stage.sandbox.press(stage.reporter, id, "Go").outcome().await, Outcome::Update(_)));
        assert_eq!(stage.sandbox.message(id).expect("still there").content, "Quick");
        script.takes_its_time();
        script.says(|_| Reply::Update(Message::text("Slow")));
        let handle = stage.sandbox.press(stage.reporter, id, "Go").handle().expect("sent");
        handle.first().await;
        script.go_on();
        handle.outcome().await;
        let after = stage.sandbox.message(id).expect("still there");
        assert_eq!((after.content.as_str(), after.components.len()), ("Slow", 0));
        assert_eq!(script.heard()[1].version, Some(2));
        stage.open.stop().await;
    }

    async fn a_long_answer_goes_on_in_follow_ups(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| Reply::private("word ".repeat(1000)));
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
        handle.outcome().await;
        stage.open.stop().await;
        let said = stage.sandbox.ephemerals(stage.reporter);
        assert_eq!(said.iter().map(|message| message.content.split_whitespace().count()).sum::<usize>(), 1000);
        assert!(said.iter().all(|message| message.private_to == Some(stage.reporter)));
    }

    async fn files_are_attached_and_missing_ones_are_told(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| {
            let file = |file_id| File { name: "log.txt".into(), file_id, length: 5, text: None };
            Reply::private(Message { files: vec![file(1), file(2)], ..Message::text("Here") })
        });
        let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        let message = outcome.message().expect("a message");
        assert_eq!(message.attachments.len(), 1);
        assert!(message.content.contains("no longer kept"), "{}", message.content);
        stage.open.stop().await;
    }

    async fn an_answer_that_is_refused_with_its_files_comes_without_them_or_is_owned_up_to(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| {
            let files = vec![File { name: "log.txt".into(), file_id: 1, length: 5, text: None }];
            Reply::private(Message { files, ..Message::text("Here") })
        });
        let template = "/webhooks/{webhook_id}/{webhook_token}/messages/@original";
        for (times, says) in [(1, "docket still keeps them"), (2, "What was done stands")] {
            stage.sandbox.faults().next(times, "PATCH", template, Fault::Status(413));
            let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
            let outcome = handle.outcome().await;
            let message = outcome.message().expect("a message");
            assert!(message.content.contains(says) && message.attachments.is_empty(), "{}", message.content);
            assert_eq!(stage.sandbox.faults().pending(), 0, "the faults struck");
        }
        stage.open.stop().await;
    }

    async fn heavy_files_come_in_messages_of_their_own(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| {
            let file = |length| File { name: "log.txt".into(), file_id: 1, length, text: None };
            let files = [3, 4, 2, 10, 1].map(|mebibytes: i64| file(mebibytes << 20));
            Reply::private(Message { files: files.to_vec(), ..Message::text("Here") })
        });
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
        handle.outcome().await;
        stage.open.stop().await;
        let said = stage.sandbox.ephemerals(stage.reporter);
        let files: Vec<_> = said.iter().map(|message| message.attachments.len()).collect();
        assert_eq!(files, [2, 1, 1, 1], "at most 8 MiB together");
    }

    async fn an_interaction_that_comes_twice_is_answered_once(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        stage.sandbox.faults().deliver_twice(1);
        script.says(|_| Reply::public("Once."));
        let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        assert_eq!(outcome.text(), "Once.");
        stage.open.stop().await;
        let said = stage.sandbox.messages(stage.requests, stage.reporter);
        assert_eq!(said.iter().filter(|message| message.content == "Once.").count(), 1);
    }

    async fn a_first_answer_survives_a_broken_line(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script)).await;
        let template = "/interactions/{interaction_id}/{interaction_token}/callback";
        let shortly = Duration::from_millis(100);
        for fault in [Fault::DropBefore, Fault::DropAfter, Fault::Status(503), Fault::Limited(Scope::User, shortly)] {
            stage.sandbox.faults().next(1, "POST", template, fault);
            let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
            assert_eq!(outcome.text(), "Done.", "{fault:?}");
            assert_eq!(stage.sandbox.faults().pending(), 0, "the fault struck");
        }
        stage.open.stop().await;
    }

    async fn a_public_answer_that_comes_too_late_is_posted_as_a_message(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        let clock = stage.clock.clone();
        script.says(move |_| {
            clock.turn_by(chrono::TimeDelta::seconds(10));
            Reply::public("Late but true.")
        });
        let failed = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        assert!(matches!(failed, Outcome::Failed(_)), "{failed:?}");
        stage.open.stop().await;
        assert!(stage.deliver().await.iter().all(Result::is_ok));
        let said = stage.sandbox.messages(stage.requests, stage.reporter);
        assert_eq!(said.last().expect("a message").content, "Late but true.");
    }

    async fn a_private_answer_that_comes_too_late_is_posted_to_its_reader_alone(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        let clock = stage.clock.clone();
        script.says(move |_| {
            clock.turn_by(chrono::TimeDelta::seconds(10));
            let undo = Button::run("Undo", Line::new("request undo").with("request", 1));
            Reply::private(Message::text("Filed as REQ-1.").buttons([undo]))
        });
        let failed = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        assert!(matches!(failed, Outcome::Failed(_)), "{failed:?}");
        stage.open.stop().await;
        assert!(stage.deliver().await.iter().all(Result::is_ok));
        let told = stage.sandbox.dms(stage.reporter);
        let last = told.last().expect("a direct message");
        assert_eq!(last.content, "Filed as REQ-1.");
        let line = format!("request undo request:1 g:{:x}", stage.guild.0);
        let buttons: Vec<_> = last.all_components().into_iter().filter_map(|one| one["custom_id"].as_str()).collect();
        assert_eq!(buttons, [line.as_str()], "its button works where it is");
        let public = stage.sandbox.messages(stage.requests, stage.admin);
        assert!(!public.iter().any(|message| message.text().contains("REQ-1")), "nobody else sees it");
    }

    async fn a_form_that_did_not_open_is_not_written_about(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        let clock = stage.clock.clone();
        script.says(move |_| {
            clock.turn_by(chrono::TimeDelta::seconds(10));
            Reply::Form(form())
        });
        let failed = stage.sandbox.type_line(stage.requests, stage.reporter, "/feedback").outcome().await;
        assert!(matches!(failed, Outcome::Failed(_)), "{failed:?}");
        stage.open.stop().await;
        stage.deliver().await;
        let told = stage.sandbox.dms(stage.reporter);
        assert!(told.is_empty(), "nothing was done, so nothing is to be told: {told:?}");
    }

    async fn of_an_answer_that_is_cut_off_only_the_rest_is_posted(db: TestDb) {
        const FOLLOW_UP: &str = "/webhooks/{webhook_id}/{webhook_token}";
        for is_private in [false, true] {
            let script = Script::new();
            let stage = Stage::with_gateway(&db, Some(script.clone())).await;
            let text = "word ".repeat(1000);
            script.says(move |_| if is_private { Reply::private(&*text) } else { Reply::public(&*text) });
            stage.sandbox.faults().next(20, "POST", FOLLOW_UP, Fault::Status(503));
            let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
            handle.outcome().await;
            stage.open.stop().await;
            stage.sandbox.faults().clear();
            assert!(stage.deliver().await.iter().all(Result::is_ok));
            let (seen, direct) = (stage.sandbox.ephemerals(stage.reporter), stage.sandbox.dms(stage.reporter));
            let public = stage.sandbox.messages(stage.requests, stage.admin);
            let said = if is_private { [seen, direct].concat() } else { public };
            let words = said.iter().flat_map(|message| message.content.split_whitespace());
            assert_eq!(words.filter(|word| *word == "word").count(), 1000, "private: {is_private}");
        }
    }

    async fn completions_come_from_the_desk(db: TestDb) {
        let stage = Stage::with_gateway(&db, Some(Script::new())).await;
        let found = stage.sandbox.complete(stage.requests, stage.reporter, "/feedback text:x customer:Ac").await;
        assert!(found.iter().any(|suggestion| format!("{suggestion:?}").contains("Ac of customer")), "{found:?}");
        stage.open.stop().await;
    }

    async fn an_autocomplete_is_answered_as_one_whatever_is_wrong_with_it(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        let asks = async |interaction: Value| stage.sandbox.raw_interaction(interaction).first().await;
        let good = || asked(&stage, "feedback");
        assert!(matches!(asks(good()).await, Outcome::Choices(found) if found.len() == 1));
        let mut outside = good();
        let member = outside["member"].take();
        let object = outside.as_object_mut().unwrap();
        ["member", "guild_id", "guild_locale"].iter().for_each(|key| drop(object.remove(*key)));
        object.insert("user".to_owned(), member["user"].clone());
        let mut without_member = good();
        without_member["member"] = Value::Null;
        without_member["user"] = member["user"].clone();
        for odd in [outside, without_member] {
            let first = asks(odd.clone()).await;
            assert!(matches!(&first, Outcome::Choices(found) if found.is_empty()), "{odd}: {first:?}");
        }
        for how in [Completing::Hangs, Completing::Panics] {
            script.completes(how);
            let first = asks(good()).await;
            assert!(matches!(&first, Outcome::Choices(found) if found.is_empty()), "{first:?}");
        }
        stage.open.stop().await;
    }

    async fn the_desk_completes_nothing_of_what_it_does_not_know_or_cannot_read(db: TestDb) {
        let stage = Stage::with_gateway(&db, None).await;
        let asks = async |name: &str| stage.sandbox.raw_interaction(asked(&stage, name)).first().await;
        for name in ["dance", "feedback"] {
            let first = asks(name).await;
            assert!(matches!(&first, Outcome::Choices(found) if found.is_empty()), "{name}: {first:?}");
        }
        stage.db.close().await;
        let first = asks("feedback").await;
        assert!(matches!(&first, Outcome::Choices(found) if found.is_empty()), "without a database: {first:?}");
        stage.open.stop().await;
    }

    async fn an_action_that_panics_is_apologised_for(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.says(|_| panic!("on purpose"));
        let outcome = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).outcome().await;
        assert!(outcome.text().contains("did not work"), "{outcome:?}");
    }

    async fn a_stop_finishes_what_was_acknowledged(db: TestDb) {
        let script = Script::new();
        let stage = Stage::with_gateway(&db, Some(script.clone())).await;
        script.takes_its_time();
        let handle = stage.sandbox.type_line(stage.requests, stage.reporter, LINE).handle().expect("sent");
        handle.first().await;
        let (stopped, ()) = tokio::join!(stage.open.stop(), async { script.go_on() });
        let () = stopped;
        assert_eq!(handle.outcome().await.text(), "Done.");
    }
}

/// A question for completions of the customer of the command `name`.
fn asked(stage: &Stage, name: &str) -> Value {
    let option = json!({ "type": 3, "name": "customer", "value": "Ac", "focused": true });
    stage.interaction(4, json!({ "id": "1400000000000000002", "name": name, "type": 1, "options": [option] }))
}

fn form() -> Form {
    let input = Input {
        name: "text".into(),
        label: "What did they say?".into(),
        placeholder: String::new(),
        value: String::new(),
        is_required: true,
        is_long: true,
        max_length: 4000,
    };
    Form { title: "Feedback".into(), line: Line::new("feedback"), inputs: vec![input] }
}
