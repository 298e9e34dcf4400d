//! Sensitive topics in words.

use super::name;
use crate::{
    base::text::{escape_markdown, trim_with_notice},
    contract::{Button, Line, Message},
    escalation::{Topic, rules::topic::USUAL},
    workspace::name_key,
};

/// What is shown of a template.
const TEMPLATE: usize = 150;

fn people(ids: &[i64]) -> String {
    ids.iter().map(|user_id| format!("<@{user_id}>")).collect::<Vec<_>>().join(", ")
}

fn details(topic: &Topic) -> String {
    let keywords: Vec<String> = topic.keywords.iter().map(|word| escape_markdown(word)).collect();
    let mut lines = vec![format!("Responders, in this order: {}", people(&topic.responders))];
    if !topic.informed.is_empty() {
        lines.push(format!("Told of each: {}", people(&topic.informed)));
    }
    if let Some(channel_id) = topic.channel_id {
        lines.push(format!("Cards in <#{channel_id}>"));
    }
    lines.push(format!("Words: {}", keywords.join(", ")));
    if !topic.template.is_empty() {
        lines.push(format!(
            "An answer begins with: {}",
            escape_markdown(&trim_with_notice(&topic.template, TEMPLATE, "…"))
        ));
    }
    lines.join("\n")
}

/// One topic, after a change.
pub fn topic_kept(topic: &Topic) -> Message {
    let put_away = if topic.is_archived { " It is put away: nothing new belongs to it." } else { "" };
    let text = format!("The sensitive topic **{}** is now:{put_away}\n{}", name(&topic.name), details(topic));
    Message::text(text).buttons([Button::run("All topics", Line::new("escalation topics"))])
}

/// All topics, and the usual ones that the team has not.
pub fn topics(topics: &[Topic]) -> Message {
    let active = topics.iter().filter(|topic| !topic.is_archived);
    let known: Vec<String> =
        active.map(|topic| format!("**{}**\n{}", name(&topic.name), details(topic))).collect();
    let missing = USUAL.iter().filter(|usual| topics.iter().all(|topic| name_key(&topic.name) != **usual));
    let missing: Vec<&str> = missing.copied().collect();
    let known = if known.is_empty() {
        "There are no sensitive topics yet: every question goes to the owner of its area.".to_owned()
    } else {
        known.join("\n\n")
    };
    let hint = if missing.is_empty() {
        String::new()
    } else {
        format!(
            "\n\nOften needed: {}. `/escalation topic name:{} responders:@…` adds one, with words to begin with.",
            missing.join(", "),
            missing[0]
        )
    };
    Message::text(format!("{known}{hint}"))
}
