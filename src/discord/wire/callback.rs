//! The first answer to an interaction.

use super::{form::modal, message::Page};
use crate::{
    base::text::{length, limits, trim_to},
    contract::{Choice, Form},
};
use serde_json::{Value, json};

/// `EPHEMERAL`: seen only by the person who acted.
pub(in crate::discord) const EPHEMERAL: u64 = 1 << 6;

/// The body of a first answer (Discord's documentation, "Interaction Callback Type").
#[derive(Clone, Debug, PartialEq)]
pub(in crate::discord) struct Callback(pub Value);

impl Callback {
    /// The answer to a ping.
    pub fn pong() -> Self {
        Self(json!({ "type": 1 }))
    }

    /// A message.
    pub fn message(page: &Page, is_private: bool) -> Self {
        Self(json!({ "type": 4, "data": page.create(if is_private { EPHEMERAL } else { 0 }) }))
    }

    /// "docket is thinking …", which fixes who will see the answer.
    pub fn deferred(is_private: bool) -> Self {
        let data = if is_private { json!({ "flags": EPHEMERAL }) } else { json!({}) };
        Self(json!({ "type": 5, "data": data }))
    }

    /// The message with the pressed button will change, or something will follow.
    pub fn deferred_update() -> Self {
        Self(json!({ "type": 6 }))
    }

    /// The message with the pressed button changes now.
    pub fn update(page: &Page) -> Self {
        Self(json!({ "type": 7, "data": page.edit() }))
    }

    /// Completions of the option that is being typed.
    pub fn choices(choices: &[Choice]) -> Self {
        let fitting = choices.iter().filter(|choice| {
            !choice.label.trim().is_empty()
                && !choice.value.is_empty()
                && length(&choice.value) <= limits::CHOICE_VALUE
        });
        let drawn = fitting.take(limits::CHOICES).map(|choice| {
            let name = trim_to(choice.label.trim(), limits::CHOICE_NAME);
            json!({ "name": name, "value": choice.value })
        });
        Self(json!({ "type": 8, "data": { "choices": drawn.collect::<Vec<_>>() } }))
    }

    /// A form; `None` when it cannot be shown.
    pub fn form(form: &Form) -> Option<Self> {
        Some(Self(json!({ "type": 9, "data": modal(form)? })))
    }
}
