//! A meeting ends: what was not reached goes on, and its minutes are a draft.

use super::{
    super::minutes::{ownerless, send_draft},
    apply::{arrive, keep, touch},
    clock,
    draw::{Draws, look},
    open::{begin_live, find_live, lead},
    step::close_current,
};
use crate::{
    contract::{
        Answer, Context,
        args::{MeetingAdjourn, MeetingEnd},
    },
    db::{At, Tx},
    error::Error,
    meeting::{
        Became, Occurrence, OccurrenceFacts, Series, State,
        actions::{call::ask, events::Events, follow::carry_over},
        rules::verb,
        store,
        words::{self, Scene},
    },
    queue,
    room::Actor,
};

/// `/meeting end`: the chair ends it; after the planned end anyone may.
pub async fn end(cx: &Context, args: MeetingEnd) -> Answer {
    let (series, _) = find_live(cx, args.occurrence).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, occurrence) = begin_live(cx, args.occurrence).await?;
    let occurrence = match cx.now >= occurrence.ends_at() {
        true => occurrence,
        false => lead(cx, &mut tx, (&series, occurrence)).await?,
    };
    arrive(&mut tx, &Actor::from(cx), &occurrence, cx.caller.user_id).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let without = ownerless(&mut tx, &cx.guild, &scene).await?;
    if !without.is_empty() && args.anyway != Some(true) {
        drop(tx);
        return match cx.first_answer().await? {
            Some(first) => Ok(first),
            None => Ok(cx.in_place(words::ownerless(&scene, &without))),
        };
    }
    let (occurrence, carried) = finish(&mut tx, &draws, (&series, occurrence)).await?;
    let scene = look(&mut tx, cx.guild.id, (&series, &occurrence), draws.private).await?;
    let reply = cx.in_place(words::ended(&scene, carried));
    cx.commit(tx, reply).await
}

/// Ends a held meeting. Returns it as it is now, and how many topics go on.
pub async fn finish(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, before): (&Series, Occurrence),
) -> Result<(Occurrence, usize), Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let done = close_current(tx, by, guild.id, &before, Became::Discussed).await?;
    let was_soon = by.now >= before.ends_at() - crate::meeting::rules::SOON_OVER;
    let after = over(tx, draws, &before, (State::Wrapping, None)).await?;
    let carried = carry_over(tx, by, guild, (series, &after)).await?.len();
    let scene = look(tx, guild.id, (series, &after), draws.private).await?;
    if let Some(done) = &done {
        draws.topic(tx, &scene, done, None)?;
        if let Some(boxed) = clock::boxed(&before, done) {
            draws.time_is_over(tx, &scene, done, boxed)?;
        }
    }
    if was_soon {
        draws.soon_over(tx, &scene).await?;
    }
    draws.head(tx, &scene)?;
    Events::set(tx, by, series).await?;
    send_draft(tx, draws, &scene).await?;
    ask(tx, draws, (series, &after)).await?;
    Ok((after, carried))
}

async fn over(
    tx: &mut Tx,
    draws: &Draws<'_>,
    before: &Occurrence,
    (state, reason): (State, Option<String>),
) -> Result<Occurrence, Error> {
    let (by, guild) = (&draws.by, draws.guild);
    let thread =
        queue::card(tx, guild.id, &super::draw::head_key(before.id)).await?.and_then(|card| card.thread_id);
    let facts = OccurrenceFacts {
        state,
        ended_at: Some(At::from(by.now)),
        current_item_id: None,
        item_started_at: None,
        item_extra_minutes: 0,
        thread_id: before.facts.thread_id.or(thread),
        reason: reason.or_else(|| before.facts.reason.clone()),
        ..before.facts.clone()
    };
    let after = keep(tx, by, (before, facts), verb::ENDED)?;
    store::clear_queue(tx, guild.id, after.id);
    touch(tx, by, after.id);
    Ok(after)
}

/// With fewer people than the quorum one press carries everything over.
pub async fn adjourn(cx: &Context, args: MeetingAdjourn) -> Answer {
    let (series, _) = find_live(cx, Some(args.occurrence)).await?;
    let draws = Draws::of(cx, &series).await;
    let (mut tx, series, before) = begin_live(cx, Some(args.occurrence)).await?;
    let by = &Actor::from(cx);
    let scene: Scene = look(&mut tx, cx.guild.id, (&series, &before), draws.private).await?;
    let Some(quorum) = words::missing(&scene) else { return Err(words::enough_are_here().into()) };
    let reason = words::too_few(quorum, scene.present().len());
    let after = over(&mut tx, &draws, &before, (State::NotHeld, Some(reason))).await?;
    let carried = carry_over(&mut tx, by, &cx.guild, (&series, &after)).await?.len();
    let scene = look(&mut tx, cx.guild.id, (&series, &after), draws.private).await?;
    draws.head(&mut tx, &scene)?;
    Events::set(&mut tx, by, &series).await?;
    let reply = cx.in_place(words::adjourned(&scene, carried));
    cx.commit(tx, reply).await
}
