//! Everything on time, exactly once.

use crate::world::*;
use chrono::TimeDelta;
use docket::{contract::Line, queue::Target};

fn new_cards(all: &[Delivered]) -> Vec<&Delivered> {
    let is_card =
        |one: &&Delivered| one.message.text.contains("you are on") && one.target == Target::Channel(CHANNEL);
    all.iter().filter(is_card).filter(|one| !one.is_edit).collect()
}

fn ahead(all: &[Delivered]) -> Vec<&Delivered> {
    all.iter()
        .filter(|one| matches!(one.target, Target::Person(_)) && one.message.text.contains(", you are on"))
        .collect()
}

/// Another rotation, which hands over every morning at 08:00 in Los Angeles.
async fn daily_desk(world: &World) {
    let line = Line::new("rotation setup").with("name", "desk").with("handoff", "every day 08:00");
    let line = line.with("members", format!("<@{BOB}> <@{CYD}>")).with("zone", "America/Los_Angeles");
    world.say(ADA, line.with("channel", CHANNEL)).await;
    let saved = world.saves().await;
    assert!(said(&saved).contains("is set up"), "{saved:?}");
    world.settle().await;
}

crate::on_both_engines! {
    async fn through_a_year_every_handoff_and_notice_comes_once_at_the_local_time(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        world.turn_to(at("2027-11-05T12:00:00Z")).await;
        let all = world.delivered();
        let cards = new_cards(&all);
        assert_eq!(cards.len(), 52);
        let people = [BOB, CYD, DAN, ADA];
        for (week, card) in cards.iter().enumerate() {
            let day = at("2026-11-11T00:00:00Z") + TimeDelta::weeks(week as i64);
            // Summer time in Los Angeles: from 14 March to 7 November 2027.
            let is_summer = day >= at("2027-03-14T00:00:00Z");
            assert_eq!(card.at, day + TimeDelta::minutes(if is_summer { 990 } else { 1050 }));
            assert_eq!(card.message.pings, [people[week % 4]]);
        }
        let notices = ahead(&all);
        assert_eq!(notices.len(), 52, "one a day ahead of each");
        for (card, notice) in cards.iter().zip(&notices) {
            assert_eq!(notice.at, card.at - TimeDelta::hours(24));
            assert!(notice.message.text.contains("3 requests are unassigned"), "{}", notice.message.text);
        }
    }

    async fn after_downtime_the_right_person_is_on_and_one_notice_is_late(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        // Down from before one handoff to three days after the next.
        world.set(at("2026-11-21T12:00:00Z"));
        assert_eq!(world.on_duty().await, Some(CYD));
        world.settle().await;
        let all = world.delivered();
        let cards = new_cards(&all);
        assert_eq!(cards.len(), 1, "never a burst");
        assert!(cards[0].message.text.contains("Told late") && cards[0].message.pings == [CYD], "{:?}", cards[0]);
        assert!(ahead(&all).is_empty(), "a notice that no longer helps is not sent");
    }

    async fn after_downtime_whoever_comes_on_within_a_day_is_told_late(db: TestDb) {
        let world = World::with_rotation(&db).await;
        daily_desk(&world).await;
        world.turn_to(at("2026-11-10T12:00:00Z")).await;
        world.delivered();
        // Hands change at 16:00 in UTC. Down over two handoffs, until some hours before the third.
        world.set(at("2026-11-12T20:00:00Z"));
        world.settle().await;
        let all = world.delivered();
        let notices: Vec<_> = ahead(&all).into_iter().filter(|one| said_in(one).contains("**desk**")).collect();
        assert_eq!(notices.len(), 1, "{all:#?}");
        let next = format!("<t:{}:", at("2026-11-13T16:00:00Z").timestamp());
        assert!(said_in(notices[0]).contains(&next) && said_in(notices[0]).contains("late"), "{notices:?}");
        world.turn_to(at("2026-11-13T12:00:00Z")).await;
        assert!(ahead(&world.delivered()).is_empty(), "told once");
    }

    async fn whoever_comes_on_is_pinged_whatever_else_is_due_at_that_instant(db: TestDb) {
        let world = World::with_rotation(&db).await;
        // The handoff, the notice for the next one and the daily look fall on the same instant.
        daily_desk(&world).await;
        world.turn_to(at("2026-11-06T12:00:00Z")).await;
        world.delivered();
        world.turn_to(at("2026-11-10T20:00:00Z")).await;
        let all = world.delivered();
        let cards: Vec<_> = new_cards(&all).into_iter().filter(|one| said_in(one).contains("**desk**")).collect();
        assert_eq!(cards.len(), 5);
        assert!(cards.iter().all(|card| card.message.pings.len() == 1), "{cards:#?}");
    }

    async fn a_holiday_that_is_added_the_day_before_counts(db: TestDb) {
        let world = World::new(&db);
        world.say(ADA, setup().with("working_days", "yes")).await;
        world.saves().await;
        // Tuesday noon in Los Angeles, after the look of the morning.
        world.turn_to(at("2026-11-24T20:00:00Z")).await;
        world.say(ADA, Line::new("settings holiday add").with("date", "2026-11-25").with("name", "A day off")).await;
        world.settle().await;
        world.say(ADA, Line::new("settings holiday add").with("date", "2026-11-25").with("name", "Sample day")).await;
        world.turn_to(at("2026-11-26T20:00:00Z")).await;
        let days = ["2026-11-24T20:00:00Z", "2026-11-25T20:00:00Z", "2026-11-26T15:00:00Z", "2026-11-26T20:00:00Z"];
        let mut on = Vec::new();
        for day in days {
            on.push(world.on_duty_at(at(day)).await);
        }
        assert_eq!(on, [Some(CYD), None, Some(CYD), Some(DAN)]);
    }

    async fn a_card_that_would_look_the_same_is_left_alone(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-11T17:31:00Z")).await;
        world.delivered();
        world.turn_to(at("2026-11-17T12:00:00Z")).await;
        let edits: Vec<_> = world.delivered().into_iter().filter(|one| one.is_edit).collect();
        assert!(edits.is_empty(), "Discord lets old messages be edited only so often: {edits:#?}");
    }

    async fn the_card_tells_the_end_of_the_stint_and_who_really_follows(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let until = at("2026-11-14T20:00:00Z");
        let away = Line::new("rotation away").with("from", "2026-11-14 12:00").with("until", "2026-11-16 12:00");
        let away = world.say(BOB, away).await;
        assert!(said(&away).contains(&format!("<@{ADA}> stands in")), "{away:?}");
        world.turn_to(at("2026-11-11T17:31:00Z")).await;
        let all = world.delivered();
        let card = new_cards(&all).last().unwrap().message.clone();
        let end = format!("until <t:{}:", until.timestamp());
        assert!(card.text.starts_with(&format!("<@{BOB}>: you are on")) && card.text.contains(&end), "{}", text(&card));
        assert!(text(&card).contains(&format!("Next: <@{ADA}>")), "{}", text(&card));
        let who = world.say(CYD, Line::new("rotation who")).await;
        assert!(said(&who).contains(&end), "{who:?}");
        // Within the shift the card moves on to whoever is on then.
        world.turn_to(until + TimeDelta::minutes(1)).await;
        let all = world.delivered();
        let card = all.iter().rfind(|one| one.is_edit && said_in(one).contains("you are on")).unwrap();
        let end = format!("until <t:{}:", at("2026-11-16T20:00:00Z").timestamp());
        assert!(said_in(card).contains(&end) && said_in(card).contains(&format!("Next: <@{BOB}>")), "{card:?}");
    }

    async fn the_card_tells_the_end_of_each_seat_where_they_differ(db: TestDb) {
        let world = World::new(&db);
        world.say(ADA, Line::new("settings role").with("level", "pm").with("role", 40)).await;
        world.say(ADA, setup().with("seats", 2)).await;
        world.saves().await;
        world.settle().await;
        world.delivered();
        world.say(DAN, Line::new("rotation take").with("seat", 2).with("until", "2026-11-08 12:00")).await;
        world.settle().await;
        let all = world.delivered();
        let card = all.iter().rfind(|one| one.is_edit && said_in(one).contains("you are on")).unwrap();
        let (whole, part) = (at("2026-11-11T17:30:00Z").timestamp(), at("2026-11-08T20:00:00Z").timestamp());
        let ends = format!("<@{ADA}> until <t:{whole}:F> and <@{DAN}> until <t:{part}:F>");
        assert!(said_in(card).contains(&ends), "{}", said_in(card));
        assert!(said_in(card).contains(&format!("backup: <@{BOB}>")), "{}", said_in(card));
    }

    async fn a_clock_set_back_tells_nothing_twice(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-11T17:40:00Z")).await;
        world.delivered();
        world.set(at("2026-11-11T16:40:00Z"));
        world.say(DAN, Line::new("rotation note").with("text", "all quiet")).await;
        world.say(ADA, Line::new("rotation members add").with("member", 555)).await;
        let preview = world.say(ADA, Line::new("rotation members add").with("member", 555)).await;
        world.press(ADA, &button(message(&preview), "Save")).await;
        world.settle().await;
        world.delivered();
        world.turn_to(at("2026-11-11T19:00:00Z")).await;
        let all = world.delivered();
        assert!(new_cards(&all).is_empty() && ahead(&all).is_empty(), "{all:#?}");
    }

    async fn two_instances_send_every_message_once(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        let other = db.another().await;
        let end = at("2027-01-15T12:00:00Z");
        while world.now() < end {
            tokio::join!(world.settle_on(&world.db), world.settle_on(&other));
            let due = docket::queue::next_due(&world.db).await.unwrap().unwrap_or(end);
            world.set(due.max(world.now() + TimeDelta::seconds(1)).min(end));
        }
        let all = world.delivered();
        assert_eq!((new_cards(&all).len(), ahead(&all).len()), (10, 10));
    }

    async fn the_card_is_edited_in_place_and_becomes_a_record(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-11T17:31:00Z")).await;
        world.say(BOB, Line::new("rotation note").with("text", "Acme *waits*")).await;
        world.say(DAN, Line::new("rotation take").with("until", "in 1 day")).await;
        world.settle().await;
        world.delivered();
        world.turn_to(at("2026-11-18T17:31:00Z")).await;
        let all = world.delivered();
        let record = all.iter().find(|one| text(&one.message).contains("Was on duty")).unwrap();
        assert!(record.is_edit && record.message.rows.is_empty());
        let cards = new_cards(&all);
        let card = text(&cards.last().unwrap().message);
        assert!(card.contains("Acme \\*waits\\*") && card.contains("3 requests are unassigned"), "{card}");
    }

    async fn whoever_leaves_the_server_is_followed_by_the_next_in_line(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        world.delivered();
        world.discord.gone.lock().unwrap().extend([BOB, DAN]);
        world.turn_to(at("2026-11-13T17:00:00Z")).await;
        assert_eq!(world.on_duty().await, Some(CYD));
        let all = world.delivered();
        let said: Vec<&str> = all.iter().map(|one| one.message.text.as_str()).collect();
        let told = |needle: &str| said.iter().filter(|text| text.contains(needle)).count();
        assert_eq!(told(&format!("<@{BOB}> left the server. The rest of the shift")), 1, "{said:?}");
        assert_eq!(told(&format!("<@{DAN}> left the server and takes no more turns")), 1, "{said:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T13:00:00Z")).await, Some(BOB), "the past stays");
        assert_eq!(world.on_duty_at(at("2026-11-26T12:00:00Z")).await, Some(ADA));
    }

    async fn an_empty_seat_is_never_silent(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.discord.gone.lock().unwrap().extend([ADA, BOB, CYD, DAN]);
        world.delivered();
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        let all = world.delivered();
        assert_eq!(world.on_duty().await, None);
        assert!(all.iter().any(|one| one.message.text.contains("nobody is on now")), "{all:#?}");
        assert!(all.iter().any(|one| one.message.text.contains("times ahead with nobody")), "{all:#?}");
    }

    async fn a_deadline_of_nobody_can_be_taken(db: TestDb) {
        let world = World::with_rotation(&db).await;
        for user_id in [ADA, BOB, CYD, DAN] {
            world.say(user_id, Line::new("rotation away").with("until", "in 3 weeks")).await;
        }
        world.has_open(2).await;
        world.turn_to(at("2026-11-11T16:00:00Z")).await;
        let all = world.delivered();
        let told = all.iter().find(|one| said_in(one).contains("Nobody is on for the deadline")).expect("it is said");
        assert!(said_in(told).contains("2 requests are unassigned; the oldest was filed <t:"), "{told:?}");
        for label in ["I'll take it", "Start triage"] {
            button(&told.message, label);
        }
    }

    async fn the_role_follows_whoever_is_on_and_failures_are_said_in_words(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation role").with("role", ROLE)).await;
        world.settle().await;
        let holders = || world.discord.holders.lock().unwrap().iter().copied().collect::<Vec<i64>>();
        assert_eq!(holders(), [ADA]);
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert_eq!(holders(), [BOB]);
        world.say(CYD, Line::new("rotation take")).await;
        world.settle().await;
        assert_eq!(holders(), [CYD]);
        *world.discord.refuses_roles.lock().unwrap() = true;
        world.delivered();
        world.turn_to(at("2026-11-26T12:00:00Z")).await;
        let all = world.delivered();
        let problem = all.iter().find(|one| one.message.text.contains("could not follow")).unwrap();
        assert!(problem.message.text.contains("is not below docket's own role"), "{problem:?}");
        world.say(ADA, Line::new("rotation role")).await;
        world.settle().await;
        assert!(holders().is_empty());
    }

    async fn a_role_that_comes_to_decide_a_level_is_given_no_more_and_taken_back(db: TestDb) {
        const MANAGE_GUILD: u64 = 1 << 5;
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation role").with("role", ROLE)).await;
        world.settle().await;
        let holders = || world.discord.holders.lock().unwrap().iter().copied().collect::<Vec<i64>>();
        assert_eq!(holders(), [ADA]);
        *world.discord.role_permissions.lock().unwrap() = MANAGE_GUILD;
        world.delivered();
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert!(holders().is_empty());
        let all = world.delivered();
        // Admins hear of it while it lasts, once a day.
        let told = all.iter().filter(|one| one.message.text.contains("may manage the server"));
        let told: Vec<_> = told.map(|one| one.at.date_naive()).collect();
        let days: std::collections::BTreeSet<_> = told.iter().copied().collect();
        assert!(!told.is_empty() && told.len() == days.len(), "{all:#?}");
        // As it was before, it follows again.
        *world.discord.role_permissions.lock().unwrap() = 0;
        world.turn_to(at("2026-11-19T12:00:00Z")).await;
        assert_eq!(holders(), [CYD]);
    }

    async fn a_role_that_decides_a_level_since_before_it_was_refused_is_not_given(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation role").with("role", ROLE)).await;
        // As an import or a database of an earlier version may have it.
        let mut tx = world.db.begin().await.unwrap();
        for sql in [
            "INSERT INTO setting (guild_id, key, value) VALUES (7, 'role.admin', '60')",
            "UPDATE guild SET setup_version = setup_version + 1 WHERE guild_id = 7",
        ] {
            assert_eq!(tx.q(sql).run().await.unwrap(), 1);
        }
        tx.commit().await.unwrap();
        world.settle().await;
        assert!(world.discord.holders.lock().unwrap().is_empty());
        let all = world.delivered();
        assert!(all.iter().any(|one| one.message.text.contains("decides what people may do in docket")), "{all:#?}");
    }
}
