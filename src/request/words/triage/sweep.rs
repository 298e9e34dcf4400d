//! Owners proposed for many requests at once.

use crate::{
    base::{
        tally::Tally,
        text::{escape_markdown, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Card, Context, Line, Message, Reply, Select, SelectFrom, SelectOption},
    request::{
        rules::triage::Why,
        store::triage::{Item, Outcome, Proposable, Sweep},
        words::card::{code, name},
    },
};
use chrono::{DateTime, Utc};

/// Proposals on one page.
const PER_PAGE: usize = 10;
/// What is shown of a request's text.
const SHORT: usize = 80;
/// Requests that a notice names by number.
const MOST_NAMED: usize = 20;

/// What a sweep left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Left {
    /// Everybody who could have them is away.
    pub ownerless: Tally,
    /// Whether there are more than one sweep takes.
    pub has_more: bool,
}

/// Why this person, as Discord markdown.
pub fn why(why: &Why) -> String {
    match why {
        Why::Owner { area, keyword: Some(keyword) } => {
            format!("Routed to {}: matched '{}'", name(area), name(keyword))
        }
        Why::Owner { area, keyword: None } => format!("Owner of {}", name(area)),
        Why::Backup { area, owner_user_id, until } => {
            format!("Backup of {}: <@{owner_user_id}> {}", name(area), gone(*until))
        }
        Why::LookAlike(id) => format!("Has {}, which looks alike", code(*id)),
        Why::Words { area, keyword } => {
            format!("Owner of {}: matched '{}', though it has no area", name(area), name(keyword))
        }
        Why::AwayOwner { area, until } => {
            format!("Owner of {}, but {}, and nobody stands in", name(area), gone(*until))
        }
    }
}

fn gone(until: Option<DateTime<Utc>>) -> String {
    match until {
        Some(at) => format!("is away until {}", stamp(at, Style::DateTime)),
        None => "has left".to_owned(),
    }
}

/// The beginning of a request's text as the caller may see it; not escaped, because selects show text as it is.
pub fn swept_text(cx: &Context, row: &Proposable) -> String {
    let text = cx.sight().text(&row.text);
    trim_with_notice(&one_line(&text), SHORT, "…").into_owned()
}

/// One page of a sweep: proposals with why, or what became of them.
pub fn sweep(cx: &Context, sweep: &Sweep, page: i64, note: Option<String>) -> Reply {
    let items = &sweep.items_json.0;
    let pages = items.len().div_ceil(PER_PAGE).max(1);
    let page = usize::try_from(page).unwrap_or(1).clamp(1, pages);
    let shown = &items[(page - 1) * PER_PAGE..(page * PER_PAGE).min(items.len())];
    let lines: Vec<_> = shown.iter().map(line).collect();
    let mut card = Card::new("Sweep").text(lines.join("\n"));
    if pages > 1 {
        card.footer = format!("Page {page} of {pages}");
    }
    let text = std::iter::once(headline(items)).chain(note).collect::<Vec<_>>().join("\n");
    let mut message = Message::text(text).card(card).buttons(buttons(sweep, page, pages));
    let options: Vec<_> = shown.iter().filter(|item| is_assigned(item)).map(option).collect();
    if !options.is_empty() {
        message = message.select(Select {
            line: Line::new("triage unsweep").with("sweep", sweep.id).with("page", page).hole("request"),
            placeholder: "Undo one…".into(),
            from: SelectFrom::Texts(options),
        });
    }
    cx.in_place(message)
}

fn headline(items: &[Item]) -> String {
    let all = items.len();
    if items.iter().all(|item| item.outcome.is_none()) {
        let requests = if all == 1 { "one request" } else { &format!("{all} requests") };
        return format!("An owner is proposed for {requests}. Nothing is assigned yet.");
    }
    let of = |wanted: fn(&Item) -> bool| items.iter().filter(|item| wanted(item)).count();
    let mut text = format!("**{} of {all} assigned.**", of(is_assigned));
    let left: Vec<_> = items.iter().filter_map(left_line).collect();
    if !left.is_empty() {
        text += &format!(
            " Not assigned: {}",
            left.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("; ")
        );
        if left.len() > MOST_NAMED {
            text += &format!("; and {} more", left.len() - MOST_NAMED);
        }
        text.push('.');
    }
    let back = of(|item| item.outcome == Some(Outcome::TakenBack));
    if back > 0 {
        text += &format!(" Undone: {back}.");
    }
    text
}

