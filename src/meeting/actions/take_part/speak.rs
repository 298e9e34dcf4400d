//! The queue of speakers.

use crate::{
    contract::{
        Answer, Context,
        args::{MeetingAck, MeetingQueue, MeetingUnqueue},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        actions::live::{Draws, arrive, begin_live, find_live, lead, look, touch},
        store, words,
        words::Scene,
    },
    room::Actor,
};

/// `/meeting queue`: the caller would like to speak.
pub async fn enqueue_me(cx: &Context, args: MeetingQueue) -> Answer {
    let (tx, scene) = queued(cx, args.occurrence).await?;
    let reply = cx.in_place(words::queue(&scene, cx.caller.user_id));
    cx.commit(tx, reply).await
}

/// The caller is queued, not committed yet.
pub async fn queued(cx: &Context, occurrence: Option<i64>) -> Result<(Tx, Scene), Error> {
    let (series, _) = find_live(cx, occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, occurrence).await?;
    let (by, me) = (&Actor::from(cx), cx.caller.user_id);
    store::queue(&mut tx, cx.guild.id, occurrence.id, (me, At::from(cx.now))).await?;
    arrive(&mut tx, by, &occurrence, me).await?;
    touch(&mut tx, by, occurrence.id);
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    draws.current(&mut tx, &scene)?;
    Ok((tx, scene))
}

/// The caller would not like to speak any more.
pub async fn unqueue(cx: &Context, args: MeetingUnqueue) -> Answer {
    let (series, _) = find_live(cx, Some(args.occurrence)).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, Some(args.occurrence)).await?;
    store::leave_queue(&mut tx, cx.guild.id, occurrence.id, cx.caller.user_id).await?;
    touch(&mut tx, &Actor::from(cx), occurrence.id);
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    draws.current(&mut tx, &scene)?;
    let reply = cx.in_place(words::queue(&scene, cx.caller.user_id));
    cx.commit(tx, reply).await
}

/// `/meeting ack`: the next in the queue has the floor.
pub async fn ack(cx: &Context, args: MeetingAck) -> Answer {
    let (tx, next) = acked(cx, args.occurrence).await?;
    let reply = cx.in_place(words::acked(next));
    cx.commit(tx, reply).await
}

/// The next has the floor, not committed yet; whoever had it has spoken.
pub async fn acked(cx: &Context, occurrence: Option<i64>) -> Result<(Tx, Option<i64>), Error> {
    let (series, _) = find_live(cx, occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, occurrence).await?;
    let occurrence = lead(cx, &mut tx, (&series, occurrence)).await?;
    let all = store::speakers(&mut tx, cx.guild.id, occurrence.id).await?;
    for speaker in all.iter().filter(|it| it.has_floor) {
        store::leave_queue(&mut tx, cx.guild.id, occurrence.id, speaker.user_id).await?;
    }
    let next = all.iter().find(|it| !it.has_floor).map(|it| it.user_id);
    if let Some(next) = next {
        store::give_floor(&mut tx, cx.guild.id, occurrence.id, next);
    }
    touch(&mut tx, &Actor::from(cx), occurrence.id);
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    draws.current(&mut tx, &scene)?;
    Ok((tx, next))
}
