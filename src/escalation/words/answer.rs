//! What the person who acted is told.

use super::{
    View,
    card::{Extent, body, looking},
    code, line, name, notes, press,
};
use crate::{
    base::{
        text::trim_with_notice,
        when::{Style, stamp},
    },
    contract::{Button, Called, Context, Field, Level, Line, Message, Noun, Reply},
    db::event::Event,
    escalation::{
        Escalation, State,
        actions::{Around, Beginnings, Came},
        rules::lifecycle::verb,
        store::NoteRow,
    },
    room::press_again,
};
use serde_json::Value;

/// The outcome with the way back and the way on, for the person alone: the card is drawn by the outbox, which keeps its states
/// in order.
pub fn reply(cx: &Context, view: &View, outcome: String) -> Reply {
    let open = Button::run(format!("Open {}", code(view.row.id)), line(view.row.id, "show"));
    cx.in_place(Message::text(outcome).buttons([press(&view.row, "Undo", "undo"), open]))
}

/// The button was drawn before the last change: nothing is changed, and whoever pressed it is told who was quicker.
pub fn stale(cx: &Context, view: &View) -> Reply {
    let facts = &view.row.facts;
    let id = code(view.row.id);
    let said = match (facts.state, facts.owner_user_id) {
        (State::Acknowledged, Some(owner)) if owner == cx.caller.user_id => {
            format!("You have **{id}** already.")
        }
        (State::Acknowledged, Some(owner)) if facts.draft.is_none() => {
            let since =
                view.row.acknowledged_at.map(|at| stamp(at.utc(), Style::Relative)).unwrap_or_default();
            format!("<@{owner}> has **{id}** already ({since}), so nothing was changed.")
        }
        _ => press_again(&format!("**{id}**")),
    };
    cx.in_place(own(cx, view, said, Extent::Screen))
}

/// A person's own view: outcome, card, and what can be done.
fn own(cx: &Context, view: &View, outcome: String, extent: Extent) -> Message {
    let sight = cx.sight();
    let row = &view.row;
    let message = Message::text(outcome).card(body(view, sight, extent));
    let forget = forgetting(cx, view);
    let both = Button::run("Request and topic", Line::new("agenda both").with("escalation", row.id));
    let message = match row.facts.state.is_open() {
        true => message.buttons(acting(view)).buttons(ending(view).into_iter().chain([both]).chain(forget)),
        false => {
            let close = (row.facts.state == State::Answered).then(|| press(row, "Close", "close"));
            let first = [press(row, "Reopen", "reopen")].into_iter().chain(close);
            message.buttons(first.chain([both]).chain(forget))
        }
    };
    let brought_by = view.message.clone().map(|url| Button::open("Message", url));
    let note = Button::run("Add note", line(row.id, "note"));
    let request = Button::run("Make it a request", line(row.id, "request"));
    let agenda = Button::run("Add to agenda", Line::new("agenda add").with("escalation", row.id));
    message.buttons([note, request, agenda].into_iter().chain(looking(view, sight)).chain(brought_by))
}

fn acting(view: &View) -> Vec<Button> {
    let row = &view.row;
    let take = (row.facts.state != State::Acknowledged).then(|| press(row, "Got it", "take").primary());
    let rest = [
        press(row, "Draft answer…", "draft"),
        Button::run("Not mine", line(row.id, "not-mine")),
        Button::run("Hand to…", line(row.id, "hand")),
        Button::run("Snooze", line(row.id, "snooze")),
    ];
    take.into_iter().chain(rest).collect()
}

/// For leads, while something is kept of what the post says.
fn forgetting(cx: &Context, view: &View) -> Option<Button> {
    let is_kept = view.post.as_ref().is_some_and(|post| !post.text.is_empty());
    let is_theirs_to_say = is_kept && cx.level >= Level::Lead;
    is_theirs_to_say.then(|| Button::run("Forget the post's text", line(view.row.id, "forget")).danger())
}

fn wide(view: &View, on: &str) -> Line {
    line(view.row.id, "wide").with("on", on).version(view.row.version)
}

