//! Setting up: a preview first, nothing saved before Save.

use crate::world::*;
use docket::{
    contract::{Line, Reply, Source},
    rotation,
};

crate::on_both_engines! {
    async fn nothing_is_saved_before_save(db: TestDb) {
        let world = World::new(&db);
        let reply = world.say(ADA, setup()).await;
        assert!(said(&reply).contains("Nothing is saved yet"), "{reply:?}");
        assert_eq!(said(&reply).matches("- <t:").count(), 6, "the next six shifts: {}", said(&reply));
        assert!(rotation::on_duty_now(&world.db, GUILD, world.now()).await.unwrap().is_empty());
        let saved = world.press(ADA, &button(message(&reply), "Save")).await;
        assert!(said(&saved).contains("is set up"), "{saved:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
        // A second press finds the draft gone and changes nothing.
        let again = world.press(ADA, &button(message(&reply), "Save")).await;
        assert!(said(&again).contains("Nothing was saved"), "{again:?}");
    }

    async fn an_interaction_delivered_twice_sets_up_one_rotation(db: TestDb) {
        let world = World::new(&db);
        world.say(ADA, setup()).await;
        let save = Line::new("rotation save").with("draft", 1);
        let first = world.deliver(5, GUILD, ADA, save.clone(), Source::Slash).await;
        let second = world.deliver(5, GUILD, ADA, save, Source::Slash).await;
        assert_eq!(first, second);
        assert_eq!(rotation::on_duty_now(&world.db, GUILD, world.now()).await.unwrap().len(), 1);
    }

    async fn bare_it_opens_the_form_and_members_are_picked_afterwards(db: TestDb) {
        let world = World::new(&db);
        assert!(matches!(world.say(ADA, Line::new("rotation setup")).await, Reply::Form(_)));
        let typed = Line::new("rotation setup").with("name", "on call").with("handoff", "weekdays 9:30");
        let reply = world.say(ADA, typed).await;
        let save = world.say(ADA, Line::new("rotation save").with("draft", 1)).await;
        assert!(said(&save).contains("at least one member"), "{save:?}");
        assert!(matches!(world.press(ADA, &button(message(&reply), "Change")).await, Reply::Form(_)));
        let add = |id: i64| Line::new("rotation draft").with("draft", 1).with("add", id);
        world.press(ADA, &add(BOB)).await;
        let reply = world.press(ADA, &add(CYD)).await;
        world.press(ADA, &button(message(&reply), "Save")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
    }

    async fn what_cannot_be_read_is_refused_in_a_sentence(db: TestDb) {
        let world = World::new(&db);
        for (option, value, expected) in [
            ("handoff", "every blue moon", "try “every other Tuesday 9am”"),
            ("members", "Bob", "I cannot tell who “Bob” is"),
            ("handoff", "every Wednesday 09:30 until 1 Dec 2027", "goes on until it is ended"),
        ] {
            let line = setup().options().filter(|(name, _)| *name != option).fold(
                Line::new("rotation setup").with(option, value),
                |line, (name, value)| line.with(name, value),
            );
            let reply = world.say(ADA, line).await;
            assert!(said(&reply).contains(expected), "{value}: {reply:?}");
        }
    }

    async fn a_change_of_the_rhythm_keeps_who_is_on(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
        let line = Line::new("rotation setup").with("name", "Customer Requests").with("handoff", "every Monday 10:00");
        let reply = world.say(ADA, line).await;
        world.press(ADA, &button(message(&reply), "Save")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
        // Monday 10:00 in Los Angeles.
        assert_eq!(world.on_duty_at(at("2026-11-16T17:59:00Z")).await, Some(BOB));
        assert_eq!(world.on_duty_at(at("2026-11-16T18:00:00Z")).await, Some(CYD));
    }

    async fn who_tells_the_reason_and_a_guild_sees_only_its_own(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(BOB, Line::new("rotation take")).await;
        let reply = world.say(CYD, Line::new("rotation who")).await;
        assert!(said(&reply).contains(&format!("<@{BOB}> is on (took over from <@{ADA}>")), "{}", said(&reply));
        let other = world.say_in(GUILD + 1, ADA, Line::new("rotation who"), Source::Slash).await;
        assert!(said(&other).contains("There is no rotation yet"), "{other:?}");
        for command in ["next", "mine", "history", "fair", "list"] {
            let reply = world.say(ADA, Line::new(format!("rotation {command}"))).await;
            assert!(said(&reply).contains("customer requests"), "{command}: {reply:?}");
        }
    }

    async fn an_ended_rotation_can_be_brought_back(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let ended = world.say(ADA, Line::new("rotation end")).await;
        assert!(rotation::on_duty_now(&world.db, GUILD, world.now()).await.unwrap().is_empty());
        let undone = world.press(ADA, &button(message(&ended), "Undo")).await;
        assert!(said(&undone).contains("Taken back"), "{undone:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
    }
}
