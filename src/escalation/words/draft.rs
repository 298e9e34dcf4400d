//! The answer, from its draft to its address.

use super::{View, code, line, press};
use crate::{
    base::{
        post::{Length, Network, PostLink},
        text::{escape_markdown, length, limits::BUTTON_URL, trim_with_notice},
    },
    contract::{Button, Line, Message, NoticeContext},
    error::Refusal,
    escalation::Escalation,
};

/// What is shown of why a draft needs a change.
const WHY: usize = 300;

/// The draft for whoever brought the question, with the way to where it is posted. A text that names a customer where that
/// may not be seen is not put into an address.
pub fn draft_is_ready(row: &Escalation, place: &NoticeContext<'_>) -> Message {
    let id = code(row.id);
    let raised = row.raised_by_user_id;
    let written = row.facts.draft.as_deref().unwrap_or_default();
    let draft = place.sight.text(written);
    let reply = row.url.as_deref().and_then(PostLink::parse).map(|post| post.reply_link(&draft));
    let reply = reply.map(|reply| match length(&reply.url) <= BUTTON_URL {
        true => (reply.url, reply.is_filled),
        false => (row.url.clone().unwrap_or_default(), false),
    });
    let how = match &reply {
        Some((_, true)) => "The button opens the reply with it filled in.",
        Some((_, false)) => "Copy it; the button opens the post.",
        None => "Copy it to where the question is.",
    };
    let text = format!(
        "<@{raised}>, the answer to **{id}** is ready. {how} Then press **Posted**.\n>>> {}",
        escape_markdown(&draft)
    );
    let open = reply.map(|(url, _)| Button::open("Reply", url));
    let posted = Button::run("Posted", line(row.id, "posted")).primary();
    let change = Button::run("Needs a change", line(row.id, "revise"));
    Message::text(text).ping(raised).buttons(open.into_iter().chain([posted, change]))
}

/// In the channel for public questions, to whoever brought one that is not spoken about there, and whose direct messages are
/// closed.
pub fn dms_are_closed(row: &Escalation) -> Message {
    let (id, raised) = (code(row.id), row.raised_by_user_id);
    let text = format!(
        "<@{raised}>, there is something about **{id}** for you, but docket cannot write to you: your direct messages from this \
         server are closed."
    );
    Message::text(text)
        .ping(raised)
        .buttons([Button::run(format!("Open {id}"), line(row.id, "show")).primary()])
}

/// Why the draft needs a change, for whoever wrote it.
pub fn needs_a_change(
    row: &Escalation,
    place: &NoticeContext<'_>,
    (drafted_by, why): (i64, &str),
) -> Message {
    let why = escape_markdown(&trim_with_notice(&place.sight.text(why), WHY, "…"));
    let text = format!("<@{drafted_by}>, the answer to **{}** needs a change: {why}", code(row.id));
    let card = place.card.as_deref().map(|address| Button::open("Card", address));
    Message::text(text)
        .ping(drafted_by)
        .buttons([press(row, "Draft answer…", "draft").primary()].into_iter().chain(card))
}

pub fn drafted(view: &View, length: Option<Length>) -> String {
    let counted = length.map(|length| format!(" ({} of {})", length.used, length.most)).unwrap_or_default();
    let id = code(view.row.id);
    format!(
        "The answer to **{id}** is kept{counted}; <@{}> is told, in their hours, that it can be posted.",
        view.row.raised_by_user_id
    )
}

pub fn answered(view: &View) -> String {
    format!("**{}** is answered.", code(view.row.id))
}

pub fn sent_back(view: &View, drafted_by: i64) -> String {
    format!(
        "<@{drafted_by}> is told, in their hours, that the answer to **{}** needs a change.",
        code(view.row.id)
    )
}

pub fn empty_draft() -> Refusal {
    Refusal::new("The answer is empty, so nothing was kept. Write it and send it again.")
}

pub fn draft_too_long(network: Network, length: Length) -> Refusal {
    Refusal::new(format!(
        "By the count of {} that answer is {} long, and {} fit. Nothing was passed on; shorten it and send it again.",
        network.name(),
        length.used,
        length.most
    ))
}

pub fn bad_answer_url() -> Refusal {
    Refusal::new(
        "That is not the address of a post, so nothing was changed. Copy the link of the answer and paste it.",
    )
}

pub fn no_draft(id: i64) -> Refusal {
    Refusal::new(format!("There is no draft of an answer to {} any more, so nothing was changed.", code(id)))
        .offer("Show it", Line::new("escalation show").with("escalation", id))
}
