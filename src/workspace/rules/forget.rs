//! What is left of what events tell of a customer who is forgotten.

use crate::{db::event::Trace, room::FORGOTTEN};
use serde_json::Value;

/// An event about a customer tells neither what it was called nor anything else about it, but for merges. Returns
/// whether something had to go.
pub fn forget_customer(trace: &mut Trace) -> bool {
    let mut is_changed = false;
    for fields in trace.sides().filter_map(Value::as_object_mut) {
        for (name, value) in fields.iter_mut().filter(|(_, value)| !value.is_null()) {
            let left = match name.as_str() {
                "name" | "alias" => FORGOTTEN.into(),
                "tier" | "value" | "account_owner_user_id" => Value::Null,
                _ => continue,
            };
            is_changed |= *value != left;
            *value = left;
        }
    }
    is_changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Json;
    use serde_json::json;

    #[test]
    fn what_a_customer_was_called_and_was_goes_and_merges_stay() {
        let cases = [
            (
                json!({ "name": "Acme", "alias": "Anvil", "tier": "strategic", "value": 7, "merged_into_id": 3 }),
                json!({ "name": FORGOTTEN, "alias": FORGOTTEN, "tier": null, "value": null, "merged_into_id": 3 }),
            ),
            (json!({ "account_owner_user_id": 9 }), json!({ "account_owner_user_id": null })),
            (json!({ "name": null, "channel_id": 4 }), json!({ "name": null, "channel_id": 4 })),
            (json!({ "name": FORGOTTEN }), json!({ "name": FORGOTTEN })),
        ];
        for (told, left) in cases {
            let side = || Some(Json(told.clone()));
            let mut trace = Trace {
                id: 1,
                actor_user_id: None,
                subject_id: 2,
                verb: "changed".to_owned(),
                before: None,
                after: side(),
            };
            assert_eq!(forget_customer(&mut trace), told != left, "{told}");
            assert_eq!(trace.after.map(|json| json.0), Some(left));
        }
    }
}
