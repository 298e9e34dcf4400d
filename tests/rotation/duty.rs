//! Deadlines, the look at new requests, people who leave, seats: what the person on duty is told.

use crate::world::*;
use chrono::{DateTime, TimeDelta, Utc};
use docket::{contract::Line, db::Json, queue::Target, rotation};

/// The deadline of Ada's shift: Wednesday 09:00 in Los Angeles.
const DEADLINE: &str = "2026-11-11T17:00:00Z";

fn reminders(all: &[Delivered]) -> Vec<&Delivered> {
    let is_reminder = |text: &str| text.contains("the deadline") && !text.contains("has passed");
    all.iter().filter(|one| is_reminder(&one.message.text)).collect()
}

/// Lines behind the buttons of a message.
fn lines(one: &Delivered) -> Vec<String> {
    ["Start triage", "Sweep", "Queue"].iter().map(|label| button(&one.message, label).to_string()).collect()
}

async fn with_seats(db: &docket::db::Db) -> World {
    let world = World::new(db);
    world.say(ADA, Line::new("settings role").with("level", "pm").with("role", 40)).await;
    world.say(ADA, setup().with("seats", 2)).await;
    world.saves().await;
    world.settle().await;
    world.delivered();
    world
}

async fn seats(world: &World, at: DateTime<Utc>) -> Vec<Option<i64>> {
    rotation::on_duty_now(&world.db, GUILD, at).await.unwrap()[0].2.clone()
}

