//! Taking back what a sweep assigned.

use super::{
    super::{change::held, undo::take_back},
    sweep::find,
};
use crate::{
    contract::{Answer, Context, args::TriageUnsweep},
    db::{Json, Tx},
    error::Error,
    request::{
        store::triage::{Item, Outcome, set_items},
        words,
    },
};

/// Takes back one assignment of the caller's sweep, or all. What has changed since stays, and is named.
pub async fn sweep_undo(cx: &Context, args: TriageUnsweep) -> Answer {
    let mut tx = cx.begin().await?;
    let mut sweep = find(cx, &mut tx, args.sweep).await?;
    let mut items = sweep.items_json.0.clone();
    let wanted = args.request.map(|request| request.0);
    let mut order: Vec<usize> = (0..items.len()).collect();
    // In the order of their numbers, as everyone holds requests.
    order.sort_by_key(|place| items[*place].request_id);
    let (mut taken, mut kept) = (Vec::new(), Vec::new());
    for place in order {
        let item = &mut items[place];
        if wanted.is_some_and(|id| id != item.request_id) {
            continue;
        }
        match back(cx, &mut tx, item).await? {
            Some(true) => taken.push(item.request_id),
            Some(false) => kept.push(item.request_id),
            None => {}
        }
    }
    if taken.is_empty() && kept.is_empty() {
        return Err(words::nothing_to_take_back().into());
    }
    sweep.items_json = Json(items.clone());
    set_items(&mut tx, cx.guild.id, sweep.id, items);
    let reply = words::sweep(cx, &sweep, args.page.unwrap_or(1), Some(words::swept_back(&taken, &kept)));
    cx.commit(tx, reply).await
}

/// Takes one assignment back: whether it was; `None` when there was none.
async fn back(cx: &Context, tx: &mut Tx, item: &mut Item) -> Result<Option<bool>, Error> {
    let Some(Outcome::Assigned { version }) = item.outcome else { return Ok(None) };
    let before = held(cx, tx, item.request_id).await?;
    if before.request.version != version {
        return Ok(Some(false));
    }
    match take_back(cx, tx, &before).await {
        Ok(_) => {
            item.outcome = Some(Outcome::TakenBack);
            Ok(Some(true))
        }
        Err(Error::Refused(_)) => Ok(Some(false)),
        Err(fault) => Err(fault),
    }
}
