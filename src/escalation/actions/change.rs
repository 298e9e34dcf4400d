//! The common course of every change: hold the row, check version and rules, save, record, draw.

use super::{
    around::Around,
    climb::{Ask, set_next, step},
    clock::{ClockEvent, tick},
    forget_post::ForgetPost,
    notices, post,
    timers::{EndReview, Wake},
};
use crate::{
    contract::{Answer, Context, Guild, Reply},
    db::{At, Tx},
    error::{Error, Refusal},
    escalation::{
        Escalation, Facts, SUBJECT, State,
        rules::{
            lifecycle::{Stop, may_see, verb},
            stamp::stamp,
        },
        store,
        words::{self, View},
    },
    room::{self, Actor, Change, difference, fields, fresh},
};

/// The escalation as it is, with what belongs to it, outside a transaction. Refused where the caller may not see it.
pub async fn read(cx: &Context, around: &Around, id: i64) -> Result<View, Error> {
    let row = store::find(&mut &cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    is_seen(cx, around, &row)?;
    post::view(&mut &cx.db, &cx.guild, around, &row).await
}

fn is_seen(cx: &Context, around: &Around, row: &Escalation) -> Result<(), Refusal> {
    let topic = around.topic(row.facts.topic_id);
    if may_see(cx, row, topic) { Ok(()) } else { Err(words::not_theirs(row.id, topic)) }
}

/// The escalation, held in a transaction, if the caller may see it and it is as they saw it.
pub async fn begin(cx: &Context, around: &Around, id: i64) -> Result<(Tx, Escalation), Error> {
    let mut tx = cx.begin().await?;
    let row = hold(cx, &mut tx, around, id).await?;
    let tx = fresh(cx, tx, row.version, || words::form_outdated(id), as_it_is(cx, around, id)).await?;
    Ok((tx, row))
}

/// The escalation, held in a transaction that is open already, if the caller may see it.
pub async fn hold(cx: &Context, tx: &mut Tx, around: &Around, id: i64) -> Result<Escalation, Error> {
    let row = store::lock(tx, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    is_seen(cx, around, &row)?;
    Ok(row)
}

/// Says that the button is old, who was quicker, and shows the escalation as it is.
pub async fn as_it_is(cx: &Context, around: &Around, id: i64) -> Answer {
    let view = read(cx, around, id).await?;
    Ok(words::stale(cx, &view))
}

/// What a change makes of an escalation and of whoever is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The ladder begins anew: it is with somebody else.
    Restart,
    /// The same, because whoever asked in public has written again.
    FollowedUp,
    /// It goes on where it is, if it is still to be climbed.
    GoOn,
}

/// Changes a held escalation as decided, and answers with what `outcome` says over it.
pub async fn change(
    cx: &Context,
    around: &Around,
    id: i64,
    (verb, then): (&str, Then),
    decide: impl FnOnce(&Escalation) -> Result<Facts, Stop>,
    outcome: impl FnOnce(&View) -> String,
) -> Answer {
    let (mut tx, before) = begin(cx, around, id).await?;
    let facts = match decide(&before) {
        Ok(facts) => facts,
        Err(stop) => return stopped(cx, around, tx, &before, stop).await,
    };
    let row = apply(cx, &mut tx, around, &before, facts, (verb, then)).await?;
    answer(cx, tx, around, &row, outcome).await
}

/// What cannot be done is said, unless this very press has done it before.
pub async fn stopped(cx: &Context, around: &Around, tx: Tx, before: &Escalation, stop: Stop) -> Answer {
    drop(tx);
    if let Some(first) = cx.first_answer().await? {
        return Ok(first);
    }
    Err(words::stopped(before, around.topic(before.facts.topic_id), stop).into())
}

/// Commits with the answer.
pub async fn answer(
    cx: &Context,
    mut tx: Tx,
    around: &Around,
    row: &Escalation,
    outcome: impl FnOnce(&View) -> String,
) -> Answer {
    let view = post::view(&mut tx, &cx.guild, around, row).await?;
    let said = outcome(&view);
    let reply: Reply = words::reply(cx, &view, said);
    cx.commit(tx, reply).await
}

/// Gives a held escalation other facts: stamps, the ladder, its event and its card follow. Returns it as it is now.
pub async fn apply(
    cx: &Context,
    tx: &mut Tx,
    around: &Around,
    before: &Escalation,
    facts: Facts,
    (verb, then): (&str, Then),
) -> Result<Escalation, Error> {
    apply_by(tx, &Actor::from(cx), &cx.guild, around, before, facts, (verb, then)).await
}

/// The same, whoever does it.
pub async fn apply_by(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    before: &Escalation,
    facts: Facts,
    (verb, then): (&str, Then),
) -> Result<Escalation, Error> {
    let mut row = Escalation { facts, ..before.clone() };
    climb_on(tx, by, guild, around, before, &mut row, then).await?;
    keep(tx, by, before, &mut row, verb)?;
    tick(tx, by, guild, around, &row, ClockEvent::Changed).await?;
    let has_other_topic = row.facts.topic_id != before.facts.topic_id;
    let is_first_card = has_other_topic && post::is_undrawn(tx, guild.id, around, &row).await?;
    post::card(tx, guild, by.now, around, &row).await?;
    if has_other_topic {
        notices::informs(tx, guild, by.now, around, (&row, is_first_card)).await?;
    }
    Ok(row)
}

/// The same for a change that takes back the event `undone`.
pub async fn apply_undoing(
    cx: &Context,
    tx: &mut Tx,
    around: &Around,
    before: &Escalation,
    facts: Facts,
    (undone, then): (i64, Then),
) -> Result<Escalation, Error> {
    let mut row = Escalation { facts, ..before.clone() };
    if before.facts.state == State::Acknowledged && row.facts.state != State::Acknowledged {
        row.acknowledged_at = None;
    }
    let by = &Actor::from(cx);
    climb_on(tx, by, &cx.guild, around, before, &mut row, then).await?;
    let change = difference(&fields(&before.facts)?, &fields(&row.facts)?).unwrap_or_default();
    keep_with(tx, by, &mut row, verb::UNDONE, change.undoing(undone));
    tick(tx, by, &cx.guild, around, &row, ClockEvent::Undone).await?;
    post::card(tx, &cx.guild, cx.now, around, &row).await?;
    Ok(row)
}

async fn climb_on(
    tx: &mut Tx,
    by: &Actor,
    guild: &Guild,
    around: &Around,
    before: &Escalation,
    row: &mut Escalation,
    then: Then,
) -> Result<(), Error> {
    stamp(row, before, by.now);
    match then {
        Then::Restart => {
            row.climb.restart();
            step(tx, by, guild, around, row, Ask::Aloud).await?;
        }
        Then::FollowedUp => {
            row.climb.restart();
            step(tx, by, guild, around, row, Ask::Again).await?;
        }
        Then::GoOn => set_next(tx, by, guild, around, row).await?,
    }
    if before.facts.state != row.facts.state {
        ForgetPost::set(tx, by, row).await?;
    }
    EndReview::set(tx, by, &around.hours_of(guild, &row.facts), (&before.facts, &row.facts), row.id).await?;
    set_wake(tx, by, row).await
}

async fn set_wake(tx: &mut Tx, by: &Actor, row: &Escalation) -> Result<(), Error> {
    let Some(until) = row.facts.snoozed_until_at.map(At::utc) else { return Ok(()) };
    room::restart(tx, by.guild_id, &Wake { escalation: row.id, at: until }, until, by.now).await
}

/// Saves a changed escalation with its next version and event.
pub fn keep(
    tx: &mut Tx,
    by: &Actor,
    before: &Escalation,
    row: &mut Escalation,
    verb: &str,
) -> Result<(), Error> {
    let change = difference(&fields(&before.facts)?, &fields(&row.facts)?).unwrap_or_default();
    keep_with(tx, by, row, verb, change);
    Ok(())
}

/// The same with an event that tells something else.
pub fn keep_with(tx: &mut Tx, by: &Actor, row: &mut Escalation, verb: &str, change: Change) {
    row.version += 1;
    row.updated_at = At::from(by.now);
    store::save(tx, by.guild_id, row);
    room::record(tx, by, SUBJECT, row.id, verb, change);
}
