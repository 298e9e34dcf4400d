//! One card at a time.

use super::{deciding::rows, round::Round, said::Said, sweep::why};
use crate::{
    base::{
        tally::Tally,
        when::{Style, stamp},
    },
    contract::{Button, Card, Context, Line, Message, Reply, Sight},
    request::{
        rules::triage::Proposal,
        store::{
            Alike, Note, View,
            triage::{Progress, Question},
        },
        words::{
            card::{For, beginning, card, code, name},
            filed::ended,
        },
    },
};

/// What a card shows of a note, a question or a look-alike.
const SHORT: usize = 200;

/// The request in hand, and everything that helps to decide.
pub struct CurrentRequest {
    pub view: View,
    pub alike: Vec<Alike>,
    /// Which of the look-alikes somebody has: request and person.
    pub takers: Vec<(i64, i64)>,
    pub proposal: Option<Proposal>,
    /// Who looks after the customer's account, and may know more.
    pub account_owner_user_id: Option<i64>,
    /// The question that was asked last.
    pub question: Option<Question>,
    pub notes: Vec<Note>,
}

/// The next card; above it what was just decided, and how far the round is.
pub fn triage_card(
    cx: &Context,
    round: &Round,
    progress: Progress,
    current: Option<&CurrentRequest>,
    said: Option<Said>,
) -> Reply {
    let undo = said.as_ref().and_then(|said| said.undo.clone());
    let undo = undo.map(|line| Button::run("Undo", line));
    let mut lines: Vec<String> = said.into_iter().map(|said| said.text).collect();
    let message = match current {
        Some(current) => {
            lines.push(how_far(round, progress));
            let sight = cx.sight();
            let mut message = Message::text(lines.join("\n")).card(in_hand(current, sight));
            message.rows = rows(cx, round, current, sight, undo);
            message
        }
        None => {
            lines.push(nothing_left(round, progress));
            let mut buttons: Vec<Button> = undo.into_iter().collect();
            buttons.extend(after_the_last(round, progress));
            Message::text(lines.join("\n")).buttons(buttons)
        }
    };
    cx.in_place(message)
}

/// `**3 of 17 done, 14 left** in Billing (1 in other hands) · deadline …`
fn how_far(round: &Round, progress: Progress) -> String {
    let mut text = match round.done {
        0 => format!("**{} left**", progress.due),
        done => {
            let all = progress.due.plus(Tally::from(done));
            format!("**{done} of {all} done, {} left**", progress.due)
        }
    };
    text += &in_area(round);
    let aside: Vec<String> = aside(progress);
    if !aside.is_empty() {
        text += &format!(" ({})", aside.join(", "));
    }
    text + &deadline(round)
}

fn in_area(round: &Round) -> String {
    match &round.area {
        Some((_, area)) => format!(" in {}", name(area)),
        None => String::new(),
    }
}

fn aside(progress: Progress) -> Vec<String> {
    let parts = [(progress.others, "in other hands"), (progress.skipped, "skipped by you")];
    parts
        .iter()
        .filter(|(count, _)| !count.is_none())
        .map(|(count, what)| format!("{count} {what}"))
        .collect()
}

fn deadline(round: &Round) -> String {
    round.deadline.map_or_else(String::new, |at| {
        format!(" · deadline {} ({})", stamp(at, Style::LongDateTime), stamp(at, Style::Relative))
    })
}

fn nothing_left(round: &Round, progress: Progress) -> String {
    let mut text = if progress.due.is_none() {
        format!("Nothing is left to triage{}.", in_area(round))
    } else {
        format!("Nothing is left for you{}: {}.", in_area(round), aside(progress).join(", "))
    };
    if round.done > 0 {
        let decisions = if round.done == 1 { "decision" } else { "decisions" };
        text += &format!(" {} {decisions} in this round.", round.done);
    }
    let off = [(progress.snoozed, "snoozed"), (progress.asked, "waiting for an answer")];
    let off: Vec<_> = off
        .iter()
        .filter(|(count, _)| !count.is_none())
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if let (false, Some(at)) = (off.is_empty(), progress.back_at) {
        let back = stamp(at.utc(), Style::Relative);
        text += &format!(" Put off: {}; the first comes back {back} by itself.", off.join(", "));
    }
    text
}

fn after_the_last(round: &Round, progress: Progress) -> Vec<Button> {
    let mut buttons = Vec::new();
    if !progress.skipped.is_none() {
        buttons.push(Button::run("Show what I skipped", round.line("triage go").with("skipped", "yes")));
    }
    if round.area.is_some() {
        let everywhere = Round { area: None, ..round.clone() };
        buttons.push(Button::run("All areas", everywhere.line("triage go")));
    }
    buttons.push(Button::run("Queue", Line::new("triage queue")));
    buttons
}

fn in_hand(current: &CurrentRequest, sight: Sight<'_>) -> Card {
    let view = &current.view;
    let mut card = card(view, sight, For::One);
    card = card.wide_field(
        "Proposed",
        match &current.proposal {
            Some(proposal) => format!("<@{}>. {}", proposal.user_id, why(&proposal.why)),
            None => "Nobody: it has no area, and nothing that looks like it has an owner.".to_owned(),
        },
    );
    if let Some(owner) = current.account_owner_user_id {
        card = card.wide_field("Looks after the customer", format!("<@{owner}>"));
    }
    if !current.alike.is_empty() {
        let lines: Vec<_> = current.alike.iter().map(|other| look_alike(current, other, sight)).collect();
        card = card.wide_field("Looks like", lines.join("\n"));
    }
    if let Some(text) = current.question.as_ref().and_then(|question| asked(view, question, sight)) {
        card = card.wide_field("Asked", text);
    }
    for note in &current.notes {
        let text = beginning(&note.text, sight, SHORT);
        let when = stamp(note.created_at.utc(), Style::Relative);
        card = card.wide_field("Note", format!("{text}\n<@{}>, {when}", note.author_user_id));
    }
    card
}

fn look_alike(current: &CurrentRequest, other: &Alike, sight: Sight<'_>) -> String {
    let taker = current.takers.iter().find(|(id, _)| *id == other.id);
    let taker = taker.map_or_else(String::new, |(_, user_id)| format!(", <@{user_id}>"));
    format!(
        "**{}** ({}{taker}): {}",
        code(other.id),
        ended(other, Some(sight)).unwrap_or_else(|| stamp(other.created_at.utc(), Style::Relative)),
        beginning(&other.text, sight, 100)
    )
}

/// The question that still waits, or whose answer nobody has acted on; other questions are past.
fn asked(view: &View, question: &Question, sight: Sight<'_>) -> Option<String> {
    let is_open = view.request.facts.question_id == Some(question.id);
    let outcome = match (is_open, question.answered_at, view.request.facts.answered_at) {
        (true, ..) => "no answer yet".to_owned(),
        (false, Some(at), Some(_)) => format!("answered {}", stamp(at.utc(), Style::Relative)),
        _ => return None,
    };
    let text = beginning(&question.text, sight, SHORT);
    let when = stamp(question.asked_at.utc(), Style::Relative);
    Some(format!("{text}\n<@{}>, {when}; {outcome}", question.asked_by_user_id))
}
