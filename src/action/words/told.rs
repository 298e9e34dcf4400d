//! What owners are told in private.

use super::{
    Seen,
    card::{code, due},
    mention, short,
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
    let text =
        format!("**{}** is due {due}: {}", code(action.id), short(&action.facts.text, seen.sight, TEXT));
    Message::text(text).buttons(buttons(action))
}

/// Somebody has an action from now on.
pub fn given(seen: &Seen<'_>, action: &Action, by: Option<i64>) -> Message {
    let by = by.map(|by| format!(", from {}", mention(by))).unwrap_or_default();
    let due = due(action, seen).map(|due| format!(" Due {due}.")).unwrap_or_default();
    let text = format!(
        "**{}** is yours now{by}: {}{due}",
        code(action.id),
        short(&action.facts.text, seen.sight, TEXT)
    );
    Message::text(text).buttons(buttons(action))
}

/// In a channel, to somebody whose direct messages are closed: what it says stays private.
pub fn knock(user_id: i64) -> Message {
    let text = format!(
        "{}, there is something about an action of yours, but docket cannot write to you: your direct messages from this server \
         are closed.",
        mention(user_id)
    );
    Message::text(text)
        .ping(user_id)
        .buttons([Button::run("Your actions", Line::new("action mine")).primary()])
}
