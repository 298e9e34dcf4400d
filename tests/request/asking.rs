//! Questions to the reporters of requests, and what becomes of the answers.

use crate::{
    on_both_engines,
    triage::{next, open, shown},
    world::{INTERNAL, REQUESTS, SUPPORT, Who, World, button, says, text_of},
};
use chrono::TimeDelta;
use docket::{
    contract::{Line, Reply},
    db::Json,
    queue::{Fallback, Target},
};

on_both_engines! {
    async fn the_reporter_is_asked_and_answers(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Reporter, "feedback", &[("text", "The invoice is wrong"), ("customer", "Acme Corp")]).await;
        world.file("SSO login loops !3").await;
        world.press(Who::Pm, &next(&world, Who::Pm).await, "Skip").await;
        let card = next(&world, Who::Pm).await;
        assert_eq!(shown(&card), Some(1));
        let form = world.press(Who::Pm, &card, "Ask the reporter").await;
        let asked = world.submit(Who::Pm, &form, &[("text", "Which *invoice* of Acme Corp?\n@everyone")]).await;
        says(&asked, "<@11> is asked about REQ-1. It comes back with the answer");
        assert_eq!(open(&world).await, 1, "it is not ours to do meanwhile");
        let question = question_message(&world).await;
        assert_eq!(question.pings, [11]);
        let text = text_of(&question);
        assert!(text.contains("<@11>, <@13> asks about your **REQ-1**"), "{text}");
        assert!(text.contains("\\*invoice\\* of Customer A") && !text.contains("Acme"), "{text}");
        assert!(!text.contains("@everyone"), "{text}");
        assert!(!text.contains("is wrong"), "what was filed in private stays private: {text}");

        let question = Reply::new(question);
        let line = button(&question, "Answer");
        let stranger = world.press_line(Who::OtherReporter, SUPPORT, &line, None, false).await;
        says(&stranger, "for <@11> or a PM to answer");
        let form = world.press_line(Who::Reporter, SUPPORT, &line, None, false).await;
        let thanks = world.submit(Who::Reporter, &form, &[("text", "Number **17**")]).await;
        says(&thanks, "Your answer is on REQ-1, which is at the head of the queue now.");
        says(&world.submit(Who::Reporter, &form, &[("text", "Again")]).await, "has its answer already");
        assert!(text_of(&question_message(&world).await).contains("Answered <t:"));

        let card = next(&world, Who::Owner).await;
        assert_eq!(shown(&card), Some(1), "before what is more important");
        says(&card, "Number \\*\\*17\\*\\*");
        says(&card, "answered <t:");
        let told = world.outbox().await.into_iter().map(|(_, message)| text_of(&message));
        assert_eq!(told.filter(|text| text.contains("<@13>, <@11> answered about **REQ-1**")).count(), 1);
        let history = world.run(Who::Pm, "request history", &[("request", "1")]).await;
        says(&history, "<@13> asked its reporter: Which");
        says(&history, "<@11> noted: Number");
        assert_eq!(shown(&world.press(Who::Owner, &card, "Take it").await), Some(2));
    }

    async fn a_question_that_cannot_be_posted_where_it_was_filed_names_customers_as_the_other_channel_may(db: TestDb) {
        let world = World::new(&db).await;
        let options = [("text", "The invoice is wrong"), ("customer", "Acme Corp")];
        world.run_in(INTERNAL, Who::Reporter, "feedback", &options).await;
        ask(&world, "Which invoice of Acme Corp?").await;
        assert!(text_of(&question_message(&world).await).contains("Acme Corp"), "the channel is internal");
        let (fallback,): (Json<Fallback>,) = world
            .db
            .q("SELECT fallback_json FROM outbox WHERE guild_id = $1 AND card LIKE 'question:%'")
            .bind(world.guild_id)
            .one()
            .await
            .expect("the question waits");
        assert_eq!(fallback.0.target, Target::Channel(REQUESTS));
        let text = fallback.0.body.to_string();
        assert!(text.contains("Customer A") && !text.contains("Acme"), "{text}");
    }

    async fn a_question_without_an_answer_brings_the_request_back(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        ask(&world, "Which one?").await;
        says(&world.run(Who::Pm, "request list", &[("unassigned", "yes")]).await, "waiting for its reporter");
        says(&next(&world, Who::Pm).await, "1 waiting for an answer");
        world.turn(TimeDelta::days(6));
        let card = next(&world, Who::Pm).await;
        says(&card, "no answer yet");
        // A late answer is as good.
        let line = button(&Reply::new(question_message(&world).await), "Answer");
        world.press(Who::Pm, &card, "Take it").await;
        let form = world.press_line(Who::Reporter, SUPPORT, &line, None, false).await;
        says(&world.submit(Who::Reporter, &form, &[("text", "The last")]).await, "Your answer is on REQ-1 as a note");
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "The last");
    }

    async fn a_question_can_be_taken_back(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let asked = ask(&world, "Which one?").await;
        let line = button(&Reply::new(question_message(&world).await), "Answer");
        let back = world.press(Who::Pm, &asked, "Undo").await;
        says(&back, "Undid: the question about REQ-1.");
        assert_eq!(shown(&back), Some(1));
        assert!(text_of(&question_message(&world).await).contains("no longer asks about **REQ-1**"));
        says(&world.press_line(Who::Reporter, SUPPORT, &line, None, false).await, "no longer asked");
    }

    async fn an_empty_question_or_answer_is_refused(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let form = world.press(Who::Pm, &next(&world, Who::Pm).await, "Ask the reporter").await;
        says(&world.submit(Who::Pm, &form, &[("text", "\u{200B}")]).await, "nobody was asked");
        assert_eq!(world.count("SELECT COUNT(*) FROM request_question WHERE guild_id = $1").await, 0);
        ask(&world, "Which one?").await;
        let line = button(&Reply::new(question_message(&world).await), "Answer");
        let form = world.press_line(Who::Reporter, SUPPORT, &line, None, false).await;
        says(&world.submit(Who::Reporter, &form, &[("text", "\u{200B}")]).await, "nothing was saved");
        let line = Line::new("triage answer").with("question", 99);
        says(&world.press_line(Who::Reporter, SUPPORT, &line, None, false).await, "does not know this question");
    }
}

/// Asks about the first card.
async fn ask(world: &World, text: &str) -> Reply {
    let form = world.press(Who::Pm, &next(world, Who::Pm).await, "Ask the reporter").await;
    let asked = world.submit(Who::Pm, &form, &[("text", text)]).await;
    says(&asked, "is asked about REQ-1");
    asked
}

/// The message with the question, as it waits to be posted.
async fn question_message(world: &World) -> docket::contract::Message {
    let mut found = world.outbox().await;
    found.retain(|(card, _)| card.as_deref().is_some_and(|card| card.starts_with("question:")));
    assert_eq!(found.len(), 1, "one message for a question");
    found.remove(0).1
}
