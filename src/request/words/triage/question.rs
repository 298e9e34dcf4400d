//! A question to the reporter, and the answer.

use crate::{
    base::{
        text::{escape_markdown, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Guild, Line, Message, NoticeContext},
    error::Refusal,
    request::{
        State,
        store::{View, triage::Question},
        words::{
            card::{beginning, code},
            team::leading,
        },
    },
};

/// What the question's message shows of it; escaping at most doubles it.
const QUESTION: usize = 700;

/// The message with a question, as the channel may see it: open, answered, or taken back. Of the request it says the
/// number alone, because it was filed in private.
pub fn question(guild: &Guild, channel_id: i64, view: &View, question: &Question) -> Message {
    let id = code(view.request.id);
    let text = guild.sight_in(channel_id).text(&question.text);
    let text = escape_markdown(&trim_with_notice(&text, QUESTION, "…"));
    let quoted: String = text.lines().map(|line| format!("> {line}\n")).collect();
    let (reporter, asker) = (view.request.reporter_user_id, question.asked_by_user_id);
    if let Some(at) = question.answered_at {
        let when = stamp(at.utc(), Style::Relative);
        return Message::text(format!("<@{reporter}>, about your **{id}**:\n{quoted}Answered {when}."))
            .silent();
    }
    if view.request.facts.question_id != Some(question.id) {
        return Message::text(format!("<@{asker}> no longer asks about **{id}**.")).silent();
    }
    let text = format!("<@{reporter}>, <@{asker}> asks about your **{id}**:\n{quoted}");
    let answer = Line::new("triage answer").with("question", question.id);
    let show = Line::new("request show").with("request", view.request.id);
    Message::text(text)
        .ping(reporter)
        .buttons([Button::run("Answer", answer).primary(), Button::run("Show the request", show)])
}

/// The answer as a note, with what it answers.
pub fn answer_note(answer: &str, question: &str) -> String {
    format!("{answer}\n(asked: {question})")
}

pub fn answer_thanks(view: &View) -> String {
    let id = code(view.request.id);
    match view.request.facts.state {
        State::New => format!("Thank you. Your answer is on {id}, which is at the head of the queue now."),
        _ => format!("Thank you. Your answer is on {id} as a note."),
    }
}

/// Tells whoever asked, or has the request by now.
pub fn answer_notice(view: &View, place: &NoticeContext<'_>, to: i64, by: i64, answer: &str) -> Message {
    let answer = beginning(answer, place.sight, 300);
    let text = format!("<@{to}>, <@{by}> answered about **{}**: {answer}", code(view.request.id));
    let is_new = view.request.facts.state == State::New;
    let triage = is_new.then(|| Button::run("Triage", Line::new("triage next")).primary());
    Message::text(text).ping(to).buttons(leading(view, place, triage))
}

pub fn empty_question() -> Refusal {
    Refusal::new("The question is empty, so nobody was asked. Write what you want to know.")
}

pub fn empty_answer() -> Refusal {
    Refusal::new("The answer is empty, so nothing was saved. Write what you know, or that you do not know.")
}

pub fn no_question() -> Refusal {
    Refusal::new("docket does not know this question. Nothing was saved; use `/request note` instead.")
}

fn with_note(text: String, view: &View) -> Refusal {
    Refusal::new(text).offer("Add note", Line::new("request note").with("request", view.request.id))
}

pub fn not_your_question(view: &View) -> Refusal {
    let reporter = view.request.reporter_user_id;
    with_note(
        format!(
            "That is for <@{reporter}> or a PM to answer, so nothing was saved. If you know something, add a note."
        ),
        view,
    )
}

pub fn answered_already(view: &View) -> Refusal {
    with_note(
        format!(
            "{} has its answer already, so nothing was saved. Add a note with what is new.",
            code(view.request.id)
        ),
        view,
    )
}

pub fn question_gone(view: &View) -> Refusal {
    with_note(
        format!(
            "That is no longer asked about {}, so nothing was saved. You can add a note.",
            code(view.request.id)
        ),
        view,
    )
}
