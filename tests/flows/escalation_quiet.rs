//! Quiet hours hold what is said of a public question in its thread, but not what is critical; whoever it is for hears of it when
//! they are over.

use crate::{
    escalation::{card, filed, filed_without_set_up, hours, marketing, set_up},
    mention::minutes,
    mention_conversation::{answers, escalated},
    on_each_engine,
    world::{Answer, Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

/// How often docket has said this in the thread on a card.
fn said(world: &World, card: &Message, text: &str) -> usize {
    let bot = world.sandbox.bot_id();
    let all = world.sandbox.messages(card.id, bot).into_iter();
    all.filter(|message| message.author_id == bot && message.text().contains(text)).count()
}

/// It is ten in the morning when a world begins, and quiet for them until noon.
async fn is_quiet_for(world: &World, name: &str) {
    world.member(name).types("/digest settings quiet:9:00-12:00").await.sees("9:00");
}

/// The owner drafts an answer to the first question; it is quiet for them when marketing says what has to change in it.
async fn sends_back<'w>(world: &'w World, why: &str) -> Answer<'w> {
    let owner = world.member("PM User management").in_channel("social");
    let form = owner.presses(&card(world).await, "Draft answer…").await;
    form.submits(&[("text", "It was the cookie.")]).await.sees("is kept");
    world.settle().await;
    let ready = world.channel("social").only("the answer to **ESC-1** is ready");
    is_quiet_for(world, "PM User management").await;
    let form = marketing(world).presses(&ready, "Needs a change").await;
    form.submits(&[("why", why)]).await
}

async fn becomes_a_request(world: &World) {
    let line = "/escalation request escalation:1";
    marketing(world).types(line).await.sees("is a customer request now, **REQ-1**");
    world.settle().await;
}

