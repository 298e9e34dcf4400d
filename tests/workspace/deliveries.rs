use crate::{on_both_engines, world::*};
use docket::contract::Line;
use std::sync::Arc;

on_both_engines! {
    async fn an_invocation_delivered_twice_has_one_effect_and_one_answer(db: TestDb) {
        let world = World::with_roles(&db).await;
        for (id, line) in [
            (1, Line::new("area add").with("name", "Billing").with("keywords", "invoice")),
            (2, Line::new("customer add").with("name", "Acme")),
            (3, Line::new("settings channel").with("purpose", "requests").with("channel", 20)),
            // As forms send them: with the version that they themselves make an old one.
            (4, Line::new("area edit").with("area", "#1").with("name", "Payments").version(1)),
            (5, Line::new("customer edit").with("customer", "#1").with("name", "Acme Corp").version(1)),
            (6, Line::new("area archive").with("area", "Payments")),
        ] {
            let first = world.deliver(id, GUILD, ADMIN, &line).await;
            let events = world.events().await;
            let second = world.deliver(id, GUILD, ADMIN, &line).await;
            assert_eq!(first, second, "{line}");
            assert_eq!(world.events().await, events, "{line}");
        }
    }

    async fn two_deliveries_at_the_same_time_have_one_effect_and_one_answer(db: TestDb) {
        let world = Arc::new(World::with_roles(&db).await);
        for round in 0..10 {
            let deliveries = (0..3).map(|_| {
                let world = world.clone();
                let line = Line::new("customer add").with("name", format!("Customer of round {round}"));
                tokio::spawn(async move { world.deliver(500 + round, GUILD, PM, &line).await })
            });
            let replies: Vec<_> =
                futures::future::join_all(deliveries).await.into_iter().map(|reply| reply.expect("no panic")).collect();
            shows(&replies[0], "Added the customer");
            assert!(replies.iter().all(|reply| *reply == replies[0]), "{replies:#?}");
        }
        shows(&world.say(PM, Line::new("customer list")).await, "10 customers");
    }

    async fn a_guild_never_sees_the_rows_of_another(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, Line::new("area add").with("name", "Billing").with("keywords", "invoice")).await;
        let added = world.say(PM, Line::new("customer add").with("name", "Acme")).await;
        let other = GUILD + 1;
        for line in [Line::new("area list"), Line::new("customer list"), Line::new("settings show")] {
            let reply = world.say_in(other, ADMIN, line.clone()).await;
            assert!(!text(&reply).contains("Billing") && !text(&reply).contains("Acme"), "{line}");
        }
        shows(&world.say_in(other, ADMIN, button(&added, "Undo")).await, "not on record");
        shows(&world.say_in(other, ADMIN, Line::new("customer show").with("customer", "#1")).await, "There is no customer");
        world.say_in(other, ADMIN, Line::new("area add").with("name", "Billing").with("keywords", "invoice")).await;
        assert_eq!(areas_of(&db, other).await[0].id, 1, "numbers are per guild");
    }
}
