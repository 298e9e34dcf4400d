//! What docket says when it comes into a guild, and when something is wrong with its set-up.

use crate::{
    base::text::escape_markdown,
    contract::{Button, Line, Message},
    workspace::rules::Step,
};

const SET_UP: &str = "**Say where requests go, and who reads them.** An admin runs `/settings show` and chooses the requests \
channel, the PMs' role, and the role that may read what others file. Until then everybody files, and sees their own.";
const AREAS: &str = "**Name the areas of your product.** `/area add` keeps who owns what, and which words in feedback mean it.";
const FILE: &str = "**File what a customer said.** Type `/feedback`, or point at a message and choose Apps, then File feedback.";

/// The greeting in a channel, with a button for each step that is still to be done; once nothing is missing, for what
/// everybody may do.
pub fn greeting(missing: &[Step]) -> Message {
    let keeps = "**docket is here.** It keeps what customers ask for, so that nothing gets lost.";
    let steps = steps(missing);
    if steps.len() == 1 {
        return Message::text(format!("{keeps}\n{FILE}")).buttons([
            Button::run("File feedback", Line::new("feedback")).primary(),
            Button::run("Help", Line::new("help")),
        ]);
    }
    let buttons = steps.iter().enumerate().map(|(i, step)| {
        let button = Button::run(format!("{}. {}", i + 1, step.label), Line::new(step.command));
        if i == 0 { button.primary() } else { button }
    });
    let count = if steps.len() == 2 { "Two" } else { "Three" };
    Message::text(format!("{keeps} {count} steps to begin:\n{}", numbered(&steps))).buttons(buttons)
}

/// One thing to do, with what begins it.
struct Todo {
    text: &'static str,
    label: &'static str,
    command: &'static str,
}

/// What is to be done where these are missing: filing comes last, and is always there.
fn steps(missing: &[Step]) -> Vec<Todo> {
    let is_set_up = missing.iter().all(|step| *step == Step::Area);
    let set_up = Todo { text: SET_UP, label: "Set up", command: "settings show" };
    let areas = Todo { text: AREAS, label: "Add an area", command: "area add" };
    let file = Todo { text: FILE, label: "File feedback", command: "feedback" };
    let first = (!is_set_up).then_some(set_up);
    let second = missing.contains(&Step::Area).then_some(areas);
    first.into_iter().chain(second).chain([file]).collect()
}

fn numbered(steps: &[Todo]) -> String {
    let lines: Vec<_> =
        steps.iter().enumerate().map(|(i, step)| format!("{}. {}", i + 1, step.text)).collect();
    lines.join("\n")
}

/// The greeting to the owner, where no channel can be written to. Commands need the server, so it has no buttons.
pub fn greeting_in_private(guild_name: &str, missing: &[Step]) -> Message {
    Message::text(format!(
        "**docket is in {}**, but no channel there lets it write. Give its role View Channel, Send Messages and Embed \
         Links in a channel; `/settings check` tells what else is missing. Then, in the server:\n{}",
        escape_markdown(guild_name),
        numbered(&steps(missing))
    ))
}

/// A problem with the set-up, for admins.
pub fn problem(text: &str) -> String {
    format!("⚠️ {text}\n`/settings check` tells all that is missing.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Level, Purpose, Row};

    #[test]
    fn a_greeting_offers_what_is_still_to_be_done() {
        let (channel, role) = (Step::Channel(Purpose::REQUESTS), Step::Role(Level::Pm));
        let table: [(&[Step], &[&str]); 5] = [
            (&[channel, role, Step::Zone, Step::Area], &["1. Set up", "2. Add an area", "3. File feedback"]),
            (&[Step::Zone], &["1. Set up", "2. File feedback"]),
            (&[role], &["1. Set up", "2. File feedback"]),
            (&[Step::Area], &["1. Add an area", "2. File feedback"]),
            (&[], &["File feedback", "Help"]),
        ];
        for (missing, expected) in table {
            let greeting = greeting(missing);
            let [Row::Buttons(buttons)] = &greeting.rows[..] else { panic!("one row: {greeting:?}") };
            let labels: Vec<_> = buttons.iter().map(|button| button.label.as_str()).collect();
            assert_eq!(labels, expected, "{missing:?}");
            assert_eq!(
                greeting.text.contains("/settings show"),
                labels[0] == "1. Set up",
                "{}",
                greeting.text
            );
        }
    }
}
