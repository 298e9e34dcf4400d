//! One customer, and `/customer list`.

use super::find::{asked_customer, matching};
use crate::{
    base::paging::Start,
    contract::{
        Answer, Context, Message, Name,
        args::{CustomerList, CustomerListTier},
    },
    error::Error,
    workspace::{
        Customer, Tier,
        store::{self, Order, PageKey},
        words::{self, Reader},
    },
};

/// The customer called `typed`, with the card of everything known about them here.
pub async fn customer_shown(cx: &Context, typed: &str) -> Result<(Customer, Message), Error> {
    let customer = asked_customer(cx, typed).await?;
    let channels = store::channels_of(&cx.db, cx.guild.id, customer.id).await?;
    let names = store::other_names(&cx.db, cx.guild.id, customer.id).await?;
    let message = words::customer_card(&customer, &channels, &names, Reader::of(cx));
    Ok((customer, message))
}

/// `/customer list`, a page at a time: the most valuable first, by name for those who may not know what customers pay. Its
/// `page` is on buttons of older messages alone, which lead to the first page as well.
pub async fn customer_list(cx: &Context, args: CustomerList) -> Answer {
    let start = match (&args.after, &args.before) {
        (Some(Name(typed)), _) => {
            place(cx, ("after", typed.as_str())).await?.map_or(Start::First, Start::After)
        }
        (None, Some(Name(typed))) => {
            place(cx, ("before", typed.as_str())).await?.map_or(Start::First, Start::Before)
        }
        (None, None) => Start::First,
    };
    let tier = args.tier.map(tier);
    let reader = Reader::of(cx);
    let order = if reader.reads_money { Order::ByValue } else { Order::ByName };
    let total = store::customer_count(&cx.db, cx.guild.id, tier).await?;
    let page = store::customer_page(&cx.db, cx.guild.id, tier, order, start).await?;
    Ok(cx.in_place(words::customer_list(&page, total, tier, reader)))
}

/// Where a customer stands. One that was merged still has its place, so that a list goes on from there.
async fn place(cx: &Context, typed: (&'static str, &str)) -> Result<Option<PageKey>, Error> {
    let customer = matching(&cx.db, cx.guild.id, typed, Some(cx.sight())).await?;
    Ok(store::customer_place(&cx.db, cx.guild.id, customer.id).await?)
}

fn tier(chosen: CustomerListTier) -> Tier {
    match chosen {
        CustomerListTier::Strategic => Tier::Strategic,
        CustomerListTier::Enterprise => Tier::Enterprise,
        CustomerListTier::Business => Tier::Business,
        CustomerListTier::Standard => Tier::Standard,
    }
}
