//! What docket says when it comes into a guild, and when something is wrong with its set-up.

use crate::{
    base::text::escape_markdown,
    contract::{Button, Line, Message},
};

const STEPS: &str = "\
1. **Say where requests go, and who reads them.** An admin runs `/settings show` and chooses the requests channel, the \
PMs' role, and the role that may read what others file. Until then everybody files, and sees their own.
2. **Name the areas of your product.** `/area add` keeps who owns what, and which words in feedback mean it.
3. **File what a customer said.** Type `/feedback`, or point at a message and choose Apps, then File feedback.";

/// The greeting in a channel, with a button for each step.
pub fn greeting() -> Message {
    Message::text(format!(
        "**docket is here.** It keeps what customers ask for, so that nothing gets lost. Three steps to begin:\n{STEPS}"
    ))
    .buttons([
        Button::run("1. Set up", Line::new("settings show")).primary(),
        Button::run("2. Add an area", Line::new("area add")),
        Button::run("3. File feedback", Line::new("feedback")),
    ])
}

/// The greeting to the owner, where no channel can be written to. Commands need the server, so it has no buttons.
pub fn greeting_in_private(guild_name: &str) -> Message {
    Message::text(format!(
        "**docket is in {}**, but no channel there lets it write. Give its role View Channel, Send Messages and Embed \
         Links in a channel; `/settings check` tells what else is missing. Then, in the server:\n{STEPS}",
        escape_markdown(guild_name)
    ))
}

/// A problem with the set-up, for admins.
pub fn problem(text: &str) -> String {
    format!("⚠️ {text}\n`/settings check` tells all that is missing.")
}
