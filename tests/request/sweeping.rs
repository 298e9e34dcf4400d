//! Owners for everything whose area is known.

use crate::{
    on_both_engines,
    triage::{choose, next},
    world::{Who, World, button, buttons, message, says, says_nothing_of, text_of},
};
use chrono::TimeDelta;
use docket::contract::Line;

async fn fill(world: &World) {
    for text in ["The invoice is wrong", "SSO login loops", "Something else", "Another invoice is wrong"] {
        world.file(text).await;
    }
}

on_both_engines! {
    async fn owners_are_proposed_and_nothing_is_assigned_before_it_is_accepted(db: TestDb) {
        let world = World::new(&db).await;
        fill(&world).await;
        let sweep = world.run(Who::Admin, "triage sweep", &[]).await;
        says(&sweep, "An owner is proposed for 3 requests. Nothing is assigned yet.");
        says(&sweep, "to <@14>. Routed to Billing: matched 'invoice'");
        says(&sweep, "to <@13>. Routed to User management: matched 'login");
        says_nothing_of(&sweep, "REQ-3");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE guild_id = $1 AND verb = 'assigned'").await, 0);
        let done = world.press(Who::Admin, &sweep, "Accept all 3").await;
        says(&done, "**3 of 3 assigned.**");
        assert!(text_of(&world.team_card(4).await).contains("Assigned to: <@14>"));
        let news = world.news().await;
        let of = |user_id: i64| {
            let lines = news.iter().filter(|(whom, _)| *whom == user_id).map(|(_, one)| one.in_public.as_str());
            lines.filter(|line| line.contains("is yours now")).collect::<Vec<_>>()
        };
        assert_eq!(of(13), ["REQ-2 is yours now (assigned by <@15>): SSO login loops"]);
        assert_eq!(of(14).len(), 2, "{:?}", of(14));
        says(&world.run(Who::Pm, "request history", &[("request", "4")]).await, "<@15> assigned it to <@14>");
        let again = world.press(Who::Admin, &sweep, "Accept all 3").await;
        says(&again, "This sweep was already accepted, so nothing was done again.");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE guild_id = $1 AND verb = 'assigned'").await, 3);
    }

    async fn what_has_changed_since_is_left_and_named(db: TestDb) {
        let world = World::new(&db).await;
        fill(&world).await;
        let sweep = world.run(Who::Admin, "triage sweep", &[]).await;
        world.run(Who::Pm, "request assign", &[("request", "1")]).await;
        world.run(Who::Pm, "request edit", &[("request", "4"), ("importance", "2")]).await;
        let done = world.press(Who::Admin, &sweep, "Accept all 3").await;
        says(&done, "**1 of 3 assigned.**");
        says(&done, "REQ-1 (assigned to <@13>)");
        says(&done, "REQ-4 (it was edited)");
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "Assigned to: <@13>");
    }

    async fn what_is_in_somebodys_hands_is_left_to_them(db: TestDb) {
        let world = World::new(&db).await;
        fill(&world).await;
        let early = world.run(Who::Admin, "triage sweep", &[]).await;
        next(&world, Who::Pm).await;
        says(&world.run(Who::Admin, "triage sweep", &[]).await, "proposed for 2 requests");
        says(&world.press(Who::Admin, &early, "Accept all 3").await, "REQ-1 (<@13> is deciding about it)");
    }

    async fn assignments_are_taken_back_one_by_one_or_all_together(db: TestDb) {
        let world = World::new(&db).await;
        fill(&world).await;
        let sweep = world.run(Who::Admin, "triage sweep", &[]).await;
        let done = world.press(Who::Admin, &sweep, "Accept all 3").await;
        let one = choose(&world, Who::Admin, &done, "Undo one", "2").await;
        says(&one, "Undone: REQ-2.");
        says(&one, "**2 of 3 assigned.**");
        world.run(Who::Owner, "request close", &[("request", "4")]).await;
        let all = world.press(Who::Admin, &one, "Undo all").await;
        says(&all, "Undone: REQ-1.");
        says(&all, "Left as it is, because it has changed since: REQ-4.");
        let again = choose(&world, Who::Admin, &done, "Undo one", "2").await;
        says(&again, "There is nothing left of it to take back");
        says(&world.run(Who::Pm, "request list", &[("unassigned", "yes")]).await, "REQ-1");
        says(&world.run(Who::Pm, "request show", &[("request", "4")]).await, "closed: done");
    }

    async fn a_long_sweep_is_turned(db: TestDb) {
        let world = World::new(&db).await;
        for n in 1..=12 {
            world.file(&format!("invoice number {n} is wrong")).await;
        }
        let sweep = world.run(Who::Admin, "triage sweep", &[]).await;
        says(&sweep, "Page 1 of 2");
        says_nothing_of(&sweep, "REQ-11");
        let second = world.press(Who::Admin, &sweep, "Next").await;
        says(&second, "REQ-11");
        let done = world.press(Who::Admin, &second, "Accept all 12").await;
        says(&done, "**12 of 12 assigned.**");
        let second = world.press(Who::Admin, &done, "Next").await;
        says(&choose(&world, Who::Admin, &second, "Undo one", "12").await, "Page 2 of 2");
    }

    async fn a_sweep_is_its_makers_alone_and_not_for_ever(db: TestDb) {
        let world = World::new(&db).await;
        fill(&world).await;
        let sweep = world.run(Who::Admin, "triage sweep", &[]).await;
        let gone = world.press(Who::Pm, &sweep, "Accept all 3").await;
        says(&gone, "doesn't have this sweep any more");
        world.turn(TimeDelta::days(8));
        world.run(Who::Owner, "triage sweep", &[]).await;
        says(&world.press(Who::Admin, &sweep, "Accept all 3").await, "doesn't have this sweep any more");
        says(&world.press_line(Who::Pm, 102, &Line::new("triage unsweep").with("sweep", 1), None, true).await, "doesn't have this sweep any more");
    }

    async fn with_nothing_to_sweep_it_says_so(db: TestDb) {
        let world = World::new(&db).await;
        world.file("Something else").await;
        let sweep = world.run(Who::Pm, "triage sweep", &[]).await;
        says(&sweep, "Nothing to sweep");
        assert!(buttons(message(&sweep)).all(|button| button.label != "Accept all"));
        button(&sweep, "One at a time");
    }
}
