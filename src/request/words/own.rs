//! What one person may do with a request, as the rows under their card of it.

use super::card::{For, assign_select, importance, line, looking, press, versioned};
use crate::{
    contract::{Button, Level, Line, Row, Select, SelectFrom, SelectOption, Sight},
    request::{
        State,
        rules::lifecycle::{self, Rights},
        store::View,
    },
};

/// The buttons and selects for `rights`, who alone sees them.
pub fn rows(view: &View, sight: Sight<'_>, rights: Rights) -> Vec<Row> {
    let is_pm = rights.level >= Level::Pm;
    let may_edit = lifecycle::may_edit(rights, &view.request).is_ok();
    let is_open = view.request.facts.state.is_open();
    let mut first = Vec::new();
    if is_open && is_pm {
        first.extend(taking(view, rights));
    }
    if may_edit {
        first.push(press(view, "Edit", "revise"));
    }
    if view.request.facts.state != State::Withdrawn {
        first.push(Button::run("Add note", line(view, "note")));
    }
    if is_open && may_edit {
        first.push(press(view, "Same as…", "same"));
    }
    if !is_open && lifecycle::may_reopen(rights, &view.request).is_ok() {
        first.push(press(view, "Reopen", "reopen"));
    }
    let mut second = Vec::new();
    if is_open && is_pm {
        second.push(Button::run("Done", versioned(view, "close").with("reason", "done")));
        // It asks for the reason, once it is sure that the request is as it was.
        let decline = versioned(view, "close").with("reason", "declined");
        second.push(Button::run("Decline…", decline).danger());
    }
    if is_pm || may_edit {
        second.push(press(view, "Undo", "undo"));
    }
    second.push(Button::run("History", line(view, "history")));
    if is_open && rights.level >= Level::Reporter {
        let add = Line::new("agenda add").with("request", view.request.id);
        second.push(Button::run("Add to agenda", add));
    }
    let third = looking(view, sight, For::One);
    let rows = [first, second, third].into_iter().filter(|row| !row.is_empty()).map(Row::Buttons);
    let mut rows: Vec<_> = rows.collect();
    if is_open && is_pm {
        rows.push(Row::Select(assign_select(view)));
        rows.push(Row::Select(importance_select(view)));
    }
    rows
}

/// "Take it", and the area's owner as a proposal.
fn taking(view: &View, rights: Rights) -> Vec<Button> {
    let assignee = view.request.facts.assignee_user_id;
    let mut buttons = Vec::new();
    if assignee != Some(rights.user_id) {
        buttons.push(press(view, "Take it", "assign").primary());
    }
    if let Some(owner) = view.owner_user_id.filter(|owner| assignee.is_none() && rights.user_id != *owner) {
        buttons.push(Button::run("Assign to the area's owner", versioned(view, "assign").with("to", owner)));
    }
    buttons
}

fn importance_select(view: &View) -> Select {
    let option = |value: i64| SelectOption {
        value: value.to_string(),
        label: format!("Importance {value}: {}", importance(value)),
        description: String::new(),
        is_chosen: view.request.facts.importance == value,
    };
    let options = (0..=3).map(option).collect();
    Select {
        line: versioned(view, "edit").hole("importance"),
        placeholder: "Importance…".into(),
        from: SelectFrom::Texts(options),
    }
}
