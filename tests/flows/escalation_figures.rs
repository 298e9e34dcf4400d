//! The figures of `/escalation stats`: what counts as waiting, and when it began.

use crate::{
    escalation::{card, filed_without_set_up, hours, marketing, set_up},
    on_each_engine,
    world::World,
};
use chrono::TimeDelta;

async fn drafts(world: &World) {
    let owner = world.member("PM User management").in_channel("social");
    let form = owner.presses(&card(world).await, "Draft answer…").await;
    form.submits(&[("text", "It was the cookie.")]).await.sees("is kept");
    world.settle().await;
}

async fn posts(world: &World) {
    let ready = world.channel("social").only("the answer to **ESC-1** is ready");
    let form = marketing(world).presses(&ready, "Posted").await;
    form.submits(&[("url", "https://x.com/team/status/1900000000000000009")]).await.sees("is answered");
    world.settle().await;
}

on_each_engine! {
    async fn what_is_put_off_does_not_wait(world) {
        set_up(world).await;
        filed_without_set_up(world).await;
        let owner = world.member("PM User management").in_channel("social");
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        world.turn(hours(1)).await;
        let asked = owner.presses(&card(world).await, "Snooze").await;
        asked.chooses("Snooze until…", "In four hours").await.sees("rests until").sees("its clocks stand still");
        let resting = card(world).await;
        assert!(!resting.text().contains("answer by"), "nothing is due meanwhile: {}", resting.text());
        world.turn(hours(4)).await;
        assert!(card(world).await.text().contains("answer by"));
        world.turn(TimeDelta::minutes(30)).await;
        drafts(world).await;
        posts(world).await;
        // Five and a half hours in all, of which it rested for four.
        owner.types("/escalation stats").await.sees("1 public question").sees("1:30").sees_not("5:30");
    }

    async fn what_is_reviewed_does_not_wait(world) {
        set_up(world).await;
        let reviewer = world.member("PM Self-service");
        let line = "/escalation reviewers people:@PM Self-service area:User management";
        world.member("PM lead").types(line).await.sees("wait for one of");
        filed_without_set_up(world).await;
        world.turn(TimeDelta::minutes(30)).await;
        drafts(world).await;
        world.turn(hours(2)).await;
        let thread = world.sandbox.messages(card(world).await.id, world.sandbox.bot_id());
        let asked = thread.into_iter().find(|message| message.text().contains("waits for your review"));
        reviewer.presses(&asked.expect("they are asked"), "Approve").await.sees("is approved");
        world.turn(TimeDelta::minutes(30)).await;
        posts(world).await;
        // Three hours in all, of which it was with its reviewer for two.
        reviewer.types("/escalation stats").await.sees("1 public question").sees("1:00").sees_not("3:00");
    }

    async fn what_comes_after_work_is_told_from_what_comes_in_working_hours(world) {
        set_up(world).await;
        filed_without_set_up(world).await;
        let owner = world.member("PM User management").in_channel("social");
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        // From ten in the morning to eight in the evening.
        world.turn(hours(10)).await;
        marketing(world).types("/escalate url:Another login loops too").await.sees("ESC-2");
        world.settle().await;
        let stats = owner.types("/escalation stats").await.presses("In and out of hours").await;
        for group in ["in hours", "out of hours"] {
            stats.sees(&format!("{group:18} {:>4} ", 1));
        }
        stats.sees(&format!("{:18} {:>4} ", "all", 2));
    }
}
