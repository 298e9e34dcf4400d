//! What is left of minutes when a member is forgotten whose words stand in them.

use crate::{
    base::text::{escape_markdown, one_line},
    room::FORGOTTEN,
};
use serde_json::Value;

/// Names under which JSON holds what the member beside it said.
const SAID: [&str; 2] = ["text", "reason"];

/// Collects what a member said, as JSON holds it with their id beside it.
pub fn said_by(value: &Value, user_id: i64, own: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| said_by(item, user_id, own)),
        Value::Object(fields) => {
            if fields.get("user_id").and_then(Value::as_i64) == Some(user_id) {
                let said = SAID.iter().filter_map(|name| fields.get(*name)?.as_str());
                own.extend(said.map(str::to_owned));
            }
            fields.values().for_each(|value| said_by(value, user_id, own));
        }
        _ => {}
    }
}

/// Puts [`FORGOTTEN`] in place of every text that is one of these. Returns whether there were any.
pub fn forget_said(value: &mut Value, own: &[String]) -> bool {
    match value {
        Value::String(text) if own.iter().any(|own| own == text) => {
            *text = FORGOTTEN.to_owned();
            true
        }
        Value::Array(items) => {
            items.iter_mut().fold(false, |is_changed, item| forget_said(item, own) | is_changed)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |is_changed, value| forget_said(value, own) | is_changed)
        }
        _ => false,
    }
}

/// A file of minutes without these texts, which it holds in one line each; `None` when it holds none.
pub fn file_without(file: &str, own: &[String]) -> Option<String> {
    let mut own: Vec<String> = own.iter().map(|text| escape_markdown(&one_line(text))).collect();
    // One may be part of another.
    own.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let left =
        own.iter().filter(|text| !text.is_empty()).fold(file.to_owned(), |file, text| whole(&file, text));
    (left != file).then_some(left)
}

/// The file with [`FORGOTTEN`] wherever the text stands and is no part of a word.
fn whole(file: &str, text: &str) -> String {
    let mut left = String::with_capacity(file.len());
    let mut from = 0;
    for (at, _) in file.match_indices(text) {
        let behind = at + text.len();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_part = is_word(file[..at].chars().next_back()) || is_word(file[behind..].chars().next());
        if !is_part {
            left.push_str(&file[from..at]);
            left.push_str(FORGOTTEN);
            from = behind;
        }
    }
    left.push_str(&file[from..]);
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn minutes_lose_what_a_member_said_and_nothing_else() {
        let mut minutes = json!({
            "regrets": [{ "user_id": 7, "reason": "At the dentist" }, { "user_id": 8, "reason": "Ill" }],
            "topics": [{ "topic": "Prices", "notes": [{ "user_id": 7, "text": "Too *low*" }, { "user_id": 8, "text": "Fine" }] }],
        });
        let mut own = vec!["Prices".to_owned()];
        said_by(&minutes, 7, &mut own);
        assert_eq!(own, ["Prices", "At the dentist", "Too *low*"]);
        assert!(forget_said(&mut minutes, &own));
        assert_eq!(
            minutes,
            json!({
                "regrets": [{ "user_id": 7, "reason": FORGOTTEN }, { "user_id": 8, "reason": "Ill" }],
                "topics": [{ "topic": FORGOTTEN, "notes": [{ "user_id": 7, "text": FORGOTTEN }, { "user_id": 8, "text": "Fine" }] }],
            })
        );
        let file = "**Prices** · @somebody\n- Too \\*low\\* — @somebody\n- Pricesless things\n";
        let left = file_without(file, &own).expect("it holds two");
        assert_eq!(left, "**(forgotten)** · @somebody\n- (forgotten) — @somebody\n- Pricesless things\n");
        assert_eq!(file_without(file, &["low\\".to_owned()]), None);
    }
}