fn left_line(item: &Item) -> Option<String> {
    match &item.outcome {
        Some(Outcome::Left { why }) => Some(format!("{} ({why})", code(item.request_id))),
        _ => None,
    }
}

fn is_assigned(item: &Item) -> bool {
    matches!(item.outcome, Some(Outcome::Assigned { .. }))
}

fn line(item: &Item) -> String {
    let what = match &item.outcome {
        None => format!("to <@{}>. {}", item.to_user_id, item.why),
        Some(Outcome::Assigned { .. }) => format!("assigned to <@{}>", item.to_user_id),
        Some(Outcome::Left { why }) => format!("not assigned: {why}"),
        Some(Outcome::TakenBack) => "undone; it waits again".to_owned(),
    };
    format!("**{}** {}\n-# {what}", code(item.request_id), escape_markdown(&item.text))
}

fn option(item: &Item) -> SelectOption {
    SelectOption {
        value: item.request_id.to_string(),
        label: format!("{} {}", code(item.request_id), item.text),
        description: String::new(),
        is_chosen: false,
    }
}

fn buttons(sweep: &Sweep, page: usize, pages: usize) -> Vec<Button> {
    let items = &sweep.items_json.0;
    let line = |path: &str| Line::new(path).with("sweep", sweep.id);
    let turn = |page: usize| line("triage page").with("page", page);
    let mut buttons = Vec::new();
    if items.iter().all(|item| item.outcome.is_none()) {
        let label =
            if items.len() == 1 { "Accept".to_owned() } else { format!("Accept all {}", items.len()) };
        buttons.push(Button::run(label, line("triage accept")).primary());
    }
    if items.iter().any(is_assigned) {
        buttons.push(Button::run("Undo all", line("triage unsweep")).danger());
    }
    if page > 1 {
        buttons.push(Button::run("Previous", turn(page - 1)));
    }
    if page < pages {
        buttons.push(Button::run("Next", turn(page + 1)));
    }
    buttons.push(Button::run("One at a time", Line::new("triage next")));
    buttons
}

/// What a sweep left out, and what to do about it.
pub fn sweep_left(left: Left) -> String {
    let mut text = String::new();
    if !left.ownerless.is_none() {
        text += &format!(
            "Left out because owner and backup are away: {}. Go through them one at a time.",
            left.ownerless
        );
    }
    if left.has_more {
        text += " More come with the next sweep.";
    }
    text.trim().to_owned()
}

/// Nothing has an area and an owner who is here.
pub fn nothing_to_sweep(cx: &Context, left: Left) -> Reply {
    let mut text =
        "Nothing to sweep: no unassigned request has an area whose owner could take it.".to_owned();
    if !left.ownerless.is_none() {
        text += &format!(" {}", sweep_left(left));
    }
    let ways = [
        Button::run("One at a time", Line::new("triage next")),
        Button::run("Queue", Line::new("triage queue")),
    ];
    cx.in_place(Message::text(text).buttons(ways))
}

/// Accepting was pressed in an older copy of the message.
pub fn accepted_before() -> String {
    "This sweep was already accepted, so nothing was done again.".to_owned()
}

/// Why one request of a sweep was left as it is.
pub fn left_held(user_id: i64) -> String {
    format!("<@{user_id}> is deciding about it")
}

/// What was taken back of a sweep, and what was not.
pub fn swept_back(taken: &[i64], kept: &[i64]) -> String {
    let mut text = match taken {
        [] => "Nothing was undone.".to_owned(),
        taken => format!("Undone: {}.", codes(taken)),
    };
    if !kept.is_empty() {
        text += &format!(" Left as it is, because it has changed since: {}.", codes(kept));
    }
    text
}

fn codes(ids: &[i64]) -> String {
    let named: Vec<_> = ids.iter().take(MOST_NAMED).map(|id| code(*id)).collect();
    let more = ids.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    named.join(", ") + &more
}
