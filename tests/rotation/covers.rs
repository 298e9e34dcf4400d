//! Cover and swaps.

use crate::world::*;
use chrono::TimeDelta;
use docket::{contract::Line, db::Db, queue::Target};

crate::on_both_engines! {
    async fn cover_can_be_accepted_in_part_and_withdrawn_until_it_starts(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        // Bob's shift is from the 11th to the 18th.
        let asked = world.asks_for_cover(BOB).await;
        assert!(said(&asked).contains("who can cover"), "{asked:?}");
        world.settle().await;
        let card = world.delivered().into_iter().find(|one| said_in(one).contains("Still open")).unwrap();
        assert_eq!(card.message.pings, [ADA, CYD, DAN], "each of the others once");
        let own = world.press(BOB, &button(&card.message, "I'll cover")).await;
        assert!(said(&own).contains("cannot cover for yourself"), "{own:?}");
        let part = world.accepting().await.with("from", "start").with("until", "2026-11-14 12:00");
        world.say(CYD, part).await;
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(CYD));
        assert_eq!(world.on_duty_at(at("2026-11-15T12:00:00Z")).await, Some(BOB));
        world.press(DAN, &button(&card.message, "I'll cover")).await;
        assert_eq!(world.on_duty_at(at("2026-11-15T12:00:00Z")).await, Some(DAN));
        world.settle().await;
        let latest = world.delivered().into_iter().rfind(|one| one.is_edit && said_in(one).contains("Cover"));
        let latest = latest.unwrap().message;
        assert!(text(&latest).contains("All of it is covered"), "{}", text(&latest));
        let dropped = world.press(CYD, &button(&latest, "I can't after all (1)")).await;
        assert!(said(&dropped).contains("open again"), "{dropped:?}");
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(BOB));
        world.turn_to(at("2026-11-16T12:00:00Z")).await;
        let late = world.press(DAN, &button(&latest, "I can't after all (2)")).await;
        assert!(said(&late).contains("has begun already"), "{late:?}");
    }

    async fn unanswered_cover_is_reminded_once_and_then_told_to_the_lead(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(CYD).await;
        world.settle().await;
        world.delivered();
        world.turn_to(at("2026-11-18T17:00:00Z")).await;
        let all = world.delivered();
        let count = |needle: &str| {
            all.iter().filter(|one| one.target == Target::Channel(CHANNEL) && said_in(one).contains(needle)).count()
        };
        assert_eq!(count("still needs cover"), 1);
        assert_eq!(count("Nobody has taken over from"), 1);
        assert_eq!(world.on_duty_at(at("2026-11-20T12:00:00Z")).await, Some(CYD), "the asker stays on");
        let is_last = |one: &&Delivered| {
            one.target == Target::Channel(CHANNEL) && said_in(one).contains("Nobody has taken over from")
        };
        let last = all.iter().find(is_last).expect("the lead hears of it");
        let question = world.press(DAN, &button(&last.message, "The question")).await;
        assert!(said(&question).contains("needs cover"), "{question:?}");
        world.press(DAN, &button(&last.message, "I'll cover")).await;
        assert_eq!(world.on_duty_at(at("2026-11-20T12:00:00Z")).await, Some(DAN));
    }

    async fn a_swap_needs_the_other_ones_yes(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let asked = world.say(BOB, Line::new("rotation swap").with("with", DAN)).await;
        let before = world.on_duty_at(at("2026-11-12T12:00:00Z")).await;
        assert_eq!(before, Some(BOB), "nothing changes before the answer");
        let stranger = world.press(CYD, &button(message(&asked), "Accept")).await;
        assert!(said(&stranger).contains(&format!("Only <@{DAN}>")), "{stranger:?}");
        let done = world.press(DAN, &button(message(&asked), "Accept")).await;
        assert!(said(&done).contains("have swapped"), "{done:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(DAN));
        assert_eq!(world.on_duty_at(at("2026-11-26T12:00:00Z")).await, Some(BOB));
        let again = world.press(DAN, &button(message(&asked), "Accept")).await;
        assert!(said(&again).contains("settled already"), "{again:?}");
        world.set(world.now() + TimeDelta::hours(1));
        world.press(DAN, &button(message(&done), "Undo")).await;
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
    }

    async fn a_swap_of_a_shift_that_is_no_longer_theirs_is_not_made(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let asked = world.say(BOB, Line::new("rotation swap").with("with", DAN)).await;
        let preview = world.say(ADA, Line::new("rotation members remove").with("member", BOB)).await;
        world.press(ADA, &button(message(&preview), "Save")).await;
        let reply = world.press(DAN, &button(message(&asked), "Accept")).await;
        assert!(said(&reply).contains(&format!("<@{BOB}> is no longer on")), "{reply:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(CYD));
        assert_eq!(world.on_duty_at(at("2026-11-19T12:00:00Z")).await, Some(DAN));
        let again = world.press(DAN, &button(message(&asked), "Accept")).await;
        assert!(said(&again).contains("settled already"), "{again:?}");
    }

    async fn the_lead_hears_of_each_cover_that_falls_through(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(CYD).await;
        let whole = world.accepting().await.with("from", "start").with("until", "end");
        let times = ["2026-11-16T00:00:00Z", "2026-11-18T02:00:00Z", "2026-11-18T12:00:00Z"].map(at);
        for (by, drops_at, until) in [(BOB, times[0], times[1]), (DAN, times[1], times[2])] {
            let done = world.say(by, whole.clone()).await;
            assert!(said(&done).contains("covers for"), "{done:?}");
            world.turn_to(drops_at).await;
            let card = world.delivered().into_iter().rfind(|one| said_in(one).contains("All of it is covered"));
            world.press(by, &button(&card.unwrap().message, "I can't after all")).await;
            world.turn_to(until).await;
            let all = world.delivered();
            let told = all.iter().filter(|one| one.target == Target::Channel(CHANNEL));
            let told = told.filter(|one| said_in(one).contains("Nobody has taken over from"));
            assert_eq!(told.count(), 1, "{by}: {all:#?}");
        }
    }

    async fn a_withdrawal_that_comes_in_between_counts(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(CYD).await;
        let whole = world.accepting().await.with("from", "start").with("until", "end");
        // Somebody else changes the rotation while the answer comes in, and it is withdrawn there.
        let mut tx = world.db.begin().await.unwrap();
        let touch = "UPDATE rotation SET version = version + 1 WHERE guild_id = $1 AND id = 1";
        tx.q(touch).bind(GUILD).run().await.unwrap();
        let withdrawal = async {
            if db.url.starts_with("postgres") {
                waits_for_a_lock(&world.db).await;
            }
            let withdraw = "UPDATE rotation_ask SET state = 'withdrawn' WHERE guild_id = $1";
            tx.q(withdraw).bind(GUILD).run().await.unwrap();
            tx.commit().await.unwrap();
        };
        let (reply, ()) = tokio::join!(world.say(DAN, whole), withdrawal);
        assert!(said(&reply).contains("settled already"), "{reply:?}");
        assert_eq!(world.on_duty_at(at("2026-11-20T12:00:00Z")).await, Some(CYD));
    }

    async fn cover_that_a_take_has_made_needless_is_asked_for_no_more(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(ADA).await;
        world.settle().await;
        let card = world.delivered().into_iter().rfind(|one| said_in(one).contains("Still open")).unwrap();
        world.say(DAN, Line::new("rotation take")).await;
        let needless = world.press(CYD, &button(&card.message, "I'll cover")).await;
        assert!(said(&needless).contains("needs cover any more"), "{needless:?}");
        world.turn_to(at("2026-11-11T17:00:00Z")).await;
        let all = world.delivered();
        let told = |needle: &str| all.iter().filter(|one| said_in(one).contains(needle)).count();
        assert_eq!((told("still needs cover"), told("Nobody has taken over from")), (0, 0), "{all:#?}");
        let closed = all.iter().rfind(|one| one.is_edit && said_in(one).contains("needs cover in")).unwrap();
        assert!(said_in(closed).contains("No longer needed") && closed.message.rows.is_empty(), "{closed:?}");
        let late = world.press(BOB, &button(&card.message, "I'll cover")).await;
        assert!(said(&late).contains("settled already"), "{late:?}");
    }

    async fn only_what_the_asker_still_holds_is_asked_for(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(ADA).await;
        world.say(DAN, Line::new("rotation take").with("until", "2026-11-08 12:00")).await;
        world.settle().await;
        world.delivered();
        world.turn_to(at("2026-11-07T12:00:00Z")).await;
        let all = world.delivered();
        let nag = all.iter().find(|one| said_in(one).contains("still needs cover")).unwrap();
        let rest = at("2026-11-08T20:00:00Z").timestamp();
        assert!(said_in(nag).contains(&format!("customer requests**: <t:{rest}")), "{}", said_in(nag));
        assert!(all.iter().any(|one| said_in(one).contains("Nobody has taken over from")), "{all:#?}");
    }

    async fn cover_that_was_given_on_is_not_withdrawn(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.asks_for_cover(BOB).await;
        world.say(CYD, world.accepting().await.with("from", "start").with("until", "end")).await;
        world.settle().await;
        let card = world.delivered().into_iter().rfind(|one| said_in(one).contains("All of it is covered")).unwrap();
        let swap = Line::new("rotation swap").with("with", DAN).with("mine", "2026-11-13 12:00");
        let asked = world.say(CYD, swap).await;
        let swapped = world.press(DAN, &button(message(&asked), "Accept")).await;
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(DAN), "{swapped:?}");
        let refused = world.press(CYD, &button(&card.message, "I can't after all")).await;
        assert!(said(&refused).contains(&format!("given on to <@{DAN}>")), "{refused:?}");
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(DAN));
        // Once it is back, it can be withdrawn.
        world.set(world.now() + TimeDelta::hours(1));
        world.press(DAN, &button(message(&swapped), "Undo")).await;
        world.press(CYD, &button(&card.message, "I can't after all")).await;
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(BOB));
    }

    async fn a_declined_swap_changes_nothing(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let asked = world.say(BOB, Line::new("rotation swap").with("with", DAN)).await;
        let reply = world.press(DAN, &button(message(&asked), "Decline")).await;
        assert!(said(&reply).contains("Nothing changes"), "{reply:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
    }
}

/// Until a connection to the database waits for another one's transaction.
async fn waits_for_a_lock(db: &Db) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let (count,): (i64,) = db.q(waiting).one().await.unwrap();
        if count > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}
