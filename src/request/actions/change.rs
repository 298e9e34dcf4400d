//! The common course of every change: hold the row, check version and rules, save, record, tell.

use super::{drop_files::drop_later, news, post, triage, untouched::look_later, voters::tell_voters};
use crate::{
    base::similar,
    contract::{Answer, Context, Noun},
    db::{At, Tx},
    error::{Error, Refusal},
    request::{
        CloseReason, Facts, SUBJECT, State,
        rules::{
            change::{difference, verb},
            lifecycle::{Rights, may_read},
        },
        store::{self, View},
        words,
    },
    room::{self, Change, Fields, Thing, fresh},
    workspace,
};

/// Changes the facts of request `id` as `decide` says and answers with `outcome` over the fresh card.
pub async fn change(
    cx: &Context,
    id: i64,
    verb: &'static str,
    decide: impl FnOnce(&View) -> Result<Facts, Refusal>,
    outcome: impl FnOnce(&View) -> String,
) -> Answer {
    let (mut tx, before) = begin(cx, id).await?;
    let facts = decide(&before)?;
    let change = differing(&before, &facts)?;
    let after = apply(cx, &mut tx, &before, facts, (verb, change)).await?;
    let reply = words::reply(cx, &after, outcome(&after));
    cx.commit(tx, reply).await
}

/// The request, held until the transaction ends. Refused where the caller may not read it.
pub async fn held(cx: &Context, tx: &mut Tx, id: i64) -> Result<View, Error> {
    let view = held_anyway(cx, tx, id).await?;
    is_readable(cx, &view)?;
    Ok(view)
}

/// The same for what follows from a change, whoever may read it.
pub async fn held_anyway(cx: &Context, tx: &mut Tx, id: i64) -> Result<View, Error> {
    let found = store::lock(tx, cx.guild.id, id).await?;
    Ok(found.ok_or_else(|| words::unknown(id))?)
}

/// The request as it is, outside a transaction. Refused where the caller may not read it.
pub async fn read(cx: &Context, id: i64) -> Result<View, Error> {
    let view = store::view(&cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?;
    is_readable(cx, &view)?;
    Ok(view)
}

fn is_readable(cx: &Context, view: &View) -> Result<(), Refusal> {
    let request = &view.request;
    let may = may_read(Rights::of(cx), request.reporter_user_id, request.facts.assignee_user_id);
    if may { Ok(()) } else { Err(words::not_theirs(&cx.guild, request.id)) }
}

/// The request, held in a transaction, if it is as the caller saw it.
pub async fn begin(cx: &Context, id: i64) -> Result<(Tx, View), Error> {
    let mut tx = cx.begin().await?;
    let view = held(cx, &mut tx, id).await?;
    Ok((as_seen(cx, tx, &view).await?, view))
}

/// The transaction, if the request that it holds is as the caller saw it.
pub async fn as_seen(cx: &Context, tx: Tx, view: &View) -> Result<Tx, Error> {
    fresh(cx, tx, view.request.version, || words::outdated(view), as_it_is(cx, view)).await
}

/// Says that the button is old and shows the request as it is; the team's card, if it was there, is drawn again.
async fn as_it_is(cx: &Context, view: &View) -> Answer {
    if !words::is_on_team_card(cx) {
        return Ok(words::stale(cx, view));
    }
    let mut tx = cx.begin().await?;
    let fresh = held(cx, &mut tx, view.request.id).await?;
    post::card(&mut tx, &cx.guild, cx.now, &fresh)?;
    cx.commit(tx, words::stale(cx, &fresh)).await
}

/// What of a request would change if it had these facts; refused when nothing would.
pub fn differing(before: &View, facts: &Facts) -> Result<Change, Refusal> {
    difference(&before.request.facts, facts).ok_or_else(|| words::nothing_to_change(before))
}

/// [`apply_because`] of nothing that was said.
pub async fn apply(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    facts: Facts,
    what: (&'static str, Change),
) -> Result<View, Error> {
    apply_because(cx, tx, before, facts, what, None).await
}

/// Saves the facts of a held request, records the event (verb, what changed), brings cards up to date, and lets everybody
/// whom it concerns hear of it, with the reason `why`, which is this note. Returns the request as it is now.
pub async fn apply_because(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    facts: Facts,
    (verb, change): (&'static str, Change),
    why: Option<(i64, &str)>,
) -> Result<View, Error> {
    let mut request = before.request.clone();
    let was = std::mem::replace(&mut request.facts, facts);
    request.version += 1;
    request.updated_at = At::from(cx.now);
    request.closed_at = match (was.state, request.facts.state) {
        (State::Closed, State::Closed) => request.closed_at,
        (_, State::Closed) => Some(At::from(cx.now)),
        _ => None,
    };
    store::save(tx, cx.guild.id, &request);
    if was.text != request.facts.text {
        store::replace_terms(
            tx,
            cx.guild.id,
            request.id,
            similar::distinct_words(&request.facts.text, cx.guild.language),
        );
    }
    record(cx, tx, request.id, verb, change);
    let after = held_anyway(cx, tx, request.id).await?;
    post::card(tx, &cx.guild, cx.now, &after)?;
    let is_done = |facts: &Facts| facts.close_reason == Some(CloseReason::Done);
    if is_done(&request.facts) && !is_done(&was) {
        let thing = Thing { noun: Noun::REQUEST, id: request.id };
        workspace::ended(tx, &room::Actor::from(cx), thing).await?;
    }
    if request.facts.state == State::Withdrawn && was.state != State::Withdrawn {
        drop_later(cx, tx, &after).await?;
    }
    if was.duplicate_of_id != request.facts.duplicate_of_id {
        votes_moved(cx, tx, was.duplicate_of_id, (verb::LOST, request.id)).await?;
        votes_moved(cx, tx, request.facts.duplicate_of_id, (verb::GAINED, request.id)).await?;
    }
    if was.question_id != request.facts.question_id {
        for question_id in [was.question_id, request.facts.question_id].into_iter().flatten() {
            triage::draw_question(cx, tx, &after, question_id).await?;
        }
    }
    news::tell(cx, tx, before, &after, why.map(|(_, text)| text)).await?;
    tell_voters(cx, tx, (before, &after), why.map(|(note_id, _)| note_id)).await?;
    look_later(tx, &cx.guild, cx.now, &after.request).await?;
    Ok(after)
}

/// Tells the history and the card of the request that gained or lost a +1.
async fn votes_moved(
    cx: &Context,
    tx: &mut Tx,
    target: Option<i64>,
    (verb, by): (&'static str, i64),
) -> Result<(), Error> {
    let Some(target) = target else { return Ok(()) };
    record(cx, tx, target, verb, Change::noted(Fields::from_iter([("request".to_owned(), by.into())])));
    let view = held_anyway(cx, tx, target).await?;
    post::card(tx, &cx.guild, cx.now, &view)
}

/// Records what the caller did to a request.
pub fn record(cx: &Context, tx: &mut Tx, id: i64, verb: &'static str, change: Change) -> i64 {
    room::record(tx, &room::Actor::from(cx), SUBJECT, id, verb, change)
}
