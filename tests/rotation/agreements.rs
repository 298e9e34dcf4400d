//! What was agreed follows what it was about, or ends and is told.

use crate::{engines::TestDb, world::*};
use chrono::TimeDelta;
use docket::contract::{Line, Message};

/// Bob's shift from the 11th to the 18th is covered by Dan.
async fn covered(db: &TestDb) -> World {
    let world = World::with_rotation(db).await;
    world.asks_for_cover(BOB).await;
    let whole = world.accepting().await.with("from", "start").with("until", "end");
    let done = world.say(DAN, whole).await;
    assert!(said(&done).contains("covers for"), "{done:?}");
    world.settle().await;
    world.delivered();
    world
}

fn handoff(text: &str) -> Line {
    Line::new("rotation setup").with("name", "customer requests").with("handoff", text)
}

/// Saves what the line previews; gives the preview and what was said.
async fn save(world: &World, line: Line) -> (String, Message) {
    let preview = world.say(ADA, line).await;
    let saved = world.press(ADA, &button(message(&preview), "Save")).await;
    (said(&preview), message(&saved).clone())
}

async fn on(world: &World, times: &[&str]) -> Vec<Option<i64>> {
    let mut found = Vec::new();
    for time in times {
        found.push(world.on_duty_at(at(time)).await);
    }
    found
}

/// What a person was told of the dates.
fn told(delivered: &[Delivered], user_id: i64, text: &str) -> usize {
    let to = |one: &&Delivered| one.target == docket::queue::Target::Person(user_id);
    delivered.iter().filter(to).filter(|one| one.message.text.contains(text)).count()
}

crate::on_both_engines! {
    async fn who_covers_a_whole_shift_has_it_whole_when_the_handoff_moves_by_an_hour(db: TestDb) {
        let world = covered(&db).await;
        let around = ["2026-11-11T18:29:00Z", "2026-11-11T18:30:00Z", "2026-11-18T18:29:00Z", "2026-11-18T18:30:00Z"];
        let (preview, saved) = save(&world, handoff("every Wednesday 10:30")).await;
        assert!(preview.contains("Agreements that move along") && preview.contains(&format!("<@{DAN}> for <@{BOB}>")), "{preview}");
        assert_eq!(on(&world, &around).await, [ADA, DAN, DAN, CYD].map(Some));
        world.turn_to(world.now() + TimeDelta::days(3)).await;
        assert_eq!(told(&world.delivered(), DAN, "The handoffs of **customer requests** have changed"), 1);
        // Its card is about the new time, and so is a withdrawal.
        world.press(ADA, &button(&saved, "Undo")).await;
        let before = ["2026-11-11T17:29:00Z", "2026-11-11T17:30:00Z", "2026-11-18T17:29:00Z", "2026-11-18T17:30:00Z"];
        assert_eq!(on(&world, &before).await, [ADA, DAN, DAN, CYD].map(Some));
    }

    async fn and_when_it_moves_to_another_zone(db: TestDb) {
        let world = covered(&db).await;
        save(&world, Line::new("rotation setup").with("name", "customer requests").with("zone", "Europe/Berlin")).await;
        let around = ["2026-11-11T08:29:00Z", "2026-11-11T08:30:00Z", "2026-11-18T08:29:00Z", "2026-11-18T08:30:00Z"];
        assert_eq!(on(&world, &around).await, [ADA, DAN, DAN, CYD].map(Some));
    }

    async fn a_swap_follows_as_a_whole(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let asked = world.say(BOB, Line::new("rotation swap").with("with", DAN)).await;
        // Asked before the handoff moves, accepted after it.
        save(&world, handoff("every Wednesday 10:30")).await;
        world.press(DAN, &button(message(&asked), "Accept")).await;
        save(&world, handoff("every Wednesday 08:00")).await;
        let around = ["2026-11-11T15:59:00Z", "2026-11-11T16:00:00Z", "2026-11-18T15:59:00Z", "2026-11-18T16:00:00Z"];
        assert_eq!(on(&world, &around).await, [ADA, DAN, DAN, CYD].map(Some));
        let around = ["2026-11-25T15:59:00Z", "2026-11-25T16:00:00Z", "2026-12-02T15:59:00Z", "2026-12-02T16:00:00Z"];
        assert_eq!(on(&world, &around).await, [CYD, BOB, BOB, ADA].map(Some));
    }

    async fn what_would_no_longer_fit_is_listed_first_and_then_told_to_both(db: TestDb) {
        let world = covered(&db).await;
        let (preview, saved) = save(&world, handoff("every day 09:30")).await;
        assert!(preview.contains("Agreements that would no longer fit"), "{preview}");
        assert!(preview.contains(&format!("<@{DAN}> for <@{BOB}>")), "{preview}");
        world.turn_to(world.now() + TimeDelta::minutes(5)).await;
        let all = world.delivered();
        for user_id in [BOB, DAN] {
            assert_eq!(told(&all, user_id, "no longer fits, and has ended"), 1, "{all:#?}");
            assert_eq!(people(&all).iter().filter(|one| **one == user_id).count(), 1, "in one message");
        }
        let card = all.iter().rfind(|one| one.is_edit && said_in(one).contains("needs cover in"));
        assert!(card.is_some_and(|card| !said_in(card).contains("All of it is covered")), "{all:#?}");
        // Taken back, it holds again.
        world.press(ADA, &button(&saved, "Undo")).await;
        assert_eq!(on(&world, &["2026-11-12T12:00:00Z"]).await, [Some(DAN)]);
    }

    async fn also_when_the_covered_person_takes_no_more_turns(db: TestDb) {
        let world = covered(&db).await;
        let (preview, _) = save(&world, Line::new("rotation members remove").with("member", BOB)).await;
        assert!(preview.contains("Agreements that would no longer fit"), "{preview}");
        assert_eq!(on(&world, &["2026-11-12T12:00:00Z"]).await, [Some(CYD)]);
        world.turn_to(world.now() + TimeDelta::minutes(5)).await;
        let all = world.delivered();
        assert_eq!((told(&all, BOB, "has ended"), told(&all, DAN, "has ended")), (1, 1), "{all:#?}");
    }

    async fn a_holiday_that_moves_the_handoff_moves_the_cover_too(db: TestDb) {
        let world = World::new(&db);
        world.say(ADA, Line::new("settings role").with("level", "pm").with("role", 40)).await;
        world.say(ADA, setup().with("working_days", "yes")).await;
        world.saves().await;
        world.asks_for_cover(BOB).await;
        world.say(DAN, world.accepting().await.with("from", "start").with("until", "end")).await;
        let holiday = Line::new("settings holiday add").with("date", "2026-11-18").with("name", "Bridge day");
        world.say(ADA, holiday).await;
        world.settle().await;
        // The handoff to Cyd is on the 19th now.
        let around = ["2026-11-17T20:00:00Z", "2026-11-19T17:29:00Z", "2026-11-19T17:30:00Z"];
        assert_eq!(on(&world, &around).await, [DAN, DAN, CYD].map(Some));
    }
}
