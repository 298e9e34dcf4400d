//! Every sentence of the workspace. Pure: outcomes in, messages out; text from people is escaped here.

mod area;
mod channel;
mod check;
mod customer;
mod customer_list;
mod errands;
mod forget;
mod greeting;
mod handed_role;
mod holiday;
mod news;
mod refusals;
mod settings;
mod undelivered;

pub use area::*;
pub use channel::*;
pub use check::*;
pub use customer::*;
pub use customer_list::*;
pub use errands::ERRANDS;
pub use forget::*;
pub use greeting::*;
pub use handed_role::*;
pub use holiday::*;
pub use news::*;
pub use refusals::*;
pub use settings::*;
pub use undelivered::*;

use crate::{
    base::text::escape_markdown,
    contract::{Button, Line},
};

/// A name from a person, in bold.
fn bold(name: &str) -> String {
    format!("**{}**", escape_markdown(name))
}

/// "a", "a and b", "a, b and c".
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The button that takes a change back; none when nothing was changed.
fn undo_button(label: &str, line: Line, event: Option<i64>) -> Option<Button> {
    event.map(|event| Button::run(label, line.with("event", event)))
}

/// An outcome, or that everything was so already.
fn outcome(sentence: &str, event: Option<i64>) -> String {
    if event.is_some() { sentence.to_owned() } else { format!("{sentence} (That was the case already.)") }
}
