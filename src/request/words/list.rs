//! Lists and completions.

use super::{
    card::{beginning, code, ending, importance, name},
    filed::show_line,
};
use crate::{
    base::{
        text::{escape_markdown, limits, one_line, trim_to},
        when::{Style, stamp},
    },
    contract::{
        Button, Card, Context, Line, Message, Name, Reply, Select, SelectFrom, SelectOption, Sight,
        args::RequestList, line::MAX_LENGTH,
    },
    request::{
        Read,
        store::{Alike, Found, Listed},
    },
};

use chrono::{DateTime, Utc};

/// What its section of an agenda is called.
pub const UNTAKEN_TITLE: &str = "Requests that nobody has taken";
/// What the section says when there is nothing in it.
pub const UNTAKEN_NOTHING: &str = "Every request has been taken.";

/// One page of a list.
pub struct Page {
    pub listed: Listed,
    /// Whether the list begins here.
    pub is_newest: bool,
    /// The list's line without the place.
    pub line: Line,
    /// What became of the words that were looked for.
    pub read: Option<Read>,
}

/// The list's own line without the place, for the buttons that turn it.
pub fn list_line(args: &RequestList) -> Line {
    let mut line = Line::new("request list");
    if args.unassigned == Some(true) {
        line = line.with("unassigned", "yes");
    }
    if let Some(Name(area)) = &args.area {
        line = line.with("area", area);
    }
    if let Some(Name(customer)) = &args.customer {
        line = line.with("customer", customer);
    }
    if args.mine == Some(true) {
        line = line.with("mine", "yes");
    }
    if let Some(assignee) = args.assignee {
        line = line.with("assignee", assignee.0);
    }
    if let Some(reporter) = args.reporter {
        line = line.with("reporter", reporter.0);
    }
    if let Some(importance) = args.importance {
        line = line.with("importance", importance);
    }
    if let Some(older) = args.older {
        line = line.with("older", format!("{}s", older.num_seconds()));
    }
    if let Some(state) = args.state {
        line = line.with("state", state.word());
    }
    if let Some(text) = &args.text {
        line = line.with("text", text.split_whitespace().collect::<Vec<_>>().join("+"));
    }
    line
}

/// The page as a card, with buttons that turn it and a select that opens a request.
pub fn list(cx: &Context, page: &Page) -> Reply {
    let sight = cx.sight();
    let found = &page.listed.found;
    let lines: Vec<_> = found.iter().map(|found| line(found, sight, cx.now)).collect();
    let mut card =
        Card::new("Requests").text(if lines.is_empty() { nothing(page) } else { lines.join("\n") });
    card.footer = footer(page);
    let mut message = Message::text(searched(page)).card(card).buttons(turning(page));
    if !found.is_empty() {
        message = message.select(opening(found, sight));
    }
    cx.in_place(message)
}

/// A customer's card with their newest requests under it; the rest is a list of its own.
pub fn of_customer(cx: &Context, mut message: Message, customer_id: i64, listed: &Listed) -> Reply {
    let sight = cx.sight();
    let lines: Vec<_> = listed.found.iter().map(|found| line(found, sight, cx.now)).collect();
    let (text, footer) = match listed.total {
        _ if lines.is_empty() => ("Nothing was filed for them yet.".to_owned(), String::new()),
        total => (lines.join("\n"), total.map(|total| format!("{total} in all")).unwrap_or_default()),
    };
    message = message.card(Card { footer, ..Card::new("Requests").text(text) });
    let of_them = Line::new("request list").with("customer", format!("#{customer_id}")).with("state", "all");
    let older = listed.older.map(|older| Button::run("Older requests", of_them.with("before", older)));
    message = message.buttons(older);
    if !listed.found.is_empty() {
        message = message.select(opening(&listed.found, sight));
    }
    cx.in_place(message)
}

/// Opens one of them.
fn opening(found: &[Found], sight: Sight<'_>) -> Select {
    Select {
        line: show_line().hole("request"),
        placeholder: "Open a request…".into(),
        from: SelectFrom::Texts(found.iter().map(|found| option(found, sight)).collect()),
    }
}

/// How many there are, and where the list goes on when buttons have no room for it.
fn footer(page: &Page) -> String {
    let listed = &page.listed;
    let mut parts = Vec::new();
    parts.extend(listed.total.map(|total| format!("{total} in all")));
    parts.extend(listed.looked_at.map(|seen| format!("looked through {seen} requests, there are more")));
    if !page.is_newest && listed.older.is_none() {
        parts.push("the oldest are here".to_owned());
    }
    if let Some(older) = listed.older.filter(|older| !fits(page, "before", *older)) {
        parts.push(format!("add before:{} to the command for older ones", code(older)));
    }
    parts.join(" · ")
}

/// What was not found as it was typed. Of words that found nothing it is not told whether they are in any text: that may
/// be hidden.
fn searched(page: &Page) -> String {
    let Some(read) = &page.read else { return String::new() };
    if !read.has_words {
        return "There is no word to search for: punctuation and very common words are left out. Try what the request is about."
            .to_owned();
    }
    if read.near.is_empty() || page.listed.found.is_empty() {
        return String::new();
    }
    let quoted = read.near.iter().map(|word| format!("“{}”", escape_markdown(word)));
    format!("No request has {}; these have words like that.", quoted.collect::<Vec<_>>().join(", "))
}

fn nothing(page: &Page) -> String {
    match page {
        Page { read: Some(_), is_newest: true, listed: Listed { older: None, .. }, .. } => {
            "No request has all these words; open and closed ones were looked through unless you named a state.".to_owned()
        }
        Page { listed: Listed { older: Some(_), .. }, .. } => {
            "None of those that were looked through fits. **Older** goes on.".to_owned()
        }
        Page { is_newest: false, .. } => "Nothing older fits.".to_owned(),
        _ => "No request fits. Leave an option out to see more; closed ones are listed with `state:all`."
            .to_owned(),
    }
}

/// None where the line with its filters does not fit into a button.
fn turning(page: &Page) -> Vec<Button> {
    let to = |label: &str, option: &str, id: Option<i64>| {
        let id = id.filter(|id| fits(page, option, *id))?;
        Some(Button::run(label, page.line.clone().with(option, id)))
    };
    let newer = match page.read {
        Some(_) if !page.is_newest => Some(Button::run("Newest", page.line.clone())),
        _ => to("Newer", "after", page.listed.newer),
    };
    newer.into_iter().chain(to("Older", "before", page.listed.older)).collect()
}

fn fits(page: &Page, option: &str, id: i64) -> bool {
    page.line.clone().with(option, id).to_string().chars().count() <= MAX_LENGTH
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
    parts.extend(found.area_name.as_deref().map(|area| name(&sight.text(area))));
    if found.importance > 1 {
        parts.push(importance(found.importance).to_owned());
    }
    parts.push(match found.assignee_user_id {
        Some(user_id) if found.state.is_open() => format!("<@{user_id}>"),
        _ if found.state.is_open() => unassigned(found, now),
        _ => ending(found.state, found.close_reason, found.duplicate_of_id, found.closed_at)
            .unwrap_or_else(|| found.state.word().to_owned()),
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
