//! `/release postpone` and `/release withdraw`.

use super::{
    apply::save_item,
    open::{begin_open_item, find},
};
use crate::{
    base::text::{clean, one_line},
    contract::{
        Answer, Context,
        args::{ReleasePostpone, ReleaseWithdraw},
    },
    release::{ItemFacts, ItemState, rules::verb, store, words},
    room::{Actor, Deed},
};

/// Moves an item to another release, or to a later one that nobody has named. Who follows it is told.
pub async fn postpone(cx: &Context, args: ReleasePostpone) -> Answer {
    let to = match &args.to {
        Some(name) => Some(find(cx, name).await?),
        None => None,
    };
    let (mut tx, before, _) = begin_open_item(cx, args.item.0).await?;
    let to = match to {
        // It may have shipped while the item was waited for.
        Some(to) => store::lock(&mut tx, cx.guild.id, to.id).await?,
        None => None,
    };
    if let Some(over) = to.as_ref().filter(|to| !to.facts.state.is_to_come()) {
        return Err(words::is_over(over).into());
    }
    let facts = ItemFacts { release_id: to.as_ref().map(|to| to.id), ..before.facts.clone() };
    let reason = reason(args.reason);
    let by = &Actor::from(cx);
    let how = (Deed::of(verb::POSTPONED), reason.as_deref());
    let after = save_item(&mut tx, by, &cx.guild, (&before, facts), how).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::postponed(&seen, &after, to.as_ref()));
    cx.commit(tx, reply).await
}

/// Takes an item out of the plan. Who follows it is told.
pub async fn withdraw(cx: &Context, args: ReleaseWithdraw) -> Answer {
    let (mut tx, before, release) = begin_open_item(cx, args.item.0).await?;
    let facts = ItemFacts { state: ItemState::Withdrawn, ..before.facts.clone() };
    let reason = reason(args.reason);
    let how = (Deed::of(verb::WITHDREW), reason.as_deref());
    let after = save_item(&mut tx, &Actor::from(cx), &cx.guild, (&before, facts), how).await?;
    let seen = words::Seen::of(cx);
    let reply = cx.in_place(words::withdrawn(&seen, &after, release.as_ref()));
    cx.commit(tx, reply).await
}

fn reason(typed: Option<String>) -> Option<String> {
    typed.map(|reason| one_line(&clean(&reason)).trim().to_owned()).filter(|reason| !reason.is_empty())
}
