//! `/digest settings`: what somebody chooses about their own mornings.

use super::round::arm;
use crate::{
    base::{quiet::QuietHours, when},
    contract::{Answer, Context, args::DigestSettings},
    db::Tx,
    digest::{
        rules::next_issue,
        store::{self, PersonRow},
        words,
    },
    error::{Error, Refusal},
    room::{Actor, Fields, difference, record},
    workspace::{self, Preferences},
};
use serde_json::json;

/// Changes what is given, and shows how it stands.
pub async fn settings(cx: &Context, args: DigestSettings) -> Answer {
    let mut tx = cx.begin().await?;
    let (mut preferences, mut row) = read(cx, &mut tx).await?;
    let before = facts(&preferences, &row);
    apply(cx, &mut preferences, &mut row, args)?;
    let after = facts(&preferences, &row);
    let change = difference(&before, &after);
    let next = next_issue(&cx.guild, &preferences, &row.wish(), cx.now);
    let message = words::settings(&cx.guild, &preferences, &row, next, change.is_some());
    let reply = cx.in_place(message);
    let Some(change) = change else { return Ok(reply) };
    workspace::set_person(&mut tx, cx.guild.id, cx.caller.user_id, &preferences, cx.now);
    store::choose(&mut tx, cx.guild.id, &row, cx.now);
    record(&mut tx, &Actor::from(cx), "digest", cx.caller.user_id, "chosen", change);
    arm(&mut tx, &cx.guild, cx.now).await?;
    cx.commit(tx, reply).await
}

async fn read(cx: &Context, tx: &mut Tx) -> Result<(Preferences, PersonRow), Error> {
    let user_id = cx.caller.user_id;
    let preferences = workspace::person(tx, cx.guild.id, user_id).await?;
    Ok((preferences, store::one(tx, cx.guild.id, user_id).await?))
}

fn apply(
    cx: &Context,
    preferences: &mut Preferences,
    row: &mut PersonRow,
    args: DigestSettings,
) -> Result<(), Refusal> {
    let DigestSettings { on, time, days, zone, quiet } = args;
    row.is_on = on.unwrap_or(row.is_on);
    if let Some(zone) = zone {
        preferences.zone = Some(zone);
    }
    if let Some(text) = time {
        row.start_minute = start_minute(cx, preferences, &text)?;
    }
    if let Some(text) = days {
        row.days = match text.trim().to_lowercase().as_str() {
            "working days" | "usual" | "default" => None,
            _ if store::days(&text).is_none() => return Err(words::bad_days(&text)),
            _ => Some(text.trim().to_owned()),
        };
    }
    if let Some(text) = quiet {
        preferences.quiet = match text.trim().to_lowercase().as_str() {
            "off" | "none" | "never" => None,
            _ => Some(QuietHours::parse(&text).ok_or_else(|| words::bad_quiet(&text))?),
        };
    }
    Ok(())
}

/// A time of day; `None` for the start of work.
fn start_minute(cx: &Context, preferences: &Preferences, text: &str) -> Result<Option<i64>, Refusal> {
    if matches!(text.trim().to_lowercase().as_str(), "start of work" | "start" | "usual" | "default") {
        return Ok(None);
    }
    let zone = preferences.zone(&cx.guild);
    let read = when::parse_instant(&format!("tomorrow {text}"), cx.now, zone, &preferences.hours(&cx.guild));
    let read = read.map_err(|_| words::bad_time(text))?;
    let at = read.at;
    let tomorrow = zone.date(cx.now).succ_opt();
    let local = zone.local(at);
    let times =
        read.others.iter().map(|(other, _)| zone.local(*other)).filter(|it| Some(it.date()) == tomorrow);
    let times: Vec<_> = times.map(|it| it.time()).collect();
    if !times.is_empty() {
        return Err(words::which_time(text, [local.time()].into_iter().chain(times)));
    }
    if Some(local.date()) == tomorrow {
        Ok(Some(store::minute_of(local.time())))
    } else {
        Err(words::bad_time(text))
    }
}

/// What can be chosen, for events.
fn facts(preferences: &Preferences, row: &PersonRow) -> Fields {
    let chosen = json!({
        "is_on": row.is_on, "start_minute": row.start_minute, "days": row.days,
        "zone": preferences.zone.as_ref().map(|zone| zone.name()), "quiet": preferences.quiet.map(|quiet| quiet.to_string()),
    });
    chosen.as_object().cloned().unwrap_or_default()
}
