//! Rows of those kinds of jobs whose things are gone, or are not meant any more: they are read, and run to their end without
//! doing much.

use crate::stage::{ADA, BOB, CHANNEL, at};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// A kind, what its key ends with, when it runs, and its payload.
pub type Entry = (&'static str, String, DateTime<Utc>, Value);

/// When all of these run.
const AT: &str = "2026-11-11T17:00:00Z";
const DAY: &str = "2026-11-11";

/// A row of each of these kinds as it is written.
pub fn of_what_is_gone() -> Vec<Entry> {
    let all = [of_requests(), of_the_workspace(), of_escalations(), of_mentions(), of_meetings(), held()];
    let run_at = at(AT);
    all.into_iter().flatten().map(|(kind, rest, payload)| (kind, rest, run_at, payload)).collect()
}

type Short = (&'static str, String, Value);

fn micros() -> i64 {
    at(AT).timestamp_micros()
}

fn of_requests() -> Vec<Short> {
    vec![
        (
            "request.redraw",
            format!("14:{CHANNEL}:0"),
            json!({ "change": 14, "channel": CHANNEL, "after": 0 }),
        ),
        ("request.reindex", "11:0".into(), json!({ "change": 11, "after": 0 })),
        ("request.untouched", "1:99".into(), json!({ "request": 1, "version": 99 })),
        (
            "request.voters",
            "1:2:0".into(),
            json!({
                "request": 1, "version": 2, "is_over": true, "is_unheard": false, "by": ADA, "note": null, "after": 0,
            }),
        ),
    ]
}

fn of_the_workspace() -> Vec<Short> {
    let who = json!({ "whom": { "member": 999 }, "names": [] });
    vec![
        (
            "workspace.ended",
            format!("request:99:{}", micros()),
            json!({ "noun": "request", "id": 99, "at": AT }),
        ),
        (
            "workspace.forget",
            "1:events:0".into(),
            json!({ "erasure": 1, "who": who, "by": ADA, "room": null, "after": 0, "rows": { "request": 2 } }),
        ),
        ("workspace.news", format!("{ADA}:{}", micros()), json!({ "user": ADA })),
    ]
}

fn of_escalations() -> Vec<Short> {
    let key = format!("1:{}", micros());
    let of_it = json!({ "escalation": 1, "at": AT });
    vec![
        ("escalation.forget_post", key.clone(), of_it.clone()),
        ("escalation.look", key.clone(), of_it.clone()),
        ("escalation.redraw", key.clone(), of_it.clone()),
        ("escalation.wake", key.clone(), of_it),
        ("escalation.review", key, json!({ "escalation": 1, "since": AT })),
        ("escalation.late", format!("1:2:{}", micros()), json!({ "escalation": 1, "round": 2, "at": AT })),
        ("escalation.step", format!("1:3:{}", micros()), json!({ "escalation": 1, "step": 3, "at": AT })),
        (
            "escalation.say_later",
            format!("1:ready:{}", micros()),
            json!({ "escalation": 1, "at": AT, "what": "ready" }),
        ),
        (
            "escalation.told",
            format!("1:request:99:{}", micros()),
            json!({ "escalation": 1, "noun": "request", "id": 99, "at": AT }),
        ),
        (
            "escalation.redraw_in",
            format!("14:{CHANNEL}:0"),
            json!({ "change": 14, "channel": CHANNEL, "after": 0 }),
        ),
    ]
}

fn of_mentions() -> Vec<Short> {
    vec![
        ("mention.poll", format!("1:{}", micros()), json!({ "source": 1, "at": AT })),
        (
            "mention.redraw",
            format!("14:{CHANNEL}:0"),
            json!({ "change": 14, "channel": CHANNEL, "after": 0 }),
        ),
    ]
}

/// What is done about dates that are to come.
fn of_meetings() -> Vec<Short> {
    let run_at = format!("1:{}", micros());
    let of_date = json!({ "occurrence": 1 });
    let of_person = json!({ "occurrence": 1, "user": BOB, "day": DAY });
    vec![
        ("meeting.tick", run_at.clone(), json!({ "series": 1, "since": AT })),
        ("meeting.follow", "12:0".into(), json!({ "change": 12, "after": 0 })),
        ("meeting.events", "1".into(), json!({ "series": 1, "again": null })),
        ("meeting.board", "1:5".into(), json!({ "occurrence": 1, "is_last": false, "nonce": 5 })),
        ("meeting.owed", run_at.clone(), of_date.clone()),
        ("meeting.owe", format!("1:{BOB}:{DAY}"), of_person.clone()),
        ("meeting.features", run_at, of_date),
        ("meeting.feature_ask", format!("1:{BOB}:{DAY}"), of_person),
    ]
}

/// What is done while a meeting is held, and after it.
fn held() -> Vec<Short> {
    let key = format!("1:{}", micros());
    let of_it = json!({ "occurrence": 1, "at": AT });
    vec![
        ("meeting.begin", key.clone(), of_it.clone()),
        ("meeting.close", key.clone(), of_it.clone()),
        ("meeting.minutes", key.clone(), of_it.clone()),
        ("meeting.publish", key.clone(), of_it.clone()),
        ("meeting.survey", key, of_it),
        (
            "meeting.arrived",
            format!("1:{BOB}:{}", micros()),
            json!({ "occurrence": 1, "user": BOB, "at": AT }),
        ),
        (
            "meeting.soon_over",
            format!("1:{}:false", micros()),
            json!({ "occurrence": 1, "end": AT, "has_come": false }),
        ),
        (
            "meeting.time",
            format!("1:2:{}", micros()),
            json!({ "occurrence": 1, "item": 2, "began": AT, "minutes": 10, "at": AT }),
        ),
        ("meeting.topic", "2:5".into(), json!({ "item": 2, "nonce": 5 })),
        (
            "meeting.transcript",
            "1:3".into(),
            json!({
                "occurrence": 1, "file": 3, "name": "talk.vtt", "url": "https://cdn.discordapp.com/talk.vtt", "by": ADA,
            }),
        ),
    ]
}
