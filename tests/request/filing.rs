//! Filing feedback.

use crate::{
    on_both_engines,
    world::{INTERNAL, SUPPORT, Who, World, all_text, buttons, message, says, says_nothing_of, text_of},
};
use docket::contract::{Attachment, Given, Press, Reply, Snapshot, Source, Visibility};

fn snapshot(text: &str, attachments: Vec<Attachment>) -> Given {
    Given::Message(Box::new(Snapshot {
        message_id: 77,
        channel_id: SUPPORT,
        author_user_id: 99,
        author_name: "Customer success".into(),
        text: text.into(),
        attachments,
        ..Snapshot::default()
    }))
}

fn attachment(name: &str) -> Attachment {
    Attachment {
        id: 1,
        filename: name.into(),
        content_type: Some("image/png".into()),
        size_bytes: 12,
        url: "https://cdn.discordapp.com/x".into(),
    }
}

on_both_engines! {
    async fn one_line_is_filed_and_the_team_sees_one_card(db: TestDb) {
        let world = World::new(&db).await;
        let reply = world.file("The invoice shows the wrong address").await;
        assert!(matches!(reply, Reply::Message { visibility: Some(Visibility::Private), .. }));
        says(&reply, "Filed as **REQ-1**. Routed to Billing: matched 'invoice'. Its card goes to <#100>, for <@14>.");
        let card = world.team_card(1).await;
        assert_eq!(card.pings, [Who::Owner.id()], "only the area's owner is pinged");
        assert!(card.text.contains("<@14>"));
        assert!(text_of(&card).contains("The invoice shows the wrong address"));
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE guild_id = $1 AND subject = 'request'").await, 1);
    }

    async fn customer_area_and_importance_are_understood_in_the_text(db: TestDb) {
        let world = World::new(&db).await;
        let reply = world.run_in(INTERNAL, Who::Reporter, "feedback",
            &[("text", "@\"Acme Corp\" wants dark mode #user-management !3 @Initech <#5> <@6>")]).await;
        says(&reply, "Customer: Acme Corp");
        says(&reply, "Area: User management");
        says_nothing_of(&reply, "matched");
        says(&reply, "Importance: 3 blocking");
        says(&reply, "Kept in the text as it is: @Initech");
        let (text,): (String,) = world.db.q("SELECT text FROM request WHERE guild_id = 1").one().await.expect("a row");
        assert_eq!(text, "wants dark mode @Initech <#5> <@6>");
    }

    async fn an_unknown_name_loses_nothing(db: TestDb) {
        let world = World::new(&db).await;
        let reply = world.run_in(INTERNAL, Who::Reporter, "feedback",
            &[("text", "SSO loops"), ("customer", "Zeppelin"), ("area", "Biling")]).await;
        says(&reply, "Filed as **REQ-1**");
        says(&reply, "(customer: Zeppelin)");
        says(&reply, "No customer is named “Zeppelin”; filed without one, and the name stays in the text.");
        says(&reply, "No area is named “Biling”. Is it Billing?");
        says_nothing_of(&reply, "nothing was changed");
        says(&reply, "User management (matched 'SSO')");
    }

    async fn bare_feedback_opens_a_form_that_files(db: TestDb) {
        let world = World::new(&db).await;
        let form = world.run(Who::Reporter, "feedback", &[]).await;
        let Reply::Form(shown) = &form else { panic!("a form, not {form:?}") };
        assert!(shown.inputs.iter().any(|input| input.name == "text" && input.is_required));
        let reply = world.submit(Who::Reporter, &form, &[("text", "SSO login loops"), ("customer", "Globex")]).await;
        says(&reply, "Filed as **REQ-1**");
    }

    async fn what_does_not_validate_is_kept(db: TestDb) {
        let world = World::new(&db).await;
        for (text, link) in [("\u{200B}\u{2800} \u{200D}", "https://example.com"), ("SSO loops", "not a link")] {
            let reply = world.run(Who::Reporter, "feedback", &[("text", text), ("link", link)]).await;
            says(&reply, "[Edit and try again]");
            let form = world.press(Who::Reporter, &reply, "Edit and try again").await;
            assert!(matches!(&form, Reply::Form(form) if form.inputs.iter().any(|input| input.value == link)));
        }
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE guild_id = $1").await, 0);
    }

    async fn an_interaction_delivered_twice_files_once(db: TestDb) {
        let world = World::new(&db).await;
        let invocation = world.invocation(Who::Reporter, SUPPORT, "feedback", &[("text", "SSO loops")]);
        let first = world.answer(invocation.clone()).await;
        let second = world.answer(invocation).await;
        assert_eq!(first, second);
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE guild_id = $1").await, 1);
        assert_eq!(world.outbox().await.len(), 1);
    }

    async fn without_a_requests_channel_it_is_saved_and_said(db: TestDb) {
        let world = World::bare(&db).await;
        let reply = world.file("SSO loops").await;
        says(&reply, "an admin should choose a requests channel");
        assert!(world.outbox().await.is_empty());
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE guild_id = $1").await, 1);
    }

    async fn look_alikes_are_offered_and_one_click_makes_a_plus_one(db: TestDb) {
        let world = World::new(&db).await;
        world.file("SSO login loops after 7.2 @globex").await;
        world.file("Export to CSV fails for large channels").await;
        let reply = world.run(Who::OtherReporter, "feedback",
            &[("text", "Users are stuck in a login loop with SSO since upgrading to 7.2"), ("customer", "Acme Corp")]).await;
        says(&reply, "Looks like **REQ-1**");
        says_nothing_of(&reply, "REQ-2");
        let done = world.press(Who::OtherReporter, &reply, "+1 REQ-1 instead").await;
        assert!(matches!(done, Reply::Update(_)));
        says(&done, "REQ-3 now counts as a +1 of **REQ-1**");
        assert!(text_of(&world.team_card(1).await).contains("+1: 1"));
        assert!(text_of(&world.team_card(3).await).contains("closed: same as REQ-1"));
        says(&world.run(Who::Reporter, "request show", &[("request", "1")]).await, "Also asked in: REQ-3 (Acme Corp)");
        // And back.
        let back = world.run(Who::OtherReporter, "request undo", &[("request", "3")]).await;
        says(&back, "REQ-3 stands for itself again");
        assert!(!text_of(&world.team_card(1).await).contains("+1:"));
    }

    async fn an_open_look_alike_is_found_behind_many_closed_ones(db: TestDb) {
        let world = World::new(&db).await;
        world.file("SSO login loops after 7.2").await;
        for n in 2..=24 {
            world.file(&format!("SSO login loops after 7.2, case {n}")).await;
        }
        let mut tx = db.begin().await.expect("the database answers");
        let close = "UPDATE request SET state = 'closed', close_reason = 'declined' WHERE id > 1";
        assert_eq!(tx.q(close).run().await.expect("the database answers"), 23);
        tx.commit().await.expect("the database answers");
        let reply = world.file("After 7.2 the SSO login loops, case by case").await;
        says(&reply, "Looks like **REQ-1**");
        says_nothing_of(&reply, "REQ-24");
    }

    async fn a_message_is_filed_with_its_author_files_and_the_way_back(db: TestDb) {
        let world = World::new(&db).await;
        let mut invocation = world.invocation(Who::Reporter, SUPPORT, "File feedback", &[]);
        invocation.source = Source::Menu;
        let files = vec![attachment("shot.png"), attachment("../../etc/passwd")];
        invocation.options.insert("target".into(), snapshot("Our #team cannot pay by credit card", files));
        let reply = world.answer(invocation.clone()).await;
        says(&reply, "Filed as **REQ-1**. Routed to Billing: matched 'credit card'");
        says(&reply, "Message by: Customer success");
        says(&reply, "Files: 2 being copied");
        says(&reply, "[Edit]");
        let link = buttons(message(&reply)).find_map(|button| match &button.press {
            Press::Open(url) => Some(url.clone()),
            Press::Run(_) => None,
        });
        assert_eq!(link.as_deref(), Some("https://discord.com/channels/1/102/77"));
        let copies = "SELECT COUNT(*) FROM job WHERE guild_id = $1 AND kind = 'request.copy_file'";
        assert_eq!(world.count(copies).await, 2);
        // The same delivered again, and another person filing the same message.
        assert_eq!(world.answer(invocation.clone()).await, reply);
        let mut again = invocation;
        (again.id, again.caller) = (42, world.caller(Who::OtherReporter, SUPPORT));
        says(&world.answer(again).await, "on the docket already: **REQ-1**");
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE guild_id = $1").await, 1);
    }

    async fn of_people_who_file_a_message_at_once_one_files_it(db: TestDb) {
        let world = World::new(&db).await;
        let filing = [Who::Reporter, Who::OtherReporter, Who::Pm, Who::Owner].map(|who| {
            let mut invocation = world.invocation(who, SUPPORT, "File feedback", &[]);
            invocation.source = Source::Menu;
            invocation.options.insert("target".into(), snapshot("The invoice is wrong", vec![]));
            world.answer(invocation)
        });
        let replies = futures::future::join_all(filing).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE guild_id = $1").await, 1);
        let told = replies.iter().filter(|reply| all_text(reply).contains("on the docket already: **REQ-1**"));
        assert_eq!(told.count(), 3);
        says(&world.file("SSO loops").await, "Filed as **REQ-2**");
    }

    async fn a_message_of_files_alone_is_filed_and_an_empty_one_is_not(db: TestDb) {
        let world = World::new(&db).await;
        for (target, said) in [
            (snapshot("\u{200B}", vec![attachment("shot.png")]), "a message with the file shot.png"),
            (snapshot("", vec![]), "cannot see any text or file"),
        ] {
            let mut invocation = world.invocation(Who::Reporter, SUPPORT, "File feedback", &[]);
            invocation.options.insert("target".into(), target);
            let message_id = invocation.id;
            if let Some(Given::Message(target)) = invocation.options.get_mut("target") {
                target.message_id = message_id;
            }
            says(&world.answer(invocation).await, said);
        }
    }

    async fn a_mention_is_answered_in_public_on_one_line(db: TestDb) {
        let world = World::new(&db).await;
        let mut invocation = world.invocation(Who::Reporter, SUPPORT, "feedback",
            &[("text", "Acme Corp cannot pay the invoice\nat all @\"Acme Corp\"")]);
        invocation.source = Source::Mention { message_id: 77 };
        let reply = world.answer(invocation).await;
        assert!(matches!(reply, Reply::Message { visibility: Some(Visibility::Public), .. }));
        // Customers that docket does not know may be named in it, so outside it is not repeated.
        let said = all_text(&reply);
        assert_eq!(said.lines().collect::<Vec<_>>(), ["Filed as **REQ-1**, routed to Billing.", "[Undo]", "[Edit]", "[Show]"]);
        let mut inside = world.invocation(Who::Reporter, INTERNAL, "feedback",
            &[("text", "Acme Corp cannot pay the invoice\nat all @\"Acme Corp\"")]);
        inside.source = Source::Mention { message_id: 78 };
        let reply = world.answer(inside).await;
        says(&reply, "Filed as **REQ-2**, routed to Billing: Acme Corp cannot pay the invoice at all");
    }

    async fn names_of_customers_stay_inside(db: TestDb) {
        let world = World::new(&db).await;
        let given = [("text", "ACME Corp cannot pay the invoice"), ("customer", "acme corp")];
        says(&world.run_in(INTERNAL, Who::Reporter, "feedback", &given).await, "Customer: Acme Corp");
        let card = text_of(&world.team_card(1).await).to_lowercase();
        assert!(card.contains("customer a") && !card.contains("acme"), "the channel is not internal: {card}");
        let looks = [
            ("request show", &[("request", "1")][..]),
            ("request list", &[]),
            ("request history", &[("request", "1")]),
            ("request text", &[("request", "1")]),
            ("request edit", &[("request", "1")]),
        ];
        for (path, options) in looks {
            says(&world.run(Who::Pm, path, options).await, "ACME Corp");
        }
        // Nobody is named who may read names: whoever filed it sees it, without the name and without the alias.
        world.run(Who::Admin, "settings role", &[("level", "reporter")]).await;
        for (path, options) in looks {
            let text = all_text(&world.run_in(INTERNAL, Who::Reporter, path, options).await).to_lowercase();
            assert!(text.contains("a customer cannot pay"), "{path}: {text}");
            assert!(!text.contains("acme") && !text.contains("customer a\n"), "{path}: {text}");
            says(&world.run(Who::OtherReporter, path, options).await, if path == "request list" { "No request" } else { "somebody else's" });
        }
    }

    async fn the_channel_of_a_customer_says_whose_feedback_it_is(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Pm, "customer channel", &[("customer", "Globex"), ("channel", "102")]).await;
        says(&world.file("Export is slow").await, "Customer: Globex");
    }

    async fn areas_that_match_alike_are_named_instead_of_guessed(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Admin, "area add", &[("name", "Payments"), ("keywords", "billing7")]).await;
        world.run(Who::Admin, "area add", &[("name", "Ledger"), ("keywords", "ledgerxx")]).await;
        let reply = world.file("billing7 and ledgerxx differ").await;
        says(&reply, "fit several areas alike (Ledger, Payments)");
        says(&reply, "No area yet");
    }

    async fn hostile_text_is_cleaned_escaped_and_bounded(db: TestDb) {
        let world = World::new(&db).await;
        let emoji = "👩‍💻".repeat(1300);
        for text in [
            "@everyone `rm` **bold** <@&5> \0\u{202E}evil",
            "مرحبا بالعالم",
            "```",
            "# heading\n> quote",
            emoji.as_str(),
        ] {
            let reply = world.file(text).await;
            says(&reply, "Filed as");
            let card = &message(&reply).cards[0];
            assert!(docket::base::text::length(&card.text) <= 4096);
            assert!(!card.text.contains("@everyone") && !card.text.contains('\0') && !card.text.contains('\u{202E}'));
            assert!(!card.text.contains("<@&5>"));
        }
        says(&world.run(Who::Pm, "request show", &[("request", "5")]).await, "[Full text]");
        let whole = world.run(Who::Pm, "request text", &[("request", "5")]).await;
        assert!(all_text(&whole).contains(&emoji), "nothing of a long text is lost");
        assert_eq!(world.outbox().await.len(), 5);
    }

    async fn another_guild_sees_nothing(db: TestDb) {
        let world = World::new(&db).await;
        world.file("SSO loops").await;
        let other = world.other_guild();
        for path in ["request show", "request history", "request undo", "request files", "request text", "request reopen"] {
            says(&other.run(Who::Admin, path, &[("request", "1")]).await, "There is no REQ-1 here");
        }
        says_nothing_of(&other.run(Who::Admin, "request list", &[("state", "all")]).await, "SSO");
        says(&other.run(Who::Admin, "feedback", &[("text", "SSO loops")]).await, "Filed as **REQ-1**");
    }
}
