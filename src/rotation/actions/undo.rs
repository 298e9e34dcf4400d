//! `/rotation undo`: takes a change back, from now on; and lets what was taken back hold again. What was while it held stays
//! what it was.

use super::{
    back::welcome_back,
    effects::{Changed, changed},
    open::{Loaded, by, load, look},
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
    room::is_taken_back,
    rotation::{
        rules::{
            Additions, ChangedRows, Meant, Plan, Span, did, is_undo, meant, members_from, parts_of, restored,
            resume_order, standing,
        },
        store::{self, By},
        words,
    },
};
use std::collections::BTreeSet;

/// How many changes back one is looked for that can be taken back.
const DEEPEST: i64 = 30;

/// The caller's own last change. When that is not possible before somebody else's, that one is shown, to be confirmed by a
/// lead.
pub async fn undo(cx: &Context, args: RotationUndo) -> Answer {
    let rotation_id = rotation_of(cx, args.rotation.as_ref()).await?;
    let (tx, before, events) = open(cx, rotation_id).await?;
    let standing = standing(&events, &before.rows, cx.now);
    match meant(&standing, cx.caller.user_id) {
        Meant::Own(own) => take_back(cx, tx, before, found(&events, own.id)?).await,
        Meant::Others(last) => {
            let last = found(&events, last.id)?;
            let parts = parts_of(last).ok_or_else(words::nothing_to_undo)?;
            let what = words::did(&did(&parts, &before.rows, &last.verb), &before.zone(cx));
            if cx.level < Level::Lead {
                return Err(words::last_is_others(&before.called(cx), last, &what).into());
            }
            Ok(Reply::private(words::undo_question(&before.called(cx), last, &what)))
        }
        Meant::Nothing => Err(words::nothing_to_undo().into()),
    }
}

/// The button under a change, or under its taking back: that change and no other, while it is the latest.
pub async fn revert(cx: &Context, args: RotationRevert) -> Answer {
    let (tx, before, events) = open(cx, args.of).await?;
    let standing = standing(&events, &before.rows, cx.now);
    let event = found(&events, args.event)?;
    let parts = parts_of(event).ok_or_else(words::changed_since)?;
    if is_taken_back(&events, args.event) {
        return Err(words::undone_already(is_undo(&parts)).into());
    }
    // What was taken back can hold again while nothing was changed since.
    let is_redo = is_undo(&parts);
    if !is_redo && standing.iter().all(|one| one.id != event.id) {
        return Err(words::over_already().into());
    }
    if standing.first().is_some_and(|latest| latest.id > event.id) {
        return Err(words::changed_since().into());
    }
    if event.actor_user_id != Some(cx.caller.user_id) && cx.level < Level::Lead {
        return Err(words::not_yours(event.actor_user_id.unwrap_or_default()).into());
    }
    take_back(cx, tx, before, event).await
}

/// The rotation, also one that has ended, locked; and its latest events.
async fn open(cx: &Context, rotation_id: i64) -> Result<(Tx, Loaded, Vec<Event>), Error> {
    let mut tx = cx.begin().await?;
    let row = store::lock(&mut tx, cx.guild.id, rotation_id).await?.ok_or_else(words::no_rotation)?;
    let loaded = load(&mut tx, cx.guild.id, row).await?;
    let events = event::history(&mut tx, cx.guild.id, "rotation", rotation_id, None, DEEPEST).await?;
    Ok((tx, loaded, events))
}

fn found(events: &[Event], id: i64) -> Result<&Event, Refusal> {
    events.iter().find(|event| event.id == id).ok_or_else(words::changed_since)
}

/// An ended rotation is found by its number, so that ending can be taken back.
async fn rotation_of(cx: &Context, name: Option<&Name>) -> Result<i64, Error> {
    let by_number = name.and_then(|name| name.0.strip_prefix('#')?.parse::<i64>().ok());
    match by_number {
        Some(id) => Ok(id),
        None => Ok(look(cx, name).await?.row.id),
    }
}

/// Takes a change back, or the taking back of one.
async fn take_back(cx: &Context, mut tx: Tx, before: Loaded, event: &Event) -> Answer {
    let parts = parts_of(event).ok_or_else(words::nothing_to_undo)?;
    let is_redo = is_undo(&parts);
    let mut made = made_void(&mut tx, cx, &before, &parts).await?;
    (made.undoes, made.is_redo) = (Some(event.id), is_redo);
    // Of what is done again the change itself is told, not that it was taken back.
    let (subject, verb) = match parts.undoes.filter(|_| is_redo) {
        Some(undone) => (change(&mut tx, cx, before.row.id, undone).await?, "made a change again"),
        None => (Some((parts, event.verb.clone())), "took a change back"),
    };
    let zone = before.zone(cx);
    let row = store::find(&mut tx, cx.guild.id, before.row.id).await?.ok_or_else(words::no_rotation)?;
    let before = Loaded { row, rows: before.rows };
    let what = subject.map(|(parts, verb)| words::did(&did(&parts, &before.rows, &verb), &zone));
    let Changed { after, told, event } = changed(&mut tx, cx, &before, verb, &made).await?;
    for ask in asks_of(&after, &made) {
        super::cover::refresh(&mut tx, by(cx, after.row.id), &cx.guild, &after, ask).await?;
    }
    let what = what.unwrap_or_default();
    cx.commit(tx, Reply::new(words::undone(&after.called(cx), &what, is_redo, told, event))).await
}

