//! Who left the server and came back has turns again, however they are put back.

use crate::{engines::TestDb, world::*};
use docket::contract::Line;

/// Cyd has left the server, which docket saw in the morning, and is there again.
async fn left_and_back(db: &TestDb) -> World {
    let world = World::with_rotation(db).await;
    world.discord.gone.lock().unwrap().insert(CYD);
    world.turn_to(at("2026-11-07T12:00:00Z")).await;
    assert_eq!(world.on_duty_at(at("2026-11-19T12:00:00Z")).await, Some(DAN));
    world.discord.gone.lock().unwrap().clear();
    world
}

/// The first of Cyd's turns in the coming weeks.
async fn first_turn(world: &World) -> Option<usize> {
    for week in 0..6 {
        let middle = at("2026-11-12T12:00:00Z") + chrono::TimeDelta::weeks(week);
        if world.on_duty_at(middle).await == Some(CYD) {
            return usize::try_from(week).ok();
        }
    }
    None
}

crate::on_both_engines! {
    async fn by_members_add(db: TestDb) {
        let world = left_and_back(&db).await;
        let preview = world.say(ADA, Line::new("rotation members add").with("member", CYD)).await;
        world.press(ADA, &button(message(&preview), "Save")).await;
        assert!(first_turn(&world).await.is_some());
    }

    async fn by_an_order_typed_anew(db: TestDb) {
        let world = left_and_back(&db).await;
        let order = [ADA, BOB, CYD, DAN].map(|member| format!("<@{member}>")).join(" ");
        let line = Line::new("rotation setup").with("name", "customer requests").with("members", order);
        let preview = world.say(ADA, line).await;
        world.press(ADA, &button(message(&preview), "Save")).await;
        assert_eq!(first_turn(&world).await, Some(1), "after Bob");
        world.turn_to(at("2026-11-19T12:00:00Z")).await;
        assert_eq!(world.on_duty().await, Some(CYD));
    }

    async fn by_undo_of_what_docket_saw(db: TestDb) {
        let world = left_and_back(&db).await;
        let asked = world.say(ADA, Line::new("rotation undo")).await;
        assert!(said(&asked).contains("docket <t:"), "{asked:?}");
        assert!(said(&asked).contains(&format!("<@{CYD}> leaving the server")), "{asked:?}");
        assert_eq!(first_turn(&world).await, None, "asked first");
        let undone = world.press(ADA, &button(message(&asked), "Undo it")).await;
        assert!(said(&undone).contains("Undid"), "{undone:?}");
        assert_eq!(first_turn(&world).await, Some(1), "where they were");
    }

    async fn by_undo_of_a_removal_from_before(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let preview = world.say(ADA, Line::new("rotation members remove").with("member", CYD)).await;
        let removed = world.press(ADA, &button(message(&preview), "Save")).await;
        // Cyd, who takes no turns any more but has taken over a day, leaves and comes back.
        let slot = Line::new("rotation take").with("until", "in 2 days");
        world.say(CYD, slot).await;
        world.discord.gone.lock().unwrap().insert(CYD);
        world.hears_that_left(CYD).await;
        world.settle().await;
        world.discord.gone.lock().unwrap().clear();
        let _ = removed;
        let undone = world.say(ADA, Line::new("rotation undo")).await;
        assert!(said(&undone).contains(&format!("Undid: removal of <@{CYD}>")), "{undone:?}");
        assert_eq!(first_turn(&world).await, Some(1));
    }

    async fn who_comes_back_is_seen_in_the_morning_and_no_longer_gone(db: TestDb) {
        let world = left_and_back(&db).await;
        world.delivered();
        let gone = docket::rotation::away_now(&world.db, GUILD, world.now()).await.unwrap();
        assert_eq!(gone.get(&CYD), Some(&None));
        world.turn_to(at("2026-11-09T12:00:00Z")).await;
        let gone = docket::rotation::away_now(&world.db, GUILD, world.now()).await.unwrap();
        assert_eq!(gone.get(&CYD), None);
        let all = world.delivered();
        let told = all.iter().filter(|one| one.message.text.contains("is back on the server"));
        assert_eq!(told.count(), 1, "{all:#?}");
        assert_eq!(first_turn(&world).await, None, "that is for a lead to decide");
    }
}
