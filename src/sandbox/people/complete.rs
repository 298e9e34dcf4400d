//! Completion of a line that is being typed: commands, options, values, and the bot's autocomplete.

use super::{
    Picked,
    act::{command_data, read_line},
    line::{CommandText, is_sub},
    values::Typist,
};
use crate::sandbox::{
    Core, Sandbox,
    ids::Id,
    interactions::{self, Invocation, Outcome, kind},
    model::kind as channel_kind,
    state::State,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// How many suggestions are shown.
const MOST: usize = 25;

/// One line of the list under the typing box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    /// A description, if there is one.
    pub detail: String,
    /// What the whole line becomes when it is taken.
    pub line: String,
}

impl Sandbox {
    /// What Discord's client would offer for a line that ends at the caret.
    pub async fn complete(&self, channel_id: Id, user_id: Id, line: &str) -> Vec<Suggestion> {
        self.core.complete(channel_id, user_id, line).await
    }
}

impl Core {
    pub(in crate::sandbox) async fn complete(
        self: &Arc<Self>,
        channel_id: Id,
        user_id: Id,
        text: &str,
    ) -> Vec<Suggestion> {
        let Some(command) = text.strip_prefix('/') else {
            return self.read(|state| mentions(state, channel_id, text));
        };
        if !command.contains(char::is_whitespace) {
            return self.read(|state| commands(state, channel_id, command));
        }
        let live = self.read(|state| autocomplete(state, channel_id, user_id, command));
        let mut list = match live {
            Some((invocation, before)) => self.ask_bot(invocation, &before).await,
            None => Vec::new(),
        };
        list.extend(self.read(|state| known(state, channel_id, user_id, text)));
        list.truncate(MOST);
        list
    }

    async fn ask_bot(self: &Arc<Self>, invocation: Invocation, before: &str) -> Vec<Suggestion> {
        let user_id = invocation.user_id;
        let Outcome::Choices(choices) = interactions::start(self, invocation).first().await else {
            return Vec::new();
        };
        let list = choices.iter().map(|choice| {
            let name = choice["name"].as_str().unwrap_or_default().to_owned();
            Suggestion { line: format!("{before}{name} "), label: name, detail: String::new() }
        });
        let list = list.collect();
        self.change(|state, _| state.offered.insert(user_id, choices));
        list
    }
}

/// Every command and sub-command whose words begin as typed, or contain it.
fn commands(state: &State, channel_id: Id, typed: &str) -> Vec<Suggestion> {
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let slash = state.commands_in(guild_id).filter(|command| command.kind == 1);
    let mut all: Vec<Suggestion> = Vec::new();
    for command in slash {
        let options = command.json.get("options").and_then(Value::as_array);
        let options = options.map(Vec::as_slice).unwrap_or_default();
        push_leaves(&command.name, command.json.get("description"), options, &mut all);
    }
    let typed = typed.to_lowercase();
    all.retain(|suggestion| suggestion.label.contains(&typed));
    all.sort_by_key(|suggestion| (!suggestion.label[1..].starts_with(&typed), suggestion.label.clone()));
    all
}

fn push_leaves(path: &str, description: Option<&Value>, options: &[Value], all: &mut Vec<Suggestion>) {
    if options.iter().any(is_sub) {
        for sub in options {
            let name = sub["name"].as_str().unwrap_or_default();
            let inner = sub["options"].as_array().map(Vec::as_slice).unwrap_or_default();
            push_leaves(&format!("{path} {name}"), sub.get("description"), inner, all);
        }
        return;
    }
    let detail = description.and_then(Value::as_str).unwrap_or_default().to_owned();
    all.push(Suggestion { label: format!("/{path}"), detail, line: format!("/{path} ") });
}

/// Members and channels for a plain message whose last word begins with `@` or `#`.
fn mentions(state: &State, channel_id: Id, text: &str) -> Vec<Suggestion> {
    let Some(at) = text.rfind(['@', '#']) else { return Vec::new() };
    let (before, word) = text.split_at(at);
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let names = if word.starts_with('@') { members(state, guild_id) } else { channels(state, guild_id) };
    offer(names, word, before)
}

fn members(state: &State, guild_id: Option<Id>) -> Vec<String> {
    let guild = guild_id.and_then(|id| state.guilds.get(&id));
    let ids = guild.into_iter().flat_map(|guild| guild.members.keys());
    ids.filter_map(|id| state.users.get(id)).map(|user| format!("@{}", user.name)).collect()
}

fn channels(state: &State, guild_id: Option<Id>) -> Vec<String> {
    let here = state.channels.values().filter(|c| c.guild_id == guild_id && c.kind != channel_kind::DM);
    here.map(|channel| format!("#{}", channel.name)).collect()
}

fn roles(state: &State, guild_id: Option<Id>) -> Vec<String> {
    let guild = guild_id.and_then(|id| state.guilds.get(&id));
    let roles = guild.into_iter().flat_map(|guild| guild.roles.values());
    roles.map(|role| format!("@{}", role.name.trim_start_matches('@'))).collect()
}

