//! What docket says before and after a meeting by itself: the board, what each owes, the final agenda, that nobody started; each
//! once, whatever happens meanwhile.

use crate::{
    action::close,
    in_every_world,
    meeting::sync,
    on_each_engine,
    remind::{arrivals, days, told},
    world::World,
};
use chrono::TimeDelta;
use docket::{queue, sandbox::Message};

/// What docket said in #pm-sync that holds `text`, oldest first.
fn said(world: &World, text: &str) -> Vec<Message> {
    world.channel("pm-sync").messages().into_iter().filter(|message| message.text().contains(text)).collect()
}

/// PM Growth has an item whose release is to be spoken about on the day of the meeting, and a topic in the meeting. On the morning
/// before, the job of this kind runs a minute after all others.
async fn asks_and_tells_in_the_same_morning(world: &World, last: &str) {
    sync(world).await;
    let lead = world.member("PM lead").in_channel("pm-sync");
    lead.types("/release plan name:v26.12 target:2026-12-16 sync:every Wednesday 9am")
        .await
        .sees("is planned");
    lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
    let growth = world.member("PM Growth").in_channel("pm-sync");
    growth.types("/agenda add topic:Prices minutes:10").await.sees("TOPIC-1");
    world.turn(TimeDelta::hours(5 * 24 + 22)).await;
    let guild = i64::try_from(growth.guild.0).expect("an id");
    let key = format!("{last}:{}:2026-11-24", growth.id);
    let mut tx = world.db.begin().await.expect("a transaction");
    let at = world.now() + TimeDelta::minutes(61);
    assert!(queue::reschedule(&mut tx, guild, &key, at).await.expect("an answer"), "{key} waits");
    tx.commit().await.expect("a later job");
    world.turn(TimeDelta::hours(3)).await;
    let asked = told(&growth, "How does this item of yours stand?");
    let owed = told(&growth, "This is what it needs from you");
    assert_eq!((asked.len(), owed.len()), (0, 1), "one message where one will do");
    assert!(owed[0].text().contains("Prices") && owed[0].text().contains("ITEM-1"), "{}", owed[0].text());
    growth.presses(&owed[0], "ITEM-1: On track").await.is_private().sees("**ITEM-1** is on track");
}

in_every_world! {
    async fn each_reminder_comes_once_at_its_time(world) {
        sync(world).await;
        let (lead, growth) = (world.member("PM lead").in_channel("pm-sync"), world.member("PM Growth").in_channel("pm-sync"));
        growth.types("/action add what:Send the numbers who:me due:2026-11-20").await.sees("ACT-1");
        growth.types("/agenda add topic:Prices minutes:10").await.sees("TOPIC-1");
        lead.types("/meeting edit meeting:PM weekly sync place:https://example.com/sync").await.presses("Save").await.sees("is changed");
        days(world, 5).await;
        assert_eq!(arrivals(&said(world, "**Topics**")), ["11-23 09:00"], "two working days before");
        days(world, 4).await;
        let owed = told(&growth, "This is what it needs from you");
        assert_eq!(arrivals(&owed), ["11-24 09:00"], "in their morning of the day before");
        for part in ["Send the numbers", "Topics that you speak to", "Prices · 10 min", "https://example.com/sync"] {
            assert!(owed[0].text().contains(part), "{part}: {}", owed[0].text());
        }
        for nobody in ["Support engineer", "Sales"] {
            assert_eq!(told(&world.member(nobody), "This is what it needs from you").len(), 0, "{nobody} owes nothing");
        }
        let last = said(world, "Final agenda");
        assert_eq!(arrivals(&last), ["11-25 08:50"]);
        assert!(last[0].text().contains("Prices · 10 min") && last[0].text().contains("https://example.com/sync"));
        assert_eq!(arrivals(&said(world, "nobody has started it")), ["11-25 09:05"]);
        assert_eq!(world.channel("pm-sync").pings(&lead), 1, "the chair is pinged once");
        assert_eq!(arrivals(&said(world, "was not held. Its topic goes to the next one")), ["11-25 09:45"]);
        let old = said(world, "No meeting");
        assert_eq!(old.len(), 1, "the board says so");
    }

    async fn the_day_before_message_takes_answers_and_counts_them(world) {
        sync(world).await;
        let growth = world.member("PM Growth").in_channel("pm-sync");
        growth.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        world.member("Support engineer").types("/meeting come answer:yes meeting:PM weekly sync").await.sees("You come");
        days(world, 6).await;
        let owed = told(&growth, "This is what it needs from you");
        assert!(owed[0].text().contains("So far 1 comes"), "{}", owed[0].text());
        growth.presses(&owed[0], "I come").await.sees("You come");
        world.settle().await;
        assert!(world.channel("pm-sync").only("**Topics**").text().contains("2 come"));
    }
}

