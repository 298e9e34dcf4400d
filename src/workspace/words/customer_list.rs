//! One customer, and all of them.

use super::{
    area::pages_of,
    customer::{Reader, details, edit_button},
};
use crate::{
    base::text::{escape_markdown, grouped},
    contract::{Card, Line, Message, Named, RealName},
    workspace::{Customer, Tier},
};

/// Everything known about one customer.
pub fn customer_card(
    customer: &Customer,
    channels: &[i64],
    other_names: &[RealName],
    reader: Reader<'_>,
) -> Message {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "not set".to_owned());
    let mut card = Card::new(escape_markdown(reader.sight.name(customer.named())))
        .field("Tier", or_none(customer.tier.map(|tier| tier.word().to_owned())));
    if reader.reads_money {
        card = card.field("Annual value", or_none(customer.value.map(grouped)));
    }
    card = card
        .field("Account owner", or_none(customer.account_owner_user_id.map(|id| format!("<@{id}>"))))
        .field("Public alias", escape_markdown(&customer.alias));
    if !channels.is_empty() {
        let channels: Vec<_> = channels.iter().map(|id| format!("<#{id}>")).collect();
        card = card.wide_field("Channels", channels.join(", "));
    }
    if !other_names.is_empty() {
        let named = |name| escape_markdown(reader.sight.name(Named { name, alias: &customer.alias }));
        let names: Vec<_> = other_names.iter().map(named).collect();
        card = card.wide_field("Also known as", names.join(", "));
    }
    Message::default().card(card).buttons([edit_button(customer)])
}

/// One page of the customers.
pub fn customer_list(
    customers: &[Customer],
    count: i64,
    tier: Option<Tier>,
    page: i64,
    pages: i64,
    reader: Reader<'_>,
) -> Message {
    let of_tier = tier.map(|tier| format!(" ({})", tier.word())).unwrap_or_default();
    if customers.is_empty() {
        return Message::text(format!(
            "There are no customers{of_tier} yet. A PM adds one with `/customer add`."
        ));
    }
    let line =
        |customer: &Customer| format!("{}: {}", reader.bold(customer.named()), details(customer, reader));
    let lines: Vec<_> = customers.iter().map(line).collect();
    let noun = if count == 1 { "customer" } else { "customers" };
    let card = Card::new(format!("{} {noun}{of_tier}", grouped(count))).text(lines.join("\n"));
    let line = |page: usize| {
        let line = Line::new("customer list").with("page", page);
        tier.map_or(line.clone(), |tier| line.with("tier", tier.word()))
    };
    let number = |value: i64| usize::try_from(value).unwrap_or(1);
    pages_of(card, number(page), number(pages), line)
}
