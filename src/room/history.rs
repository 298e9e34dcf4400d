//! What happened to a row, in words.

use crate::{
    base::{
        text::{escape_markdown, one_line, trim_with_notice},
        when::{Style, stamp},
    },
    contract::{NOBODY, Sight},
    db::event::Event,
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// What is shown of a value.
const SHOWN: usize = 80;

/// One event as a line of Discord markdown: when, who, what, and of each field that has a `label` what it was and became.
pub fn told(event: &Event, sight: Sight<'_>, label: impl Fn(&str) -> Option<&'static str>) -> String {
    let who = event.actor_user_id.map_or("docket".to_owned(), mention);
    let side = |side: &Option<crate::db::Json<Value>>| {
        side.as_ref().and_then(|json| json.0.as_object()).cloned().unwrap_or_default()
    };
    let (before, after) = (side(&event.before), side(&event.after));
    let is_new = event.before.is_none();
    let told = after.iter().filter_map(|(key, new)| {
        let label = label(key)?;
        Some(change(label, (key, old(&before, key, is_new), new), sight))
    });
    let told: Vec<String> = told.flatten().collect();
    let colon = if told.is_empty() { "" } else { ": " };
    let when = stamp(event.happened_at, Style::DateTime);
    format!("{when} {who} {}{colon}{}", event.verb, told.join(", "))
}

fn old<'a>(before: &'a Map<String, Value>, key: &str, is_new: bool) -> Option<&'a Value> {
    if is_new { None } else { Some(before.get(key).unwrap_or(&Value::Null)) }
}

/// `owner nobody → @somebody`; of what is new only what there is.
fn change(label: &str, (key, old, new): (&str, Option<&Value>, &Value), sight: Sight<'_>) -> Option<String> {
    match old {
        Some(old) => Some(format!("{label} {} → {}", value(key, old, sight), value(key, new, sight))),
        None if new.is_null() || *new == Value::Bool(false) => None,
        None => Some(format!("{label} {}", value(key, new, sight))),
    }
}

fn value(key: &str, value: &Value, sight: Sight<'_>) -> String {
    let instant = || value.as_str()?.parse::<DateTime<Utc>>().ok();
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(id) if key.ends_with("_user_id") => mention(id.as_i64().unwrap_or(NOBODY)),
        Value::Number(id) if key.ends_with("_role_id") => format!("<@&{id}>"),
        Value::Number(id) if key == "channel_id" || key.ends_with("_channel_id") => format!("<#{id}>"),
        Value::String(text) => match instant().filter(|_| key.ends_with("_at")) {
            Some(at) => stamp(at, Style::DateTime),
            None => {
                let text = one_line(&sight.text(text)).replace('_', " ");
                escape_markdown(&trim_with_notice(&text, SHOWN, "…"))
            }
        },
        other => other.to_string(),
    }
}

/// Who was forgotten is nobody.
fn mention(user_id: i64) -> String {
    if user_id == NOBODY { "somebody".to_owned() } else { format!("<@{user_id}>") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::civil::Zone, contract::Guild, db::Json};
    use serde_json::json;

    fn guild() -> Guild {
        Guild::new(7, Zone::utc())
    }

    fn event(before: Option<Value>, after: Value) -> Event {
        Event {
            id: 1,
            happened_at: DateTime::UNIX_EPOCH,
            actor_user_id: Some(7),
            interaction_id: None,
            verb: "edited".to_owned(),
            before: before.map(Json),
            after: Some(Json(after)),
        }
    }

    fn label(key: &str) -> Option<&'static str> {
        match key {
            "owner_user_id" => Some("owner"),
            "due_at" => Some("due"),
            "text" => Some("text"),
            _ => None,
        }
    }

    #[test]
    fn an_event_tells_who_did_what_and_from_what_to_what() {
        let guild = guild();
        let sight = guild.sight_anywhere();
        let (before, after) =
            (json!({ "owner_user_id": null, "version": 1 }), json!({ "owner_user_id": 8, "version": 2 }));
        assert_eq!(told(&event(Some(before), after), sight, label), "<t:0:f> <@7> edited: owner none → <@8>");
        let made = json!({ "due_at": "1970-01-02T00:00:00Z", "owner_user_id": null, "text": "**x**" });
        assert_eq!(
            told(&event(None, made), sight, label),
            "<t:0:f> <@7> edited: due <t:86400:f>, text \\*\\*x\\*\\*"
        );
        assert_eq!(told(&event(None, json!({})), sight, label), "<t:0:f> <@7> edited");
    }
}
