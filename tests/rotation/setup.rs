//! Setting up: a preview first, nothing saved before Save.

use crate::world::*;
use chrono::{DateTime, Utc};
use docket::{
    contract::{Line, Reply, Source},
    rotation,
};

/// The sample rotation, by its name.
fn named() -> Line {
    Line::new("rotation setup").with("name", "customer requests")
}

/// Types the line and presses Save under the preview.
async fn save(world: &World, line: Line) -> Reply {
    let preview = world.say(ADA, line).await;
    let saved = world.press(ADA, &button(message(&preview), "Save")).await;
    assert!(said(&saved).contains("is set up") || said(&saved).contains("is changed"), "{saved:?}");
    saved
}

/// Who is on at each of the instants, by the first rotation.
async fn on<const N: usize>(world: &World, at: [DateTime<Utc>; N]) -> [Option<i64>; N] {
    let mut found = [None; N];
    for (found, at) in found.iter_mut().zip(at) {
        *found = world.on_duty_at(at).await;
    }
    found
}

/// The line behind a form.
fn line_of(reply: &Reply) -> Line {
    match reply {
        Reply::Form(form) => form.line.clone(),
        other => panic!("no form: {other:?}"),
    }
}

async fn submit(world: &World, line: Line) -> Reply {
    world.say_in(GUILD, ADA, line, Source::Form { message_id: Some(1), is_private: true }).await
}

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
        let save = world.saves().await;
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
            ("handoff", "every **blue** moon", "\\*\\*blue\\*\\*"),
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

    async fn before_it_begins_setup_changes_how_it_begins(db: TestDb) {
        let world = World::new(&db);
        save(&world, setup().with("starts", "2026-12-01 09:00")).await;
        let [first, second] = [at("2026-12-01T18:00:00Z"), at("2026-12-02T18:00:00Z")];
        assert_eq!(on(&world, [first, second]).await, [Some(ADA), Some(BOB)]);
        let other = named().with("members", format!("<@{CYD}> <@{DAN}>")).with("handoff", "every day 08:00");
        let reply = world.say(ADA, other).await;
        assert!(said(&reply).contains("Begins") && said(&reply).contains(&format!("<@{CYD}>")), "{}", said(&reply));
        let saved = world.press(ADA, &button(message(&reply), "Save")).await;
        assert!(said(&saved).contains("is changed"), "{saved:?}");
        assert_eq!(on(&world, [first, second]).await, [Some(CYD), Some(DAN)]);
        // The channel alone changes nothing about it.
        save(&world, named().with("channel", CHANNEL + 5)).await;
        assert_eq!(on(&world, [first, second]).await, [Some(CYD), Some(DAN)]);
        world.turn_to(second).await;
        assert_eq!(on(&world, [first, second]).await, [Some(CYD), Some(DAN)]);
    }

    async fn before_it_begins_its_start_moves_both_ways_and_back(db: TestDb) {
        let world = World::new(&db);
        save(&world, setup().with("starts", "2026-12-01 09:00")).await;
        let days = ["2026-11-25T20:00:00Z", "2026-12-03T20:00:00Z", "2026-12-10T20:00:00Z"].map(at);
        let started = on(&world, days).await;
        assert_eq!(started, [None, Some(BOB), Some(CYD)]);
        let later = save(&world, named().with("starts", "2026-12-08 09:00")).await;
        assert_eq!(on(&world, days).await, [None, None, Some(BOB)]);
        world.press(ADA, &button(message(&later), "Undo")).await;
        assert_eq!(on(&world, days).await, started);
        let sooner = save(&world, named().with("starts", "2026-11-24 09:00")).await;
        assert_eq!(on(&world, days).await, [Some(BOB), Some(CYD), Some(DAN)]);
        world.press(ADA, &button(message(&sooner), "Undo")).await;
        assert_eq!(on(&world, days).await, started);
        world.delivered();
        world.turn_to(days[1]).await;
        assert_eq!(on(&world, days).await, started);
        let cards = world.delivered().iter().filter(|one| !one.is_edit && one.message.text.contains("you are on")).count();
        assert!(cards >= 2, "each of its first two shifts is announced");
    }

    async fn the_start_of_a_rotation_that_runs_is_not_moved(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let reply = world.say(ADA, named().with("starts", "2026-12-01 09:00")).await;
        assert!(said(&reply).contains("its start cannot be moved"), "{reply:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
    }

    async fn a_start_that_has_come_before_the_change_is_saved_is_not_moved_either(db: TestDb) {
        let world = World::new(&db);
        save(&world, setup().with("starts", "2026-11-06 09:00")).await;
        let preview = world.say(ADA, named().with("starts", "2026-12-01 09:00")).await;
        world.turn_to(at("2026-11-07T12:00:00Z")).await;
        let reply = world.press(ADA, &button(message(&preview), "Save")).await;
        assert!(said(&reply).contains("its start cannot be moved"), "{reply:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
    }

    async fn what_is_not_typed_stays_and_so_does_a_change_that_is_still_to_come(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let remove = Line::new("rotation members remove").with("member", BOB).with("effect", "after_round");
        let preview = world.say(ADA, remove).await;
        world.press(ADA, &button(message(&preview), "Save")).await;
        let weeks = ["2026-11-12T12:00:00Z", "2026-11-19T12:00:00Z", "2026-12-10T12:00:00Z"].map(at);
        let pending = [Some(BOB), Some(CYD), Some(CYD)];
        assert_eq!(on(&world, weeks).await, pending);
        save(&world, named().with("channel", CHANNEL + 5)).await;
        assert_eq!(on(&world, weeks).await, pending);
        // A new order now, and Bob still takes no more turns after the round.
        save(&world, named().with("members", format!("<@{ADA}> <@{CYD}> <@{BOB}> <@{DAN}>"))).await;
        assert_eq!(on(&world, weeks).await, [Some(CYD), Some(BOB), Some(CYD)]);
    }

    async fn the_form_keeps_what_it_has_no_input_for(db: TestDb) {
        let world = World::new(&db);
        let typed = Line::new("rotation setup").with("seats", 2).with("channel", CHANNEL).with("role", ROLE);
        let bare = world.say(ADA, typed.with("working_days", "yes").with("starts", "2026-12-01 09:00")).await;
        let form = line_of(&bare).with("name", "on call").with("handoff", "every Wednesday 09:30");
        let members = format!("<@{ADA}> <@{BOB}> <@{CYD}>");
        let form = form.with("members", &members).with("zone", "Europe/Berlin");
        let preview = submit(&world, form).await;
        let shown = said(&preview);
        for part in ["Seats: 2", "working days only", &format!("<#{CHANNEL}>"), &format!("<@&{ROLE}>"), "Begins"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        // Nine in the morning in the zone that the form named.
        assert!(shown.contains(&format!("<t:{}:", at("2026-12-01T08:00:00Z").timestamp())), "{shown}");
        let change = world.press(ADA, &button(message(&preview), "Change")).await;
        let form = line_of(&change).with("name", "on call").with("handoff", "every Wednesday 09:30");
        let preview = submit(&world, form.with("members", members).with("zone", "Europe/London")).await;
        let shown = said(&preview);
        for part in ["Seats: 2", "working days only", "Europe/London", &format!("<@&{ROLE}>"), "Begins"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let saved = world.press(ADA, &button(message(&preview), "Save")).await;
        assert!(said(&saved).contains("is set up"), "{saved:?}");
        let on = rotation::on_duty_now(&world.db, GUILD, at("2026-12-01T12:00:00Z")).await.unwrap();
        assert_eq!(on[0].2, [Some(ADA), Some(BOB)]);
    }

    async fn in_another_zone_the_deadline_moves_along(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let reply = world.say(ADA, named().with("zone", "Europe/Berlin")).await;
        assert!(said(&reply).contains("Deadline: every Wednesday at 09:00, Europe/Berlin"), "{}", said(&reply));
        world.press(ADA, &button(message(&reply), "Save")).await;
        world.delivered();
        world.turn_to(at("2026-11-12T12:00:00Z")).await;
        let all = world.delivered();
        let when: Vec<_> = all.iter().filter(|one| one.message.text.contains("the deadline") && !one.message.text.contains("has passed")).map(|one| one.at).collect();
        assert_eq!(when, ["2026-11-10T08:00:00Z", "2026-11-11T06:00:00Z"].map(at));
    }

    async fn a_deadline_that_is_emptied_in_the_form_is_gone(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let preview = world.say(ADA, named()).await;
        let change = world.press(ADA, &button(message(&preview), "Change")).await;
        let preview = submit(&world, line_of(&change).with("name", "customer requests")).await;
        assert!(!said(&preview).contains("Deadline"), "{}", said(&preview));
        assert!(said(&preview).contains("pick the members"), "{}", said(&preview));
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

    async fn an_ended_rotation_whose_name_is_taken_stays_ended(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let ended = world.say(ADA, Line::new("rotation end")).await;
        save(&world, setup()).await;
        let refused = world.press(ADA, &button(message(&ended), "Undo")).await;
        assert!(said(&refused).contains("another rotation **customer requests** by now"), "{refused:?}");
        assert_eq!(rotation::on_duty_now(&world.db, GUILD, world.now()).await.unwrap().len(), 1);
    }

    async fn an_ended_rotation_can_be_brought_back(db: TestDb) {
        let world = World::with_rotation(&db).await;
        let ended = world.say(ADA, Line::new("rotation end")).await;
        assert!(rotation::on_duty_now(&world.db, GUILD, world.now()).await.unwrap().is_empty());
        let undone = world.press(ADA, &button(message(&ended), "Undo")).await;
        assert!(said(&undone).contains("Undid: ending it"), "{undone:?}");
        assert_eq!(world.on_duty().await, Some(ADA));
    }
}