crate::on_both_engines! {
    async fn a_day_and_two_hours_before_the_deadline_the_one_on_duty_is_reminded(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        world.turn_to(at(DEADLINE)).await;
        let all = world.delivered();
        let found = reminders(&all);
        let when: Vec<_> = found.iter().map(|one| one.at).collect();
        assert_eq!(when, [at(DEADLINE) - TimeDelta::hours(24), at(DEADLINE) - TimeDelta::hours(2)]);
        for one in found {
            assert_eq!((one.target, one.message.pings.as_slice()), (Target::Person(ADA), &[ADA][..]));
            assert!(one.message.text.contains("3 requests are unassigned") && one.message.text.contains("REQ-1"));
            assert_eq!(lines(one), ["triage next", "triage sweep", "triage queue"]);
            assert!(!one.message.text.contains("is on until"), "{}", one.message.text);
        }
    }

    async fn who_is_on_until_then_is_said_when_the_duty_changes_before_the_deadline(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-10T12:00:00Z")).await;
        world.say(DAN, Line::new("rotation take").with("until", "2026-11-11 08:00")).await;
        world.settle().await;
        world.delivered();
        world.turn_to(at("2026-11-10T18:00:00Z")).await;
        let all = world.delivered();
        let [reminder] = reminders(&all)[..] else { panic!("{all:#?}") };
        assert_eq!(reminder.target, Target::Person(ADA), "Ada is on again at the deadline");
        assert!(reminder.message.text.contains(&format!("<@{DAN}> is on until")), "{}", reminder.message.text);
    }

    async fn nothing_left_is_said_once(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        world.has_open(0).await;
        world.turn_to(at(DEADLINE)).await;
        let all = world.delivered();
        let [clear] = reminders(&all)[..] else { panic!("{all:#?}") };
        assert_eq!((clear.target, clear.at), (Target::Person(ADA), at(DEADLINE) - TimeDelta::hours(24)));
        assert!(clear.message.text.contains("nothing is left") && clear.message.rows.is_empty());
    }

    async fn what_comes_in_after_nothing_was_left_is_reminded_of_and_the_other_way_round(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        for (open, later) in [(0, 2), (2, 0)] {
            world.has_open(open).await;
            let day = world.now() + TimeDelta::days(6);
            world.turn_to(day).await;
            world.has_open(later).await;
            world.turn_to(day + TimeDelta::days(1)).await;
            let all = world.delivered();
            let texts: Vec<_> = reminders(&all).iter().map(|one| one.message.text.contains("nothing is left")).collect();
            assert_eq!(texts, [open == 0, later == 0], "{all:#?}");
        }
    }

    async fn after_downtime_only_a_reminder_that_still_helps_is_sent(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let mut now = at(DEADLINE);
        // Back an hour before a deadline, five hours before the next, and two days after the one after that.
        for (back, expected) in [(TimeDelta::hours(-1), 1), (TimeDelta::hours(-5), 1), (TimeDelta::days(2), 0)] {
            world.delivered();
            world.set(now + back);
            world.settle().await;
            let all = world.delivered();
            let found = reminders(&all);
            assert_eq!(found.len(), expected, "{back}: {found:#?}");
            assert!(back != TimeDelta::hours(-5) || found[0].message.text.contains("This reminder is late"));
            world.set(now + TimeDelta::days(3));
            world.settle().await;
            now += TimeDelta::weeks(1);
        }
    }

    async fn a_deadline_moved_away_or_paused_is_not_reminded_of(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation setup").with("name", "customer requests").with("deadline", "every Tuesday 15:00")).await;
        world.saves().await;
        world.delivered();
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        let all = world.delivered();
        let when: Vec<_> = reminders(&all).iter().map(|one| one.at).collect();
        assert_eq!(when, [at("2026-11-09T23:00:00Z"), at("2026-11-10T21:00:00Z")]);
        world.say(ADA, Line::new("rotation pause")).await;
        world.turn_to(at("2026-11-19T12:00:00Z")).await;
        assert!(reminders(&world.delivered()).is_empty());
    }

    async fn the_clock_set_back_reminds_nobody_twice(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at(DEADLINE) - TimeDelta::hours(24)).await;
        world.delivered();
        world.set(at(DEADLINE) - TimeDelta::hours(25));
        world.say(DAN, Line::new("rotation take").with("until", "in 10 minutes")).await;
        world.turn_to(at(DEADLINE) - TimeDelta::hours(23)).await;
        assert!(reminders(&world.delivered()).is_empty());
    }

    async fn deadlines_of_every_day_are_reminded_of_two_hours_before(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation setup").with("name", "customer requests").with("deadline", "every day 12:00")).await;
        world.saves().await;
        world.turn_to(at("2026-11-07T00:00:00Z")).await;
        world.delivered();
        world.turn_to(at("2026-11-10T00:00:00Z")).await;
        let all = world.delivered();
        let hours: Vec<_> = reminders(&all).iter().map(|one| one.at.format("%dT%H").to_string()).collect();
        assert_eq!(hours, ["07T18", "08T18", "09T18"]);
    }

    async fn a_deadline_that_the_clocks_skip_or_repeat_is_reminded_of_before_its_instant(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation setup").with("name", "customer requests").with("deadline", "every Sunday 01:30")).await;
        world.saves().await;
        // On 7 November 2027 01:30 comes twice in Los Angeles, and the first counts.
        world.set(at("2027-11-03T00:00:00Z"));
        world.settle().await;
        world.delivered();
        world.turn_to(at("2027-11-08T00:00:00Z")).await;
        let when = |all: Vec<Delivered>| reminders(&all).iter().map(|one| one.at).collect::<Vec<_>>();
        assert_eq!(when(world.delivered()), [at("2027-11-06T08:30:00Z"), at("2027-11-07T06:30:00Z")]);
        // On 12 March 2028 02:30 is skipped and comes an hour later.
        world.say(ADA, Line::new("rotation setup").with("name", "customer requests").with("deadline", "every Sunday 02:30")).await;
        world.saves().await;
        world.set(at("2028-03-09T00:00:00Z"));
        world.settle().await;
        world.delivered();
        world.turn_to(at("2028-03-13T00:00:00Z")).await;
        assert_eq!(when(world.delivered()), [at("2028-03-11T10:30:00Z"), at("2028-03-12T08:30:00Z")]);
    }

    async fn new_requests_are_told_silently_when_a_working_day_begins(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("settings zone").with("zone", "America/Los_Angeles")).await;
        world.say(ADA, Line::new("settings hours").with("hours", "Mon-Fri 9:00-17:00")).await;
        // Whatever was set for the hours before is done first.
        world.turn_to(at("2026-11-07T00:00:00Z")).await;
        world.delivered();
        let looks = |all: &[Delivered]| -> Vec<DateTime<Utc>> {
            let looks = all.iter().filter(|one| one.message.text.contains("come in"));
            looks.inspect(|one| {
                assert!(one.message.is_silent && one.message.pings.is_empty(), "{one:?}");
                assert_eq!(one.target, Target::Channel(CHANNEL));
                assert!(one.message.text.contains("3 are waiting in all"), "{}", one.message.text);
            }).map(|one| one.at).collect()
        };
        world.turn_to(at("2026-11-09T12:00:00Z")).await;
        assert!(looks(&world.delivered()).is_empty(), "a weekend");
        world.has_new(2).await;
        world.turn_to(at("2026-11-11T12:00:00Z")).await;
        assert_eq!(looks(&world.delivered()), [at("2026-11-09T17:00:00Z"), at("2026-11-10T17:00:00Z")]);
        world.has_new(0).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert!(looks(&world.delivered()).is_empty(), "nothing new");
        world.has_new(1).await;
        // Down until after closing on the 12th, and into the working hours of the 13th.
        world.set(at("2026-11-13T03:00:00Z"));
        world.settle().await;
        assert!(looks(&world.delivered()).is_empty(), "in the evening it helps nobody");
        world.turn_to(at("2026-11-13T20:00:00Z")).await;
        assert_eq!(looks(&world.delivered()), [at("2026-11-13T17:00:00Z")]);
    }

    async fn whoever_leaves_by_event_is_followed_at_once(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        world.discord.gone.lock().unwrap().insert(ADA);
        for _ in 0..2 {
            world.hears_that_left(ADA).await;
            world.settle().await;
        }
        assert_eq!(world.on_duty().await, Some(BOB));
        let all = world.delivered();
        let left: Vec<_> = all.iter().filter(|one| said_in(one).contains("left the server")).collect();
        assert_eq!(left.len(), 1, "{all:#?}");
        assert!(left[0].message.text.contains(&format!("goes to <@{BOB}>, next in line")));
        assert_eq!((left[0].target, left[0].message.pings.as_slice()), (Target::Channel(CHANNEL), &[BOB][..]));
        // Of somebody who takes no turns, or is still there, nothing is said.
        world.hears_that_left(999).await;
        world.hears_that_left(CYD).await;
        world.settle().await;
        assert!(!world.delivered().iter().any(|one| said_in(one).contains("left the server")));
    }

    async fn the_last_one_to_leave_is_a_warning_at_once_and_for_the_month_ahead(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let everybody = [ADA, BOB, CYD, DAN];
        world.discord.gone.lock().unwrap().extend(everybody);
        for user_id in everybody {
            world.hears_that_left(user_id).await;
        }
        world.settle().await;
        let all = world.delivered();
        let empty = all.iter().find(|one| said_in(one).contains("nobody is on now")).expect("it is said at once");
        button(&empty.message, "I'll take it");
        let left = all.iter().find(|one| said_in(one).contains("next in line")).expect("the others left before");
        button(&left.message, "Next shifts");
        assert!(all.iter().any(|one| said_in(one).contains("times ahead with nobody")), "{all:#?}");
    }

    async fn an_absence_that_leaves_nobody_is_warned_of_at_once(db: TestDb) {
        let world = World::with_rotation(&db).await;
        for user_id in [BOB, CYD, DAN] {
            world.say(user_id, Line::new("rotation away").with("until", "in 3 weeks")).await;
        }
        world.settle().await;
        world.delivered();
        world.say(ADA, Line::new("rotation away").with("until", "in 2 weeks")).await;
        world.settle().await;
        let all = world.delivered();
        let warned = all.iter().filter(|one| said_in(one).contains("Nobody is on **customer requests**"));
        assert!(warned.count() >= 1, "{all:#?}");
        assert!(all.iter().any(|one| said_in(one).contains("times ahead with nobody")), "{all:#?}");
    }

    async fn when_somebody_covering_leaves_the_turn_goes_back_to_its_owner(db: TestDb) {
        let world = World::with_rotation(&db).await;
        // Dan covers all of Bob's shift, from the 11th to the 18th.
        world.asks_for_cover(BOB).await;
        world.say(DAN, world.accepting().await.with("from", "start").with("until", "end")).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert_eq!(world.on_duty().await, Some(DAN));
        world.delivered();
        world.discord.gone.lock().unwrap().insert(DAN);
        world.hears_that_left(DAN).await;
        world.settle().await;
        assert_eq!(world.on_duty().await, Some(BOB));
        assert_eq!(world.on_duty_at(at("2026-11-12T11:00:00Z")).await, Some(DAN), "the past stays");
        let all = world.delivered();
        let told = all.iter().find(|one| said_in(one).contains("left the server")).unwrap();
        assert!(told.message.text.contains(&format!("goes back to <@{BOB}>, whose turn it is")), "{told:?}");
        let who = said(&world.say(CYD, Line::new("rotation who")).await);
        assert!(who.contains(&format!("whose turn it is; <@{DAN}> left")), "{who}");
    }

    async fn when_the_owner_is_away_too_the_next_in_line_takes_over(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        world.say(DAN, Line::new("rotation take")).await;
        world.say(BOB, Line::new("rotation away").with("until", "in 3 days")).await;
        world.discord.gone.lock().unwrap().insert(DAN);
        world.hears_that_left(DAN).await;
        world.settle().await;
        assert_eq!(world.on_duty().await, Some(ADA), "after Dan comes Ada");
    }

    async fn undoing_an_accepted_cover_opens_its_question_again(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(BOB).await;
        world.settle().await;
        world.delivered();
        let card = |all: Vec<Delivered>| all.into_iter().rfind(|one| one.is_edit && said_in(one).contains("needs cover"));
        world.say(DAN, world.accepting().await.with("from", "start").with("until", "end")).await;
        world.settle().await;
        assert!(text(&card(world.delivered()).unwrap().message).contains("All of it is covered"));
        world.say(DAN, Line::new("rotation undo")).await;
        world.settle().await;
        let open = card(world.delivered()).expect("the card is drawn anew").message;
        assert!(text(&open).contains("Still open"), "{}", text(&open));
        // It can be accepted again, by its button.
        world.press(CYD, &button(&open, "I'll cover")).await;
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(CYD));
    }

    async fn new_rules_of_a_zone_are_told_once(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-06T20:00:00Z")).await;
        world.delivered();
        // As if the handoffs had been computed by other rules: an hour earlier, all of them.
        let sql = "SELECT expected_json FROM rotation";
        let (Json(mut stored),): (Json<serde_json::Value>,) = db.q(sql).one().await.unwrap();
        for one in stored.as_array_mut().unwrap() {
            one["at"] = one["at"].as_str().unwrap().replace("T17:30", "T16:30").into();
        }
        let mut tx = db.begin().await.unwrap();
        tx.q("UPDATE rotation SET expected_json = $1").bind(Json(stored)).run().await.unwrap();
        tx.commit().await.unwrap();
        world.turn_to(at("2026-11-09T20:00:00Z")).await;
        let all = world.delivered();
        let told: Vec<_> = all.iter().filter(|one| said_in(one).contains("clock-change rules")).collect();
        assert_eq!(told.len(), 1, "{all:#?}");
        assert_eq!(told[0].target, Target::Channel(CHANNEL));
        assert!(told[0].message.text.contains("America/Los_Angeles"), "{}", told[0].message.text);
    }

    async fn another_zone_is_no_new_rule(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-06T20:00:00Z")).await;
        let line = Line::new("rotation setup").with("name", "customer requests").with("zone", "Europe/London");
        world.say(ADA, line).await;
        world.saves().await;
        world.delivered();
        world.turn_to(at("2026-11-09T20:00:00Z")).await;
        assert!(!world.delivered().iter().any(|one| said_in(one).contains("clock-change rules")));
    }

    async fn holidays_of_the_settings_reach_a_rotation_of_working_days(db: TestDb) {
        let world = World::new(&db);
        world.say(ADA, setup().with("working_days", "yes")).await;
        world.saves().await;
        world.settle().await;
        // A Wednesday, on which hands would change.
        let added = world.say(ADA, Line::new("settings holiday add").with("date", "2026-11-25").with("name", "A day off")).await;
        assert!(said(&added).contains("2026") || said(&added).contains("Nov"), "{added:?}");
        let noon = at("2026-11-25T20:00:00Z");
        world.turn_to(at("2026-11-07T20:00:00Z")).await;
        assert_eq!(world.on_duty_at(noon).await, None, "a holiday");
        assert_eq!(world.on_duty_at(at("2026-11-26T15:00:00Z")).await, Some(CYD), "the handoff has moved to the next day");
        assert_eq!(world.on_duty_at(at("2026-11-26T20:00:00Z")).await, Some(DAN));
    }

    async fn a_backup_has_notices_cover_and_a_calendar_of_their_own(db: TestDb) {
        let world = with_seats(&db).await;
        assert_eq!(seats(&world, world.now()).await, [Some(ADA), Some(BOB)]);
        // Bob becomes primary and Cyd backup on the 11th; a day ahead Cyd is told, and Bob has been on already.
        world.turn_to(at("2026-11-10T18:00:00Z")).await;
        let all = world.delivered();
        assert!(all.iter().all(|one| one.target != Target::Channel(CHANNEL)), "a card is edited when it changes: {all:#?}");
        let told: Vec<_> = all.iter().filter(|one| one.message.text.contains("you are on **")).collect();
        assert_eq!(told.len(), 1, "{all:#?}");
        assert!(told[0].target == Target::Person(CYD) && told[0].message.text.contains("(backup)"), "{told:?}");
        // The backup asks for cover, and whoever accepts sits on the backup's seat.
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        world.say(CYD, Line::new("rotation cover").with("until", "in 2 days")).await;
        world.say(DAN, world.accepting().await.with("from", "start").with("until", "end")).await;
        assert_eq!(seats(&world, world.now()).await, [Some(BOB), Some(DAN)]);
    }

    async fn a_seat_can_be_taken_and_who_has_another_changes_places(db: TestDb) {
        let world = with_seats(&db).await;
        let reply = world.say(DAN, Line::new("rotation take").with("seat", 2)).await;
        assert!(said(&reply).contains("(backup) is on from now"), "{reply:?}");
        assert_eq!(seats(&world, world.now()).await, [Some(ADA), Some(DAN)]);
        world.say(DAN, Line::new("rotation take")).await;
        assert_eq!(seats(&world, world.now()).await, [Some(DAN), Some(ADA)], "nobody sits on two seats");
        world.say(DAN, Line::new("rotation undo")).await;
        assert_eq!(seats(&world, world.now()).await, [Some(ADA), Some(DAN)]);
        let refused = world.say(DAN, Line::new("rotation take").with("seat", 3)).await;
        assert!(said(&refused).contains("has 2 seats"), "{refused:?}");
    }
}
