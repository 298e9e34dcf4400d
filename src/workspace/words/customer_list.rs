//! One customer, and all of them.

use super::customer::{Reader, details, edit_button};
use crate::{
    base::{
        paging::Page,
        tally::Tally,
        text::{escape_markdown, grouped},
    },
    contract::{Button, Card, Line, Message, Named, RealName},
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

/// One page of the customers, of whom there are `total`.
pub fn customer_list(page: &Page<Customer>, total: Tally, tier: Option<Tier>, reader: Reader<'_>) -> Message {
    let of_tier = tier.map(|tier| format!(" ({})", tier.word())).unwrap_or_default();
    let customers = &page.rows;
    let list = Line::new("customer list");
    let list = tier.map_or(list.clone(), |tier| list.with("tier", tier.word()));
    if customers.is_empty() && page.has_earlier {
        return Message::text(format!("There are no customers{of_tier} after that one."))
            .buttons([Button::run("All customers", list)]);
    }
    if customers.is_empty() {
        return Message::text(format!(
            "There are no customers{of_tier} yet. A PM adds one with `/customer add`."
        ));
    }
    let line =
        |customer: &Customer| format!("{}: {}", reader.bold(customer.named()), details(customer, reader));
    let lines: Vec<_> = customers.iter().map(line).collect();
    let noun = if total == Tally::new(1, false) { "customer" } else { "customers" };
    let card = Card::new(format!("{total} {noun}{of_tier}")).text(lines.join("\n"));
    let to = |label: &str, option: &str, customer: &Customer| {
        Button::run(label, list.clone().with(option, format!("#{}", customer.id)))
    };
    let first = customers.first().filter(|_| page.has_earlier);
    let back = first.map(|customer| to("Back", "before", customer));
    let last = customers.last().filter(|_| page.has_later);
    let next = last.map(|customer| to("Next", "after", customer));
    Message::default().card(card).buttons(back.into_iter().chain(next))
}
