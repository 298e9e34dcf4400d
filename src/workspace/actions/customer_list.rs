//! `/customer show` and `/customer list`.

use super::find::asked_customer;
use crate::{
    contract::{
        Answer, Context,
        args::{CustomerList, CustomerListTier, CustomerShow},
    },
    workspace::{
        Tier,
        store::{self, Order},
        words::{self, Reader},
    },
};

/// Customers on one page of the list.
const PAGE: i64 = 20;

/// `/customer show`: everything known about one customer.
pub async fn customer_show(cx: &Context, args: CustomerShow) -> Answer {
    let customer = asked_customer(cx, &args.customer.0).await?;
    let channels = store::channels_of(&cx.db, cx.guild.id, customer.id).await?;
    let names = store::other_names(&cx.db, cx.guild.id, customer.id).await?;
    Ok(cx.in_place(words::customer_card(&customer, &channels, &names, Reader::of(cx))))
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
