//! Lists, history and completion.

use crate::{
    many::{self, Guild},
    on_both_engines,
    world::{GUILD, SUPPORT, Who, World, all_text, button, message, says, says_nothing_of},
};
use chrono::TimeDelta;
use docket::{
    app::ROOMS,
    base::tally::Tally,
    contract::{Completion, Line, Options, Reply, Row, SelectFrom},
};

/// The numbers on a list, in their order.
fn listed(reply: &Reply) -> Vec<i64> {
    let text = &message(reply).cards[0].text;
    text.lines().filter_map(|line| line.strip_prefix("**REQ-")?.split("**").next()?.parse().ok()).collect()
}

async fn complete(world: &World, who: Who, typed: &str) -> Vec<String> {
    let completion = Completion {
        caller: world.caller(who, SUPPORT),
        path: "request show".into(),
        options: Options::new(),
        focused: "request".into(),
        typed: typed.into(),
    };
    world.desk.choices(completion).await.into_iter().map(|choice| choice.label).collect()
}

on_both_engines! {
    async fn lists_filter_by_every_option(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::OtherReporter, "feedback", &[("text", "The invoice is wrong"), ("customer", "Globex")]).await;
        world.turn(TimeDelta::days(8));
        world.file("SSO login loops").await;
        world.file("Dark mode please").await;
        world.run(Who::Pm, "request assign", &[("request", "2")]).await;
        world.run(Who::Pm, "request close", &[("request", "3")]).await;
        for (options, expected) in [
            (vec![], vec![2, 1]),
            (vec![("unassigned", "yes")], vec![1]),
            (vec![("area", "user management")], vec![2]),
            (vec![("customer", "Globex")], vec![1]),
            (vec![("older", "7d")], vec![1]),
            (vec![("state", "closed")], vec![3]),
            (vec![("state", "all")], vec![3, 2, 1]),
            (vec![("mine", "yes")], vec![2]),
            (vec![("text", "invoce")], vec![1]),
            (vec![("text", "login lop")], vec![2]),
            (vec![("text", "zeppelin")], vec![]),
            (vec![("text", "login loops"), ("state", "all")], vec![2]),
            (vec![("text", "dark")], vec![3]),
            (vec![("text", "dark"), ("state", "open")], vec![]),
            (vec![("text", "zeppelin loops")], vec![]),
            (vec![("text", "logi loop")], vec![2]),
            (vec![("text", "login"), ("customer", "Globex")], vec![]),
            (vec![("text", "invoice"), ("mine", "yes")], vec![]),
            (vec![("unassigned", "yes"), ("state", "closed")], vec![]),
            (vec![("area", "Billing"), ("customer", "Globex"), ("state", "all")], vec![1]),
            (vec![("customer", "Globex"), ("area", "User management")], vec![]),
        ] {
            let reply = world.run(Who::Pm, "request list", &options).await;
            assert_eq!(listed(&reply), expected, "{options:?}: {}", all_text(&reply));
        }
        says(&world.run(Who::Pm, "request list", &[("area", "Biling")]).await, "Billing");
    }

    async fn a_long_list_is_turned_by_buttons(db: TestDb) {
        let world = World::new(&db).await;
        for n in 1..=23 {
            world.file(&format!("Wish number w{n}x")).await;
        }
        let first = world.run(Who::Pm, "request list", &[("unassigned", "yes")]).await;
        says(&first, "23 in all");
        assert_eq!(listed(&first), (14..=23).rev().collect::<Vec<_>>());
        says_nothing_of(&first, "[Newer]");
        let second = world.press(Who::Pm, &first, "Older").await;
        assert!(matches!(second, Reply::Update(_)), "the list turns in place");
        assert_eq!(listed(&second), (4..=13).rev().collect::<Vec<_>>());
        // What is filed meanwhile moves nothing.
        world.file("Wish number w24x").await;
        let third = world.press(Who::Pm, &second, "Older").await;
        assert_eq!(listed(&third), [3, 2, 1]);
        says(&third, "the oldest are here");
        says_nothing_of(&third, "[Older]");
        assert_eq!(listed(&world.press(Who::Pm, &third, "Newer").await), listed(&second));
        let newest = world.press(Who::Pm, &second, "Newer").await;
        assert_eq!(listed(&newest), (14..=23).rev().collect::<Vec<_>>());
        assert_eq!(listed(&world.press(Who::Pm, &newest, "Newer").await), (15..=24).rev().collect::<Vec<_>>());
        let from = world.run(Who::Pm, "request list", &[("before", "REQ-3")]).await;
        assert_eq!(listed(&from), [2, 1]);
        says(&world.run(Who::Pm, "request list", &[("before", "1")]).await, "Nothing older fits.");
        says(&world.run(Who::Pm, "request list", &[("before", "99")]).await, "REQ-99");
        let Some(Row::Select(select)) = message(&third).rows.last() else { panic!("a select to open one") };
        let SelectFrom::Texts(options) = &select.from else { panic!("of requests") };
        assert_eq!(options.len(), 3);
        says(&world.press_line(Who::Pm, SUPPORT, &select.line, Some("1"), true).await, "REQ-1 · new");
    }

    async fn a_search_that_stops_says_how_far_it_looked_and_goes_on(db: TestDb) {
        let world = World::new(&db).await;
        let guild = Guild {
            id: GUILD,
            channel_id: SUPPORT,
            areas: vec![1, 2],
            reporters: vec![11, 12],
            owners: vec![13, 14],
            customer: 1,
            until: world.now().timestamp(),
        };
        many::fill(&db.url, &guild, 4_000).await;
        // The customer has a fifth of all, and this person none of them.
        let options = [("customer", "Acme Corp"), ("assignee", "15"), ("state", "all")];
        let first = world.run(Who::Pm, "request list", &options).await;
        for page in [&first, &world.press(Who::Pm, &first, "Older").await] {
            says(page, "None of those that were looked through fits. **Older** goes on.");
            says(page, "looked through 200 requests, there are more");
            says_nothing_of(page, "in all");
        }
    }

    async fn a_word_is_found_anywhere_in_any_request(db: TestDb) {
        let world = World::new(&db).await;
        let long = format!("{} and in the end the gyroscope fails", "Something about boards and exports. ".repeat(30));
        world.file(&long).await;
        world.run(Who::Pm, "request close", &[("request", "1")]).await;
        for n in 2..=12 {
            world.file(&format!("Wish number w{n}x about boards")).await;
        }
        for (text, told) in [
            ("gyroscope", ""),
            ("GYROSCOPES", ""),
            ("gyroscoep", "No request has “gyroscoep”; these have words like that."),
            ("gyros", "these have words like that"),
        ] {
            let reply = world.run(Who::Pm, "request list", &[("text", text)]).await;
            assert_eq!(listed(&reply), [1], "{text}: {}", all_text(&reply));
            says(&reply, told);
        }
        says(&world.run(Who::Pm, "request list", &[("text", "gyroscope zeppelin")]).await, "No request has all these words");
        says(&world.run(Who::Pm, "request list", &[("text", "how do I")]).await, "There is no word to search for");
        let first = world.run(Who::Pm, "request list", &[("text", "boards")]).await;
        assert_eq!(listed(&first), (3..=12).rev().collect::<Vec<_>>());
        let second = world.press(Who::Pm, &first, "Older").await;
        assert_eq!(listed(&second), [2, 1]);
        assert_eq!(listed(&world.press(Who::Pm, &second, "Newest").await), listed(&first));
        world.run(Who::Pm, "request edit", &[("request", "1"), ("text", "Quite another matter")]).await;
        assert!(listed(&world.run(Who::Pm, "request list", &[("text", "gyroscope")]).await).is_empty());
        assert_eq!(listed(&world.run(Who::Pm, "request list", &[("text", "matter")]).await), [1]);
    }

    async fn a_name_that_is_hidden_finds_nothing(db: TestDb) {
        let world = World::new(&db).await;
        // From now on the reporter is one of those who may read no names.
        world.run(Who::Admin, "settings role", &[("level", "reporter"), ("role", "41")]).await;
        world.run(Who::Reporter, "feedback", &[("text", "Acme Corp cannot export boards"), ("customer", "Acme Corp")]).await;
        for (text, seen) in [("acme", vec![]), ("acme export", vec![]), ("export", vec![1])] {
            assert_eq!(listed(&world.run(Who::Reporter, "request list", &[("text", text)]).await), seen, "{text}");
        }
        // Nor does the answer tell whether there is such a word.
        let (hidden, none) = ("acme", "zeppelin");
        let [hidden, none] = [hidden, none].map(|text| world.invocation(Who::Reporter, SUPPORT, "request list", &[("text", text)]));
        assert_eq!(all_text(&world.answer(hidden).await), all_text(&world.answer(none).await));
        assert_eq!(listed(&world.run(Who::Pm, "request list", &[("text", "acme export")]).await), [1]);
    }

    async fn every_line_on_every_button_fits(db: TestDb) {
        let world = World::new(&db).await;
        for n in 1..=11 {
            world.file(&format!("Wish number w{n}x of many words that say a lot")).await;
        }
        let text = "many words that say a lot about wish";
        let options = [("text", text), ("unassigned", "yes"), ("mine", "no"), ("area", "User management"), ("state", "open")];
        for options in [&options[..1], &options[..]] {
            let reply = world.run(Who::Pm, "request list", options).await;
            for row in &message(&reply).rows {
                if let Row::Buttons(buttons) = row {
                    assert!(buttons.len() <= 5);
                }
            }
        }
        let long = Line::new("request list").with("text", "x".repeat(60)).with("before", 1_000_000);
        assert!(long.to_string().len() <= 100);
    }

    async fn history_tells_everything_in_words(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.run(Who::Pm, "request edit", &[("request", "1"), ("importance", "3"), ("customer", "Globex"), ("area", "User management")]).await;
        world.run(Who::Pm, "request assign", &[("request", "1"), ("to", "14")]).await;
        world.run(Who::Pm, "request note", &[("request", "1"), ("text", "Seen **it**")]).await;
        world.run(Who::Pm, "request undo", &[("request", "1")]).await;
        world.run(Who::Pm, "request close", &[("request", "1")]).await;
        let history = world.run(Who::Reporter, "request history", &[("request", "1")]).await;
        for told in [
            "<t:1790000000:f> <@11> filed it: The invoice is wrong",
            "importance normal → blocking",
            "area Billing → User management",
            "customer none → Globex",
            "<@13> assigned it to <@14>",
            "noted: Seen \\*\\*it\\*\\*",
            "took back a change",
            "closed it: done",
        ] {
            says(&history, told);
        }
    }

    async fn a_long_history_is_turned_in_place(db: TestDb) {
        let world = World::new(&db).await;
        let filed = world.file("The invoice is wrong").await;
        for n in 0..12 {
            world.run(Who::Pm, "request note", &[("request", "1"), ("text", &format!("note {n}"))]).await;
        }
        let first = world.press_line(Who::Reporter, SUPPORT, &button(&filed, "History"), None, true).await;
        assert!(matches!(first, Reply::Message { .. }), "the card stays");
        let second = world.press(Who::Reporter, &first, "Older").await;
        assert!(matches!(second, Reply::Update(_)));
        says(&second, "filed it");
        says(&world.press(Who::Reporter, &second, "Newer").await, "note 11");
    }

    async fn completion_offers_ones_own_first_and_forgives_typos(db: TestDb) {
        let world = World::new(&db).await;
        world.file("Dark mode for the app").await;
        world.run(Who::OtherReporter, "feedback", &[("text", "Export channels to CSV")]).await;
        world.run(Who::OtherReporter, "feedback", &[("text", "SSO login loops"), ("customer", "Acme Corp")]).await;
        assert_eq!(complete(&world, Who::Reporter, "").await[0], "REQ-1 Dark mode for the app");
        assert_eq!(complete(&world, Who::Pm, "").await[0], "REQ-3 SSO login loops");
        assert_eq!(complete(&world, Who::Pm, "REQ-2").await[0], "REQ-2 Export channels to CSV");
        assert_eq!(complete(&world, Who::Pm, "2").await[0], "REQ-2 Export channels to CSV");
        assert_eq!(complete(&world, Who::Pm, "exprot").await, ["REQ-2 Export channels to CSV"]);
        assert!(complete(&world, Who::Pm, "zzzzqqq").await.is_empty());
    }

    async fn the_unassigned_are_counted_for_others(db: TestDb) {
        let world = World::new(&db).await;
        let none = ROOMS.open_work(&world.db, world.guild_id, world.now()).await.expect("a count");
        assert_eq!((none.count, none.oldest_at), (Tally::NONE, None));
        world.file("The invoice is wrong").await;
        world.turn(TimeDelta::hours(1));
        world.file("Something else").await;
        let all = ROOMS.open_work(&world.db, world.guild_id, world.now()).await.expect("a count");
        assert_eq!((all.count, all.lines.len()), (Tally::from(2_i64), 2));
        assert_eq!(all.oldest_at, Some(world.now() - TimeDelta::hours(1)));
        let new = ROOMS.new_work(&world.db, world.guild_id, world.now() - TimeDelta::minutes(5), world.now());
        assert_eq!(new.await.expect("a count").count, Tally::from(1_i64));
        let billing = docket::request::unassigned(&world.db, world.guild_id, Some(1), world.now()).await.expect("a count");
        assert_eq!(billing.count, Tally::from(1_i64));
        assert!(all_text(&world.run(Who::Pm, "request list", &[]).await).contains("REQ-2"));
    }
}