on_each_engine! {
    async fn the_next_word_of_whoever_asked_waits_until_it_is_quiet_no_more(world in Plan::team().listening()) {
        let root = escalated(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        owner.presses(&social.only("ESC-1 ·"), "Got it").await.sees("is yours");
        is_quiet_for(world, "PM User management").await;
        world.turn(TimeDelta::minutes(2)).await;
        answers(world, &root, (2, "jo_dev", "@acme and since 7.2 on Windows too"));
        minutes(world, 4).await;
        answers(world, &root, (3, "jo_dev", "@acme hello?"));
        minutes(world, 4).await;
        let card = social.only("ESC-1 ·");
        assert!(card.text().contains("2 more posts"), "the card counts them at once: {}", card.text());
        assert_eq!(said(world, &card, "has written again"), 0);
        world.turn(hours(2)).await;
        assert_eq!(said(world, &card, "whoever asked **ESC-1** has written again"), 1, "both are one message");
        // After noon it is said at once.
        answers(world, &root, (4, "jo_dev", "@acme still there?"));
        minutes(world, 10).await;
        assert_eq!(said(world, &card, "whoever asked **ESC-1** has written again"), 2);
    }

    async fn what_is_answered_in_quiet_hours_has_its_later_word_told_without_a_ping(world in Plan::team().listening()) {
        let root = escalated(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        owner.presses(&social.only("ESC-1 ·"), "Got it").await.sees("is yours");
        is_quiet_for(world, "PM User management").await;
        world.turn(TimeDelta::minutes(2)).await;
        answers(world, &root, (2, "jo_dev", "@acme hello?"));
        minutes(world, 4).await;
        marketing(world).types("/escalation close escalation:1 reason:answered").await.sees("is answered");
        world.turn(hours(2)).await;
        let card = social.only("ESC-1 ·");
        assert_eq!(said(world, &card, "Whoever asked **ESC-1** has written again"), 1);
        assert_eq!(said(world, &card, "whoever asked **ESC-1** has written again"), 0, "nobody is pinged");
    }

    async fn what_is_late_is_told_when_it_is_quiet_no_more_unless_it_is_critical(world) {
        set_up(world).await;
        filed_without_set_up(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management").in_channel("social"));
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        marketing(world).types("/escalate url:SSO is down for everybody severity:critical").await.sees("ESC-2");
        world.settle().await;
        owner.presses(&social.only("ESC-2 ·"), "Got it").await.sees("is yours");
        is_quiet_for(world, "PM User management").await;
        // A business day later, at ten.
        world.turn(hours(24)).await;
        let (usual, critical) = (card(world).await, social.only("ESC-2 ·"));
        assert!(usual.text().contains("late** since"), "the card says so at once: {}", usual.text());
        let late = "it is not answered within one business day";
        assert_eq!((said(world, &usual, late), said(world, &critical, late)), (0, 1), "at {}", world.now());
        world.turn(hours(2)).await;
        assert_eq!((said(world, &usual, late), said(world, &critical, late)), (1, 1), "at {}", world.now());
        world.turn(TimeDelta::days(2)).await;
        assert_eq!((said(world, &usual, late), said(world, &critical, late)), (1, 1), "once");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'late'").await, 2);
    }

    async fn a_review_and_an_answer_that_is_ready_wait_for_those_who_are_not_to_be_disturbed(world) {
        let line = "/escalation reviewers people:@PM Self-service, @PM Growth area:User management";
        world.member("PM lead").types(line).await.sees("wait for one of");
        filed(world).await;
        is_quiet_for(world, "PM Self-service").await;
        is_quiet_for(world, "Marketing").await;
        let (social, growth) = (world.channel("social"), world.member("PM Growth"));
        let owner = world.member("PM User management").in_channel("social");
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        form.submits(&[("text", "It was the cookie.")]).await.sees("it waits for a review by");
        let first = card(world).await;
        let asks = |name: &str| {
            let text = format!("{}: the answer to **ESC-1** waits for your review", world.member(name).mention());
            said(world, &first, &text)
        };
        assert_eq!((asks("PM Growth"), asks("PM Self-service")), (1, 0));
        world.turn(hours(1)).await;
        let thread = world.sandbox.messages(first.id, world.sandbox.bot_id());
        let asked = thread.into_iter().find(|message| message.text().contains("waits for your review"));
        growth.presses(&asked.expect("one of them is asked"), "Approve").await.sees("is approved");
        world.settle().await;
        assert!(!social.transcript().contains("is ready"), "{}", social.transcript());
        world.turn(hours(1)).await;
        social.only("the answer to **ESC-1** is ready");
        assert_eq!(asks("PM Self-service"), 0, "what is approved needs no other review");
    }

    async fn whoever_reviews_is_asked_when_it_is_quiet_no_more(world) {
        let line = "/escalation reviewers people:@PM Self-service area:User management";
        world.member("PM lead").types(line).await.sees("wait for one of");
        filed(world).await;
        is_quiet_for(world, "PM Self-service").await;
        let owner = world.member("PM User management").in_channel("social");
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        form.submits(&[("text", "It was the cookie.")]).await.sees("it waits for a review by");
        let first = card(world).await;
        assert_eq!(said(world, &first, "waits for your review"), 0);
        world.turn(hours(2)).await;
        assert_eq!(said(world, &first, "waits for your review"), 1);
    }

    async fn that_an_answer_needs_a_change_is_said_when_it_is_quiet_no_more(world) {
        filed(world).await;
        sends_back(world, "Say since when").await.sees("is told, in their hours, that the answer to **ESC-1** needs a change");
        world.settle().await;
        let (social, text) = (world.channel("social"), "the answer to **ESC-1** needs a change: Say since when");
        assert!(!social.transcript().contains(text), "{}", social.transcript());
        world.turn(hours(2)).await;
        social.only(text);
    }

    async fn an_answer_that_is_written_anew_in_quiet_hours_needs_no_change(world) {
        filed(world).await;
        sends_back(world, "Say since when").await.sees("needs a change");
        let owner = world.member("PM User management").in_channel("social");
        let form = owner.presses(&card(world).await, "Draft answer…").await;
        form.submits(&[("text", "It is the cookie, since 7.2.")]).await.sees("is kept");
        world.turn(hours(2)).await;
        let social = world.channel("social");
        assert!(!social.transcript().contains("needs a change:"), "{}", social.transcript());
    }

    async fn that_the_answer_to_something_critical_needs_a_change_is_said_at_once(world) {
        set_up(world).await;
        marketing(world).types("/escalate url:Why does my login loop? severity:critical").await.sees("ESC-1");
        sends_back(world, "Say since when").await.sees("needs a change");
        world.settle().await;
        world.channel("social").only("the answer to **ESC-1** needs a change: Say since when");
    }

    async fn that_what_came_of_a_question_is_done_is_told_each_when_it_is_quiet_no_more(world) {
        filed(world).await;
        let owner = world.member("PM User management").in_channel("social");
        becomes_a_request(world).await;
        is_quiet_for(world, "PM User management").await;
        owner.types("/request close request:1").await.sees("REQ-1");
        let first = card(world).await;
        let done = |name: &str| {
            let text = format!("{}: **REQ-1** (closed) came of **ESC-1**, and it is done", world.member(name).mention());
            said(world, &first, &text)
        };
        assert_eq!((done("Marketing"), done("PM User management")), (1, 0));
        world.turn(hours(2)).await;
        assert_eq!((done("Marketing"), done("PM User management")), (1, 1));
        world.turn(TimeDelta::days(2)).await;
        assert_eq!(said(world, &first, "came of **ESC-1**, and it is done"), 2, "each once");
    }

    async fn what_is_done_in_quiet_hours_and_opened_again_is_not_told(world) {
        filed(world).await;
        let owner = world.member("PM User management").in_channel("social");
        becomes_a_request(world).await;
        is_quiet_for(world, "PM User management").await;
        is_quiet_for(world, "Marketing").await;
        owner.types("/request close request:1").await.sees("REQ-1");
        world.settle().await;
        owner.types("/escalation show escalation:1").await.sees_not("told here");
        owner.types("/request reopen request:1").await.sees("REQ-1");
        world.turn(hours(2)).await;
        let first = card(world).await;
        assert_eq!(said(world, &first, "came of **ESC-1**"), 0, "it is not done");
        owner.types("/request close request:1").await.sees("REQ-1");
        world.settle().await;
        assert_eq!(said(world, &first, "came of **ESC-1**, and it is done"), 1, "after noon it is told at once, to both");
        owner.types("/escalation show escalation:1").await.sees("told here");
    }

    async fn what_came_of_something_critical_is_told_at_once(world) {
        set_up(world).await;
        marketing(world).types("/escalate url:Why does my login loop? severity:critical").await.sees("ESC-1");
        becomes_a_request(world).await;
        is_quiet_for(world, "PM User management").await;
        is_quiet_for(world, "Marketing").await;
        world.member("PM User management").types("/request close request:1").await.sees("REQ-1");
        let first = card(world).await;
        assert_eq!(said(world, &first, "came of **ESC-1**, and it is done"), 1);
    }
}
