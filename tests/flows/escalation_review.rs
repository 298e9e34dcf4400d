//! An answer is looked at before it goes out, and begins with what the team has said before.

use crate::{
    escalation::{card, filed, hours, marketing},
    in_every_world, on_each_engine,
    world::{Answer, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

/// The one message in the thread on the first escalation's card that holds `text`.
async fn in_thread(world: &World, text: &str) -> Message {
    let (card, bot) = (card(world).await, world.sandbox.bot_id());
    let said = world.sandbox.messages(card.id, bot);
    let mut found: Vec<Message> = said.into_iter().filter(|message| message.text().contains(text)).collect();
    assert_eq!(found.len(), 1, "messages with “{text}”");
    found.remove(0)
}

async fn drafts<'w>(world: &'w World, text: &str) -> Answer<'w> {
    let owner = world.member("PM User management").in_channel("social");
    let form = owner.presses(&card(world).await, "Draft answer…").await;
    form.submits(&[("text", text)]).await
}

async fn is_reviewed_by_self_service(world: &World) {
    let line = "/escalation reviewers people:@PM Self-service area:User management";
    world.member("PM lead").types(line).await.sees("wait for one of");
    filed(world).await;
}

in_every_world! {
    async fn a_reviewer_lets_an_answer_go_and_an_edit_asks_again(world) {
        is_reviewed_by_self_service(world).await;
        let reviewer = world.member("PM Self-service");
        drafts(world, "It was the cookie.").await.sees("it waits for a review by").sees(&reviewer.mention());
        let asked = in_thread(world, "waits for your review").await;
        let social = world.channel("social");
        assert!(!social.transcript().contains("is ready"), "nobody is told to post it yet");
        assert!(card(world).await.text().contains("Answer, to be reviewed"));
        let owner = world.member("PM User management");
        owner.presses(&asked, "Approve").await.sees("not for whoever wrote it");
        reviewer.types("/digest now").await.sees("Answers for you to review").sees("ESC-1");
        let form = reviewer.presses(&asked, "Needs a change").await;
        form.submits(&[("why", "Say since when")]).await.sees("needs a change");
        world.settle().await;
        drafts(world, "It was the cookie, since Monday.").await.sees("it waits for a review by");
        reviewer.presses(&asked, "Approve").await.sees("has changed since");
        let asked = in_thread(world, "since Monday.").await;
        reviewer.presses(&asked, "Approve").await.sees("is approved");
        world.settle().await;
        let ready = social.only("the answer to **ESC-1** is ready");
        marketing(world).types("/digest now").await.sees("Answers for you to post").sees("ESC-1");
        drafts(world, "It was the cookie, since Tuesday.").await.sees("it waits for a review by");
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await
            .sees("waits for a review, so it is not marked as posted");
        reviewer.presses(&in_thread(world, "since Tuesday.").await, "Approve").await.sees("is approved");
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
        world.settle().await;
        owner.types("/escalation show escalation:1").await.sees("approved the answer");
    }

    async fn an_answer_begins_with_what_was_said_before(world) {
        filed(world).await;
        let owner = world.member("PM User management").in_channel("social");
        let line = "/escalation keep title:Login loops kind:how-to area:User management text:Clear the cookie of the login page.";
        owner.types(line).await.sees("**Login loops** is in the library");
        marketing(world).types("/escalation library kind:how-to").await.sees("Clear the cookie").sees("how-to");
        marketing(world).types("/escalation library words:invoice").await.sees("No answer of the library fits");
        drafts(world, "It was the *cookie*.").await.sees("can be posted");
        world.settle().await;
        let ready = world.channel("social").only("is ready");
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
        marketing(world).types("/escalate url:Why does the login loop for my colleague?").await.sees("ESC-2");
        let shown = owner.types("/escalation show escalation:2").await;
        shown.sees("Answered before").sees("**ESC-1**: It was the");
        let form = shown.chooses("Begin the answer with…", "ESC-1: It was the *cookie*.").await;
        assert_eq!(form.filled_in("text"), "It was the *cookie*.");
        let form = shown.chooses("Begin the answer with…", "Login loops").await;
        assert_eq!(form.filled_in("text"), "Clear the cookie of the login page.");
        let one = owner.types("/escalation library").await.chooses("Show one…", "Login loops").await;
        one.presses("Put away").await.sees("is put away");
        owner.types("/escalation show escalation:2").await.sees_not("Login loops");
        world.settle().await;
    }
}

on_each_engine! {
    async fn after_three_full_business_days_of_silence_it_goes_out_unless_its_impact_is_wide(world) {
        is_reviewed_by_self_service(world).await;
        drafts(world, "It was the cookie.").await.sees("it waits for a review by");
        world.settle().await;
        let social = world.channel("social");
        // Wednesday at ten: Thursday, Friday and Monday are full days.
        world.turn(TimeDelta::days(5) + hours(6)).await;
        assert!(!social.transcript().contains("is ready"), "at {}", world.now());
        world.turn(hours(1)).await;
        social.only("the answer to **ESC-1** is ready");
        assert!(card(world).await.text().contains("nobody objected in three business days"));
        let owner = world.member("PM User management");
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("Wide impact").await.sees("no answer goes out without a review");
        drafts(world, "It was the cookie, for all.").await.sees("it waits for a review by");
        world.turn(TimeDelta::days(7)).await;
        social.only("is ready");
        in_thread(world, "still waits for your review").await;
    }
    async fn an_answer_whose_wide_impact_is_taken_back_after_three_days_goes_out_at_once(world) {
        is_reviewed_by_self_service(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("Wide impact").await.sees("no answer goes out without a review");
        drafts(world, "It was the cookie.").await.sees("it waits for a review by");
        world.turn(TimeDelta::days(7)).await;
        assert!(!social.transcript().contains("is ready"), "{}", social.transcript());
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("No wide impact").await.sees("is not of wide impact");
        world.settle().await;
        let ready = social.only("the answer to **ESC-1** is ready");
        assert!(card(world).await.text().contains("nobody objected in three business days"));
        let form = marketing(world).presses(&ready, "Posted").await;
        form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
        world.settle().await;
    }

    async fn an_answer_whose_wide_impact_is_taken_back_before_waits_until_the_third_day(world) {
        is_reviewed_by_self_service(world).await;
        let (social, owner) = (world.channel("social"), world.member("PM User management"));
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("Wide impact").await.sees("no answer goes out without a review");
        drafts(world, "It was the cookie.").await.sees("it waits for a review by");
        world.turn(TimeDelta::days(1)).await;
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("No wide impact").await.sees("is not of wide impact");
        // From Wednesday at ten until Monday at five.
        world.turn(TimeDelta::days(4) + hours(6)).await;
        assert!(!social.transcript().contains("is ready"), "at {}", world.now());
        world.turn(hours(1)).await;
        social.only("the answer to **ESC-1** is ready");
    }
}
