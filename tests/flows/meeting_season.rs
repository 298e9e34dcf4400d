//! A season of the weekly sync: a quarter through the change of the clocks, with topics carried over, confidential ones, one date
//! skipped, one moved, docket killed in a meeting and down across a start. Nothing confidential leaves the private channel, and
//! nobody is told twice.

use crate::{
    action::close,
    meeting_notes::marked,
    meeting_season_counts::{nobody_was_told_twice, one_message_where_one_would_do},
    on_each_engine,
    remind::{arrivals, told},
    world::{Person, Room, World},
};
use chrono::{DateTime, TimeDelta, Timelike, Utc};
use docket::sandbox::Message;
use std::collections::BTreeSet;

/// A word that stands in confidential topics alone.
const SECRET: &str = "Quicksilver";

fn lead(world: &World) -> Person<'_> {
    world.member("PM lead").in_channel("pm-sync")
}

fn pm(world: &World) -> Person<'_> {
    world.member("PM Platform").in_channel("pm-sync")
}

async fn turn_to(world: &World, at: &str) {
    let at: DateTime<Utc> = at.parse().expect("an instant");
    world.turn(at - world.now()).await;
}

/// The thread of the last meeting that has begun.
fn thread(world: &World) -> Room<'_> {
    let sync = world.channel("pm-sync");
    let head = sync.messages().into_iter().rfind(|message| message.thread_id.is_some());
    sync.thread_on(&head.expect("a meeting has begun"))
}

/// Holds the meeting that begins now: at most `topics` of its topics are reached.
async fn held(world: &World, topics: usize) {
    lead(world).types("/meeting start meeting:PM weekly sync").await.sees("has begun");
    world.settle().await;
    for _ in 0..topics {
        lead(world).types("/meeting next-item").await.is_private();
        world.settle().await;
        world.turn(TimeDelta::minutes(2)).await;
    }
    lead(world).types("/meeting end anyway:yes").await.sees("The meeting is over");
    world.settle().await;
}

/// Confirms the newest draft.
async fn confirm(world: &World) {
    let mut drafts = lead(world).direct_messages().into_iter().filter(|it| it.text().contains("are a draft"));
    let last: Message = drafts.next_back().expect("a draft");
    lead(world).presses(&last, "Publish").await.sees("The minutes are published");
    world.settle().await;
}

