//! What came of a question, in words.

use super::{View, code, line, press};
use crate::{
    base::{
        text::{limits, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Called, Line, Message, RequestNumber},
    db::event::Event,
    error::Refusal,
    escalation::{Escalation, actions::Came, rules::lifecycle::verb},
};

/// What is asked, as a request says it; `None` while nobody has said.
pub fn wish(view: &View) -> Option<String> {
    let posted = view.post.as_ref().map(|post| post.text.as_str()).unwrap_or_default();
    let said = [view.row.facts.question.as_str(), posted].map(str::trim);
    let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
    (!said.is_empty()).then(|| said.join("\n\n"))
}

/// The way from the question to what came of it, a line for each thing.
pub fn drawn(row: &Escalation, chain: &[Came], events: &[Event]) -> String {
    let first = format!("**{}** ({})", code(row.id), super::state(row.facts.state));
    let lines =
        chain.iter().map(|came| format!("{}└ {}", "\u{2003}".repeat(came.depth - 1), came.called.text));
    let told = events.iter().find(|event| event.verb == verb::TOLD);
    let told = told.map(|event| format!("└ told here {}", stamp(event.happened_at, Style::DateTime)));
    let lines: Vec<String> = [first].into_iter().chain(lines).chain(told).collect();
    trim_with_notice(&lines.join("\n"), limits::FIELD_VALUE, "\n…").into_owned()
}

pub fn requested(view: &View, request: i64) -> String {
    format!(
        "**{}** is a customer request now, **{}**. When that is done, its thread is told.",
        code(view.row.id),
        RequestNumber(request)
    )
}

pub fn is_request_already(id: i64, request: i64) -> Refusal {
    let request = RequestNumber(request);
    Refusal::new(format!("**{}** is the request **{request}** already, so nothing was filed.", code(id)))
        .offer("Show it", Line::new("request show").with("request", request))
}

/// What it led to is done, so whoever asked can be told: for the `people` who read this, one of whom may answer.
pub fn is_done(row: &Escalation, called: &Called, people: &[i64]) -> Message {
    done(row, called, people, Some(press(row, "Draft answer…", "draft").primary()))
}

/// The same for whoever brought what others answer.
pub fn is_done_for(row: &Escalation, called: &Called, person: i64) -> Message {
    done(row, called, &[person], None)
}

fn done(row: &Escalation, called: &Called, people: &[i64], draft: Option<Button>) -> Message {
    let id = code(row.id);
    let named: Vec<String> = people.iter().map(|user_id| format!("<@{user_id}>")).collect();
    let named = if named.is_empty() { String::new() } else { format!("{}: ", named.join(" and ")) };
    let text = format!(
        "{named}{} came of **{id}**, and it is done. Whoever asked in public can be told.",
        called.text
    );
    let looking = [
        Button::run(format!("Open {id}"), line(row.id, "show")),
        Button::run("Show it", called.show.clone()),
    ];
    let message = Message::text(text).buttons(draft.into_iter().chain(looking));
    people.iter().fold(message, |message, user_id| message.ping(*user_id))
}
