//! Changes of the order and of who is on; history; undo.

use crate::world::*;
use chrono::TimeDelta;
use docket::{
    contract::{Line, Reply},
    db::Db,
};

fn members(command: &str, member: i64) -> Line {
    Line::new(format!("rotation members {command}")).with("member", member)
}

crate::on_both_engines! {
    async fn an_edit_is_previewed_and_then_exactly_those_affected_are_told(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.delivered();
        // Ada is on until the 11th, then Bob, Cyd, Dan.
        let preview = world.say(ADA, members("move", DAN).with("place", 3).with("effect", "after_shift")).await;
        let shown = said(&preview);
        assert!(shown.contains("Nothing is saved yet") && shown.contains("Whose dates move"), "{shown}");
        world.settle().await;
        assert!(people(&world.delivered()).is_empty());
        let done = world.press(ADA, &button(message(&preview), "Save")).await;
        assert!(said(&done).contains("The 2 people whose dates move are told"), "{done:?}");
        world.turn_to(world.now() + TimeDelta::minutes(5)).await;
        assert_eq!(people(&world.delivered()), [CYD, DAN]);
        assert_eq!(world.on_duty().await, Some(ADA));
        assert_eq!(world.on_duty_at(at("2026-11-19T12:00:00Z")).await, Some(DAN));
    }

    async fn a_stale_preview_is_refreshed_and_changes_nothing(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let preview = world.say(ADA, members("remove", BOB)).await;
        world.say(CYD, Line::new("rotation take")).await;
        let reply = world.press(ADA, &button(message(&preview), "Save")).await;
        assert!(matches!(&reply, Reply::Update(_)) && said(&reply).contains("changed since this was shown"), "{reply:?}");
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(BOB));
        world.press(ADA, &button(message(&reply), "Save")).await;
        assert_eq!(world.on_duty_at(at("2026-11-12T12:00:00Z")).await, Some(CYD));
    }

    async fn an_edit_can_be_taken_back(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let before = order(&world).await;
        let preview = world.say(ADA, members("remove", CYD)).await;
        let done = world.press(ADA, &button(message(&preview), "Save")).await;
        assert_ne!(order(&world).await, before);
        world.set(world.now() + TimeDelta::hours(5));
        let undone = world.press(ADA, &button(message(&done), "Undo")).await;
        assert!(said(&undone).contains("Undid: removal of"), "{undone:?}");
        assert_eq!(order(&world).await, before);
        // Undo does not take itself back, but goes one change further: here, setting up.
        world.say(ADA, Line::new("rotation undo")).await;
        assert!(said(&world.say(ADA, Line::new("rotation who")).await).contains("no rotation yet"));
    }

    async fn the_order_made_last_counts_though_an_instance_is_ahead_of_the_clock(db: TestDb) {
        // As an instance makes them whose clock is an hour ahead.
        let renumber = "UPDATE rotation_epoch SET id = id + 15099494400000 WHERE guild_id = $1";
        the_order_made_last_counts(&db, renumber).await;
    }

    async fn the_order_made_last_counts_over_those_that_have_small_numbers(db: TestDb) {
        let renumber = "UPDATE rotation_epoch SET id = CASE WHEN effective_at = (SELECT MIN(earlier.effective_at) \
                        FROM rotation_epoch AS earlier WHERE earlier.guild_id = $1) THEN 1 ELSE 2 END WHERE guild_id = $1";
        the_order_made_last_counts(&db, renumber).await;
    }

    async fn taking_over_is_public_and_can_be_taken_back_by_who_did_it(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let taken = world.say(CYD, Line::new("rotation take").with("until", "in 2 days")).await;
        assert_eq!(world.on_duty().await, Some(CYD));
        let stranger = world.say(DAN, Line::new("rotation undo")).await;
        assert!(said(&stranger).contains("or a lead"), "{stranger:?}");
        world.set(world.now() + TimeDelta::hours(1));
        world.press(CYD, &button(message(&taken), "Undo")).await;
        assert_eq!(world.on_duty().await, Some(ADA));
        // It was so, and stays so.
        assert_eq!(world.on_duty_at(world.now() - TimeDelta::minutes(1)).await, Some(CYD));
    }

    async fn the_button_takes_back_its_own_change_and_no_other(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let first = world.say(CYD, Line::new("rotation take").with("until", "in 3 days")).await;
        let second = world.say(DAN, Line::new("rotation take").with("until", "in 2 days")).await;
        world.set(world.now() + TimeDelta::hours(1));
        let older = world.press(CYD, &button(message(&first), "Undo")).await;
        assert!(said(&older).contains("was changed again since"), "{older:?}");
        assert_eq!(world.on_duty().await, Some(DAN));
        world.press(DAN, &button(message(&second), "Undo")).await;
        assert_eq!(world.on_duty().await, Some(CYD));
        // Pressed again, also by a lead, it does not go one change further.
        let again = world.press(ADA, &button(message(&second), "Undo")).await;
        assert!(said(&again).contains("was taken back already"), "{again:?}");
        assert_eq!(world.on_duty().await, Some(CYD));
        world.press(CYD, &button(message(&first), "Undo")).await;
        assert_eq!(world.on_duty().await, Some(ADA));
        world.press(ADA, &button(message(&first), "Undo")).await;
        assert_eq!(world.on_duty().await, Some(ADA), "setting up is not taken back");
    }

    async fn an_absence_says_at_once_who_stands_in(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let reply = world.say(BOB, Line::new("rotation away").with("until", "2026-11-20 12:00")).await;
        assert!(said(&reply).contains(&format!("<@{ADA}> stands in")), "{}", said(&reply));
        world.turn_to(world.now() + TimeDelta::minutes(5)).await;
        assert_eq!(people(&world.delivered()), [ADA]);
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        assert_eq!(world.on_duty().await, Some(ADA));
        world.press(BOB, &button(message(&reply), "Back early")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
        assert_eq!(world.on_duty_at(at("2026-11-12T11:59:00Z")).await, Some(ADA));
    }

    async fn only_a_lead_says_that_somebody_else_is_away(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let away = |by| world.say(by, Line::new("rotation away").with("until", "in 3 weeks").with("member", BOB));
        assert!(said(&away(CYD).await).contains("Only a lead"));
        assert!(said(&away(ADA).await).contains("stands in"));
    }

    async fn after_a_pause_the_order_goes_on_where_it_stood(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        world.say(ADA, Line::new("rotation pause")).await;
        assert_eq!(world.on_duty().await, None);
        assert!(said(&world.say(BOB, Line::new("rotation who")).await).contains("because the rotation is paused"));
        world.turn_to(at("2026-12-20T12:00:00Z")).await;
        world.say(ADA, Line::new("rotation resume")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
        assert_eq!(world.on_duty_at(at("2026-12-24T12:00:00Z")).await, Some(CYD));
        assert_eq!(world.on_duty_at(at("2026-12-01T12:00:00Z")).await, None);
        // A pause with an end resumes by itself.
        world.say(ADA, Line::new("rotation pause").with("until", "in 9 days")).await;
        assert_eq!(world.on_duty_at(at("2026-12-29T11:00:00Z")).await, None);
        assert_eq!(world.on_duty_at(at("2026-12-29T13:00:00Z")).await, Some(BOB));
        world.say(ADA, Line::new("rotation undo")).await;
        assert_eq!(world.on_duty().await, Some(BOB));
    }

    async fn undo_takes_a_resume_back_and_then_its_pause(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let later = || world.set(world.now() + TimeDelta::hours(1));
        for until in [None, Some("in 9 days")] {
            let pause = Line::new("rotation pause");
            world.say(ADA, until.map_or(pause.clone(), |until| pause.with("until", until))).await;
            later();
            world.say(ADA, Line::new("rotation resume")).await;
            assert_eq!(world.on_duty().await, Some(ADA));
            later();
            let first = world.say(ADA, Line::new("rotation undo")).await;
            assert!(said(&first).contains("Undid: end of the pause"), "{first:?}");
            assert_eq!(world.on_duty().await, None, "paused again");
            later();
            let second = world.say(ADA, Line::new("rotation undo")).await;
            assert!(said(&second).contains("Undid: pause"), "{second:?}");
            assert_eq!(world.on_duty().await, Some(ADA), "running as before");
            assert_eq!(world.on_duty_at(world.now() - TimeDelta::minutes(90)).await, Some(ADA), "the past stays");
            assert_eq!(order(&world).await[..4], [BOB, CYD, DAN, ADA].map(Some));
        }
    }

    async fn resume_ends_every_pause_in_force(db: TestDb) {
        let world = World::with_rotation(&db).await;
        world.say(ADA, Line::new("rotation pause")).await;
        // A second one on top, as undo once left behind.
        let copy = "INSERT INTO rotation_pause (guild_id, id, rotation_id, starts_at, ends_at, created_by_user_id, created_at) \
                    SELECT guild_id, id + 1, rotation_id, starts_at, ends_at, created_by_user_id, created_at \
                    FROM rotation_pause WHERE guild_id = $1";
        let mut tx = world.db.begin().await.unwrap();
        tx.q(copy).bind(GUILD).run().await.unwrap();
        tx.commit().await.unwrap();
        world.set(world.now() + TimeDelta::hours(1));
        let resumed = world.say(ADA, Line::new("rotation resume")).await;
        assert!(said(&resumed).contains(&format!("<@{ADA}> is on")), "{resumed:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
    }

    async fn the_past_is_the_same_after_everything_that_happens(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let mut remembered = Vec::new();
        for (number, line) in [
            Line::new("rotation take"),
            members("remove", CYD),
            Line::new("rotation away").with("until", "in 10 days"),
            Line::new("rotation pause"),
            Line::new("rotation resume"),
            members("add", 555),
            Line::new("rotation undo"),
            members("move", DAN).with("place", 1),
        ]
        .into_iter()
        .enumerate()
        {
            let reply = world.say([ADA, BOB][number % 2].min(if number == 1 { BOB } else { ADA }), line).await;
            if said(&reply).contains("Nothing is saved yet") {
                world.press(ADA, &button(message(&reply), "Save")).await;
            }
            for _ in 0..4 {
                remembered.push((world.now(), world.on_duty().await));
                world.turn_to(world.now() + TimeDelta::hours(31)).await;
            }
        }
        for (at, who) in remembered {
            assert_eq!(world.on_duty_at(at).await, who, "at {at}");
        }
    }
}

/// Two changes that hold from the same handoff; before the second the ids of what is there change.
async fn the_order_made_last_counts(db: &Db, renumber: &'static str) {
    let world = World::with_rotation(db).await;
    saves_after_shift(&world, CYD).await;
    let mut tx = world.db.begin().await.unwrap();
    tx.q(renumber).bind(GUILD).run().await.unwrap();
    tx.commit().await.unwrap();
    saves_after_shift(&world, DAN).await;
    assert_eq!(order(&world).await, [BOB, ADA, BOB, ADA, BOB, ADA].map(Some));
}

/// Takes somebody out of the order from the next handoff on.
async fn saves_after_shift(world: &World, user_id: i64) {
    let preview = world.say(ADA, members("remove", user_id).with("effect", "after_shift")).await;
    world.press(ADA, &button(message(&preview), "Save")).await;
}

async fn order(world: &World) -> Vec<Option<i64>> {
    let mut found = Vec::new();
    for week in 0..6 {
        found.push(world.on_duty_at(at("2026-11-12T12:00:00Z") + TimeDelta::weeks(week)).await);
    }
    found
}
