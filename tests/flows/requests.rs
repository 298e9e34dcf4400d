//! Looking after requests.

use crate::{in_every_world, on_each_engine, world::World};
use chrono::TimeDelta;

async fn files(world: &World, text: &str) {
    world.member("Support engineer").types(&format!("/feedback text:{text}")).await.sees("Filed as");
}

in_every_world! {
    async fn a_list_is_paged_and_turned(world) {
        for n in 1..=12 {
            files(world, &format!("Thing number {n} does not work")).await;
        }
        let pm = world.member("PM Growth");
        let list = pm.types("/request list").await;
        list.is_private().sees("REQ-12").sees_not("**REQ-2**").sees("12 in all");
        let older = list.presses("Older").await;
        older.is_in_place().sees("**REQ-2**").sees("**REQ-1**").sees("the oldest are here");
        older.presses("Newer").await.is_in_place().sees("REQ-12").sees_not("**REQ-2**");
        pm.types("/request list before:REQ-3").await.sees("**REQ-2**").sees_not("**REQ-3**");
        list.chooses("Open a request…", "12").await.sees("Thing number 12");
    }

    async fn a_list_can_be_narrowed(world) {
        files(world, "SSO login loops @Acme").await;
        world.turn(TimeDelta::days(8)).await;
        files(world, "The invoice is wrong @Bluebird").await;
        let pm = world.member("PM User management");
        pm.types("/request assign request:1").await.sees("assigned to you");
        for (filter, shown, hidden) in [
            ("unassigned:yes", "REQ-2", "REQ-1"),
            ("mine:yes", "REQ-1", "REQ-2"),
            ("area:Self-service", "REQ-2", "REQ-1"),
            ("customer:Acme", "REQ-1", "REQ-2"),
            ("older:7d", "REQ-1", "REQ-2"),
            ("text:invoic", "REQ-2", "REQ-1"),
        ] {
            let list = pm.types(&format!("/request list {filter}")).await;
            list.sees(&format!("**{shown}**")).sees_not(&format!("**{hidden}**"));
        }
        pm.types("/request close request:1").await.sees("closed: done");
        pm.types("/request list").await.sees("**REQ-2**").sees_not("**REQ-1**");
        pm.types("/request list state:closed").await.sees("**REQ-1**").sees_not("**REQ-2**");
        pm.types("/request list state:all").await.sees("**REQ-1**").sees("**REQ-2**");
    }

    async fn a_list_without_anything_says_what_to_do(world) {
        world.member("Sales").types("/request list").await.sees("No request fits").sees("state:all");
    }

    async fn a_request_is_edited_by_its_form(world) {
        files(world, "SSO login loops").await;
        let reporter = world.member("Support engineer");
        let form = reporter.types("/request show request:1").await.presses("Edit").await;
        assert_eq!(form.filled_in("text"), "SSO login loops");
        form.submits(&[("text", "SSO login loops after 7.2"), ("customer", "Acme")]).await.sees("REQ-1");
        reporter.types("/request show request:1").await.sees("SSO login loops after 7.2").sees("Acme");
    }

    async fn a_private_answer_that_is_edited_by_its_form_stays_private(world) {
        let reporter = world.member("Support engineer").in_channel("requests");
        let filed = reporter.types("/feedback text:SSO login loops").await;
        let edited = filed.presses("Edit").await.submits(&[("text", "SSO login loops after 7.2")]).await;
        edited.is_in_place().is_private().sees("REQ-1 is updated");
        assert!(edited.buttons().contains(&"Undo".to_owned()), "{:?}", edited.buttons());
    }

    async fn who_gets_a_request_from_another_is_pinged_once(world) {
        files(world, "Export is slow").await;
        let (lead, pm) = (world.member("PM lead"), world.member("PM Platform"));
        lead.types("/request assign request:1 to:@PM Platform").await.sees(&format!("assigned to {}", pm.mention()));
        world.turn(TimeDelta::minutes(5)).await;
        let requests = world.channel("requests");
        requests.only("is yours now");
        lead.types("/request assign request:1 to:@PM Platform").await.sees("already");
        world.turn(TimeDelta::minutes(5)).await;
        requests.only("is yours now");
    }

    async fn a_bot_is_given_nothing(world) {
        files(world, "Export stops at 10,000 rows").await;
        let lead = world.member("PM lead");
        lead.types("/request assign request:1 to:@docket").await.is_private().sees("Requests can't be assigned to bots");
        lead.types("/request list unassigned:yes").await.sees("REQ-1");
    }

    async fn notes_and_closing_and_reopening_are_told_in_the_history(world) {
        files(world, "SSO login loops").await;
        let pm = world.member("PM User management");
        pm.types("/request note request:1 text:Happens with Okta").await.sees("Noted on REQ-1");
        pm.types("/request close request:1 reason:declined note:Works as meant").await.sees("closed: declined");
        pm.types("/request close request:1").await.sees("Reopen it first").presses("Reopen").await.sees("open again");
        let history = pm.types("/request history request:1").await;
        for told in ["filed it", "noted: Happens with Okta", "closed it: declined", "reopened it", "Works as meant"] {
            history.sees(told);
        }
        history.sees(&pm.mention());
    }

    async fn each_change_can_be_taken_back(world) {
        files(world, "SSO login loops").await;
        let pm = world.member("PM User management");
        pm.types("/request edit request:1 importance:3").await.sees("3 blocking");
        pm.types("/request undo request:1").await.sees("Undid").sees("1 normal");
        pm.types("/request assign request:1").await.sees("assigned to you");
        pm.types("/request undo request:1").await.sees("Undid").sees("nobody yet");
        pm.types("/request close request:1").await.sees("closed");
        pm.types("/request undo request:1").await.sees("open again");
    }

    async fn the_same_request_is_a_vote(world) {
        files(world, "SSO login loops").await;
        files(world, "Export is slow").await;
        let pm = world.member("PM lead");
        pm.types("/request same request:2 as:1").await.sees("REQ-2 now counts as a +1 of **REQ-1**");
        pm.types("/request same request:1 as:1").await.sees("cannot be a +1 of itself");
        pm.types("/request show request:1").await.sees("Also asked in").sees("REQ-2");
        pm.types("/request undo request:2").await.sees("and the +1 is gone");
    }

    async fn a_stale_button_changes_nothing_and_shows_what_is(world) {
        files(world, "SSO login loops").await;
        let (first, second) = (world.member("PM User management"), world.member("PM Growth"));
        let (mine, theirs) =
            (first.types("/request show request:1").await, second.types("/request show request:1").await);
        mine.presses("Take it").await.sees("assigned to you");
        let stale = theirs.presses("Take it").await;
        stale.is_in_place().sees("has changed since that button was drawn").sees(&first.mention());
        let assigned = "SELECT COUNT(*) FROM event WHERE verb = 'assigned'";
        assert_eq!(world.count(assigned).await, 1);
        // The fresh card has fresh buttons.
        stale.presses("Done").await.sees("closed: done");
    }

    async fn what_was_typed_into_a_stale_form_is_kept(world) {
        files(world, "SSO login loops").await;
        let (first, second) = (world.member("PM User management"), world.member("PM Growth"));
        let form = first.types("/request show request:1").await.presses("Edit").await;
        second.types("/request assign request:1").await.sees("assigned to you");
        let refused = form.submits(&[("text", "SSO login loops in Firefox")]).await;
        refused.is_private().sees("REQ-1 has changed since that form was opened").sees("nothing was saved");
        let again = refused.presses("Edit and try again").await;
        assert_eq!(again.filled_in("text"), "SSO login loops in Firefox");
        again.submits(&[]).await.sees("in Firefox").sees(&second.mention());
    }

    async fn of_two_people_at_once_one_gets_it(world) {
        files(world, "SSO login loops").await;
        let card = world.channel("requests").shows("REQ-1").await;
        let (first, second) = (world.member("PM User management"), world.member("PM Growth"));
        let (one, other) = (first.begins_press(&card, "Take it"), second.begins_press(&card, "Take it"));
        let answers = [first.sees_answer_to(&one).await, second.sees_answer_to(&other).await];
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'assigned'").await, 1);
        let late = answers.iter().filter(|answer| {
            answer.handle.as_ref().is_some_and(|handle| {
                let journal = world.sandbox.journal();
                let path = format!("/interactions/{}/", handle.id());
                journal.entries().filter(|entry| entry.path.starts_with(&path)).any(|entry| {
                    entry.body.as_ref().is_some_and(|body| body.to_string().contains("has changed since"))
                })
            })
        });
        assert_eq!(late.count(), 1, "the other one is told so");
    }

    async fn a_request_that_is_not_there_is_told(world) {
        let answer = world.member("Sales").types("/request show request:REQ-99").await;
        answer.is_private().sees("There is no REQ-99 here").sees("Nothing was changed");
        answer.presses("List requests").await.sees("No request fits");
    }

    async fn a_reporter_may_not_change_what_a_pm_has_taken(world) {
        files(world, "SSO login loops").await;
        world.member("PM lead").types("/request assign request:1").await.sees("assigned");
        let answer = world.member("Support engineer").types("/request edit request:1 importance:3").await;
        answer.sees("REQ-1 was not changed").sees("only a PM may");
        answer.presses("Add note").await.submits(&[("text", "Please raise it")]).await.sees("Noted on REQ-1");
    }
}

