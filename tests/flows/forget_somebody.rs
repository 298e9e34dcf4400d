//! A member or a customer is forgotten by an admin: what they are called and what was said goes, wherever it is kept and
//! whoever asks; what was counted stays counted.

use crate::{
    on_each_engine,
    tour::{self, Given},
    transfer::exported,
    world::{Answer, World},
};
use docket::{
    contract::{Level, spec::OptionKind},
    sandbox::{Permissions, Upload},
};

/// How many there are of what people count.
const COUNTS: [&str; 6] = [
    "SELECT COUNT(*) FROM request",
    "SELECT COUNT(*) FROM request WHERE customer_id = 3",
    "SELECT COUNT(*) FROM request_note WHERE NOT is_withdrawn",
    "SELECT COUNT(*) FROM request_question",
    "SELECT COUNT(*) FROM reminder",
    "SELECT COUNT(*) FROM event WHERE subject = 'request' AND verb IN ('filed', 'noted', 'edited', 'asked', 'closed')",
];

async fn counts(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for sql in COUNTS {
        counts.push(world.count(sql).await);
    }
    counts
}

fn file(name: &str) -> Upload {
    Upload {
        filename: name.to_owned(),
        content_type: Some("text/plain".to_owned()),
        bytes: b"log".as_slice().into(),
    }
}

fn may_post(world: &World, may: bool) {
    let denied = if may { Permissions::NONE } else { Permissions::SEND_MESSAGES };
    let (channel, bot) = (world.channel("requests").id, world.sandbox.bot_id());
    world.sandbox.set_overwrite(channel, bot, Permissions::NONE, denied);
}

pub async fn keeps_none(world: &World, words: &[&str]) {
    let export = exported(&world.db).await.to_lowercase();
    for word in words {
        let word = word.to_lowercase();
        let line = export.lines().find(|line| line.contains(&word));
        assert!(line.is_none(), "“{word}” is still kept: {line:?}");
    }
}

pub async fn keeps_all(world: &World, words: &[&str]) {
    let export = exported(&world.db).await.to_lowercase();
    for word in words {
        assert!(export.contains(&word.to_lowercase()), "the test is about “{word}”");
    }
}

/// Runs every command, opens every completion, and looks at every card, as somebody who may read everything.
async fn shows_none(world: &World, words: &[&str]) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    let message = &lead.says("Something worth filing");
    let given =
        Given { text: "Something else", name: Some("channel.requests"), customer: "#3", ..Given::default() };
    for leaf in tour::leaves().filter(|(_, leaf)| leaf.who < Level::Admin) {
        holds_back(&tour::runs_given(&lead, leaf, message, &given).await, &leaf.1.words(), words);
    }
    for (_, leaf) in tour::leaves().filter(|(_, leaf)| !leaf.is_hidden) {
        for option in leaf.options.iter().filter(|option| matches!(option.kind, OptionKind::Noun(_))) {
            for typed in words.iter().chain(&["", "login"]) {
                let line = format!("/{} {}:{typed}", leaf.words(), option.name);
                let offered = lead.completes(&line).await.join("\n").to_lowercase();
                assert!(
                    !words.iter().any(|word| offered.contains(&word.to_lowercase())),
                    "{line}: {offered}"
                );
            }
        }
    }
    for line in
        ["/request list state:all", "/request list text:login", "/settings undelivered", "/customer list"]
    {
        holds_back(&world.member("Admin").types(line).await, line, words);
    }
    world.settle().await;
    let cards = ["requests", "pm-sync"].map(|name| world.channel(name).messages());
    for card in cards.iter().flatten().filter(|message| message.text().contains("REQ-1 ·")) {
        let text = card.text().to_lowercase();
        assert!(!words.iter().any(|word| text.contains(&word.to_lowercase())), "a card shows it: {text}");
    }
}

#[track_caller]
fn holds_back(answer: &Answer<'_>, what: &str, words: &[&str]) {
    let text = answer.text().to_lowercase();
    for word in words {
        assert!(!text.contains(&word.to_lowercase()), "{what} tells “{word}”:\n{text}");
    }
}

async fn is_on_record(world: &World, subject: &str) {
    let export = exported(&world.db).await;
    let mark = format!("\"subject\":\"{subject}\"");
    let record = export.lines().find(|line| line.contains("\"table\":\"erasure\"") && line.contains(&mark));
    assert!(
        record.is_some_and(|line| line.contains("done_at") && line.contains("\"request\":")),
        "{record:?}"
    );
}

