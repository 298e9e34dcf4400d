//! The triage that the person on duty does: one card at a time, each decided in a click or two.

use crate::{
    in_every_world, on_each_engine,
    world::{Answer, Person, World},
};
use chrono::TimeDelta;
use std::collections::BTreeSet;

async fn files(world: &World, text: &str) {
    world.member("Support engineer").types(&format!("/feedback text:{text}")).await.sees("Filed as");
}

/// The number of the request that a card shows.
fn shown(answer: &Answer<'_>) -> Option<String> {
    let text = answer.text();
    let title = text.lines().find_map(|line| line.strip_suffix(" · new"))?;
    Some(title.trim().to_owned())
}

/// Takes every card that is shown, until nothing is left. Returns what was taken.
async fn takes_all(person: &Person<'_>) -> Vec<String> {
    let mut taken = Vec::new();
    let mut card = person.types("/triage next").await;
    while let Some(id) = shown(&card) {
        card = card.presses("Take it").await;
        assert!(!card.text().contains("nothing was done"), "{}", card.text());
        taken.push(id);
    }
    taken
}

in_every_world! {
    async fn each_decision_takes_two_clicks_at_most_and_shows_the_next_card(world) {
        for text in ["SSO login loops", "The invoice is wrong", "The invoice is very wrong", "Search is slow", "Dark mode"] {
            files(world, text).await;
        }
        let pm = world.member("PM lead");
        let card = pm.types("/triage next").await;
        card.is_private().sees("5 left").sees("Routed to User management: matched 'login");
        let card = card.presses("Assign to the owner of User management").await;
        card.is_in_place().sees("REQ-1 is assigned to").sees("1 of 5 done, 4 left").sees("The invoice is wrong");
        let card = card.chooses("Snooze until…", "Next Monday").await;
        card.is_in_place().sees("REQ-2 comes back").sees("2 of 5 done, 3 left").sees("very wrong");
        let card = card.chooses("Same as…", "2").await;
        card.is_in_place().sees("REQ-3 now counts as a +1 of **REQ-2**").sees("Search is slow");
        let card = card.chooses("Assign to…", "PM Growth").await;
        card.is_in_place().sees("REQ-4 is assigned to").sees("4 of 5 done, 1 left").sees("Dark mode");
        let form = card.presses("Ask the reporter").await;
        let card = form.opens("Ask the reporter").submits(&[("text", "On which device?")]).await;
        card.is_in_place().sees("is asked about REQ-5").sees("Nothing is left to triage. 5 decisions in this round.");
        let back = card.presses("Undo").await;
        back.is_in_place().sees("Undid: the question about REQ-5").sees("Dark mode");
        back.presses("Skip").await.is_in_place().sees("REQ-5 is skipped").sees("1 skipped by you");
        pm.types("/request history request:2").await.sees("snoozed it until");
        world.turn(TimeDelta::minutes(5)).await;
        world.channel("requests").only("REQ-4 is yours now");
    }

    async fn a_sweep_assigns_what_is_obvious(world) {
        for text in ["SSO login loops", "The invoice is wrong", "Dark mode"] {
            files(world, text).await;
        }
        let pm = world.member("PM lead");
        let sweep = pm.types("/triage sweep").await;
        sweep.is_private().sees("proposed for 2 requests").sees("matched 'invoice'");
        let done = sweep.presses("Accept all 2").await;
        done.is_in_place().sees("2 of 2 assigned");
        done.chooses("Undo one…", "2").await.is_in_place().sees("Undone: REQ-2").sees("1 of 2 assigned");
        pm.types("/triage queue").await.is_private().sees("**2** requests wait").presses("Start").await
            .is_in_place().sees("2 left").sees("The invoice is wrong");
        world.turn(TimeDelta::minutes(5)).await;
        world.channel("requests").only("REQ-1 is yours now");
    }

    async fn the_reporter_is_asked_where_it_was_filed_and_answers_there(world) {
        files(world, "The export for Acme is wrong customer:Acme").await;
        let (pm, reporter) = (world.member("PM Growth"), world.member("Support engineer"));
        let form = pm.types("/triage next").await.presses("Ask the reporter").await;
        form.submits(&[("text", "Which **format** does @everyone use?")]).await.sees("is asked about REQ-1");
        world.settle().await;
        let (support, requests) = (world.channel("support"), world.channel("requests"));
        let question = support.only("asks about your **REQ-1**");
        assert_eq!(support.pings(&reporter), 1);
        assert!(!question.text().contains("is wrong"), "what was filed in private stays private");
        pm.types("/triage next").await.sees("1 waiting for an answer");
        let form = reporter.presses(&question, "Answer").await;
        form.opens("Your answer").submits(&[("text", "CSV")]).await.is_private().sees("Thank you");
        world.settle().await;
        support.shows("Answered").await;
        assert_eq!(support.pings(&reporter), 1, "an edit does not ping");
        let told = requests.only("answered about **REQ-1**: CSV");
        assert_eq!(requests.pings(&pm), 1);
        pm.presses(&told, "Triage").await.is_private().sees("CSV").sees("1 left");
    }
}

