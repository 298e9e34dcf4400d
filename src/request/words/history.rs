//! A request's events in words.

use super::card::{beginning, code, importance, name};
use crate::{
    base::{
        paging::Page,
        tally::Tally,
        when::{Style, stamp},
    },
    contract::{Button, Card, Context, Line, Message, Reply, Sight},
    db::event::Event,
    request::{rules::change::verb, store::View},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Names by number, as the reader may see them.
pub struct Names {
    pub areas: BTreeMap<i64, String>,
    pub customers: BTreeMap<i64, String>,
}

/// The page of the history that is told.
pub struct Told {
    pub page: Page<Event>,
    /// How many events there are in all.
    pub total: Tally,
    /// Reached from another page, which it replaces; from a card it opens beside it.
    pub is_turned: bool,
}

/// One page of the history, newest first.
pub fn history(cx: &Context, view: &View, names: &Names, told: &Told) -> Reply {
    let teller = Teller { names, sight: cx.sight() };
    let events = &told.page.rows;
    let lines: Vec<_> = events.iter().map(|event| teller.line(event)).collect();
    let text = if lines.is_empty() { "Nothing happened before that.".to_owned() } else { lines.join("\n") };
    let mut card = Card::new(format!("History of {}", code(view.request.id))).text(text);
    card.footer = format!("{} in all, newest first", told.total);
    let to = |label: &str, option: &str, event: &Event| {
        let line = Line::new("request turn").with("request", view.request.id);
        Button::run(label, line.with(option, event.id))
    };
    let first = events.first().filter(|_| told.page.has_earlier);
    let newer = first.map(|event| to("Newer", "after", event));
    let last = events.last().filter(|_| told.page.has_later);
    let older = last.map(|event| to("Older", "before", event));
    let message = Message::default().card(card).buttons(newer.into_iter().chain(older));
    if told.is_turned { cx.in_place(message) } else { Reply::private(message) }
}

struct Teller<'a> {
    names: &'a Names,
    sight: Sight<'a>,
}

impl Teller<'_> {
    fn line(&self, event: &Event) -> String {
        let who = event.actor_user_id.map_or("docket".to_owned(), |user_id| format!("<@{user_id}>"));
        format!("{} {who} {}", stamp(event.happened_at, Style::DateTime), self.what(event))
    }

    fn what(&self, event: &Event) -> String {
        let empty = Map::new();
        let before = event.before.as_deref().and_then(Value::as_object).unwrap_or(&empty);
        let after = event.after.as_deref().and_then(Value::as_object).unwrap_or(&empty);
        let text = |key: &str| {
            after.get(key).and_then(Value::as_str).map(|text| self.short(text)).unwrap_or_default()
        };
        let number = |key: &str| after.get(key).and_then(Value::as_i64);
        match event.verb.as_str() {
            verb::FILED => format!("filed it: {}{}", text("text"), self.typed(after)),
            verb::NOTED => format!("noted: {}", text("text")),
            verb::ASSIGNED => match number("assignee_user_id") {
                Some(user_id) => format!("assigned it to <@{user_id}>"),
                None => "changed the assignment".to_owned(),
            },
            verb::CLOSED => format!("closed it: {}", text("close_reason")),
            verb::REOPENED => "reopened it".to_owned(),
            verb::MERGED => {
                format!("made it a +1 of {}", number("duplicate_of_id").map(code).unwrap_or_default())
            }
            verb::SNOOZED => match after.get("snoozed_until_at") {
                Some(until) => format!("snoozed it until {}", self.value("snoozed_until_at", until)),
                None => "snoozed it".to_owned(),
            },
            verb::ASKED => format!("asked its reporter: {}", text("question")),
            verb::ANSWERED => "answered what was asked".to_owned(),
            verb::GAINED => format!("made {} a +1 of this", number("request").map(code).unwrap_or_default()),
            verb::LOST => {
                format!("took back {} as a +1 of this", number("request").map(code).unwrap_or_default())
            }
            verb::FILE_KEPT => format!("copied the file {}", text("name")),
            verb::FILE_DROPPED => {
                format!("removed its copy of the file {}: {}", text("name"), text("problem"))
            }
            verb::FILE_FAILED => format!("could not copy the file {}: {}", text("name"), text("problem")),
            verb::UNDONE => format!("took back a change{}", self.changes(before, after)),
            _ => format!("changed it{}", self.changes(before, after)),
        }
    }

    /// What was typed for a customer whom nobody knows by it; it may be a name like any other.
    fn typed(&self, after: &Map<String, Value>) -> String {
        let typed = after.get("customer_typed").and_then(Value::as_str).filter(|_| self.sight.shows_names());
        typed.map(|typed| format!(" (customer as typed: {})", self.short(typed))).unwrap_or_default()
    }

    /// `: importance normal → blocking, area Billing → nobody`.
    fn changes(&self, before: &Map<String, Value>, after: &Map<String, Value>) -> String {
        let change = |(key, new): (&String, &Value)| {
            let label = label(key)?;
            let old = before.get(key).unwrap_or(&Value::Null);
            Some(format!("{label} {} → {}", self.value(key, old), self.value(key, new)))
        };
        let changes: Vec<_> = after.iter().filter_map(change).collect();
        if changes.is_empty() { String::new() } else { format!(": {}", changes.join(", ")) }
    }

    fn value(&self, key: &str, value: &Value) -> String {
        match (key, value.as_i64(), value.as_str()) {
            ("importance", Some(value), _) => importance(value).to_owned(),
            ("area_id", Some(id), _) => named(&self.names.areas, id),
            ("customer_id", Some(id), _) => named(&self.names.customers, id),
            ("assignee_user_id", Some(id), _) => format!("<@{id}>"),
            ("duplicate_of_id", Some(id), _) => code(id),
            ("snoozed_until_at", _, Some(text)) => match text.parse() {
                Ok(at) => stamp(at, Style::DateTime),
                Err(_) => self.short(text),
            },
            (_, _, Some(text)) => self.short(text),
            _ => "none".to_owned(),
        }
    }

    fn short(&self, text: &str) -> String {
        beginning(text, self.sight, 100)
    }
}

/// What a fact is called; `None` for facts that only explain another.
fn label(key: &str) -> Option<&'static str> {
    Some(match key {
        "text" => "text",
        "state" => "state",
        "importance" => "importance",
        "area_id" => "area",
        "customer_id" => "customer",
        "assignee_user_id" => "assigned to",
        "duplicate_of_id" => "+1 of",
        "link" => "link",
        "snoozed_until_at" => "put off until",
        _ => return None,
    })
}

fn named(names: &BTreeMap<i64, String>, id: i64) -> String {
    names.get(&id).map_or_else(|| "one that is gone".to_owned(), |found| name(found))
}
