//! The same thing delivered twice, late, out of order, or while docket was away: one effect.

use crate::{
    in_every_world, on_each_engine,
    world::{Plan, World},
};
use chrono::TimeDelta;
use docket::sandbox::{Fault, Handle, Id};
use serde_json::Value;
use std::time::Duration;

const CALLBACK: &str = "/interactions/{interaction_id}/{interaction_token}/callback";

/// Everything that docket has answered to one interaction, first answers only.
fn answers(world: &World, id: Id) -> Vec<Value> {
    let path = format!("/interactions/{id}/");
    let journal = world.sandbox.journal();
    let sent = journal.to("POST", CALLBACK).filter(|entry| entry.path.starts_with(&path));
    sent.filter_map(|entry| entry.body.clone()).collect()
}

/// Delivers an interaction again and waits until docket has answered that too.
async fn again(world: &World, handle: &Handle) -> Vec<Value> {
    // Discord refuses the second answer: 40060.
    world.expects_status(400);
    let before = answers(world, handle.id()).len();
    world.sandbox.redeliver(handle.id()).expect("it was delivered before");
    let path = format!("/interactions/{}/", handle.id());
    let answered = world.sandbox.wait_for_journal(|journal| {
        journal.to("POST", CALLBACK).filter(|entry| entry.path.starts_with(&path)).count() > before
    });
    assert!(answered.await, "the second delivery is answered too");
    answers(world, handle.id())
}

async fn requests(world: &World) -> i64 {
    world.count("SELECT COUNT(*) FROM request").await
}

in_every_world! {
    async fn feedback_delivered_twice_is_filed_once_and_answered_alike(world) {
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops customer:Acme").await;
        answer.sees("REQ-1");
        let both = again(world, answer.handle.as_ref().expect("it was sent")).await;
        assert_eq!(both[0], both[1]);
        assert_eq!(requests(world).await, 1);
        world.settle().await;
        world.channel("requests").only("REQ-1 ·");
    }

    async fn a_message_filed_by_its_menu_twice_is_filed_once_and_answered_alike(world) {
        let message = world.member("Customer success").says("Their SSO is down");
        let answer = world.member("Support engineer").files_feedback_on(&message).await;
        answer.sees("Filed as **REQ-1**");
        let both = again(world, answer.handle.as_ref().expect("it was sent")).await;
        assert_eq!(both[0], both[1]);
        assert_eq!(requests(world).await, 1);
    }

    async fn each_kind_of_change_delivered_twice_has_one_effect(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        let lead = world.member("PM lead");
        for line in [
            "/request note request:1 text:Happens with Okta",
            "/request assign request:1",
            "/request close request:1",
            "/area add name:Growth keywords:trial",
            "/customer add name:Harbor",
            "/request undo request:1",
        ] {
            let answer = lead.types(line).await;
            let events = world.count("SELECT COUNT(*) FROM event").await;
            let both = again(world, answer.handle.as_ref().expect("it was sent")).await;
            assert_eq!(both[0], both[1], "{line}");
            assert_eq!(world.count("SELECT COUNT(*) FROM event").await, events, "{line}");
        }
    }

    async fn a_press_delivered_twice_has_one_effect(world) {
        let filed = world.member("PM lead").types("/feedback text:SSO login loops").await;
        let taken = filed.presses("Take it").await;
        taken.sees("assigned to you");
        let both = again(world, taken.handle.as_ref().expect("it was sent")).await;
        assert_eq!(both[0], both[1]);
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'assigned'").await, 1);
    }

    async fn two_deliveries_at_once_file_once(world) {
        world.expects_status(400);
        let person = world.member("Support engineer");
        let handle = person.begins("/feedback text:SSO login loops");
        world.sandbox.redeliver(handle.id());
        // Each delivery may have drawn a number; one is used.
        world.sandbox.redeliver(handle.id());
        person.sees_answer_to(&handle).await.sees("Filed as **REQ-");
        let path = format!("/interactions/{}/", handle.id());
        let all = world.sandbox.wait_for_journal(|journal| {
            journal.to("POST", CALLBACK).filter(|entry| entry.path.starts_with(&path)).count() == 3
        });
        assert!(all.await, "each delivery is answered");
        assert_eq!(requests(world).await, 1);
        let said = answers(world, handle.id());
        assert!(said.iter().all(|answer| *answer == said[0]), "{said:?}");
    }

    async fn a_restart_loses_nothing_that_was_acknowledged(world) {
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        world.stops().await;
        world.starts().await;
        world.settle().await;
        world.channel("requests").only("REQ-1 ·");
        world.member("Support engineer").types("/request show request:1").await.sees("SSO login loops");
    }
}

