//! Who did what to a request, and when.

use super::change::read;
use crate::{
    contract::{Answer, Context, args::RequestHistory},
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
const PER_PAGE: i64 = 10;

/// The request's events, newest first, in words.
pub async fn history(cx: &Context, args: RequestHistory) -> Answer {
    let id = args.request.0;
    let view = read(cx, id).await?;
    let page = args.page.unwrap_or(1).max(1);
    let (events, total) =
        event::page(&cx.db, cx.guild.id, (SUBJECT, id), PER_PAGE, (page - 1) * PER_PAGE).await?;
    let pages = ((total + PER_PAGE - 1) / PER_PAGE).max(1);
    let told = Told { number: page, pages, is_turned: args.page.is_some() };
    let names = names(cx, &events).await?;
    Ok(words::history(cx, &view, &events, &names, told))
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
