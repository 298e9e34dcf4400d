//! `/rotation undo`: takes the last change back, from now on. What was while it held stays what it was.

use super::{
    open::{Loaded, by, load, look},
    settle::{Changed, Parts, changed},
};
use crate::{
    contract::{
        Answer, Context, Level, Name, Reply,
        args::{RotationRevert, RotationUndo},
    },
    db::{
        Tx,
        event::{self, Event},
    },
    error::{Error, Refusal},
    room::{is_taken_back, last_undoable},
    rotation::{
        rules::{Additions, Plan, Span, restored, resume_order},
        store::{self, By},
        words,
    },
};

use std::collections::BTreeSet;

/// How many changes back one is looked for that can be taken back.
const DEEPEST: i64 = 30;

/// The latest change, by whoever made it or a lead.
pub async fn undo(cx: &Context, args: RotationUndo) -> Answer {
    take_back_last(cx, rotation_of(cx, args.rotation.as_ref()).await?, None).await
}

/// The button under a change: that change and no other, while it is the latest.
pub async fn revert(cx: &Context, args: RotationRevert) -> Answer {
    take_back_last(cx, args.of, Some(args.event)).await
}

/// The latest change of the rotation; refused when it is not the `expected` event.
async fn take_back_last(cx: &Context, rotation_id: i64, expected: Option<i64>) -> Answer {
    let mut tx = cx.begin().await?;
    let row = store::lock(&mut tx, cx.guild.id, rotation_id).await?.ok_or_else(words::no_rotation)?;
    let before = load(&mut tx, cx.guild.id, row).await?;
    let events = event::history(&mut tx, cx.guild.id, "rotation", rotation_id, None, DEEPEST).await?;
    let (last, parts) = last_change(&events, expected)?;
    if last.actor_user_id != Some(cx.caller.user_id) && cx.level < Level::Lead {
        return Err(words::not_yours(last.actor_user_id.unwrap_or_default()).into());
    }
    let mut made = take_back(&mut tx, cx, &before, &parts).await?;
    made.undoes = Some(last.id);
    let row = store::find(&mut tx, cx.guild.id, rotation_id).await?.ok_or_else(words::no_rotation)?;
    let before = Loaded { row, rows: before.rows };
    let Changed { after, told, .. } = changed(&mut tx, cx, &before, "took a change back", &made).await?;
    for ask in asks_of(&after, &made) {
        super::cover::refresh(&mut tx, cx, &after, ask).await?;
    }
    cx.commit(tx, Reply::new(words::undone(&after.row, &last.verb, told))).await
}

/// The asks of which covers were taken back or put back.
fn asks_of(after: &Loaded, made: &Parts) -> BTreeSet<i64> {
    let is_part = |id: &i64| made.taken_back.contains(id) || made.overrides.contains(id);
    after.rows.overrides.iter().filter(|row| is_part(&row.id)).filter_map(|row| row.ask_id).collect()
}

/// An ended rotation is found by its number, so that ending can be taken back.
async fn rotation_of(cx: &Context, name: Option<&Name>) -> Result<i64, Error> {
    let by_number = name.and_then(|name| name.0.strip_prefix('#')?.parse::<i64>().ok());
    match by_number {
        Some(id) => Ok(id),
        None => Ok(look(cx, name).await?.row.id),
    }
}

/// The newest change that was not taken back itself; refused when it is not the one `expected`.
fn last_change(events: &[Event], expected: Option<i64>) -> Result<(&Event, Parts), Refusal> {
    let parts_of =
        |event: &Event| -> Option<Parts> { serde_json::from_value(event.after.as_ref()?.0.clone()).ok() };
    if expected.is_some_and(|expected| is_taken_back(events, expected)) {
        return Err(words::undone_already());
    }
    let can =
        |event: &Event| parts_of(event).is_some_and(|parts| parts.undoes.is_none() && !parts.is_empty());
    let found = last_undoable(events, can);
    if expected.is_some_and(|expected| found.is_none_or(|event| event.id != expected)) {
        return Err(words::changed_since());
    }
    let found = found.filter(|event| event.actor_user_id.is_some());
    found.and_then(|event| Some((event, parts_of(event)?))).ok_or_else(words::nothing_to_undo)
}

