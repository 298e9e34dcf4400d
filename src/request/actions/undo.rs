//! Taking back the last change of a request.

use super::{
    change::{apply, as_seen, held, held_anyway, record},
    post,
    same::{one_at_a_time, root},
    untouched::look_later,
};
use crate::{
    contract::{Answer, Context, Level, args::RequestUndo},
    db::{
        At, Tx,
        event::{self, Event},
    },
    error::Error,
    request::{
        Facts, SUBJECT, State,
        rules::change::{self, NoUndo, Undo, verb},
        store::{self, View},
        words,
    },
    room::Change,
};

/// How far back undo reaches.
const MOST_EVENTS: i64 = 500;

/// Takes back the last change: one's own, or anyone's for a PM. Taking back the filing withdraws the request.
pub async fn undo(cx: &Context, args: RequestUndo) -> Answer {
    let mut tx = cx.begin().await?;
    one_at_a_time(cx, &mut tx).await?;
    let before = held(cx, &mut tx, args.request.0).await?;
    let mut tx = as_seen(cx, tx, &before).await?;
    let (after, verb) = take_back(cx, &mut tx, &before).await?;
    let reply = words::reply(cx, &after, words::undone(&after, &verb));
    cx.commit(tx, reply).await
}

/// Takes back the last change of a held request, if the caller may. Returns the request as it is now, and the verb of
/// what was taken back.
pub async fn take_back(cx: &Context, tx: &mut Tx, before: &View) -> Result<(View, String), Error> {
    let refuse = |why: NoUndo| words::not_undone(before, why);
    let events = event::history(tx, cx.guild.id, SUBJECT, before.request.id, None, MOST_EVENTS).await?;
    let last = change::last(&events).map_err(refuse)?;
    if cx.level < Level::Pm && last.actor_user_id != Some(cx.caller.user_id) {
        return Err(refuse(NoUndo::Theirs(last.actor_user_id)).into());
    }
    let after = match change::undo(last, &before.request.facts).map_err(refuse)? {
        Undo::Facts(facts) => restore(cx, tx, before, *facts, last).await?,
        Undo::Note(note_id) => take_note_back(cx, tx, before.clone(), note_id, last).await?,
    };
    Ok((after, last.verb.clone()))
}

async fn restore(
    cx: &Context,
    tx: &mut Tx,
    before: &View,
    facts: Facts,
    event: &Event,
) -> Result<View, Error> {
    if facts.state == State::Withdrawn && !before.votes.is_none() {
        return Err(words::has_votes(before).into());
    }
    if let Some(target) = facts.duplicate_of_id {
        // What it was a +1 of may meanwhile have become a +1 of it.
        let target = held(cx, tx, target).await?;
        if root(cx, tx, target).await?.request.id == before.request.id {
            return Err(words::not_undone(before, NoUndo::Superseded).into());
        }
    }
    let change = change::difference(&before.request.facts, &facts)
        .ok_or_else(|| words::not_undone(before, NoUndo::Superseded))?;
    apply(cx, tx, before, facts, (verb::UNDONE, change.undoing(event.id))).await
}

async fn take_note_back(
    cx: &Context,
    tx: &mut Tx,
    before: View,
    note_id: i64,
    event: &Event,
) -> Result<View, Error> {
    store::withdraw_note(tx, cx.guild.id, note_id);
    let mut request = before.request;
    request.version += 1;
    request.updated_at = At::from(cx.now);
    store::save(tx, cx.guild.id, &request);
    record(cx, tx, request.id, verb::UNDONE, Change::default().undoing(event.id));
    let after = held_anyway(cx, tx, request.id).await?;
    post::card(tx, &cx.guild, cx.now, &after)?;
    look_later(tx, &cx.guild, cx.now, &after.request).await?;
    Ok(after)
}
