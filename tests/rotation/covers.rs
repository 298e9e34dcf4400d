//! Cover and swaps.

use crate::world::*;
use chrono::TimeDelta;
use docket::{contract::Line, queue::Target};

crate::on_both_engines! {
    async fn cover_can_be_accepted_in_part_and_withdrawn_until_it_starts(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        // Bob's shift is from the 11th to the 18th.
        let asked = world.say(BOB, Line::new("rotation cover")).await;
        assert!(said(&asked).contains("needs cover"), "{asked:?}");
        world.settle().await;
        let card = world.delivered().into_iter().find(|one| said_in(one).contains("Still open")).unwrap();
        assert_eq!(card.message.pings, [ADA, CYD, DAN], "each of the others once");
        let own = world.press(BOB, &button(&card.message, "I cover it")).await;
        assert!(said(&own).contains("cannot cover for yourself"), "{own:?}");
        let part = Line::new("rotation accept").with("ask", 1).with("from", "start").with("until", "2026-11-14 12:00");
        world.say(CYD, part).await;
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(CYD));
        assert_eq!(world.on_duty_at(at("2026-11-15T12:00:00Z")).await, Some(BOB));
        world.press(DAN, &button(&card.message, "I cover it")).await;
        assert_eq!(world.on_duty_at(at("2026-11-15T12:00:00Z")).await, Some(DAN));
        world.settle().await;
        let latest = world.delivered().into_iter().rfind(|one| one.is_edit && said_in(one).contains("Cover"));
        let latest = latest.unwrap().message;
        assert!(text(&latest).contains("All of it is covered"), "{}", text(&latest));
        let dropped = world.press(CYD, &button(&latest, "I cannot after all (1)")).await;
        assert!(said(&dropped).contains("open again"), "{dropped:?}");
        assert_eq!(world.on_duty_at(at("2026-11-13T12:00:00Z")).await, Some(BOB));
        world.turn_to(at("2026-11-16T12:00:00Z")).await;
        let late = world.press(DAN, &button(&latest, "I cannot after all (2)")).await;
        assert!(said(&late).contains("has begun already"), "{late:?}");
    }

    async fn unanswered_cover_is_reminded_once_and_then_told_to_the_lead(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(CYD, Line::new("rotation cover")).await;
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

    async fn a_declined_swap_changes_nothing(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let asked = world.say(BOB, Line::new("rotation swap").with("with", DAN)).await;
        let reply = world.press(DAN, &button(message(&asked), "Decline")).await;
        assert!(said(&reply).contains("Nothing changes"), "{reply:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
    }
}

fn said_in(one: &Delivered) -> String {
    text(&one.message)
}
