//! Limits of modal forms.

use super::components::check_select;
use crate::sandbox::error::{ApiError, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

const TEXT_INPUT: u64 = 4;

/// Checks the `data` of a type 9 response.
pub fn check(data: &Value) -> Result<(), ApiError> {
    let mut errors = FormErrors::default();
    let text = |key: &str| data[key].as_str().unwrap_or_default();
    errors.length("data.custom_id", text("custom_id"), 100);
    errors.length("data.title", text("title"), 45);
    let rows = data["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() || rows.len() > 5 {
        errors.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    let mut seen = HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        let path = format!("data.components.{at}");
        let Some((input, path)) = input_of(row, &path, &mut errors) else { continue };
        check_input(input, &path, row["type"] == 18, &mut errors);
        let id = input["custom_id"].as_str().unwrap_or_default();
        errors.length(&format!("{path}.custom_id"), id, 100);
        if !seen.insert(id) {
            let message = "Component custom id cannot be duplicated";
            errors.add(&format!("{path}.custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
        }
    }
    errors.finish()
}

/// The input inside a row or a label, and its path. Plain text has none.
fn input_of<'a>(row: &'a Value, path: &str, errors: &mut FormErrors) -> Option<(&'a Value, String)> {
    match row["type"].as_u64() {
        Some(1) => {
            let inner = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
            if inner.len() != 1 || inner[0]["type"] != TEXT_INPUT {
                let message = "A row of a modal holds exactly one text input.";
                errors.add(&format!("{path}.components"), "BASE_TYPE_BAD_LENGTH", message);
                return None;
            }
            Some((&inner[0], format!("{path}.components.0")))
        }
        Some(18) => {
            errors.length(&format!("{path}.label"), row["label"].as_str().unwrap_or_default(), 45);
            if let Some(text) = row["description"].as_str() {
                errors.max_length(&format!("{path}.description"), text, 100);
            }
            Some((&row["component"], format!("{path}.component")))
        }
        Some(10) => None,
        _ => {
            errors.add(path, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).");
            None
        }
    }
}

fn check_input(input: &Value, path: &str, labelled: bool, errors: &mut FormErrors) {
    if input["disabled"] == true {
        errors.add(path, "COMPONENT_DISABLED_IN_MODAL", "Components cannot be disabled in a modal.");
    }
    match input["type"].as_u64() {
        Some(TEXT_INPUT) => check_text_input(input, path, labelled, errors),
        Some(3 | 5..=8) => check_select(input, path, errors),
        Some(19 | 23) => {}
        Some(21) => check_options(input, path, 2..=10, errors),
        Some(22) => check_options(input, path, 1..=10, errors),
        _ => errors.add(path, "UNION_TYPE_CHOICES", "This component cannot be used in a modal."),
    }
}

fn check_text_input(input: &Value, path: &str, labelled: bool, errors: &mut FormErrors) {
    if !labelled {
        errors.length(&format!("{path}.label"), input["label"].as_str().unwrap_or_default(), 45);
    }
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        errors.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2).");
    }
    if let Some(text) = input["placeholder"].as_str() {
        errors.max_length(&format!("{path}.placeholder"), text, 100);
    }
    let max = input["max_length"].as_u64().unwrap_or(4000);
    let min = input["min_length"].as_u64().unwrap_or(0);
    if max == 0 || max > 4000 || min > max {
        errors.add(&format!("{path}.max_length"), "NUMBER_TYPE_MAX", "Must be between 1 and 4000.");
    }
    if let Some(value) = input["value"].as_str() {
        errors.max_length(&format!("{path}.value"), value, max.min(4000) as usize);
    }
}

fn check_options(group: &Value, path: &str, count: std::ops::RangeInclusive<usize>, errors: &mut FormErrors) {
    let options = group["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !count.contains(&options.len()) {
        let message = format!("Must be between {} and {} in length.", count.start(), count.end());
        errors.add(&format!("{path}.options"), "BASE_TYPE_BAD_LENGTH", message);
    }
}
