//! `docket sandbox`, as a newcomer meets it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::on_both_engines;
use chrono::TimeDelta;
use docket::{
    app::{SandboxApp, check},
    config::{DatabaseArgs, DiscordArgs, SandboxArgs, ServeArgs},
    sandbox::{Id, Outcome, Sandbox},
};
use serde_json::Value;

const LINE: &str = "/feedback text:SSO login loops after 7.2 customer:Acme";

async fn start(database_url: &str, interactions: &str) -> SandboxApp {
    let args = SandboxArgs {
        listen: Some("127.0.0.1:0".into()),
        database: Some(database_url.into()),
        fresh: false,
        interactions: Some(interactions.into()),
    };
    SandboxApp::start(&args).await.expect("the sandbox starts")
}

struct Team<'a> {
    running: &'a SandboxApp,
    guild: Id,
}

impl Team<'_> {
    fn of(running: &SandboxApp) -> Team<'_> {
        Team { running, guild: running.sandbox().guild("Sample team").expect("it is there") }
    }

    fn channel(&self, name: &str) -> Id {
        self.running.sandbox().channel(self.guild, name).expect("a channel")
    }

    fn member(&self, name: &str) -> Id {
        self.running.sandbox().member(self.guild, name).expect("a member")
    }

    /// Types a line and returns what is answered.
    async fn types(&self, who: &str, place: &str, line: &str) -> Outcome {
        self.running.sandbox().type_line(self.channel(place), self.member(who), line).outcome().await
    }

    async fn reads(&self, who: &str, place: &str, line: &str) -> String {
        self.types(who, place, line).await.text()
    }
}

/// Presses the button of the page that turns the clock to the next moment worth seeing, and returns what it said.
async fn turns_to_the_next_moment(sandbox: &Sandbox) -> String {
    let view: Value =
        reqwest::get(format!("{}/page/view", sandbox.url())).await.unwrap().json().await.unwrap();
    let button = view["moment"].as_str().expect("there is a button");
    let (_, rest) = button.split_once("data-turn-to=\"").expect("it says where to");
    let (at, rest) = rest.split_once('"').unwrap();
    sandbox.turn_to(at.parse().expect("an instant")).await;
    let (_, label) = rest.split_once('>').unwrap();
    label.split('<').next().unwrap().trim().to_owned()
}

/// Asks until the answer holds `needle`, many times at most.
async fn eventually(url: &str, needle: &str) -> String {
    let mut text = String::new();
    for _ in 0..500 {
        text = reqwest::get(url).await.unwrap().text().await.unwrap();
        if text.contains(needle) {
            return text;
        }
    }
    panic!("{url} never said {needle}: {text}");
}

