//! Reads an option's raw text by its type, as Discord's client does before it sends anything.

use super::Picked;
use crate::sandbox::{
    ids::Id,
    model::{Attachment, kind},
    state::State,
};
use serde_json::{Value, json};

/// Where a value is typed.
pub struct Typist<'a> {
    pub state: &'a State,
    pub guild_id: Option<Id>,
    pub user_id: Id,
    /// Files that were added to the line.
    pub files: &'a [Attachment],
}

impl Typist<'_> {
    /// The JSON value of an option, noting what was picked; or why the client would not send it.
    pub fn read(&self, option: &Value, text: &str, picked: &mut Picked) -> Result<Value, String> {
        let name = option["name"].as_str().unwrap_or_default();
        let value = match option["type"].as_u64() {
            Some(3) => self.read_text(option, text),
            Some(4) => read_integer(option, text),
            Some(10) => read_number(option, text),
            Some(5) => read_bool(text),
            Some(6) => self.user(text).map(|id| note(&mut picked.users, id)),
            Some(7) => self.channel(option, text).map(|id| note(&mut picked.channels, id)),
            Some(8) => self.role(text).map(|id| note(&mut picked.roles, id)),
            Some(9) => match self.user(text) {
                Ok(id) => Ok(note(&mut picked.users, id)),
                Err(_) => self.role(text).map(|id| note(&mut picked.roles, id)),
            },
            Some(11) => self.file(text, picked),
            _ => Err("is of a kind that this client does not know".to_owned()),
        };
        value.map_err(|why| format!("{name}: {why}"))
    }

    fn read_text(&self, option: &Value, text: &str) -> Result<Value, String> {
        let text = match choice(option, text)? {
            Some(value) => return Ok(value),
            None => self.suggested(option, text).unwrap_or_else(|| text.to_owned()),
        };
        let length = text.chars().count() as u64;
        let min = option["min_length"].as_u64().unwrap_or(0);
        let max = option["max_length"].as_u64().unwrap_or(6000);
        if length < min || length > max {
            return Err(format!("must be between {min} and {max} characters"));
        }
        if option["autocomplete"] == true {
            return Ok(json!(text));
        }
        // Discord's client writes a member that is picked in a text option as a mention.
        Ok(json!(super::look::with_people(self.state, self.guild_id, &text)))
    }

    /// The value behind the name of a choice that was just offered by autocomplete.
    fn suggested(&self, option: &Value, text: &str) -> Option<String> {
        if option["autocomplete"] != true {
            return None;
        }
        let offered = self.state.offered.get(&self.user_id)?;
        let chosen = offered.iter().find(|choice| choice["name"] == text)?;
        chosen["value"].as_str().map(str::to_owned)
    }

    /// A member by mention, id or name.
    pub fn user(&self, text: &str) -> Result<Id, String> {
        let wanted =
            text.trim().trim_start_matches("<@").trim_start_matches(['!', '@']).trim_end_matches('>');
        let guild = self.guild_id.and_then(|id| self.state.guilds.get(&id));
        let here = |id: &Id| guild.is_none_or(|guild| guild.members.contains_key(id));
        let by_id = wanted.parse::<Id>().ok().filter(|id| self.state.users.contains_key(id));
        let by_name = || {
            let named =
                self.state.users.values().filter(|u| same(&u.name, wanted) || same(&u.username, wanted));
            named.map(|user| user.id).find(here)
        };
        by_id.or_else(by_name).ok_or_else(|| format!("there is no member “{wanted}” here"))
    }

    /// A role by mention, id or name.
    pub fn role(&self, text: &str) -> Result<Id, String> {
        let wanted = text.trim().trim_start_matches("<@&").trim_start_matches('@').trim_end_matches('>');
        let guild = self.guild_id.and_then(|id| self.state.guilds.get(&id));
        let roles = guild.map(|guild| guild.roles.values());
        let found = roles
            .into_iter()
            .flatten()
            .find(|r| r.id.to_string() == wanted || same(r.name.trim_start_matches('@'), wanted));
        found.map(|role| role.id).ok_or_else(|| format!("there is no role “{wanted}” here"))
    }

    /// A channel by mention, id or name, of a type that the option allows.
    pub fn channel(&self, option: &Value, text: &str) -> Result<Id, String> {
        let wanted = text.trim().trim_start_matches("<#").trim_start_matches('#').trim_end_matches('>');
        let types: Vec<u64> =
            option["channel_types"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        let here = self.state.channels.values().filter(|c| c.guild_id == self.guild_id && c.kind != kind::DM);
        let found = here
            .filter(|c| types.is_empty() || types.contains(&u64::from(c.kind)))
            .find(|c| c.id.to_string() == wanted || same(&c.name, wanted));
        found.map(|channel| channel.id).ok_or_else(|| format!("there is no such channel “{wanted}” here"))
    }

    fn file(&self, text: &str, picked: &mut Picked) -> Result<Value, String> {
        let found = self.files.iter().find(|file| file.filename == text || text.is_empty());
        let found = found.ok_or_else(|| format!("no file “{text}” was added"))?;
        picked.attachments.push(found.clone());
        Ok(json!(found.id))
    }
}

fn same(name: &str, wanted: &str) -> bool {
    name.to_lowercase() == wanted.to_lowercase()
}

fn note(list: &mut Vec<Id>, id: Id) -> Value {
    if !list.contains(&id) {
        list.push(id);
    }
    json!(id)
}

/// The value of the choice that was typed by name or value; `None` when the option has no choices.
fn choice(option: &Value, text: &str) -> Result<Option<Value>, String> {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if choices.is_empty() {
        return Ok(None);
    }
    let fits = |choice: &&Value| {
        let value = match &choice["value"] {
            Value::String(value) => value.clone(),
            other => other.to_string(),
        };
        choice["name"].as_str().is_some_and(|name| same(name, text)) || same(&value, text)
    };
    match choices.iter().find(fits) {
        Some(found) => Ok(Some(found["value"].clone())),
        None => Err(format!("“{text}” is not one of the choices")),
    }
}

fn read_integer(option: &Value, text: &str) -> Result<Value, String> {
    if let Some(value) = choice(option, text)? {
        return Ok(value);
    }
    let number: i64 = text.parse().map_err(|_| format!("“{text}” is not a whole number"))?;
    in_range(option, number as f64)?;
    Ok(json!(number))
}

fn read_number(option: &Value, text: &str) -> Result<Value, String> {
    if let Some(value) = choice(option, text)? {
        return Ok(value);
    }
    let number: f64 = text.parse().map_err(|_| format!("“{text}” is not a number"))?;
    in_range(option, number)?;
    Ok(json!(number))
}

fn in_range(option: &Value, number: f64) -> Result<(), String> {
    const WIDEST: f64 = 9_007_199_254_740_991.0;
    let min = option["min_value"].as_f64().unwrap_or(-WIDEST);
    let max = option["max_value"].as_f64().unwrap_or(WIDEST);
    match (min..=max).contains(&number) {
        true => Ok(()),
        false => Err(format!("must be between {min} and {max}")),
    }
}

fn read_bool(text: &str) -> Result<Value, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" => Ok(json!(true)),
        "false" | "no" => Ok(json!(false)),
        _ => Err(format!("“{text}” is not True or False")),
    }
}
