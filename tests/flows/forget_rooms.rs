//! Somebody is forgotten where public questions, mentions, meetings, releases and actions are kept: their names and what they
//! wrote go, also from the cards that everybody sees.

use crate::{
    forget_somebody::{forgets, keeps_all, keeps_none},
    meeting_live::thread,
    mention::{minutes, posted},
    on_each_engine,
    world::{Person, Plan, World},
};
use chrono::TimeDelta;

const POST: &str = "https://x.com/quicksilver/status/1900000000000000001";
/// How many there are of what people count.
const COUNTS: [&str; 8] = [
    "SELECT COUNT(*) FROM escalation",
    "SELECT COUNT(*) FROM escalation_note",
    "SELECT COUNT(*) FROM mention_post",
    "SELECT COUNT(*) FROM agenda_item",
    "SELECT COUNT(*) FROM meeting_note",
    "SELECT COUNT(*) FROM release_item",
    "SELECT COUNT(*) FROM action",
    "SELECT COUNT(*) FROM decision",
];

async fn counts(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for sql in COUNTS {
        counts.push(world.count(sql).await);
    }
    counts
}

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

/// The cards of the things of these rooms.
fn cards(world: &World) -> String {
    let messages = ["social", "pm-sync"].map(|name| world.channel(name).messages());
    let is_card = |text: &String| {
        ["ESC-1 ·", "MEN-1 ·", "ACT-1 ·", "DEC-1 ·", "v26.12"].iter().any(|head| text.contains(head))
    };
    let texts = messages.iter().flatten().map(|message| message.text()).filter(is_card);
    texts.collect::<Vec<_>>().join("\n---\n")
}

/// All that stands in the channel of the meeting, and in its thread.
fn said_there(world: &World) -> String {
    [world.channel("pm-sync"), thread(world)].map(|room| room.transcript()).join("\n---\n")
}

/// What the published minutes say.
fn published(world: &World) -> String {
    world.channel("pm-sync").only("Minutes of **Standup**").text()
}

async fn says(person: &Person<'_>, lines: &[&str]) {
    for line in lines {
        person
            .types(line)
            .await
            .sees_not("Nothing was changed")
            .sees_not("went wrong")
            .sees_not("There is no");
    }
}

/// Public questions and mentions are heard of, a meeting is held every day, and names are written where all of it is shown.
async fn set_up(world: &World) {
    says(
        &world.member("Admin"),
        &[
            "/settings channel purpose:social channel:#social",
            "/settings internal channel:#social on:yes",
            "/settings internal channel:#pm-sync on:yes",
            "/source add network:x watch:@acme ceiling:2",
        ],
    )
    .await;
    says(
        &lead(world),
        &[
            "/meeting create name:Standup when:every day 10:05 zone:America/Los_Angeles minutes:30 channel:#pm-sync chair:@PM lead",
            "/meeting save draft:1",
            "/release plan name:v26.12 target:2026-12-20",
        ],
    )
    .await;
    world.settle().await;
    world.turn(TimeDelta::minutes(1)).await;
}

/// A meeting about the first topic, with these lines said in its thread by `person`, and its minutes.
async fn held(world: &World, person: &Person<'_>, lines: &[&str]) {
    world.turn(TimeDelta::minutes(2)).await;
    lead(world).types("/meeting start meeting:Standup").await.sees("has begun");
    world.settle().await;
    lead(world).types("/meeting next-item anyway:yes").await.is_private();
    world.settle().await;
    says(&person.clone().in_room(thread(world)), lines).await;
    world.turn(TimeDelta::minutes(2)).await;
    lead(world).types("/meeting end").await.sees("The meeting is over");
    world.settle().await;
    let drafts = lead(world).direct_messages();
    let draft =
        drafts.iter().find(|message| message.text().contains("are a draft")).expect("the chair has a draft");
    lead(world).presses(draft, "Publish").await.sees("The minutes are published");
    world.settle().await;
}