fn ending(view: &View) -> Vec<Button> {
    vec![
        Button::run("No answer needed", line(view.row.id, "close")),
        match view.row.facts.wide_since_at {
            None => Button::run("Wide impact", wide(view, "yes")),
            Some(_) => Button::run("No wide impact", wide(view, "no")),
        },
        press(&view.row, "Undo last change", "undo"),
    ]
}

/// Everything about it: the card, what became of it, what it led to, and what was noted.
pub fn shown(
    cx: &Context,
    around: &Around,
    view: &View,
    (events, chain, noted): (&[Event], &[Came], &[NoteRow]),
    beginnings: &Beginnings,
) -> Message {
    let mut message = own(cx, view, String::new(), Extent::Whole);
    let lines: Vec<String> = events.iter().rev().map(|event| told(around, event)).collect();
    if let Some(card) = message.cards.first_mut() {
        card.fields.push(Field {
            name: "So far".to_owned(),
            value: trim_with_notice(&lines.join("\n"), 1000, "\n…").into_owned(),
            is_inline: false,
        });
        if let Some(before) = super::library::answered_before(cx.sight(), beginnings) {
            let name = "Answered before".to_owned();
            card.fields.push(Field { name, value: before, is_inline: false });
        }
        if !chain.is_empty() {
            let value = super::chain::drawn(&view.row, chain, events);
            card.fields.push(Field { name: "What came of it".to_owned(), value, is_inline: false });
        }
    }
    let noted = message.cards.first().and_then(|card| notes::beside(card, noted, cx.sight()));
    message.cards.extend(noted);
    if view.topic.is_none() && view.row.facts.state.is_open() && cx.level >= Level::Pm {
        let topics = around.topics.iter().filter(|topic| !topic.is_archived).take(5);
        let sensitive = topics.map(|topic| {
            let line = line(view.row.id, "classify").with("topic", format!("#{}", topic.id));
            Button::run(format!("Sensitive: {}", topic.name), line.version(view.row.version))
        });
        message = message.buttons(sensitive);
    }
    match super::library::begin_with(cx, view, beginnings).filter(|_| cx.level >= Level::Pm) {
        Some(select) => message.select(select),
        None => message,
    }
}

/// An event in words.
fn told(around: &Around, event: &Event) -> String {
    let when = stamp(event.happened_at, Style::DateTime);
    let who = event.actor_user_id.map_or("docket".to_owned(), |user_id| format!("<@{user_id}>"));
    let after = event.after.as_ref().map(|json| &json.0);
    let number = |key: &str| after.and_then(|after| after.get(key)).and_then(Value::as_i64);
    let word = |key: &str| after.and_then(|after| after.get(key)).and_then(Value::as_str);
    let what = match event.verb.as_str() {
        verb::RAISED => "brought it".to_owned(),
        verb::JOINED => "brought it too".to_owned(),
        verb::ASKED => match number("asked_user_id") {
            Some(user_id) => format!("asked <@{user_id}>"),
            None => "asked the leads".to_owned(),
        },
        verb::TAKEN => "took it".to_owned(),
        verb::HANDED => match number("owner_user_id") {
            Some(user_id) => format!("handed it to <@{user_id}>"),
            None => "handed it on".to_owned(),
        },
        verb::MOVED => match around.area(number("area_id")) {
            Some(area) => format!("moved it to {}", name(&area.name)),
            None => "moved it".to_owned(),
        },
        verb::DRAFTED => "drafted the answer".to_owned(),
        verb::SENT_BACK => "said that the answer needs a change".to_owned(),
        verb::ANSWERED => "posted the answer".to_owned(),
        verb::SNOOZED => "snoozed it".to_owned(),
        verb::WOKEN => "brought it back from its snooze".to_owned(),
        verb::CLOSED => match word("state") {
            Some("not_ours") => "said that it is not ours".to_owned(),
            Some("answered") => "said that it is answered".to_owned(),
            _ => "closed it".to_owned(),
        },
        verb::REOPENED => "reopened it".to_owned(),
        verb::NOTED => "noted something".to_owned(),
        verb::UNDONE => "took back a change".to_owned(),
        verb::STOPPED => "has nobody left to ask".to_owned(),
        verb::FOUND => "found our answer".to_owned(),
        verb::FOLLOWED_UP => "reopened it, because whoever asked has written again".to_owned(),
        verb::MARKED_SAME => match number("duplicate_of_id") {
            Some(id) => format!("marked it the same as **{}**", code(id)),
            None => "marked it the same as another".to_owned(),
        },
        verb::ROUTED => "moved it by what the post says".to_owned(),
        verb::READ => "read the post".to_owned(),
        verb::POST_EDITED => "noticed that the post was edited".to_owned(),
        verb::POST_GONE => "noticed that the post is gone".to_owned(),
        verb::POST_FORGOTTEN => "let go of what the post says".to_owned(),
        verb::APPROVED => "approved the answer".to_owned(),
        verb::UNREVIEWED => "let the answer go: nobody objected in three business days".to_owned(),
        verb::REQUESTED => match number("request") {
            Some(id) => format!("made it the request **REQ-{id}**"),
            None => "made it a request".to_owned(),
        },
        verb::TOLD => "told here that what it led to is done".to_owned(),
        verb::LATE => match word("target") {
            Some("taken") => "noted that nobody had taken it in time".to_owned(),
            _ => "noted that it was not answered in time".to_owned(),
        },
        _ => "changed it".to_owned(),
    };
    format!("{when} {who} {what}")
}

