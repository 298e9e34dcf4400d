use crate::{customers::add, on_both_engines, world::*};
use docket::{contract::Line, workspace};

on_both_engines! {
    async fn areas_are_offered_mine_first_and_typos_forgiven(db: TestDb) {
        let world = World::with_roles(&db).await;
        for (name, owner) in [("Apps", PM), ("Billing", LEAD), ("User management", PM), ("Old", PM)] {
            world.say(LEAD, Line::new("area add").with("name", name).with("owner", owner)).await;
        }
        world.say(LEAD, Line::new("area archive").with("area", "Old")).await;
        assert_eq!(world.complete(LEAD, "area edit", "area", "").await, ["Billing", "Apps", "User management"]);
        assert_eq!(world.complete(LEAD, "area edit", "area", "usr manag").await, ["User management"]);
        assert_eq!(world.complete(LEAD, "area edit", "area", "#bil").await, ["Billing"]);
        assert_eq!(world.complete(LEAD, "area restore", "area", "").await, ["Old"]);
    }

    async fn customers_in_use_are_offered_first(db: TestDb) {
        let world = World::with_roles(&db).await;
        for name in ["Acme", "Globex", "Initech"] {
            world.say(PM, add(name)).await;
        }
        let globex = workspace::find_customer(&db, GUILD, "Globex").await.expect("there");
        let mut tx = db.begin().await.expect("begins");
        workspace::note_use(&mut tx, &db, GUILD, noon() + days(1), None, Some(&globex));
        tx.commit().await.expect("commits");
        assert_eq!(world.complete(PM, "customer show", "customer", "").await, ["Globex", "Acme", "Initech"]);
        world.say(PM, Line::new("customer edit").with("customer", "Initech").with("owner", PM)).await;
        assert_eq!(world.complete(PM, "customer show", "customer", "").await, ["Initech", "Globex", "Acme"]);
        assert_eq!(world.complete(PM, "customer show", "customer", "globx").await, ["Globex"]);
        world.say(PM, Line::new("customer merge").with("customer", "Acme").with("into", "Globex")).await;
        assert_eq!(world.complete(PM, "customer show", "customer", "acm").await, Vec::<String>::new());
    }

    async fn a_use_is_noted_once_an_hour(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(PM, add("Acme")).await;
        for minutes in [90, 100, 151] {
            let acme = workspace::find_customer(&db, GUILD, "Acme").await.expect("there");
            let mut tx = db.begin().await.expect("begins");
            workspace::note_use(&mut tx, &db, GUILD, noon() + chrono::TimeDelta::minutes(minutes), None, Some(&acme));
            tx.commit().await.expect("commits");
            let used = workspace::find_customer(&db, GUILD, "Acme").await.expect("there").used_at - noon();
            let expected = if minutes == 151 { 151 } else { 90 };
            assert_eq!(used.num_minutes(), expected, "at {minutes}");
        }
    }
}
