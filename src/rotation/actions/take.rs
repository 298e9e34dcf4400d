//! `/rotation take`: the duty from now on.

use super::{
    open::{begin, future},
    settle::{Parts, add_override, changed},
};
use crate::{
    contract::{Answer, Context, Reply, args::RotationTake},
    rotation::{
        rules::{Nobody, Span, What, holders, on_duty, shift_at},
        words,
    },
};

/// The caller is on, as primary, from now until the given time or the end of the shift.
pub async fn take(cx: &Context, args: RotationTake) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    let (plan, user_id) = (before.plan(), cx.caller.user_id);
    let shift = shift_at(plan, cx.now);
    let until = match &args.until {
        Some(text) => future(cx, &before.zone(cx), text)?,
        None => shift.until,
    };
    let duty = on_duty(plan, cx.now)[0];
    if let Err(why @ (Nobody::NotStarted(_) | Nobody::Paused(_) | Nobody::DayOff(_))) = duty.user {
        return Err(words::nobody_is_on(&words::nobody(why)).into());
    }
    if duty.user == Ok(user_id) && args.until.is_none() {
        return Err(words::on_already(shift.until).into());
    }
    let span = Span { from: cx.now, until };
    let id = add_override(&mut tx, cx, before.row.id, span, What::Slot { seat: 0, user_id }).await?;
    let parts = Parts { overrides: vec![id], ..Parts::default() };
    let (after, _) = changed(&mut tx, cx, &before, "took over the duty", &parts).await?;
    let from = holders(before.plan(), cx.now)[0].user.ok().filter(|other| *other != user_id);
    cx.commit(tx, Reply::new(words::taken(&after.row, user_id, span, from))).await
}
