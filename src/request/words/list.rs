//! Lists and completions.

use super::{
    card::{beginning, code, importance, name},
    filed::show_line,
};
use crate::{
    base::{
        text::{limits, one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{
        Button, Card, Context, Line, Message, Reply, Select, SelectFrom, SelectOption, Sight,
        line::MAX_LENGTH,
    },
    request::store::{Alike, Found},
};

use chrono::{DateTime, Utc};

/// One page of a list.
pub struct Page<'a> {
    pub found: &'a [Found],
    pub total: i64,
    pub number: i64,
    pub pages: i64,
    /// The list's line without the page.
    pub line: Line,
}

/// The page as a card, with buttons that turn it and a select that opens a request.
pub fn list(cx: &Context, page: &Page<'_>) -> Reply {
    let sight = cx.sight();
    let lines: Vec<_> = page.found.iter().map(|found| line(found, sight, cx.now)).collect();
    let mut card =
        Card::new("Requests").text(if lines.is_empty() { nothing(page) } else { lines.join("\n") });
    let turning = turning(page);
    card.footer = format!("Page {} of {} · {} in all", page.number, page.pages, page.total);
    if page.pages > 1 && turning.is_empty() {
        card.footer += " · add page: to the command to turn it";
    }
    let mut message = Message::default().card(card).buttons(turning);
    if !page.found.is_empty() {
        let options = page.found.iter().map(|found| option(found, sight)).collect();
        message = message.select(Select {
            line: show_line().hole("request"),
            placeholder: "Open a request…".into(),
            from: SelectFrom::Texts(options),
        });
    }
    match cx.source {
        crate::contract::Source::Component { is_private: true, .. } => Reply::Update(message),
        _ => Reply::private(message),
    }
}

fn nothing(page: &Page<'_>) -> String {
    if page.total > 0 {
        format!("There are only {} pages.", page.pages)
    } else {
        "No request fits. Leave an option out to see more; closed ones are listed with `state:all`."
            .to_owned()
    }
}

/// None when the line with its filters does not fit into a button.
fn turning(page: &Page<'_>) -> Vec<Button> {
    let to = |number: i64| page.line.clone().with("page", number);
    let fits = to(page.number + 1).to_string().chars().count() <= MAX_LENGTH;
    let mut buttons = Vec::new();
    if fits && page.number > 1 {
        buttons.push(Button::run("Previous", to((page.number - 1).min(page.pages))));
    }
    if fits && page.number < page.pages {
        buttons.push(Button::run("Next", to(page.number + 1)));
    }
    buttons
}

/// Whether an unassigned request waits for a decision, or is put off.
fn unassigned(found: &Found, now: DateTime<Utc>) -> String {
    match (found.snoozed_until_at.filter(|at| at.utc() > now), found.question_id) {
        (Some(_), Some(_)) => "unassigned, waiting for its reporter".to_owned(),
        (Some(until), None) => {
            format!("unassigned, snoozed until {}", stamp(until.utc(), Style::DateTime))
        }
        (None, _) => "unassigned".to_owned(),
    }
}

fn line(found: &Found, sight: Sight<'_>, now: DateTime<Utc>) -> String {
    let mut parts = vec![format!("**{}** {}", code(found.id), beginning(&found.text, sight, 80))];
    parts.extend(found.customer().map(|customer| name(sight.name(customer))));
    parts.extend(found.area_name.as_deref().map(name));
    if found.importance > 1 {
        parts.push(importance(found.importance).to_owned());
    }
    parts.push(match found.assignee_user_id {
        Some(user_id) if found.state.is_open() => format!("<@{user_id}>"),
        _ if found.state.is_open() => unassigned(found, now),
        _ => found.state.word().to_owned(),
    });
    parts.push(stamp(found.created_at.utc(), Style::Relative));
    parts.join(" · ")
}

/// Options of selects and completions show text as it is, so nothing is escaped there.
fn option(found: &Found, sight: Sight<'_>) -> SelectOption {
    SelectOption {
        value: found.id.to_string(),
        label: label(found.id, &found.text, sight),
        description: String::new(),
        is_chosen: false,
    }
}

/// A completion: number and beginning of the text.
pub fn choice(row: &Alike, sight: Sight<'_>) -> String {
    label(row.id, &row.text, sight)
}

fn label(id: i64, text: &str, sight: Sight<'_>) -> String {
    let text = one_line(&sight.text(text));
    trim_to(&format!("{} {text}", code(id)), limits::SELECT_OPTION).into_owned()
}