/// Adds what makes the change void from now on.
async fn take_back(tx: &mut Tx, cx: &Context, before: &Loaded, parts: &Parts) -> Result<Parts, Error> {
    let (mut made, by) = (Parts::default(), by(cx, before.row.id));
    if parts.is_setup || parts.is_end {
        let taken = |error: crate::db::Error| match error.is_unique_violation() {
            true => Error::from(words::name_taken_since(&before.row.name)),
            false => Error::from(error),
        };
        store::set_state(tx, cx.guild.id, before.row.id, parts.is_end).await.map_err(taken)?;
        let role_id = before.row.role_id.filter(|_| parts.is_end);
        super::role::note(tx, cx.guild.id, before.row.id, role_id).await?;
        return Ok(made);
    }
    for id in &parts.overrides {
        if store::take_back(tx, cx.guild.id, *id, cx.now).await? {
            made.taken_back.push(*id);
        }
    }
    for id in &parts.taken_back {
        if let Some(id) = again(tx, by, before, *id).await? {
            made.overrides.push(id);
        }
    }
    end_pause(tx, by, before, parts, &mut made).await?;
    if parts.pause.is_none() && parts.resumed.is_none() {
        restore_order(tx, by, before, parts, &mut made).await?;
    }
    Ok(made)
}

/// An override that was taken back, for the rest of its time.
async fn again(tx: &mut Tx, by: By, before: &Loaded, id: i64) -> Result<Option<i64>, Error> {
    let Some(row) = before.rows.overrides.iter().find(|row| row.id == id) else { return Ok(None) };
    let until = row.ends_at.map_or(crate::rotation::rules::FOREVER, |at| at.utc());
    let span = Span { from: row.starts_at.utc().max(by.now), until };
    if span.from >= span.until {
        return Ok(None);
    }
    Ok(Some(store::insert_override(tx, by, span, row.what(), row.ask_id).await?))
}

/// A pause ends now; one that was ended begins again now.
async fn end_pause(
    tx: &mut Tx,
    by: By,
    before: &Loaded,
    parts: &Parts,
    made: &mut Parts,
) -> Result<(), Error> {
    let refuse = |error| words::edit_error(error, 0);
    if let Some(span) = before.plan().pause_at(by.now).filter(|_| parts.pause.is_some()) {
        // Not by the number of the pause: where its end was taken back, another one goes on in its place.
        made.resumed = super::pause::end_pauses(tx, by, before);
        let epochs = resume_order(before.plan(), span, by.now).map_err(refuse)?;
        made.epochs = store::add(tx, by, &Additions { epochs, overrides: Vec::new() }).await?.0;
    }
    if let Some((_, until)) = parts.resumed.filter(|(_, until)| until.is_none_or(|until| until > by.now)) {
        made.pause = Some(store::insert_pause(tx, by, by.now, until).await?);
        if let Some(until) = until {
            let epochs = resume_order(before.plan(), Span { from: by.now, until }, until).map_err(refuse)?;
            made.epochs = store::add(tx, by, &Additions { epochs, overrides: Vec::new() }).await?.0;
        }
    }
    Ok(())
}

async fn restore_order(
    tx: &mut Tx,
    by: By,
    before: &Loaded,
    parts: &Parts,
    made: &mut Parts,
) -> Result<(), Error> {
    let current = store::rows(tx, by.guild_id, by.rotation_id).await?;
    let is_part = |id: &i64| parts.epochs.contains(id);
    let kept = before.rows.epochs.iter().filter(|(id, _)| !is_part(id)).map(|(_, epoch)| epoch.clone());
    let gone: Vec<_> =
        before.rows.epochs.iter().filter(|(id, _)| is_part(id)).map(|(_, epoch)| epoch.clone()).collect();
    let without = Plan::new(kept.collect(), Vec::new(), Vec::new());
    let additions = restored(&current.plan, &without, &gone, by.now);
    let (epochs, overrides) = store::add(tx, by, &additions).await?;
    made.epochs.extend(epochs);
    made.overrides.extend(overrides);
    Ok(())
}
