//! What was answered counts as answered from then on, also when it is closed.

use crate::{
    escalation::{card, filed, marketing},
    in_every_world, on_each_engine,
    world::World,
};

const ANSWER: &str = "https://x.com/team/status/1900000000000000009";

/// The first escalation is drafted by its owner and posted by marketing.
async fn answered(world: &World) {
    filed(world).await;
    let owner = world.member("PM User management").in_channel("social");
    let form = owner.presses(&card(world).await, "Draft answer…").await;
    form.submits(&[("text", "It was the cookie.")]).await.sees("can be posted");
    world.settle().await;
    let ready = world.channel("social").only("the answer to **ESC-1** is ready");
    let form = marketing(world).presses(&ready, "Posted").await;
    form.submits(&[("url", ANSWER)]).await.sees("**ESC-1** is answered");
    world.settle().await;
    world.channel("social").only("ESC-1 · answered");
}

in_every_world! {
    async fn what_is_answered_is_closed_in_one_press_and_stays_answered(world) {
        answered(world).await;
        let (social, marketing) = (world.channel("social"), marketing(world));
        let closed = marketing.presses(&card(world).await, "Close").await;
        closed.is_private().sees("**ESC-1** is closed");
        world.settle().await;
        let over = social.only("ESC-1 · closed");
        assert!(over.text().contains(&format!("answered <{ANSWER}>")), "{}", over.text());
        closed.presses("Undo").await.sees("Undid that it ended");
        world.settle().await;
        social.only("ESC-1 · answered");
        // No reason is asked for, and one that is given is noted.
        let closed = marketing.types("/escalation close escalation:1").await;
        closed.sees("**ESC-1** is closed");
        marketing.types("/escalation close escalation:1").await.sees("is closed, so nothing was changed");
        closed.presses("Undo").await.sees("Undid that it ended");
        marketing.types("/escalation close escalation:1 reason:liked").await.sees("**ESC-1** is closed");
        world.settle().await;
        let over = social.only("ESC-1 · closed");
        assert!(over.text().contains(&format!("answered: liked <{ANSWER}>")), "{}", over.text());
        assert_eq!(world.count("SELECT COUNT(*) FROM escalation WHERE outcome = 'answered'").await, 1);
    }

    async fn the_answer_to_what_is_closed_is_offered_to_the_next_that_is_like_it(world) {
        answered(world).await;
        let owner = world.member("PM User management").in_channel("social");
        let shown = owner.types("/escalation show escalation:1").await;
        shown.presses("Close").await.sees("**ESC-1** is closed");
        marketing(world).types("/escalate url:Why does the login loop for my colleague?").await.sees("ESC-2");
        let shown = owner.types("/escalation show escalation:2").await;
        shown.sees("Answered before").sees("**ESC-1**: It was the");
        // What ended without an answer of ours is not offered, whatever was drafted for it.
        owner.types("/escalation reopen escalation:1").await.sees("waits again");
        owner.types("/escalation close escalation:1 reason:spam").await.sees("is closed");
        owner.types("/escalation show escalation:2").await.sees_not("Answered before");
        world.settle().await;
    }
}

on_each_engine! {
    async fn a_heart_on_what_is_answered_changes_nothing(world) {
        answered(world).await;
        let social = world.channel("social");
        marketing(world).types("/escalate url:Why does the login loop for my colleague?").await.sees("ESC-2");
        world.settle().await;
        marketing(world).reacts(&card(world).await, "❤️");
        // That reactions are heard at all, the second one shows.
        marketing(world).reacts(&social.only("ESC-2 ·"), "⛔");
        social.shows("ESC-2 · closed").await;
        world.settle().await;
        social.only("ESC-1 · answered");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'closed'").await, 1);
    }
}
