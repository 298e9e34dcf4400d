//! Reminders that are changed, skipped, deleted and brought back, and what else changes when they come.

use crate::{
    on_each_engine,
    remind::{arrivals, days, told},
};
use chrono::TimeDelta;
use docket::sandbox::{Message, Permissions};

on_each_engine! {
    async fn holidays_that_are_added_later_count(world) {
        let (admin, guest) = (world.member("Admin"), world.member("Guest"));
        guest.types("/remind me text:Send the numbers when:last working day 10am").await.sees("last working day");
        guest.types("/remind me text:Stand up when:every working day 9am").await.sees("every working day");
        admin.types("/settings holiday add date:2026-11-19 name:Founders' day").await.sees("19 November");
        let friday = admin.types("/settings holiday add date:2026-11-20 name:Bridge").await;
        days(world, 1).await;
        friday.presses("Undo").await;
        days(world, 2).await;
        assert_eq!(arrivals(&told(&guest, "Stand up")), ["11-20 09:00"]);
        guest.types("/remind delete reminder:#2").await.sees("is deleted");
        // Too late for the day before: it comes at once, and once.
        world.turn(TimeDelta::hours(39 * 24 + 5)).await;
        admin.types("/settings holiday add date:2026-12-31 name:New Year's Eve").await.sees("31 December");
        world.settle().await;
        days(world, 31).await;
        let numbers = told(&guest, "Send the numbers");
        assert_eq!(arrivals(&numbers), ["11-30 10:00", "12-30 15:00", "01-29 10:00"]);
        assert!(numbers[1].text().contains("is late"), "{}", numbers[1].text());
    }

    async fn other_working_days_count_at_once(world) {
        let (admin, guest) = (world.member("Admin"), world.member("Guest"));
        guest.types("/remind me text:Stand up when:every working day 9am").await.sees("every working day");
        admin.types("/settings hours hours:Mon, Tue, Sat 9:00-17:00").await.sees("Sat");
        days(world, 6).await;
        assert_eq!(arrivals(&told(&guest, "Stand up")), ["11-21 09:00", "11-23 09:00", "11-24 09:00"]);
    }

    async fn the_next_one_is_skipped_or_moved_and_that_is_taken_back(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Weekly look when:every Friday 9am").await.sees("every Friday at 09:00");
        let skipped = guest.types("/remind skip reminder:#1").await;
        skipped.sees("is left out");
        skipped.presses("Undo").await.sees("Undid: the last change of reminder **#1**");
        guest.types("/remind move reminder:#1 to:thu 10am").await.sees("moves from");
        days(world, 3).await;
        assert_eq!(arrivals(&told(&guest, "Weekly look")), ["11-19 10:00"]);
        guest.types("/remind skip reminder:1").await.sees("is left out");
        days(world, 14).await;
        assert_eq!(arrivals(&told(&guest, "Weekly look")), ["11-19 10:00", "12-04 09:00"]);
    }

    async fn delete_can_be_taken_back_and_only_its_owner_may(world) {
        let (guest, lead) = (world.member("Guest"), world.member("PM lead"));
        guest.types("/remind me text:Weekly look when:every Friday 9am").await.sees("#1");
        lead.types("/remind delete reminder:#1").await.sees("There is no reminder").sees("Nothing was changed");
        lead.types("/remind list").await.sees_not("Weekly look");
        let deleted = guest.types("/remind delete reminder:#1").await;
        deleted.sees("is deleted");
        days(world, 7).await;
        assert!(told(&guest, "Weekly look").is_empty());
        deleted.presses("Undo").await.sees("is back");
        days(world, 7).await;
        assert_eq!(arrivals(&told(&guest, "Weekly look")), ["11-27 09:00"]);
        // A reminder of a channel is its owner's and the leads'.
        let pm = world.member("PM Growth");
        pm.types("/remind channel text:Update when:every Friday 9am channel:#general").await.sees("#2");
        guest.clone().in_channel("general").types("/remind delete reminder:#2").await.sees("only they and leads");
        lead.types("/remind delete reminder:#2").await.sees("is deleted");
    }

    async fn what_was_snoozed_does_not_come_again_once_it_is_deleted(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Weekly look when:every Friday 9am").await.sees("#1");
        days(world, 9).await;
        let [first, second] = <[Message; 2]>::try_from(told(&guest, "Weekly look")).expect("two Fridays");
        guest.presses(&second, "Until next week").await.sees("Comes again");
        let deleted = guest.types("/remind delete reminder:#1").await;
        world.settle().await;
        assert_eq!(told(&guest, "Does not come again, because the reminder is deleted").len(), 1);
        guest.presses(&first, "Snooze 15 min").await.sees("deleted").sees_not("Comes again");
        let back = deleted.presses("Undo").await;
        world.settle().await;
        assert_eq!(told(&guest, "Comes again").len(), 1);
        back.presses("Delete").await.sees("is deleted");
        days(world, 14).await;
        assert_eq!(told(&guest, "Reminder: **Weekly look**").len(), 2);
    }

    async fn what_was_due_while_it_was_deleted_is_late_when_it_is_brought_back(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Ask about SSO when:tomorrow 9am").await.sees("#1");
        let deleted = guest.types("/remind delete reminder:#1").await;
        days(world, 2).await;
        deleted.presses("Undo").await.sees("is back");
        world.settle().await;
        let late = told(&guest, "Ask about SSO").remove(0).text();
        assert!(late.contains("is late") && !late.contains("away"), "{late}");
    }

    async fn another_zone_leaves_the_series_as_it_is(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Every other week when:every other Tuesday 9am").await.sees("#1");
        days(world, 8).await;
        guest.types("/remind edit reminder:#1 zone:Europe/London").await.sees("every other Tuesday at 09:00 (London)");
        days(world, 28).await;
        assert_eq!(arrivals(&told(&guest, "Every other week")), ["11-24 09:00", "12-08 01:00", "12-22 01:00"]);
    }

    async fn whoever_may_not_tell_the_channel_any_more_may_not_change_what_it_is_told(world) {
        let pm = world.member("PM Growth");
        pm.types("/remind channel text:Update when:every Friday 9am channel:#general").await.sees("#1");
        pm.types("/remind checklist name:Pages items:Pricing when:every Friday 9am channel:#general").await.sees("#2");
        let general = world.channel("general").id;
        world.sandbox.set_overwrite(general, pm.id, Permissions::NONE, Permissions::SEND_MESSAGES);
        let refused = pm.types("/remind edit reminder:#1 text:Something else").await;
        refused.is_private().sees("You may not post in").sees("Nothing was changed");
        world.sandbox.set_overwrite(general, pm.id, Permissions::NONE, Permissions::NONE);
        world.sandbox.set_roles(pm.guild, pm.id, &[]);
        for line in ["/remind edit reminder:#1 text:Something else", "/remind edit reminder:#2 items:Something else"] {
            pm.types(line).await.is_private().sees("from the level").sees("Nothing was changed");
        }
        pm.types("/remind delete reminder:#1").await.sees("is deleted");
    }

    async fn a_form_changes_what_there_is(world) {
        let guest = world.member("Guest");
        let made = guest.types("/remind me text:Weekly look when:every Friday 9am").await;
        let shown = guest.types("/remind show reminder:#1").await;
        let form = made.presses("Edit").await;
        assert_eq!(form.filled_in("text"), "Weekly look");
        assert_eq!(form.filled_in("when"), "every Friday at 09:00");
        let changed = form.submits(&[("text", "Monthly look"), ("when", "first Friday 9am")]).await;
        changed.sees("is updated").sees("first Friday of every month");
        // The button was drawn before the change, and so was this form; what was typed into it is not lost.
        shown.presses("Skip the next").await.sees("has changed since");
        let form = shown.presses("Edit").await;
        guest.types("/remind edit reminder:#1 text:Another look").await.sees("is updated");
        let refused = form.submits(&[("text", "Yearly look"), ("when", "first Friday 9am")]).await;
        let again = refused.is_private().sees("has changed since").presses("Edit and try again").await;
        assert_eq!(again.filled_in("text"), "Yearly look");
        again.submits(&[]).await.sees("is updated").sees("Yearly look");
        days(world, 30).await;
        assert_eq!(arrivals(&told(&guest, "look")), ["12-04 09:00"]);
    }
}