/// What a customer is called, and what was said for it or about it.
const CUSTOMER: [&str; 8] =
    ["quicksilver", "swallowed", "hermes", "7654321", "passkeys", "crash.log", "pressing", "secretly"];

/// A customer with something of theirs in every room.
async fn with_customer(world: &World) {
    let lead = world.member("PM lead").in_channel("pm-sync");
    lead.types("/customer add name:Quicksilver Rockets alias:hermes value:7654321 owner:@Sales")
        .await
        .sees("Added");
    lead.types("/customer add name:Swallowed Holdings").await.sees("Added");
    lead.types("/customer merge customer:Swallowed Holdings into:Quicksilver Rockets").await.sees("part of");
    let line = "/feedback text:Login with passkeys fails for quicksilver  rockets customer:Quicksilver Rockets file:crash.log";
    world.member("Support engineer").types_with(line, file("crash.log")).await.sees("REQ-1");
    let message = world.member("Sales").says("Swallowed Holdings are pressing us about the login");
    lead.files_feedback_on(&message).await.sees("REQ-2");
    world.settle().await;
    world.expects_status(403);
    may_post(world, false);
    for line in [
        "/request edit request:2 customer:Swallowed Holdings",
        "/feedback text:Another matter that Quicksilver-Rockets brought up customer:Acme link:https://quicksilver-rockets.example.com/1",
        "/feedback text:Login with passkeys, once more customer:Swallowed Holdings",
        "/feedback text:Rather later, says (customer: whoever) customer:Nobody of Quicksilver Rockets",
        "/request note request:1 text:They secretly use another vendor",
        "/request note request:3 text:Ask @QuicksilverRockets first",
        "/request edit request:1 importance:3",
        "/request same request:4 as:1",
        "/customer channel channel:#support customer:Quicksilver Rockets",
        "/area add name:Quicksilver Rockets desk owner:@PM Growth keywords:quicksilver rockets, launchpad",
        "/rotation setup name:Quicksilver Rockets rota members:@Admin @PM Growth handoff:every Thursday 09:30 zone:America/Los_Angeles channel:#pm-sync",
        "/rotation save draft:1",
        "/rotation note text:Quicksilver Rockets call back on Friday",
        "/remind channel text:Ring Quicksilver Rockets when:in 3 days channel:#pm-sync",
        "/remind checklist name:Visit items:Slides for Quicksilver Rockets; Badges when:in 1h channel:#pm-sync",
    ] {
        lead.types(line).await.is_private().sees_not("Nothing was changed").sees_not("went wrong");
    }
    // Refused, and kept for a while.
    lead.types("/feedback text:Quicksilver Rockets again area:Nowhere").await.sees("No area is named");
    let admin = world.member("Admin");
    admin.types("/settings holiday add date:2026-12-24 name:Quicksilver Rockets outing").await.sees("outing");
    world.settle().await;
    world.turn(chrono::TimeDelta::hours(30)).await;
    may_post(world, true);
}

pub async fn forgets<'w>(world: &'w World, whom: &str) -> Answer<'w> {
    let asked = world.member("Admin").types(&format!("/settings forget {whom}")).await;
    asked.is_private().sees("This cannot be undone");
    asked.presses("Forget for good").await
}