on_each_engine! {
    async fn no_room_and_no_card_names_a_forgotten_customer(world in Plan::team().listening()) {
        set_up(world).await;
        let admin = world.member("Admin");
        says(&lead(world), &["/customer add name:Quicksilver alias:hermes"]).await;
        posted(world, 1, "quicksilver", "@acme Quicksilver cannot log in");
        minutes(world, 3).await;
        let card = world.channel("social").only("MEN-1 ·");
        let form = world.member("Marketing").presses(&card, "No action because…").await;
        form.submits(&[("reason", "Quicksilver is told")]).await.sees("Nothing is done about **MEN-1**");
        says(&admin, &[
            "/source add network:x watch:Quicksilver ceiling:2",
            "/source add network:x watch:outage, Quicksilver ceiling:2",
            "/source edit source:SRC-1 without:giveaway, quicksilver",
            "/mention mute network:x author:@quicksilver",
        ]).await;
        let escalate = format!("/escalate url:{POST} question:Why does the login of Quicksilver loop?");
        says(&lead(world), &[
            "/escalation topic name:Quicksilver lawsuit keywords:lawsuit responders:@PM lead",
            "/escalation keep title:Quicksilver outage kind:Quicksilver text:Quicksilver is back",
            &escalate,
            "/escalation note escalation:1 text:Quicksilver asked too",
            "/escalation close escalation:1 reason:other note:Quicksilver called",
            "/release add text:Export for Quicksilver release:v26.12 owner:@PM Growth",
            "/release update item:1 health:at_risk note:Quicksilver waits",
            "/release retro release:v26.12 well:Quicksilver is happy",
            "/action add what:Call Quicksilver who:@PM Platform due:2026-11-20",
            "/action comment action:1 text:Quicksilver called back",
            "/decision record text:Quicksilver gets it first",
            "/agenda add topic:What Quicksilver pays meeting:Standup link:https://quicksilver.example.com/prices",
            "/meeting come answer:late meeting:Standup reason:A visit of Quicksilver",
        ]).await;
        held(world, &world.member("PM Growth"), &["/note text:Quicksilver pays more", "/meeting regrets reason:A call with Quicksilver"]).await;
        let shown = cards(world);
        for told in ["login of Quicksilver", "Quicksilver is told", "Call Quicksilver", "Quicksilver gets it", "Export for Quicksilver"] {
            assert!(shown.contains(told), "“{told}” is shown: {shown}");
        }
        let said = published(world);
        assert!(said.contains("Quicksilver pays more"), "{said}");
        assert!(thread(world).only("TOPIC-1 ·").text().contains("Quicksilver pays more"), "{}", said_there(world));
        let before = counts(world).await;

        forgets(world, "customer:Quicksilver").await.sees("docket is forgetting");
        world.settle().await;
        world.channel("admin").shows("A customer was forgotten").await;

        keeps_none(world, &["quicksilver"]).await;
        assert_eq!(counts(world).await, before, "what was counted stays counted");
        let shown = cards(world);
        assert!(!shown.to_lowercase().contains("quicksilver"), "a card shows it: {shown}");
        for left in ["login of a forgotten customer", "Call a forgotten customer", "Export for a forgotten customer"] {
            assert!(shown.contains(left), "“{left}” is left: {shown}");
        }
        let said = published(world);
        assert!(!said.to_lowercase().contains("quicksilver") && said.contains("a forgotten customer pays more"), "{said}");
        let said = said_there(world);
        assert!(!said.to_lowercase().contains("quicksilver"), "it stands in the channel or the thread: {said}");
        assert!(thread(world).only("TOPIC-1 ·").text().contains("What a forgotten customer pays"), "{said}");
        admin.types("/source list").await.sees("outage").sees_not("SRC-2");
        // The networks go on, and bring nothing back.
        world.turn(TimeDelta::hours(2)).await;
        keeps_none(world, &["quicksilver"]).await;
    }

    async fn nothing_that_a_forgotten_member_wrote_stays_in_a_room_or_on_a_card(world in Plan::team().listening()) {
        const SAID: [&str; 13] = [
            "wombat", "axolotl", "narwhal", "ocelot", "pangolin", "capybara", "quokka", "okapi", "manatee", "dugong", "kakapo",
            "echidna", "numbat",
        ];
        set_up(world).await;
        let growth = world.member("PM Growth").in_channel("pm-sync");
        let id = growth.id.to_string();
        posted(world, 1, "jo_dev", "@acme nice!");
        minutes(world, 3).await;
        let form = growth.presses(&world.channel("social").only("MEN-1 ·"), "No action because…").await;
        form.submits(&[("reason", "A pangolin said so")]).await.sees("Nothing is done about **MEN-1**");
        says(&growth, &["/escalate url:https://x.com/sample/status/1900000000000000001 question:Does a wombat log in?"]).await;
        world.settle().await;
        let drafted = growth.presses(&world.channel("social").only("ESC-1 ·"), "Draft answer…").await;
        drafted.submits(&[("text", "Yes, an axolotl does")]).await.sees("ESC-1");
        says(&growth, &[
            "/escalation note escalation:1 text:Ask the narwhal",
            "/escalation close escalation:1 reason:other note:The ocelot knew",
            "/release add text:Export of a manatee release:v26.12 owner:@PM Growth",
            "/release update item:1 health:at_risk note:The dugong waits",
            "/release retro release:v26.12 well:The kakapo held",
            "/action add what:Call the echidna who:@PM Platform due:2026-11-20",
            "/agenda add topic:Prices of a capybara meeting:Standup",
            "/meeting come answer:late meeting:Standup reason:An okapi on the track",
        ]).await;
        held(world, &growth, &["/note text:A quokka costs more", "/decision record text:The numbat comes first"]).await;
        keeps_all(world, &SAID).await;
        keeps_all(world, &[&id]).await;
        let shown = cards(world);
        for told in ["wombat", "pangolin", "echidna", "manatee"] {
            assert!(shown.contains(told), "“{told}” is shown: {shown}");
        }
        let before = counts(world).await;

        forgets(world, "member:@PM Growth").await.sees("docket is forgetting");
        world.settle().await;
        world.channel("admin").shows("A member was forgotten").await;

        keeps_none(world, &[&SAID[..], &[id.as_str()]].concat()).await;
        assert_eq!(counts(world).await, before, "what was counted stays counted");
        let shown = cards(world);
        for gone in SAID {
            assert!(!shown.contains(gone), "a card shows “{gone}”: {shown}");
        }
        let said = said_there(world);
        for gone in SAID {
            assert!(!said.contains(gone), "“{gone}” stands in the channel or the thread: {said}");
        }
        assert!(thread(world).only("TOPIC-1 ·").text().contains("(forgotten)"), "{said}");
        assert!(shown.contains("(forgotten)"), "{shown}");
        lead(world).types("/escalation show escalation:1").await.sees("(forgotten)");
        lead(world).types("/action show action:1").await.sees("(forgotten)");
        lead(world).types("/release learned release:v26.12").await.sees("(forgotten)");
        lead(world).types("/decision find text:numbat").await.sees_not("DEC-1");
    }
}
