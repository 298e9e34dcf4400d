//! `/rotation undo`: one's own last change; somebody else's is shown first; what was undone can be redone.

use crate::world::*;
use chrono::TimeDelta;
use docket::contract::{Line, Reply, Visibility};

fn undo() -> Line {
    Line::new("rotation undo")
}

fn later(world: &World) {
    world.set(world.now() + TimeDelta::hours(1));
}

/// Away from the 11th to the 14th, in Los Angeles.
fn away() -> Line {
    Line::new("rotation away").with("from", "2026-11-11 12:00").with("until", "2026-11-14 12:00")
}

crate::on_both_engines! {
    async fn it_takes_back_ones_own_change_and_not_what_others_did_since(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(BOB, away()).await;
        later(&world);
        world.say(CYD, Line::new("rotation take").with("until", "in 2 days")).await;
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(ADA));
        let undone = world.say(BOB, undo()).await;
        assert!(said(&undone).contains(&format!("Undid: absence of <@{BOB}>, 11–14 Nov")), "{undone:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
        assert_eq!(world.on_duty().await, Some(CYD), "what Cyd did stays");
    }

    async fn somebody_elses_is_shown_by_name_and_confirmed_by_a_lead(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation pause").with("until", "in 3 days")).await;
        later(&world);
        world.say(ADA, Line::new("rotation resume")).await;
        later(&world);
        world.say(CYD, Line::new("rotation take").with("until", "in 2 days")).await;
        let refused = world.say(DAN, undo()).await;
        assert!(said(&refused).contains(&format!("by <@{CYD}>")), "{refused:?}");
        assert!(said(&refused).contains(&format!("Only <@{CYD}> or a lead")), "{refused:?}");
        // Ada's own last change is free of what Cyd did.
        let own = world.say(ADA, undo()).await;
        assert!(said(&own).contains("Undid: end of the pause"), "{own:?}");
    }

    async fn a_lead_who_changed_nothing_confirms(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(CYD, Line::new("rotation take").with("until", "in 2 days")).await;
        later(&world);
        let asked = world.say(ADA, undo()).await;
        let Reply::Message { visibility, .. } = &asked else { panic!("{asked:?}") };
        assert_eq!(*visibility, Some(Visibility::Private));
        assert!(said(&asked).contains(&format!("by <@{CYD}> <t:")), "{asked:?}");
        assert!(said(&asked).contains(&format!("<@{CYD}> taking over, 5–7 Nov")), "{asked:?}");
        assert_eq!(world.on_duty().await, Some(CYD), "nothing happens before");
        world.press(ADA, &button(message(&asked), "Undo it")).await;
        assert_eq!(world.on_duty().await, Some(ADA));
        let again = world.press(ADA, &button(message(&asked), "Undo it")).await;
        assert!(said(&again).contains("taken back already"), "{again:?}");
    }

    async fn what_was_undone_can_be_redone_and_undone_again(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(BOB, away()).await;
        let mut pressed = world.say(BOB, undo()).await;
        for round in 0..2 {
            later(&world);
            let redone = world.press(BOB, &button(message(&pressed), "Redo")).await;
            assert!(said(&redone).contains(&format!("Redid: absence of <@{BOB}>, 11–14 Nov")), "{round}: {redone:?}");
            assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(ADA));
            let twice = world.press(BOB, &button(message(&pressed), "Redo")).await;
            assert!(said(&twice).contains("holds again already"), "{twice:?}");
            later(&world);
            pressed = world.say(BOB, undo()).await;
            assert!(said(&pressed).contains(&format!("Undid: absence of <@{BOB}>, 11–14 Nov")), "{round}: {pressed:?}");
            assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
        }
    }

    async fn a_change_of_the_order_and_an_end_are_redone_too(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let preview = world.say(ADA, Line::new("rotation members remove").with("member", CYD)).await;
        let removed = world.press(ADA, &button(message(&preview), "Save")).await;
        let third_week = at("2026-11-19T12:00:00Z");
        let undone = world.press(ADA, &button(message(&removed), "Undo")).await;
        assert_eq!(world.on_duty_at(third_week).await, Some(CYD));
        let redone = world.press(ADA, &button(message(&undone), "Redo")).await;
        assert!(said(&redone).contains(&format!("Redid: removal of <@{CYD}>")), "{redone:?}");
        assert_eq!(world.on_duty_at(third_week).await, Some(DAN));
        let ended = world.say(ADA, Line::new("rotation end")).await;
        let undone = world.press(ADA, &button(message(&ended), "Undo")).await;
        assert_eq!(world.on_duty().await, Some(ADA));
        world.press(ADA, &button(message(&undone), "Redo")).await;
        assert!(said(&world.say(ADA, Line::new("rotation who")).await).contains("no rotation yet"));
    }

    async fn what_has_changed_since_is_not_redone(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(BOB, away()).await;
        let undone = world.say(BOB, undo()).await;
        world.say(CYD, Line::new("rotation take").with("until", "in 2 days")).await;
        let refused = world.press(BOB, &button(message(&undone), "Redo")).await;
        assert!(said(&refused).contains("was changed again since"), "{refused:?}");
    }

    async fn a_change_that_is_over_is_no_longer_the_last(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let taken = world.say(CYD, Line::new("rotation take").with("until", "in 2 hours")).await;
        world.turn_to(world.now() + TimeDelta::hours(3)).await;
        let refused = world.press(CYD, &button(message(&taken), "Undo")).await;
        assert!(said(&refused).contains("That is over"), "{refused:?}");
    }

    async fn history_says_what_was_undone(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(BOB, away()).await;
        let undone = world.say(BOB, undo()).await;
        world.press(BOB, &button(message(&undone), "Redo")).await;
        let history = said(&world.say(DAN, Line::new("rotation history")).await);
        for line in ["took a change back: absence of", "made a change again: absence of"] {
            assert!(history.contains(&format!("{line} <@{BOB}>, 11–14 Nov")), "{line}: {history}");
        }
    }
}
