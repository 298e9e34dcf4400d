//! Pressing buttons and choosing from selects.

use super::{
    Picked,
    act::{Typed, visible},
    values::Typist,
};
use crate::sandbox::{
    Core, Sandbox,
    ids::Id,
    interactions::{self, Invocation, kind},
    model::Message,
    state::State,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

impl Sandbox {
    /// Presses a button, named by its `custom_id` or label.
    pub fn press(&self, user_id: Id, message_id: Id, which: &str) -> Typed {
        self.core.press(user_id, message_id, which)
    }

    /// Chooses from a select, named by its `custom_id` or placeholder. Values are option values or labels;
    /// for members, roles and channels: ids, mentions or names.
    pub fn choose(&self, user_id: Id, message_id: Id, which: &str, values: &[&str]) -> Typed {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        self.core.choose(user_id, message_id, which, &values)
    }
}

impl Core {
    pub(in crate::sandbox) fn press(self: &Arc<Self>, user_id: Id, message_id: Id, which: &str) -> Typed {
        let invocation = self.change(|state, _| {
            let message = visible(state, message_id, user_id)?;
            let button = find(message, which, &["label"], |kind| kind == 2)?;
            if button["style"] == 5 {
                return Err(format!("“{which}” is a link, which the bot does not hear of"));
            }
            Ok(use_component(state, message, user_id, button, None, Picked::default()))
        });
        Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
    }

    pub(in crate::sandbox) fn choose(
        self: &Arc<Self>,
        user_id: Id,
        message_id: Id,
        which: &str,
        values: &[String],
    ) -> Typed {
        let invocation = self.change(|state, _| {
            let message = visible(state, message_id, user_id)?;
            let select = find(message, which, &["placeholder"], |kind| matches!(kind, 3 | 5..=8))?;
            let mut picked = Picked { by: user_id, ..Picked::default() };
            let typist = Typist { state, guild_id: message.guild_id, user_id, files: &[] };
            let chosen: Result<Vec<Value>, String> =
                values.iter().map(|value| option_value(&typist, select, value, &mut picked)).collect();
            let chosen = chosen?;
            let count = chosen.len() as u64;
            let (min, max) =
                (select["min_values"].as_u64().unwrap_or(1), select["max_values"].as_u64().unwrap_or(1));
            if !(min..=max).contains(&count) {
                return Err(format!("Choose between {min} and {max}"));
            }
            Ok(use_component(state, message, user_id, select, Some(chosen), picked))
        });
        Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
    }
}

/// The enabled component of these kinds with this `custom_id` or text.
fn find<'a>(
    message: &'a Message,
    which: &str,
    texts: &[&str],
    kinds: impl Fn(u64) -> bool,
) -> Result<&'a Value, String> {
    let all = message.all_components();
    let mut fitting = all.into_iter().filter(|component| component["type"].as_u64().is_some_and(&kinds));
    let named = |component: &&Value| {
        component["custom_id"] == which || texts.iter().any(|text| component[*text] == which)
    };
    let found = fitting.find(named).ok_or_else(|| format!("The message has no “{which}”"))?;
    match found["disabled"] == true {
        true => Err(format!("“{which}” is disabled")),
        false => Ok(found),
    }
}

fn option_value(
    typist: &Typist<'_>,
    select: &Value,
    text: &str,
    picked: &mut Picked,
) -> Result<Value, String> {
    let note = |list: &mut Vec<Id>, id: Id| {
        list.push(id);
        json!(id)
    };
    match select["type"].as_u64() {
        Some(3) => {
            let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
            let found = options.iter().find(|option| option["value"] == text || option["label"] == text);
            found.map(|option| option["value"].clone()).ok_or_else(|| format!("There is no option “{text}”"))
        }
        Some(5) => typist.user(text).map(|id| note(&mut picked.users, id)),
        Some(6) => typist.role(text).map(|id| note(&mut picked.roles, id)),
        Some(7) => match typist.user(text) {
            Ok(id) => Ok(note(&mut picked.users, id)),
            Err(_) => typist.role(text).map(|id| note(&mut picked.roles, id)),
        },
        _ => typist.channel(select, text).map(|id| note(&mut picked.channels, id)),
    }
}

fn use_component(
    state: &State,
    message: &Message,
    user_id: Id,
    component: &Value,
    values: Option<Vec<Value>>,
    picked: Picked,
) -> Invocation {
    let custom_id = component["custom_id"].as_str().unwrap_or_default().to_owned();
    let mut data = Map::new();
    data.insert("custom_id".to_owned(), json!(custom_id));
    data.insert("component_type".to_owned(), component["type"].clone());
    data.insert("id".to_owned(), component["id"].clone());
    if let Some(values) = values {
        data.insert("values".to_owned(), Value::Array(values));
    }
    let guild_id = state.channels.get(&message.channel_id).and_then(|channel| channel.guild_id);
    Invocation {
        kind: kind::COMPONENT,
        user_id,
        guild_id,
        channel_id: message.channel_id,
        name: custom_id,
        data,
        picked,
        message_id: Some(message.id),
    }
}
