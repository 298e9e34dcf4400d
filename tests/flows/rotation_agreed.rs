//! Cover and swaps as people ask for them: which dates, whom, of which rotation; and cards that say what they are about.

use crate::{in_every_world, meeting::sync, on_each_engine, remind::told, world::World};
use chrono::{DateTime, TimeDelta, Utc};

async fn sets_up(world: &World, line: &str) {
    world
        .member("PM lead")
        .types(&format!("/rotation setup {line}"))
        .await
        .presses("Save")
        .await
        .sees("is set up");
    world.settle().await;
}

/// "customer requests" in #pm-sync: Growth is on until the 25th, then Platform and the lead, a week each.
async fn customer_requests(world: &World) {
    let line = "name:customer requests members:@PM Growth @PM Platform @PM lead handoff:every Wednesday 09:30 \
                zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#pm-sync";
    sets_up(world, line).await;
}

/// "release notes" in #support, which is not about requests: Self-service and the user managers, from Monday to Monday.
async fn release_notes(world: &World) {
    let line = "name:release notes members:@PM Self-service @PM User management handoff:every Monday 09:30 \
                zone:Europe/Berlin channel:#support";
    sets_up(world, line).await;
}

async fn turn_to(world: &World, text: &str) {
    let at: DateTime<Utc> = text.parse().expect("an instant");
    world.turn(at - world.now()).await;
}

in_every_world! {
    async fn cover_asks_which_dates_and_never_twice_for_the_same_hours(world) {
        customer_requests(world).await;
        let growth = world.member("PM Growth");
        let card = world.channel("pm-sync").only("you are on **customer requests**");
        // The shift of the card it stands on, as the rotation's zone reads it.
        let dates = growth.presses(&card, "Ask for cover").await;
        dates.opens("Ask for cover in #pm-sync").sees("From (America/Los_Angeles)");
        assert_eq!(dates.filled_in("until"), "2026-11-25 09:30");
        dates.submits(&[]).await.is_private().sees("who can cover for you");
        world.settle().await;
        let asks = |world: &World| world.channel("pm-sync").messages().iter().filter(|one| one.text().contains("needs cover")).count();
        assert_eq!(asks(world), 1);
        let again = growth.types("/rotation cover").await.submits(&[]).await;
        again.is_private().sees("asked for cover").sees("already");
        assert_eq!(again.buttons(), ["Go to it", "Withdraw it"]);
        world.settle().await;
        assert_eq!(asks(world), 1);
        // Of a longer time only the rest is asked for.
        let more = "/rotation cover from:2026-11-24 09:30 until:2026-11-27 09:30";
        growth.types(more).await.sees("who can cover for you").sees("you had asked before");
        world.settle().await;
        assert_eq!(asks(world), 2);
        for name in ["PM Platform", "PM lead"] {
            assert_eq!(world.channel("pm-sync").pings(&world.member(name)), 2, "{name}");
        }
        assert!(world.member("PM lead").types("/rotation cover").await.filled_in("from").starts_with("2026-12-02"));
    }

    async fn who_is_away_is_not_asked(world) {
        customer_requests(world).await;
        world.member("PM lead").types("/rotation away until:2026-12-20 09:00").await.sees("is away");
        world.member("PM Growth").types("/rotation cover from:now until:2026-11-25 09:30").await.sees("Asked in");
        world.settle().await;
        let ask = world.channel("pm-sync").only("needs cover");
        assert_eq!(ask.pinged_users, [world.member("PM Platform").id]);
        assert!(!ask.text().contains(&world.member("PM lead").mention()), "{}", ask.text());
    }

    async fn of_several_rotations_the_own_one_is_meant(world) {
        customer_requests(world).await;
        release_notes(world).await;
        world.member("PM Self-service").types("/rotation mine").await.sees("release notes").sees_not("customer requests");
        world.member("PM Platform").types("/rotation mine").await.sees("customer requests").sees_not("release notes");
        let guest = world.member("Guest").in_channel("general");
        let which = guest.types("/rotation next").await;
        which.is_private().sees("several rotations");
        which.presses("release notes").await.sees("Next shifts: release notes");
    }
}

