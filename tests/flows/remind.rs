//! Reminders: told once, at the right local time, to whom they are for; snoozed, done, changed and brought back.

use crate::{
    in_every_world, on_each_engine,
    world::{Person, Plan, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{
    base::civil::Zone,
    sandbox::{Message, Permissions},
};

/// What docket has told the person in private that holds `text`, oldest first.
pub fn told(person: &Person<'_>, text: &str) -> Vec<Message> {
    let is_told = |message: &Message| {
        let said = message.text();
        // The morning digest names the day's reminders too.
        said.contains(text) && !said.contains("Your day,")
    };
    person.direct_messages().into_iter().filter(is_told).collect()
}

/// The clocks of Los Angeles at `at`.
fn local(at: DateTime<Utc>) -> String {
    let zone = Zone::parse("America/Los_Angeles").expect("a zone");
    zone.local(at).format("%m-%d %H:%M").to_string()
}

pub fn arrivals(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|message| local(message.created_at)).collect()
}

pub async fn days(world: &World, days: i64) {
    world.turn(TimeDelta::days(days)).await;
}

in_every_world! {
    async fn one_line_is_enough_and_the_reading_is_shown(world) {
        let guest = world.member("Guest");
        let answer = guest.types("/remind me text:Ask about SSO when:tomorrow 9am").await;
        answer.is_private().sees("Reminder **#1** is set").sees("Ask about SSO").sees("1795107600");
        days(world, 1).await;
        assert_eq!(arrivals(&told(&guest, "Ask about SSO")), ["11-19 09:00"]);
        days(world, 3).await;
        assert_eq!(told(&guest, "Ask about SSO").len(), 1, "once is once");
    }

    async fn done_and_snooze_work_in_the_direct_message(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Ask about SSO when:in 1h").await.sees("is set");
        world.turn(TimeDelta::hours(1)).await;
        let first = told(&guest, "Ask about SSO").remove(0);
        let snoozed = guest.presses(&first, "Snooze 15 min").await;
        snoozed.is_in_place().sees("Comes again");
        world.turn(TimeDelta::minutes(14)).await;
        assert_eq!(told(&guest, "Ask about SSO").len(), 1);
        world.turn(TimeDelta::minutes(1)).await;
        let again = told(&guest, "Snoozed before");
        assert_eq!(arrivals(&again), ["11-18 11:15"]);
        guest.presses(&again[0], "Done").await.is_in_place().sees("Done");
        guest.presses(&again[0], "Not done").await.is_in_place().sees_not("~~");
        guest.presses(&again[0], "Until tomorrow").await.is_in_place().sees("Comes again");
        days(world, 1).await;
        assert_eq!(arrivals(&told(&guest, "Ask about SSO")), ["11-18 11:00", "11-18 11:15", "11-19 09:00"]);
    }

    async fn bare_it_opens_a_form_that_keeps_what_was_typed(world) {
        let guest = world.member("Guest");
        let form = guest.types("/remind me").await;
        form.opens("A reminder for you");
        let refused = form.submits(&[("text", "Ask about SSO"), ("when", "whenever it suits")]).await;
        refused.is_private().sees("I cannot read").sees("Nothing was changed");
        let again = refused.presses("Edit and try again").await;
        assert_eq!(again.filled_in("text"), "Ask about SSO");
        assert_eq!(again.filled_in("when"), "whenever it suits");
        again.submits(&[("text", "Ask about SSO"), ("when", "in 3 days")]).await.sees("is set");
    }

    async fn a_channel_is_reminded_and_only_those_named_are_pinged(world) {
        let pm = world.member("PM Growth");
        let other = world.member("PM Platform");
        let line = format!(
            "/remind channel text:@everyone update **the roadmap** when:every other Tuesday 9am channel:#general people:{}",
            other.mention()
        );
        pm.types(&line).await.is_private().sees("every other Tuesday at 09:00");
        days(world, 28).await;
        let posted = world.channel("general").messages();
        let posted: Vec<_> = posted.into_iter().filter(|it| it.text().contains("the roadmap")).collect();
        assert_eq!(arrivals(&posted), ["11-24 09:00", "12-08 09:00"]);
        assert!(posted.iter().all(|it| it.pinged_users == [other.id] && !it.pinged_everyone));
        let done = other.clone().in_channel("general").presses(&posted[1], "Done").await;
        done.is_in_place().sees(&format!("Done by {}", other.mention()));
    }
}

on_each_engine! {
    async fn a_weekly_reminder_keeps_its_local_time_over_both_clock_changes(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Weekly numbers when:every Sunday 02:30").await.sees("every Sunday at 02:30");
        days(world, 365).await;
        let arrived = arrivals(&told(&guest, "Weekly numbers"));
        assert_eq!(arrived.len(), 52);
        // Clocks skip 02:30 on 14 March 2027, and repeat 01:30 on 7 November.
        for at in &arrived {
            let expected = if at.starts_with("03-14") { "03:30" } else { "02:30" };
            assert!(at.ends_with(expected), "{at}");
        }
    }

    async fn the_last_working_day_knows_holidays(world) {
        let admin = world.member("Admin");
        admin.types("/settings holiday add date:2026-12-31 name:New Year's Eve").await.sees("31 December");
        let guest = world.member("Guest");
        guest.types("/remind me text:Send the numbers when:last working day 10am").await.sees("last working day");
        days(world, 75).await;
        let arrived = arrivals(&told(&guest, "Send the numbers"));
        assert_eq!(arrived, ["11-30 10:00", "12-30 10:00", "01-29 10:00"]);
    }

    async fn after_days_away_one_late_reminder_says_how_many_were_missed(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Daily look when:daily 9am").await.sees("every day at 09:00");
        guest.types("/remind me text:Just once when:tomorrow 15:00").await.sees("is set");
        world.stops().await;
        world.clock.turn_by(TimeDelta::days(3));
        world.starts().await;
        world.settle().await;
        let late = told(&guest, "Daily look");
        assert_eq!(late.len(), 1);
        assert!(late[0].text().contains("is late") && late[0].text().contains("2 earlier"), "{}", late[0].text());
        let once = told(&guest, "Just once");
        assert!(once.len() == 1 && once[0].text().contains("is late"), "{}", once[0].text());
        days(world, 1).await;
        assert_eq!(arrivals(&told(&guest, "Daily look")), ["11-21 10:00", "11-22 09:00"]);
        assert!(!told(&guest, "Daily look")[1].text().contains("late"));
    }

    async fn what_was_missed_just_before_the_next_one_is_told_with_that(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Daily look when:daily 9am").await.sees("every day at 09:00");
        world.stops().await;
        // To half past eight, three days later.
        world.clock.turn_by(TimeDelta::days(3) - TimeDelta::minutes(90));
        world.starts().await;
        world.settle().await;
        assert!(told(&guest, "Daily look").is_empty());
        world.turn(TimeDelta::minutes(30)).await;
        let only = told(&guest, "Daily look");
        assert_eq!(arrivals(&only), ["11-21 09:00"]);
        assert!(only[0].text().contains("2 earlier"), "{}", only[0].text());
    }

    async fn a_clock_that_is_set_back_tells_nothing_twice(world) {
        let guest = world.member("Guest");
        guest.types("/remind me text:Daily look when:daily 9am").await.sees("every day at 09:00");
        days(world, 1).await;
        assert_eq!(told(&guest, "Daily look").len(), 1);
        world.clock.turn_by(TimeDelta::hours(-2));
        world.settle().await;
        // An edit computes the next occurrence anew.
        guest.types("/remind edit reminder:#1 when:every day 9:00").await;
        guest.types("/remind edit reminder:#1 text:Daily look again").await.sees("is updated");
        world.turn(TimeDelta::hours(3)).await;
        assert_eq!(told(&guest, "Daily look").len(), 1);
        days(world, 1).await;
        assert_eq!(told(&guest, "Daily look").len(), 2);
    }

    async fn closed_direct_messages_are_hinted_at_where_it_was_made(world) {
        world.expects_status(403);
        let guest = world.member("Guest");
        guest.types("/remind me text:Ask about Quicksilver when:in 1h").await.sees("is set");
        world.sandbox.faults().close_dms(guest.id, true);
        world.turn(TimeDelta::hours(1)).await;
        let hint = world.channel("support").shows("a reminder of yours is due").await;
        assert_eq!(hint.pinged_users, [guest.id]);
        assert!(!hint.text().contains("Quicksilver"), "what it says stays private");
        world.member("Sales").presses(&hint, "Show it").await.is_private().sees("not your reminder");
        let shown = guest.presses(&hint, "Show it").await;
        shown.is_private().sees("Ask about Quicksilver");
        shown.presses("Done").await.is_in_place().sees("~~");
        days(world, 1).await;
        world.channel("support").only("a reminder of yours is due");
    }

    async fn closed_direct_messages_are_hinted_at_once_whatever_cannot_be_told(world) {
        world.expects_status(403);
        let pm = world.member("PM Growth");
        pm.types("/remind me text:Look at the numbers when:weekdays 17:00").await.sees("is set");
        world.sandbox.faults().close_dms(pm.id, true);
        let hints = |channel: &str| {
            let said = world.channel(channel).messages();
            said.iter().filter(|one| one.text().contains("your direct messages from this server are closed")).count()
        };
        world.turn(TimeDelta::hours(8)).await;
        assert_eq!((hints("support"), hints("requests")), (1, 0));
        world.channel("support").only("This is said once.");
        // Neither the next reminders nor the digests of the days between say so again.
        days(world, 5).await;
        assert_eq!((hints("support"), hints("requests")), (1, 0));
        pm.types("/remind list").await.sees("Look at the numbers");
        // Once something has arrived in between, whatever is next says so, which is the digest.
        world.sandbox.faults().close_dms(pm.id, false);
        days(world, 1).await;
        world.sandbox.faults().close_dms(pm.id, true);
        days(world, 2).await;
        assert_eq!((hints("support"), hints("requests")), (1, 1));
    }

    async fn a_channel_that_cannot_be_posted_in_is_told_to_the_owner(world) {
        world.expects_status(403);
        let pm = world.member("PM Growth");
        pm.types("/remind channel text:Update the roadmap when:tomorrow 9am channel:#general").await.sees("is set");
        let (bot, general) = (world.sandbox.bot_id(), world.channel("general").id);
        world.sandbox.set_overwrite(general, bot, Permissions::NONE, Permissions::SEND_MESSAGES);
        days(world, 1).await;
        assert_eq!(told(&pm, "could not post it").len(), 1);
        world.expects_put_aside(1);
    }

    async fn nobody_posts_where_they_may_not(world) {
        let pm = world.member("PM Growth");
        let general = world.channel("general").id;
        world.sandbox.set_overwrite(general, pm.id, Permissions::NONE, Permissions::SEND_MESSAGES);
        let refused = pm.types("/remind channel text:Update when:tomorrow channel:#general").await;
        refused.is_private().sees("You may not post in").sees("Nothing was changed");
        let here = pm.clone().in_channel("general").types("/remind channel text:Update when:tomorrow").await;
        here.is_private().sees("You may not post in");
        assert_eq!(world.count("SELECT COUNT(*) FROM reminder").await, 0);
    }

    async fn docket_says_where_it_may_not_post(world in Plan::fresh()) {
        let (bot, general) = (world.sandbox.bot_id(), world.channel("general").id);
        world.sandbox.set_overwrite(general, bot, Permissions::NONE, Permissions::SEND_MESSAGES);
        let admin = world.member("Admin");
        admin.types("/remind channel text:Update when:tomorrow channel:#general").await.sees("docket may not post in");
        assert_eq!(world.count("SELECT COUNT(*) FROM reminder").await, 0);
    }

    async fn a_checklist_is_one_card_that_several_people_tick(world) {
        let (lead, one, two) = (world.member("PM lead"), world.member("PM Growth"), world.member("PM Platform"));
        let form = lead.types("/remind checklist").await;
        form.opens("A checklist");
        let people = format!("{} {}", one.mention(), two.mention());
        let made = form.submits(&[("name", "Strategy pages"), ("items", "- Pricing\n- Roadmap\n- Docs"),
            ("when", "first Monday 10am"), ("people", people.as_str())]).await;
        made.is_private().sees("first Monday of every month").sees("☐ Roadmap");
        days(world, 20).await;
        let support = world.channel("support");
        let card = support.only("Strategy pages");
        assert_eq!(local(card.created_at), "12-07 10:00");
        assert_eq!(card.pinged_users, [one.id, two.id]);
        let ticked = one.presses_item(&card, "Pricing").await;
        ticked.is_in_place().sees("☑ ~~Pricing~~").sees("1 of 3 done").sees(&one.mention());
        two.presses_item(&card, "Docs").await.sees("2 of 3 done");
        // A second tick of the same item changes nothing.
        one.chooses_raw(&card, "+2").await.sees("2 of 3 done").sees(&two.mention());
        // The card in the channel is brought up to date by each tick in turn.
        world.settle().await;
        two.presses_item(&card, "Not done: Docs").await.sees("1 of 3 done");
        two.presses_item(&card, "Docs").await.sees("2 of 3 done");
        world.settle().await;
        assert_eq!(support.pings(&one), 1, "nobody is pinged by a tick");
        days(world, 28).await;
        let cards: Vec<_> = support.messages().into_iter().filter(|it| it.text().contains("Strategy pages")).collect();
        assert_eq!(arrivals(&cards), ["12-07 10:00", "01-04 10:00"]);
        assert!(cards[0].text().contains("1 of 3 were left when the next one came"), "{}", cards[0].text());
        assert!(cards[1].text().contains("1 of 3 were left on"), "{}", cards[1].text());
        for item in ["Pricing", "Roadmap", "Docs"] {
            one.presses_item(&cards[1], item).await;
        }
        world.settle().await;
        support.only("3 of 3 done");
    }

    async fn two_readings_are_one_click_apart(world) {
        let guest = world.member("Guest");
        let made = guest.types("/remind me text:Plan the week when:monday 9am").await;
        made.sees("once");
        let other = made.presses("Or every Monday at 09:00").await;
        other.is_in_place().sees("every Monday at 09:00");
        days(world, 14).await;
        assert_eq!(arrivals(&told(&guest, "Plan the week")), ["11-23 09:00", "11-30 09:00"]);
    }

    async fn in_a_channel_snooze_goes_by_the_clock_of_the_reminder(world) {
        let (lead, pm) = (world.member("PM lead"), world.member("PM Growth").in_channel("general"));
        pm.types("/digest settings zone:Asia/Tokyo").await.sees("Asia/Tokyo");
        lead.types("/remind channel text:Release notes when:in 1h channel:#general").await.sees("is set");
        world.turn(TimeDelta::hours(1)).await;
        let card = world.channel("general").only("Release notes");
        pm.presses(&card, "Until tomorrow").await.sees("Comes again");
        days(world, 3).await;
        let mut posted = world.channel("general").messages();
        posted.retain(|message| message.text().contains("Release notes"));
        assert_eq!(arrivals(&posted), ["11-18 11:00", "11-19 09:00"]);
    }

    async fn what_is_not_read_is_shown_as_it_was_typed(world) {
        let guest = world.member("Guest");
        let refused = guest.types("/remind me text:x when:**soonish**").await;
        refused.sees("I cannot read").sees_not("**soonish**").sees("soonish");
    }

    async fn whoever_leaves_is_not_reminded(world) {
        world.expects_status(404);
        let guest = world.member("Guest");
        guest.types("/remind me text:Weekly look when:every Friday 9am").await.sees("#1");
        world.sandbox.leave(guest.guild, guest.id);
        days(world, 21).await;
        assert!(told(&guest, "Weekly look").is_empty());
        world.channel("support").shows_nothing_of("reminder of yours");
    }

    async fn a_hundred_are_enough(world) {
        let guest = world.member("Guest");
        for _ in 0..100 {
            guest.types("/remind me text:x when:in 3 days").await.sees("is set");
        }
        guest.types("/remind me text:x when:in 3 days").await.sees("You have 100 active reminders");
    }
}

/// What only these tests do.
impl<'w> Person<'w> {
    /// Chooses an item of a checklist by its label.
    async fn presses_item(&self, card: &Message, label: &str) -> crate::world::Answer<'w> {
        self.chooses(card, "Tick an item…", label).await
    }

    /// Sends a choice that the select may not offer any more.
    async fn chooses_raw(&self, card: &Message, value: &str) -> crate::world::Answer<'w> {
        let line =
            card.all_components().into_iter().find(|it| it["type"] == 3).expect("a select")["custom_id"]
                .clone();
        let data = serde_json::json!({ "custom_id": line, "component_type": 3, "id": 1, "values": [value] });
        self.sends(crate::world::Raw::Component, data).await
    }
}

impl crate::world::Room<'_> {
    /// Asserts that nothing docket has said here holds `text`.
    #[track_caller]
    fn shows_nothing_of(&self, text: &str) {
        assert!(!self.transcript().contains(text), "{}", self.transcript());
    }
}
