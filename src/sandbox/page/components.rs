//! Buttons and selects of a message as HTML.

use super::markdown;
use crate::sandbox::{
    ids::Id,
    model::{Message, User, kind},
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
    let called = called(message, label);
    if let Some(url) = button["url"].as_str() {
        if let Some((channel, id)) = here(url) {
            let page = format!("?channel={channel}");
            return html! { a.btn.btn-5 href=(page) data-channel=(channel) data-goto=(id) aria-label=(called) { (face) } };
        }
        return html! {
            a.btn.btn-5 href=(url) target="_blank" rel="noopener noreferrer" aria-label=(called) { (face) " ↗" }
        };
    }
    html! {
        button type="button" class=(format!("btn btn-{}", button["style"].as_u64().unwrap_or(2)))
            data-press=(button["custom_id"].as_str().unwrap_or_default()) data-message=(message.id)
            aria-label=(called) disabled[disabled] { (face) }
    }
}

/// The name of a control for who does not see what it stands under: "Edit REQ-9".
fn called(message: &Message, label: &str) -> String {
    match thing(message).filter(|thing| !label.contains(*thing)) {
        Some(thing) => format!("{label} {thing}"),
        None => label.to_owned(),
    }
}

/// What a message is about, if it says so: the first "REQ-9" in the title of a card, else in its text.
fn thing(message: &Message) -> Option<&str> {
    let titles = message.embeds.iter().filter_map(|embed| embed["title"].as_str());
    titles.chain([message.content.as_str()]).find_map(code)
}

fn code(text: &str) -> Option<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let is_code = |word: &&str| {
        word.split_once('-').is_some_and(|(kind, number)| {
            kind.len() > 1
                && kind.bytes().all(|byte| byte.is_ascii_uppercase())
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    words.into_iter().find(is_code)
}

/// Channel and message of an address that leads to a message in this server.
fn here(url: &str) -> Option<(Id, Id)> {
    let mut parts = url.strip_prefix("https://discord.com/channels/")?.split('/').skip(1);
    let mut id = || parts.next()?.parse::<Id>().ok();
    Some((id()?, id()?))
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
    let spoken = match chosen.as_slice() {
        [] => called(message, placeholder),
        _ => format!("{}: {face}", called(message, placeholder)),
    };
    if select["disabled"] == true {
        return html! { button.select type="button" disabled { (face) " ▾" } };
    }
    html! {
        details.select data-choose=(custom_id) data-message=(message.id) data-testid="select" {
            summary aria-label=(spoken) { span.face { (face) } }
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
    let member = |user: &User| Choice { detail: user.first.clone(), ..plain(user.id, user.name.clone()) };
    let members =
        || guild.into_iter().flat_map(|guild| guild.members.keys()).filter_map(|id| state.users.get(id));
    let roles = || guild.into_iter().flat_map(|guild| guild.roles.values()).filter(|role| !role.managed);
    match select["type"].as_u64() {
        Some(3) => select["options"].as_array().into_iter().flatten().map(string_choice).collect(),
        Some(5) => members().map(member).collect(),
        Some(6) => roles().map(|role| plain(role.id, role.name.clone())).collect(),
        Some(7) => {
            let people = members().map(member);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_where_a_text_has_one() {
        for (text, expected) in [
            ("REQ-9 · new", Some("REQ-9")),
            ("Filed as **REQ-12**. Routed to Billing", Some("REQ-12")),
            ("A day-3 plan, SSO-", None),
            ("The invoice", None),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_of_a_message_here_leads_there_on_the_page() {
        assert_eq!(here("https://discord.com/channels/1/2/3"), Some((Id(2), Id(3))));
        assert_eq!(here("https://discord.com/channels/1"), None);
        assert_eq!(here("https://example.com/channels/1/2/3"), None);
    }
}
