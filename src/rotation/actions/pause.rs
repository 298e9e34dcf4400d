//! Pausing, resuming and ending a rotation.

use super::{
    open::{begin, by, future},
    settle::{Changed, Parts, changed},
};
use crate::{
    contract::{
        Answer, Context, Reply,
        args::{RotationEnd, RotationPause, RotationResume},
    },
    error::Refusal,
    rotation::{
        rules::{Additions, FOREVER, Span, holders, resume_order},
        store, words,
    },
};

/// Nobody is on until the given time, or until resumed.
pub async fn pause(cx: &Context, args: RotationPause) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    if before.plan().pause_at(cx.now).is_some() {
        return Err(words::paused_already().into());
    }
    let until = match &args.until {
        Some(text) => Some(future(cx, &before.zone(cx), text)?),
        None => None,
    };
    let by = by(cx, before.row.id);
    let pause = store::insert_pause(&mut tx, by, cx.now, until).await?;
    let mut parts = Parts { pause: Some(pause), ..Parts::default() };
    if let Some(until) = until {
        let epochs = resume_order(before.plan(), Span { from: cx.now, until }, until)
            .map_err(|error| words::edit_error(error, 0))?;
        let additions = Additions { epochs, overrides: Vec::new() };
        parts.epochs = store::add(&mut tx, by, &additions).await?.0;
    }
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "paused the rotation", &parts).await?;
    cx.commit(tx, Reply::new(words::paused(&after.row, until.unwrap_or(FOREVER), event))).await
}

/// The order goes on where it stood.
pub async fn resume(cx: &Context, args: RotationResume) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    let Some(span) = before.plan().pause_at(cx.now) else { return Err(words::not_paused().into()) };
    let by = by(cx, before.row.id);
    let mut running =
        before.rows.pauses.iter().filter(|pause| pause.ends_at.is_none_or(|at| at.utc() > cx.now));
    let pause = running.next_back().ok_or_else(words::not_paused)?;
    store::set_pause_end(&mut tx, cx.guild.id, pause.id, Some(cx.now));
    let epochs = resume_order(before.plan(), span, cx.now).map_err(|error| words::edit_error(error, 0))?;
    let additions = Additions { epochs, overrides: Vec::new() };
    let parts = Parts {
        epochs: store::add(&mut tx, by, &additions).await?.0,
        resumed: Some((pause.id, pause.ends_at.map(|at| at.utc()))),
        ..Parts::default()
    };
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "resumed the rotation", &parts).await?;
    let on: Vec<i64> = holders(after.plan(), cx.now).iter().filter_map(|duty| duty.user.ok()).collect();
    cx.commit(tx, Reply::new(words::resumed(&after.row, &on, event))).await
}

/// Nobody takes turns any more; what was stays.
pub async fn end(cx: &Context, args: RotationEnd) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    if before.plan().epochs().is_empty() {
        return Err(Refusal::new("The rotation has no order yet. Nothing was changed.").into());
    }
    store::set_state(&mut tx, cx.guild.id, before.row.id, false).await?;
    let by = by(cx, before.row.id);
    let parts = Parts { is_end: true, ..Parts::default() };
    let event = super::settle::record(&mut tx, by, Some(cx.interaction_id), "ended the rotation", &parts)?;
    super::timetable::role_job(&mut tx, by).await?;
    cx.commit(tx, Reply::new(words::ended(&before.row, event))).await
}
