//! Times that people type: every word counts, what can be meant otherwise is one press away, and a change of something else
//! moves no rhythm.

use crate::{
    in_every_world, on_each_engine,
    remind::{arrivals, days, told},
};
use chrono::TimeDelta;

in_every_world! {
    async fn what_was_meant_otherwise_is_one_press_away(world) {
        let guest = world.member("Guest");
        let made = guest.types("/remind me text:Look at the numbers when:every second tuesday").await;
        made.sees("every other Tuesday at 09:00");
        let changed = made.presses("Or on the second Tuesday of every month at 09:00").await;
        changed.sees("is updated").sees("on the second Tuesday of every month at 09:00");
        days(world, 30).await;
        assert_eq!(arrivals(&told(&guest, "Look at the numbers")), ["12-08 09:00"]);
    }

    async fn a_time_that_has_passed_offers_what_else_was_meant(world) {
        let guest = world.member("Guest");
        let refused = guest.types("/remind me text:Send the report when:last friday 4pm").await;
        refused.is_private().sees("has passed already").sees("Nothing was changed");
        guest.types("/remind list").await.sees_not("Send the report");
        let made = refused.presses("on the last Friday of every month at 16:00").await;
        made.is_private().sees("is set").sees("Send the report").sees("on the last Friday of every month at 16:00");
        days(world, 10).await;
        assert_eq!(arrivals(&told(&guest, "Send the report")), ["11-27 16:00"]);
    }

    async fn a_rotation_asks_which_time_is_meant_and_forgets_nothing(world) {
        let lead = world.member("PM lead");
        lead.types("/rotation setup name:customer requests members:@PM Growth @PM Platform handoff:every Wednesday 09:30 \
                    channel:#pm-sync").await.presses("Save").await.sees("is set up");
        world.settle().await;
        let asked = world.member("PM Growth").types("/rotation away until:next fri 17:00").await;
        asked.is_private().sees("more than one time").sees("Nothing was changed").sees_not("is away");
        let away = asked.presses("Friday 20 November 2026 at 17:00 (Los Angeles)").await;
        away.is_public().sees("is away").sees("1795222800");
    }
}

