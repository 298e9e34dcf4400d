//! A meeting that is held: it begins, keeps its time, goes from topic to topic, takes notes, and ends.

use crate::{
    in_every_world, on_each_engine,
    world::{Person, Room, World},
};
use chrono::TimeDelta;
use docket::sandbox::Message;

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

/// A series of half an hour that begins every working day at 10:05 in Palo Alto, five minutes after the world does; PM Growth
/// has the chair.
pub async fn set_up(world: &World, more: &str) {
    let line = format!(
        "/meeting create name:Standup when:every day 10:05 zone:America/Los_Angeles minutes:30 channel:#pm-sync \
         chair:@PM Growth {more}"
    );
    world.member("PM lead").in_channel("pm-sync").types(&line).await;
    world.member("PM lead").in_channel("pm-sync").types("/meeting save draft:1").await.sees("is set up");
    world.settle().await;
}

/// Topics with their boxes.
pub async fn queue(world: &World, topics: &[(&str, i64)]) {
    for (topic, minutes) in topics {
        let line = format!("/agenda add topic:{topic} minutes:{minutes} meeting:Standup");
        world.member("PM Platform").in_channel("pm-sync").types(&line).await.sees("on the agenda");
    }
    world.settle().await;
}

/// The chair, where the meeting is.
pub fn chair(world: &World) -> Person<'_> {
    world.member("PM Growth").in_channel("pm-sync")
}

/// The thread of the meeting that has begun.
pub fn thread(world: &World) -> Room<'_> {
    let sync = world.channel("pm-sync");
    let heads: Vec<Message> =
        sync.messages().into_iter().filter(|message| message.thread_id.is_some()).collect();
    sync.thread_on(heads.last().expect("a meeting has begun"))
}

/// Turns the clock to its time and begins it.
pub async fn begin(world: &World) {
    world.turn(minutes(5)).await;
    chair(world).types("/meeting start meeting:Standup").await.is_private().sees("has begun");
    world.settle().await;
}

/// Goes on to the next topic.
pub async fn next(world: &World) {
    chair(world).types("/meeting next-item anyway:yes").await.is_private();
    world.settle().await;
}

