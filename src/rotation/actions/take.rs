//! `/rotation take`: the duty from now on.

use super::{
    effects::{Changed, add_override, changed},
    open::{begin, future},
};
use crate::{
    contract::{Answer, Context, Reply, args::RotationTake},
    rotation::{
        rules::{ChangedRows, Nobody, Span, What, holders, next_difference, on_duty, shift_at},
        words,
    },
};

/// The caller is on, as primary or on the given seat, from now until the given time or the end of the shift. Whoever was
/// on takes the caller's own seat in exchange, if the caller had another.
pub async fn take(cx: &Context, args: RotationTake) -> Answer {
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    let (plan, user_id) = (before.plan(), cx.caller.user_id);
    let shift = shift_at(plan, cx.now);
    let until = match &args.until {
        Some(text) => future(cx, &before.zone(cx), text, "until")?,
        None => shift.until,
    };
    if let Err(why @ (Nobody::NotStarted(_) | Nobody::Paused(_) | Nobody::DayOff(_))) =
        on_duty(plan, cx.now)[0].user
    {
        return Err(words::nobody_is_on(&words::nobody(why)).into());
    }
    let duties = holders(plan, cx.now);
    let seat = usize::try_from(args.seat.unwrap_or(1) - 1).unwrap_or(0);
    let Some(duty) = duties.get(seat) else { return Err(words::no_such_seat(duties.len()).into()) };
    let mine_until = next_difference(plan, seat, cx.now, shift.until);
    if duty.user == Ok(user_id) && (args.until.is_none() || until <= mine_until) {
        return Err(words::on_already(mine_until).into());
    }
    let span = Span { from: cx.now, until };
    let displaced = duty.user.ok().filter(|other| *other != user_id);
    let own = duties.iter().position(|duty| duty.user == Ok(user_id)).filter(|own| *own != seat);
    let mut seats = vec![What::Slot { seat, user_id }];
    seats.extend(own.zip(displaced).map(|(seat, user_id)| What::Slot { seat, user_id }));
    let mut parts = ChangedRows::default();
    for what in seats {
        parts.overrides.push(add_override(&mut tx, cx, before.row.id, span, what).await?);
    }
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "took over the duty", &parts).await?;
    let named = (duties.len() > 1).then_some(seat);
    cx.commit(tx, Reply::new(words::taken(&after.called(cx), user_id, named, span, displaced, event))).await
}
