//! What could not be delivered of a public question is shown on its card, until it arrives.

use crate::{
    escalation::{card, filed, hours, set_up},
    on_each_engine,
    world::World,
};
use chrono::TimeDelta;
use docket::sandbox::Permissions;

/// Takes a permission from docket in the channel for public questions, or gives it back.
fn denies(world: &World, denied: Permissions) {
    let (channel, bot) = (world.channel("social").id, world.sandbox.bot_id());
    world.sandbox.set_overwrite(channel, bot, Permissions::NONE, denied);
}

on_each_engine! {
    async fn a_thread_that_could_not_be_opened_is_shown_until_it_is(world) {
        world.expects_status(403);
        set_up(world).await;
        denies(world, Permissions::CREATE_PUBLIC_THREADS);
        let line = "/escalate url:https://x.com/sample/status/1900000000000000001 question:Why does my login loop?";
        world.member("Marketing").in_channel("social").types(line).await.sees("Filed as **ESC-1**");
        let shown = card(world).await;
        assert!(shown.text().contains("Not delivered") && shown.text().contains("No thread could be opened"), "{}", shown.text());
        let owner = world.member("PM User management");
        owner.types("/escalation show escalation:1").await.sees("No thread could be opened");
        denies(world, Permissions::NONE);
        owner.presses(&card(world).await, "Got it").await.sees("is yours");
        let shown = card(world).await;
        assert!(!shown.text().contains("Not delivered"), "{}", shown.text());
        assert!(shown.text().contains("ESC-1 · taken"), "{}", shown.text());
    }

    async fn whoever_could_not_be_told_is_named_on_the_card(world) {
        world.expects_status(403);
        // The word in private that never arrived.
        world.expects_put_aside(1);
        filed(world).await;
        let owner = world.member("PM User management");
        world.sandbox.faults().close_dms(owner.id, true);
        denies(world, Permissions::SEND_MESSAGES);
        // The owner is asked again: neither in the channel nor in private.
        world.turn(hours(2)).await;
        world.member("Marketing").types("/escalation show escalation:1").await
            .sees("could not be told in private").sees(&owner.mention());
        denies(world, Permissions::NONE);
        world.sandbox.faults().close_dms(owner.id, false);
        world.turn(TimeDelta::minutes(30)).await;
        let shown = card(world).await;
        let named = format!("{} could not be told in private", owner.mention());
        assert!(shown.text().contains(&named), "{}", shown.text());
        // What arrives in the channel again says that it works there.
        world.turn(hours(6)).await;
        let shown = card(world).await;
        assert!(!shown.text().contains("A message could not be said in"), "{}", shown.text());
    }
}