on_each_engine! {
    async fn two_people_at_once_make_twenty_decisions(world) {
        for n in 1..=20 {
            files(world, &format!("invoice number {n} is wrong")).await;
        }
        let (first, second) = (world.member("PM Growth"), world.member("PM Platform"));
        let (one, other) = tokio::join!(takes_all(&first), takes_all(&second));
        assert!(!one.is_empty() && !other.is_empty(), "both had work: {one:?}, {other:?}");
        let distinct: BTreeSet<&String> = one.iter().chain(&other).collect();
        assert_eq!((one.len() + other.len(), distinct.len()), (20, 20), "{one:?}, {other:?}");
        assert_eq!(world.count("SELECT COUNT(*) FROM event WHERE verb = 'assigned'").await, 20);
        let versions = "SELECT COUNT(*) FROM request WHERE state = 'assigned' AND version = 2";
        assert_eq!(world.count(versions).await, 20, "each was changed once");
    }

    async fn a_card_that_has_changed_is_told_and_the_next_is_shown(world) {
        files(world, "SSO login loops").await;
        files(world, "The invoice is wrong").await;
        let (pm, other) = (world.member("PM lead"), world.member("PM Growth"));
        let card = pm.types("/triage next").await;
        other.types("/request assign request:1").await.sees("assigned to you");
        let next = card.presses("Take it").await;
        next.is_in_place().sees("REQ-1 has changed since that card was drawn").sees(&other.mention());
        next.sees("The invoice is wrong").presses("Take it").await.sees("REQ-2 is assigned to you");
    }

    async fn a_question_that_comes_too_late_is_kept(world) {
        files(world, "SSO login loops").await;
        let (pm, other) = (world.member("PM lead"), world.member("PM Growth"));
        let form = pm.types("/triage next").await.presses("Ask the reporter").await;
        other.types("/request edit request:1 importance:3").await.sees("REQ-1");
        let refused = form.submits(&[("text", "On which device?")]).await;
        refused.is_private().sees("REQ-1 has changed since").sees("Your question is kept");
        let again = refused.presses("Edit and try again").await;
        assert_eq!(again.filled_in("text"), "On which device?");
        again.submits(&[("text", "On which device is it?")]).await.sees("is asked about REQ-1");
        world.settle().await;
        world.channel("support").only("On which device is it?");
    }

    async fn hostile_text_is_shown_and_does_nothing(world) {
        let text = "@everyone <@&1> ``` **boo** [x](https://evil.example) \u{202E}gnp.exe REQ-9 · new";
        files(world, text).await;
        files(world, &format!("invoice {text}")).await;
        let pm = world.member("PM lead");
        let card = pm.types("/triage next").await;
        card.sees("boo").sees_not("**boo**").sees_not("```");
        let form = card.presses("Ask the reporter").await;
        let next = form.submits(&[("text", text)]).await;
        next.is_in_place().sees("1 of 2 done");
        let form = next.chooses("Same as…", "other").await;
        form.submits(&[("as", "@everyone ``` **x**")]).await.sees("not the number of a request").presses("Edit and try again").await
            .opens("Same as…");
        let form = next.chooses("Snooze until…", "other").await;
        form.submits(&[("until", text)]).await.sees("Nothing was changed");
        pm.types("/triage sweep").await.sees("boo").sees_not("**boo**");
        world.settle().await;
        assert!(!world.channel("support").transcript().contains("**boo**"));
    }

    async fn who_is_away_is_not_proposed(world) {
        let admin = world.member("Admin");
        admin.types("/rotation setup name:requests members:@PM Self-service @PM Growth @PM Platform \
            handoff:every Wednesday 09:30 zone:America/Los_Angeles deadline:every Wednesday 09:00").await;
        admin.types("/rotation save draft:1").await.is_private();
        files(world, "The invoice is wrong").await;
        let lead = world.member("PM lead");
        lead.types("/triage next").await.sees("Routed to Self-service").sees("deadline <t:1795626000:F>").presses("Skip").await;
        world.member("PM Self-service").types("/rotation away until:in 5d").await;
        let backup = world.member("PM Growth").mention();
        let own = world.member("PM Platform").types("/triage next").await;
        own.sees(&format!("{backup}. Backup of Self-service")).sees("is away until");
        own.presses("Skip").await;
        lead.types("/triage sweep").await.sees(&format!("to {backup}. Backup of Self-service"));
    }

    async fn what_is_put_off_is_not_counted_in_the_notices_of_a_rotation(world) {
        let admin = world.member("Admin");
        admin.types("/rotation setup name:requests members:@PM Growth @PM Platform handoff:every Wednesday 09:30 \
            zone:America/Los_Angeles channel:#requests").await;
        admin.types("/rotation save draft:1").await.is_private();
        files(world, "The export for Acme is wrong customer:Acme").await;
        files(world, "Dark mode").await;
        let card = world.member("PM lead").types("/triage next").await;
        card.presses("Skip").await.chooses("Snooze until…", "other").await
            .submits(&[("until", "in 30d")]).await.sees("REQ-2 comes back");
        world.turn(TimeDelta::days(7)).await;
        let handoff = world.channel("requests").shows("Handed over").await.text();
        assert!(handoff.contains("One request is unassigned"), "{handoff}");
        assert!(handoff.contains("The export for a manufacturer is wrong"), "{handoff}");
        assert!(!handoff.contains("Dark mode"), "{handoff}");
        world.channel("requests").shows("One request has come in and is unassigned").await;
        assert!(!world.channel("requests").transcript().contains("2 requests have come in"));
    }
}
