//! The release plan: dates counted from the target, items that their owners report on, and who is told when one moves.

use crate::{
    in_every_world, on_each_engine,
    remind::{arrivals, told},
    world::World,
};
use chrono::TimeDelta;

/// A release in #pm-sync with two items, of two people.
async fn planned(world: &World) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    let line =
        "/release plan name:v26.12 target:the working day on or before the 16th sync:every Wednesday 9am";
    lead.types(line).await.is_private().sees("**v26.12** is planned for Wed 16 Dec 2026");
    lead.types("/release plan name:v27.01 target:2027-01-15").await.sees("**v27.01** is planned");
    lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
    lead.types("/release add text:Faster search release:v26.12 owner:@Support engineer kind:fix")
        .await
        .sees("ITEM-2");
    world.settle().await;
}

in_every_world! {
    async fn a_release_has_one_living_card_with_its_dates(world) {
        planned(world).await;
        let card = world.channel("pm-sync").only("v26.12 ·");
        // Thanksgiving is no holiday of the sample team.
        for text in ["Wed 16 Dec 2026", "Thu 12 Nov 2026 · Feature complete (T-24)", "Wed 2 Dec 2026 · Code freeze (T-10)",
            "Wed 2 Dec 2026 (T-10)", "ITEM-1", "Faster search", "no update yet"] {
            assert!(card.text().contains(text), "{text}: {}", card.text());
        }
        assert!(card.text().contains("Code freeze") && card.text().contains("T-19"), "{}", card.text());
        let pm = world.member("PM Growth").in_channel("pm-sync");
        let opened = pm.chooses(&card, "Open an item…", "1").await;
        opened.is_private().sees("Calendar export").sees("none yet");
        opened.presses("On track").await.is_in_place().sees("**ITEM-1** is on track");
        world.settle().await;
        let card = world.channel("pm-sync").only("v26.12 ·");
        assert!(card.text().contains("2 on track"), "{}", card.text());
    }

    async fn moving_the_target_shows_all_that_moves_before_it_is_saved(world) {
        planned(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        let preview = lead.types("/release move release:v26.12 target:2026-12-23").await;
        preview.is_private().sees("Nothing is saved yet").sees("Wed 16 Dec 2026 → Wed 23 Dec 2026").sees("Judgment day");
        world.settle().await;
        assert!(world.channel("pm-sync").only("v26.12 ·").text().contains("Wed 16 Dec 2026"));
        let saved = preview.presses("Save").await;
        saved.is_in_place().sees("**v26.12** now ships on Wed 23 Dec 2026, and its 4 other dates with it");
        world.settle().await;
        assert!(world.channel("pm-sync").only("v26.12 ·").text().contains("Wed 23 Dec 2026"));
        saved.presses("Undo").await.is_in_place().sees("Undid").sees("Wed 16 Dec 2026");
    }

    async fn who_follows_an_item_is_told_when_it_is_postponed(world) {
        planned(world).await;
        let (sales, growth) = (world.member("Support engineer"), world.member("PM Growth"));
        sales.types("/release follow item:1").await.is_private().sees("You follow **ITEM-1**");
        let lead = world.member("PM lead").in_channel("pm-sync");
        let moved = lead.types("/release postpone item:1 to:v27.01 reason:The format is not decided").await;
        moved.is_private().sees("moves to **v27.01**");
        world.turn(TimeDelta::minutes(5)).await;
        for person in [&sales, &growth] {
            let told = told(person, "moves from **v26.12** to **v27.01**");
            assert_eq!(told.len(), 1, "the follower and the owner");
            assert!(told[0].text().contains("The format is not decided"));
        }
        assert!(!world.channel("pm-sync").only("v26.12 ·").text().contains("Calendar export"));
        assert!(world.channel("pm-sync").only("v27.01 ·").text().contains("Calendar export"));
        moved.presses("Undo").await.is_in_place().sees("Undid: postponed **ITEM-1**");
        world.turn(TimeDelta::minutes(5)).await;
        assert_eq!(told(&sales, "moves from **v27.01** to **v26.12**").len(), 1, "who heard of it hears that it was taken back");
    }
}

on_each_engine! {
    async fn owners_are_asked_once_in_the_morning_before_the_sync_and_answer_by_button(world) {
        planned(world).await;
        let (growth, support) = (world.member("PM Growth"), world.member("Support engineer"));
        // Tuesday, the day before the sync of 25 November.
        world.turn(TimeDelta::days(6)).await;
        let asked = told(&growth, "How does this item of yours stand?");
        assert_eq!(arrivals(&asked), ["11-24 09:00"]);
        assert_eq!(told(&support, "How does this item of yours stand?").len(), 1);
        let card = world.channel("pm-sync").only("v26.12 ·").text();
        assert!(card.contains("Asked, no update yet") && card.contains(&growth.mention()), "{card}");
        growth.presses(&asked[0], "ITEM-1: On track").await.is_in_place().sees("on track").sees("Nothing else waits");
        let form = support.presses(&told(&support, "How does this item")[0], "At risk…").await;
        form.opens("How it stands");
        form.submits(&[("note", "Waiting for hardware")]).await.is_in_place().sees("**ITEM-2** is at risk");
        world.settle().await;
        let card = world.channel("pm-sync").only("v26.12 ·").text();
        assert!(!card.contains("no update yet") && card.contains("“Waiting for hardware”"), "{card}");
        // The next week both are asked again, because neither has said anything since.
        world.turn(TimeDelta::days(7)).await;
        let asked = told(&growth, "How does this item of yours stand?");
        assert_eq!(arrivals(&asked), ["12-01 09:00"], "the first question shows its answer");
    }

    async fn nobody_is_asked_about_what_was_reported_is_done_or_has_shipped(world) {
        planned(world).await;
        let (growth, support) = (world.member("PM Growth"), world.member("Support engineer"));
        growth.types("/release update item:1 health:done").await.sees("done");
        world.turn(TimeDelta::days(4)).await;
        support.types("/release update item:2 health:on_track note:Nearly there").await.sees("on track");
        world.turn(TimeDelta::days(3)).await;
        world.member("PM lead").types("/release ship release:v26.12").await.sees("has shipped").sees("Not done: ITEM-2");
        world.turn(TimeDelta::days(14)).await;
        for person in [&growth, &support] {
            assert_eq!(told(person, "of yours stand?").len(), 0);
        }
    }

    async fn who_does_not_answer_finds_it_in_the_digest_from_the_next_day_on(world) {
        planned(world).await;
        world.turn(TimeDelta::days(8)).await;
        let growth = world.member("PM Growth");
        let digests: Vec<_> =
            growth.direct_messages().into_iter().filter(|message| message.text().contains("wait for your update")).collect();
        assert_eq!(arrivals(&digests), ["11-25 09:00", "11-26 09:00"], "not on the day on which they were asked");
    }

    async fn a_sync_that_can_be_meant_in_two_ways_is_asked_about(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let asked = lead.types("/release plan name:v26.12 target:2026-12-16 sync:every second tuesday").await;
        asked.is_private().sees("can mean more than one rhythm").sees("Nothing was changed");
        lead.types("/release list").await.sees_not("v26.12");
        asked.presses("on the second Tuesday of every month at 09:00").await.sees("**v26.12** is planned");
        let form = lead.types("/release edit release:v26.12").await;
        assert_eq!(form.filled_in("sync"), "on the second Tuesday of every month at 09:00");
        // Which weeks are meant is asked as well.
        let asked = lead.types("/release edit release:v26.12 sync:every other Thursday 9am").await;
        asked.is_private().sees("can mean more than one rhythm").sees("Nothing was changed");
        let form = lead.types("/release edit release:v26.12").await;
        assert_eq!(form.filled_in("sync"), "on the second Tuesday of every month at 09:00");
    }

    async fn a_sync_that_is_typed_again_keeps_its_weeks_and_its_time_of_day(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let plan = "/release plan name:v26.12 target:2026-12-16 sync:every other Wednesday 9am";
        lead.types(plan).await.sees("**v26.12** is planned");
        lead.types("/release add text:Calendar export release:v26.12 owner:@PM Growth").await.sees("ITEM-1");
        // The sync of the 25th is over; the soonest Wednesday is none of its own.
        world.turn(TimeDelta::days(8)).await;
        lead.types("/release edit release:v26.12 sync:every other Wednesday 10am").await.sees("v26.12");
        lead.types("/release edit release:v26.12 sync:every 2 weeks on wed").await;
        let form = lead.types("/release edit release:v26.12").await;
        assert_eq!(form.filled_in("sync"), "every other Wednesday at 10:00");
        world.turn(TimeDelta::days(14)).await;
        let asked = told(&world.member("PM Growth"), "How does this item of yours stand?");
        assert_eq!(arrivals(&asked), ["11-24 09:00", "12-08 09:00"]);
    }

    async fn a_date_that_is_a_day_off_is_not_moved_without_a_word(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let line = "/release plan name:v26.12 target:2026-12-16 milestones:T-10 code freeze, 2026-12-20 EU edition";
        lead.types(line).await.sees("Sun 20 Dec 2026 is a day off, so Fri 18 Dec 2026 is taken").sees("Fri 18 Dec 2026 · EU edition (T+2)");
        let edited = lead.types("/release edit release:v26.12 freeze:2026-12-06").await;
        edited.sees("Sun 6 Dec 2026 is a day off, so Fri 4 Dec 2026 is taken").sees_not("20 Dec");
        lead.types("/release edit release:v26.12 freeze:2026-12-07").await.sees("is changed").sees_not("day off");
    }

    async fn a_release_begins_with_the_dates_of_the_last_one(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let line = "/release plan name:v26.12 target:2026-12-16 milestones:T-3 docs, T+5 second ring";
        lead.types(line).await.sees("Fri 11 Dec 2026 · docs (T-3)").sees("Wed 23 Dec 2026 · second ring (T+5)");
        let next = lead.types("/release plan name:v27.01 target:2027-01-15").await;
        next.sees("Tue 12 Jan 2027 · docs (T-3)").sees("Fri 22 Jan 2027 · second ring (T+5)").sees_not("Judgment day");
        // One of another kind does not.
        lead.types("/release plan name:v27.00 kind:major target:2027-02-15").await.sees("Judgment day").sees_not("second ring");
    }

    async fn what_cannot_be_done_is_said_in_a_sentence(world) {
        planned(world).await;
        let lead = world.member("PM lead").in_channel("pm-sync");
        for (line, why) in [
            ("/release plan name:v26.12 target:2026-12-20", "is planned already"),
            ("/release plan name:x target:2020-01-01", "has passed"),
            ("/release plan name:x target:whenever", "Nothing was changed"),
            ("/release plan name:x kind:dot target:in 3 days", "validated by somebody"),
            ("/release plan name:x target:2026-12-20 milestones:soon", "does not read"),
            ("/release plan name:x target:2026-12-20 sync:tomorrow", "no rhythm"),
            ("/release edit release:v26.12 freeze:whenever", "no date of a freeze"),
            ("/release show release:v99.9", "No release is called"),
            ("/release item item:99", "There is no ITEM-99"),
            ("/release add text:x ticket:nowhere", "must be a web address"),
            ("/release add text:x owner:Nobody Known", "not one person"),
            ("/release add text:x request:REQ-99", "There is no REQ-99"),
            ("/release move release:v26.12 target:2026-12-16", "already"),
            ("/release undo release:v27.01", "Undid"),
            ("/release undo release:v26.12", "has 2 items"),
        ] {
            lead.types(line).await.is_private().sees(why);
        }
        world.member("Sales").types("/release update item:1 health:done").await.sees("only its owner");
    }
}

in_every_world! {
    async fn a_retrospective_is_collected_and_its_changes_become_actions(world) {
        planned(world).await;
        let (growth, support) = (world.member("PM Growth").in_channel("pm-sync"), world.member("Support engineer"));
        world.member("PM lead").types("/release ship release:v26.12").await.sees("has shipped");
        let form = growth.types("/release retro").await;
        form.opens("Release retrospective");
        form.submits(&[("well", "The freeze held"), ("change", "Ask support before the cut")]).await.is_private().sees("your name");
        let line = "/release retro anonymous:yes badly:Nobody told us about the delay";
        support.types(line).await.is_private().sees("Nothing is kept that tells who said it");
        let learned = growth.types("/release learned").await;
        learned.sees("The freeze held").sees(&growth.mention()).sees("Nobody told us about the delay").sees_not(&support.mention());
        learned.presses("Post it here").await.is_public().sees("The freeze held");
        let form = learned.presses("Action of change 1").await;
        assert_eq!(form.filled_in("what"), "Ask support before the cut");
        form.submits(&[("what", "Ask support before the cut"), ("who", "me")]).await.sees("**ACT-1** is made");
        let row = world.rows(world.guild()).await.into_iter().find(|row| row.contains("about the delay"));
        let row = row.expect("it is kept");
        assert!(!row.contains(&support.id.to_string()) && row.contains("\"said_day\":\"2026-11-18\""), "{row}");
    }
}