in_every_world! {
    async fn where_it_is_held_stands_in_what_says_that_it_has_begun(world) {
        set_up(world, "place:https://meet.example/standup").await;
        chair(world).types("/agenda show meeting:Standup").await.sees("<https://meet.example/standup>");
        world.turn(minutes(5)).await;
        let begun = chair(world).types("/meeting start meeting:Standup").await;
        begun.sees("has begun").sees("Where: <https://meet.example/standup>");
        world.settle().await;
        let head = world.channel("pm-sync").only("Standup is on");
        assert!(head.text().contains("<https://meet.example/standup>"), "{}", head.text());
        for message in [begun.message(), &head] {
            let joins = message.all_components().into_iter().filter(|it| it["url"] == "https://meet.example/standup");
            assert_eq!(joins.count(), 1, "one press joins it: {}", message.text());
        }
        let voice = world.sandbox.create_voice_channel(world.guild(), "Meeting room", false);
        let line = format!("/meeting edit meeting:Standup place:<#{voice}>");
        world.member("PM lead").in_channel("pm-sync").types(&line).await.presses("Save").await.sees("is changed");
        chair(world).types("/meeting end").await.sees("over");
        world.settle().await;
        assert!(!world.channel("pm-sync").only("Standup is over").text().contains("meet.example"), "nobody goes there any more");
        world.turn(TimeDelta::days(1)).await;
        chair(world).types("/meeting start meeting:Standup").await.sees(&format!("Where: <#{voice}>"));
        world.settle().await;
        assert!(world.channel("pm-sync").only("Standup is on").text().contains(&format!("<#{voice}>")));
    }

    async fn a_thread_opens_with_the_agenda_and_topics_come_one_after_another(world) {
        set_up(world, "").await;
        queue(world, &[("Prices of the export", 10), ("A new name", 5)]).await;
        begin(world).await;
        let head = world.channel("pm-sync").only("**Standup** is on");
        for shown in ["Prices of the export", "A new name", "10 min"] {
            assert!(head.text().contains(shown), "{shown}: {}", head.text());
        }
        let thread = thread(world);
        thread.only("No action is open.");
        let chair = chair(world);
        chair.presses(&head, "First topic").await.is_private().sees("Now: **Prices of the export**");
        world.settle().await;
        let first = thread.only("TOPIC-1");
        assert_eq!(thread.pings(&world.member("PM Platform")), 1, "whose topic it is is told");
        world.turn(minutes(2)).await;
        chair.presses(&first, "Next").await.sees("Now: **A new name**");
        world.settle().await;
        assert!(thread.only("TOPIC-1").components.is_empty(), "what is done has no buttons");
        world.turn(minutes(2)).await;
        let second = thread.only("TOPIC-2");
        chair.presses(&second, "Next").await.sees("That was the last topic");
        world.settle().await;
        let ended = chair.types("/meeting end").await;
        ended.is_private().sees("The meeting is over").sees("Nothing is left over");
        world.settle().await;
        let head = world.channel("pm-sync").only("**Standup** is over");
        assert!(head.components.is_empty(), "{}", head.text());
        chair.types("/meeting next-item").await.sees("No meeting is on here");
    }

    async fn what_is_made_of_a_topic_stands_on_its_message_at_once(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        let one = world.member("PM Platform").in_room(thread(world));
        let topic = || thread(world).only("TOPIC-1 · discuss");
        one.types("/action add what:Ask for a quote who:@PM Growth due:in 9 days").await.sees("ACT-1");
        world.settle().await;
        assert!(topic().text().contains("Made of it: ACT-1"), "{}", topic().text());
        one.types("/decision record text:CSV only").await.sees("DEC-1");
        world.settle().await;
        assert!(topic().text().contains("ACT-1, DEC-1"), "{}", topic().text());
        one.types("/action undo action:1").await.sees("is withdrawn");
        world.settle().await;
        assert!(topic().text().contains("Made of it: DEC-1") && !topic().text().contains("ACT-1"), "{}", topic().text());
        // Outside the meeting nothing is made of it.
        world.member("PM Platform").in_channel("general").types("/action add what:Something else").await.sees("ACT-2");
        world.settle().await;
        assert!(!topic().text().contains("ACT-2"));
    }

    async fn a_second_next_within_a_minute_skips_nothing(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5), ("Dates", 5)]).await;
        begin(world).await;
        let chair = chair(world);
        chair.types("/meeting next-item").await.sees("Now: **Prices**");
        chair.types("/meeting next-item").await.sees("**Prices** began only").sees("nothing was skipped");
        world.settle().await;
        world.turn(seconds(61)).await;
        let card = thread(world).only("TOPIC-1");
        let (lead, other) = (world.member("PM lead").in_room(thread(world)), chair.clone());
        let (one, two) = tokio::join!(lead.presses(&card, "Next"), other.presses(&card, "Next"));
        let texts = [one.text(), two.text()];
        assert_eq!(texts.iter().filter(|text| text.contains("Now: **Names**")).count(), 1, "{texts:?}");
        assert_eq!(texts.iter().filter(|text| text.contains("nothing was skipped")).count(), 1, "{texts:?}");
        world.settle().await;
        let again = chair.types("/meeting next-item").await;
        again.sees("Names** began only").presses("Go on all the same").await.sees("Now: **Dates**");
        world.settle().await;
    }

    async fn what_was_not_reached_is_carried_over_and_what_is_parked_is_for_later(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5), ("Dates", 5)]).await;
        begin(world).await;
        let chair = chair(world);
        next(world).await;
        chair.types("/meeting park").await.sees("Parked: Prices is kept for later. Now: **Names**");
        world.settle().await;
        chair.types("/meeting end").await.sees("1 topic goes to the next meeting");
        world.settle().await;
        chair.types("/agenda show meeting:Standup").await.sees("Dates").sees_not("Names").sees_not("Prices");
        chair.types("/agenda show meeting:Standup for:later").await.sees("Prices").sees_not("Dates");
        assert_eq!(world.count("SELECT carried FROM agenda_item WHERE id = 3").await, 1);
        let became = "SELECT COUNT(*) FROM agenda_outcome WHERE (item_id, became) IN ((1, 'deferred'), (2, 'discussed'), (3, 'carried'))";
        assert_eq!(world.count(became).await, 3);
    }

    async fn the_chair_leads_and_an_absent_one_hands_over_after_three_minutes(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        world.turn(minutes(5)).await;
        let other = world.member("PM Self-service").in_channel("pm-sync");
        other.types("/meeting start meeting:Standup").await.sees("has the chair and has not come yet").sees("nothing was done");
        world.turn(seconds(179)).await;
        other.types("/meeting start meeting:Standup").await.sees("has not come yet");
        world.turn(seconds(1)).await;
        other.types("/meeting start meeting:Standup").await.sees("has begun");
        world.settle().await;
        other.types("/meeting next-item").await.sees("Now: **Prices**");
        world.settle().await;
        assert!(world.channel("pm-sync").only("is on").text().contains(&other.mention()));
        chair(world).types("/meeting end").await.sees("leads it, so nothing was done");
        world.turn(minutes(27)).await;
        // Its planned end has come: anyone may end it.
        chair(world).types("/meeting end").await.sees("The meeting is over");
        world.settle().await;
    }

    async fn a_meeting_begins_at_most_half_an_hour_early_and_once(world) {
        set_up(world, "").await;
        let chair = chair(world);
        chair.types("/meeting move to:2026-11-18 12:00 meeting:Standup").await.sees("moves from");
        chair.types("/meeting start meeting:Standup").await.sees("30 minutes before its time").sees("nothing was begun");
        world.turn(minutes(95)).await;
        chair.types("/meeting start meeting:Standup").await.sees("has begun");
        chair.types("/meeting start meeting:Standup").await.sees("is on already").sees("nothing was begun");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'live'").await, 1);
    }

    async fn with_fewer_than_the_quorum_one_press_carries_everything_over(world) {
        set_up(world, "quorum:3").await;
        queue(world, &[("Prices", 10), ("Names", 5)]).await;
        begin(world).await;
        let sync = world.channel("pm-sync");
        let other = world.member("PM Platform").in_channel("pm-sync");
        let head = sync.only("**Standup** is on");
        other.presses(&head, "I'm here").await.is_private().sees("You are here");
        world.settle().await;
        let head = sync.only("**Standup** is on");
        other.presses(&head, "Fewer than 3: carry all over").await.sees("2 topics go to the next meeting");
        world.settle().await;
        let head = sync.only("**Standup** was not held; it began");
        assert!(head.text().contains("Only 2 of the 3 who are needed came"), "{}", head.text());
        other.types("/agenda show meeting:Standup").await.sees("Prices").sees("Names");
    }

    async fn speakers_are_queued_and_nobody_is_passed_over(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let (one, two) = (world.member("PM Platform").in_room(thread), world.member("PM Self-service").in_room(thread));
        let card = thread.only("TOPIC-1");
        one.presses(&card, "I'd like to speak").await.is_private().sees("You are next");
        two.types("/meeting queue").await.sees("You are queued behind").sees(&one.mention());
        world.settle().await;
        let shown = thread.only("TOPIC-1").text();
        assert!(shown.contains("Would like to speak") && shown.contains(&two.mention()), "{shown}");
        world.turn(minutes(2)).await;
        let chair = chair(world);
        let asked = chair.types("/meeting next-item").await;
        asked.sees("are still queued to speak").sees(&one.mention());
        asked.presses("Next speaker").await.sees(&format!("{} has the floor", one.mention()));
        world.settle().await;
        assert!(thread.only("TOPIC-1").text().contains("Has the floor"));
        chair.types("/meeting next-item").await.sees("is still queued").presses("Go on all the same").await.sees("Now: **Names**");
        world.settle().await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_speaker").await, 0);
    }
}

