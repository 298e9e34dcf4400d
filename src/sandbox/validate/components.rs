//! Limits of message components.

use crate::sandbox::error::FormErrors;
use serde_json::Value;
use std::collections::HashSet;

const ROW: u64 = 1;
const BUTTON: u64 = 2;

/// Checks the components of a message. Without `v2` only rows of buttons or one select are allowed.
pub fn check_message(components: &Value, v2: bool, errors: &mut FormErrors) {
    let Some(list) = components.as_array() else {
        if !components.is_null() {
            errors.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        }
        return;
    };
    let mut check = Check { errors, seen: HashSet::new(), total: 0, v2 };
    if !v2 && list.len() > 5 {
        check.errors.add("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    for (at, component) in list.iter().enumerate() {
        check.top(component, &format!("components.{at}"));
    }
    if v2 && check.total > 40 {
        let message = "The number of components must be 40 or fewer.";
        check.errors.add("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message);
    }
}

struct Check<'a> {
    errors: &'a mut FormErrors,
    seen: HashSet<String>,
    total: usize,
    v2: bool,
}

impl Check<'_> {
    fn top(&mut self, component: &Value, path: &str) {
        self.total += 1;
        match component["type"].as_u64() {
            Some(ROW) => self.row(component, path),
            Some(9..=14 | 17) if self.v2 => self.layout(component, path),
            _ => self.not_one_of(path, if self.v2 { "1, 9, 10, 12, 13, 14, 17" } else { "1" }),
        }
    }

    /// Sections, texts, galleries and containers of Components V2.
    fn layout(&mut self, component: &Value, path: &str) {
        if component["type"] == 10 {
            let text = component["content"].as_str().unwrap_or_default();
            self.errors.length(&format!("{path}.content"), text, 4000);
        }
        for (at, inner) in component["components"].as_array().into_iter().flatten().enumerate() {
            self.top(inner, &format!("{path}.components.{at}"));
        }
        match component["accessory"]["type"].as_u64() {
            Some(BUTTON) => self.button(&component["accessory"], &format!("{path}.accessory")),
            Some(11) | None => {}
            Some(_) => self.not_one_of(&format!("{path}.accessory"), "2, 11"),
        }
    }

    fn row(&mut self, row: &Value, path: &str) {
        let items = row["components"].as_array().map(Vec::as_slice).unwrap_or_default();
        if items.is_empty() || items.len() > 5 {
            let at = format!("{path}.components");
            self.errors.add(&at, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
        }
        let selects = items.iter().filter(|item| item["type"].as_u64() != Some(BUTTON)).count();
        if selects > 0 && items.len() > 1 {
            let message = "The specified component exceeds the maximum width";
            self.errors.add(&format!("{path}.components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message);
        }
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}.components.{at}");
            self.total += 1;
            match item["type"].as_u64() {
                Some(BUTTON) => self.button(item, &path),
                Some(3 | 5..=8) => {
                    self.custom_id(item, &path);
                    check_select(item, &path, self.errors);
                }
                _ => self.not_one_of(&path, "2, 3, 5, 6, 7, 8"),
            }
        }
    }

    fn button(&mut self, button: &Value, path: &str) {
        let label = button["label"].as_str().unwrap_or_default();
        self.errors.max_length(&format!("{path}.label"), label, 80);
        if label.is_empty() && button["emoji"].is_null() {
            let message = "A button must have a label or an emoji.";
            self.errors.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message);
        }
        match button["style"].as_u64() {
            Some(5) => match button["url"].as_str() {
                None => self.errors.add(path, "BUTTON_COMPONENT_URL_REQUIRED", "A url is required"),
                Some(url) => {
                    self.errors.max_length(&format!("{path}.url"), url, 512);
                    if !["http://", "https://", "discord://"].iter().any(|s| url.starts_with(s)) {
                        let message = "Scheme must be one of ('http', 'https', 'discord').";
                        self.errors.add(&format!("{path}.url"), "URL_TYPE_INVALID_SCHEME", message);
                    }
                }
            },
            Some(1..=4) => {
                self.custom_id(button, path);
                if !button["url"].is_null() {
                    let message = "A custom id and url cannot both be specified";
                    self.errors.add(path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", message);
                }
            }
            _ => self.not_one_of(&format!("{path}.style"), "1, 2, 3, 4, 5"),
        }
    }

    fn custom_id(&mut self, component: &Value, path: &str) {
        let Some(id) = component["custom_id"].as_str() else {
            return self.errors.required(&format!("{path}.custom_id"));
        };
        self.errors.length(&format!("{path}.custom_id"), id, 100);
        if !self.seen.insert(id.to_owned()) {
            let message = "Component custom id cannot be duplicated";
            self.errors.add(&format!("{path}.custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
        }
    }

    fn not_one_of(&mut self, path: &str, kinds: &str) {
        let message = format!("Value of field \"type\" must be one of ({kinds}).");
        self.errors.add(path, "UNION_TYPE_CHOICES", message);
    }
}

/// Checks a select: placeholder, options, and how many may be picked.
pub fn check_select(select: &Value, path: &str, errors: &mut FormErrors) {
    if let Some(text) = select["placeholder"].as_str() {
        errors.max_length(&format!("{path}.placeholder"), text, 150);
    }
    let min = select["min_values"].as_u64().unwrap_or(1);
    let max = select["max_values"].as_u64().unwrap_or(1);
    if min > 25 || max == 0 || max > 25 || min > max {
        let message = "min_values must be 0-25, max_values 1-25, and the first not above the second.";
        errors.add(&format!("{path}.max_values"), "NUMBER_TYPE_MAX", message);
    }
    if select["type"] != 3 {
        return;
    }
    let options = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if options.is_empty() || options.len() > 25 {
        errors.add(&format!("{path}.options"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.");
    }
    let mut values = HashSet::new();
    for (at, option) in options.iter().enumerate() {
        let path = format!("{path}.options.{at}");
        let value = option["value"].as_str().unwrap_or_default();
        errors.length(&format!("{path}.label"), option["label"].as_str().unwrap_or_default(), 100);
        errors.length(&format!("{path}.value"), value, 100);
        if let Some(text) = option["description"].as_str() {
            errors.max_length(&format!("{path}.description"), text, 100);
        }
        if !values.insert(value) {
            let message = "The specified option value is already used";
            errors.add(&format!("{path}.value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    }
}
