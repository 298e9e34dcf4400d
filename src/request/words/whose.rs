//! Whose request it was taken to be, and why; or who is asked about.

use super::card::{name, versioned};
use crate::{
    base::text::{escape_markdown, limits, one_line, trim_to},
    contract::{Button, Row, Select, SelectFrom, SelectOption, Sight},
    request::{rules::whose::Doubt, store::View},
    workspace::Customer,
};

/// Customers that are offered as buttons; more are a select.
const MOST_BUTTONS: usize = 4;
/// Characters of a name on a button.
const NAME_ON_BUTTON: usize = 60;

/// Whose request it is, and how that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Whose {
    /// Nothing says it.
    Unsaid,
    /// Its reporter says it.
    Said(Customer),
    /// The text names them.
    InText(Customer),
    /// It was filed in their channel.
    OfChannel(Customer),
    /// It may be one of these; its reporter is asked.
    OneOf(Doubt, Vec<Customer>),
}

impl Whose {
    /// The customer that the request is filed under.
    pub fn customer(&self) -> Option<&Customer> {
        match self {
            Whose::Said(customer) | Whose::InText(customer) | Whose::OfChannel(customer) => Some(customer),
            Whose::Unsaid | Whose::OneOf(..) => None,
        }
    }

    /// What the reporter is told, unless they said it themselves or may not read names.
    pub(super) fn told(&self, sight: Sight<'_>) -> Option<String> {
        let called = |customer: &Customer| name(sight.name(customer.named()));
        match self {
            Whose::Unsaid | Whose::Said(_) => None,
            Whose::InText(customer) if sight.shows_names() => {
                Some(format!("Customer: {}, named in the text.", called(customer)))
            }
            Whose::OfChannel(customer) if sight.shows_names() => {
                Some(format!("Customer: {}, whose channel this is.", called(customer)))
            }
            Whose::InText(_) => Some("Filed for the customer that the text names.".to_owned()),
            Whose::OfChannel(_) => Some("Filed for the customer whose channel this is.".to_owned()),
            Whose::OneOf(doubt, customers) if sight.shows_names() && !customers.is_empty() => {
                Some(question(doubt, customers, sight))
            }
            Whose::OneOf(..) => None,
        }
    }

    /// What the reporter can press: that it is somebody else's, or whose it is.
    pub(super) fn offers(&self, view: &View, sight: Sight<'_>) -> Option<Row> {
        let called = |customer: &Customer| {
            trim_to(&one_line(sight.name(customer.named())), NAME_ON_BUTTON).into_owned()
        };
        let edit = versioned(view, "edit");
        match self {
            Whose::InText(customer) | Whose::OfChannel(customer) => {
                let label = match sight.shows_names() {
                    true => format!("Not {}", called(customer)),
                    false => "Not from them".to_owned(),
                };
                Some(Row::Buttons(vec![Button::run(label, edit.with("customer", "-"))]))
            }
            Whose::OneOf(_, customers) if !sight.shows_names() || customers.is_empty() => None,
            Whose::OneOf(_, customers) if customers.len() <= MOST_BUTTONS => {
                let button = |customer: &Customer| {
                    let line = edit.clone().with("customer", format!("#{}", customer.id));
                    Button::run(format!("It is {}", called(customer)), line)
                };
                Some(Row::Buttons(customers.iter().map(button).collect()))
            }
            Whose::OneOf(_, customers) => {
                let option = |customer: &Customer| SelectOption {
                    value: format!("#{}", customer.id),
                    label: trim_to(&one_line(sight.name(customer.named())), limits::SELECT_OPTION)
                        .into_owned(),
                    description: String::new(),
                    is_chosen: false,
                };
                Some(Row::Select(Select {
                    line: edit.hole("customer"),
                    placeholder: "Which customer is it from?".to_owned(),
                    from: SelectFrom::Texts(customers.iter().map(option).collect()),
                }))
            }
            Whose::Unsaid | Whose::Said(_) => None,
        }
    }
}

fn question(doubt: &Doubt, customers: &[Customer], sight: Sight<'_>) -> String {
    let names: Vec<_> =
        customers.iter().take(MOST_BUTTONS).map(|customer| name(sight.name(customer.named()))).collect();
    let names = names.join(" or ");
    match doubt {
        Doubt::Several if customers.len() <= MOST_BUTTONS => {
            format!("Filed without a customer: is it from {names}?")
        }
        Doubt::Several => {
            "Filed without a customer: the text names several. Which one is it from?".to_owned()
        }
        Doubt::Everyday | Doubt::Typo => format!("Filed without a customer. Is it from {names}?"),
        Doubt::Unknown(typed) => {
            let typed = escape_markdown(&trim_to(&one_line(typed), NAME_ON_BUTTON));
            format!("No customer is called “{typed}”; filed without one. Is it {names}?")
        }
    }
}
