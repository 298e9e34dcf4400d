use crate::{on_both_engines, world::*};
use docket::{contract::Line, workspace};

on_both_engines! {
    async fn what_another_instance_changes_counts_at_once(db: TestDb) {
        let (here, there) = (World::with_roles(&db).await, World::new(&db.another().await));
        let files = async |id: i64| {
            let line = Line::new("feedback").with("text", "The invoice is wrong").with("customer", "Acme");
            text(&there.deliver(id, GUILD, REPORTER, &line).await)
        };
        here.say(LEAD, Line::new("area add").with("name", "Billing").with("keywords", "invoice").with("owner", PM)).await;
        here.say(PM, Line::new("customer add").with("name", "Acme").with("alias", "a manufacturer")).await;
        let first = files(9001).await;
        assert!(first.contains("Billing") && first.contains("Acme"), "{first}");

        here.say(LEAD, Line::new("area edit").with("area", "Billing").with("name", "Payments")).await;
        here.say(PM, Line::new("customer edit").with("customer", "Acme").with("name", "ACME")).await;
        let second = files(9002).await;
        assert!(second.contains("Payments") && second.contains("ACME"), "{second}");

        here.say(ADMIN, Line::new("settings role").with("level", "reporter").with("role", PM_ROLE)).await;
        let third = files(9003).await;
        assert!(third.contains("a customer"), "the level is another one: {third}");
    }

    async fn a_change_that_is_rolled_back_changes_nothing(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, Line::new("area add").with("name", "Billing").with("keywords", "invoice")).await;
        world.say(LEAD, Line::new("area add").with("name", "Billing").with("keywords", "price")).await;
        assert_eq!(areas_of(&db, GUILD).await.len(), 1);
        let guild = workspace::guild(&db, GUILD).await.expect("reads");
        assert_eq!(guild, workspace::guild(&db.another().await, GUILD).await.expect("reads"));
    }
}
