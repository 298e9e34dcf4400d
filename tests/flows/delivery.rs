//! Messages to the team: exactly once as the reader sees it, whatever happens on the way.

use crate::{
    in_every_world, on_each_engine, over_http,
    world::{Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Fault, Permissions, Scope};
use std::time::Duration;

const CREATE: &str = "/channels/{channel_id}/messages";
const EDIT: &str = "/channels/{channel_id}/messages/{message_id}";

async fn files(world: &World) {
    world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
}

/// The team sees the card, and sees it once.
async fn the_card_is_there_once(world: &World) {
    world.settle().await;
    world.channel("requests").only("REQ-1 ·");
}

in_every_world! {
    async fn a_message_waits_for_a_rate_limit(world) {
        for scope in [Scope::User, Scope::Shared, Scope::Global] {
            world.sandbox.faults().next(1, "POST", CREATE, Fault::Limited(scope, Duration::from_millis(150)));
        }
        world.expects_status(429);
        files(world).await;
        the_card_is_there_once(world).await;
        assert_eq!(world.sandbox.faults().pending(), 0);
    }

    async fn a_message_outlives_faults_of_discords(world) {
        world.sandbox.faults().next(1, "POST", CREATE, Fault::Status(500));
        world.sandbox.faults().next(1, "POST", CREATE, Fault::Status(503));
        files(world).await;
        the_card_is_there_once(world).await;
        assert_eq!(world.sandbox.faults().pending(), 0);
    }

    async fn a_connection_that_breaks_before_or_after_sends_once(world) {
        world.sandbox.faults().next(1, "POST", CREATE, Fault::DropBefore);
        world.sandbox.faults().next(1, "POST", CREATE, Fault::DropAfter);
        files(world).await;
        the_card_is_there_once(world).await;
        assert_eq!(world.sandbox.faults().pending(), 0);
    }

    async fn an_answer_that_does_not_read_sends_once(world) {
        world.sandbox.faults().next(1, "POST", CREATE, Fault::Malformed);
        files(world).await;
        the_card_is_there_once(world).await;
    }

    async fn an_outage_longer_than_the_nonce_window_sends_once(world) {
        // Four attempts in a row, all of which arrive and seem not to.
        world.sandbox.faults().next(4, "POST", CREATE, Fault::DropAfter);
        files(world).await;
        world.settle().await;
        assert_eq!(world.sandbox.faults().pending(), 0);
        world.turn(TimeDelta::minutes(30)).await;
        the_card_is_there_once(world).await;
    }

    async fn a_long_outage_is_made_up_for(world) {
        world.sandbox.faults().next(12, "POST", CREATE, Fault::Status(502));
        files(world).await;
        world.settle().await;
        assert!(world.channel("requests").messages().is_empty());
        world.turn(TimeDelta::hours(1)).await;
        the_card_is_there_once(world).await;
    }

    async fn a_card_that_somebody_deleted_comes_back_with_the_next_change(world) {
        world.expects_status(404);
        files(world).await;
        let card = world.channel("requests").shows("REQ-1 · new").await;
        world.settle().await;
        world.sandbox.faults().delete_message(card.id).expect("it is there");
        world.member("PM lead").types("/request assign request:1").await.sees("assigned");
        the_card_is_there_once(world).await;
        world.channel("requests").only("REQ-1 · assigned");
    }

    async fn a_card_that_is_too_old_to_edit_is_posted_anew(world in Plan::team().old_edits(2)) {
        // 30046, which Discord answers with 429.
        world.expects_status(429);
        world.expects_status(400);
        files(world).await;
        world.settle().await;
        world.turn(TimeDelta::hours(2)).await;
        for importance in [3, 0, 1, 2] {
            let line = format!("/request edit request:1 importance:{importance}");
            world.member("PM lead").types(&line).await.sees("updated");
            world.settle().await;
        }
        the_card_is_there_once(world).await;
        world.channel("requests").only("2 high");
    }

    async fn a_missing_permission_is_told_to_the_admins(world) {
        world.expects_status(403);
        let (bot, requests) = (world.sandbox.bot_id(), world.channel("requests").id);
        world.sandbox.set_overwrite(requests, bot, Permissions::NONE, Permissions::SEND_MESSAGES);
        files(world).await;
        world.channel("admin").shows("The card of REQ-1 could not be posted").await;
        world.settle().await;
        // Once it is put right, the card comes, as it is then.
        world.sandbox.set_overwrite(requests, bot, Permissions::NONE, Permissions::NONE);
        world.member("PM lead").types("/request assign request:1").await.sees("assigned");
        the_card_is_there_once(world).await;
    }

    async fn an_edit_that_fails_for_a_while_arrives_in_the_end(world) {
        files(world).await;
        world.channel("requests").shows("REQ-1 · new").await;
        world.settle().await;
        world.sandbox.faults().next(6, "PATCH", EDIT, Fault::Status(500));
        world.member("PM lead").types("/request assign request:1").await.sees("assigned");
        world.member("PM lead").types("/request edit request:1 importance:3").await.sees("3 blocking");
        world.turn(TimeDelta::hours(1)).await;
        the_card_is_there_once(world).await;
        world.channel("requests").only("3 blocking");
        world.channel("requests").only("REQ-1 · assigned");
    }

    async fn what_waited_while_docket_was_down_is_sent_once(world) {
        world.sandbox.faults().next(40, "POST", CREATE, Fault::Status(503));
        files(world).await;
        world.stops().await;
        world.sandbox.faults().clear();
        world.clock.turn_by(TimeDelta::hours(1));
        world.starts().await;
        the_card_is_there_once(world).await;
    }
}

over_http! {
    async fn a_card_without_its_channel_is_told_to_the_admins(world) {
        // Over HTTP nobody tells docket that the channel is gone.
        world.expects_status(404);
        world.expects_put_aside(1);
        world.sandbox.faults().delete_channel(world.channel("requests").id).expect("it is there");
        files(world).await;
        let told = world.channel("admin").shows("The card of REQ-1 could not be posted").await;
        assert!(told.text().contains("The request itself is safe"), "{}", told.text());
    }
}

on_each_engine! {
    async fn the_owner_is_told_in_private_where_no_channel_is_left(world in Plan::fresh()) {
        world.member("Admin").types("/settings channel purpose:requests channel:#requests").await.sees("is the channel");
        let requests = world.channel("requests");
        world.sandbox.faults().delete_channel(requests.id).expect("it is there");
        let owner = world.member("Owner");
        let told = world.sandbox.wait_for_dm(owner.id, |message| message.text().contains("was deleted")).await;
        assert!(told.is_some(), "the owner is told");
    }

    async fn closed_direct_messages_are_put_aside_and_not_lost(world in Plan::fresh()) {
        world.expects_status(403);
        let owner = world.member("Owner");
        world.sandbox.faults().close_dms(owner.id, true);
        world.member("Admin").types("/settings channel purpose:requests channel:#requests").await.sees("is the channel");
        world.sandbox.faults().delete_channel(world.channel("requests").id).expect("it is there");
        let tried = world.sandbox.wait_for_journal(|journal| {
            journal.entries().any(|entry| entry.method == "POST" && entry.status == 403)
        });
        assert!(tried.await, "docket tried");
        world.settle().await;
        let dead = world.count("SELECT COUNT(*) FROM outbox WHERE state = 'dead'").await;
        assert!(dead >= 1, "what could not be delivered is kept for a person to see");
        // Once it is put right, an admin lets docket try again.
        let admin = world.member("Admin");
        let list = admin.types("/settings undelivered").await;
        list.is_private().sees(&owner.mention()).sees("are closed to docket");
        world.sandbox.faults().close_dms(owner.id, false);
        assert_eq!(dead, 1);
        list.chooses("Try again…", "1 · A message").await.sees("docket delivers it now");
        let told = world.sandbox.wait_for_dm(owner.id, |message| message.text().contains("was deleted")).await;
        assert!(told.is_some(), "the owner is told after all");
        admin.types("/settings undelivered").await.sees("nothing was put aside");
    }

    async fn discords_limits_are_kept_under_load(world in Plan::team().limited()) {
        let people = ["Support engineer", "Customer success", "Sales", "Marketing"].map(|name| world.member(name));
        let handles: Vec<_> = (0..8)
            .map(|n| people[n % 4].begins(&format!("/feedback text:Thing number {n} is broken in its own way")))
            .collect();
        for handle in &handles {
            people[0].sees_answer_to(handle).await.sees("Filed as");
        }
        world.settle().await;
        for n in 1..=8 {
            world.channel("requests").only(&format!("REQ-{n} ·"));
        }
        // `finish` finds no 429 in the journal, because nobody said that there may be one.
    }
}