in_every_world! {
    async fn a_release_is_walked_item_by_item_and_each_owner_answers(world) {
        let manager = world.member("PM lead").in_channel("pm-sync");
        manager.types("/release plan name:v26.12 target:2026-12-16").await;
        manager.types("/release add text:Faster search owner:@PM Platform").await.sees("ITEM-1");
        manager.types("/release add text:Dark mode owner:@PM Self-service").await.sees("ITEM-2");
        set_up(world, "").await;
        begin(world).await;
        let walked = manager.types("/meeting round").await;
        walked.is_private().sees("ITEM-1 is on");
        world.settle().await;
        let thread = thread(world);
        let owner = world.member("PM Platform").in_room(thread);
        assert_eq!(thread.pings(&owner), 1);
        owner.presses(&thread.only("how does it stand?"), "On track").await.is_private().sees("ITEM-1");
        let walked = walked.presses("Next item").await;
        walked.sees("ITEM-2 is on");
        world.settle().await;
        assert!(thread.only("how does it stand?").text().contains("Dark mode"), "{}", thread.transcript());
        walked.presses("Next item").await.sees("Without an update from this meeting: ITEM-2");
        world.settle().await;
        assert!(!thread.transcript().contains("how does it stand?"), "{}", thread.transcript());
        assert_eq!(world.count("SELECT COUNT(*) FROM release_item WHERE reported_at IS NOT NULL").await, 1);
    }
}