/// How it is named on the cards of others.
pub fn called(row: &Escalation) -> Called {
    Called {
        noun: Noun::ESCALATION,
        id: row.id,
        text: format!("**{}** ({})", code(row.id), super::state(row.facts.state)),
        shipped_in: None,
        has_ended: false,
        show: line(row.id, "show"),
    }
}

pub fn taken(view: &View) -> String {
    format!("**{}** is yours. Nobody else is asked.", code(view.row.id))
}

pub fn handed(view: &View, to: i64, me: i64) -> String {
    match to == me {
        true => format!("**{}** is yours.", code(view.row.id)),
        false => format!("**{}** is with <@{to}> now, who is asked.", code(view.row.id)),
    }
}

pub fn snoozed(view: &View) -> String {
    let until =
        view.row.facts.snoozed_until_at.map(|at| stamp(at.utc(), Style::DateTime)).unwrap_or_default();
    format!("**{}** rests until {until}; its clocks stand still.", code(view.row.id))
}

pub fn closed(view: &View) -> String {
    format!("**{}** is {}.", code(view.row.id), super::state(view.row.facts.state))
}

pub fn marked_same(view: &View) -> String {
    let other = view.row.facts.duplicate_of_id.map(code).unwrap_or_default();
    format!("**{}** is the same as **{other}**; whoever brought it is with that one now.", code(view.row.id))
}

pub fn reopened(view: &View) -> String {
    format!("**{}** waits again.", code(view.row.id))
}

/// The mark on a reply that is a note now.
pub const NOTED: &str = "📝";

pub fn noted(view: &View) -> String {
    format!("Noted on **{}**.", code(view.row.id))
}

/// There is no way back from that.
pub fn post_forgotten(cx: &Context, view: &View) -> Reply {
    let id = code(view.row.id);
    let said = format!("What the post of **{id}** says is forgotten, and who wrote it. The link stays.");
    let open = Button::run(format!("Open {id}"), line(view.row.id, "show"));
    cx.in_place(Message::text(said).buttons([open]))
}

pub fn classified(view: &View) -> String {
    match &view.topic {
        Some(topic) => {
            format!("**{}** is with those who answer for **{}** now.", code(view.row.id), name(&topic.name))
        }
        None => format!("**{}** is not sensitive; it goes the usual way.", code(view.row.id)),
    }
}

pub fn undone(view: &View, verb: &str) -> String {
    let what = match verb {
        verb::TAKEN => "that it was taken",
        verb::HANDED => "that it was handed on",
        verb::MOVED => "that it was moved",
        verb::SNOOZED => "the snooze",
        verb::DRAFTED => "the draft of the answer",
        verb::CLOSED | verb::ANSWERED | verb::FOUND | verb::MARKED_SAME => "that it ended",
        verb::REOPENED => "that it was reopened",
        _ => "the last change",
    };
    format!("Undid {what} (**{}**).", code(view.row.id))
}
