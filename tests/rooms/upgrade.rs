//! Rows that the version before has written still run, and this one writes them alike.

use crate::{
    engines::TestDb,
    gone, on_both_engines,
    stage::{ADA, BOB, CHANNEL, GUILD, ROLE, Row, Stage, at},
};
use chrono::{DateTime, TimeDelta, Utc};
use docket::{app::ROOMS, contract::Line};
use serde_json::json;
use std::collections::BTreeSet;

/// Wednesday's handoff of the sample rotation, and what is due before it.
const HANDOFF: &str = "2026-11-11T17:30:00Z";
const DEADLINE: &str = "2026-11-11T17:00:00Z";
/// The people's morning after that.
const MORNING: &str = "2026-11-12T09:00:00Z";

/// Every kind of job with a payload as the version before wrote it; numbers as in the guild of [`team`].
fn rows(file: i64, occurrence: i64, snoozed: DateTime<Utc>, ask: i64) -> Vec<Row> {
    let micros = |text: &str| at(text).timestamp_micros();
    let due = at("2026-11-11T18:00:00Z");
    let table: Vec<gone::Entry> = vec![
        (
            "request.copy_file",
            file.to_string(),
            at(DEADLINE),
            json!({ "file": file, "url": "https://cdn.discordapp.com/shot.png" }),
        ),
        ("request.drop_files", "1".into(), at(DEADLINE), json!({ "request": 1 })),
        ("workspace.language_changed", "11".into(), at(DEADLINE), json!({ "change": 11 })),
        ("workspace.language_changed", "11:40".into(), at(DEADLINE), json!({ "change": 11, "after": 40 })),
        ("workspace.hours_changed", "12".into(), at(DEADLINE), json!({ "change": 12 })),
        (
            "workspace.internal_changed",
            format!("14:{CHANNEL}"),
            at(DEADLINE),
            json!({ "change": 14, "channel": CHANNEL }),
        ),
        ("release.redraw", "13:0".into(), at(DEADLINE), json!({ "change": 13, "after": 0 })),
        (
            "release.round",
            format!("1:{}", micros(HANDOFF)),
            at(DEADLINE),
            json!({ "release": 1, "at": HANDOFF, "since": null }),
        ),
        (
            "release.ask",
            format!("{BOB}:2026-11-10"),
            at(DEADLINE),
            json!({ "user": BOB, "day": "2026-11-10", "since": DEADLINE, "until": HANDOFF }),
        ),
        (
            "action.remind",
            format!("1:{BOB}:{}", micros(HANDOFF)),
            at(DEADLINE),
            json!({ "action": 1, "owner": BOB, "due": HANDOFF }),
        ),
        (
            "action.redraw",
            format!("14:{CHANNEL}:0"),
            at(DEADLINE),
            json!({ "change": 14, "channel": CHANNEL, "after": 0 }),
        ),
        ("action.reindex", "11:0".into(), at(DEADLINE), json!({ "change": 11, "after": 0 })),
        ("reminder.follow", "13:0".into(), at(DEADLINE), json!({ "change": 13, "after": 0 })),
        (
            "reminder.due",
            format!("1:{}", due.timestamp_micros()),
            due,
            json!({ "reminder": 1, "at": "2026-11-11T18:00:00Z" }),
        ),
        (
            "reminder.wake",
            format!("{occurrence}:{}", snoozed.timestamp_micros()),
            snoozed,
            json!({ "occurrence": occurrence, "reminder": 2, "at": snoozed }),
        ),
        ("digest.round", micros(MORNING).to_string(), at(MORNING), json!({})),
        (
            "digest.person",
            format!("{ADA}:2026-11-12"),
            at(MORNING),
            json!({ "user": ADA, "day": "2026-11-12" }),
        ),
        (
            "rotation.handoff",
            format!("1:{}", micros(HANDOFF)),
            at(HANDOFF),
            json!({ "at": HANDOFF, "rotation": 1 }),
        ),
        (
            "rotation.ahead",
            format!("1:{}", micros(HANDOFF)),
            at(HANDOFF) - TimeDelta::hours(24),
            json!({ "at": HANDOFF, "rotation": 1 }),
        ),
        (
            "rotation.deadline",
            format!("1:{}", at(DEADLINE).timestamp() * 100 + 24),
            at(DEADLINE) - TimeDelta::hours(24),
            json!({ "at": DEADLINE, "hours": 24, "rotation": 1 }),
        ),
        (
            "rotation.look",
            format!("1:{}", at("2026-11-09T09:00:00Z").timestamp()),
            at("2026-11-09T09:00:00Z"),
            json!({ "rotation": 1 }),
        ),
        (
            "rotation.daily",
            format!("1:{}", at("2026-11-09T16:00:00Z").timestamp()),
            at("2026-11-09T16:00:00Z"),
            json!({ "rotation": 1 }),
        ),
        ("rotation.gone", format!("1:{BOB}"), at(MORNING), json!({ "user": BOB, "rotation": 1 })),
        (
            "rotation.ask",
            format!("1:{}", ask * 10 + 1),
            at("2026-11-09T12:00:00Z"),
            json!({ "ask": ask, "step": 1, "rotation": 1 }),
        ),
        (
            "rotation.ask",
            format!("1:{}", 90 * 10 + 3),
            at("2026-11-09T12:00:00Z"),
            json!({ "ask": ask, "step": 3, "cover": 90, "rotation": 1 }),
        ),
        ("rotation.role", "1:5".into(), at("2026-11-09T12:00:00Z"), json!({ "rotation": 1 })),
    ];
    let row = |(kind, rest, run_at, payload): gone::Entry| Row {
        kind: kind.to_owned(),
        key: format!("{kind}:{rest}"),
        run_at,
        payload,
    };
    table.into_iter().chain(gone::of_what_is_gone()).map(row).collect()
}

