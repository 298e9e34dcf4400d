//! One card at a time: the order, whose hands it is in, deciding, putting off, asking.

use crate::{
    on_both_engines,
    world::{
        GUILD, REQUESTS, SUPPORT, Who, World, all_text, button, buttons, message, says, says_nothing_of,
        text_of,
    },
};
use chrono::TimeDelta;
use docket::contract::{Line, Reply, Row, Select, SelectFrom};
use futures::future::join_all;
use std::collections::BTreeSet;

pub async fn next(world: &World, who: Who) -> Reply {
    world.run(who, "triage next", &[]).await
}

/// The number of the request that a card of triage shows.
pub fn shown(reply: &Reply) -> Option<i64> {
    let title = &message(reply).cards.first()?.title;
    title.strip_prefix("REQ-")?.split(' ').next()?.parse().ok()
}

/// The select whose placeholder begins with `placeholder`.
pub fn select(reply: &Reply, placeholder: &str) -> Select {
    let mut rows = message(reply).rows.iter();
    let found = rows.find_map(|row| match row {
        Row::Select(select) if select.placeholder.starts_with(placeholder) => Some(select.clone()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("a select {placeholder:?} under {}", all_text(reply)))
}

pub async fn choose(world: &World, who: Who, reply: &Reply, placeholder: &str, value: &str) -> Reply {
    world.press_line(who, SUPPORT, &select(reply, placeholder).line, Some(value), true).await
}

pub async fn open(world: &World) -> i64 {
    let found = docket::app::ROOMS.open_work(&world.db, world.guild_id, world.now()).await;
    found.expect("a count").count.count()
}

on_both_engines! {
    async fn the_most_important_comes_first_then_the_oldest(db: TestDb) {
        // The same small generator on both engines; its numbers are the test's own.
        let world = World::new(&db).await;
        let mut seed: i64 = 20;
        let mut expected = Vec::new();
        for id in 1..=24_i64 {
            seed = (seed * 1103 + 12_345) % 65_536;
            let importance = (seed / 16) % 4;
            let text = format!("thing number {id} !{importance}");
            says(&world.file(&text).await, &format!("REQ-{id}"));
            expected.push((-importance, id));
            if seed % 3 > 0 {
                world.turn(TimeDelta::minutes(seed % 50));
            }
        }
        expected.sort_unstable();
        let mut card = next(&world, Who::Pm).await;
        let mut order = Vec::new();
        while let Some(id) = shown(&card) {
            order.push(id);
            card = world.press(Who::Pm, &card, "Skip").await;
        }
        assert_eq!(order, expected.iter().map(|(_, id)| *id).collect::<Vec<_>>());
        says(&card, "Nothing is left for you: 24 skipped by you.");
        assert_eq!(shown(&next(&world, Who::Owner).await), order.first().copied(), "others see them");
        let again = world.press(Who::Pm, &card, "Show what I skipped").await;
        assert_eq!(shown(&again), Some(order[1]), "but for what is in other hands");
    }

    async fn two_people_never_have_the_same_card(db: TestDb) {
        let world = World::new(&db).await;
        for n in 0..24 {
            world.file(&format!("invoice number {n} is wrong")).await;
        }
        let people = [Who::Pm, Who::Owner, Who::Admin];
        let mut cards = join_all(people.map(|who| next(&world, who))).await;
        for round in 0..30 {
            let seen: Vec<i64> = cards.iter().filter_map(shown).collect();
            let distinct: BTreeSet<i64> = seen.iter().copied().collect();
            assert_eq!(distinct.len(), seen.len(), "in two people's hands at once in round {round}: {seen:?}");
            if seen.is_empty() {
                break;
            }
            let presses = people.iter().zip(&cards).map(|(who, card)| async {
                if shown(card).is_some() { world.press(*who, card, "Take it").await } else { next(&world, *who).await }
            });
            cards = join_all(presses).await;
        }
        let assigned = "SELECT COUNT(*) FROM event WHERE guild_id = $1 AND verb = 'assigned'";
        assert_eq!(world.count(assigned).await, 24, "each was decided once");
        assert_eq!(open(&world).await, 0);
        for card in &cards {
            says_nothing_of(card, "nothing was done");
        }
    }

    async fn what_lies_still_goes_to_the_next_who_asks(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let first = next(&world, Who::Pm).await;
        says(&first, "**1 left**");
        says(&next(&world, Who::Owner).await, "Nothing is left for you: 1 in other hands.");
        world.turn(TimeDelta::minutes(9));
        says(&next(&world, Who::Owner).await, "1 in other hands");
        world.turn(TimeDelta::minutes(1));
        let second = next(&world, Who::Owner).await;
        assert_eq!(shown(&second), Some(1));
        let late = world.press(Who::Pm, &first, "Take it").await;
        says(&late, "<@14> is on it now. Nothing was done");
        says(&late, "Nothing is left for you: 1 in other hands.");
        says(&world.press(Who::Owner, &second, "Take it").await, "REQ-1 is assigned to you.");
    }

    async fn whoever_is_late_and_whoever_is_new_do_not_hinder_each_other(db: TestDb) {
        let world = World::new(&db).await;
        for n in 0..12 {
            world.file(&format!("invoice number {n} is wrong")).await;
        }
        for round in 0..4 {
            let (first, second) = (next(&world, Who::Pm).await, next(&world, Who::Owner).await);
            world.turn(TimeDelta::minutes(11));
            // Both hands are free for anyone now, and three people reach out at once.
            let (one, other, third) = tokio::join!(
                world.press(Who::Pm, &first, "Take it"),
                world.press(Who::Owner, &second, "Take it"),
                next(&world, Who::Admin),
            );
            for reply in [&one, &other, &third] {
                says_nothing_of(reply, "did not work");
            }
            let seen: Vec<i64> = [&one, &other, &third].into_iter().filter_map(shown).collect();
            let distinct: BTreeSet<i64> = seen.iter().copied().collect();
            assert_eq!(distinct.len(), seen.len(), "in two people's hands at once in round {round}: {seen:?}");
            world.turn(TimeDelta::minutes(11));
        }
        let twice = "SELECT COUNT(*) FROM request WHERE guild_id = $1 AND version > 2";
        assert_eq!(world.count(twice).await, 0, "nobody overwrote anybody");
    }

    async fn a_card_is_free_again_when_its_holder_goes_on(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.file("SSO login loops").await;
        let first = next(&world, Who::Pm).await;
        assert_eq!(shown(&world.press(Who::Pm, &first, "Skip").await), Some(2));
        assert_eq!(shown(&next(&world, Who::Owner).await), Some(1));
    }

    async fn a_stale_card_is_told_and_the_next_shown(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.file("SSO login loops").await;
        let card = next(&world, Who::Pm).await;
        world.run(Who::Owner, "request assign", &[("request", "1")]).await;
        let form = world.press(Who::Pm, &card, "Ask the reporter").await;
        says(&form, "REQ-1 has changed since that card was drawn (assigned to <@14>), so nothing was done.");
        assert_eq!(shown(&form), Some(2));
        for (select, value) in [("Assign to", "15"), ("Same as", "2"), ("Snooze", "tomorrow")] {
            says(&choose(&world, Who::Pm, &card, select, value).await, "nothing was done");
        }
        assert_eq!(world.count("SELECT version FROM request WHERE guild_id = $1 AND id = 1").await, 2);
    }

    async fn the_same_press_again_gets_the_same_answer(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.file("SSO login loops").await;
        let card = next(&world, Who::Pm).await;
        let line = button(&card, "Take it");
        let source = docket::contract::Source::Component { message_id: 5, is_private: true };
        let pressed = docket::contract::Invocation::from_line(77, world.caller(Who::Pm, SUPPORT), source, &line, None);
        let first = world.answer(pressed.clone()).await;
        says(&first, "1 of 2 done, 1 left");
        assert_eq!(world.answer(pressed).await, first);
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE guild_id = $1 AND verb = 'assigned'").await, 1);
    }

    async fn the_proposed_owner_is_named_with_the_reason(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = next(&world, Who::Pm).await;
        says(&card, "Proposed: <@14>. Routed to Billing: matched 'invoice'");
        let after = world.press(Who::Pm, &card, "Assign to the owner of Billing").await;
        says(&after, "REQ-1 is assigned to <@14>.");
        says(&after, "Nothing is left to triage. 1 decision in this round.");
        let news: Vec<_> = world.news().await.into_iter().filter(|(user_id, _)| *user_id == 14).collect();
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].1.in_public, "REQ-1 is yours now (assigned by <@13>): The invoice is wrong");
        assert!(text_of(&world.team_card(1).await).contains("Assigned to: <@14>"), "the team sees it");
        let back = world.press(Who::Pm, &after, "Undo").await;
        says(&back, "Undid: the last assignment of REQ-1.");
        assert_eq!(shown(&back), Some(1));
        says(&back, "**1 left**");
    }

    async fn without_an_area_the_look_alikes_owner_is_proposed(db: TestDb) {
        let world = World::new(&db).await;
        world.file("Dark mode for the desktop app please").await;
        world.run(Who::Owner, "request assign", &[("request", "1")]).await;
        world.file("Dark mode for the desktop app, please!").await;
        let card = next(&world, Who::Pm).await;
        says(&card, "Proposed: <@14>. Has REQ-1, which looks alike");
        says(&card, "Looks like: **REQ-1**");
        let same = choose(&world, Who::Pm, &card, "Same as", "1").await;
        says(&same, "REQ-2 now counts as a +1 of **REQ-1**");
        says(&world.press(Who::Pm, &same, "Undo").await, "REQ-2 stands for itself again");
    }

    async fn the_account_owner_is_named_and_never_proposed(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Admin, "customer edit", &[("customer", "Globex"), ("owner", "12")]).await;
        world.run(Who::Reporter, "feedback", &[("text", "Dark mode"), ("customer", "Globex")]).await;
        world.file("Light mode").await;
        let card = next(&world, Who::Pm).await;
        says(&card, "Proposed: Nobody");
        says(&card, "Looks after the customer: <@12>");
        says(&card, "Customer: Globex");
        says(&world.press(Who::Pm, &card, "Skip").await, "Proposed: Nobody");
    }

    async fn an_area_that_learned_the_word_since_is_proposed(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The webhook posts twice").await;
        world.run(Who::Admin, "area add", &[("name", "Integrations"), ("owner", "14"), ("keywords", "webhook")]).await;
        says(&next(&world, Who::Pm).await, "Proposed: <@14>. Owner of Integrations: matched 'webhook'");
    }

    async fn a_round_can_keep_to_one_area(db: TestDb) {
        let world = World::new(&db).await;
        world.file("SSO login loops").await;
        world.file("The invoice is wrong").await;
        let card = world.run(Who::Pm, "triage next", &[("area", "billing")]).await;
        assert_eq!(shown(&card), Some(2));
        says(&card, "**1 left** in Billing");
        let after = world.press(Who::Pm, &card, "Take it").await;
        says(&after, "Nothing is left to triage in Billing.");
        assert_eq!(shown(&world.press(Who::Pm, &after, "All areas").await), Some(1));
        says(&world.run(Who::Pm, "triage next", &[("area", "biling")]).await, "Billing");
    }

    async fn what_is_snoozed_comes_back_by_itself(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = next(&world, Who::Pm).await;
        let values = match select(&card, "Snooze").from {
            SelectFrom::Texts(options) => options.into_iter().map(|option| option.value).collect::<Vec<_>>(),
            other => panic!("texts, not {other:?}"),
        };
        // Tomorrow morning, next Monday morning, in seven days.
        assert_eq!(values, ["<t:1790067600:f>", "<t:1790586000:f>", "<t:1790604800:f>", "other"]);
        let after = choose(&world, Who::Pm, &card, "Snooze", &values[2]).await;
        says(&after, "REQ-1 comes back <t:1790604800:F>");
        says(&after, "Put off: 1 snoozed; the first comes back <t:1790604800:R> by itself.");
        assert_eq!(open(&world).await, 0, "nobody has to do anything about it now");
        says(&world.run(Who::Pm, "request list", &[("unassigned", "yes")]).await, "snoozed until <t:1790604800:f>");
        assert!(text_of(&world.team_card(1).await).contains("Snoozed until: <t:1790604800:f>"));
        says(&world.run(Who::Pm, "request history", &[("request", "1")]).await, "snoozed it until <t:1790604800:f>");
        world.turn(TimeDelta::days(7));
        assert_eq!(open(&world).await, 1);
        assert_eq!(shown(&next(&world, Who::Pm).await), Some(1));
        says_nothing_of(&world.run(Who::Pm, "request list", &[("unassigned", "yes")]).await, "snoozed until");
        says(&world.run(Who::Pm, "request undo", &[("request", "1")]).await, "REQ-1 is no longer snoozed");
    }

    async fn any_time_to_come_will_do_for_a_snooze(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = next(&world, Who::Pm).await;
        let form = choose(&world, Who::Pm, &card, "Snooze", "other").await;
        for (typed, told) in [
            ("yesterday", "is not in the future, so nothing was snoozed"),
            ("in 3 years", "more than a year ahead"),
            ("whenever **it** suits", "Nothing was changed"),
        ] {
            let refused = world.submit(Who::Pm, &form, &[("until", typed)]).await;
            says(&refused, told);
            button(&refused, "Edit and try again");
        }
        says(&world.submit(Who::Pm, &form, &[("until", "in 3d")]).await, "REQ-1 comes back <t:1790259200:F>");
    }

    async fn a_number_can_be_typed_for_the_same(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.file("Amounts on bills are off").await;
        let card = next(&world, Who::Pm).await;
        let form = choose(&world, Who::Pm, &card, "Same as", "other").await;
        says(&world.submit(Who::Pm, &form, &[("as", "two")]).await, "not the number of a request");
        says(&world.submit(Who::Pm, &form, &[("as", "1")]).await, "cannot be a +1 of itself");
        says(&world.submit(Who::Pm, &form, &[("as", "99")]).await, "There is no REQ-99 here");
        says(&world.submit(Who::Pm, &form, &[("as", "req-2")]).await, "REQ-1 now counts as a +1 of **REQ-2**");
    }

    async fn the_queue_counts_by_age_and_area(db: TestDb) {
        let world = World::new(&db).await;
        for (text, later) in [
            ("The invoice is wrong", 5),
            ("SSO login loops", 2),
            ("Another invoice is wrong", 1),
            ("Something else", 0),
            ("A third invoice is wrong", 0),
            ("A fourth invoice is wrong", 0),
        ] {
            world.file(text).await;
            world.turn(TimeDelta::days(later));
        }
        let card = world.run(Who::Pm, "triage next", &[("area", "Billing")]).await;
        let card = choose(&world, Who::Pm, &card, "Snooze", "in 7 days").await;
        says(&card, "1 of 4 done, 3 left");
        let queue = world.run(Who::Owner, "triage queue", &[]).await;
        for told in [
            "**5** requests wait for a decision",
            "Under a day: 3",
            "1 to 3 days: 1",
            "3 to 7 days: 1",
            "Over 7 days: 0",
            "Billing: **3**",
            "(1 in somebody's hands, 1 snoozed)",
            "User management: **1**",
            "no area: **1**",
        ] {
            says(&queue, told);
        }
        assert!(shown(&world.press(Who::Owner, &queue, "Start").await).is_some());
        let one = choose(&world, Who::Owner, &queue, "Start with one area", "#2").await;
        assert_eq!(shown(&one), Some(2));
        says(&one, "in User management");
    }

    async fn an_empty_queue_says_so(db: TestDb) {
        let world = World::new(&db).await;
        says(&next(&world, Who::Pm).await, "Nothing is left to triage.");
        let queue = world.run(Who::Pm, "triage queue", &[]).await;
        says(&queue, "Nothing waits for a decision.");
        assert!(buttons(message(&queue)).all(|button| button.label == "List"));
    }

    async fn a_reporter_does_not_triage(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        for command in ["triage next", "triage sweep", "triage queue"] {
            says(&world.run(Who::Reporter, command, &[]).await, "You need the");
        }
        let line = button(&next(&world, Who::Pm).await, "Take it");
        says(&world.press_line(Who::Reporter, SUPPORT, &line, None, true).await, "You need the");
    }

    async fn another_guilds_requests_are_not_in_the_queue(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let other = world.other_guild();
        assert_ne!(other.guild_id, GUILD);
        says(&other.run(Who::Admin, "triage next", &[]).await, "Nothing is left to triage.");
        says(&other.run(Who::Admin, "triage queue", &[]).await, "Nothing waits");
        let line = button(&next(&world, Who::Pm).await, "Take it");
        says(&other.press_line(Who::Admin, SUPPORT, &line, None, true).await, "There is no REQ-1 here");
    }

    async fn the_first_few_are_told_without_names_of_customers(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Reporter, "feedback", &[("text", "Acme Corp sees a *wrong* invoice"), ("customer", "Acme Corp"), ("importance", "3")]).await;
        world.file("SSO login loops").await;
        let open = docket::app::ROOMS.open_work(&world.db, world.guild_id, world.now()).await.expect("lines");
        assert_eq!(open.lines[..1], ["**REQ-1** (<t:1790000000:R>, blocking) Customer A sees a \\*wrong\\* invoice"]);
    }

    async fn from_a_message_for_all_a_private_card_opens(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let opened = world.press_line(Who::Pm, REQUESTS, &Line::new("triage next"), None, false).await;
        assert!(matches!(opened, Reply::Message { visibility: Some(docket::contract::Visibility::Private), .. }));
        let turned = world.press_line(Who::Pm, REQUESTS, &button(&opened, "Skip"), None, true).await;
        assert!(matches!(turned, Reply::Update(_)), "the same message shows the next card");
    }
}
