//! Nobody is left without news: people hear what others did, once, in one message, in their working hours.

use crate::{
    in_every_world, on_each_engine,
    world::{Person, World},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{base::civil::Zone, sandbox::Message};

/// Direct messages in which a person reads `text`.
fn told(person: &Person<'_>, text: &str) -> Vec<Message> {
    person.direct_messages().into_iter().filter(|message| message.text().contains(text)).collect()
}

/// All that a person was told in private, but for digests and answers.
fn all(person: &Person<'_>) -> Vec<Message> {
    let is_told = |message: &Message| message.answers.is_none() && !message.text().contains("Your day,");
    person.direct_messages().into_iter().filter(is_told).collect()
}

async fn minutes(world: &World, count: i64) {
    world.turn(TimeDelta::minutes(count)).await;
}

async fn turn_to(world: &World, at: &str) {
    let at: DateTime<Utc> = at.parse().expect("an instant");
    world.turn(at - world.now()).await;
}

async fn files(world: &World, text: &str) {
    world
        .member("Support engineer")
        .in_channel("support")
        .types(&format!("/feedback text:{text}"))
        .await
        .sees("Filed as");
}

/// "rota": Growth is on until Wednesday next week, then Platform; a deadline on Thursday at 16:00.
async fn rotates(world: &World) {
    let line = "/rotation setup name:rota channel:#pm-sync members:@PM Growth @PM Platform @PM Self-service \
                handoff:every Wednesday 09:30 zone:America/Los_Angeles deadline:every Thursday 16:00";
    world
        .member("PM lead")
        .types(line)
        .await
        .sees("Nothing is saved yet")
        .presses("Save")
        .await
        .sees("is set up");
    world.settle().await;
}

in_every_world! {
    async fn a_decline_asks_for_the_reason_and_its_reporter_hears_it(world) {
        files(world, "SSO login loops").await;
        let (reporter, pm) = (world.member("Support engineer"), world.member("PM User management"));
        let form = pm.types("/request show request:1").await.presses("Decline…").await;
        form.opens("Decline a request").submits(&[("reason", "It works as *meant*")]).await.sees("REQ-1 is closed: declined");
        world.settle().await;
        assert_eq!(all(&reporter).len(), 0, "something else may follow within minutes");
        minutes(world, 5).await;
        let news = told(&reporter, "Your **REQ-1** (“SSO login loops”) was declined by");
        assert_eq!(news.len(), 1, "{:?}", all(&reporter));
        assert!(news[0].text().contains(&format!("{}: It works as \\*meant\\*", pm.mention())), "{}", news[0].text());
        reporter.presses(&news[0], "Open REQ-1").await.is_private().sees("closed: declined").sees("It works as");
        world.turn(TimeDelta::days(3)).await;
        assert_eq!(all(&reporter).len(), 1, "once");
        assert_eq!(all(&pm).len(), 0, "what one did oneself is not told");
        // The command takes the reason as well, and an old button without one asks.
        files(world, "Dark mode").await;
        pm.types("/request close request:2 reason:declined").await.opens("Decline a request");
        pm.types("/request decline request:2 reason:Not now").await.sees("REQ-2 is closed: declined");
    }

    async fn its_reporter_hears_who_has_it_and_that_it_is_the_same_as_another(world) {
        for text in ["SSO login loops", "Login with SSO loops", "Export is slow"] {
            files(world, text).await;
        }
        let (reporter, pm) = (world.member("Support engineer"), world.member("PM User management"));
        pm.types("/request assign request:1").await.sees("assigned to you");
        pm.types("/request same request:2 as:1").await.sees("+1");
        pm.types("/request close request:3 note:Since 7.2").await.sees("closed: done");
        minutes(world, 5).await;
        let news = all(&reporter);
        assert_eq!(news.len(), 1, "one message for all three: {news:?}");
        let text = news[0].text();
        for said in ["Here is what happened:", "has taken it", "is the same as **REQ-1**", "is done, says", "Since 7.2"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        for label in ["Open REQ-1", "Open REQ-2", "Open REQ-3"] {
            reporter.presses(&news[0], label).await.is_private().sees("REQ-");
        }
        // Who has it is told once, however often it goes on.
        world.member("PM lead").types("/request assign request:1 to:@PM Growth").await.sees("assigned");
        minutes(world, 10).await;
        assert_eq!(all(&reporter).len(), 1);
    }

    async fn whose_request_is_a_plus_one_hears_how_the_other_one_ends(world) {
        files(world, "SSO login loops").await;
        let sales = world.member("Sales").in_channel("support");
        sales.types("/feedback text:Login goes round in circles").await.sees("Filed as");
        let (first, pm) = (world.member("Support engineer"), world.member("PM User management"));
        pm.types("/request same request:2 as:1").await.sees("+1");
        minutes(world, 5).await;
        assert_eq!(told(&sales, "is the same as **REQ-1**").len(), 1);
        // Taken back within minutes, nobody hears of it.
        pm.types("/request close request:1").await.sees("closed: done").presses("Undo").await.sees("open again");
        minutes(world, 10).await;
        assert_eq!((all(&first).len(), all(&sales).len()), (0, 1));
        pm.types("/request decline request:1 reason:Not for Acme alone").await.sees("declined");
        minutes(world, 5).await;
        let said = told(&sales, "Your **REQ-2** (“Login goes round in circles”) is a +1 of **REQ-1**, which was declined by");
        assert_eq!(said.len(), 1, "{:?}", all(&sales));
        assert!(said[0].text().contains(": Not for") && !said[0].text().contains("Acme"), "{}", said[0].text());
        sales.presses(&said[0], "Open REQ-2").await.is_private().sees("Login goes round");
        assert_eq!(told(&first, "**REQ-1**").len(), 1);
        minutes(world, 60).await;
        pm.types("/request reopen request:1").await.sees("open again");
        minutes(world, 5).await;
        assert_eq!(told(&sales, "is a +1 of **REQ-1**, which is open again").len(), 1);
    }

    async fn what_is_taken_back_within_minutes_is_told_to_nobody(world) {
        files(world, "SSO login loops").await;
        let (reporter, pm) = (world.member("Support engineer"), world.member("PM User management"));
        pm.types("/request close request:1").await.sees("closed: done").presses("Undo").await.sees("open again");
        let given = world.member("PM lead").types("/request assign request:1 to:@PM Growth").await;
        given.presses("Undo").await.sees("Undid");
        minutes(world, 10).await;
        assert_eq!(all(&reporter).len(), 0);
        assert!(!world.channel("requests").transcript().contains("is yours now"));
        // Later it is news that it is open again.
        pm.types("/request close request:1").await.sees("closed: done");
        minutes(world, 10).await;
        pm.types("/request reopen request:1").await.sees("open again");
        minutes(world, 10).await;
        assert_eq!(told(&reporter, "is open again").len(), 1);
    }
}

on_each_engine! {
    async fn one_hears_it_where_it_was_filed_if_one_likes(world) {
        files(world, "The secret plan").await;
        let (reporter, pm) = (world.member("Support engineer"), world.member("PM User management"));
        reporter.types("/settings news").await.is_private().sees("by direct message").presses("Where I filed it").await.sees("Saved");
        pm.types("/request decline request:1 reason:Not for Acme alone").await.sees("declined");
        minutes(world, 5).await;
        let said = world.channel("support").only("your **REQ-1** was declined by");
        assert_eq!(said.pinged_users, [reporter.id]);
        assert!(!said.text().contains("secret") && !said.text().contains("Acme"), "{}", said.text());
        reporter.presses(&said, "Open REQ-1").await.is_private().sees("The secret plan");
        assert_eq!(all(&reporter).len(), 0);
        reporter.types("/settings news where:dm").await.sees("Saved");
        pm.types("/request reopen request:1").await.sees("open again");
        minutes(world, 5).await;
        assert_eq!(told(&reporter, "is open again").len(), 1);
    }

    async fn whose_direct_messages_are_closed_reads_it_where_it_was_filed(world) {
        world.expects_status(403);
        files(world, "SSO login loops").await;
        let reporter = world.member("Support engineer");
        world.sandbox.faults().close_dms(reporter.id, true);
        world.member("PM User management").types("/request close request:1").await.sees("done");
        minutes(world, 5).await;
        assert_eq!(world.channel("support").only("your **REQ-1** is done").pinged_users, [reporter.id]);
    }

    async fn news_wait_for_the_readers_working_hours(world) {
        let reporter = world.member("Support engineer");
        reporter.types("/digest settings zone:Asia/Tokyo quiet:9:00-10:00").await.sees("Asia/Tokyo");
        files(world, "SSO login loops").await;
        // Three in the morning in Tokyo.
        world.member("PM User management").types("/request close request:1").await.sees("done");
        world.turn(TimeDelta::hours(30)).await;
        let tokyo = Zone::parse("Asia/Tokyo").expect("a zone");
        let came: Vec<_> = told(&reporter, "is done").iter().map(|one| tokyo.local(one.created_at).to_string()).collect();
        assert_eq!(came, ["2026-11-19 10:00:00"]);
    }

    async fn several_assignments_are_one_message(world) {
        for text in ["SSO login loops", "Export stops", "Dark mode"] {
            files(world, text).await;
        }
        let (lead, pm) = (world.member("PM lead"), world.member("PM Growth"));
        for id in 1..=3 {
            lead.types(&format!("/request assign request:{id} to:@PM Growth")).await.sees("assigned");
        }
        lead.types("/request assign request:2 to:@PM Platform").await.sees("assigned");
        minutes(world, 5).await;
        let requests = world.channel("requests");
        assert_eq!(requests.pings(&pm), 1);
        let text = requests.only("REQ-3 is yours now").text();
        assert!(text.contains("REQ-1 is yours now") && !text.contains("REQ-2"), "{text}");
        assert_eq!(requests.pings(&world.member("PM Platform")), 1);
    }

    async fn who_is_covered_reads_by_whom_and_when(world) {
        rotates(world).await;
        let (asker, other) = (world.member("PM Platform"), world.member("PM Growth"));
        asker.types("/rotation cover from:2026-11-26 09:00 until:2026-11-28 09:00").await.sees("Asked in");
        world.settle().await;
        let card = world.channel("pm-sync").only("needs cover");
        other.presses(&card, "I'll cover").await.sees("covers for");
        minutes(world, 5).await;
        let said = format!("{} covers you 26–28 Nov in **rota**", other.mention());
        let news = told(&asker, &said);
        assert_eq!(news.len(), 1, "{:?}", all(&asker));
        assert!(news[0].text().contains("You are on:"), "{}", news[0].text());
        assert_eq!(told(&other, "covers").len(), 0, "who accepted knows it");
        asker.presses(&news[0], "Your shifts").await.is_private().sees("rota");
    }

    async fn who_asked_for_a_swap_hears_that_it_is_declined(world) {
        rotates(world).await;
        let (asker, other) = (world.member("PM Growth"), world.member("PM Platform"));
        let asked = asker.types("/rotation swap with:@PM Platform").await;
        other.presses(asked.message(), "Decline").await.sees("Nothing changes");
        minutes(world, 5).await;
        assert_eq!(told(&asker, &format!("{} cannot swap with you in **rota**", other.mention())).len(), 1);
    }

    async fn a_change_of_a_rotation_that_is_undone_within_minutes_is_told_to_nobody(world) {
        rotates(world).await;
        let lead = world.member("PM lead");
        let removed = lead.types("/rotation members remove member:@PM Platform").await.presses("Save").await;
        removed.presses("Undo").await.sees("Undid");
        minutes(world, 10).await;
        for name in ["PM Platform", "PM Self-service"] {
            assert_eq!(all(&world.member(name)).len(), 0, "{name}: {:?}", all(&world.member(name)));
        }
    }

    async fn a_deadline_that_passes_with_work_left_is_told_to_who_was_on_and_to_the_lead(world) {
        rotates(world).await;
        files(world, "SSO login loops").await;
        files(world, "Export is slow").await;
        turn_to(world, "2026-11-20T00:10:00Z").await;
        let (pm, lead) = (world.member("PM Growth"), world.member("PM lead"));
        let on = told(&pm, "the deadline of **rota** has passed");
        assert_eq!(on.len(), 1, "{:?}", all(&pm));
        assert!(on[0].text().contains("2 requests unassigned"), "{}", on[0].text());
        pm.presses(&on[0], "Start triage").await.is_private().sees("2 left");
        let news = told(&lead, "The deadline of **rota** has passed");
        assert_eq!(news.len(), 1, "{:?}", all(&lead));
        let text = news[0].text();
        assert!(text.contains("2 requests unassigned") && text.contains(&format!("{} was on", pm.mention())), "{text}");
        lead.presses(&news[0], "Start triage").await.is_private().sees("2 left");
        turn_to(world, "2026-11-25T18:00:00Z").await;
        assert_eq!((told(&pm, "has passed").len(), told(&lead, "has passed").len()), (1, 1), "once");
        // A week later nothing is left.
        for id in [1, 2] {
            lead.types(&format!("/request assign request:{id}")).await.sees("assigned");
        }
        turn_to(world, "2026-11-27T18:00:00Z").await;
        assert_eq!(told(&lead, "has passed").len(), 1);
    }

    async fn a_blocking_request_that_nobody_touches_for_a_day_is_told_once(world) {
        rotates(world).await;
        files(world, "Checkout is down importance:3").await;
        files(world, "Search is down importance:3").await;
        let (on, lead) = (world.member("PM Growth"), world.member("PM lead"));
        world.member("PM User management").types("/request note request:2 text:Looking").await.sees("Noted");
        world.turn(TimeDelta::hours(23)).await;
        assert_eq!(told(&on, "is blocking").len(), 0);
        world.turn(TimeDelta::hours(2)).await;
        for person in [&on, &lead] {
            let news = told(person, "**REQ-1** is blocking, and nobody has touched it for a day (nobody has it)");
            assert_eq!(news.len(), 1, "{:?}", all(person));
            person.presses(&news[0], "Start triage").await.is_private().sees("left");
        }
        world.turn(TimeDelta::days(6)).await;
        assert_eq!(told(&lead, "is blocking").len(), 1, "once for both: {:?}", told(&lead, "is blocking"));
        let role = world.role("PM lead");
        let to_all = world.channel("requests").messages();
        assert!(!to_all.iter().any(|message| message.text().contains(&format!("<@&{role}>"))), "the lead is known");
    }

    async fn a_blocking_request_is_told_to_the_leads_role_while_nobody_is_known_to_have_it(world) {
        files(world, "Checkout is down importance:3").await;
        world.turn(TimeDelta::hours(23)).await;
        let role = world.role("PM lead");
        let says = format!("<@&{role}>, **REQ-1** is blocking, and nobody has touched it for a day (nobody has it)");
        assert!(!world.channel("requests").transcript().contains(&says));
        world.turn(TimeDelta::hours(2)).await;
        let news = world.channel("requests").only(&says);
        world.member("PM lead").presses(&news, "Start triage").await.is_private().sees("left");
        world.turn(TimeDelta::days(6)).await;
        world.channel("requests").only("is blocking");
    }
}