on_each_engine! {
    async fn a_swap_proposes_whole_shifts_of_like_length(world) {
        let line = "name:support desk members:@PM Growth @PM Platform @PM lead handoff:weekdays 09:30 \
                    zone:America/Los_Angeles working_days:yes channel:#support";
        sets_up(world, line).await;
        // Growth is on now and next on Monday. The lead's next shift is over a weekend, the one after it is a day as well.
        let begins = |text: &str| format!("<t:{}:", text.parse::<DateTime<Utc>>().expect("an instant").timestamp());
        let asked = world.member("PM Growth").types("/rotation swap with:@PM lead").await;
        asked.sees(&begins("2026-11-23T17:30:00Z")).sees(&begins("2026-11-25T17:30:00Z")).sees_not("differ in length");
        let friday = world.member("PM Growth").types("/rotation swap with:@PM lead theirs:2026-11-20 12:00 mine:2026-11-23 12:00").await;
        friday.sees("The two differ in length: 1 day and 3 days.");
    }

    async fn a_rotation_of_working_days_that_begins_on_a_weekend_gives_its_first_member_the_first_working_shift(world) {
        turn_to(world, "2026-11-21T20:00:00Z").await;
        let line = "name:support desk members:@PM Growth @PM Platform @PM lead handoff:weekdays 09:30 \
                    zone:America/Los_Angeles working_days:yes channel:#support";
        sets_up(world, line).await;
        let guest = world.member("Guest").in_channel("general");
        guest.types("/rotation who").await.sees("the rotation begins");
        turn_to(world, "2026-11-23T18:00:00Z").await;
        guest.types("/rotation who").await.sees(&format!("{} is on", world.member("PM Growth").mention()));
        assert_eq!(world.channel("support").pings(&world.member("PM Growth")), 1);
        turn_to(world, "2026-11-24T18:00:00Z").await;
        guest.types("/rotation who").await.sees(&format!("{} is on", world.member("PM Platform").mention()));
    }

    async fn a_card_that_is_not_about_requests_does_not_list_them(world) {
        customer_requests(world).await;
        release_notes(world).await;
        world.member("Support engineer").types("/feedback text:SSO login loops").await.sees("REQ-1");
        turn_to(world, "2026-11-25T17:31:00Z").await;
        let about = world.channel("pm-sync").only("you are on **customer requests**");
        assert!(about.text().contains("One request is unassigned"), "{}", about.text());
        turn_to(world, "2026-11-30T09:00:00Z").await;
        let other = world.channel("support").only("you are on **release notes**");
        assert!(!other.text().contains("unassigned") && !other.text().contains("Handed over"), "{}", other.text());
        let labels = other.all_components().into_iter().filter_map(|one| one["label"].as_str().map(str::to_owned));
        assert_eq!(labels.collect::<Vec<_>>(), ["Take it", "Ask for cover"]);
        let notices = world.member("PM User management").direct_messages();
        let ahead = notices.iter().find(|one| one.content.contains("you are on **release notes**")).expect("a notice");
        assert!(!ahead.content.contains("unassigned"), "{}", ahead.content);
    }

    async fn whoever_is_on_in_another_rotation_is_not_on_duty_for_requests(world) {
        release_notes(world).await;
        customer_requests(world).await;
        sync(world).await;
        let support = world.member("Support engineer");
        support.types("/feedback text:The export is wrong importance:3").await.sees("REQ-1");
        let (on, other) = (world.member("PM Growth"), world.member("PM Self-service"));
        on.types("/digest now").await.sees("Unassigned, and you are on duty").sees("REQ-1");
        other.types("/digest now").await.sees_not("you are on duty").sees_not("REQ-1");
        let agenda = world.member("PM lead").in_channel("pm-sync").types("/agenda show").await;
        agenda.sees(&format!("On duty: {}\n", on.mention()));
        world.turn(TimeDelta::hours(25)).await;
        assert_eq!(told(&on, "**REQ-1** is blocking").len(), 1);
        assert_eq!(told(&other, "**REQ-1** is blocking").len(), 0);
    }

    async fn where_no_rotation_has_a_deadline_the_oldest_is_about_requests(world) {
        release_notes(world).await;
        let line = "name:support desk members:@PM Growth @PM Platform @PM lead handoff:every Wednesday 09:30 \
                    zone:America/Los_Angeles channel:#pm-sync";
        sets_up(world, line).await;
        world.member("Support engineer").types("/feedback text:The export is wrong").await.sees("REQ-1");
        let (oldest, newer) = (world.member("PM Self-service"), world.member("PM Growth"));
        oldest.types("/digest now").await.sees("Unassigned, and you are on duty").sees("REQ-1");
        newer.types("/digest now").await.sees_not("you are on duty");
        let buttons = |channel: &str, name: &str| {
            let card = world.channel(channel).only(&format!("you are on **{name}**"));
            let labels = card.all_components().into_iter().filter_map(|one| one["label"].as_str().map(str::to_owned));
            labels.collect::<Vec<_>>()
        };
        assert!(buttons("support", "release notes").contains(&"Show open".to_owned()));
        assert!(!buttons("pm-sync", "support desk").contains(&"Show open".to_owned()));
        // One with a deadline for requests takes them over.
        let line = "/rotation setup name:support desk deadline:every Wednesday 09:00";
        world.member("PM lead").types(line).await.presses("Save").await.sees("is changed");
        newer.types("/digest now").await.sees("Unassigned, and you are on duty");
        oldest.types("/digest now").await.sees_not("you are on duty");
    }

    async fn whoever_reads_a_notice_acts_on_it_by_its_button(world) {
        customer_requests(world).await;
        let (growth, platform) = (world.member("PM Growth"), world.member("PM Platform"));
        // Cover ends in the middle of the shift, and whose turn it is comes on again.
        growth.types("/rotation cover from:2026-11-19 10:00 until:2026-11-20 10:00").await.sees("Asked in");
        world.settle().await;
        platform.presses(&world.channel("pm-sync").only("needs cover"), "I'll cover").await.sees("covers for");
        turn_to(world, "2026-11-20T18:01:00Z").await;
        let notices = told(&growth, "from now until");
        let texts: Vec<_> = growth.direct_messages().iter().map(|message| message.text()).collect();
        let [notice] = &notices[..] else { panic!("whoever comes on is told: {texts:#?}") };
        growth.presses(notice, "Who is on").await.sees(&growth.mention());
        growth.presses(notice, "Ask for cover").await.opens("Ask for cover in #pm-sync");
        for person in [&growth, &platform, &world.member("PM lead")] {
            person.types("/rotation away until:2026-11-30 09:00").await.sees("is away");
        }
        world.settle().await;
        let gap = world.channel("pm-sync").only("Nobody is on **customer requests** (primary) now");
        let taken = world.member("PM Self-service").presses(&gap, "I'll take it").await;
        taken.is_public().sees("is on from now");
    }

    async fn forms_name_the_channel_they_post_to(world) {
        let lead = world.member("PM lead");
        lead.types("/rotation setup").await.sees("posted in #");
        let preview = lead.types("/rotation setup name:support desk handoff:every Monday 09:30 channel:#support").await;
        preview.sees("Posts in").sees(&format!("<#{}>", world.channel("support").id));
        preview.presses("Change").await.opens("A rotation, posted in #support");
    }
}
