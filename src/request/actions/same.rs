//! "+1 this instead": one request becomes a vote for another.

use super::change::{apply, as_seen, differing, held};
use crate::{
    contract::{Answer, Context, args::RequestSame},
    db::{Tx, advisory_lock},
    error::Error,
    request::{
        State,
        rules::{
            change::verb,
            lifecycle::{self, Rights, Step, Stop},
        },
        store::View,
        words,
    },
};

/// How many requests may stand in line as +1 of each other; more cannot come about, this only ends the walk.
const LONGEST_LINE: usize = 50;

/// Closes a request as a +1 of another, or of what that one is itself a +1 of.
pub async fn same(cx: &Context, args: RequestSame) -> Answer {
    let (id, other) = (args.request.0, args.r#as.0);
    if id == other {
        return Err(words::same_as_itself(id).into());
    }
    let mut tx = cx.begin().await?;
    one_at_a_time(cx, &mut tx).await?;
    // In the order of their numbers, so that two people merging crosswise wait for each other in turn.
    let first = held(cx, &mut tx, id.min(other)).await?;
    let second = held(cx, &mut tx, id.max(other)).await?;
    let (before, target) = if first.request.id == id { (first, second) } else { (second, first) };
    let mut tx = as_seen(cx, tx, &before).await?;
    lifecycle::may_edit(Rights::of(cx), &before.request).map_err(|stop| words::stopped(&before, stop))?;
    let mut root = root(cx, &mut tx, target).await?;
    if args.reopen == Some(true) && root.request.facts.state == State::Closed {
        root = reopened(cx, &mut tx, &root).await?;
    }
    let facts = lifecycle::step(id, &before.request.facts, Step::SameAs(root.request.id))
        .map_err(|stop| words::stopped(&before, stop))?;
    let change = differing(&before, &facts)?;
    let after = apply(cx, &mut tx, &before, facts, (verb::MERGED, change)).await?;
    let root = held(cx, &mut tx, root.request.id).await?;
    let reply = words::reply(cx, &after, words::merged(cx, &after, &root));
    cx.commit(tx, reply).await
}

/// The request, open again; refused where the caller may not open it.
pub async fn reopened(cx: &Context, tx: &mut Tx, closed: &View) -> Result<View, Error> {
    lifecycle::may_reopen(Rights::of(cx), &closed.request).map_err(|stop| words::stopped(closed, stop))?;
    let facts = lifecycle::step(closed.request.id, &closed.request.facts, Step::Reopen)
        .map_err(|stop| words::stopped(closed, stop))?;
    let change = differing(closed, &facts)?;
    apply(cx, tx, closed, facts, (verb::REOPENED, change)).await
}

/// Lets one at a time in the guild join requests or part them again: which ones stand in line behind those that are named,
/// and so are held as well, only shows on the way, in whatever order.
pub async fn one_at_a_time(cx: &Context, tx: &mut Tx) -> Result<(), Error> {
    Ok(advisory_lock(tx, cx.guild.id, "same").await?)
}

/// The request at the end of the line of +1s; withdrawn ones cannot be joined.
pub async fn root(cx: &Context, tx: &mut Tx, from: View) -> Result<View, Error> {
    let mut view = from;
    for _ in 0..LONGEST_LINE {
        let Some(next) = view.request.facts.duplicate_of_id else { break };
        view = held(cx, tx, next).await?;
    }
    if view.request.facts.state == State::Withdrawn {
        return Err(words::stopped(&view, Stop::Ended).into());
    }
    Ok(view)
}
