//! Pausing, resuming and ending a rotation.

use super::{
    effects::{Changed, changed},
    open::{Loaded, begin, by, future},
};
use crate::{
    contract::{
        Answer, Context, Reply,
        args::{RotationEnd, RotationPause, RotationResume},
    },
    db::Tx,
    rotation::{
        rules::{Additions, ChangedRows, FOREVER, Span, holders, resume_order},
        store::{self, By},
        words,
    },
};
use chrono::{DateTime, Utc};

/// Nobody is on until the given time, or until resumed.
pub async fn pause(cx: &Context, args: RotationPause) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    if before.plan().pause_at(cx.now).is_some() {
        return Err(words::paused_already().into());
    }
    let until = match &args.until {
        Some(text) => Some(future(cx, &before.zone(cx), text, "until")?),
        None => None,
    };
    let by = by(cx, before.row.id);
    let pause = store::insert_pause(&mut tx, by, cx.now, until);
    let mut parts = ChangedRows { pause: Some(pause), ..ChangedRows::default() };
    if let Some(until) = until {
        let epochs = resume_order(before.plan(), Span { from: cx.now, until }, until)
            .map_err(|error| words::edit_error(error, 0))?;
        let additions = Additions { epochs, overrides: Vec::new() };
        parts.epochs = store::add(&mut tx, by, &additions).await?.0;
    }
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "paused the rotation", &parts).await?;
    cx.commit(tx, Reply::new(words::paused(&after.called(cx), until.unwrap_or(FOREVER), event))).await
}

/// The order goes on where it stood.
pub async fn resume(cx: &Context, args: RotationResume) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    let Some(span) = before.plan().pause_at(cx.now) else { return Err(words::not_paused().into()) };
    let by = by(cx, before.row.id);
    let resumed = end_pauses(&mut tx, by, &before);
    let epochs = resume_order(before.plan(), span, cx.now).map_err(|error| words::edit_error(error, 0))?;
    let additions = Additions { epochs, overrides: Vec::new() };
    let parts = ChangedRows {
        epochs: store::add(&mut tx, by, &additions).await?.0,
        resumed,
        ..ChangedRows::default()
    };
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "resumed the rotation", &parts).await?;
    let on: Vec<i64> = holders(after.plan(), cx.now).iter().filter_map(|duty| duty.user.ok()).collect();
    cx.commit(tx, Reply::new(words::resumed(&after.called(cx), &on, event))).await
}

/// Ends whatever pause is in force, so that none is left underneath another. Returns the longest, with the end that it
/// would have had.
pub(super) fn end_pauses(tx: &mut Tx, by: By, before: &Loaded) -> Option<(i64, Option<DateTime<Utc>>)> {
    let running = before.rows.pauses.iter().filter(|pause| pause.span().contains(by.now));
    for pause in running.clone() {
        store::set_pause_end(tx, by.guild_id, pause.id, Some(by.now));
    }
    let longest = running.max_by_key(|pause| pause.span().until)?;
    Some((longest.id, longest.ends_at.map(|at| at.utc())))
}

/// Nobody takes turns any more; what was stays.
pub async fn end(cx: &Context, args: RotationEnd) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    if before.plan().epochs().is_empty() {
        return Err(words::no_order().into());
    }
    store::set_state(&mut tx, cx.guild.id, before.row.id, false).await?;
    super::role::note(&mut tx, cx.guild.id, before.row.id, None).await?;
    let by = by(cx, before.row.id);
    let parts = ChangedRows { is_end: true, ..ChangedRows::default() };
    let event = super::effects::record(&mut tx, by, Some(cx.interaction_id), "ended the rotation", &parts)?;
    super::timetable::role_job(&mut tx, by).await?;
    cx.commit(tx, Reply::new(words::ended(&before.called(cx), event))).await
}
