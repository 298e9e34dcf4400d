//! Decisions: their card, and answers about them.

use super::{Seen, mention, short};
use crate::{
    action::{DECISION, Decision, DecisionState},
    base::{
        text::{escape_markdown, limits, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{
        AgendaEntry, Button, Called, Card, Choice, Line, Message, Noun, Select, SelectFrom, SelectOption,
        Sight, Tone, message_address,
    },
    room::press_is_old,
};

/// What is shown of a text in a list.
const TEXT: usize = 150;
/// What a card shows.
const WHOLE: usize = 1000;

fn code(id: i64) -> String {
    format!("DEC-{id}")
}

fn line(decision: &Decision, path: &str) -> Line {
    Line::new(path).with("decision", decision.id)
}

fn standing(decision: &Decision) -> String {
    match (decision.state, decision.superseded_by_id) {
        (DecisionState::Withdrawn, _) => "withdrawn".to_owned(),
        (_, Some(other)) => format!("superseded by {}", code(other)),
        (DecisionState::Recorded, None) if decision.confirmed_by_user_id.is_some() => "confirmed".to_owned(),
        (DecisionState::Recorded, None) => "decided".to_owned(),
    }
}

fn body(decision: &Decision, seen: &Seen<'_>) -> Card {
    let text = escape_markdown(&trim_with_notice(&seen.sight.text(&decision.text), WHOLE, "…"));
    let is_over = decision.state == DecisionState::Withdrawn || decision.superseded_by_id.is_some();
    let text = if is_over && !text.contains('\n') { format!("~~{text}~~") } else { text };
    let mut card = Card::new(format!("{} · {}", code(decision.id), standing(decision))).text(text);
    card = card.field("Recorded by", mention(decision.recorded_by_user_id));
    card = card.field("When", stamp(decision.recorded_at.utc(), Style::DateTime));
    if let Some((user_id, at)) = decision.confirmed_by_user_id.zip(decision.confirmed_at) {
        let when = stamp(at.utc(), Style::LongDate);
        card = card.field("Confirmed by", format!("{}, {when}", mention(user_id)));
    }
    card = card.field("Where", format!("<#{}>", decision.channel_id));
    if decision.is_confidential {
        card.footer =
            "Confidential: shown to its author, and in the channel where it was recorded".to_owned();
    }
    card.tone = if is_over { Tone::Plain } else { Tone::Done };
    card
}

fn source(decision: &Decision, seen: &Seen<'_>) -> Option<Button> {
    let message_id = decision.message_id?;
    Some(Button::open("Message", message_address(seen.guild.id, decision.channel_id, message_id)))
}

/// The living card in the channel where it was recorded.
pub fn decision_card(seen: &Seen<'_>, decision: &Decision) -> Message {
    let newer = decision
        .superseded_by_id
        .map(|other| Button::run(code(other), Line::new("decision show").with("decision", other)));
    Message::default().card(body(decision, seen)).buttons(newer.into_iter().chain(source(decision, seen)))
}

fn answer(seen: &Seen<'_>, text: String, decision: &Decision) -> Message {
    let mut buttons = Vec::new();
    if decision.state == DecisionState::Recorded {
        if decision.counts() && decision.confirmed_by_user_id.is_none() {
            buttons.push(Button::run("Confirm", line(decision, "decision confirm")));
        }
        if decision.superseded_by_id.is_none() {
            buttons.push(Button::run(
                "Supersede…",
                Line::new("decision record").with("supersedes", decision.id),
            ));
        }
        buttons.push(
            Button::run("Withdraw", line(decision, "decision withdraw").version(decision.version)).danger(),
        );
    }
    buttons.extend(
        decision
            .superseded_by_id
            .map(|other| Button::run(code(other), Line::new("decision show").with("decision", other))),
    );
    buttons.extend(source(decision, seen));
    Message::text(text).card(body(decision, seen)).buttons(buttons)
}

pub fn recorded(seen: &Seen<'_>, decision: &Decision) -> Message {
    let mut text = format!("Recorded as **{}**.", code(decision.id));
    if decision.is_confidential {
        text.push_str(" It is confidential, because not everybody sees this channel, or you said so.");
    }
    answer(seen, text, decision)
}

pub fn decision_shown(seen: &Seen<'_>, decision: &Decision) -> Message {
    answer(seen, String::new(), decision)
}

pub fn decision_changed_since(seen: &Seen<'_>, decision: &Decision) -> Message {
    let text = press_is_old(&format!("**{}**", code(decision.id)));
    answer(seen, text, decision)
}

pub fn decision_confirmed(seen: &Seen<'_>, decision: &Decision) -> Message {
    answer(
        seen,
        format!("**{}** is confirmed. No meeting asks about it any more.", code(decision.id)),
        decision,
    )
}

pub fn decision_withdrawn(seen: &Seen<'_>, decision: &Decision) -> Message {
    answer(seen, format!("**{}** is withdrawn. Its text stays on record.", code(decision.id)), decision)
}

/// The decisions that were found.
pub fn found(seen: &Seen<'_>, decisions: &[Decision], typed: &str) -> Message {
    let one = |it: &Decision| {
        let when = stamp(it.recorded_at.utc(), Style::LongDate);
        let newer =
            it.superseded_by_id.map(|other| format!(" · superseded by {}", code(other))).unwrap_or_default();
        let confirmed =
            it.confirmed_by_user_id.map(|by| format!(" · confirmed by {}", mention(by))).unwrap_or_default();
        format!("`{}` {} · {when}{confirmed}{newer}", code(it.id), short(&it.text, seen.sight, TEXT))
    };
    let text = match (decisions.is_empty(), typed.trim().is_empty()) {
        (false, _) => decisions.iter().map(one).collect::<Vec<_>>().join("\n"),
        (true, true) => "No decision is recorded that you can see here.".to_owned(),
        (true, false) => "No decision that you can see here has all these words.".to_owned(),
    };
    let option = |it: &Decision| {
        let label = format!("{} {}", code(it.id), one_line(&seen.sight.text(&it.text)));
        SelectOption {
            value: it.id.to_string(),
            label: trim_with_notice(&label, limits::CHOICE_NAME, "…").into_owned(),
            description: String::new(),
            is_chosen: false,
        }
    };
    let message = Message::default().card(Card::new("Decisions").text(text));
    if decisions.is_empty() {
        return message;
    }
    message.select(Select {
        line: Line::new("decision show").hole("decision"),
        placeholder: "Open a decision…".into(),
        from: SelectFrom::Texts(decisions.iter().map(option).collect()),
    })
}

/// In the admin channel, when the card could not be posted.
pub fn decision_not_posted(decision: &Decision) -> Message {
    Message::text(format!(
        "The card of **{}** could not be posted in <#{}>. Nothing was lost; let docket see that channel and write in it.",
        code(decision.id),
        decision.channel_id
    ))
}

/// A decision while somebody types.
pub fn decision_choice(decision: &Decision, sight: Sight<'_>) -> Choice {
    let label = format!("{} {}", code(decision.id), one_line(&sight.text(&decision.text)));
    Choice {
        label: trim_with_notice(&label, limits::CHOICE_NAME, "…").into_owned(),
        value: code(decision.id),
    }
}

/// What a decision is called on the cards of other rooms.
pub fn decision_called(decision: &Decision) -> Called {
    Called {
        noun: Noun::DECISION,
        id: decision.id,
        text: format!("**{}** ({})", code(decision.id), standing(decision)),
        shipped_in: None,
        has_ended: false,
        show: line(decision, "decision show"),
    }
}

/// A decision on an agenda.
pub fn decision_entry(seen: &Seen<'_>, decision: &Decision) -> AgendaEntry {
    let text = format!("`{}` {}", code(decision.id), short(&decision.text, seen.sight, TEXT));
    AgendaEntry::new(format!("{DECISION}:{}", decision.id), text)
        .owned_by(Some(decision.recorded_by_user_id))
        .shown_by(line(decision, "decision show"))
}