on_each_engine! {
    async fn the_files_of_a_withdrawn_request_go_after_a_week(world) {
        let reporter = world.member("Support engineer");
        let file = docket::sandbox::Upload { filename: "a.log".into(), content_type: None, bytes: vec![1, 2, 3].into() };
        reporter.types_with("/feedback text:SSO login loops file:a.log", file).await.sees("REQ-1");
        world.settle().await;
        let kept = async || world.count("SELECT COUNT(*) FROM request_file WHERE content_bytes IS NOT NULL").await;
        reporter.types("/request undo request:1").await.sees("withdrawn");
        world.turn(TimeDelta::days(6)).await;
        assert_eq!(kept().await, 1, "withdrawing can be taken back");
        reporter.types("/request reopen request:1").await.sees("REQ-1");
        world.turn(TimeDelta::days(2)).await;
        assert_eq!(kept().await, 1, "it is open again");
        reporter.types("/request undo request:1").await.sees("Undid");
        world.turn(TimeDelta::days(6)).await;
        assert_eq!(kept().await, 1, "it was withdrawn only then");
        world.turn(TimeDelta::days(2)).await;
        assert_eq!(kept().await, 0);
        reporter.types("/request history request:1").await.sees("its request was withdrawn");
    }

    async fn joining_and_parting_crosswise_is_decided_one_way_or_the_other(world) {
        const REQUESTS: usize = 5;
        for n in 1..=REQUESTS {
            files(world, &format!("Export {n} fails in some way of its own")).await;
        }
        world.member("Admin").types("/customer add name:Acme Ltd").await.sees("Acme Ltd");
        let people = [world.member("PM lead"), world.member("PM Growth"), world.member("PM Platform")];
        for round in 0..4 {
            let mut begun = Vec::new();
            for (person, step) in people.iter().zip([1, 2, 3]) {
                for n in 0..REQUESTS {
                    let (one, other) = (n + 1, (n + step + round) % REQUESTS + 1);
                    if one != other {
                        begun.push((person, person.begins(&format!("/request same request:{one} as:{other}"))));
                    }
                    begun.push((person, person.begins(&format!("/request undo request:{other}"))));
                }
            }
            let lead = &people[0];
            for (goes, stays) in [("Acme", "Acme Ltd"), ("Acme Ltd", "Acme")] {
                begun.push((lead, lead.begins(&format!("/customer merge customer:{goes} into:{stays}"))));
            }
            for (person, handle) in begun {
                person.sees_answer_to(&handle).await;
            }
        }
        // The world ends well: nobody was told of a fault.
    }
}
