//! Buttons and selects as classic action rows.

use super::card::web_address;
use crate::{
    base::text::{length, limits, trim_to},
    contract::{Button, ButtonStyle, Line, Press, Row, Select, SelectFrom, SelectOption},
};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Types of components (Discord's documentation, "Component Reference").
const ROW: u8 = 1;
const BUTTON: u8 = 2;
const TEXT_SELECT: u8 = 3;
const MEMBER_SELECT: u8 = 5;
const ROLE_SELECT: u8 = 6;
const CHANNEL_SELECT: u8 = 8;
const LINK_STYLE: u8 = 5;
/// Text and announcement channels: those that docket can post in.
const TEXT_CHANNELS: [u8; 2] = [0, 5];

/// The rows as JSON, and whether something did not fit.
pub(super) fn rows(rows: &[Row]) -> (Vec<Value>, bool) {
    let mut out = Rows::default();
    for row in rows {
        match row {
            Row::Buttons(buttons) => out.buttons(buttons),
            Row::Select(select) => out.select(select),
        }
    }
    let is_cut = out.is_cut || out.rows.len() > limits::ROWS;
    out.rows.truncate(limits::ROWS);
    (out.rows, is_cut)
}

#[derive(Default)]
struct Rows {
    rows: Vec<Value>,
    /// Each `custom_id` may stand only once in a message.
    taken: HashSet<String>,
    is_cut: bool,
}

impl Rows {
    fn buttons(&mut self, buttons: &[Button]) {
        let drawn: Vec<_> = buttons.iter().filter_map(|button| self.button(button)).collect();
        let rows = drawn.chunks(limits::BUTTONS_PER_ROW);
        self.rows.extend(rows.map(|row| json!({ "type": ROW, "components": row })));
    }

    fn button(&mut self, button: &Button) -> Option<Value> {
        let label = shown(&button.label, limits::BUTTON_LABEL);
        match &button.press {
            Press::Run(line) => {
                let custom_id = self.custom_id(line)?;
                let style = style(button.style);
                Some(json!({ "type": BUTTON, "style": style, "label": label, "custom_id": custom_id }))
            }
            Press::Open(url) => {
                let url = web_address(url, limits::BUTTON_URL);
                self.is_cut |= url.is_none();
                Some(json!({ "type": BUTTON, "style": LINK_STYLE, "label": label, "url": url? }))
            }
        }
    }

    /// `None` for a line that stands there already, or that is too long to be carried.
    fn custom_id(&mut self, line: &Line) -> Option<String> {
        let custom_id = line.to_string();
        if length(&custom_id) > limits::CUSTOM_ID {
            tracing::error!(
                command = line.path(),
                "a button was left out: its line is longer than Discord allows"
            );
            self.is_cut = true;
            return None;
        }
        self.taken.insert(custom_id.clone()).then_some(custom_id)
    }

    fn select(&mut self, select: &Select) {
        let mut drawn = match &select.from {
            SelectFrom::Texts(options) => {
                let all = options.len();
                let options = texts(options);
                if options.is_empty() {
                    return;
                }
                let kept = options.len();
                let placeholder = match kept < all {
                    true => format!("{} ({kept} of {all})", trim_to(&select.placeholder, 120)),
                    false => select.placeholder.clone(),
                };
                json!({ "type": TEXT_SELECT, "options": options, "placeholder": placeholder })
            }
            SelectFrom::Members => json!({ "type": MEMBER_SELECT, "placeholder": select.placeholder }),
            SelectFrom::Roles => json!({ "type": ROLE_SELECT, "placeholder": select.placeholder }),
            SelectFrom::Channels => {
                json!({ "type": CHANNEL_SELECT, "placeholder": select.placeholder, "channel_types": TEXT_CHANNELS })
            }
        };
        let Some(custom_id) = self.custom_id(&select.line) else { return };
        let placeholder = drawn["placeholder"].as_str().map(|text| trim_to(text, limits::SELECT_PLACEHOLDER));
        drawn["placeholder"] = json!(placeholder);
        drawn["custom_id"] = json!(custom_id);
        self.rows.push(json!({ "type": ROW, "components": [drawn] }));
    }
}

fn texts(options: &[SelectOption]) -> Vec<Value> {
    let mut values = HashSet::new();
    // A value cannot be cut without meaning something else, and must be unique.
    let fitting = options.iter().filter(|option| {
        let is_fit = !option.value.is_empty() && length(&option.value) <= limits::SELECT_OPTION;
        is_fit && values.insert(option.value.as_str())
    });
    let mut has_chosen = false;
    let drawn = fitting.take(limits::SELECT_OPTIONS).map(|option| {
        let mut json = json!({ "value": option.value, "label": shown(&option.label, limits::SELECT_OPTION) });
        let description = trim_to(option.description.trim(), limits::SELECT_OPTION);
        if !description.is_empty() {
            json["description"] = json!(description);
        }
        // One value is chosen, so at most one can be chosen already.
        if option.is_chosen && !std::mem::replace(&mut has_chosen, true) {
            json["default"] = json!(true);
        }
        json
    });
    drawn.collect()
}

/// A label within its limit; Discord refuses empty ones.
fn shown(label: &str, max: usize) -> String {
    let label = trim_to(label.trim(), max).into_owned();
    if label.is_empty() { "…".to_owned() } else { label }
}

fn style(style: ButtonStyle) -> u8 {
    match style {
        ButtonStyle::Primary => 1,
        ButtonStyle::Secondary => 2,
        ButtonStyle::Success => 3,
        ButtonStyle::Danger => 4,
    }
}
