//! Whether an answer was sent back to whoever wrote it.

use super::lifecycle::verb;
use crate::db::event::Event;

/// The notes with which the newest answer was sent back since it was written or approved, of `events` that are the newest first:
/// none, unless that is the last that became of it.
pub fn sent_back(events: &[Event]) -> Vec<i64> {
    let of_answer = [verb::DRAFTED, verb::APPROVED, verb::UNREVIEWED, verb::SENT_BACK];
    let of_answer = events.iter().filter(|event| of_answer.contains(&event.verb.as_str()));
    let note = |event: &Event| event.after.as_ref()?.0.get("note")?.as_i64();
    of_answer.take_while(|event| event.verb == verb::SENT_BACK).filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Json;
    use chrono::DateTime;
    use serde_json::json;

    #[test]
    fn an_answer_is_sent_back_until_it_is_written_anew() {
        let event = |(verb, note): &(&str, i64)| Event {
            id: 1,
            happened_at: DateTime::UNIX_EPOCH,
            actor_user_id: Some(1),
            interaction_id: None,
            verb: (*verb).to_owned(),
            before: None,
            after: (*note > 0).then(|| Json(json!({ "note": note }))),
        };
        for (newest_first, notes) in [
            (vec![], vec![]),
            (vec![(verb::DRAFTED, 0)], vec![]),
            (vec![(verb::SENT_BACK, 7), (verb::DRAFTED, 0)], vec![7]),
            (
                vec![(verb::NOTED, 9), (verb::SENT_BACK, 8), (verb::SENT_BACK, 7), (verb::APPROVED, 0)],
                vec![8, 7],
            ),
            (vec![(verb::DRAFTED, 0), (verb::SENT_BACK, 7)], vec![]),
            (vec![(verb::SENT_BACK, 8), (verb::DRAFTED, 0), (verb::SENT_BACK, 7)], vec![8]),
        ] {
            let events: Vec<Event> = newest_first.iter().map(event).collect();
            assert_eq!(sent_back(&events), notes, "{newest_first:?}");
        }
    }
}