on_each_engine! {
    async fn the_time_cop_speaks_twice_in_one_message(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10), ("Names", 5)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        let before = thread.messages().len();
        world.turn(seconds(479)).await;
        assert_eq!(thread.messages().len(), before);
        world.turn(seconds(1)).await;
        let said = thread.only("⏳ The time for Prices");
        world.turn(minutes(2)).await;
        assert_eq!(thread.only("⏰ The time for Prices is over").id, said.id, "edited in place");
        assert_eq!(thread.messages().len(), before + 1, "{}", thread.transcript());
        let chair = chair(world);
        chair.presses(&thread.only("⏰ The time for Prices"), "+3").await.sees("3 minutes more for Prices");
        world.settle().await;
        assert_eq!(thread.only("Prices has more time").id, said.id);
        // 80 % of thirteen minutes have gone already when ten have, not after 24 more seconds.
        world.turn(seconds(24)).await;
        assert_eq!(thread.only("⏳ The time for Prices").id, said.id);
        chair.presses(&thread.only("⏳ The time for Prices"), "Next").await.sees("Now: **Names**");
        world.settle().await;
        assert_eq!(thread.only("Prices is done").id, said.id);
        assert_eq!(thread.messages().len(), before + 2, "{}", thread.transcript());
    }

    async fn docket_that_was_down_comes_back_with_the_timer_right(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 10)]).await;
        begin(world).await;
        next(world).await;
        world.turn(minutes(5)).await;
        world.stops().await;
        world.starts().await;
        world.turn(seconds(179)).await;
        let thread = thread(world);
        assert!(!thread.transcript().contains("The time for Prices"), "{}", thread.transcript());
        world.turn(seconds(1)).await;
        thread.only("⏳ The time for Prices");
        world.stops().await;
        world.clock.turn_to(world.now() + minutes(9));
        world.starts().await;
        world.settle().await;
        // Over both the full time and the last five minutes it was down: each is said once, as it is now.
        thread.only("⏰ The time for Prices is over");
        assert!(!thread.transcript().contains("⏳"), "{}", thread.transcript());
        world.turn(minutes(8)).await;
        thread.only("minutes left");
    }

    async fn the_end_is_near_then_it_has_come_and_what_nobody_ends_closes_itself(world) {
        set_up(world, "").await;
        queue(world, &[("Prices", 60), ("Names", 5)]).await;
        begin(world).await;
        next(world).await;
        let thread = thread(world);
        world.turn(minutes(25)).await;
        let said = thread.only("**5 minutes left.** 1 topic still waits");
        world.turn(minutes(5)).await;
        assert_eq!(thread.only("**The planned time is over.**").id, said.id);
        world.turn(minutes(10)).await;
        // Somebody is still at it.
        world.member("PM Platform").in_room(thread).types("/note text:Still talking").await.sees("Noted at Prices");
        world.turn(minutes(14)).await;
        world.channel("pm-sync").only("**Standup** is on");
        world.turn(minutes(1)).await;
        world.channel("pm-sync").only("**Standup** is over");
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'wrapping'").await, 1);
        assert_eq!(world.count("SELECT carried FROM agenda_item WHERE id = 2").await, 1);
    }

    async fn a_series_can_start_by_itself_and_says_when_that_was_late(world) {
        set_up(world, "starts:yes").await;
        queue(world, &[("Prices", 10)]).await;
        world.turn(minutes(5)).await;
        let head = world.channel("pm-sync").only("**Standup** is on");
        assert!(!head.text().contains("late"), "{}", head.text());
        world.turn(minutes(60)).await;
        world.channel("pm-sync").only("**Standup** is over");
        world.turn(TimeDelta::hours(22)).await;
        world.stops().await;
        world.clock.turn_to(world.now() + minutes(70));
        world.starts().await;
        world.settle().await;
        let late = world.channel("pm-sync").only("**Standup** is on");
        assert!(late.text().contains("when docket was not running, and began late"), "{}", late.text());
        world.turn(minutes(90)).await;
    }
}
