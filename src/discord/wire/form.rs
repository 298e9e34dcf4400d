//! A form as a modal of classic rows, one text input in each: the only shape that arrives whole through both doors.

use crate::{
    base::text::{length, limits, trim_to},
    contract::{Form, Input},
};
use serde_json::{Value, json};

const ROW: u8 = 1;
const TEXT_INPUT: u8 = 4;
const SHORT: u8 = 1;
const LONG: u8 = 2;

/// The modal; `None` when its line is too long to be carried, or it has no input.
pub(super) fn modal(form: &Form) -> Option<Value> {
    let custom_id = form.line.to_string();
    if length(&custom_id) > limits::CUSTOM_ID || form.inputs.is_empty() {
        tracing::error!(
            command = form.line.path(),
            "a form cannot be shown: its line is too long, or it is empty"
        );
        return None;
    }
    let inputs = form.inputs.iter().take(limits::FORM_INPUTS);
    let rows: Vec<_> =
        inputs.map(|input| json!({ "type": ROW, "components": [text_input(input)] })).collect();
    let title = filled(&form.title, limits::FORM_TITLE);
    Some(json!({ "custom_id": custom_id, "title": title, "components": rows }))
}

fn text_input(input: &Input) -> Value {
    let value = trim_to(&input.value, limits::INPUT_VALUE);
    // A text that was refused for its length comes back whole, to be shortened by the one who typed it.
    let max_length = usize::from(input.max_length).max(length(&value)).clamp(1, limits::INPUT_VALUE);
    let mut json = json!({
        "type": TEXT_INPUT,
        "custom_id": input.name,
        "label": filled(&input.label, limits::INPUT_LABEL),
        "style": if input.is_long { LONG } else { SHORT },
        "required": input.is_required,
        "max_length": max_length,
    });
    if !value.is_empty() {
        json["value"] = json!(value);
    }
    let placeholder = trim_to(&input.placeholder, limits::INPUT_PLACEHOLDER);
    if !placeholder.is_empty() {
        json["placeholder"] = json!(placeholder);
    }
    json
}

fn filled(text: &str, max: usize) -> String {
    let text = trim_to(text.trim(), max).into_owned();
    if text.is_empty() { "…".to_owned() } else { text }
}
