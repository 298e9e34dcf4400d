use crate::{on_both_engines, world::*};
use docket::{
    contract::{Line, Reply},
    error::Error,
    workspace,
};

fn add(name: &str, keywords: &str) -> Line {
    Line::new("area add").with("name", name).with("keywords", keywords)
}

fn edit(area: &str) -> Line {
    Line::new("area edit").with("area", area)
}

on_both_engines! {
    async fn an_area_is_added_for_whoever_is_named_or_asks(db: TestDb) {
        let world = World::with_roles(&db).await;
        shows(&world.say(LEAD, add("Billing", "invoice, payment").with("owner", PM)).await, "Added the area **Billing**");
        world.say(LEAD, add("Growth", "sign up").with("backup", LEAD)).await;
        let areas = areas_of(&db, GUILD).await;
        let owners: Vec<_> = areas.iter().map(|area| (area.id, area.owner_user_id, area.backup_user_id)).collect();
        assert_eq!(owners, [(1, PM, None), (2, LEAD, None)], "nobody is their own backup");
        shows(&world.say(999, Line::new("area list")).await, "invoice, payment");
        assert!(areas_of(&db, GUILD + 1).await.is_empty());
    }

    async fn a_name_belongs_to_one_area_in_any_spelling(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "")).await;
        shows(&world.say(LEAD, add("  billing ", "")).await, "There is an area **Billing** already");
        world.say(LEAD, Line::new("area archive").with("area", "Billing")).await;
        let refused = world.say(LEAD, add("BILLING", "")).await;
        world.press(LEAD, &button(&refused, "Restore it"), None).await;
        assert!(!areas_of(&db, GUILD).await[0].is_archived);
    }

    async fn a_keyword_belongs_to_one_area_and_the_refusal_says_whose(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "invoice").with("owner", PM)).await;
        let refused = world.say(LEAD, add("Growth", "sign up, Invoices")).await;
        shows(&refused, "“Invoices” belongs to the area **Billing**");
        shows(&refused, &format!("<@{PM}>"));
        assert_eq!(areas_of(&db, GUILD).await.len(), 1);
    }

    async fn two_leads_at_once_cannot_give_a_keyword_to_two_areas(db: TestDb) {
        let world = std::sync::Arc::new(World::with_roles(&db).await);
        let adding = (0..8).map(|i| {
            let world = world.clone();
            tokio::spawn(async move { world.say(LEAD, add(&format!("Area {i}"), "invoice")).await })
        });
        futures::future::join_all(adding).await;
        let areas = areas_of(&db, GUILD).await;
        assert_eq!(areas.len(), 1, "{areas:?}");
    }

    async fn only_what_is_given_changes(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "invoice").with("owner", PM).with("backup", LEAD)).await;
        world.say(LEAD, edit("billing").with("name", "Payments")).await;
        world.say(LEAD, edit("#1").with("keywords", "refund, payment")).await;
        let area = &areas_of(&db, GUILD).await[0];
        assert_eq!((area.name.as_str(), area.owner_user_id, area.backup_user_id), ("Payments", PM, Some(LEAD)));
        assert_eq!(area.keywords, ["refund", "payment"]);
        world.say(LEAD, edit("Payments").with("backup", PM).with("keywords", "none")).await;
        let area = &areas_of(&db, GUILD).await[0];
        assert_eq!((area.backup_user_id, area.keywords.len(), area.version), (None, 0, 4));
    }

    async fn an_edit_without_changes_opens_the_form_as_the_area_is(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "invoice, payment")).await;
        let Reply::Form(form) = world.say(LEAD, edit("Billing")).await else { panic!("a form opens") };
        let values: Vec<_> = form.inputs.iter().map(|input| input.value.as_str()).collect();
        assert_eq!(values, ["Billing", "invoice, payment"]);
        assert_eq!(form.line.to_string(), "area edit area:#1 v:1");
    }

    async fn a_button_from_before_a_change_shows_how_it_is_now(db: TestDb) {
        let world = World::with_roles(&db).await;
        let added = world.say(LEAD, add("Billing", "invoice").with("owner", PM)).await;
        world.say(LEAD, edit("Billing").with("keywords", "refund")).await;
        let stale = world.press(LEAD, &select(&added).line, Some(LEAD)).await;
        shows(&stale, "your change was not made");
        shows(&stale, "refund");
        assert!(matches!(stale, Reply::Update(_)));
        assert_eq!(areas_of(&db, GUILD).await[0].owner_user_id, PM);
    }

    async fn an_archived_area_is_put_away_and_comes_back(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "invoice")).await;
        world.say(LEAD, Line::new("area archive").with("area", "Billing")).await;
        shows(&world.say(LEAD, Line::new("area list")).await, "no areas yet");
        shows(&world.say(LEAD, Line::new("area list").with("archived", "yes")).await, "Billing");
        let Err(Error::Refused(refusal)) = workspace::find_area(&db, GUILD, "Billing").await else {
            panic!("nothing new goes to it");
        };
        assert!(refusal.text.contains("archived"), "{}", refusal.text);
        world.say(LEAD, Line::new("area restore").with("area", "Billing")).await;
        assert_eq!(workspace::find_area(&db, GUILD, "billing").await.expect("it is back").id, 1);
    }

    async fn every_change_of_an_area_is_taken_back(db: TestDb) {
        let world = World::with_roles(&db).await;
        let added = world.say(LEAD, add("Billing", "invoice").with("owner", PM)).await;
        let changed = world.say(LEAD, edit("Billing").with("name", "Payments").with("owner", LEAD)).await;
        shows(&world.say(LEAD, button(&added, "Undo")).await, "changed again since");
        world.say(LEAD, button(&changed, "Undo")).await;
        let area = workspace::find_area(&db, GUILD, "Billing").await.expect("its name is back");
        assert_eq!(area.owner_user_id, PM);
        let removed = world.say(LEAD, button(&added, "Undo")).await;
        assert!(areas_of(&db, GUILD).await.is_empty());
        world.say(LEAD, add("Apps", "")).await;
        assert_eq!(workspace::find_area(&db, GUILD, "Apps").await.expect("added").id, 2, "numbers are not reused");
        world.say(LEAD, button(&removed, "Redo")).await;
        let area = workspace::find_area(&db, GUILD, "Billing").await.expect("it is there again");
        assert_eq!((area.id, area.owner_user_id, area.keywords.len()), (1, PM, 1));
        let done = ["added", "changed", "undone", "undone"].map(|verb| format!("area 1 {verb}"));
        let events = world.events().await;
        assert_eq!(events.iter().filter(|event| done.contains(event)).count(), 5, "{events:?}");
    }

    async fn an_area_that_has_requests_is_not_taken_back(db: TestDb) {
        let world = World::with_roles(&db).await;
        let added = world.say(LEAD, add("Billing", "invoice")).await;
        shows(&world.say(REPORTER, Line::new("feedback").with("text", "The invoice is wrong")).await, "Billing");
        shows(&world.say(LEAD, button(&added, "Undo")).await, "Something belongs to the area **Billing**");
        assert_eq!(areas_of(&db, GUILD).await.len(), 1);
    }

    async fn an_undo_does_not_bring_back_a_name_that_is_taken(db: TestDb) {
        let world = World::with_roles(&db).await;
        world.say(LEAD, add("Billing", "")).await;
        let renamed = world.say(LEAD, edit("Billing").with("name", "Payments")).await;
        world.say(LEAD, add("Billing", "")).await;
        shows(&world.say(LEAD, button(&renamed, "Undo")).await, "There is an area **Billing** already");
    }

    async fn only_leads_change_areas(db: TestDb) {
        let world = World::with_roles(&db).await;
        shows(&world.say(PM, add("Billing", "")).await, &format!("<@&{LEAD_ROLE}>"));
        assert!(areas_of(&db, GUILD).await.is_empty());
    }

    async fn hostile_names_are_shown_harmless(db: TestDb) {
        let world = World::with_roles(&db).await;
        let added = world.say(LEAD, add("@everyone **x** <@1>", "`code`, <@&2>")).await;
        assert!(!text(&added).contains("@everyone") && !text(&added).contains("<@1>"), "{}", text(&added));
        for nothing in ["@", "\u{200b}", "  "] {
            let refused = world.say(LEAD, add(nothing, "")).await;
            assert!(text(&refused).contains("othing was changed"), "{nothing:?}: {}", text(&refused));
        }
        assert_eq!(areas_of(&db, GUILD).await.len(), 1);
    }
}
