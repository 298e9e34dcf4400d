//! Which action or decision is meant, whether the caller may see it, and holding it.

use super::RAISED_IN;
use crate::{
    action::{
        Action, Decision, State,
        rules::{self, Viewer},
        store, words,
    },
    contract::{Answer, Context, Spoken},
    db::Tx,
    error::Error,
    room::{Thing, fresh, links_of},
    workspace,
};

/// Things that something is made of.
const MOST_LINKED: i64 = 10;

/// The action, if the caller may see it. What they may not see is as if it were not there.
pub async fn find(cx: &Context, id: i64) -> Result<Action, Error> {
    let found = store::find(&mut &cx.db, cx.guild.id, id).await?;
    let found = found.filter(|action| rules::may_see(Viewer::of(cx), action));
    Ok(found.ok_or_else(|| words::unknown(id))?)
}

/// The action, held in a transaction, if it is as the caller saw it.
pub async fn begin(cx: &Context, id: i64) -> Result<(Tx, Action), Error> {
    let mut tx = cx.begin().await?;
    let found = store::lock(&mut tx, cx.guild.id, id).await?;
    let found = found.filter(|action| rules::may_see(Viewer::of(cx), action));
    let action = found.ok_or_else(|| words::unknown(id))?;
    let tx = fresh(cx, tx, action.version, || words::form_is_old(id), as_it_is(cx, &action)).await?;
    Ok((tx, action))
}

/// Like [`begin`], for what only its own people and PMs may do.
pub async fn begin_own(cx: &Context, id: i64) -> Result<(Tx, Action), Error> {
    let (tx, action) = begin(cx, id).await?;
    match rules::may_change(Viewer::of(cx), &action) {
        true => Ok((tx, action)),
        false => Err(words::not_yours(id).into()),
    }
}

/// Like [`begin_own`], for what only an open action can do.
pub async fn begin_open(cx: &Context, id: i64) -> Result<(Tx, Action), Error> {
    let (tx, action) = begin_own(cx, id).await?;
    match action.facts.state {
        State::Open => Ok((tx, action)),
        _ => Err(words::is_closed(&action).into()),
    }
}

/// Says that the button is old, and shows the action as it is.
async fn as_it_is(cx: &Context, action: &Action) -> Answer {
    Ok(cx.in_place(words::changed_since(&words::Seen::of(cx), action)))
}

/// The decision, if the caller may see it.
pub async fn find_decision(cx: &Context, id: i64) -> Result<Decision, Error> {
    let found = store::find_decision(&mut &cx.db, cx.guild.id, id).await?;
    let found = found.filter(|decision| rules::may_see(Viewer::of(cx), decision));
    Ok(found.ok_or_else(|| words::unknown_decision(id))?)
}

/// The decision, held in a transaction, if it is as the caller saw it and theirs to change.
pub async fn begin_decision(cx: &Context, id: i64) -> Result<(Tx, Decision), Error> {
    let mut tx = cx.begin().await?;
    let found = store::lock_decision(&mut tx, cx.guild.id, id).await?;
    let found = found.filter(|decision| rules::may_see(Viewer::of(cx), decision));
    let decision = found.ok_or_else(|| words::unknown_decision(id))?;
    let as_it_is = async { Ok(cx.in_place(words::decision_changed_since(&words::Seen::of(cx), &decision))) };
    let tx = fresh(cx, tx, decision.version, || words::decision_form_is_old(id), as_it_is).await?;
    match rules::may_change(Viewer::of(cx), &decision) {
        true => Ok((tx, decision)),
        false => Err(words::not_your_decision(id).into()),
    }
}

/// What is spoken about where the command is typed, if a meeting is held there. Not inside a transaction.
pub async fn spoken_of(cx: &Context) -> Result<Option<Spoken>, Error> {
    cx.neighbours.spoken_of(&cx.db, &cx.guild, cx.caller.channel_id).await
}

/// Lets whoever owns what this was made of know that it does not count any more.
pub async fn is_gone(cx: &Context, tx: &mut Tx, made: Thing) -> Result<(), Error> {
    let links = links_of(tx, cx.guild.id, made, MOST_LINKED).await?;
    for link in links.iter().filter(|link| link.kind == RAISED_IN && !link.comes_from) {
        cx.neighbours.made_of(tx, &cx.guild, cx.now, (&link.noun, link.id)).await?;
    }
    Ok(())
}

/// Whether what is made here is confidential: as the person says, else where not everybody sees the channel. Where Discord
/// does not tell that, as of a thread, it is, but in that of a meeting, for which its channel counts. Not inside a
/// transaction.
pub async fn confidential(cx: &Context, said: Option<bool>, spoken: Option<Spoken>) -> bool {
    let channel_id = spoken.map_or(cx.caller.channel_id, |spoken| spoken.channel_id);
    match said {
        Some(said) => said,
        None => workspace::is_open_to_all(cx, channel_id).await != Some(true),
    }
}
