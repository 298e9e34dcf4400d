//! What could not be delivered: it is on the list, cards come by themselves, the rest when somebody says so.

use crate::{in_every_world, on_each_engine, over_http, world::World};
use chrono::TimeDelta;
use docket::{
    contract::{Card, Message},
    queue,
    sandbox::Permissions,
};

async fn files(world: &World, count: usize) {
    for n in 1..=count {
        let line = format!("/feedback text:Thing number {n} is broken in its own way");
        world.member("Support engineer").types(&line).await.sees("Filed as");
    }
    world.settle().await;
}

/// Lets docket post in the requests channel, or not.
fn may_post(world: &World, may: bool) {
    let denied = if may { Permissions::NONE } else { Permissions::SEND_MESSAGES };
    world.sandbox.set_overwrite(
        world.channel("requests").id,
        world.sandbox.bot_id(),
        Permissions::NONE,
        denied,
    );
}

async fn list(world: &World) -> crate::world::Answer<'_> {
    world.member("Admin").types("/settings undelivered").await
}

in_every_world! {
    async fn a_card_that_could_not_be_posted_is_on_the_list_and_comes_when_the_channel_works(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 3).await;
        world.channel("admin").only("The card of REQ-1 could not be posted");
        list(world).await.is_private().sees("Cards that are missing").sees("REQ-1").sees("Send Messages is missing");
        // Tried now and then, and told no second time.
        world.turn(TimeDelta::hours(30)).await;
        world.channel("admin").only("The card of REQ-1 could not be posted");
        assert!(world.channel("requests").messages().is_empty());
        may_post(world, true);
        world.turn(TimeDelta::hours(7)).await;
        for n in 1..=3 {
            world.channel("requests").only(&format!("REQ-{n} ·"));
        }
        list(world).await.sees("nothing was put aside");
    }

    async fn a_card_that_could_not_be_posted_comes_in_the_channel_that_is_chosen_then(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 2).await;
        world.channel("admin").shows("The card of REQ-2 could not be posted").await;
        let chosen = "/settings channel purpose:requests channel:#support";
        world.member("Admin").types(chosen).await.sees("is the channel");
        world.turn(TimeDelta::minutes(1)).await;
        world.channel("support").only("REQ-1 ·");
        world.channel("support").only("REQ-2 ·");
        list(world).await.sees("nothing was put aside");
    }
}

over_http! {
    async fn what_changes_meanwhile_is_what_the_card_shows_in_the_end(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 1).await;
        world.member("PM lead").types("/request assign request:1").await.sees("assigned");
        world.settle().await;
        world.channel("admin").only("could not be posted");
        may_post(world, true);
        world.turn(TimeDelta::minutes(30)).await;
        world.channel("requests").only("REQ-1 · assigned");
    }

    async fn cards_that_come_again_come_one_after_the_other(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 4).await;
        may_post(world, true);
        world.turn(TimeDelta::minutes(10)).await;
        let shown = world.channel("requests").messages().len();
        assert!((1..=2).contains(&shown), "{shown} at once");
        world.turn(TimeDelta::seconds(10)).await;
        assert_eq!(world.channel("requests").messages().len(), shown + 1);
        world.turn(TimeDelta::minutes(1)).await;
        assert_eq!(world.channel("requests").messages().len(), 4);
    }
}

