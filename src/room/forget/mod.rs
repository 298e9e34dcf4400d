//! Forgetting somebody for good, a member or a customer: each room removes its own.
//!
//! What they are called goes, what they said or what was said for them, files and all; that it was there, when and how
//! often, stays, so that no count changes. In place of a person's id stands [`NOBODY`], in place of a text [`FORGOTTEN`].

mod rows;
mod shown;

pub(crate) use rows::{address_column, column, person_column, text_column};
pub use rows::{
    emptied, forget_events, nobody_in, rewrite, rewrite_json, rewrite_texts, rewritten, rewritten_json,
};
pub use shown::{Shown, withdraw_cards, withdraw_shown};

use super::Pending;
use crate::{
    contract::{Guild, NOBODY, Names, RealName, Timer},
    db::{Db, Tx, event::Trace},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::OnceLock;

/// What stands in place of a text that was forgotten.
pub const FORGOTTEN: &str = "(forgotten)";
/// What stands in other texts in place of a customer's name, and of a member's behind an `@`.
const CUSTOMER: &str = "a forgotten customer";
const MEMBER: &str = "@somebody";
/// Fields whose texts are words of docket's own, whatever somebody is called.
const WORDS: [&str; 9] =
    ["state", "close_reason", "tier", "kind", "zone", "unit", "line", "style", "visibility"];

/// What a room does about somebody who is forgotten; see [`Face::forget`](super::Face::forget).
#[derive(Clone, Copy)]
pub struct Forget {
    /// What a member still answers for at an instant and has to be given to somebody else first; Discord markdown, escaped.
    pub duties: DutiesOf,
    /// Removes the next of the room's own, after the number that the step before came to, beginning at 0. Done twice, it
    /// changes nothing.
    pub step: for<'a> fn(&'a mut Tx, &'a Timer, &'a Forgetting, i64) -> Pending<'a, Step>,
}

/// See [`Forget::duties`]: the member, and the instant.
pub type DutiesOf = for<'a> fn(&'a Db, &'a Guild, (i64, DateTime<Utc>)) -> Pending<'a, Vec<String>>;

/// What one step came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Rows that were changed or removed.
    pub rows: u64,
    /// Where to go on; `None` when nothing is left.
    pub next: Option<i64>,
}

/// Who is forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// A member, by Discord's id.
    Member(i64),
    /// A customer, with those that became part of it.
    Customer(Vec<i64>),
}

/// Somebody who is being forgotten, and how to tell what is about them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forgetting {
    whom: Whom,
    /// What they are and were called.
    names: Vec<RealName>,
    #[serde(skip)]
    search: OnceLock<Names>,
}

impl Forgetting {
    /// Somebody with all their names.
    pub fn new(whom: Whom, names: Vec<RealName>) -> Self {
        Self { whom, names, search: OnceLock::new() }
    }

    /// The member's id, if it is one.
    pub fn member(&self) -> Option<i64> {
        match self.whom {
            Whom::Member(user_id) => Some(user_id),
            Whom::Customer(_) => None,
        }
    }

    /// Whether the id is the member's.
    pub fn is_member(&self, user_id: Option<i64>) -> bool {
        user_id.is_some() && self.member() == user_id
    }

    /// The numbers of the customer and of those that became part of it.
    pub fn customers(&self) -> &[i64] {
        match &self.whom {
            Whom::Member(_) => &[],
            Whom::Customer(ids) => ids,
        }
    }

    /// The text without them; `None` when it does not name them.
    pub fn text(&self, text: &str) -> Option<String> {
        let without = match &self.whom {
            Whom::Customer(_) => self
                .search
                .get_or_init(|| Names::alone(self.names.iter().cloned()))
                .replaced(text, CUSTOMER)
                .into_owned(),
            Whom::Member(user_id) => {
                let text = text.replace(&user_id.to_string(), &NOBODY.to_string());
                self.names
                    .iter()
                    .fold(text, |text, name| text.replace(&format!("@{}", name.unmasked()), MEMBER))
            }
        };
        (without != text).then_some(without)
    }