/// The key that the version before gave to a row of this kind, payload and instant; `None` where it holds a number of its own.
fn key_before(row: &Row) -> Option<String> {
    let number = |name: &str| row.payload[name].as_i64().unwrap_or_else(|| panic!("{name} in {row:?}"));
    let micros = |name: &str| at(row.payload[name].as_str().unwrap()).timestamp_micros();
    let rest = match row.kind.as_str() {
        "request.copy_file" => number("file").to_string(),
        "request.drop_files" => number("request").to_string(),
        "workspace.internal_changed" => format!("{}:{}", number("change"), number("channel")),
        "release.redraw" | "action.reindex" => format!("{}:{}", number("change"), number("after")),
        "release.round" => format!("{}:{}", number("release"), micros("at")),
        "release.ask" => format!("{}:{}", number("user"), row.payload["day"].as_str().unwrap()),
        "action.remind" => format!("{}:{}:{}", number("action"), number("owner"), micros("due")),
        "request.redraw" | "action.redraw" => {
            format!("{}:{}:{}", number("change"), number("channel"), number("after"))
        }
        "workspace.language_changed" | "workspace.hours_changed" => number("change").to_string(),
        "reminder.follow" | "request.reindex" => format!("{}:{}", number("change"), number("after")),
        "reminder.due" => format!("{}:{}", number("reminder"), micros("at")),
        "reminder.wake" => format!("{}:{}", number("occurrence"), micros("at")),
        "digest.round" => row.run_at.timestamp_micros().to_string(),
        "digest.person" => format!("{}:{}", number("user"), row.payload["day"].as_str().unwrap()),
        // Told at another hour than a day before, it says which.
        "rotation.ahead" if row.run_at != at(row.payload["at"].as_str().unwrap()) - TimeDelta::hours(24) => {
            format!("{}:{}:{}", number("rotation"), micros("at"), row.run_at.timestamp())
        }
        "rotation.handoff" | "rotation.ahead" => format!("{}:{}", number("rotation"), micros("at")),
        "rotation.deadline" => {
            let deadline = at(row.payload["at"].as_str().unwrap()).timestamp();
            format!("{}:{}", number("rotation"), deadline * 100 + number("hours"))
        }
        "rotation.look" | "rotation.daily" => format!("{}:{}", number("rotation"), row.run_at.timestamp()),
        "rotation.gone" => format!("{}:{}", number("rotation"), number("user")),
        "rotation.ask" => {
            let of = row.payload.get("cover").map_or_else(|| number("ask"), |cover| cover.as_i64().unwrap());
            format!("{}:{}", number("rotation"), of * 10 + number("step"))
        }
        "rotation.role" => return None,
        other => panic!("a kind without a key: {other}"),
    };
    Some(format!("{}:{rest}", row.kind))
}

