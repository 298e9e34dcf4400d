//! Who did what to a request, and when.

use super::change::read;
use crate::{
    base::paging::Start,
    contract::{
        Answer, Context,
        args::{RequestHistory, RequestTurn},
    },
    db::event::{self, Event},
    request::{
        SUBJECT,
        words::{self, Names, Told},
    },
    workspace,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Events on one page.
const PER_PAGE: usize = 10;

/// The request's newest events, the newest first, in words. Its `page` is on buttons of older messages alone, which lead to the
/// newest events as well.
pub async fn history(cx: &Context, args: RequestHistory) -> Answer {
    tell(cx, args.request.0, Start::First, args.page.is_some()).await
}

/// Another page of the history, older or newer than an event.
pub async fn turn(cx: &Context, args: RequestTurn) -> Answer {
    let start = match (args.before, args.after) {
        (Some(id), _) => Start::After(id),
        (None, Some(id)) => Start::Before(id),
        (None, None) => Start::First,
    };
    tell(cx, args.request.0, start, true).await
}

/// One page: in place of another when it `is_turned`, else beside the card that leads to it.
async fn tell(cx: &Context, id: i64, start: Start<i64>, is_turned: bool) -> Answer {
    let view = read(cx, id).await?;
    let of = (SUBJECT, id);
    let total = event::count(&cx.db, cx.guild.id, of).await?;
    let page = event::page(&cx.db, cx.guild.id, of, start, PER_PAGE).await?;
    let names = names(cx, &page.rows).await?;
    Ok(words::history(cx, &view, &names, &Told { page, total, is_turned }))
}

/// The names of the areas and customers that the events mention by number.
async fn names(cx: &Context, events: &[Event]) -> Result<Names, crate::error::Error> {
    let areas = workspace::areas(&cx.db, &cx.guild).await?;
    let customer_ids: BTreeSet<i64> = events
        .iter()
        .flat_map(|event| [event.before.as_deref(), event.after.as_deref()])
        .filter_map(|facts| facts?.get("customer_id").and_then(Value::as_i64))
        .collect();
    let ids: Vec<i64> = customer_ids.into_iter().collect();
    let customers = workspace::customers_by_id(&cx.db, cx.guild.id, &ids).await?;
    let shown =
        |(id, customer): (i64, workspace::Customer)| (id, cx.sight().name(customer.named()).to_owned());
    Ok(Names {
        areas: areas.iter().map(|area| (area.id, area.name.clone())).collect(),
        customers: customers.into_iter().map(shown).collect(),
    })
}
