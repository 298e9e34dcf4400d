//! `/customer show`: a customer, and what they asked for.

use super::list::whose;
use crate::{
    contract::{Answer, Context, args::CustomerShow},
    request::{
        rules::listed::ALL,
        store::{self, PageFrom},
        words,
    },
    workspace,
};

/// Everything known about one customer, with their newest requests, of whatever state.
pub async fn customer_show(cx: &Context, args: CustomerShow) -> Answer {
    let (customer, card) = workspace::customer_shown(cx, &args.customer.0).await?;
    let filter = whose(cx, customer.id, ALL).await?;
    let listed = store::page(&cx.db, cx.guild.id, &filter, PageFrom::Newest).await?;
    Ok(words::of_customer(cx, card, customer.id, &listed))
}