fn offer(names: Vec<String>, typed: &str, before: &str) -> Vec<Suggestion> {
    let wanted = typed.to_lowercase();
    let wanted = wanted.trim_start_matches(['@', '#']);
    let fits = |name: &String| name.to_lowercase().contains(wanted);
    let list = names.into_iter().filter(fits).take(MOST);
    list.map(|name| Suggestion { line: format!("{before}{name} "), label: name, detail: String::new() })
        .collect()
}

/// The autocomplete interaction for the option at the end of the line, and the line before its value.
fn autocomplete(state: &State, channel_id: Id, user_id: Id, text: &str) -> Option<(Invocation, String)> {
    let line = read_line(state, channel_id, user_id, text).ok()?;
    let (focused, typed) = line.given.last()?;
    // What was taken of the list is complete: the next option is asked for.
    let is_taken = text.ends_with(' ')
        && state.offered.get(&user_id).is_some_and(|list| list.iter().any(|choice| choice["name"] == *typed));
    if focused["autocomplete"] != true || is_taken {
        return None;
    }
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let typist = Typist { state, guild_id, user_id, files: &[] };
    let mut picked = Picked { by: user_id, ..Picked::default() };
    let mut options = Vec::new();
    for (option, raw) in &line.given {
        let here = option["name"] == focused["name"];
        // Other options may be half typed; those that cannot be read yet are left out, as Discord does.
        let value = if here { Some(json!(typed)) } else { typist.read(option, raw, &mut picked).ok() };
        let Some(value) = value else { continue };
        let mut given = json!({ "name": option["name"], "type": option["type"], "value": value });
        if here {
            given["focused"] = json!(true);
        }
        options.push(given);
    }
    let before = format!("/{}", before_value(text, focused));
    let name = line.command.name.clone();
    let data = command_data(&line, options);
    let invocation = Invocation {
        kind: kind::AUTOCOMPLETE,
        user_id,
        guild_id,
        channel_id,
        name,
        data,
        picked,
        message_id: None,
    };
    Some((invocation, before))
}

/// The line up to and including `name:` of its last option.
fn before_value<'a>(text: &'a str, option: &Value) -> &'a str {
    let mark = format!("{}:", option["name"].as_str().unwrap_or_default());
    text.rfind(&mark).map_or(text, |at| &text[..at + mark.len()])
}

/// What is known without the bot: sub-commands, values of the last option, and options still missing.
fn known(state: &State, channel_id: Id, user_id: Id, text: &str) -> Vec<Suggestion> {
    let command = text.trim_start_matches('/');
    let Ok(line) = read_line(state, channel_id, user_id, command) else { return Vec::new() };
    if line.wants_sub {
        let before = &text[..text.len() - line.loose.len()];
        return sub_commands(&line, before);
    }
    let mut list = match line.given.last() {
        Some((option, typed)) => values(state, channel_id, option, typed, text),
        None => Vec::new(),
    };
    list.extend(option_names(&line, text));
    list
}

fn sub_commands(line: &CommandText<'_>, before: &str) -> Vec<Suggestion> {
    let fits = |option: &&Value| option["name"].as_str().is_some_and(|name| name.starts_with(&line.loose));
    let subs = line.options.iter().filter(fits);
    subs.map(|sub| {
        let name = sub["name"].as_str().unwrap_or_default();
        let detail = sub["description"].as_str().unwrap_or_default().to_owned();
        Suggestion { label: name.to_owned(), detail, line: format!("{before}{name} ") }
    })
    .collect()
}

fn values(state: &State, channel_id: Id, option: &Value, typed: &str, text: &str) -> Vec<Suggestion> {
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let names: Vec<String> = match option["type"].as_u64() {
        Some(5) => vec!["True".to_owned(), "False".to_owned()],
        Some(6) => members(state, guild_id),
        Some(7) => channels(state, guild_id),
        Some(8) => roles(state, guild_id),
        Some(9) => members(state, guild_id).into_iter().chain(roles(state, guild_id)).collect(),
        _ => {
            let choices = option["choices"].as_array().into_iter().flatten();
            choices.filter_map(|choice| choice["name"].as_str().map(str::to_owned)).collect()
        }
    };
    // A value that is complete needs no more help; the next option does.
    if names.iter().any(|name| name == typed) && text.ends_with(' ') {
        return Vec::new();
    }
    offer(names, typed, before_value(text, option))
}

/// Options that are still missing and begin as the last word does.
fn option_names(line: &CommandText<'_>, text: &str) -> Vec<Suggestion> {
    let at = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, word) = text.split_at(at);
    if word.contains(':') {
        return Vec::new();
    }
    let fits = |option: &&Value| option["name"].as_str().is_some_and(|name| name.starts_with(word));
    let options = line.missing().filter(fits);
    options
        .map(|option| {
            let name = option["name"].as_str().unwrap_or_default();
            let required = if option["required"] == true { " (required)" } else { "" };
            let detail = format!("{}{required}", option["description"].as_str().unwrap_or_default());
            Suggestion { label: name.to_owned(), detail, line: format!("{before}{name}:") }
        })
        .collect()
}
