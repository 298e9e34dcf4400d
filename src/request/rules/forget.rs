//! What is left of a request when somebody is forgotten.

use crate::{
    contract::NOBODY,
    db::event::Trace,
    request::{
        State,
        rules::change::verb,
        store::forget::{Kept, Said},
    },
    room::{FORGOTTEN, Forgetting, forget_texts},
};
use serde_json::Value;

/// The names under which events hold what a request, its notes and its files say.
const TEXTS: [&str; 5] = ["text", "link", "area_keyword", "name", "problem"];

/// Whether all that a request says goes: it is the customer's, or the member filed it or said it.
pub fn goes_whole(kept: &Kept, who: &Forgetting) -> bool {
    let author =
        kept.snapshot_json.as_ref().and_then(|json| json.get("author_user_id")).and_then(Value::as_i64);
    kept.customer_id.is_some_and(|id| who.customers().contains(&id))
        || who.is_member(Some(kept.reporter_user_id))
        || who.is_member(author)
}

/// What is left of a request; `None` when nothing of it has to go.
pub fn left_of(kept: &Kept, who: &Forgetting) -> Option<Kept> {
    let mut left = kept.clone();
    if goes_whole(kept, who) {
        left.text = FORGOTTEN.to_owned();
        (left.link, left.area_keyword, left.snapshot_json) = (None, None, None);
    } else {
        left.text = who.text(&kept.text).unwrap_or(left.text);
        // An address with something else in it leads nowhere.
        left.link = left.link.filter(|link| who.text(link).is_none());
        left.area_keyword = left.area_keyword.filter(|keyword| who.text(keyword).is_none());
        if let Some(snapshot) = &mut left.snapshot_json {
            who.json(&mut snapshot.0);
        }
    }
    if who.is_member(Some(kept.reporter_user_id)) {
        left.reporter_user_id = NOBODY;
    }
    if who.is_member(kept.assignee_user_id) {
        left.assignee_user_id = None;
        if kept.state == State::Assigned.word() {
            left.state = State::New.word().to_owned();
        }
    }
    (left != *kept).then_some(left)
}

/// What is left of a note or a question on a request that goes whole, or not; `None` when nothing of it has to go.
pub fn left_of_said(said: &Said, is_whole: bool, who: &Forgetting) -> Option<Said> {
    let mut left = said.clone();
    let is_theirs = who.is_member(Some(said.user_id));
    if is_theirs {
        left.user_id = NOBODY;
    }
    if is_theirs || is_whole {
        left.text = FORGOTTEN.to_owned();
    } else {
        left.text = who.text(&said.text).unwrap_or(left.text);
    }
    (left != *said).then_some(left)
}

/// Takes out of an event of a request what it may not tell any more. Returns whether anything changed.
pub fn forget_event(trace: &mut Trace, is_whole: bool, who: &Forgetting) -> bool {
    let says_something = [verb::NOTED, verb::ASKED, verb::ANSWERED].contains(&trace.verb.as_str());
    let is_theirs = who.is_member(trace.actor_user_id) && says_something;
    let texts = |side: &mut Value| (is_whole || is_theirs) && forget_texts(side, &TEXTS);
    let is_changed = trace.sides().fold(false, |is_changed, side| texts(side) | is_changed);
    who.trace(trace) | is_changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contract::RealName, db::Json, room::Whom};
    use serde_json::json;

    fn kept() -> Kept {
        Kept {
            id: 12,
            text: "Acme cannot log in, says <@5>".to_owned(),
            link: Some("https://acme.example.com/1".to_owned()),
            area_keyword: Some("log in".to_owned()),
            state: "assigned".to_owned(),
            customer_id: Some(7),
            reporter_user_id: 3,
            assignee_user_id: Some(4),
            snapshot_json: Some(Json(json!({ "author_user_id": 5, "text": "Acme cannot log in" }))),
        }
    }

    fn customer(id: i64) -> Forgetting {
        Forgetting::new(Whom::Customer(vec![id]), vec![RealName::new("Acme")])
    }

    fn member(user_id: i64) -> Forgetting {
        Forgetting::new(Whom::Member(user_id), Vec::new())
    }

    #[test]
    fn a_request_loses_what_is_somebodys_and_stays_counted() {
        let whole = |kept: Kept| Kept {
            text: FORGOTTEN.to_owned(),
            link: None,
            area_keyword: None,
            snapshot_json: None,
            ..kept
        };
        assert_eq!(left_of(&kept(), &customer(7)), Some(whole(kept())));
        assert_eq!(left_of(&kept(), &member(3)), Some(Kept { reporter_user_id: NOBODY, ..whole(kept()) }));
        assert_eq!(left_of(&kept(), &member(5)), Some(whole(kept())), "they said it");
        let free = Kept { assignee_user_id: None, state: "new".to_owned(), ..kept() };
        assert_eq!(left_of(&kept(), &member(4)), Some(free));
        assert_eq!(left_of(&kept(), &member(6)), None);
        let named = left_of(&kept(), &customer(8)).expect("another customer's text names it");
        assert_eq!(named.text, "a forgotten customer cannot log in, says <@5>");
        assert_eq!((named.link, named.area_keyword), (None, Some("log in".to_owned())));
    }
}