on_each_engine! {
    async fn nothing_of_a_forgotten_customer_is_kept_or_shown(world) {
        with_customer(world).await;
        let (before, all) = (counts(world).await, world.member("PM lead").types("/triage queue").await.text());
        keeps_all(world, &CUSTOMER).await;

        let export = exported(&world.db).await;
        world.member("Admin").types("/settings forget customer:Swallowed Holdings").await.sees("Quicksilver Rockets");
        assert_eq!(exported(&world.db).await, export, "nothing goes before it is confirmed");

        forgets(world, "customer:Quicksilver Rockets").await.sees("docket is forgetting");
        world.settle().await;
        world.channel("admin").shows("A customer was forgotten").await;

        keeps_none(world, &CUSTOMER).await;
        is_on_record(world, "customer").await;
        assert_eq!(counts(world).await, before, "what was counted stays counted");
        world.member("PM lead").types("/triage queue").await.sees(all.lines().next().unwrap_or_default());
        world.member("PM lead").types("/request show request:1").await.sees("(forgotten)").sees("Forgotten customer 3");
        world.member("PM lead").types("/request show request:3").await.sees("Another matter that a forgotten customer brought up");
        world.member("PM lead").types("/request history request:1").await.sees("filed");
        shows_none(world, &CUSTOMER).await;
        // Cards that waited for the channel come, and tell nothing either.
        world.turn(chrono::TimeDelta::hours(7)).await;
        world.channel("requests").only("REQ-1 ·");
        keeps_none(world, &CUSTOMER).await;
    }

    async fn nothing_of_a_forgotten_member_is_kept_or_shown(world) {
        let (person, lead) = (world.member("PM Growth"), world.member("PM lead"));
        let (id, mention) = (person.id.to_string(), person.mention());
        const SAID: [&str; 7] =
            ["passkeys", "crash.log", "pressing", "secretly", "dentist", "handing this over", "unfinished"];
        person.types_with("/feedback text:Login with passkeys fails customer:Acme file:crash.log", file("crash.log")).await.sees("REQ-1");
        let message = person.says("They are pressing us about the login");
        world.member("Sales").files_feedback_on(&message).await.sees("REQ-2");
        for line in [
            "/request note request:2 text:They secretly use another vendor",
            "/remind me text:Call the dentist when:in 3 days",
            "/remind channel text:Think of the dentist when:in 1h channel:#support",
            "/digest settings time:8:00",
        ] {
            person.types(line).await.is_private().sees_not("Nothing was changed");
        }
        for line in [
            "/rotation setup name:rota members:@PM Growth @PM Platform handoff:every Thursday 09:30 zone:America/Los_Angeles channel:#pm-sync".to_owned(),
            "/rotation save draft:1".to_owned(),
            "/request assign request:2 to:@PM Growth".to_owned(),
            format!("/request note request:2 text:Ask {mention} about it"),
            "/customer edit customer:Acme owner:@PM Growth".to_owned(),
            "/area edit area:Platform backup:@PM Growth".to_owned(),
        ] {
            lead.types(&line).await.sees_not("Nothing was changed");
        }
        person.types("/rotation note text:I am handing this over").await.sees_not("Nothing was changed");
        world.settle().await;
        let refused = world.member("Admin").types("/settings forget member:@PM Growth").await;
        refused.is_private().sees("Nothing was forgotten").sees("takes turns in **rota**");
        lead.types("/rotation members remove member:@PM Growth").await.presses("Save").await;
        world.turn(chrono::TimeDelta::days(9)).await;
        lead.types("/feedback text:Something that stays").await.sees("REQ-3");
        // What was refused is kept for a while only.
        person.types("/feedback text:Something unfinished link:nowhere").await.sees("must be a web address");
        keeps_all(world, &SAID).await;
        keeps_all(world, &[&id]).await;
        let before = counts(world).await;

        forgets(world, "member:@PM Growth").await.sees("docket is forgetting");
        world.settle().await;
        world.channel("admin").shows("A member was forgotten").await;

        let gone = [&SAID[..], &[id.as_str()]].concat();
        keeps_none(world, &gone).await;
        is_on_record(world, "member").await;
        assert_eq!(counts(world).await, before, "what was counted stays counted");
        let shown = lead.types("/request show request:1").await;
        shown.sees("(forgotten)").sees("Filed by").sees("somebody (forgotten)");
        lead.types("/request show request:2").await.sees("nobody yet");
        lead.types("/request show request:3").await.sees("Something that stays");
        lead.types("/rotation history").await.sees_not(&id);
        shows_none(world, &SAID).await;
        keeps_none(world, &SAID).await;
    }

    async fn only_admins_forget_and_only_one_of_the_two_at_a_time(world) {
        world.member("PM lead").types("/settings forget customer:Acme").await.is_private().sees_not("cannot be undone");
        let admin = world.member("Admin");
        admin.types("/settings forget").await.sees("Name one of the two").sees("Nothing was forgotten");
        admin.types("/settings forget customer:Acme member:@Sales").await.sees("Name one of the two");
        admin.types("/settings forget member:@PM Platform").await.sees("owns the area **Platform**");
        assert_eq!(world.count("SELECT COUNT(*) FROM erasure").await, 0);
    }

    async fn forgetting_goes_on_after_a_restart_and_through_many_requests(world) {
        let lead = world.member("PM lead");
        for n in 0..120 {
            lead.types(&format!("/feedback text:Passkeys number {n} customer:Bluebird Bank")).await.sees("Filed as");
        }
        world.settle().await;
        forgets(world, "customer:Bluebird Bank").await.sees("docket is forgetting");
        world.stops().await;
        world.starts().await;
        world.settle().await;
        world.channel("admin").shows("A customer was forgotten").await;
        keeps_none(world, &["Passkeys", "Bluebird"]).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM request WHERE customer_id = 2").await, 120);
    }
}
