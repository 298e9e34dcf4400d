//! Owners for everything whose area is known, accepted with one click.

use super::{
    super::change::{apply, differing, held},
    decide::step,
    session::Session,
};
use crate::{
    base::tally::Tally,
    contract::{
        Answer, Context,
        args::{TriageAccept, TriagePage, TriageSweep},
    },
    db::{At, Json, Tx},
    error::{Error, Refusal},
    request::{
        State,
        rules::{
            change::verb,
            lifecycle::Step,
            triage::{SWEEP, of_area},
        },
        store::triage::{
            Item, MOST_SWEPT, Outcome, Proposable, Sweep, Wish, by_area, find_sweep, holder, insert_sweep,
            proposable, set_items,
        },
        words::{self, Left},
    },
    room::outdated,
    workspace::Area,
};

/// Proposes an owner for each unassigned request whose area is known. Nothing is assigned yet.
pub async fn sweep(cx: &Context, _args: TriageSweep) -> Answer {
    let session = Session::open(cx, None, None).await?;
    let (items, left) = proposals(cx, &session).await?;
    if items.is_empty() {
        return Ok(words::nothing_to_sweep(cx, left));
    }
    let mut tx = cx.begin().await?;
    let sweep = Sweep {
        id: tx.next_id(cx.now),
        user_id: cx.caller.user_id,
        items_json: Json(items),
        created_at: At::from(cx.now),
    };
    insert_sweep(&mut tx, cx.guild.id, &sweep, cx.now - SWEEP);
    let reply = words::sweep(cx, &sweep, 1, Some(words::sweep_left(left)));
    cx.commit(tx, reply).await
}

/// As many proposals as one sweep takes, and what is left out.
async fn proposals(cx: &Context, session: &Session) -> Result<(Vec<Item>, Left), Error> {
    let (owned, ownerless): (Vec<&Area>, Vec<&Area>) =
        session.areas.iter().partition(|area| of_area(area, None, &session.away).is_some());
    let ids = |areas: &[&Area]| areas.iter().map(|area| area.id).collect::<Vec<_>>();
    let rows = proposable(&cx.db, session.wish(cx), &ids(&owned)).await?;
    let mut items: Vec<Item> = rows.iter().filter_map(|row| item(cx, session, row)).collect();
    let has_more = items.len() > MOST_SWEPT;
    items.truncate(MOST_SWEPT);
    let left_out = match ownerless.is_empty() {
        true => Tally::NONE,
        false => {
            let counts = by_area(&cx.db, cx.guild.id, &ids(&ownerless), cx.now).await?;
            let due = counts.iter().filter(|counts| counts.area_id.is_some()).map(|counts| counts.due);
            due.fold(Tally::NONE, Tally::plus)
        }
    };
    Ok((items, Left { ownerless: left_out, has_more }))
}

/// The proposal for one request; `None` while everybody who could have it is away.
fn item(cx: &Context, session: &Session, row: &Proposable) -> Option<Item> {
    let area = session.areas.iter().find(|area| Some(area.id) == row.area_id)?;
    let proposal = of_area(area, row.area_keyword.as_deref(), &session.away)?;
    Some(Item {
        request_id: row.id,
        version: row.version,
        text: words::swept_text(cx, row),
        to_user_id: proposal.user_id,
        why: words::why(&proposal.why),
        outcome: None,
    })
}

/// Another page of the caller's sweep.
pub async fn sweep_page(cx: &Context, args: TriagePage) -> Answer {
    let mut tx = cx.begin().await?;
    let sweep = find(cx, &mut tx, args.sweep).await?;
    drop(tx);
    Ok(words::sweep(cx, &sweep, args.page.unwrap_or(1), None))
}

/// The caller's sweep, held until the transaction ends.
pub async fn find(cx: &Context, tx: &mut Tx, id: i64) -> Result<Sweep, Error> {
    let sweep = find_sweep(tx, cx.guild.id, cx.caller.user_id, id).await?;
    Ok(sweep.ok_or_else(words::sweep_gone)?)
}

/// Assigns everything in the sweep that is still as it was when it was proposed; says what is not, and why.
pub async fn sweep_accept(cx: &Context, args: TriageAccept) -> Answer {
    let mut tx = cx.begin().await?;
    let mut sweep = find(cx, &mut tx, args.sweep).await?;
    let mut items = sweep.items_json.0.clone();
    if items.iter().any(|item| item.outcome.is_some()) {
        let as_it_is = async { Ok(words::sweep(cx, &sweep, 1, Some(words::accepted_before()))) };
        return Err(outdated(cx, tx, || Refusal::new(words::accepted_before()), as_it_is).await);
    }
    // In the order of their numbers, as everyone holds requests.
    items.sort_by_key(|item| item.request_id);
    for item in &mut items {
        item.outcome = Some(accept(cx, &mut tx, item).await?);
    }
    keep_order(&sweep.items_json.0, &mut items);
    sweep.items_json = Json(items.clone());
    set_items(&mut tx, cx.guild.id, sweep.id, items);
    let reply = words::sweep(cx, &sweep, 1, None);
    cx.commit(tx, reply).await
}

/// Puts `items` into the order in which they were shown.
fn keep_order(shown: &[Item], items: &mut [Item]) {
    let place = |item: &Item| shown.iter().position(|other| other.request_id == item.request_id);
    items.sort_by_key(place);
}

/// Assigns one request, or says why not.
async fn accept(cx: &Context, tx: &mut Tx, item: &Item) -> Result<Outcome, Error> {
    let before = held(cx, tx, item.request_id).await?;
    if before.request.version != item.version || before.request.facts.state != State::New {
        return Ok(Outcome::Left { why: words::left_changed(&before) });
    }
    let wish = Wish { guild_id: cx.guild.id, user_id: cx.caller.user_id, area_id: None, now: cx.now };
    if let Some(user_id) = holder(tx, wish, item.request_id).await? {
        return Ok(Outcome::Left { why: words::left_held(user_id) });
    }
    let facts = step(&before, Step::Assign(item.to_user_id))?;
    let change = differing(&before, &facts)?;
    let after = apply(cx, tx, &before, facts, (verb::ASSIGNED, change)).await?;
    Ok(Outcome::Assigned { version: after.request.version })
}
