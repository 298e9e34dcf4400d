//! Sensitive topics in words.

use super::{code, line, name};
use crate::{
    base::text::{escape_markdown, trim_with_notice},
    contract::{Button, Line, Message, Sight},
    escalation::{Escalation, Topic, rules::topic::USUAL},
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

/// Who is to know of an escalation of the topic, without those who are asked.
pub fn informed(row: &Escalation, topic: &Topic) -> Vec<i64> {
    let is_asked = |user_id: &i64| row.climb.asked_json.0.iter().any(|asked| asked.user == Some(*user_id));
    topic.informed.iter().copied().filter(|user_id| !is_asked(user_id)).collect()
}

/// Tells them of it; `None` when there is nobody to tell.
pub fn informs(row: &Escalation, topic: &Topic, sight: Sight<'_>) -> Option<Message> {
    let informed = informed(row, topic);
    if informed.is_empty() {
        return None;
    }
    let (id, about) = (code(row.id), name(&sight.text(&topic.name)));
    let text = format!("{}, for you to know: **{id}** is about **{about}**.", people(&informed));
    let message = informed.iter().fold(Message::text(text), |message, user_id| message.ping(*user_id));
    Some(message.buttons([Button::run(format!("Open {id}"), line(row.id, "show"))]))
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
