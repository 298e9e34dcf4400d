//! Sentences of `/customer`.

use super::{bold, outcome, undo_button};
use crate::{
    base::text::{escape_markdown, grouped},
    contract::{Button, Context, Line, Message, Named, Sight},
    error::Refusal,
    room::form_is_old,
    workspace::Customer,
};

fn undo(label: &str, id: i64, event: Option<i64>) -> Option<Button> {
    undo_button(label, Line::new("customer undo").with("customer", id), event)
}

/// What a customer is called in public for whom no alias was given.
pub fn alias_for(id: i64) -> String {
    format!("Customer {id}")
}

pub(super) fn edit_button(customer: &Customer) -> Button {
    let line = Line::new("customer edit").with("customer", format!("#{}", customer.id));
    Button::run("Edit", line.version(customer.version))
}

/// What whoever reads an answer may know of customers.
#[derive(Clone, Copy)]
pub struct Reader<'g> {
    pub sight: Sight<'g>,
    /// Whether they may read what a customer pays.
    pub reads_money: bool,
}

impl<'g> Reader<'g> {
    /// Whoever gave the command.
    pub fn of(cx: &'g Context) -> Self {
        Self { sight: cx.sight(), reads_money: cx.level.reads_money() }
    }

    /// The customer as this reader knows it.
    pub(super) fn bold(self, customer: Named<'_>) -> String {
        bold(self.sight.name(customer))
    }
}

/// Alias, tier, value and owner in one line.
pub(super) fn details(customer: &Customer, reader: Reader<'_>) -> String {
    let tier = customer.tier.map(|tier| tier.word().to_owned());
    let value = customer.value.filter(|_| reader.reads_money);
    let value = value.map(|value| format!("{} a year", grouped(value)));
    let owner = customer.account_owner_user_id.map(|id| format!("account owner <@{id}>"));
    let alias = format!("public alias “{}”", escape_markdown(&customer.alias));
    let parts: Vec<_> = [tier, value, owner, Some(alias)].into_iter().flatten().collect();
    parts.join(" · ")
}

pub fn customer_added(customer: &Customer, reader: Reader<'_>, event: Option<i64>) -> Message {
    let text =
        format!("Added the customer {}: {}.", reader.bold(customer.named()), details(customer, reader));
    let buttons = [edit_button(customer)].into_iter().chain(undo("Undo", customer.id, event));
    Message::text(text).buttons(buttons)
}

pub fn customer_changed(customer: &Customer, reader: Reader<'_>, event: Option<i64>) -> Message {
    let text =
        format!("The customer {} is now: {}.", reader.bold(customer.named()), details(customer, reader));
    let buttons = [edit_button(customer)].into_iter().chain(undo("Undo", customer.id, event));
    Message::text(outcome(&text, event)).buttons(buttons)
}

/// A button from before a change was pressed.
pub fn customer_changed_since(customer: &Customer, reader: Reader<'_>) -> Message {
    Message::text(format!(
        "Somebody changed the customer {} meanwhile, so your change was not made. It is now: {}.",
        reader.bold(customer.named()),
        details(customer, reader)
    ))
    .buttons([edit_button(customer)])
}

/// A form from before a change was sent.
pub fn customer_form_is_old(customer: &Customer, reader: Reader<'_>) -> Refusal {
    let show = Line::new("customer show").with("customer", format!("#{}", customer.id));
    form_is_old(&format!("The customer {}", reader.bold(customer.named())), show)
}

pub fn customer_merged(goes: &Customer, stays: &Customer, reader: Reader<'_>, event: Option<i64>) -> Message {
    let (goes_name, stays_name) = (reader.bold(goes.named()), reader.bold(stays.named()));
    Message::text(format!(
        "{goes_name} is now part of {stays_name}, with all that was filed for it. The name {goes_name} keeps working; \
         tier, value and owner are those of {stays_name}."
    ))
    .buttons(undo("Undo", goes.id, event))
}

pub fn customer_taken_back(id: i64, customer: Named<'_>, reader: Reader<'_>, event: Option<i64>) -> Message {
    Message::text(format!("Undid: the customer {} is as it was before.", reader.bold(customer)))
        .buttons(undo("Redo", id, event))
}

fn undo_channel(label: &str, channel_id: i64, event: Option<i64>) -> Option<Button> {
    undo_button(label, Line::new("customer undo_channel").with("channel", channel_id), event)
}

pub fn channel_mapped(
    channel_id: i64,
    customer: Option<&Customer>,
    reader: Reader<'_>,
    event: Option<i64>,
) -> Message {
    let text = match customer {
        Some(customer) => {
            format!(
                "Feedback filed in <#{channel_id}> is now guessed to be from {}.",
                reader.bold(customer.named())
            )
        }
        None => format!("No customer is guessed any more for feedback filed in <#{channel_id}>."),
    };
    Message::text(outcome(&text, event)).buttons(undo_channel("Undo", channel_id, event))
}

pub fn channel_taken_back(channel_id: i64, event: Option<i64>) -> Message {
    Message::text(format!("Undid: <#{channel_id}> belongs to whom it did before."))
        .buttons(undo_channel("Redo", channel_id, event))
}
