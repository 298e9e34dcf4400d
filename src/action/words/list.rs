//! Lists of actions.

use super::{
    Seen, anywhere,
    card::{code, owner},
    short,
};
use crate::{
    action::{Action, SUBJECT, State},
    base::{
        text::{limits, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{AgendaEntry, Button, Card, Line, Message, Section, Select, SelectFrom, SelectOption},
};

/// What its section of an agenda is called.
pub const OPEN_TITLE: &str = "Actions";
/// What the section says when there is nothing in it.
pub const OPEN_NOTHING: &str = "No action is open.";
/// What its section of an agenda is called.
pub const DECIDED_TITLE: &str = "Decisions to confirm";
/// What the section says when there is nothing in it.
pub const DECIDED_NOTHING: &str = "No decision waits to be confirmed.";

/// What is shown of a text.
const TEXT: usize = 100;
/// Closed actions that are named in a line.
const CLOSED: usize = 12;
/// Lines of a list, and of a section in the morning.
const MOST: usize = 25;
const IN_THE_MORNING: usize = 5;

/// What was done and dropped since the last meeting, or in the last week where there was none; `None` when nothing was.
pub fn closed_line(closed: &[Action], since_a_meeting: bool) -> Option<String> {
    let when = if since_a_meeting { "since the last meeting" } else { "in the last 7 days" };
    match (codes_of(closed, State::Done), codes_of(closed, State::Dropped)) {
        (None, None) => None,
        (Some(done), None) => Some(format!("Done {when}: {done}")),
        (None, Some(dropped)) => Some(format!("Dropped {when}: {dropped}")),
        (Some(done), Some(dropped)) => Some(format!("Done {when}: {done}. Dropped: {dropped}")),
    }
}

/// The first few of them in a state; `None` when there are none.
fn codes_of(actions: &[Action], state: State) -> Option<String> {
    let all: Vec<String> =
        actions.iter().filter(|action| action.facts.state == state).map(|action| code(action.id)).collect();
    let named = all.iter().take(CLOSED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match all.len() {
        0 => None,
        count if count > CLOSED => Some(format!("{named} and {} more", count - CLOSED)),
        _ => Some(named),
    }
}

fn when(action: &Action, seen: &Seen<'_>) -> String {
    match action.facts.due_at.map(crate::db::At::utc) {
        Some(at) if at < seen.now => format!(" · **overdue** since {}", stamp(at, Style::LongDate)),
        Some(at) => format!(" · due {}", stamp(at, Style::LongDate)),
        None => String::new(),
    }
}

fn line(action: &Action, seen: &Seen<'_>, with_owner: bool) -> String {
    let owner = if with_owner { format!(" · {}", owner(action, seen)) } else { String::new() };
    let text = short(&action.facts.text, seen.sight, TEXT);
    format!("`{}` {text}{owner}{}", code(action.id), when(action, seen))
}

fn line_anywhere(action: &Action, seen: &Seen<'_>) -> String {
    format!("`{}` {}{}", code(action.id), anywhere(action, seen, TEXT), when(action, seen))
}

fn opening(actions: &[Action], seen: &Seen<'_>) -> Option<Select> {
    let option = |action: &Action| {
        let label = format!("{} {}", code(action.id), one_line(&seen.sight.text(&action.facts.text)));
        SelectOption {
            value: action.id.to_string(),
            label: trim_with_notice(&label, TEXT, "…").into_owned(),
            description: String::new(),
            is_chosen: false,
        }
    };
    let options: Vec<SelectOption> = actions.iter().take(limits::SELECT_OPTIONS).map(option).collect();
    (!options.is_empty()).then(|| Select {
        line: Line::new("action show").hole("action"),
        placeholder: "Open an action…".into(),
        from: SelectFrom::Texts(options),
    })
}

fn listing(seen: &Seen<'_>, card: Card, actions: &[Action]) -> Message {
    let message = Message::default().card(card);
    match opening(actions, seen) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// What the caller has to do.
pub fn mine(seen: &Seen<'_>, actions: &[Action]) -> Message {
    let lines: Vec<String> = actions.iter().take(MOST).map(|action| line(action, seen, false)).collect();
    let text = if lines.is_empty() { "Nothing is yours to do.".to_owned() } else { lines.join("\n") };
    let mut card = Card::new("Your actions").text(text);
    if actions.len() > MOST {
        card.footer = format!("{} more", actions.len() - MOST);
    }
    listing(seen, card, actions)
}

/// What is open; `more` is the number after which the list goes on.
pub fn list(seen: &Seen<'_>, actions: &[Action], more: Option<i64>) -> Message {
    let lines: Vec<String> = actions.iter().map(|action| line(action, seen, true)).collect();
    let text = match (lines.is_empty(), more) {
        (true, None) => "No action is open that you can see here.".to_owned(),
        (true, Some(_)) => {
            "None of those that were looked through can be shown here. **More** goes on.".to_owned()
        }
        (false, _) => lines.join("\n"),
    };
    let message = listing(seen, Card::new("Open actions").text(text), actions);
    message.buttons(more.map(|after| Button::run("More", Line::new("action list").with("after", after))))
}

/// What is overdue or due today.
pub fn day_section(seen: &Seen<'_>, actions: &[Action]) -> Option<Section> {
    let open =
        |action: &Action| Button::run(code(action.id), Line::new("action show").with("action", action.id));
    let lines = actions.iter().map(|action| (line_anywhere(action, seen), open(action))).collect();
    let section = Section::new("Your actions", lines, IN_THE_MORNING)?;
    Some(section.leading_to(Button::run("Your actions", Line::new("action mine"))))
}

/// An action on an agenda.
pub fn entry(seen: &Seen<'_>, action: &Action) -> AgendaEntry {
    let show = Line::new("action show").with("action", action.id);
    AgendaEntry::new(format!("{SUBJECT}:{}", action.id), line_anywhere(action, seen))
        .owned_by(action.facts.owner_user_id)
        .shown_by(show)
}

/// An action in a word to its owner alone: a confidential one leads to the channel that may know it.
pub fn owed_entry(seen: &Seen<'_>, action: &Action) -> AgendaEntry {
    let mut entry = entry(seen, action);
    if action.is_confidential {
        entry.text.push_str(&format!(" · open it in <#{}>", action.channel_id));
    }
    entry
}
