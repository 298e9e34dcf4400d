//! Questions: who is on, what comes, what was, how fair it is.

use super::{
    open::{Loaded, load, look, reading},
    undo::change,
};
use crate::{
    base::similar::fuzzy_rank,
    contract::{
        Answer, Choice, Completion, Context, Guild, Message, Reply,
        args::{RotationFair, RotationHistory, RotationList, RotationMine, RotationNext, RotationWho},
    },
    db::{
        Db,
        event::{self, Event},
    },
    error::Error,
    rotation::{
        rules::{self, Span, did, parts_of},
        store, words,
    },
};
use chrono::TimeDelta;
use std::collections::HashMap;

/// Shifts shown when no number is given.
const USUAL_SHIFTS: i64 = 6;
/// Days that fairness looks back when no number is given.
const USUAL_DAYS: i64 = 365;

/// `/rotation who`: who is on at a time, and why.
pub async fn who(cx: &Context, args: RotationWho) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let (at, other) = match &args.at {
        Some(text) => {
            let reading = reading(cx, &loaded.zone(cx), text)?;
            (reading.at, reading.others.into_iter().next())
        }
        None => (cx.now, None),
    };
    Ok(Reply::new(words::who(&loaded.called(cx), &loaded.rows, at, other)))
}

/// `/rotation next`: the coming shifts, the current one first.
pub async fn next(cx: &Context, args: RotationNext) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let count = usize::try_from(args.count.unwrap_or(USUAL_SHIFTS)).unwrap_or(1);
    Ok(Reply::new(words::next(&loaded.called(cx), loaded.plan(), cx.now, count)))
}

/// `/rotation mine`: the caller's own coming times.
pub async fn mine(cx: &Context, args: RotationMine) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let stints = rules::own_stints(loaded.plan(), cx.caller.user_id, cx.now);
    Ok(Reply::new(words::mine(&loaded.called(cx), loaded.plan(), cx.now, &stints)))
}

/// `/rotation history`: past shifts and changes.
pub async fn history(cx: &Context, args: RotationHistory) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let begin = loaded.plan().epochs().first().map_or(cx.now, |epoch| epoch.effective_at);
    let from = begin.max(cx.now - TimeDelta::days(400));
    let held = rules::stretches(loaded.plan(), 0, from, cx.now);
    let events = event::history(&mut &cx.db, cx.guild.id, "rotation", loaded.row.id, None, 12).await?;
    let mut changes = Vec::new();
    for event in &events {
        changes.push(words::Past { undone: undone(cx, &loaded, event).await?, event });
    }
    Ok(Reply::new(words::history(&loaded.called(cx), &held, &changes)))
}

/// What an event took back, or did again.
async fn undone(cx: &Context, loaded: &Loaded, event: &Event) -> Result<Option<String>, Error> {
    let Some(undoes) = parts_of(event).and_then(|parts| parts.undoes) else { return Ok(None) };
    let Some((parts, verb)) = change(&mut &cx.db, cx, loaded.row.id, undoes).await? else { return Ok(None) };
    Ok(Some(words::did(&did(&parts, &loaded.rows, &verb), &loaded.zone(cx))))
}

/// `/rotation fair`: everybody's share of the past.
pub async fn fair(cx: &Context, args: RotationFair) -> Answer {
    let loaded = look(cx, args.rotation.as_ref()).await?;
    let begin = loaded.plan().epochs().first().map_or(cx.now, |epoch| epoch.effective_at);
    let from = begin.max(cx.now - TimeDelta::days(args.days.unwrap_or(USUAL_DAYS))).min(cx.now);
    let shares = rules::shares(loaded.plan(), from, cx.now);
    let names = names(cx, shares.keys().copied()).await?;
    Ok(Reply::new(words::fair(&loaded.called(cx), Span { from, until: cx.now }, &shares, &names)))
}

/// What the guild calls the people; who has not been looked up yet is asked for.
async fn names(cx: &Context, people: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>, Error> {
    let mut names = store::names(&mut &cx.db, cx.guild.id).await?;
    let unknown: Vec<i64> = people.filter(|user_id| !names.contains_key(user_id)).collect();
    let found = unknown.iter().map(|user_id| cx.directory.name_of(cx.guild.id, *user_id, cx.now));
    let found = futures::future::join_all(found).await;
    names.extend(unknown.iter().zip(found).filter_map(|(user_id, name)| Some((*user_id, name.ok()??))));
    Ok(names)
}

/// `/rotation list`: all rotations.
pub async fn list(cx: &Context, _args: RotationList) -> Answer {
    let mut db = &cx.db;
    let mut found = Vec::new();
    for row in store::all(&mut db, cx.guild.id).await? {
        let loaded = load(&mut db, cx.guild.id, row).await?;
        found.push((loaded.called(cx), loaded.rows.plan));
    }
    if found.is_empty() {
        return Err(words::no_rotation().into());
    }
    let message: Message = words::list(&found, cx.now);
    Ok(Reply::new(message))
}

/// Names of rotations that fit what is typed.
pub async fn complete(db: &Db, guild: &Guild, completion: &Completion) -> Result<Vec<Choice>, Error> {
    let mut reader = db;
    let names: Vec<String> =
        store::all(&mut reader, guild.id).await?.into_iter().map(|row| row.name).collect();
    if completion.typed.trim().is_empty() {
        return Ok(names.into_iter().map(choice).collect());
    }
    let ranked = fuzzy_rank(&completion.typed, &names);
    Ok(ranked.into_iter().map(|place| choice(names[place].clone())).collect())
}

fn choice(name: String) -> Choice {
    Choice { label: name.clone(), value: name }
}
