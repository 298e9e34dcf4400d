//! One customer, and `/customer list`.

use super::find::asked_customer;
use crate::{
    contract::{
        Answer, Context, Message,
        args::{CustomerList, CustomerListTier},
    },
    error::Error,
    workspace::{
        Customer, Tier,
        store::{self, Order},
        words::{self, Reader},
    },
};

/// Customers on one page of the list.
const PAGE: i64 = 20;

/// The customer called `typed`, with the card of everything known about them here.
pub async fn customer_shown(cx: &Context, typed: &str) -> Result<(Customer, Message), Error> {
    let customer = asked_customer(cx, typed).await?;
    let channels = store::channels_of(&cx.db, cx.guild.id, customer.id).await?;
    let names = store::other_names(&cx.db, cx.guild.id, customer.id).await?;
    let message = words::customer_card(&customer, &channels, &names, Reader::of(cx));
    Ok((customer, message))
}

/// `/customer list`, a page at a time: the most valuable first, by name for those who may not know what customers pay.
pub async fn customer_list(cx: &Context, args: CustomerList) -> Answer {
    let tier = args.tier.map(tier);
    let count = store::customer_count(&cx.db, cx.guild.id, tier).await?;
    let pages = ((count + PAGE - 1) / PAGE).max(1);
    let page = args.page.unwrap_or(1).clamp(1, pages);
    let reader = Reader::of(cx);
    let order = if reader.reads_money { Order::ByValue } else { Order::ByName };
    let skip = (page - 1) * PAGE;
    let customers = store::customer_page(&cx.db, cx.guild.id, tier, order, skip, PAGE).await?;
    Ok(cx.in_place(words::customer_list(&customers, count, tier, page, pages, reader)))
}

fn tier(chosen: CustomerListTier) -> Tier {
    match chosen {
        CustomerListTier::Strategic => Tier::Strategic,
        CustomerListTier::Enterprise => Tier::Enterprise,
        CustomerListTier::Business => Tier::Business,
        CustomerListTier::Standard => Tier::Standard,
    }
}
