//! Why something was not done: what is wrong, that nothing was lost, what to do.

use super::{code, line, name, state};
use crate::{
    base::{
        text::{escape_markdown, trim_to},
        when::WhenError,
    },
    contract::Line,
    error::Refusal,
    escalation::{Escalation, Topic, rules::lifecycle::Stop},
    room::form_is_old,
};

pub fn unknown(id: i64) -> Refusal {
    Refusal::new(format!(
        "There is no {} here. Nothing was changed; `/escalation list` shows what there is.",
        code(id)
    ))
    .offer("List escalations", Line::new("escalation list"))
}

pub fn has_no_post(id: i64) -> Refusal {
    Refusal::new(format!(
        "**{}** is a question in words and has no post, so there is nothing to forget. Nothing was changed.",
        code(id)
    ))
    .offer("Open it", line(id, "show"))
}

/// It is of a sensitive topic, which not everybody may read.
pub fn not_theirs(id: i64, topic: Option<&Topic>) -> Refusal {
    let topic = topic.map(|topic| name(&topic.name)).unwrap_or_default();
    Refusal::new(format!(
        "{} is of the sensitive topic **{topic}**, so only those who answer for it can open it. Nothing was changed; ask a lead.",
        code(id)
    ))
}

pub fn form_outdated(id: i64) -> Refusal {
    form_is_old(&code(id), line(id, "show"))
}

pub fn stopped(row: &Escalation, topic: Option<&Topic>, stop: Stop) -> Refusal {
    let id = code(row.id);
    let show = line(row.id, "show");
    let topic = topic.map(|topic| name(&topic.name)).unwrap_or_default();
    let text = match stop {
        Stop::TakenBy(user_id) => format!("<@{user_id}> has **{id}** already, so nothing was changed."),
        Stop::Over(how) => {
            format!("**{id}** is {}, so nothing was changed. Reopen it first if it is not over.", state(how))
        }
        Stop::Open => format!("**{id}** is open already, so nothing was changed."),
        Stop::NotResponder => format!(
            "**{id}** is of the sensitive topic **{topic}**, and only its responders may answer. Nothing was changed; note what \
             you know, and they will see it."
        ),
        Stop::Owned(user_id) => format!(
            "<@{user_id}> answers **{id}**, as the first of those who may. Nothing was changed; talk to them."
        ),
    };
    Refusal::new(text).offer("Show it", show)
}

pub fn nothing_brought() -> Refusal {
    Refusal::new(
        "There is neither a link nor a question, so nothing was filed. Paste the post's address, or write what is asked.",
    )
}

pub fn same_as_itself(id: i64) -> Refusal {
    Refusal::new(format!("{} is the same as itself, so nothing was changed. Name the other one.", code(id)))
}

/// It is itself the same as another.
pub fn is_no_original(row: &Escalation) -> Refusal {
    let other = row.facts.duplicate_of_id.map(code).unwrap_or_default();
    Refusal::new(format!(
        "{} is itself the same as {other}, so nothing was changed. Name {other} instead.",
        code(row.id)
    ))
}

pub fn own_message() -> Refusal {
    Refusal::new("That is docket's own message, so nothing was filed. Point at the one with the question.")
}

pub fn in_the_past() -> Refusal {
    Refusal::new("That time has passed, so nothing was changed. Choose a later one.")
}

pub fn bad_when(error: &WhenError) -> Refusal {
    Refusal::new(format!("{error} Nothing was changed."))
}

pub fn empty_note() -> Refusal {
    Refusal::new("The note is empty, so nothing was noted. Write it and send it again.")
}

pub fn nothing_to_undo(id: i64) -> Refusal {
    Refusal::new(format!("Nothing on {} can be taken back, so nothing was changed.", code(id)))
        .offer("Show it", line(id, "show"))
}

pub fn not_yours_to_undo(id: i64, by: Option<i64>) -> Refusal {
    let whose = by.map_or("docket's".to_owned(), |user_id| format!("<@{user_id}>'s"));
    Refusal::new(format!(
        "The last change of {} is {whose}, and a lead takes back what is others'. Nothing was changed.",
        code(id)
    ))
    .offer("Show it", line(id, "show"))
}

pub fn superseded(id: i64) -> Refusal {
    Refusal::new(format!(
        "{} has moved on since, so taking that back would lose more. Nothing was changed.",
        code(id)
    ))
    .offer("Show it", line(id, "show"))
}

/// A sentence about something that was typed and cannot be read.
pub fn not_read(sentence: &str) -> Refusal {
    Refusal::new(format!("{sentence} Nothing was changed."))
}

pub fn bad_person(word: &str) -> Refusal {
    let shown = escape_markdown(&trim_to(word, 60));
    Refusal::new(format!(
        "“{shown}” names nobody here. Nothing was changed; mention people, such as @PM Growth."
    ))
}

pub fn too_many_people(most: usize) -> Refusal {
    Refusal::new(format!("A topic has at most {most} people of a kind. Nothing was changed; name fewer."))
}

pub fn no_topic_name() -> Refusal {
    Refusal::new("The topic has no name, so nothing was changed. Name it, such as `privacy`.")
}

pub fn too_many_topics(most: usize) -> Refusal {
    Refusal::new(format!("There are {most} topics already, which is as many as fit. Nothing was changed."))
}

pub fn no_responders(topic: &str) -> Refusal {
    Refusal::new(format!(
        "Nobody would answer for **{}**, so nothing was changed. Name `responders`, in the order in which they are asked.",
        name(topic)
    ))
}

pub fn no_topic_words(topic: &str) -> Refusal {
    Refusal::new(format!(
        "No word would lead to **{}**, so nothing was changed. Give its `keywords`, with commas between them.",
        name(topic)
    ))
}

pub fn topic_changed(topic: &str) -> Refusal {
    Refusal::new(format!(
        "Somebody changed the topic **{}** at the same moment, so nothing was changed. Look at it and send yours again.",
        name(topic)
    ))
    .offer("Show topics", Line::new("escalation topics"))
}

pub fn unknown_topic(typed: &str) -> Refusal {
    let shown = escape_markdown(&trim_to(typed, 60));
    Refusal::new(format!("There is no sensitive topic “{shown}”. Nothing was changed."))
        .offer("Show topics", Line::new("escalation topics"))
}

pub fn only_responders(topic: &Topic) -> Refusal {
    Refusal::new(format!(
        "That it is not about **{}** is for its responders and leads to say. Nothing was changed.",
        name(&topic.name)
    ))
}

pub fn ladders_for_leads() -> Refusal {
    Refusal::new("Who is asked after whom is for leads to set. Nothing was changed; ask one.")
        .offer("Show ladders", Line::new("escalation ladder"))
}

pub fn no_ladder_set() -> Refusal {
    Refusal::new("That ladder is the usual one already, so nothing was changed.")
        .offer("Show ladders", Line::new("escalation ladder"))
}