on_each_engine! {
    async fn a_quarter_of_weekly_syncs(world) {
        // The week of 6 January 2027; the clocks of Palo Alto change on 14 March.
        turn_to(world, "2027-01-04T17:00:00Z").await;
        let private = world.channel("social");
        close(world, "social", &[&lead(world)]);
        lead(world).types("/meeting create template:sync channel:#pm-sync private:#social").await.sees("09:00");
        lead(world).types("/meeting save draft:1").await.sees("is set up");
        world.settle().await;
        pm(world).types("/agenda add topic:Prices of the export minutes:10").await.sees("TOPIC-1");
        pm(world).types("/agenda add topic:Who answers on Friday minutes:5").await.sees("TOPIC-2");
        lead(world).types(&format!("/agenda add topic:Buying {SECRET} minutes:5 confidential:yes")).await.sees("TOPIC-3");

        let mut week = 0i64;
        let wednesday: DateTime<Utc> = "2027-01-06T17:00:00Z".parse().expect("an instant");
        let mut begun = Vec::new();
        while week < 13 {
            // 09:00 in Palo Alto, which is an hour earlier in UTC from 14 March on.
            let summer = week >= 10;
            let start = wednesday + TimeDelta::weeks(week) - TimeDelta::hours(i64::from(summer));
            match week {
                // One is skipped, on the day before.
                3 => {
                    world.turn(start - TimeDelta::hours(24) - world.now()).await;
                    lead(world).types("/meeting skip reason:Offsite").await.sees("is skipped");
                    world.turn(start + TimeDelta::hours(2) - world.now()).await;
                }
                // One is moved by a day.
                5 => {
                    world.turn(start - TimeDelta::hours(30) - world.now()).await;
                    lead(world).types("/meeting move to:2027-02-11 11:00").await.sees("moves from");
                    let moved: DateTime<Utc> = "2027-02-11T19:00:00Z".parse().expect("an instant");
                    world.turn(moved - world.now()).await;
                    begun.push(world.now());
                    held(world, 1).await;
                    confirm(world).await;
                }
                // Docket is down across a start: it says so once, and the meeting is held late.
                7 => {
                    world.turn(start - TimeDelta::hours(20) - world.now()).await;
                    world.stops().await;
                    world.clock.turn_to(start + TimeDelta::minutes(8));
                    world.starts().await;
                    world.settle().await;
                    begun.push(world.now());
                    held(world, 1).await;
                    confirm(world).await;
                }
                // Docket is killed in a meeting and comes back with the timer right.
                8 => {
                    world.turn(start - TimeDelta::hours(1) - world.now()).await;
                    pm(world).types("/agenda add topic:Timers minutes:10").await.sees("TOPIC-");
                    world.turn(start - world.now()).await;
                    begun.push(world.now());
                    lead(world).types("/meeting start meeting:PM weekly sync").await.sees("has begun");
                    lead(world).types("/meeting next-item").await.sees("Now: **Timers**");
                    world.settle().await;
                    world.turn(TimeDelta::minutes(4)).await;
                    world.stops().await;
                    world.starts().await;
                    world.turn(TimeDelta::minutes(4)).await;
                    thread(world).only("⏳ The time for Timers");
                    lead(world).types("/meeting end").await.sees("The meeting is over");
                    world.settle().await;
                    confirm(world).await;
                }
                // Topics come in every way that there is, and all are reached.
                9 => {
                    world.turn(start - TimeDelta::hours(1) - world.now()).await;
                    queued_in_every_way(world).await;
                    world.turn(start - world.now()).await;
                    begun.push(world.now());
                    held(world, 8).await;
                    let said = thread(world).transcript();
                    assert!(WAYS.iter().all(|topic| said.contains(topic)), "{said}");
                }
                // Something confidential is spoken about.
                4 => {
                    world.turn(start - world.now()).await;
                    begun.push(world.now());
                    lead(world).types("/meeting start meeting:PM weekly sync").await.sees("has begun");
                    world.settle().await;
                    for _ in 0..3 {
                        lead(world).types("/meeting next-item").await.is_private();
                        world.settle().await;
                        world.turn(TimeDelta::minutes(2)).await;
                    }
                    spoken_of_secretly(world, private).await;
                    lead(world).types("/meeting end anyway:yes").await.sees("The meeting is over");
                    world.settle().await;
                    confirm(world).await;
                }
                _ => {
                    world.turn(start - world.now()).await;
                    begun.push(world.now());
                    // Nothing of the first three meetings is reached, so each topic is carried over three times.
                    held(world, if week < 3 { 0 } else { 3 }).await;
                    if week % 2 == 0 {
                        confirm(world).await;
                    }
                }
            }
            if week == 2 {
                assert_eq!(world.count("SELECT COUNT(*) FROM agenda_item WHERE carried = 3").await, 3);
                let asked = told(&pm(world), "third time");
                assert_eq!(asked.len(), 1, "each owner is asked once");
                assert!(asked[0].text().contains("TOPIC-1") && asked[0].text().contains("TOPIC-2"), "about all of theirs");
                kept_in_private(world).await;
            }
            chased(world, week).await;
            if week == 6 {
                amended(world).await;
            }
            if week == 6 {
                followed_up_secretly(world, private).await;
            }
            week += 1;
        }
        // Wednesday 09:00 in Palo Alto, before and after the clocks change.
        assert_eq!((begun[0].hour(), begun.last().map(Timelike::hour)), (17, Some(16)));
        world.turn(TimeDelta::hours(26)).await;
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'published'").await, 12);
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state = 'skipped'").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_occurrence WHERE state IN ('live', 'wrapping', 'not_held')").await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM meeting_minutes WHERE NOT is_confidential AND revision = 2").await, 1);
        nothing_secret_was_said(world, private).await;
        nobody_was_told_twice(world);
        one_message_where_one_would_do(world);
    }
}

/// What topics are called after how they come.
const WAYS: [&str; 4] = ["Queued by command", "Queued by form", "Queued by menu", "Queued by button"];

