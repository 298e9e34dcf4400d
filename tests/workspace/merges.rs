use crate::{customers::add, on_both_engines, world::*};
use docket::{contract::Line, workspace};

fn merge(goes: &str, stays: &str) -> Line {
    Line::new("customer merge").with("customer", goes).with("into", stays)
}

/// The names that the three customers mean now.
async fn meanings(db: &docket::db::Db) -> [String; 3] {
    let mut out = [const { String::new() }; 3];
    for (name, out) in ["A", "B", "C"].into_iter().zip(&mut out) {
        *out = workspace::find_customer(db, GUILD, name)
            .await
            .expect("every name stays a name")
            .name
            .unmasked()
            .to_owned();
    }
    out
}

async fn three(db: &docket::db::Db) -> World {
    let world = World::with_roles(db).await;
    for name in ["A", "B", "C"] {
        world.say(PM, add(name).with("alias", format!("alias {name}"))).await;
    }
    world
}

on_both_engines! {
    async fn the_old_name_and_channels_lead_to_the_survivor(db: TestDb) {
        let world = three(&db).await;
        world.say(PM, Line::new("customer channel").with("channel", 21).with("customer", "A")).await;
        shows(&world.say(PM, merge("A", "B")).await, "**A** is now part of **B**");
        assert_eq!(meanings(&db).await, ["B", "B", "C"]);
        let owner = workspace::customer_of_channel(&db, GUILD, 21).await.expect("reads").expect("mapped");
        assert_eq!(owner.name.unmasked(), "B");
        let by_id = workspace::customers_by_id(&db, GUILD, &[1, 2, 3, 99]).await.expect("reads");
        let names: Vec<_> = by_id.iter().map(|(id, customer)| (*id, customer.name.unmasked())).collect();
        assert_eq!(names, [(1, "B"), (2, "B"), (3, "C")]);
        let shown = world.say(PM, Line::new("customer show").with("customer", "a")).await;
        shows(&shown, "Also known as: A");
        shows(&shown, "<#21>");
        shows(&world.say(PM, Line::new("customer list")).await, "2 customers");
        shows(&world.say(PM, add("a")).await, "another name of a customer");
    }

    async fn a_chain_of_merges_stays_one_step_long_and_comes_apart_again(db: TestDb) {
        let world = three(&db).await;
        let first = world.say(PM, merge("A", "B")).await;
        let second = world.say(PM, merge("B", "C")).await;
        assert_eq!(meanings(&db).await, ["C", "C", "C"]);
        shows(&world.say(PM, button(&first, "Undo")).await, "changed again since");
        let undone = world.say(PM, button(&second, "Undo")).await;
        assert_eq!(meanings(&db).await, ["B", "B", "C"]);
        world.say(PM, button(&undone, "Redo")).await;
        assert_eq!(meanings(&db).await, ["C", "C", "C"]);
        let redone = world.say(PM, button(&second, "Undo")).await;
        shows(&redone, "Undid");
        world.say(PM, button(&first, "Undo")).await;
        assert_eq!(meanings(&db).await, ["A", "B", "C"]);
    }

    async fn a_merge_is_not_made_again_into_someone_who_is_gone(db: TestDb) {
        let world = three(&db).await;
        let merged = world.say(PM, merge("A", "B")).await;
        let undone = world.say(PM, button(&merged, "Undo")).await;
        world.say(PM, merge("B", "C")).await;
        shows(&world.say(PM, button(&undone, "Redo")).await, "changed again since");
        assert_eq!(meanings(&db).await, ["A", "C", "C"]);
    }

    async fn a_customer_is_not_merged_with_itself_nor_twice(db: TestDb) {
        let world = three(&db).await;
        shows(&world.say(PM, merge("A", "a")).await, "Both names mean the customer **A**");
        world.say(PM, merge("A", "B")).await;
        shows(&world.say(PM, merge("B", "A")).await, "Both names mean");
        shows(&world.say(PM, merge("A", "B")).await, "Both names mean");
        shows(&world.say(PM, merge("A", "C")).await, "was merged into another customer already");
        assert_eq!(meanings(&db).await, ["B", "B", "C"]);
    }

    async fn an_edit_by_the_old_name_changes_the_survivor(db: TestDb) {
        let world = three(&db).await;
        world.say(PM, merge("A", "B")).await;
        world.say(PM, Line::new("customer edit").with("customer", "A").with("value", 9)).await;
        let customer = workspace::find_customer(&db, GUILD, "B").await.expect("it is there");
        assert_eq!((customer.id, customer.value), (2, Some(9)));
    }
}
