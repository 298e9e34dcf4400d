use crate::{on_both_engines, world::*};
use docket::{
    contract::{Line, Reply},
    error::Error,
    workspace::{self, Tier},
};

pub fn add(name: &str) -> Line {
    Line::new("customer add").with("name", name)
}

/// The customers of a list, which are called `Customer number 07`, in their order.
fn listed(reply: &Reply) -> Vec<i64> {
    let text = text(reply);
    let numbers = text.match_indices("Customer number ").map(|(at, found)| &text[at + found.len()..][..2]);
    numbers.filter_map(|number| number.parse().ok()).collect()
}

/// From one number to another, in either direction.
fn span(from: i64, to: i64) -> Vec<i64> {
    if from <= to { (from..=to).collect() } else { (to..=from).rev().collect() }
}

on_both_engines! {
    async fn a_customer_is_kept_with_all_that_was_given(db: TestDb) {
        let world = World::with_roles(&db).await;
        let line = add("Acme Corp").with("alias", "A large retailer").with("tier", "strategic");
        let added = world.say(PM, line.with("value", 1_200_000).with("owner", LEAD)).await;
        shows(&added, "Added the customer **Acme Corp**");
        shows(&added, "1,200,000 a year");
        let customer = workspace::find_customer(&db, GUILD, "acme corp").await.expect("it is there");
        assert_eq!((customer.tier, customer.value), (Some(Tier::Strategic), Some(1_200_000)));
        assert_eq!((customer.alias.as_str(), customer.account_owner_user_id), ("A large retailer", Some(LEAD)));
        assert!(workspace::find_customer(&db, GUILD + 1, "Acme Corp").await.is_err(), "another guild has its own");
    }

    async fn in_public_a_customer_is_called_by_its_alias(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(PM, add("Acme Corp")).await;
        world.say(ADMIN, Line::new("settings internal").with("channel", 22).with("on", "yes")).await;
        let guild = workspace::guild(&db, GUILD).await.expect("it reads");
        let customer = workspace::find_customer(&db, GUILD, "Acme Corp").await.expect("it is there");
        assert_eq!(guild.sight_in(20).name(customer.named()), "Customer 1");
        assert_eq!(guild.sight_in(22).name(customer.named()), "Acme Corp");
    }

    async fn a_name_belongs_to_one_customer_in_any_spelling(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(PM, add("Acme Corp")).await;
        shows(&world.say(PM, add("ＡＣＭＥ  corp")).await, "There is a customer **Acme Corp** already");
        world.say(PM, add("Globex")).await;
        let line = Line::new("customer edit").with("customer", "Globex").with("name", "acme corp");
        shows(&world.say(PM, line).await, "There is a customer **Acme Corp** already");
        let same = Line::new("customer edit").with("customer", "Globex").with("name", "GLOBEX");
        shows(&world.say(PM, same).await, "**GLOBEX** is now");
    }

    async fn a_customer_is_found_by_name_alias_or_number_and_typos_are_answered(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(PM, add("Acme Corp").with("alias", "A retailer")).await;
        world.say(PM, add("Globex").with("alias", "A bank")).await;
        world.say(PM, add("Initech").with("alias", "A bank")).await;
        for typed in ["acme corp", "@Acme Corp", "a retailer", "#1"] {
            assert_eq!(workspace::find_customer(&db, GUILD, typed).await.expect("found").id, 1, "{typed}");
        }
        for (typed, says) in [("Acme Crop", "**Acme Corp**"), ("A bank", "**Globex** and **Initech**"), ("Zzz", "/customer add")] {
            shows(&world.say(PM, Line::new("customer show").with("customer", typed)).await, says);
            let Err(Error::Refused(refusal)) = workspace::find_customer(&db, GUILD, typed).await else {
                panic!("{typed} is nobody");
            };
            assert!(!refusal.text.contains("Globex") && !refusal.text.contains("Acme Corp"), "{}", refusal.text);
        }
        assert_eq!(workspace::customer_named(&db, GUILD, "@globex").await.expect("reads").expect("there").id, 2);
        assert!(workspace::customer_named(&db, GUILD, "A retailer").await.expect("reads").is_none());
        assert!(workspace::customer_named(&db, GUILD, "").await.expect("reads").is_none());
    }

    async fn a_channel_belongs_to_a_customer_until_it_is_taken_back(db: TestDb) {
        let world = World::with_roles(&db).await;
        let added = world.say(PM, add("Acme Corp")).await;
        let mapped = world.say(PM, Line::new("customer channel").with("channel", 21).with("customer", "Acme Corp")).await;
        let owner = workspace::customer_of_channel(&db, GUILD, 21).await.expect("reads").expect("mapped");
        assert_eq!(owner.name.unmasked(), "Acme Corp");
        assert!(workspace::customer_of_channel(&db, GUILD + 1, 21).await.expect("reads").is_none());
        shows(&world.say(PM, button(&added, "Undo")).await, "Something belongs to the customer **Acme Corp**");
        let undone = world.say(PM, button(&mapped, "Undo")).await;
        assert!(workspace::customer_of_channel(&db, GUILD, 21).await.expect("reads").is_none());
        world.say(PM, button(&added, "Undo")).await;
        shows(&world.say(PM, button(&undone, "Redo")).await, "changed again since");
        assert!(workspace::find_customer(&db, GUILD, "Acme Corp").await.is_err());
    }

    async fn a_form_opens_as_the_customer_is(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(PM, add("Acme Corp").with("tier", "business").with("value", 5)).await;
        let shown = world.say(REPORTER, Line::new("customer show").with("customer", "#1")).await;
        let Reply::Form(form) = world.press(PM, &button(&shown, "Edit"), None).await else { panic!("a form opens") };
        let values: Vec<_> = form.inputs.iter().map(|input| input.value.as_str()).collect();
        assert_eq!(values, ["Acme Corp", "Customer 1", "business", "5"]);
    }

    async fn the_list_shows_the_most_valuable_first_a_page_at_a_time(db: TestDb) {
        let world = World::with_roles(&db).await;
        for i in 0..23 {
            world.say(PM, add(&format!("Customer number {i:02}")).with("value", i).with("tier", "standard")).await;
        }
        let first = world.say(PM, Line::new("customer list")).await;
        shows(&first, "23 customers");
        assert!(text(&first).find("number 22").expect("shown") < text(&first).find("number 05").expect("shown"));
        let second = world.press(PM, &button(&first, "Next"), None).await;
        shows(&second, "number 00");
        // Their order would tell reporters what they may not know.
        let by_name = world.say(REPORTER, Line::new("customer list")).await;
        assert!(text(&by_name).find("number 05").expect("shown") < text(&by_name).find("number 16").expect("shown"));
        assert!(!text(&by_name).contains("a year"), "{}", text(&by_name));
        // Buttons of older messages say a number.
        assert_eq!(listed(&world.say(REPORTER, Line::new("customer list").with("page", 99)).await), span(0, 19));
        shows(&world.say(REPORTER, Line::new("customer list").with("tier", "business")).await, "no customers (business)");
    }

    async fn the_list_is_walked_there_and_back_while_one_is_added(db: TestDb) {
        let world = World::with_roles(&db).await;
        for i in 0..45 {
            world.say(PM, add(&format!("Customer number {i:02}")).with("value", i).with("tier", "standard")).await;
        }
        let list = Line::new("customer list").with("tier", "standard");
        let by_value = world.say(PM, list.clone()).await;
        let by_name = world.say(REPORTER, list).await;
        assert_eq!((listed(&by_value), listed(&by_name)), (span(44, 25), span(0, 19)));
        world.say(PM, add("Customer number 99").with("value", 99).with("tier", "standard")).await;
        let second = world.press(PM, &button(&by_value, "Next"), None).await;
        let third = world.press(PM, &button(&second, "Next"), None).await;
        assert_eq!((listed(&second), listed(&third)), (span(24, 5), span(4, 0)));
        let back = world.press(PM, &button(&third, "Back"), None).await;
        let first = world.press(PM, &button(&back, "Back"), None).await;
        assert_eq!((listed(&back), listed(&first)), (span(24, 5), span(44, 25)));
        let beginning = world.press(PM, &button(&first, "Back"), None).await;
        assert_eq!(listed(&beginning), [span(99, 99), span(44, 26)].concat());
        shows(&beginning, "46 customers (standard)");
        let second = world.press(REPORTER, &button(&by_name, "Next"), None).await;
        let third = world.press(REPORTER, &button(&second, "Next"), None).await;
        assert_eq!((listed(&second), listed(&third)), (span(20, 39), [span(40, 44), span(99, 99)].concat()));
        assert_eq!(listed(&world.press(REPORTER, &button(&third, "Back"), None).await), span(20, 39));
    }

    async fn reporters_see_customers_and_pms_change_them(db: TestDb) {
        let world = World::with_roles(&db).await;
        shows(&world.say(REPORTER, add("Acme")).await, &format!("<@&{PM_ROLE}>"));
        shows(&world.say(999, Line::new("customer list")).await, &format!("<@&{REPORTER_ROLE}>"));
        shows(&world.say(REPORTER, Line::new("customer list")).await, "no customers");
    }
}
