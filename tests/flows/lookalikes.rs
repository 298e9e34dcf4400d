//! What was asked before is found again, also when it has ended; and demand is counted in customers.

use crate::{in_every_world, world::World};
use chrono::TimeDelta;

/// A release ships with an item that answers REQ-1; the request says so.
async fn ships_with_the_first_request(world: &World) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    let line = "/release plan name:v7.2 target:the working day on or before the 16th";
    lead.types(line).await.sees("**v7.2** is planned");
    lead.types("/release add text:Sessions that last release:v7.2 request:REQ-1").await.sees("ITEM-1");
    lead.types("/request show request:1").await.sees("**ITEM-1** (on track)");
    lead.types("/release ship release:v7.2").await.sees("**v7.2** has shipped");
    lead.types("/request show request:1").await.sees("**ITEM-1** (shipped in v7.2)");
}

in_every_world! {
    async fn what_was_declined_lately_says_so_and_takes_a_plus_one(world) {
        let (reporter, pm) = (world.member("Support engineer"), world.member("PM User management"));
        reporter.types("/feedback text:SSO login loops after the upgrade to 7.2").await.sees("REQ-1");
        pm.types("/request decline request:1 reason:Works as meant").await.sees("closed: declined");
        world.turn(TimeDelta::days(10)).await;
        let again = reporter.types("/feedback text:login loops with SSO after upgrade to 7.2").await;
        again.sees("Looks like **REQ-1** (declined on <t:").sees("“Works as meant”): SSO").sees_not("regression");
        assert!(!again.buttons().contains(&"Reopen REQ-1 with it".to_owned()), "reopening is for PMs");
        again.presses("+1 REQ-1 instead").await.sees("REQ-2 now counts as a +1 of **REQ-1**").sees("It is closed: declined on");
        let of_pm = pm.types("/feedback text:login loops with SSO after the upgrade to 7.2").await;
        assert!(of_pm.buttons().contains(&"Reopen REQ-1 with it".to_owned()), "{:?}", of_pm.buttons());
    }

    async fn what_was_done_may_have_come_back_and_is_reopened_by_one_press(world) {
        let pm = world.member("PM User management");
        pm.types("/feedback text:SSO login loops after the upgrade to 7.2").await.sees("REQ-1");
        pm.types("/request close request:1").await.sees("closed: done");
        world.turn(TimeDelta::days(10)).await;
        let again = pm.types("/feedback text:login loops with SSO after upgrade to 7.2").await;
        again.sees("Looks like **REQ-1** (done on <t:").sees("a regression?");
        again.presses("A regression: reopen REQ-1").await.sees("REQ-2 now counts as a +1 of **REQ-1**").sees_not("It is closed");
        pm.types("/request list").await.sees("**REQ-1**").sees_not("**REQ-2**");
        pm.types("/request history request:1").await.sees("reopened it").sees("made REQ-2 a +1 of this");
    }

    async fn what_was_done_says_with_what_and_asks_whether_it_has_come_back(world) {
        let pm = world.member("PM User management");
        pm.types("/feedback text:SSO login loops after every logout").await.sees("REQ-1");
        pm.types("/request note request:1 text:Looking at it").await.sees("Noted");
        world.turn(TimeDelta::days(1)).await;
        pm.types("/request close request:1 note:Fixed in 7.2").await.sees("closed: done");
        pm.types("/request note request:1 text:Told them").await.sees("Noted");
        world.turn(TimeDelta::days(10)).await;
        let again = world.member("Support engineer").types("/feedback text:login loops with SSO after every logout").await;
        again.sees("Looks like **REQ-1** (done on <t:").sees(", “Fixed in 7.2”: a regression?)");
        again.sees_not("Looking at it").sees_not("Told them");
    }

    async fn what_has_shipped_says_in_which_release(world) {
        let (lead, reporter) = (world.member("PM lead"), world.member("Support engineer"));
        reporter.types("/feedback text:SSO login loops after every logout").await.sees("REQ-1");
        ships_with_the_first_request(world).await;
        lead.types("/request close request:1").await.sees("closed: done");
        world.turn(TimeDelta::days(10)).await;
        let again = reporter.types("/feedback text:login loops with SSO after every logout").await;
        again.sees("Looks like **REQ-1** (done in v7.2 on <t:").sees("a regression?");
        lead.types("/triage next").await.sees("**REQ-1** (done in v7.2 on <t:");
    }

    async fn triage_opens_again_what_has_come_back(world) {
        let (lead, reporter) = (world.member("PM lead"), world.member("Support engineer"));
        reporter.types("/feedback text:SSO login loops after every logout").await.sees("REQ-1");
        lead.types("/request close request:1").await.sees("closed: done");
        world.turn(TimeDelta::days(10)).await;
        reporter.types("/feedback text:login loops with SSO after every logout").await.sees("REQ-2");
        let card = lead.types("/triage next").await;
        let said = card.chooses("Same as…", "1 reopen").await;
        said.sees("REQ-2 now counts as a +1 of **REQ-1**").sees_not("It is closed");
        lead.types("/request list").await.sees("**REQ-1**").sees_not("**REQ-2**");
        lead.types("/request history request:1").await.sees("reopened it").sees("made REQ-2 a +1 of this");
    }

    async fn what_was_declined_is_in_no_release(world) {
        let (lead, reporter) = (world.member("PM lead"), world.member("Support engineer"));
        reporter.types("/feedback text:SSO login loops after every logout").await.sees("REQ-1");
        ships_with_the_first_request(world).await;
        lead.types("/request decline request:1 reason:Works as meant").await.sees("closed: declined");
        let again = reporter.types("/feedback text:login loops with SSO after every logout").await;
        again.sees("Looks like **REQ-1** (declined on <t:").sees_not("7.2");
    }

    async fn who_may_not_read_the_plan_is_not_told_what_a_release_is_called(world) {
        let guest = world.member("Guest");
        guest.types("/feedback text:SSO login loops after every logout").await.sees("REQ-1");
        ships_with_the_first_request(world).await;
        world.member("PM lead").types("/request close request:1").await.sees("closed: done");
        guest.types("/request show request:1").await.sees("**ITEM-1** (shipped)").sees_not("7.2");
        let again = guest.types("/feedback text:login loops with SSO after every logout").await;
        again.sees("Looks like **REQ-1** (done on <t:").sees_not("7.2");
    }

    async fn what_ended_long_ago_is_not_offered(world) {
        let pm = world.member("PM User management");
        pm.types("/feedback text:SSO login loops after the upgrade to 7.2").await.sees("REQ-1");
        pm.types("/request decline request:1 reason:Works as meant").await.sees("closed: declined");
        world.turn(TimeDelta::days(91)).await;
        pm.types("/feedback text:login loops with SSO after upgrade to 7.2").await.sees("REQ-2").sees_not("Looks like");
    }

    async fn lists_say_how_something_ended(world) {
        let pm = world.member("PM User management");
        for text in ["SSO login loops", "Dark mode is missing", "Export is slow", "The export of posts is slow"] {
            pm.types(&format!("/feedback text:{text}")).await.sees("Filed as");
        }
        pm.types("/request close request:1").await.sees("closed: done");
        pm.types("/request decline request:2 reason:Works as meant").await.sees("closed: declined");
        pm.types("/request same request:4 as:3").await.sees("+1");
        let list = pm.types("/request list state:closed").await;
        list.sees("done on <t:").sees("declined on <t:").sees("same as REQ-3 on <t:");
    }

    async fn demand_is_counted_in_customers(world) {
        let pm = world.member("PM lead");
        pm.types("/customer edit customer:Acme value:480000").await.sees("480,000");
        pm.types("/customer edit customer:Bluebird Bank value:250000").await.sees("250,000");
        let reporter = world.member("Support engineer");
        for who in ["Acme", "Acme", "Acme", "Bluebird Bank"] {
            reporter.types(&format!("/feedback text:SSO login loops customer:{who}")).await.sees("Filed as");
        }
        for id in 2..=4 {
            pm.types(&format!("/request same request:{id} as:1")).await.sees("+1");
        }
        let shown = pm.types("/request show request:1").await;
        shown.sees("3 (2 customers)").sees("730,000");
        reporter.types("/request show request:1").await.sees("3 (2 customers)").sees_not("730,000");
        world.settle().await;
        let card = world.channel("requests").only("REQ-1 · new");
        assert!(card.text().contains("3 (2 customers)") && !card.text().contains("730,000"), "{}", card.text());
    }

    async fn a_customer_shows_what_they_asked_for(world) {
        let (pm, reporter) = (world.member("PM lead"), world.member("Support engineer"));
        pm.types("/customer show customer:Acme").await.sees("Nothing was filed for them yet");
        for n in 1..=12 {
            reporter.types(&format!("/feedback text:Thing number {n} is broken customer:Acme")).await.sees("Filed as");
        }
        reporter.types("/feedback text:Dark mode is missing customer:Bluebird Bank").await.sees("REQ-13");
        pm.types("/request decline request:12 reason:Works as meant").await.sees("declined");
        let shown = pm.types("/customer show customer:Acme").await;
        shown.is_private().sees("a manufacturer").sees("**REQ-12**").sees("declined on").sees("12 in all");
        shown.sees_not("**REQ-2**").sees_not("REQ-13");
        shown.chooses("Open a request…", "11").await.sees("Thing number 11");
        let shown = pm.types("/customer show customer:Acme").await;
        shown.presses("Older requests").await.is_in_place().sees("**REQ-2**").sees_not("**REQ-12**");
    }

    async fn a_list_is_narrowed_by_who_has_it_who_filed_it_and_how_much_it_matters(world) {
        let (support, sales, pm) = (world.member("Support engineer"), world.member("Sales"), world.member("PM Growth"));
        support.types("/feedback text:SSO login loops importance:3").await.sees("REQ-1");
        sales.types("/feedback text:Export is slow importance:0").await.sees("REQ-2");
        sales.types("/feedback text:Dark mode is missing importance:3").await.sees("REQ-3");
        pm.types("/request assign request:2").await.sees("assigned to you");
        for (filter, shown) in [
            ("assignee:@PM Growth", &[2][..]),
            ("reporter:@Sales", &[3, 2]),
            ("importance:3", &[3, 1]),
            ("importance:0", &[2]),
            ("reporter:@Sales importance:3", &[3]),
            ("assignee:@PM Growth importance:3", &[]),
            ("reporter:@Sales assignee:@PM Growth", &[2]),
            ("importance:3 text:login", &[1]),
            ("reporter:@Sales text:login", &[]),
        ] {
            let list = pm.types(&format!("/request list {filter}")).await;
            for id in 1..=3 {
                let line = format!("**REQ-{id}**");
                if shown.contains(&id) { list.sees(&line) } else { list.sees_not(&line) };
            }
        }
    }
}
