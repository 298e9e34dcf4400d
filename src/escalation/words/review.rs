//! The review of an answer, in words.

use super::{View, code, line, name, press};
use crate::{
    base::{
        text::{escape_markdown, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{Button, Line, Message, NoticeContext},
    error::Refusal,
    escalation::{Escalation, store::ReviewerRow},
    workspace::Area,
};

/// What is shown of the answer.
const DRAFT: usize = 1500;

fn people(ids: &[i64]) -> String {
    ids.iter().map(|user_id| format!("<@{user_id}>")).collect::<Vec<_>>().join(", ")
}

/// Who looks at answers of which area.
pub fn reviewers(set: &[ReviewerRow], areas: &[Area]) -> Message {
    let lines = set.iter().map(|row| {
        let area = areas.iter().find(|area| area.id == row.area_id);
        let of = area.map_or("every other area".to_owned(), |area| name(&area.name));
        format!("- {of}: {}", people(&row.people_json.0))
    });
    let lines: Vec<String> = lines.collect();
    let text = if lines.is_empty() {
        "Nobody looks at answers before they go out.".to_owned()
    } else {
        format!("**Who looks at an answer before it goes out**\n{}", lines.join("\n"))
    };
    Message::text(format!(
        "{text}\n\nA lead names them with `/escalation reviewers people:@… area:…`; `people:nobody` takes the review away. \
         After three full business days of silence an answer goes out without them, unless it is marked as of wide impact."
    ))
}

pub fn reviewers_set(area: Option<&Area>, who: &[i64]) -> Message {
    let of = area.map_or("every area that has none of its own".to_owned(), |area| name(&area.name));
    Message::text(match who.is_empty() {
        true => format!("Answers of {of} go out without a review."),
        false => format!("Answers of {of} wait for one of {} before they go out.", people(who)),
    })
}

/// Asks the reviewers to look at an answer.
pub fn asks_review(row: &Escalation, place: &NoticeContext<'_>, (who, again): (&[i64], bool)) -> Message {
    let id = code(row.id);
    let draft = place.sight.text(row.facts.draft.as_deref().unwrap_or_default());
    let draft = escape_markdown(&trim_with_notice(&draft, DRAFT, "…"));
    let how = match (again, row.facts.wide_since_at.is_some()) {
        (true, _) => "still waits for your review; it has a wide impact and does not go out without it",
        (false, true) => "waits for your review; it has a wide impact and does not go out without it",
        (false, false) => "waits for your review; after three full business days it goes out without it",
    };
    let text = format!("{}: the answer to **{id}** {how}.\n>>> {draft}", people(who));
    let message = who.iter().fold(Message::text(text), |message, user_id| message.ping(*user_id));
    message.buttons([
        press(row, "Approve", "approve").primary(),
        Button::run("Needs a change", line(row.id, "revise")),
        Button::run(format!("Open {id}"), line(row.id, "show")),
    ])
}

/// Where the review stands, for the card.
pub fn review(view: &View) -> Option<String> {
    let facts = &view.row.facts;
    let since = facts.review_since_at.map(|at| stamp(at.utc(), Style::Relative));
    let wide = if facts.wide_since_at.is_some() { " · wide impact" } else { "" };
    let text = match (since, facts.approved_at, facts.approved_by_user_id) {
        (Some(since), ..) => format!("waits for {} {since}{wide}", people(&view.reviewers)),
        (None, Some(_), Some(user_id)) => format!("approved by <@{user_id}>{wide}"),
        (None, Some(_), None) => "nobody objected in three business days".to_owned(),
        (None, None, _) if facts.wide_since_at.is_some() => "of wide impact".to_owned(),
        _ => return None,
    };
    Some(text)
}

pub fn drafted_for_review(view: &View, who: &[i64]) -> String {
    format!("The answer to **{}** is kept; it waits for a review by {}.", code(view.row.id), people(who))
}

pub fn approved(view: &View) -> String {
    format!(
        "The answer to **{}** is approved; <@{}> is told, in their hours, that it can be posted.",
        code(view.row.id),
        view.row.raised_by_user_id
    )
}

pub fn wide(view: &View) -> String {
    match view.row.facts.wide_since_at {
        Some(_) => {
            format!("**{}** is of wide impact: no answer goes out without a review.", code(view.row.id))
        }
        None => format!("**{}** is not of wide impact.", code(view.row.id)),
    }
}

pub fn nothing_to_review(id: i64) -> Refusal {
    Refusal::new(format!("No answer to {} waits for a review, so nothing was changed.", code(id)))
        .offer("Show it", line(id, "show"))
}

pub fn not_a_reviewer(id: i64, reviewers: &[i64]) -> Refusal {
    let who = if reviewers.is_empty() { "a lead".to_owned() } else { people(reviewers) };
    Refusal::new(format!(
        "The answer to {} is for {who} to approve, and not for whoever wrote it. Nothing was changed.",
        code(id)
    ))
}

pub fn reviewers_for_leads() -> Refusal {
    Refusal::new("Who looks at answers is for leads to set. Nothing was changed; ask one.")
        .offer("Show reviewers", Line::new("escalation reviewers"))
}

pub fn held_for_review(row: &Escalation) -> Refusal {
    Refusal::new(format!(
        "The answer to {} waits for a review, so it is not marked as posted. Nothing was changed; a reviewer presses \
         **Approve**.",
        code(row.id)
    ))
    .offer("Show it", line(row.id, "show"))
}
