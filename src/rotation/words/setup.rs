//! Setting a rotation up.

use super::{bold, edit::carried_fields, lists::shift_lines, mention, moment};
use crate::{
    base::text::{limits, trim_to},
    contract::{Button, Card, Line, Message, Select, SelectFrom, SelectOption},
    rotation::{
        actions::Draft,
        rules::{Carried, Plan, holders, shift_at},
        store::Row,
    },
};
use chrono::{DateTime, Utc};

/// The title of the form; `channel` is the name of the channel in which docket would say who is on.
pub fn setup_title(channel: &str) -> String {
    trim_to(&format!("A rotation, posted in #{channel}"), limits::FORM_TITLE).into_owned()
}

/// What saving a draft would come to.
pub struct Seen<'a> {
    /// `None` while nobody takes turns.
    pub plan: Option<&'a Plan>,
    /// What was agreed and does not stay as it is.
    pub carried: &'a [Carried],
    /// Where docket would say who is on.
    pub channel_id: Option<i64>,
    /// What clocks do at a handoff, and at a deadline.
    pub handoff_note: Option<String>,
    pub deadline_note: Option<String>,
}

/// What a draft would mean: the next six shifts. Nothing is saved yet.
pub fn draft_preview(id: i64, draft: &Draft, seen: &Seen<'_>, now: DateTime<Utc>) -> Message {
    let line = |path: &str| Line::new(path).with("draft", id);
    let mut card = Card::new(draft.name.clone());
    let zone = draft.handoff.zone();
    let handoff = format!("{}, {}", draft.handoff.in_words(), zone.name());
    card = card.field("Handoff", with_note(handoff, seen.handoff_note.as_deref()));
    card = card.field("Seats", draft.seats.to_string());
    card = card.field("Days", if draft.is_working_days_only { "working days only" } else { "every day" });
    if let Some(deadline) = &draft.deadline {
        let deadline = format!("{}, {}", deadline.in_words(), deadline.zone().name());
        card = card.field("Deadline", with_note(deadline, seen.deadline_note.as_deref()));
    }
    card = card.field(
        "Posts in",
        match seen.channel_id {
            Some(channel_id) => format!("<#{channel_id}>"),
            None => "no channel yet; choose one with the option `channel`".to_owned(),
        },
    );
    if let Some(role_id) = draft.role_id {
        card = card.field("Role on duty", format!("<@&{role_id}>"));
    }
    if let Some(at) = draft.starts_at {
        card = card.field("Begins", moment(at));
    }
    let order: Vec<String> = draft.members.iter().map(|member| mention(*member)).collect();
    card = card.wide_field(
        "Order",
        if order.is_empty() {
            "Nobody yet: pick the members below, in order.".to_owned()
        } else {
            order.join(", ")
        },
    );
    if let Some(plan) = seen.plan {
        let begins_at = plan.next_epoch_at(now).filter(|_| plan.epoch_at(now).is_none());
        let from = begins_at.unwrap_or(now);
        card = card.wide_field("The next six shifts", shift_lines(plan, from, 6));
    }
    card = carried_fields(card, seen.carried);
    let text = format!("{}: this is how it would be. Nothing is saved yet.", bold(&draft.name));
    let mut buttons = vec![Button::run("Change", line("rotation redo"))];
    let meant = draft.handoff_others.iter().enumerate().map(|(place, other)| {
        let label = format!("Or {}", other.label(now));
        Button::run(label, line("rotation draft").with("reading", place + 1))
    });
    buttons.extend(meant);
    if !draft.members.is_empty() {
        buttons.insert(0, Button::run("Save", line("rotation save")).primary());
    }
    let add = Select {
        line: line("rotation draft").hole("add"),
        placeholder: "Add a member at the end of the order".to_owned(),
        from: SelectFrom::Members,
    };
    let message = Message::text(text).card(card).select(add);
    let message = if draft.members.is_empty() { message } else { message.select(drop_select(id, draft)) };
    message.buttons(buttons)
}

/// A rhythm, and what clocks do at one of its times.
fn with_note(rhythm: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{rhythm}\n{note}"),
        None => rhythm,
    }
}

fn drop_select(id: i64, draft: &Draft) -> Select {
    let option = |(place, user_id): (usize, &i64)| SelectOption {
        value: (place + 1).to_string(),
        label: format!("Place {}", place + 1),
        description: format!("Member {user_id}"),
        is_chosen: false,
    };
    Select {
        line: Line::new("rotation draft").with("draft", id).hole("drop"),
        placeholder: "Leave a member out".to_owned(),
        from: SelectFrom::Texts(
            draft.members.iter().enumerate().map(option).take(limits::SELECT_OPTIONS).collect(),
        ),
    }
}

/// `event` is the change of who is on when, if it is one: the rest has nothing to be taken back.
pub fn saved(row: &Row, plan: &Plan, now: DateTime<Utc>, is_new: bool, event: Option<i64>) -> Message {
    let what = if is_new { "is set up" } else { "is changed" };
    let on: Vec<String> = holders(plan, now).iter().filter_map(|duty| duty.user.ok()).map(mention).collect();
    let on = if on.is_empty() {
        format!("Nobody is on until {}.", moment(shift_at(plan, now).until))
    } else {
        format!("{} is on until {}.", on.join(", backup "), moment(shift_at(plan, now).until))
    };
    let next = Line::new("rotation next").with("rotation", format!("#{}", row.id));
    let calendar = Line::new("rotation calendar new").with("rotation", format!("#{}", row.id));
    let buttons = [Button::run("Next shifts", next), Button::run("Calendar", calendar)];
    let undo = event.map(|event| super::undo_button(row.id, event));
    Message::text(format!("{} {what}. {on}", bold(&row.name))).buttons(buttons.into_iter().chain(undo))
}