/// A rotation of two with a role and a question for cover, two reminders of which one is snoozed, and a request with a
/// file. Returns the stage with the numbers of the file, the snoozed occurrence, the end of its snooze, and the question.
async fn team(db: &TestDb) -> (Stage, (i64, i64, DateTime<Utc>, i64)) {
    let stage = Stage::new(db, ROOMS).await;
    let setup = Line::new("rotation setup")
        .with("name", "requests")
        .with("members", format!("<@{ADA}> <@{BOB}>"))
        .with("handoff", "every Wednesday 09:30")
        .with("zone", "America/Los_Angeles")
        .with("deadline", "every Wednesday 09:00")
        .with("channel", CHANNEL);
    stage.say(ADA, setup).await;
    let draft = one(&stage, "SELECT id FROM rotation_draft WHERE guild_id = $1").await;
    stage.say(ADA, Line::new("rotation save").with("draft", draft)).await;
    stage.say(ADA, Line::new("rotation role").with("role", ROLE)).await;
    stage
        .say(
            ADA,
            Line::new("rotation cover").with("from", "2026-11-10 09:00").with("until", "2026-11-10 17:00"),
        )
        .await;
    stage.file(BOB, "The invoice is wrong").await;
    stage
        .say(ADA, Line::new("remind me").with("text", "Water the plants").with("when", "2026-11-11 18:00"))
        .await;
    stage.say(ADA, Line::new("remind me").with("text", "Call the bank").with("when", "in 1h")).await;
    let first = stage.rows().await;
    stage.set(stage.now() + TimeDelta::hours(1));
    stage.run_jobs().await;
    let occurrence = one(&stage, "SELECT id FROM reminder_occurrence WHERE guild_id = $1").await;
    stage
        .press(
            ADA,
            Line::new("remind snooze").with("occurrence", occurrence).with("until", "hour").version(1),
        )
        .await;
    let file = one(&stage, "SELECT id FROM request_file WHERE guild_id = $1").await;
    let ask = one(&stage, "SELECT id FROM rotation_ask WHERE guild_id = $1").await;
    let after = stage.rows().await;
    let wake = after.iter().find(|row| row.kind == "reminder.wake").expect("the snooze ends");
    for row in first.iter().chain(&after) {
        assert_eq!(key_before(row).unwrap_or_else(|| row.key.clone()), row.key);
    }
    (stage, (file, occurrence, wake.run_at, ask))
}

/// The number that a query of the guild gives.
async fn one(stage: &Stage, sql: &'static str) -> i64 {
    let (number,): (i64,) = stage.db.q(sql).bind(GUILD).one().await.unwrap();
    number
}

on_both_engines! {
    async fn rows_that_wait_run_after_an_upgrade(db: TestDb) {
        let (stage, (file, occurrence, snoozed, ask)) = team(&db).await;
        let rows = rows(file, occurrence, snoozed, ask);
        let known: BTreeSet<&str> = ROOMS.iter().flat_map(|room| room.jobs).map(|job| job.kind).collect();
        let written: BTreeSet<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(written, known, "a row of each kind of job");
        stage.discord.gone.lock().unwrap().insert(BOB);
        stage.replace_rows(&rows).await;
        let mut moments: Vec<_> = rows.iter().map(|row| row.run_at).collect();
        moments.sort();
        for moment in moments {
            stage.set(moment);
            stage.run_jobs().await;
        }
        let waiting = stage.rows().await;
        for row in &rows {
            assert!(!waiting.iter().any(|other| other.key == row.key), "{row:?} still waits");
        }
        let said = stage.bodies().await.join("\n");
        for text in ["Water the plants", "Call the bank", "left the server", "Your day"] {
            assert!(said.contains(text), "{text} in {said}");
        }
        assert_eq!(ROOMS.file(&stage.db, GUILD, file).await.unwrap(), Some(("shot.png".into(), vec![1, 2, 3])));
        assert!(stage.discord.holders.lock().unwrap().contains(&ADA), "whoever is on has the role");
    }

    async fn rows_are_written_as_before(db: TestDb) {
        let (stage, _) = team(&db).await;
        stage.say(ADA, Line::new("settings hours").with("hours", "Mon-Thu 8-16")).await;
        stage.say(ADA, Line::new("settings language").with("language", "de")).await;
        ROOMS.member_left(&stage.db, stage.now(), GUILD, BOB).await.unwrap();
        for row in stage.rows().await {
            let Some(key) = key_before(&row) else { continue };
            assert_eq!(row.key, key, "{row:?}");
        }
    }
}
