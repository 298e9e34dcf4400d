//! What owners are told in private.

use super::{
    Seen, anywhere,
    card::{code, due},
    mention,
};
use crate::{
    action::Action,
    contract::{Button, Line, Message},
};

/// What is shown of a text.
const TEXT: usize = 300;

fn buttons(action: &Action) -> Vec<Button> {
    let versioned = |path: &str| Line::new(path).with("action", action.id).version(action.version);
    vec![
        Button::run("Done", versioned("action done")).primary(),
        Button::run("In a week", versioned("action snooze").with("until", "in 7d")),
        Button::run("Put off…", versioned("action snooze")),
        Button::run("Give to…", versioned("action reassign")),
        Button::run("Show", Line::new("action show").with("action", action.id)),
    ]
}

/// Reminds the owner.
pub fn reminder(seen: &Seen<'_>, action: &Action) -> Message {
    let due = due(action, seen).unwrap_or_default();
    let text = format!("**{}** is due {due}: {}", code(action.id), anywhere(action, seen, TEXT));
    Message::text(text).buttons(buttons(action))
}

/// Somebody has an action from now on.
pub fn given(seen: &Seen<'_>, action: &Action, by: Option<i64>) -> Message {
    Message::text(given_line(seen, action, by)).buttons(buttons(action))
}

/// That somebody has an action from now on.
pub fn given_line(seen: &Seen<'_>, action: &Action, by: Option<i64>) -> String {
    let due = due(action, seen).map(|due| format!(" Due {due}.")).unwrap_or_default();
    let text = anywhere(action, seen, TEXT);
    format!("**{}** is yours now{}: {text}{due}", code(action.id), from(by))
}

/// The same, where others read it: what it is about is its people's.
pub fn given_in_public(action: &Action, by: Option<i64>) -> String {
    format!("**{}** is yours now{}.", code(action.id), from(by))
}

/// That somebody has an action no longer.
pub fn no_longer_yours(action: &Action, by: Option<i64>) -> String {
    let by = by.map(|by| format!(": {} gave it on", mention(by))).unwrap_or_default();
    let to = action.facts.owner_user_id.map(|to| format!(" to {}", mention(to))).unwrap_or_default();
    format!("**{}** is not yours any more{by}{to}.", code(action.id))
}

/// What can be done with an action that one has got, and first of all that it can be looked at.
pub fn given_buttons(action: &Action) -> Vec<Button> {
    let others = buttons(action).into_iter().take(4);
    std::iter::once(open_button(action.id)).chain(others).collect()
}

/// Leads to the action.
pub fn open_button(id: i64) -> Button {
    Button::run(format!("Open {}", code(id)), Line::new("action show").with("action", id))
}

fn from(by: Option<i64>) -> String {
    by.map(|by| format!(", from {}", mention(by))).unwrap_or_default()
}

/// In a channel, to somebody whose direct messages are closed: what it says stays private.
pub fn dms_are_closed(user_id: i64) -> Message {
    let text = format!(
        "{}, an action of yours is due soon, but docket cannot write to you: your direct messages from this server are closed. \
         Until you open them, `/digest now` shows what waits for you. This is said once.",
        mention(user_id)
    );
    Message::text(text)
        .ping(user_id)
        .buttons([Button::run("Your actions", Line::new("action mine")).primary()])
}
