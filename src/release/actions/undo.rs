//! Taking back the last change.

use super::{
    apply::{save, save_item},
    ask::arm,
    open::{begin, begin_item},
    plan,
};
use crate::{
    contract::{
        Answer, Context,
        args::{ReleaseRevert, ReleaseUndo},
    },
    db::{
        Tx,
        event::{self, Event},
    },
    error::Error,
    release::{
        Facts, ITEM, ItemFacts, ItemState, SUBJECT, State,
        rules::{self, verb},
        store, words,
    },
    room::{Actor, Deed, facts_before, last_undoable},
};

/// How far back undo reaches.
const MOST_EVENTS: i64 = 100;

/// Takes back the last change of a release; of its planning, when nothing is in it.
pub async fn undo(cx: &Context, args: ReleaseUndo) -> Answer {
    let (mut tx, before) = begin(cx, &args.release).await?;
    let last = last(&mut tx, cx.guild.id, (SUBJECT, before.id)).await?;
    let last = last.ok_or_else(|| words::nothing_to_undo(&before.facts.name))?;
    let items = store::items_in(&mut tx, cx.guild.id, Some(before.id)).await?;
    let facts = if last.verb == verb::PLANNED {
        if !items.is_empty() {
            return Err(words::has_items(&before, items.len()).into());
        }
        Facts { state: State::Withdrawn, ..before.facts.clone() }
    } else {
        facts_before(&last, &before.facts)?.ok_or_else(|| words::superseded(&before.facts.name))?
    };
    if facts.state.is_to_come() {
        plan::is_free(&store::to_come(&mut tx, cx.guild.id).await?, &facts.name, Some(before.id))?;
    }
    let by = &Actor::from(cx);
    let deed = Deed { verb: verb::UNDONE, undoes: Some(last.id) };
    let after = save(&mut tx, by, &cx.guild, (&before, facts), deed).await?;
    arm(&mut tx, by, &cx.guild, &after).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::undone(&seen, (&after, &items), &last.verb));
    cx.commit(tx, reply).await
}

/// Takes back the last change of an item: whoever made it, or who may change every item.
pub async fn revert(cx: &Context, args: ReleaseRevert) -> Answer {
    let id = args.item.0;
    let (mut tx, before, release) = begin_item(cx, id).await?;
    let last = last(&mut tx, cx.guild.id, (ITEM, id)).await?;
    let last = last.ok_or_else(|| words::nothing_to_undo(&words::code(id)))?;
    let is_own = last.actor_user_id == Some(cx.caller.user_id);
    if !is_own
        && cx.level < crate::contract::Level::Pm
        && !release.as_ref().is_some_and(|it| rules::may_manage(cx, it))
    {
        return Err(words::not_your_item(id).into());
    }
    let facts = if last.verb == verb::ADDED {
        ItemFacts { state: ItemState::Withdrawn, ..before.facts.clone() }
    } else {
        facts_before(&last, &before.facts)?.ok_or_else(|| words::superseded(&words::code(id)))?
    };
    if facts.release_id != before.facts.release_id
        && let Some(to) = facts.release_id
        && let Some(over) =
            store::find(&mut tx, cx.guild.id, to).await?.filter(|it| !it.facts.state.is_to_come())
    {
        return Err(words::is_over(&over).into());
    }
    let deed = Deed { verb: verb::UNDONE, undoes: Some(last.id) };
    let after = save_item(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), (deed, None)).await?;
    let release = match after.facts.release_id {
        Some(release_id) => store::find(&mut tx, cx.guild.id, release_id).await?,
        None => None,
    };
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::item_undone(&seen, (&after, release.as_ref()), &last.verb));
    cx.commit(tx, reply).await
}

/// The last change that can be taken back.
async fn last(tx: &mut Tx, guild_id: i64, (subject, id): (&str, i64)) -> Result<Option<Event>, Error> {
    let events = event::history(tx, guild_id, subject, id, None, MOST_EVENTS).await?;
    Ok(last_undoable(&events, |event| verb::CAN_BE_UNDONE.contains(&event.verb.as_str())).cloned())
}