on_each_engine! {
    async fn a_word_that_was_not_understood_is_never_passed_over(world) {
        let guest = world.member("Guest");
        for (when, says) in [
            ("every tuesday for 3 blorps", "“for 3”"),
            ("tomorrow 9am roadmap", "“roadmap”"),
            ("every 5 minutes", "daily at the most"),
            ("every Friday 9-12", "a span of time"),
            ("Tuesday 26 November 2026", "That date is a Thursday"),
        ] {
            let refused = guest.types(&format!("/remind me text:x when:{when}")).await;
            refused.is_private().sees(says).sees("Nothing was changed");
        }
        guest.types("/remind list").await.sees_not("#1");
    }

    async fn german_is_read_as_well(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Zahlen when:jeden Montag um 9 Uhr").await.sees("every Monday at 09:00");
        guest.types("/remind me text:Bericht when:morgen 9 Uhr").await.sees("1795107600");
        let admin = world.member("Admin");
        admin.types("/settings hours hours:Mo-Do 9-17:30 Uhr, Fr 8-12").await.sees("Mon-Thu 9:00-17:30, Fri 8:00-12:00");
        admin.types("/settings hours hours:9am to 5:30pm Mon-Thu, Fri 9-12").await.sees("Mon-Thu 9:00-17:30, Fri 9:00-12:00");
    }

    async fn the_place_of_a_zone_is_named_and_the_others_are_offered(world) {
        let guest = world.member("Guest");
        let made = guest.types("/remind me text:Call when:tomorrow 12pm IST").await;
        made.sees("Times are read in Kolkata").sees("1795069800");
        made.presses("Or Thursday 19 November 2026 at 12:00 (Jerusalem)").await.sees("1795082400");
        guest.types("/remind me text:Call when:every tuesday 12pm IST").await.sees("every Tuesday at 12:00 (Kolkata)");
    }

    async fn a_time_that_clocks_skip_says_so(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:x when:2027-03-14 02:30").await.sees("skip 02:30 on 14 March 2027, so it is 03:30");
        guest.types("/remind me text:x when:every Sunday 02:30").await.sees("skip 02:30 on 14 March 2027, so it comes at 03:30");
        let moved = guest.types("/remind move reminder:#1 to:2027-03-14 02:15").await;
        moved.sees("moves from").sees("skip 02:15 on 14 March 2027, so it is 03:15");
        let made = guest.types("/remind me text:x when:2027-11-07 01:30").await;
        made.sees("twice").presses("Or Sunday 7 November 2027 at 01:30 (Los Angeles, the second time)").await.sees("is updated");
    }

    async fn a_skipped_time_is_told_of_what_is_due_and_of_what_is_put_off(world) {
        let pm = world.member("PM Growth").in_channel("pm-sync");
        let made = pm.types("/action add what:Call Acme due:2027-03-14 02:30").await;
        made.sees("is made").sees("skip 02:30 on 14 March 2027, so it is 03:30");
        let put_off = pm.types("/action snooze action:1 until:2027-03-14 02:15").await;
        put_off.sees("is put off").sees("skip 02:15 on 14 March 2027, so it is 03:15");
        world.member("Support engineer").types("/feedback text:Dark mode is missing").await.sees("REQ-1");
        let form = pm.types("/triage next").await.chooses("Snooze until…", "other").await;
        let snoozed = form.submits(&[("until", "2027-03-14 02:30")]).await;
        snoozed.sees("REQ-1 comes back").sees("skip 02:30 on 14 March 2027, so it is 03:30");
    }

    async fn a_skipped_time_is_told_of_handoffs_and_deadlines(world) {
        let lead = world.member("PM lead");
        let setup = "/rotation setup name:customer requests members:@PM Growth @PM Platform zone:Europe/Berlin channel:#pm-sync \
                     handoff:every Sunday 02:30 deadline:every Sunday 02:15";
        let preview = lead.types(setup).await;
        preview.sees("Clocks in Berlin skip 02:30 on 28 March 2027, so it comes at 03:30 that day");
        preview.sees("Clocks in Berlin skip 02:15 on 28 March 2027, so it comes at 03:15 that day");
        preview.presses("Save").await.sees("is set up");
        let changed = lead.types("/rotation setup name:customer requests handoff:every Sunday 04:30 deadline:every Sunday 04:00").await;
        changed.sees("every Sunday at 04:30").sees_not("Clocks in");
        changed.presses("Save").await.sees("is changed");
        world.settle().await;
    }

    async fn a_skipped_time_is_told_of_the_dates_of_a_meeting(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let preview = lead.types("/meeting create name:Night shift when:every Sunday 02:30 zone:Europe/Berlin").await;
        preview.is_private().sees("Clocks in Berlin skip 02:30 on 28 March 2027, so it comes at 03:30 that day");
        preview.presses("Save").await.sees("is set up").sees_not("Clocks in");
        let edited = lead.types("/meeting edit meeting:Night shift when:every Sunday 04:30").await;
        edited.sees("every Sunday at 04:30").sees_not("Clocks in");
        let moved = lead.types("/meeting move meeting:Night shift to:2027-03-28 02:15").await;
        moved.sees("moves from").sees("Clocks in Berlin skip 02:15 on 28 March 2027, so it is 03:15");
    }

    async fn a_skipped_time_is_told_of_a_sync_and_of_how_long_an_author_is_ignored(world) {
        let lead = world.member("PM lead").in_channel("pm-sync");
        let planned = lead.types("/release plan name:v27.3 target:2027-03-17 sync:every Sunday 02:30").await;
        planned.sees("**v27.3** is planned").sees("skip 02:30 on 14 March 2027, so it comes at 03:30 that day");
        lead.types("/release edit release:v27.3 name:v27.4").await.sees("is changed").sees_not("Clocks in");
        let edited = lead.types("/release edit release:v27.4 sync:every Sunday 02:15").await;
        edited.sees("is changed").sees("skip 02:15 on 14 March 2027, so it comes at 03:15 that day");
        let ignored = lead.types("/mention mute network:x author:@jo_dev until:2027-03-14 02:30").await;
        ignored.sees("is ignored until").sees("skip 02:30 on 14 March 2027, so it is 03:30");
    }

    async fn a_night_that_has_passed_offers_the_next_one(world) {
        let guest = world.member("Guest");
        world.turn(TimeDelta::hours(11)).await;
        let refused = guest.types("/remind me text:Look at the numbers when:tonight").await;
        refused.is_private().sees("has passed already");
        refused.presses("Thursday 19 November 2026 at 20:00 (Los Angeles)").await.sees("is set");
    }

    async fn until_a_day_says_whether_it_is_included(world) {
        let guest = world.member("Guest");
        let made = guest.types("/remind me text:Standup when:every thursday until 26 nov").await;
        made.sees("up to and including 26 November 2026");
        made.presses("Or every Thursday at 09:00, up to and including 25 November 2026").await.sees("including 25 November");
        days(world, 14).await;
        assert_eq!(arrivals(&told(&guest, "Standup")), ["11-19 09:00"]);
    }

    async fn a_fortnightly_reminder_that_is_saved_again_or_moved_by_an_hour_keeps_its_weeks(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Review when:every other Tuesday 9am").await.sees("every other Tuesday");
        // The first one has come; the next is in the week after the coming one.
        days(world, 8).await;
        guest.types("/remind edit reminder:#1 when:every other tuesday 9:00").await.sees("already");
        guest.types("/remind edit reminder:#1 when:every other Tuesday 10am").await.sees("at 10:00");
        // What is typed without a time of day keeps the one that there is.
        guest.types("/remind edit reminder:#1 text:Look when:every 2 weeks on tue").await.sees("at 10:00");
        days(world, 28).await;
        assert_eq!(arrivals(&told(&guest, "Review")), ["11-24 09:00"]);
        assert_eq!(arrivals(&told(&guest, "Look")), ["12-08 10:00", "12-22 10:00"]);
    }

    async fn a_change_of_the_phase_offers_both(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Review when:every other Tuesday 9am").await.sees("every other Tuesday");
        days(world, 8).await;
        let changed = guest.types("/remind edit reminder:#1 when:every other Thursday").await;
        changed.sees("every other Thursday at 09:00");
        changed.presses("Or every other Thursday at 09:00, next on 3 December 2026").await.sees("is updated");
        days(world, 21).await;
        assert_eq!(arrivals(&told(&guest, "Review")), ["11-24 09:00", "12-03 09:00", "12-17 09:00"]);
    }

    async fn a_start_that_is_said_is_not_asked_about_again(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Review when:every other Tuesday 9am").await.sees("every other Tuesday");
        let changed = guest.types("/remind edit reminder:#1 when:every other tuesday 9am from 1 dec").await;
        changed.sees("is updated").sees_not("Or every other Tuesday");
        days(world, 21).await;
        assert_eq!(arrivals(&told(&guest, "Review")), ["12-01 09:00"]);
        let lead = world.member("PM lead").in_channel("pm-sync");
        lead.types("/release plan name:v27.1 target:2027-01-13 sync:every other Wednesday 9am").await.sees("**v27.1** is planned");
        let changed = lead.types("/release edit release:v27.1 sync:every other Wednesday 9am from 23 dec").await;
        changed.sees("is changed").sees_not("can mean more than one rhythm");
    }

    async fn an_edit_without_a_time_of_day_keeps_the_one_there_was(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Call when:friday 3pm").await.sees("is set");
        guest.types("/remind edit reminder:#1 when:next monday").await.sees("is updated");
        guest.types("/remind move reminder:#1 to:tuesday").await.sees("moves from");
        days(world, 8).await;
        assert_eq!(arrivals(&told(&guest, "Call")), ["11-24 15:00"]);
    }

    async fn a_rotation_that_is_saved_again_keeps_its_handoffs(world) {
        let lead = world.member("PM lead");
        lead.types("/rotation setup name:customer requests members:@PM Growth @PM Platform @PM lead \
                    handoff:every other Wednesday 09:30 channel:#pm-sync").await.presses("Save").await.sees("is set up");
        world.settle().await;
        let handoffs = async || lead.types("/rotation next").await.text();
        let before = handoffs().await;
        // Two weeks later by a week: the soonest Wednesday is not one of its own.
        world.turn(TimeDelta::days(8)).await;
        let now = handoffs().await;
        assert_ne!(before, now);
        for line in [
            "/rotation setup name:customer requests handoff:every other Wednesday channel:#requests",
            "/rotation setup name:customer requests handoff:every 2 weeks on wed 09:30",
        ] {
            lead.types(line).await.presses("Save").await.sees("is changed");
            assert_eq!(handoffs().await, now, "{line}");
        }
        let preview = lead.types("/rotation setup name:customer requests handoff:every other Thursday").await;
        preview.sees("every other Thursday at 09:30");
        let other = preview.presses("Or every other Thursday at 09:30, next on 3 December 2026").await;
        other.is_in_place().sees("every other Thursday at 09:30");
    }

    async fn triage_calls_the_day_what_it_is(world) {
        world.member("Support engineer").types("/feedback text:Dark mode").await.sees("Filed as");
        // It is Friday.
        world.turn(TimeDelta::days(2)).await;
        let card = world.member("PM lead").types("/triage next").await;
        card.chooses("Snooze until…", "Monday morning").await.sees("comes back").sees("1795453200");
    }
}
