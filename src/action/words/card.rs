//! The card of an action, for the channel and for one person.

use super::{Seen, mention, short};
use crate::{
    action::{Action, Comment, State},
    base::{
        text::{limits, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Called, Card, Choice, Line, Message, Noun, Sight, Tone, message_address},
    db::event::Event,
    room::{press_is_old, told},
};

/// What is shown of a text.
const TEXT: usize = 300;

/// What is around an action.
pub struct Around {
    pub comments: Vec<Comment>,
    pub events: Vec<Event>,
    /// What it is about.
    pub linked: Vec<Called>,
}

/// How people name an action.
pub fn code(id: i64) -> String {
    format!("ACT-{id}")
}

fn line(action: &Action, path: &str) -> Line {
    Line::new(path).with("action", action.id)
}

fn versioned(action: &Action, path: &str) -> Line {
    line(action, path).version(action.version)
}

/// Who has it, or who is to take it.
pub fn owner(action: &Action, seen: &Seen<'_>) -> String {
    match (action.facts.owner_user_id, action.facts.for_role_id) {
        (Some(user_id), _) => mention(user_id),
        (None, Some(role_id)) => format!("the first of {} who takes it", seen.guild.role_words(role_id)),
        (None, None) => "nobody yet".to_owned(),
    }
}

/// When it is due, and whether it is late.
pub fn due(action: &Action, seen: &Seen<'_>) -> Option<String> {
    let at = action.facts.due_at?.utc();
    let late = if action.is_open() && at < seen.now { " · **overdue**" } else { "" };
    Some(format!("{}{late}", stamp(at, Style::LongDateTime)))
}

fn body(action: &Action, seen: &Seen<'_>) -> Card {
    let facts = &action.facts;
    let mut card = Card::new(format!("{} · {}", code(action.id), facts.state.word()));
    card = card.text(short(&facts.text, seen.sight, TEXT)).field("Owner", owner(action, seen));
    if let Some(due) = due(action, seen) {
        card = card.field("Due", due);
    }
    if facts.snoozes > 0 {
        let times = if facts.snoozes == 1 { "once".to_owned() } else { format!("{} times", facts.snoozes) };
        card = card.field("Put off", times);
    }
    card = card.field("Made by", mention(action.created_by_user_id));
    if let Some(at) = facts.closed_at {
        card = card.field("Closed", stamp(at.utc(), Style::DateTime));
    }
    if action.is_confidential {
        card.footer =
            "Confidential: shown to its owner, its author, and in the channel where it was made".to_owned();
    }
    card.tone = match facts.state {
        State::Done => Tone::Done,
        State::Open if facts.due_at.is_some_and(|at| at.utc() < seen.now) => Tone::Alarm,
        State::Open => Tone::Waiting,
        State::Dropped | State::Withdrawn => Tone::Plain,
    };
    card
}

/// The message that it was made of.
fn source(action: &Action, seen: &Seen<'_>) -> Option<Button> {
    let message_id = action.message_id?;
    Some(Button::open("Message", message_address(seen.guild.id, action.channel_id, message_id)))
}

/// The living card in the channel where it was made; `last` is what was last said about it.
pub fn card(seen: &Seen<'_>, action: &Action, last: Option<&Comment>) -> Message {
    let mut card = body(action, seen);
    if let Some(comment) = last {
        let said = format!("{}: {}", mention(comment.user_id), short(&comment.text, seen.sight, TEXT / 2));
        card = card.wide_field("Last comment", said);
    }
    // A mention inside a card does not ping.
    let head = match action.facts.owner_user_id.filter(|_| action.is_open()) {
        Some(user_id) => format!("Action for {}", mention(user_id)),
        None => String::new(),
    };
    let mut buttons = Vec::new();
    if action.is_open() {
        match action.facts.owner_user_id {
            None => buttons.push(Button::run("Take it", versioned(action, "action take")).primary()),
            Some(_) => buttons.push(Button::run("Done", versioned(action, "action done")).primary()),
        }
        buttons.push(Button::run("Comment", line(action, "action comment")));
    }
    if action.facts.state != State::Withdrawn {
        buttons.push(Button::run("Details", line(action, "action show")));
        buttons.extend(source(action, seen));
    }
    Message::text(head).card(card).buttons(buttons)
}

fn answer(seen: &Seen<'_>, text: String, action: &Action) -> Message {
    let mut buttons = Vec::new();
    if action.is_open() {
        if action.facts.owner_user_id.is_none() {
            buttons.push(Button::run("Take it", versioned(action, "action take")));
        }
        buttons.push(Button::run("Done", versioned(action, "action done")).primary());
        buttons.push(Button::run("Put off…", versioned(action, "action snooze")));
        buttons.push(Button::run("Give to…", versioned(action, "action reassign")));
    } else if action.facts.state != State::Withdrawn {
        buttons.push(Button::run("Reopen", versioned(action, "action reopen")));
    }
    buttons.push(Button::run("Undo", versioned(action, "action undo")));
    Message::text(text).card(body(action, seen)).buttons(buttons)
}

pub fn made(seen: &Seen<'_>, action: &Action) -> Message {
    let mut text = format!("**{}** is made.", code(action.id));
    if action.facts.owner_user_id.is_none() {
        text.push_str(" Nobody has it yet: whoever presses **Take it** does.");
    }
    if action.is_confidential {
        text.push_str(" It is confidential, because not everybody sees this channel, or you said so.");
    }
    answer(seen, text, action)
}

/// An action as it was asked for.
pub fn shown(seen: &Seen<'_>, action: &Action, around: &Around) -> Message {
    let mut message = answer(seen, String::new(), action);
    if let Some(card) = message.cards.first_mut() {
        let mut drawn = std::mem::take(card);
        if !around.linked.is_empty() {
            let linked: Vec<&str> = around.linked.iter().map(|other| other.text.as_str()).collect();
            drawn = drawn.wide_field("About", linked.join("\n"));
        }
        let said = |it: &Comment| {
            let when = stamp(it.created_at.utc(), Style::DateTime);
            format!("{when} {}: {}", mention(it.user_id), short(&it.text, seen.sight, TEXT / 2))
        };
        if !around.comments.is_empty() {
            drawn =
                drawn.wide_field("Comments", around.comments.iter().map(said).collect::<Vec<_>>().join("\n"));
        }
        let history: Vec<String> =
            around.events.iter().take(5).map(|it| told(it, seen.sight, label)).collect();
        *card = drawn.wide_field("History", history.join("\n"));
    }
    let mut more = vec![Button::run("Comment", line(action, "action comment"))];
    if action.is_open() {
        more.push(Button::run("Drop", versioned(action, "action drop")));
    }
    more.extend(
        around.linked.iter().take(2).map(|other| Button::run(linked_label(other), other.show.clone())),
    );
    more.extend(source(action, seen));
    message.buttons(more)
}

fn linked_label(other: &Called) -> String {
    let called = other.noun.called;
    let called = called.strip_prefix("an ").or(called.strip_prefix("a ")).unwrap_or(called);
    format!("Open {called} {}", other.id)
}

/// What a field is called in history.
fn label(field: &str) -> Option<&'static str> {
    Some(match field {
        "text" => "text",
        "owner_user_id" => "owner",
        "for_role_id" => "for",
        "due_at" => "due",
        "state" => "state",
        _ => return None,
    })
}

