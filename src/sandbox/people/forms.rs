//! Filling and submitting forms.

use super::{Picked, act::Typed};
use crate::sandbox::{
    Core, Sandbox,
    ids::Id,
    interactions::{self, Form, Invocation, kind},
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

impl Sandbox {
    /// Submits a form with texts by input `custom_id` or label; inputs that are not named keep what they
    /// were pre-filled with.
    pub fn submit(&self, user_id: Id, form_id: Id, inputs: &[(&str, &str)]) -> Typed {
        let inputs: Vec<(String, String)> =
            inputs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        self.core.submit(user_id, form_id, &inputs)
    }
}

impl Core {
    pub(in crate::sandbox) fn submit(
        self: &Arc<Self>,
        user_id: Id,
        form_id: Id,
        inputs: &[(String, String)],
    ) -> Typed {
        let invocation = self.change(|state, _| {
            let form = state.forms.get(&form_id).filter(|form| form.user_id == user_id);
            let form = form.ok_or("This form is not open any more")?.clone();
            let invocation = fill(&form, inputs)?;
            state.forms.remove(&form_id);
            Ok(invocation)
        });
        Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
    }
}

/// Checks a form as the client does and builds its submission.
fn fill(form: &Form, inputs: &[(String, String)]) -> Result<Invocation, String> {
    let mut rows = Vec::new();
    for row in &form.components {
        let labelled = row["type"] == 18;
        let input = if labelled { &row["component"] } else { &row["components"][0] };
        if input["custom_id"].is_null() {
            continue;
        }
        let label = if labelled { &row["label"] } else { &input["label"] };
        let typed =
            inputs.iter().find(|(key, _)| input["custom_id"] == key.as_str() || *label == key.as_str());
        let text =
            typed.map(|(_, text)| text.as_str()).or_else(|| input["value"].as_str()).unwrap_or_default();
        check_input(input, label.as_str().unwrap_or_default(), text)?;
        rows.push(filled_row(input, labelled, text));
    }
    for (key, _) in inputs {
        let known = |row: &Value| {
            row["component"]["custom_id"] == key.as_str()
                || row["components"][0]["custom_id"] == key.as_str()
                || row["label"] == key.as_str()
                || row["components"][0]["label"] == key.as_str()
        };
        if !form.components.iter().any(known) {
            return Err(format!("The form has no input “{key}”"));
        }
    }
    let mut data = Map::new();
    data.insert("custom_id".to_owned(), json!(form.custom_id));
    data.insert("components".to_owned(), Value::Array(rows));
    Ok(Invocation {
        kind: kind::FORM,
        user_id: form.user_id,
        guild_id: form.guild_id,
        channel_id: form.channel_id,
        name: form.custom_id.clone(),
        data,
        picked: Picked { by: form.user_id, ..Picked::default() },
        message_id: form.message_id,
    })
}

fn check_input(input: &Value, label: &str, text: &str) -> Result<(), String> {
    let length = text.chars().count() as u64;
    let required = input["required"].as_bool().unwrap_or(true);
    if length == 0 {
        return if required { Err(format!("{label} is required")) } else { Ok(()) };
    }
    let (min, max) =
        (input["min_length"].as_u64().unwrap_or(0), input["max_length"].as_u64().unwrap_or(4000));
    match (min..=max).contains(&length) || input["type"] != 4 {
        true => Ok(()),
        false => Err(format!("{label} must be between {min} and {max} characters")),
    }
}

/// Inputs with several values take them separated by line breaks.
fn filled_row(input: &Value, labelled: bool, text: &str) -> Value {
    let mut filled = json!({ "type": input["type"], "id": 1, "custom_id": input["custom_id"] });
    match input["type"].as_u64() {
        Some(3 | 5..=8 | 22) => filled["values"] = text.lines().collect(),
        _ => filled["value"] = json!(text),
    }
    match labelled {
        true => json!({ "type": 18, "id": 1, "component": filled }),
        false => json!({ "type": 1, "id": 1, "components": [filled] }),
    }
}
