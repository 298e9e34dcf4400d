//! Modal forms as HTML.

use crate::sandbox::interactions::Form;
use maud::{Markup, html};
use serde_json::Value;

/// The dialog's inside: title, one labelled input per row, and its buttons.
pub fn form(form: &Form) -> Markup {
    html! {
        form method="dialog" data-form=(form.id) data-testid="form" novalidate {
            h2 id="form-title" { (form.title) }
            @for (at, row) in form.components.iter().enumerate() { (self::row(row, at)) }
            p.error role="alert" data-error {}
            div.buttons {
                button.btn.btn-2 type="button" data-cancel { "Cancel" }
                button.btn.btn-1 type="submit" data-testid="submit" { "Submit" }
            }
        }
    }
}

fn row(row: &Value, at: usize) -> Markup {
    let labelled = row["type"] == 18;
    if row["type"] == 10 {
        return html! { p { (row["content"].as_str().unwrap_or_default()) } };
    }
    let input = if labelled { &row["component"] } else { &row["components"][0] };
    let label = if labelled { &row["label"] } else { &input["label"] };
    let required = input["required"].as_bool().unwrap_or(true);
    let (input_id, hint_id) = (format!("input-{at}"), format!("hint-{at}"));
    let hint = row["description"].as_str().unwrap_or_default();
    html! {
        div.field {
            label for=(input_id) { (label.as_str().unwrap_or_default()) @if required { span.required title="required" { " *" } } }
            @if !hint.is_empty() { p.hint id=(hint_id) { (hint) } }
            (control(input, &input_id, required, (!hint.is_empty()).then_some(hint_id.as_str())))
        }
    }
}

fn control(input: &Value, id: &str, required: bool, hint: Option<&str>) -> Markup {
    let text = |key: &str| input[key].as_str().unwrap_or_default();
    let name = text("custom_id");
    let max = input["max_length"].as_u64().unwrap_or(4000);
    if let Some(options) = input["options"].as_array() {
        let many = input["type"] == 22 || input["max_values"].as_u64().unwrap_or(1) > 1;
        return html! {
            select id=(id) name=(name) multiple[many] required[required] aria-describedby=[hint] {
                @for option in options {
                    option value=(option["value"].as_str().unwrap_or_default()) selected[option["default"] == true] {
                        (option["label"].as_str().unwrap_or_default())
                    }
                }
            }
        };
    }
    html! {
        @if input["style"] == 2 {
            textarea id=(id) name=(name) rows="4" maxlength=(max) placeholder=(text("placeholder"))
                required[required] aria-describedby=[hint] { (text("value")) }
        } @else {
            input id=(id) name=(name) type="text" maxlength=(max) placeholder=(text("placeholder"))
                value=(text("value")) required[required] aria-describedby=[hint] autocomplete="off";
        }
    }
}