on_each_engine! {
    async fn a_mention_delivered_twice_is_filed_and_answered_once(world) {
        world.sandbox.faults().deliver_twice(1);
        world.member("Support engineer").in_channel("requests").says("@docket SSO login loops");
        // The delivery that comes second may leave a number out, so it is the area that counts.
        world.channel("requests").shows("**, routed to User management.").await;
        // Something later has been done, so both deliveries have come.
        world.member("Sales").types("/feedback text:Export is slow").await.sees("Filed as **REQ-");
        world.stops().await;
        world.starts().await;
        assert_eq!(requests(world).await, 2);
        world.channel("requests").only("**, routed to User management.");
    }

    async fn events_out_of_order_are_all_answered(world) {
        world.sandbox.faults().swap_next_events();
        let (first, second) = (world.member("Support engineer"), world.member("Sales"));
        let (one, other) = (first.begins("/feedback text:SSO login loops"), second.begins("/feedback text:Export is slow"));
        first.sees_answer_to(&one).await.sees("Filed as **REQ-");
        second.sees_answer_to(&other).await.sees("Filed as **REQ-");
        assert_eq!(requests(world).await, 2);
    }

    async fn a_session_is_resumed_and_what_came_meanwhile_is_answered(world) {
        let (identified, resumed) = world.sandbox.session_counts();
        world.sandbox.faults().reconnect();
        let person = world.member("Support engineer");
        let handle = person.begins("/feedback text:SSO login loops");
        person.sees_answer_to(&handle).await.sees("REQ-1");
        let (identified_after, resumed_after) = world.sandbox.session_counts();
        assert_eq!(identified_after, identified, "no new session");
        assert!(resumed_after > resumed, "the session was resumed");
    }

    async fn a_connection_that_breaks_is_taken_up_again(world) {
        world.sandbox.faults().cut_gateway();
        let person = world.member("Support engineer");
        let handle = person.begins("/feedback text:SSO login loops");
        person.sees_answer_to(&handle).await.sees("REQ-1");
    }

    async fn an_invalid_session_begins_anew_and_misses_no_mention(world) {
        let (identified, _) = world.sandbox.session_counts();
        world.sandbox.faults().invalid_session(false);
        world.member("Support engineer").in_channel("requests").says("@docket SSO login loops");
        world.channel("requests").shows("Filed as **REQ-1**").await;
        assert!(world.sandbox.session_counts().0 > identified, "a new session");
        world.settle().await;
        world.channel("requests").only("Filed as **REQ-1**");
        assert_eq!(requests(world).await, 1);
    }

    async fn a_dead_heartbeat_is_noticed_and_misses_no_mention(world in Plan::team().heartbeat(Duration::from_millis(400))) {
        const READ: &str = "/channels/{channel_id}/messages";
        let before = world.sandbox.journal().to("GET", READ).count();
        world.sandbox.faults().mute_heartbeat_acks(true);
        let person = world.member("Support engineer").in_channel("requests");
        person.says("@docket SSO login loops");
        // Whoever connects anew reads what was said meanwhile.
        let caught_up = world.sandbox.wait_for_journal(|journal| journal.to("GET", READ).count() > before);
        assert!(caught_up.await, "a connection without heartbeats is given up");
        world.sandbox.faults().mute_heartbeat_acks(false);
        person.says("@docket Export is slow");
        // A message that is read twice may leave a number out, so it is its area that counts.
        world.channel("requests").shows("**, routed to Platform.").await;
        world.channel("requests").only("**, routed to User management.");
        world.channel("requests").only("**, routed to Platform.");
        assert_eq!(requests(world).await, 2);
    }

    async fn what_was_said_while_docket_was_away_is_answered_once(world) {
        let person = world.member("Support engineer").in_channel("requests");
        // A first one while docket listens, so that the channel is being followed.
        person.says("@docket SSO login loops");
        let requests_channel = world.channel("requests");
        requests_channel.shows("Filed as **REQ-1**").await;
        world.stops().await;
        person.says("Not for the bot");
        person.says("@docket Export is slow");
        person.says("@docket The invoice is wrong");
        world.starts().await;
        // A message that is read twice may leave a number out, so it is its area that counts.
        requests_channel.shows("**, routed to Self-service.").await;
        for _ in 0..2 {
            world.stops().await;
            world.starts().await;
        }
        world.settle().await;
        for area in ["User management", "Platform", "Self-service"] {
            requests_channel.only(&format!("**, routed to {area}."));
        }
        assert_eq!(requests(world).await, 3);
        let oldest_first = "SELECT COUNT(*) FROM request AS a, request AS b \
            WHERE a.text = 'Export is slow' AND b.text = 'The invoice is wrong' AND a.id < b.id";
        assert_eq!(world.count(oldest_first).await, 1);
    }

    async fn an_answer_whose_receipt_is_lost_is_seen_once(world) {
        // The second attempt is refused with 40060, which says that the first one arrived.
        world.expects_status(400);
        world.sandbox.faults().next(1, "POST", CALLBACK, Fault::DropAfter);
        let answer = world.member("Support engineer").types("/feedback text:SSO login loops").await;
        answer.sees("REQ-1");
        assert_eq!(requests(world).await, 1);
    }

    async fn an_answer_that_did_not_arrive_is_given_again(world) {
        world.sandbox.faults().next(1, "POST", CALLBACK, Fault::DropBefore);
        world.sandbox.faults().next(1, "POST", CALLBACK, Fault::Status(500));
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        assert_eq!(requests(world).await, 1);
    }

    async fn an_interaction_that_comes_too_late_still_counts(world) {
        // 10062: Discord has given up waiting.
        world.expects_status(404);
        world.sandbox.faults().cut_gateway();
        let handle = world.member("Support engineer").begins("/feedback text:SSO login loops");
        world.clock.turn_by(TimeDelta::seconds(4));
        world.member("Support engineer").sees_answer_to(&handle).await.fails("did not respond");
        world.channel("requests").shows("REQ-1 · new").await;
        assert_eq!(requests(world).await, 1);
    }
}
