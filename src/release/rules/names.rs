//! What releases are called.

use crate::release::Release;

/// The release among `to_come` that is called so, in whatever case; the one with the number `own` may keep its name.
pub fn called<'a>(to_come: &'a [Release], name: &str, own: Option<i64>) -> Option<&'a Release> {
    let wanted = name.to_lowercase();
    let mut others = to_come.iter().filter(|it| Some(it.id) != own);
    others.find(|it| it.facts.name.to_lowercase() == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::{At, Day, Json},
        release::{Facts, Kind, State},
    };

    fn release(id: i64, name: &str) -> Release {
        let facts = Facts {
            name: name.to_owned(),
            kind: Kind::Minor,
            state: State::Planned,
            manager_user_id: 1,
            validator_user_id: None,
            target_day: Day("2026-12-16".parse().expect("a date")),
            target_rule: None,
            milestones_json: Json(Vec::new()),
            sync_json: None,
        };
        let created_at = At::from(chrono::DateTime::UNIX_EPOCH);
        Release { id, facts, channel_id: 1, created_by_user_id: 1, created_at, version: 1 }
    }

    #[test]
    fn a_name_is_taken_by_another_release_in_whatever_case() {
        let to_come = [release(1, "v26.12"), release(2, "Über-Release")];
        for (name, own, expected) in [
            ("v27.1", None, None),
            ("V26.12", None, Some(1)),
            ("über-release", Some(1), Some(2)),
            ("v26.12", Some(1), None),
            ("v26.12 ", None, None),
        ] {
            assert_eq!(called(&to_come, name, own).map(|it| it.id), expected, "{name}, {own:?}");
        }
    }
}