    /// Takes them out of all texts and lists of a JSON value. Returns whether anything changed.
    pub fn json(&self, value: &mut Value) -> bool {
        if self.member().is_some_and(|user_id| value.as_i64() == Some(user_id)) {
            *value = NOBODY.into();
            return true;
        }
        match value {
            Value::String(text) => match self.text(text) {
                Some(without) => {
                    *text = without;
                    true
                }
                None => false,
            },
            Value::Array(items) => {
                items.iter_mut().fold(false, |is_changed, item| self.json(item) | is_changed)
            }
            Value::Object(fields) => {
                let told = fields
                    .iter_mut()
                    .filter(|(key, value)| !(value.is_string() && WORDS.contains(&key.as_str())));
                told.fold(false, |is_changed, (_, value)| self.json(value) | is_changed)
            }
            _ => false,
        }
    }

    /// Takes them out of an event. Returns whether anything changed.
    pub fn trace(&self, trace: &mut Trace) -> bool {
        let (is_actor, is_subject) =
            (self.is_member(trace.actor_user_id), self.is_member(Some(trace.subject_id)));
        if is_actor {
            trace.actor_user_id = Some(NOBODY);
        }
        if is_subject {
            trace.subject_id = NOBODY;
        }
        let is_told = trace.sides().fold(false, |is_changed, side| self.json(side) | is_changed);
        is_actor || is_subject || is_told
    }
}

/// Puts [`FORGOTTEN`] in place of all texts under these names, however deep they are. Returns whether there were any.
pub fn forget_texts(value: &mut Value, names: &[&str]) -> bool {
    match value {
        Value::Array(items) => {
            items.iter_mut().fold(false, |is_changed, item| forget_texts(item, names) | is_changed)
        }
        Value::Object(fields) => fields.iter_mut().fold(false, |is_changed, (name, value)| {
            let is_named = names.contains(&name.as_str());
            (is_named && blank(value)) | forget_texts(value, names) | is_changed
        }),
        _ => false,
    }
}

fn blank(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text != FORGOTTEN => {
            *value = FORGOTTEN.into();
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |is_changed, item| blank(item) | is_changed),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn customer(names: &[&str]) -> Forgetting {
        Forgetting::new(Whom::Customer(vec![7]), names.iter().map(|name| RealName::new(*name)).collect())
    }

    #[test]
    fn a_customer_goes_by_all_names_in_any_spelling_and_nothing_else_does() {
        let acme = customer(&["Acme Rockets", "Acme", "Open"]);
        for (text, without) in [
            ("ACME-Rockets cannot log in", Some("a forgotten customer cannot log in")),
            ("Nobody at acme, or @Acme", Some("Nobody at a forgotten customer, or @a forgotten customer")),
            ("Acmes are stones", None),
            ("Login loops", None),
        ] {
            assert_eq!(acme.text(text).as_deref(), without, "{text}");
        }
        let mut event =
            json!({ "state": "open", "text": "open for Acme", "items": ["Acme", 7], "tier": null });
        assert!(acme.json(&mut event));
        let left = "a forgotten customer for a forgotten customer";
        assert_eq!(event, json!({ "state": "open", "text": left, "items": [CUSTOMER, 7], "tier": null }));
        assert!(!acme.json(&mut event));
    }

    #[test]
    fn a_member_goes_by_id_and_mention() {
        let member = Forgetting::new(Whom::Member(1234567), vec![RealName::new("PM Growth")]);
        let mut value = json!({ "members": [1, 1234567], "text": "<@1234567> and @PM Growth, PM Growth" });
        assert!(member.json(&mut value));
        assert_eq!(value, json!({ "members": [1, 0], "text": "<@0> and @somebody, PM Growth" }));
    }

    #[test]
    fn texts_are_forgotten_where_they_are_texts() {
        let mut value = json!({ "text": "x", "state": "new", "ticks": [{ "text": "y", "by": [5, "2026"] }], "items": ["z"] });
        assert!(forget_texts(&mut value, &["text", "items"]));
        let left = json!({ "text": FORGOTTEN, "state": "new", "ticks": [{ "text": FORGOTTEN, "by": [5, "2026"] }], "items": [FORGOTTEN] });
        assert_eq!(value, left);
        assert!(!forget_texts(&mut value, &["text", "items"]));
    }
}
