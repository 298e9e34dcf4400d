//! Taking back the last change of an action.

use super::{
    apply::save,
    open::{begin, is_gone},
};
use crate::{
    action::{
        Facts, SUBJECT, State,
        rules::{self, Viewer, verb},
        words,
    },
    contract::{Answer, Context, Level, Noun, args::ActionUndo},
    db::event,
    room::{Actor, Deed, Thing, facts_before, last_undoable},
};

/// How far back undo reaches.
const MOST_EVENTS: i64 = 100;

/// Takes back the last change; whoever made it may, its own people and PMs. Taking back its making withdraws it.
pub async fn undo(cx: &Context, args: ActionUndo) -> Answer {
    let id = args.action.0;
    let (mut tx, before) = begin(cx, id).await?;
    let events = event::history(&mut tx, cx.guild.id, SUBJECT, id, None, MOST_EVENTS).await?;
    let last = last_undoable(&events, |event| verb::CAN_BE_UNDONE.contains(&event.verb.as_str()));
    let last = last.ok_or_else(|| words::nothing_to_undo(id))?;
    let is_own = last.actor_user_id == Some(cx.caller.user_id) || cx.level >= Level::Pm;
    if !is_own && !rules::may_change(Viewer::of(cx), &before) {
        return Err(words::not_yours(id).into());
    }
    let facts = match last.verb == verb::MADE {
        true => Facts { state: State::Withdrawn, ..before.facts.clone() },
        false => facts_before(last, &before.facts)?.ok_or_else(|| words::superseded(id))?,
    };
    let after = save(
        &mut tx,
        &Actor::from(cx),
        &cx.guild,
        (&before, facts),
        Deed { verb: verb::UNDONE, undoes: Some(last.id) },
    )
    .await?;
    if after.facts.state == State::Withdrawn {
        is_gone(cx, &mut tx, Thing { noun: Noun::ACTION, id }).await?;
    }
    let reply = cx.in_place(words::undone(&words::Seen::of(cx), &after, &last.verb));
    cx.commit(tx, reply).await
}