/// Topics are queued by command, form, message menu and the button of a request.
async fn queued_in_every_way(world: &World) {
    let [command, form, menu, button] = WAYS;
    let growth = world.member("PM Growth").in_channel("pm-sync");
    pm(world).types(&format!("/agenda add topic:{command} minutes:1")).await.sees("is on the agenda");
    let opened = growth.types("/agenda add").await;
    opened.submits(&[("topic", form), ("minutes", "1"), ("for", "next")]).await.sees("is on the agenda");
    let said = world.member("Sales").in_channel("pm-sync").says(menu);
    let opened = growth.chooses_on(&said, "Add to agenda").await;
    assert_eq!(opened.filled_in("topic"), menu);
    let inputs = [("topic", menu), ("meeting", "PM weekly sync"), ("for", "next")];
    opened.submits(&inputs).await.sees("is on the agenda");
    world.member("Support engineer").types("/feedback text:The export is slow").await.sees("REQ-1");
    let request = growth.types("/request show request:1").await;
    let opened = request.presses("Add to agenda").await;
    opened.submits(&[("topic", button), ("minutes", "1"), ("for", "next")]).await.sees("is on the agenda");
    world.settle().await;
    let shown = lead(world).types("/agenda show").await;
    WAYS.iter().for_each(|topic| {
        shown.sees(topic);
    });
}

/// An action is given after the first meeting, due on the Monday after, and chased until it is done after the third.
async fn chased(world: &World, week: i64) {
    const ACTION: &str = "Send the numbers";
    match week {
        0 => {
            let line = format!("/action add what:{ACTION} who:@PM Platform due:2027-01-11");
            lead(world).types(&line).await.sees("ACT-1");
        }
        1 => {
            assert_eq!(
                arrivals(&told(&pm(world), "**ACT-1** is due")),
                ["01-08 09:00"],
                "the working day before, once"
            );
            assert!(
                thread(world).transcript().contains(ACTION),
                "the status of actions is what a meeting begins with"
            );
        }
        2 => {
            let owed: Vec<Message> = told(&pm(world), "needs from you");
            let owed: Vec<Message> = owed.into_iter().filter(|it| it.text().contains(ACTION)).collect();
            assert_eq!(
                arrivals(&owed),
                ["01-12 09:00", "01-19 09:00"],
                "before each meeting, until somebody closes it"
            );
            pm(world).types("/action done action:1").await.sees("done");
        }
        4 => {
            let said = thread(world).transcript();
            assert!(!said.contains(ACTION), "what was closed does not come back");
            assert!(
                said.contains("Done since the last meeting: ACT-1"),
                "that it was closed is said once: {said}"
            );
        }
        6 => assert!(!thread(world).transcript().contains("ACT-1"), "once"),
        12 => {
            let all = told(&pm(world), ACTION);
            assert_eq!(all.len(), 3, "once it is done it is not spoken of");
        }
        _ => {}
    }
}

/// Something is added to the newest minutes.
async fn amended(world: &World) {
    let all = world.channel("pm-sync").messages();
    let minutes = all.iter().rfind(|it| it.text().contains("Minutes of")).expect("they are published");
    let form = lead(world).presses(minutes, "Amend…").await;
    form.submits(&[("text", "The numbers were those of December")]).await.sees("as a new revision");
    world.settle().await;
    let all = world.channel("pm-sync").messages();
    let minutes = all.iter().find(|it| it.id == minutes.id).expect("edited in place");
    assert!(
        minutes.text().contains("Revision 2") && minutes.text().contains("those of December"),
        "{}",
        minutes.text()
    );
}

/// The owner of the confidential topic decides in private that it stays.
async fn kept_in_private(world: &World) {
    let asked = told(&lead(world), "a confidential topic, was carried over");
    assert_eq!(asked.len(), 1, "its owner is asked once");
    let kept = lead(world).presses(&asked[0], "Keep").await;
    kept.sees("**TOPIC-3** stays on the agenda.").sees_not(SECRET);
}

/// The confidential topic is spoken about: with a note, a decision, and an action for somebody who does not see the channel.
async fn spoken_of_secretly(world: &World, private: Room<'_>) {
    let inside = lead(world).in_channel("social");
    let card = private.only("TOPIC-3 ·");
    assert!(card.text().contains(SECRET));
    let noted = inside.replies(&card, &format!("{SECRET} wants cash"));
    marked(world, &noted, "📝").await;
    let decided = inside.replies(&card, &format!("decision: {SECRET} it is"));
    marked(world, &decided, "✅").await;
    let line = format!("/action add what:Call {SECRET} who:@PM Growth due:in 8 days");
    inside.types(&line).await.sees("**ACT-2** is made").sees("It is confidential");
    inside
        .types(&format!("/action comment action:2 text:{SECRET} is called Quentin"))
        .await
        .sees("Your comment");
    world.settle().await;
}