on_each_engine! {
    async fn who_files_is_not_told_of_a_card_that_cannot_be_posted(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 1).await;
        world.channel("admin").shows("The card of REQ-1 could not be posted").await;
        let answer = world.member("Support engineer").types("/feedback text:The invoice is late").await;
        answer.is_private().sees("Filed as **REQ-2**").sees("It is saved, but its card cannot be posted yet");
        answer.sees("docket lacks Send Messages").sees_not("card goes to");
        may_post(world, true);
        world.channel("requests").shows("REQ-1 ·").await;
        world.channel("requests").shows("REQ-2 ·").await;
        let answer = world.member("Support engineer").types("/feedback text:The export is empty").await;
        let requests = world.channel("requests").id;
        answer.sees(&format!("Its card goes to <#{requests}>")).sees_not("cannot be posted");
    }

    async fn a_permission_that_is_given_back_brings_the_card_at_once(world) {
        world.expects_status(403);
        may_post(world, false);
        files(world, 1).await;
        may_post(world, true);
        world.channel("requests").shows("REQ-1 ·").await;
    }

    async fn the_card_of_a_shift_that_has_passed_is_not_offered_and_does_not_come(world) {
        world.expects_status(403);
        world.expects_put_aside(1);
        may_post(world, false);
        let number = |id: docket::sandbox::Id| i64::try_from(id.0).expect("an id");
        let shift = Message::default().card(Card::new("On duty this week").text("Until Wednesday"));
        let message = queue::NewMessage {
            guild_id: number(world.guild()),
            target: queue::Target::Channel(number(world.channel("requests").id)),
            thread_of: None,
            about: None,
            body: serde_json::to_value(shift).expect("JSON"),
            card: Some("shift:1"),
            fallback: None,
        };
        let mut tx = world.db.begin().await.expect("a transaction");
        queue::post_until(&mut tx, message, world.now() + TimeDelta::hours(1), world.now());
        tx.commit().await.expect("it waits");
        world.turn(TimeDelta::minutes(1)).await;
        list(world).await.sees("Cards that are missing").sees("On duty this week").sees_not("would not help");
        world.turn(TimeDelta::hours(1)).await;
        list(world).await.sees("One more would not help").sees_not("Cards that are missing").sees_not("On duty this week");
        may_post(world, true);
        world.turn(TimeDelta::hours(7)).await;
        assert!(world.channel("requests").messages().is_empty(), "it is too late for it");
    }

    async fn a_shift_that_has_passed_is_not_offered_and_the_one_that_is_on_comes(world) {
        world.expects_status(403);
        let line = "/rotation setup name:rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 \
                    zone:America/Los_Angeles channel:#requests";
        world.member("PM lead").types(line).await.presses("Save").await.sees("is set up");
        world.settle().await;
        let requests = world.channel("requests");
        requests.only("you are on");
        may_post(world, false);
        // The hands change on Thursday, and on the one after.
        world.turn(TimeDelta::days(1)).await;
        list(world).await.sees("Cards that are missing").sees_not("would not help");
        world.turn(TimeDelta::days(7)).await;
        list(world).await.sees("Cards that are missing").sees("would not help");
        may_post(world, true);
        world.turn(TimeDelta::hours(7)).await;
        assert_eq!(requests.messages().len(), 2, "the first shift and this one: {}", requests.transcript());
        requests.only("you are on");
        list(world).await.sees_not("Cards that are missing").chooses("Discard…", "Everything that is too late").await.sees("Discarded");
    }

    async fn a_reminder_that_has_passed_is_not_offered_and_does_not_come(world) {
        world.expects_status(403);
        let line = "/remind channel text:Water the plants when:in 1h channel:#requests";
        world.member("PM Growth").types(line).await.sees("is set");
        may_post(world, false);
        world.turn(TimeDelta::hours(1)).await;
        list(world).await.sees("Cards that are missing").sees_not("would not help");
        world.turn(TimeDelta::days(1)).await;
        list(world).await.sees("would not help").sees_not("Cards that are missing");
        may_post(world, true);
        world.turn(TimeDelta::hours(7)).await;
        assert!(world.channel("requests").messages().is_empty(), "it is too late for it");
        list(world).await.chooses("Discard…", "Everything that is too late").await.sees("Discarded");
    }

    async fn what_is_chosen_is_tried_again_or_discarded_and_the_rest_stays(world) {
        world.expects_status(403);
        world.expects_put_aside(1);
        let people = ["PM Growth", "PM Platform"].map(|name| world.member(name));
        people.iter().for_each(|person| world.sandbox.faults().close_dms(person.id, true));
        let mut tx = world.db.begin().await.expect("a transaction");
        for (person, until) in [(0, None), (0, None), (0, Some(1)), (1, None)] {
            let id = i64::try_from(people[person].id.0).expect("an id");
            let body = serde_json::to_value(Message::text("Something for you")).expect("JSON");
            let guild_id = i64::try_from(world.guild().0).expect("an id");
            let target = queue::Target::Person(id);
            let message = queue::NewMessage { guild_id, target, thread_of: None, about: None, body, card: None, fallback: None };
            match until {
                None => queue::post(&mut tx, message, world.now()),
                Some(hours) => queue::post_until(&mut tx, message, world.now() + TimeDelta::hours(hours), world.now()),
            }
        }
        tx.commit().await.expect("they wait");
        world.turn(TimeDelta::hours(2)).await;
        let seen = list(world).await;
        seen.sees("Messages to people").sees("are closed to docket").sees("One more would not help");
        people.iter().for_each(|person| world.sandbox.faults().close_dms(person.id, false));
        seen.chooses("Try again…", "All 2 to the person of 1").await.sees("2 messages now, one every 10 seconds");
        world.settle().await;
        assert_eq!(people[0].direct_messages().len(), 1, "never a burst");
        world.turn(TimeDelta::seconds(10)).await;
        assert_eq!(people[0].direct_messages().len(), 2, "what is too late was not sent");
        list(world).await.chooses("Discard…", "Everything that is too late").await.sees("Discarded");
        list(world).await.sees_not("would not help").sees(&people[1].mention());
    }
}
