//! Buttons and selects of a message as HTML.

use super::markdown;
use crate::sandbox::{
    ids::Id,
    model::{Message, kind},
    state::State,
};
use maud::{Markup, html};
use serde_json::Value;

/// All components of a message, row by row.
pub fn all(state: &State, message: &Message) -> Markup {
    html! { @for component in &message.components { (one(state, message, component)) } }
}

fn one(state: &State, message: &Message, component: &Value) -> Markup {
    let inner = component["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    match component["type"].as_u64() {
        Some(1) => html! { div.row { @for item in inner { (one(state, message, item)) } } },
        Some(2) => button(message, component),
        Some(3 | 5..=8) => select(state, message, component),
        Some(10) => {
            html! { div.text { (markdown::blocks(state, component["content"].as_str().unwrap_or_default())) } }
        }
        Some(14) => html! { hr; },
        _ => html! {
            div.container {
                @for item in inner { (one(state, message, item)) }
                @if component["accessory"].is_object() { (one(state, message, &component["accessory"])) }
            }
        },
    }
}

fn button(message: &Message, button: &Value) -> Markup {
    let label = button["label"].as_str().unwrap_or_default();
    let emoji = button["emoji"]["name"].as_str();
    let disabled = button["disabled"] == true;
    let face = html! { @if let Some(emoji) = emoji { (emoji) " " } (label) };
    if let Some(url) = button["url"].as_str() {
        return html! { a.btn.btn-5 href=(url) target="_blank" rel="noopener noreferrer" { (face) " ↗" } };
    }
    html! {
        button type="button" class=(format!("btn btn-{}", button["style"].as_u64().unwrap_or(2)))
            data-press=(button["custom_id"].as_str().unwrap_or_default()) data-message=(message.id)
            disabled[disabled] { (face) }
    }
}

/// One thing that can be chosen.
struct Choice {
    value: String,
    label: String,
    detail: String,
    chosen: bool,
}

/// A select opens a list: one choice is taken at once, several are ticked and then sent.
fn select(state: &State, message: &Message, select: &Value) -> Markup {
    let choices = choices(state, message.guild_id, select);
    let many = select["max_values"].as_u64().unwrap_or(1) > 1 || select["min_values"] == 0;
    let custom_id = select["custom_id"].as_str().unwrap_or_default();
    let placeholder = select["placeholder"].as_str().unwrap_or("Make a selection");
    let chosen: Vec<&str> =
        choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str()).collect();
    let face = if chosen.is_empty() { placeholder.to_owned() } else { chosen.join(", ") };
    if select["disabled"] == true {
        return html! { button.select type="button" disabled { (face) " ▾" } };
    }
    html! {
        details.select data-choose=(custom_id) data-message=(message.id) data-testid="select" {
            summary { span.visually-hidden { (placeholder) ": " } (face) }
            div.options role="group" aria-label=(placeholder) {
                @for choice in &choices {
                    @if many {
                        label { input type="checkbox" value=(choice.value) checked[choice.chosen]; span { (choice.label) (detail(choice)) } }
                    } @else {
                        button type="button" data-value=(choice.value) aria-pressed=(choice.chosen) { (choice.label) (detail(choice)) }
                    }
                }
                @if many { button.btn.btn-1 type="button" data-send { "Choose" } }
            }
        }
    }
}

fn detail(choice: &Choice) -> Markup {
    html! { @if !choice.detail.is_empty() { small { (choice.detail) } } }
}

fn choices(state: &State, guild_id: Option<Id>, select: &Value) -> Vec<Choice> {
    let guild = guild_id.and_then(|id| state.guilds.get(&id));
    let plain = |id: Id, label: String| {
        let preset =
            select["default_values"].as_array().into_iter().flatten().any(|v| v["id"] == id.to_string());
        Choice { value: id.to_string(), label, detail: String::new(), chosen: preset }
    };
    let members =
        || guild.into_iter().flat_map(|guild| guild.members.keys()).filter_map(|id| state.users.get(id));
    let roles = || guild.into_iter().flat_map(|guild| guild.roles.values()).filter(|role| !role.managed);
    match select["type"].as_u64() {
        Some(3) => select["options"].as_array().into_iter().flatten().map(string_choice).collect(),
        Some(5) => members().map(|user| plain(user.id, user.name.clone())).collect(),
        Some(6) => roles().map(|role| plain(role.id, role.name.clone())).collect(),
        Some(7) => {
            let people = members().map(|user| plain(user.id, user.name.clone()));
            people.chain(roles().map(|role| plain(role.id, role.name.clone()))).collect()
        }
        _ => {
            let here = state.channels.values().filter(|c| c.guild_id == guild_id && c.kind != kind::DM);
            here.map(|channel| plain(channel.id, format!("#{}", channel.name))).collect()
        }
    }
}

fn string_choice(option: &Value) -> Choice {
    let text = |key: &str| option[key].as_str().unwrap_or_default().to_owned();
    Choice {
        value: text("value"),
        label: text("label"),
        detail: text("description"),
        chosen: option["default"] == true,
    }
}