on_each_engine! {
    async fn the_day_before_message_asks_about_items_of_releases_and_the_card_says_who_has_not_answered(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
        lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
        days(world, 6).await;
        let growth = world.member("PM Growth");
        let owed = told(&growth, "This is what it needs from you");
        assert_eq!(arrivals(&owed), ["11-24 09:00"]);
        assert_eq!(told(&growth, "of yours stand?").len(), 0, "one message where one will do");
        let card = world.channel("pm-sync").only("v26.12 ·").text();
        assert!(card.contains("Asked, no update yet") && card.contains(&growth.mention()), "{card}");
        growth.presses(&owed[0], "ITEM-1: On track").await.is_private().sees("**ITEM-1** is on track");
        world.settle().await;
        let card = world.channel("pm-sync").only("v26.12 ·").text();
        assert!(!card.contains("Asked, no update yet") && card.contains("1 on track"), "{card}");
        assert!(told(&growth, "This is what it needs from you")[0].text().contains("ITEM-1"), "the message stays as it is");
    }

    async fn items_that_have_no_row_of_buttons_are_behind_one(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
        for number in 1..=4 {
            let line = format!("/release add text:Part {number} release:v26.12 owner:@PM Growth");
            lead.types(&line).await.sees(&format!("ITEM-{number}"));
        }
        days(world, 6).await;
        let growth = world.member("PM Growth");
        let owed = told(&growth, "This is what it needs from you");
        assert!(owed[0].text().contains("**Your release items** has buttons for all of them"), "{}", owed[0].text());
        growth.presses(&owed[0], "ITEM-3: On track").await.sees("**ITEM-3** is on track");
        let mine = growth.presses(&owed[0], "Your release items").await;
        mine.presses("ITEM-4: On track").await.sees("**ITEM-4** is on track");
    }

    async fn items_are_asked_about_before_the_day_to_which_the_sync_was_moved(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
        lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
        lead.types("/meeting move to:2026-11-27 9am").await.sees("moves from");
        days(world, 8).await;
        let growth = world.member("PM Growth");
        let owed = told(&growth, "This is what it needs from you");
        assert_eq!(arrivals(&owed), ["11-26 09:00"]);
        assert!(owed[0].text().contains("ITEM-1"), "{}", owed[0].text());
        assert!(world.channel("pm-sync").only("v26.12 ·").text().contains("Asked, no update yet"));
    }

    async fn a_release_with_a_sync_asks_itself_when_the_meeting_says_nothing_after_all(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16 sync:every Wednesday 9am").await.sees("is planned");
        lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
        world.turn(TimeDelta::hours(5 * 24 + 10)).await;
        lead.types("/meeting skip reason:Offsite").await.sees("is skipped");
        world.turn(TimeDelta::hours(14)).await;
        let growth = world.member("PM Growth");
        assert_eq!(told(&growth, "This is what it needs from you").len(), 0);
        assert_eq!(arrivals(&told(&growth, "How does this item of yours stand?")), ["11-24 09:30"]);
    }

    async fn an_item_is_asked_about_once_when_the_meeting_tells_late(world) {
        asks_and_tells_in_the_same_morning(world, "meeting.owe:1").await;
    }

    async fn an_item_is_asked_about_once_when_the_release_asks_late(world) {
        asks_and_tells_in_the_same_morning(world, "release.ask").await;
    }

    async fn an_item_that_the_day_before_message_asks_about_is_not_in_the_digest_of_that_morning(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v26.12 target:2026-12-16").await.sees("is planned");
        lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
        days(world, 13).await;
        let growth = world.member("PM Growth");
        assert_eq!(arrivals(&told(&growth, "This is what it needs from you")), ["11-24 09:00", "12-01 09:00"]);
        let digests: Vec<Message> =
            growth.direct_messages().into_iter().filter(|message| message.text().contains("wait for your update")).collect();
        assert_eq!(arrivals(&digests), ["11-25 09:00", "11-26 09:00", "11-27 09:00", "11-30 09:00"]);
    }

    async fn what_the_day_before_message_names_is_not_in_the_digest_of_that_morning(world) {
        sync(world).await;
        let growth = world.member("PM Growth").in_channel("pm-sync");
        growth.types("/action add what:Send the numbers who:me due:2026-11-20").await.sees("ACT-1");
        growth.types("/action add what:Book the room who:me due:2026-11-24").await.sees("ACT-2");
        days(world, 7).await;
        let digests: Vec<Message> =
            growth.direct_messages().into_iter().filter(|message| message.text().contains("Your day,")).collect();
        let on = |day: &str| digests.iter().find(|digest| arrivals(std::slice::from_ref(*digest)) == [day]);
        let before = on("11-23 09:00").expect("a digest").text();
        assert!(before.contains("Send the numbers"), "{before}");
        let owed = told(&growth, "This is what it needs from you");
        assert_eq!(arrivals(&owed), ["11-24 09:00"]);
        assert!(owed[0].text().contains("Send the numbers"), "{}", owed[0].text());
        let same = on("11-24 09:00").expect("there is more to do").text();
        assert!(same.contains("Book the room") && !same.contains("Send the numbers"), "{same}");
        let after = on("11-25 09:00").expect("a digest").text();
        assert!(after.contains("Send the numbers"), "{after}");
        growth.types("/digest now").await.sees("Send the numbers");
    }

    async fn who_owes_only_something_confidential_is_led_to_its_channel_without_its_words(world) {
        sync(world).await;
        // Whom the series does not name, and who speaks to no topic.
        let platform = world.member("PM Platform").in_channel("social");
        close(world, "social", &[&platform]);
        platform.types("/action add what:Talk about quicksilver who:me due:2026-11-20").await.sees("It is confidential");
        days(world, 7).await;
        let owed = told(&platform, "This is what it needs from you");
        assert_eq!(arrivals(&owed), ["11-24 09:00"]);
        assert!(owed[0].text().contains("`ACT-1` a confidential action"), "{}", owed[0].text());
        assert!(owed[0].text().contains(&format!("open it in <#{}>", world.channel("social").id)), "{}", owed[0].text());
        assert!(!owed[0].text().contains("uicksilver"), "{}", owed[0].text());
    }

    async fn what_is_not_wished_is_not_said(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/meeting create template:sync remind:none").await.presses("Save").await.sees("is set up");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        days(world, 8).await;
        assert_eq!(said(world, "Final agenda").len(), 0);
        assert_eq!(told(&lead, "This is what it needs from you").len(), 0);
        assert_eq!(arrivals(&said(world, "nobody has started it")), ["11-25 09:05"]);
    }

    async fn the_chair_says_how_long_before(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/meeting edit meeting:PM weekly sync remind:board 9").await.sees("“board 9” is nothing that docket can say").sees("nothing was saved");
        let preview = lead.types("/meeting edit meeting:PM weekly sync remind:board 3 days, owed and final 15").await;
        preview.sees("board 3, owed, final 15").presses("Save").await.sees("is changed");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        days(world, 8).await;
        assert_eq!(arrivals(&said(world, "Final agenda")), ["11-25 08:45"]);
        assert_eq!(arrivals(&said(world, "No meeting")), ["11-20 09:00"], "three working days before, over a weekend");
    }

    async fn a_meeting_that_is_moved_is_reminded_of_for_its_new_day(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        days(world, 6).await;
        assert_eq!(told(&lead, "This is what it needs from you").len(), 1);
        lead.types("/meeting move to:2026-11-27 9am").await.sees("moves from");
        days(world, 4).await;
        assert_eq!(arrivals(&said(world, "Final agenda")), ["11-27 08:50"]);
        assert_eq!(arrivals(&told(&lead, "This is what it needs from you")), ["11-24 09:00", "11-26 09:00"], "for each of the two days");
        assert_eq!(said(world, "**Topics**").len() + said(world, "No meeting").len(), 2, "one board, and the final agenda");
    }

    async fn downtime_across_a_start_is_told_once_and_late(world) {
        sync(world).await;
        world.member("PM lead").in_channel("pm-sync").types("/agenda add topic:Prices").await.sees("TOPIC-1");
        days(world, 5).await;
        world.stops().await;
        world.clock.turn_by(TimeDelta::hours(47) + TimeDelta::minutes(5));
        world.starts().await;
        world.settle().await;
        let late = said(world, "nobody has started it");
        assert_eq!(late.len(), 1);
        assert_eq!(said(world, "Final agenda").len(), 0, "it helps nobody any more");
        world.turn(TimeDelta::hours(2)).await;
        assert_eq!(said(world, "nobody has started it").len(), 1);
        assert_eq!(said(world, "was not held. Its topic").len(), 1);
    }

    async fn with_too_few_people_one_press_carries_everything_over(world) {
        sync(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/meeting edit meeting:PM weekly sync quorum:3").await.presses("Save").await.sees("is changed");
        lead.types("/agenda add topic:Prices").await.sees("TOPIC-1");
        world.member("PM Growth").types("/meeting come answer:yes meeting:PM weekly sync").await.sees("You come");
        world.turn(TimeDelta::hours(24 * 7 - 1) - TimeDelta::minutes(5)).await;
        let last = said(world, "Final agenda");
        assert!(last[0].text().contains("1 of the 3 who are needed"), "{}", last[0].text());
        world.member("Support engineer").in_channel("pm-sync").presses(&last[0], "Carry everything over").await.is_private().sees("Only the chair");
        lead.presses(&last[0], "Carry everything over").await.sees("its topic goes to the next one");
        world.settle().await;
        assert_eq!(said(world, "was not held. Its topic").len(), 1);
        days(world, 1).await;
        assert_eq!(said(world, "nobody has started it").len(), 0, "that was said already");
        lead.types("/agenda item item:1").await.sees("Wed 2 Dec 2026").sees("carried over since 25 Nov");
    }

    async fn the_digest_names_the_meetings_of_the_day(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let line = "/meeting create name:Design review when:every Wednesday 14:00 zone:America/Los_Angeles attendees:@PM Growth";
        lead.types(line).await.presses("Save").await.sees("is set up");
        days(world, 8).await;
        let growth = world.member("PM Growth");
        let digests: Vec<Message> =
            growth.direct_messages().into_iter().filter(|message| message.text().contains("Meetings today")).collect();
        assert_eq!(arrivals(&digests), ["11-25 09:00"]);
    }
}