/// Its minutes and what became of the action are told without the word; the action is done in the private channel.
async fn followed_up_secretly(world: &World, private: Room<'_>) {
    let minutes = private.messages().into_iter().filter(|it| it.text().contains("Minutes of"));
    let minutes: Vec<String> = minutes.map(|it| it.text()).collect();
    for said in ["wants cash", "it is", "Call Quicksilver"] {
        assert!(minutes.iter().any(|text| text.contains(said)), "{said}: {minutes:#?}");
    }
    let growth = world.member("PM Growth");
    let due = told(&growth, "**ACT-2** is due");
    assert_eq!(due.len(), 1, "once");
    assert!(due[0].text().contains("a confidential action"), "{}", due[0].text());
    let in_the_morning: Vec<String> =
        growth.direct_messages().iter().map(Message::text).filter(|it| it.contains("Your day,")).collect();
    assert!(
        in_the_morning.iter().any(|it| it.contains("`ACT-2` a confidential action")),
        "{in_the_morning:#?}"
    );
    lead(world).in_channel("social").types("/action done action:2").await.sees("**ACT-2** is done");
    world.settle().await;
}

/// What docket sent outside the private channel, what anybody can read there, events, and rows of an export that need not hold
/// it are without the word.
async fn nothing_secret_was_said(world: &World, private: Room<'_>) {
    for name in
        ["PM lead", "PM Platform", "PM Growth", "Sales", "Support engineer", "Marketing", "Admin", "Guest"]
    {
        let person = world.member(name);
        let channels = world.sandbox.channels(world.guild(), person.id).into_iter();
        let channels = channels.map(|channel| channel.id).filter(|id| *id != private.id);
        let read = channels.flat_map(|id| world.sandbox.messages(id, person.id));
        // What only the one who sees the private channel was answered is theirs.
        let is_theirs = |message: &Message| name == "PM lead" && message.private_to.is_some();
        let read = read.chain(world.sandbox.dms(person.id)).filter(|message| !is_theirs(message));
        let told: Vec<String> =
            read.map(|message| message.text()).filter(|text| text.contains(SECRET)).collect();
        assert!(told.is_empty(), "{name} reads:\n{}", told.join("\n"));
    }
    let holds = ["agenda_item", "meeting_note", "meeting_minutes", "action", "action_comment", "decision"];
    let rows = world.rows(world.guild()).await;
    let tables: BTreeSet<&str> = rows
        .iter()
        .filter(|row| row.to_lowercase().contains("quicksilver"))
        .filter_map(|row| row.split("\"table\":\"").nth(1)?.split('"').next())
        .collect();
    // An answer is kept for a while, so that the same press is answered alike.
    let others: Vec<&&str> =
        tables.iter().filter(|table| !holds.contains(table) && **table != "invocation").collect();
    assert!(others.is_empty(), "an export tells it in {others:?}");
    assert!(holds.iter().all(|table| tables.contains(table)), "all was there to be told: {tables:?}");
    let here = format!("/channels/{}/", private.id);
    let journal = world.sandbox.journal();
    let told: Vec<String> = journal
        .entries()
        .filter(|entry| {
            !entry.path.starts_with(&here)
                && !entry.template.contains("callback")
                && !entry.template.starts_with("/webhooks")
        })
        .filter(|entry| entry.body.as_ref().is_some_and(|body| body.to_string().contains(SECRET)))
        .map(|entry| format!("{} {}: {:?}", entry.method, entry.path, entry.body))
        .collect();
    assert!(told.is_empty(), "it was said outside:\n{}", told.join("\n"));
    let other = pm(world);
    for line in [
        "/agenda show",
        "/meeting minutes",
        "/meeting next",
        "/agenda show for:later",
        "/action list",
        "/decision find",
        "/meeting history",
    ] {
        other.types(line).await.sees_not(SECRET);
    }
    for line in ["/action show action:2", "/decision show decision:1", "/decision find text:quicksilver"] {
        other.types(line).await.sees_not(SECRET);
    }
    for typed in [
        "/agenda item item:Qui",
        "/agenda item item:3",
        "/action show action:Qui",
        "/decision show decision:Qui",
    ] {
        assert!(!other.completes(typed).await.join("\n").contains(SECRET), "{typed}");
    }
    let events = "SELECT COUNT(*) FROM event WHERE CAST(after_json AS TEXT) LIKE '%Quicksilver%' OR \
                  CAST(before_json AS TEXT) LIKE '%Quicksilver%'";
    assert_eq!(world.count(events).await, 0, "no event tells it");
}
