//! Routing, editing, closing, merging and taking back.

use crate::{
    on_both_engines,
    world::{REQUESTS, SUPPORT, Who, World, all_text, button, message, says, says_nothing_of, text_of},
};
use docket::contract::{Message, Reply, Row, Select, Visibility};

fn is_private(reply: &Reply) -> bool {
    matches!(reply, Reply::Message { visibility: Some(Visibility::Private), .. })
}

fn selects(reply: &Reply) -> Vec<&Select> {
    let rows = &message(reply).rows;
    rows.iter()
        .filter_map(|row| match row {
            Row::Select(select) => Some(select),
            Row::Buttons(_) => None,
        })
        .collect()
}

on_both_engines! {
    async fn taking_a_request_is_told_in_private_and_drawn_by_the_outbox(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = Reply::new(world.team_card(1).await);
        let taken = world.press_line(Who::Pm, REQUESTS, &button(&card, "Take it"), None, false).await;
        assert!(is_private(&taken), "an answer that is late cannot draw an old state over a newer one");
        says(&taken, "REQ-1 is assigned to you.");
        let after = world.team_card(1).await;
        assert!(text_of(&after).contains("REQ-1 · assigned") && text_of(&after).contains("Assigned to: <@13>"));
        assert!(after.pings.is_empty(), "nobody has to act any more");
        assert_eq!(world.outbox().await.len(), 1, "no message beside the card");
    }

    async fn whoever_is_given_a_request_is_pinged_once(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = Reply::new(world.team_card(1).await);
        let to = selects(&card)[0].line.clone();
        world.press_line(Who::Pm, REQUESTS, &to, Some("15"), false).await;
        let news: Vec<_> = world.news().await.into_iter().filter(|(user_id, _)| *user_id == 15).collect();
        assert_eq!(news.len(), 1);
        assert!(news[0].1.is_public && news[0].1.channel_id == Some(REQUESTS));
        assert_eq!(news[0].1.in_public, "REQ-1 is yours now (assigned by <@13>): The invoice is wrong");
        let notice = Reply::new(Message::text("").buttons(news[0].1.buttons.clone()));
        let opened = world.press_line(Who::Admin, REQUESTS, &button(&notice, "Open REQ-1"), None, false).await;
        assert!(is_private(&opened), "what can be done is for whoever asks");
        says(&opened, "[Done]");
    }

    async fn the_areas_owner_is_proposed(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = Reply::new(world.team_card(1).await);
        let mine = world.press_line(Who::Pm, REQUESTS, &button(&card, "More…"), None, false).await;
        let line = button(&mine, "Assign to the area's owner");
        says(&world.press_line(Who::Pm, REQUESTS, &line, None, false).await, "assigned to <@14>");
        assert!(text_of(&world.team_card(1).await).contains("Assigned to: <@14>"));
    }

    async fn a_stale_button_changes_nothing_and_shows_the_newest(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let old = Reply::new(world.team_card(1).await);
        let mine = world.press_line(Who::Owner, REQUESTS, &button(&old, "More…"), None, false).await;
        world.press_line(Who::Pm, REQUESTS, &button(&old, "Take it"), None, false).await;
        let labels = [(&old, "Take it"), (&mine, "Take it"), (&mine, "Done"), (&mine, "Decline…"), (&mine, "Undo")];
        for (on, label) in labels {
            let is_on_card = std::ptr::eq(on, &old);
            let line = button(on, label);
            let reply = world.press_line(Who::Owner, REQUESTS, &line, None, !is_on_card).await;
            assert!(is_private(&reply) || !is_on_card, "the team reads nothing of it");
            says(&reply, "has changed since that button was drawn, so nothing was done");
            says(&reply, "Assigned to: <@13>");
        }
        assert!(text_of(&world.team_card(1).await).contains("Assigned to: <@13>"));
        let events = "SELECT COUNT(*) FROM event WHERE guild_id = $1 AND subject = 'request'";
        assert_eq!(world.count(events).await, 2);
    }

    async fn a_press_delivered_twice_is_answered_alike(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let card = Reply::new(world.team_card(1).await);
        let mut pressed = world.invocation(Who::Pm, REQUESTS, "request assign", &[("request", "1")]);
        pressed.version = button(&card, "Take it").row_version();
        let first = world.answer(pressed.clone()).await;
        assert_eq!(world.answer(pressed).await, first);
        let undo = world.invocation(Who::Pm, SUPPORT, "request undo", &[("request", "1")]);
        let first = world.answer(undo.clone()).await;
        assert_eq!(world.answer(undo).await, first, "the second undo takes nothing more back");
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "REQ-1 · new");
    }

    async fn the_reporter_edits_while_it_is_new(db: TestDb) {
        let world = World::new(&db).await;
        let filed = world.file("The invoice is wrong").await;
        let form = world.press(Who::Reporter, &filed, "Edit").await;
        assert!(all_text(&form).contains("The invoice is wrong") && all_text(&form).contains("Billing"));
        let typed = [("text", "The invoice has no VAT"), ("area", ""), ("customer", "Globex"), ("importance", "2")];
        let edited = world.submit(Who::Reporter, &form, &typed).await;
        says(&edited, "REQ-1 is updated.");
        says(&edited, "The invoice has no VAT");
        says(&edited, "Importance: 2 high");
        says_nothing_of(&edited, "Area:");
        says(&world.run(Who::Pm, "request list", &[("text", "vat")]).await, "REQ-1");
        // Somebody else's, or one that is taken, is for PMs.
        let other = world.run(Who::OtherReporter, "request edit", &[("request", "1"), ("importance", "0")]).await;
        says(&other, "only its reporter or a PM may");
        world.run(Who::Pm, "request assign", &[("request", "1")]).await;
        says(&world.run(Who::Reporter, "request edit", &[("request", "1"), ("importance", "0")]).await, "only a PM may");
        says(&world.run(Who::Pm, "request edit", &[("request", "1"), ("importance", "0")]).await, "Importance: 0 low");
    }

    async fn an_edit_leaves_what_is_not_given_and_a_dash_takes_away(db: TestDb) {
        let world = World::new(&db).await;
        world.run(Who::Reporter, "feedback", &[("text", "The invoice is wrong"), ("customer", "Globex"), ("link", "https://example.com/1")]).await;
        says(&world.run(Who::Pm, "request edit", &[("request", "1"), ("importance", "3")]).await, "Customer: Globex");
        let reply = world.run(Who::Pm, "request edit", &[("request", "1"), ("customer", "-"), ("link", "-"), ("area", "-")]).await;
        says_nothing_of(&reply, "Customer");
        says_nothing_of(&reply, "[Source]");
        says_nothing_of(&reply, "Area");
        says(&world.run(Who::Pm, "request edit", &[("request", "1"), ("importance", "3")]).await, "is like that already");
        let unknown = world.run(Who::Pm, "request edit", &[("request", "1"), ("area", "Biling"), ("text", "x y")]).await;
        says(&unknown, "Billing");
        says(&unknown, "[Edit and try again]");
    }

    async fn a_new_area_tells_its_owner(db: TestDb) {
        let world = World::new(&db).await;
        world.file("Something is wrong").await;
        world.run(Who::Pm, "request edit", &[("request", "1"), ("area", "Billing")]).await;
        let news = world.news().await;
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].0, Who::Owner.id());
        assert_eq!(news[0].1.in_public, "REQ-1 was routed to Billing: Something is wrong");
    }

    async fn closing_and_reopening(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        let closed = world.run(Who::Pm, "request close", &[("request", "1"), ("reason", "declined"), ("note", "By design")]).await;
        says(&closed, "REQ-1 is closed: declined.");
        says(&closed, "[Reopen]");
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "By design");
        says(&world.run(Who::Pm, "request close", &[("request", "1")]).await, "Reopen it first");
        says(&world.run(Who::Pm, "request assign", &[("request", "1")]).await, "Reopen it first");
        says(&world.run(Who::Reporter, "request reopen", &[("request", "1")]).await, "only a PM may");
        says(&world.run(Who::Pm, "request reopen", &[("request", "1")]).await, "REQ-1 is open again.");
        says(&world.run(Who::Pm, "request reopen", &[("request", "1")]).await, "open already");
    }

    async fn reporters_may_not_route_or_close(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        for path in ["request assign", "request close"] {
            says(&world.run(Who::Reporter, path, &[("request", "1")]).await, "You need the <@&40> role");
        }
        says(&world.run(Who::OtherReporter, "request undo", &[("request", "1")]).await, "is <@11>'s");
    }

    async fn undo_of_filing_withdraws_and_the_number_is_not_given_again(db: TestDb) {
        let world = World::new(&db).await;
        let filed = world.file("The invoice is wrong").await;
        let undone = world.press(Who::Reporter, &filed, "Undo").await;
        says(&undone, "REQ-1 is withdrawn.");
        assert!(text_of(&world.team_card(1).await).contains("REQ-1 · withdrawn"));
        says_nothing_of(&world.run(Who::Pm, "request list", &[("state", "all")]).await, "REQ-1");
        says(&world.file("The invoice is wrong").await, "Filed as **REQ-2**");
        let back = world.press(Who::Reporter, &undone, "Reopen").await;
        says(&back, "REQ-1 is open again.");
    }

    async fn undo_walks_back_one_change_at_a_time(db: TestDb) {
        let world = World::new(&db).await;
        world.file("The invoice is wrong").await;
        world.run(Who::Pm, "request edit", &[("request", "1"), ("importance", "3")]).await;
        world.run(Who::Pm, "request assign", &[("request", "1")]).await;
        world.run(Who::Pm, "request note", &[("request", "1"), ("text", "Seen it too")]).await;
        says(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "Seen it too");
        says(&world.run(Who::Pm, "request undo", &[("request", "1")]).await, "Undid: the last note on REQ-1.");
        says_nothing_of(&world.run(Who::Pm, "request show", &[("request", "1")]).await, "Seen it too");
        says(&world.run(Who::Owner, "request undo", &[("request", "1")]).await, "REQ-1 · new");
        says(&world.run(Who::Pm, "request undo", &[("request", "1")]).await, "Importance: 1 normal");
        says(&world.run(Who::Pm, "request undo", &[("request", "1")]).await, "REQ-1 is withdrawn");
        says(&world.run(Who::Pm, "request undo", &[("request", "1")]).await, "nothing left to take back");
    }

    async fn a_line_of_plus_ones_ends_at_one_request(db: TestDb) {
        let world = World::new(&db).await;
        for text in ["SSO loops", "Login circles", "Cannot sign in"] {
            world.file(text).await;
        }
        world.run(Who::Pm, "request same", &[("request", "1"), ("as", "2")]).await;
        let joined = world.run(Who::Pm, "request same", &[("request", "2"), ("as", "3")]).await;
        says(&joined, "REQ-2 now counts as a +1 of **REQ-3**");
        says(&joined, "now at +2");
        says(&world.run(Who::Pm, "request same", &[("request", "3"), ("as", "1")]).await, "cannot be a +1 of itself");
        says(&world.run(Who::Pm, "request same", &[("request", "3"), ("as", "3")]).await, "cannot be a +1 of itself");
        says(&world.run(Who::Pm, "request same", &[("request", "3"), ("as", "9")]).await, "There is no REQ-9 here");
        assert!(text_of(&world.team_card(3).await).contains("+1: 2"));
        says(&world.run(Who::Admin, "request undo", &[("request", "3")]).await, "so it was not withdrawn");
        // One leaves the line, and what would close the circle is refused.
        world.run(Who::Pm, "request reopen", &[("request", "2")]).await;
        world.run(Who::Pm, "request same", &[("request", "3"), ("as", "2")]).await;
        says(&world.run(Who::Pm, "request undo", &[("request", "2")]).await, "would lose something newer");
    }

    async fn same_as_and_note_open_their_forms(db: TestDb) {
        let world = World::new(&db).await;
        let filed = world.file("SSO loops").await;
        world.file("Login circles").await;
        let form = world.press(Who::Reporter, &filed, "Same as…").await;
        says(&world.submit(Who::Reporter, &form, &[("as", "REQ-2")]).await, "+1 of **REQ-2**");
        let form = world.press(Who::Reporter, &world.run(Who::Reporter, "request show", &[("request", "2")]).await, "Add note").await;
        says(&world.submit(Who::Reporter, &form, &[("text", "With Okta")]).await, "Noted on REQ-2.");
        let refused = world.submit(Who::Reporter, &form, &[("text", "\u{2800}")]).await;
        says(&refused, "The note is empty");
    }

    async fn two_people_merging_crosswise_do_not_make_a_circle(db: TestDb) {
        let world = World::new(&db).await;
        world.file("SSO loops").await;
        world.file("Login circles").await;
        let one = world.run(Who::Pm, "request same", &[("request", "1"), ("as", "2")]);
        let two = world.run(Who::Owner, "request same", &[("request", "2"), ("as", "1")]);
        let (one, two) = tokio::join!(one, two);
        let merged = [&one, &two].iter().filter(|reply| all_text(reply).contains("now counts as")).count();
        assert_eq!(merged, 1, "{}\n{}", all_text(&one), all_text(&two));
        let open = "SELECT COUNT(*) FROM request WHERE guild_id = $1 AND state = 'new'";
        assert_eq!(world.count(open).await, 1);
    }
}