/// The change that an event was, followed through what was done again.
pub(super) async fn change(
    on: &mut impl store::Reads,
    cx: &Context,
    rotation_id: i64,
    mut id: i64,
) -> Result<Option<(ChangedRows, String)>, Error> {
    for _ in 0..DEEPEST {
        let one = event::history(on, cx.guild.id, "rotation", rotation_id, Some(id + 1), 1).await?;
        let Some(event) = one.into_iter().next().filter(|event| event.id == id) else { return Ok(None) };
        let Some(parts) = parts_of(&event) else { return Ok(None) };
        match parts.undoes {
            Some(earlier) => id = earlier,
            None => return Ok(Some((parts, event.verb))),
        }
    }
    Ok(None)
}

/// The asks of which covers were taken back or put back.
fn asks_of(after: &Loaded, made: &ChangedRows) -> BTreeSet<i64> {
    let is_part = |id: &i64| made.taken_back.contains(id) || made.overrides.contains(id);
    after.rows.overrides.iter().filter(|row| is_part(&row.id)).filter_map(|row| row.ask_id).collect()
}

/// Adds what makes the change void from now on.
async fn made_void(
    tx: &mut Tx,
    cx: &Context,
    before: &Loaded,
    parts: &ChangedRows,
) -> Result<ChangedRows, Error> {
    let by = by(cx, before.row.id);
    if parts.is_setup || parts.is_end {
        let taken = |error: crate::db::Error| match error.is_unique_violation() {
            true => Error::from(words::name_taken_since(&before.row.name)),
            false => Error::from(error),
        };
        store::set_state(tx, cx.guild.id, before.row.id, parts.is_end).await.map_err(taken)?;
        let role_id = before.row.role_id.filter(|_| parts.is_end);
        super::role::note(tx, cx.guild.id, before.row.id, role_id).await?;
        return Ok(ChangedRows { is_setup: parts.is_end, is_end: parts.is_setup, ..ChangedRows::default() });
    }
    let mut made = ChangedRows::default();
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

/// An override that was taken back, for the rest of its time. That somebody has left is not said again: if they have,
/// docket sees it.
async fn again(tx: &mut Tx, by: By, before: &Loaded, id: i64) -> Result<Option<i64>, Error> {
    let found = before.rows.overrides.iter().find(|row| row.id == id && row.kind != "left");
    let Some(row) = found else { return Ok(None) };
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
    parts: &ChangedRows,
    made: &mut ChangedRows,
) -> Result<(), Error> {
    let refuse = |error| words::edit_error(error, 0);
    if let Some(span) = before.plan().pause_at(by.now).filter(|_| parts.pause.is_some()) {
        // Not by the id of the pause: where its end was taken back, another one goes on in its place.
        made.resumed = super::pause::end_pauses(tx, by, before);
        let epochs = resume_order(before.plan(), span, by.now).map_err(refuse)?;
        made.epochs = store::add(tx, by, &Additions { epochs, overrides: Vec::new() }).await?.0;
    }
    if let Some((_, until)) = parts.resumed.filter(|(_, until)| until.is_none_or(|until| until > by.now)) {
        made.pause = Some(store::insert_pause(tx, by, by.now, until));
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
    parts: &ChangedRows,
    made: &mut ChangedRows,
) -> Result<(), Error> {
    let current = store::rows(tx, by.guild_id, by.rotation_id).await?;
    let is_part = |id: &i64| parts.epochs.contains(id);
    let kept = before.rows.epochs.iter().filter(|(id, _)| !is_part(id)).map(|(_, epoch)| epoch.clone());
    let gone: Vec<_> =
        before.rows.epochs.iter().filter(|(id, _)| is_part(id)).map(|(_, epoch)| epoch.clone()).collect();
    let without = Plan::new(kept.collect(), Vec::new(), Vec::new());
    let additions = restored(&current.plan, &without, &gone, by.now);
    let was: BTreeSet<i64> = members_from(before.plan(), by.now);
    let changed = additions.added_to(&current.plan);
    let is = members_from(&changed, by.now);
    let put_back = is.difference(&was).copied().collect();
    welcome_back(tx, by, &current.plan, &changed, &put_back, made).await?;
    let (epochs, overrides) = store::add(tx, by, &additions).await?;
    made.epochs.extend(epochs);
    made.overrides.extend(overrides);
    Ok(())
}