on_both_engines! {
    async fn the_first_feedback_of_a_newcomer_is_req_1(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let team = Team::of(&running);
        let answer = team.types("Support engineer", "support", LINE).await;
        let message = answer.message().expect("a message");
        assert!(message.text().contains("REQ-1"), "{}", message.text());
        assert_eq!(message.private_to, Some(team.member("Support engineer")), "the answer is the reporter's alone");
        let card = running.sandbox().wait_for(team.channel("requests"), |message| message.text().contains("REQ-1")).await;
        let card = card.expect("the team sees a card");
        assert!(card.text().contains("User management"), "the area is guessed from `SSO`: {}", card.text());
        running.stop().await;
    }

    async fn the_sample_team_is_set_up_and_nothing_is_missing(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let team = Team::of(&running);
        let areas = team.reads("Guest", "general", "/area list").await;
        for area in
            ["Channels and posts", "User management", "Apps and integrations", "Growth", "Self-service", "Platform"]
        {
            assert!(areas.contains(area), "{area}: {areas}");
        }
        let found = team.reads("Admin", "admin", "/settings check").await;
        assert!(found.contains("All is well"), "{found}");
        for customer in ["Acme", "Bluebird Bank", "Harbor Logistics", "Meadow School"] {
            let shown = team.reads("PM lead", "requests", &format!("/customer show customer:{customer}")).await;
            assert!(shown.contains(customer), "{shown}");
        }
        running.stop().await;
    }

    async fn who_opens_the_page_first_finds_something_to_do(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let team = Team::of(&running);
        let sandbox = running.sandbox();
        let first = team.member("Support engineer");
        let said = sandbox.messages(team.channel("support"), first);
        let sso = said.iter().find(|message| message.text().contains("SSO login loops")).expect("a conversation");
        let filed = sandbox.run_menu(first, sso.id, "File feedback").outcome().await.text();
        assert!(filed.contains("REQ-1") && filed.contains("User management"), "{filed}");
        running.stop().await;
    }

    async fn whoever_opens_the_page_first_may_do_what_its_first_buttons_say(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let sandbox = running.sandbox();
        let view: Value =
            reqwest::get(format!("{}/page/view", sandbox.url())).await.unwrap().json().await.unwrap();
        let [user, channel] = ["user", "channel"].map(|of| view[of].as_str().unwrap().parse::<Id>().unwrap());
        let first = sandbox.wait_for(channel, |message| message.text().contains("docket is here")).await;
        let first = first.expect("the greeting is where the page opens");
        assert!(!first.text().contains("Set up"), "the sample team is set up: {}", first.text());
        let components = first.all_components().into_iter();
        let labels: Vec<_> = components.filter_map(|one| one["label"].as_str().map(str::to_owned)).collect();
        assert_eq!(labels, ["File feedback", "Help"]);
        for label in labels {
            let answer = sandbox.press(user, first.id, &label).outcome().await;
            assert!(answer.form().is_some() || answer.message().is_some(), "{}", answer.text());
        }
        running.stop().await;
    }

    async fn one_can_live_through_the_week_of_the_sync(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let (team, sandbox) = (Team::of(&running), running.sandbox());
        let (place, lead) = (team.channel("pm-sync"), team.member("PM lead"));
        // The button beside the clock leads from moment to moment: first to a Monday, then on to the sync.
        while !turns_to_the_next_moment(sandbox).await.starts_with("Monday") {}
        let board = sandbox.wait_for(place, |message| message.text().contains("**Topics**")).await.expect("a board");
        assert!(board.text().contains("Seven or fourteen days of trial"), "{}", board.text());
        while !turns_to_the_next_moment(sandbox).await.contains("Wednesday: the sync") {}
        let owed = sandbox.wait_for_dm(team.member("PM Growth"), |message| message.text().contains("needs from you")).await;
        assert!(owed.is_some_and(|message| message.text().contains("Topics that you speak to")), "who speaks was told before");
        let begun = team.reads("PM lead", "pm-sync", "/meeting start").await;
        assert!(begun.contains("has begun"), "{begun}");
        let next = team.reads("PM lead", "pm-sync", "/meeting next-item").await;
        assert!(next.contains("Seven or fourteen days of trial"), "{next}");
        team.reads("PM lead", "pm-sync", "/note text:decision: fourteen days").await;
        let over = team.reads("PM lead", "pm-sync", "/meeting end").await;
        assert!(over.contains("The meeting is over"), "{over}");
        let draft = sandbox.wait_for_dm(lead, |message| message.text().contains("are a draft")).await;
        assert!(draft.is_some(), "the chair has a draft");
        // Nobody publishes it, so it is published on the next day.
        while !turns_to_the_next_moment(sandbox).await.starts_with("Thursday") {}
        let minutes = sandbox.wait_for(place, |message| message.text().contains("Minutes of **PM weekly sync**")).await;
        assert!(minutes.is_some_and(|message| message.text().contains("fourteen days")));
        running.stop().await;
    }

    async fn one_can_answer_a_public_question_as_marketing_and_as_its_owner(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let (team, sandbox) = (Team::of(&running), running.sandbox());
        let social = team.channel("social");
        for id in ["ESC-1", "ESC-2", "ESC-3"] {
            let card = sandbox.wait_for(social, |message| message.text().contains(id)).await;
            assert!(card.is_some(), "{id} waits there from the first moment");
        }
        let (owner, marketing) = (team.member("PM User management"), team.member("Marketing"));
        let card = sandbox.wait_for(social, |message| message.text().contains("ESC-1 ·")).await.expect("its card");
        let taken = sandbox.press(owner, card.id, "Got it").outcome().await.text();
        assert!(taken.contains("is yours"), "{taken}");
        let asked = sandbox.press(owner, card.id, "Draft answer…").outcome().await;
        let form = asked.form().expect("a form").id;
        let drafted = sandbox.submit(owner, form, &[("text", "It was the cookie.")]).outcome().await.text();
        assert!(drafted.contains("is kept"), "{drafted}");
        let ready = sandbox.wait_for(social, |message| message.text().contains("the answer to **ESC-1** is ready")).await;
        let asked = sandbox.press(marketing, ready.expect("marketing hears of it").id, "Posted").outcome().await;
        let form = asked.form().expect("a form").id;
        let url = [("url", "https://x.com/team/status/1900000000000000009")];
        let posted = sandbox.submit(marketing, form, &url).outcome().await.text();
        assert!(posted.contains("is answered"), "{posted}");
        running.stop().await;
    }

    async fn what_was_filed_is_there_after_a_restart(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        Team::of(&running).types("Support engineer", "support", LINE).await;
        running.stop().await;
        let running = start(&db.url, "gateway").await;
        let team = Team::of(&running);
        let shown = team.reads("PM lead", "requests", "/request show request:REQ-1").await;
        assert!(shown.contains("SSO login loops"), "{shown}");
        let second = team.reads("Sales", "support", "/feedback text:Dark mode for the mobile app").await;
        assert!(second.contains("REQ-2"), "{second}");
        running.stop().await;
    }

    async fn over_http_the_same_line_gets_the_same_answer(db: TestDb) {
        let running = start(&db.url, "http").await;
        let team = Team::of(&running);
        let answer = team.reads("Support engineer", "support", LINE).await;
        assert!(answer.contains("REQ-1"), "{answer}");
        let card = running.sandbox().wait_for(team.channel("requests"), |message| message.text().contains("REQ-1")).await;
        assert!(card.is_some(), "the team sees a card");
        running.stop().await;
    }

    async fn the_clock_turns_docket_along_and_never_back(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let clock = running.sandbox().clock().clone();
        let next_week = clock.now() + TimeDelta::days(7);
        running.sandbox().turn_to(next_week).await;
        assert!(running.app().clock().now() >= next_week, "docket lives by the same clock");
        let answer = Team::of(&running).reads("Support engineer", "support", LINE).await;
        assert!(answer.contains("REQ-1"), "the doors still work: {answer}");
        running.stop().await;
        let running = start(&db.url, "gateway").await;
        assert!(running.app().clock().now() >= next_week, "what has happened stays in the past");
        running.stop().await;
    }

    async fn check_names_what_is_missing(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        let sandbox = running.sandbox();
        let args = ServeArgs {
            discord: DiscordArgs {
                token: Some(sandbox.token()),
                api_url: Some(sandbox.url().to_owned()),
                ..DiscordArgs::default()
            },
            database: DatabaseArgs { database: Some(db.url.clone()) },
            ..ServeArgs::default()
        };
        let report = check(&args, None).await;
        assert!(report.is_well(), "{report}");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("docket.db");
        let elsewhere = DatabaseArgs { database: Some(format!("sqlite://{}", file.display())) };
        let report = check(&ServeArgs { database: elsewhere, ..args.clone() }, None).await;
        assert!(report.is_well() && report.to_string().contains("none yet"), "{report}");
        assert!(!file.exists(), "a check creates nothing");
        let team = Team::of(&running);
        team.types("Admin", "admin", "/settings channel purpose:requests").await;
        let report = check(&args, None).await;
        assert!(!report.is_well() && report.to_string().contains("Sample team: "), "{report}");
        running.stop().await;
    }

    async fn health_readiness_and_metrics_are_served(db: TestDb) {
        let running = start(&db.url, "gateway").await;
        Team::of(&running).types("Support engineer", "support", LINE).await;
        let url = format!("http://{}", running.app().address());
        // The person may read the answer a moment before docket has noted that it arrived.
        let ready = eventually(&format!("{url}/readyz"), r#""is_ready":true"#).await;
        let ready: Value = serde_json::from_str(&ready).unwrap();
        assert_eq!(ready["checks"][0]["name"], "database", "{ready}");
        eventually(&format!("{url}/metrics"), r#"command="feedback""#).await;
        running.stop().await;
        assert!(reqwest::get(format!("{url}/healthz")).await.is_err(), "nothing listens after the stop");
    }
}
