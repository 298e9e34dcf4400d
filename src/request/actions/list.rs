//! Lists of requests.

use super::{lookup, search};
use crate::{
    contract::{Answer, Context, Name, RequestNumber, args::RequestList},
    error::Error,
    request::{
        State,
        rules::listed::{search_words, states},
        store::{self, Filter, PageFrom},
        words::{self, Page},
    },
    workspace,
};

/// Requests by filter, newest first, ten to a page; a page goes on from a request.
pub async fn list(cx: &Context, args: RequestList) -> Answer {
    let filter = filter(cx, &args).await?;
    let from = from(cx, &args).await?;
    let (listed, read) = match search_words(args.text.as_deref()) {
        Some(text) => {
            let between = match from {
                PageFrom::Newest => (i64::MAX, 0),
                PageFrom::Before(key) => (key.id, 0),
                PageFrom::After(key) => (i64::MAX, key.id),
            };
            let (listed, read) = search::page(cx, (&filter, &text), between).await?;
            (listed, Some(read))
        }
        None => (store::page(&cx.db, cx.guild.id, &filter, from).await?, None),
    };
    Ok(words::list(
        cx,
        &Page { listed, is_newest: from == PageFrom::Newest, line: words::list_line(&args), read },
    ))
}

/// Where the page begins.
async fn from(cx: &Context, args: &RequestList) -> Result<PageFrom, Error> {
    let key = async |RequestNumber(id)| -> Result<_, Error> {
        Ok(store::key(&cx.db, cx.guild.id, id).await?.ok_or_else(|| words::unknown(id))?)
    };
    Ok(match (args.before, args.after) {
        (Some(before), _) => PageFrom::Before(key(before).await?),
        (None, Some(after)) => PageFrom::After(key(after).await?),
        (None, None) => PageFrom::Newest,
    })
}

async fn filter(cx: &Context, args: &RequestList) -> Result<Filter, Error> {
    let area_id = match &args.area {
        None => None,
        Some(Name(name)) => {
            let areas = workspace::areas(&cx.db, &cx.guild).await?;
            Some(lookup::area(&areas, name).or_refused()?.id)
        }
    };
    let customer_ids = match &args.customer {
        None => Vec::new(),
        Some(_) if !cx.sight().shows_names() => return Err(words::no_customers(&cx.guild).into()),
        Some(Name(name)) => {
            let customer = lookup::customer(cx, name).await?.or_refused()?;
            workspace::customer_with_merged(&cx.db, cx.guild.id, customer.id).await?
        }
    };
    Ok(Filter {
        states: states(args.state, args.unassigned == Some(true), args.text.is_some()),
        area_id,
        customer_ids,
        person: (args.mine.unwrap_or(false) || !cx.level.reads_names()).then_some(cx.caller.user_id),
        assignee: args.assignee.map(|user| user.0),
        reporter: args.reporter.map(|user| user.0),
        importance: args.importance,
        before: args.older.and_then(|older| cx.now.checked_sub_signed(older)),
    })
}

/// The requests of one customer, and of those that became part of it.
pub async fn whose(cx: &Context, customer_id: i64, states: &'static [State]) -> Result<Filter, Error> {
    Ok(Filter {
        states,
        area_id: None,
        customer_ids: workspace::customer_with_merged(&cx.db, cx.guild.id, customer_id).await?,
        person: (!cx.level.reads_names()).then_some(cx.caller.user_id),
        assignee: None,
        reporter: None,
        importance: None,
        before: None,
    })
}