/// A button was old.
pub fn changed_since(seen: &Seen<'_>, action: &Action) -> Message {
    let text = press_is_old(&format!("**{}**", code(action.id)));
    answer(seen, text, action)
}

pub fn taken(seen: &Seen<'_>, action: &Action) -> Message {
    answer(seen, format!("**{}** is yours.", code(action.id)), action)
}

pub fn reassigned(seen: &Seen<'_>, action: &Action) -> Message {
    answer(seen, format!("**{}** goes to {}.", code(action.id), owner(action, seen)), action)
}

pub fn snoozed(seen: &Seen<'_>, action: &Action) -> Message {
    let due = due(action, seen).unwrap_or_default();
    answer(seen, format!("**{}** is put off; it is due {due}.", code(action.id)), action)
}

/// It is done; what it is about can be closed with it.
pub fn done(seen: &Seen<'_>, action: &Action, about: &[Called]) -> Message {
    let message = answer(seen, format!("**{}** is done.", code(action.id)), action);
    let closing = about.iter().filter_map(|other| {
        let (label, line) = match other.noun {
            Noun::REQUEST => {
                let line = Line::new("request close").with("request", other.id).with("reason", "done");
                (format!("Close REQ-{} too", other.id), line)
            }
            Noun::RELEASE_ITEM => {
                let line = Line::new("release update").with("item", other.id).with("health", "done");
                (format!("ITEM-{} is done too", other.id), line)
            }
            // How it ended is not known here: it is asked for.
            Noun::ESCALATION => {
                let line = Line::new("escalation close").with("escalation", other.id);
                (format!("Close ESC-{} too", other.id), line)
            }
            _ => return None,
        };
        Some(Button::run(label, line))
    });
    message.buttons(closing)
}

pub fn dropped(seen: &Seen<'_>, action: &Action) -> Message {
    answer(seen, format!("**{}** is dropped.", code(action.id)), action)
}

pub fn reopened(seen: &Seen<'_>, action: &Action) -> Message {
    answer(seen, format!("**{}** is open again.", code(action.id)), action)
}

pub fn commented(seen: &Seen<'_>, action: &Action) -> Message {
    answer(seen, format!("Your comment is on **{}**.", code(action.id)), action)
}

pub fn undone(seen: &Seen<'_>, action: &Action, verb: &str) -> Message {
    let text = match action.facts.state {
        State::Withdrawn => format!("**{}** is withdrawn, as if it had not been made.", code(action.id)),
        _ => format!("Undid on **{}**: {verb}.", code(action.id)),
    };
    answer(seen, text, action)
}

/// In the admin channel, when the card could not be posted; what it says stays where it is.
pub fn not_posted(action: &Action) -> Message {
    Message::text(format!(
        "The card of **{}** could not be posted in <#{}>. Nothing was lost; let docket see that channel and write in it.",
        code(action.id),
        action.channel_id
    ))
}

/// An action while somebody types.
pub fn choice(action: &Action, sight: Sight<'_>) -> Choice {
    let label = format!("{} {}", code(action.id), one_line(&sight.text(&action.facts.text)));
    Choice {
        label: trim_with_notice(&label, limits::CHOICE_NAME, "…").into_owned(), value: code(action.id)
    }
}

/// What an action is called on the cards of other rooms.
pub fn called(action: &Action) -> Called {
    Called {
        noun: Noun::ACTION,
        id: action.id,
        text: format!("**{}** ({})", code(action.id), action.facts.state.word()),
        shipped_in: None,
        has_ended: false,
        show: line(action, "action show"),
    }
}
