//! Whether an answer is looked at before it goes out.

use crate::{base::working_hours::WorkingHours, db::At, escalation::Facts};
use chrono::{DateTime, Utc};

/// Full business days of silence after which an answer waits no longer.
pub const FULL_DAYS: usize = 3;
/// Days that are looked through for those.
const HORIZON: usize = 400;

/// When an answer that waits for its reviewers since `from` waits no longer: at the end of the third business day that lies
/// after that day as a whole. Where nobody ever works, never.
pub fn ends_at(hours: &WorkingHours, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = hours.zone().date(from).iter_days().skip(1).take(HORIZON);
    days.filter_map(|date| hours.closing(date)).nth(FULL_DAYS - 1)
}

/// The answer waits for its reviewers from now on; what was approved before was another text.
pub fn begin(facts: Facts, now: DateTime<Utc>) -> Facts {
    Facts { review_since_at: Some(now.into()), approved_at: None, approved_by_user_id: None, ..facts }
}

/// It does not wait for anybody, and nobody has approved it.
pub fn none(facts: Facts) -> Facts {
    Facts { review_since_at: None, approved_at: None, approved_by_user_id: None, ..facts }
}

/// Somebody lets it go, or their time is over.
pub fn approve(facts: Facts, by: Option<i64>, now: DateTime<Utc>) -> Facts {
    Facts { review_since_at: None, approved_at: Some(now.into()), approved_by_user_id: by, ..facts }
}

/// Whether a drafted answer may not be posted yet: somebody has to look at it who has not.
pub fn is_held(facts: &Facts, has_reviewers: bool) -> bool {
    facts.draft.is_some()
        && (facts.review_since_at.is_some() || (has_reviewers && facts.approved_at.is_none()))
}

/// Who looks at an answer: the reviewers but for whoever wrote it.
pub fn who(reviewers: &[i64], drafted_by: Option<i64>) -> Vec<i64> {
    reviewers.iter().copied().filter(|user_id| Some(*user_id) != drafted_by).collect()
}

/// Whether its clock stands still: it is put off, or waits for its reviewers.
pub fn rests(snoozed_until_at: Option<At>, review_since_at: Option<At>) -> bool {
    snoozed_until_at.is_some() || review_since_at.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::civil::Zone, escalation::State, escalation::rules::lifecycle::tests::facts};

    #[test]
    fn three_full_business_days_are_waited_for() {
        let hours = WorkingHours::office(Zone::parse("Europe/Berlin").unwrap());
        let hours = hours.with_holidays(["2026-11-27".parse().unwrap()]);
        for (from, ends) in [
            // Monday afternoon: Tuesday, Wednesday, Thursday.
            ("2026-11-23T14:00:00Z", "2026-11-26T16:00:00Z"),
            // Monday before work: that day is not a full one either.
            ("2026-11-23T05:00:00Z", "2026-11-26T16:00:00Z"),
            // Over a holiday and a weekend.
            ("2026-11-25T14:00:00Z", "2026-12-01T16:00:00Z"),
        ] {
            assert_eq!(ends_at(&hours, from.parse().unwrap()), Some(ends.parse().unwrap()), "{from}");
        }
    }

    #[test]
    fn what_is_edited_after_approval_waits_again() {
        let now = DateTime::UNIX_EPOCH;
        let drafted = Facts { draft: Some("Yes.".to_owned()), ..facts(State::Acknowledged, Some(1)) };
        assert!(is_held(&drafted, true) && !is_held(&drafted, false));
        let waiting = begin(drafted.clone(), now);
        assert!(
            is_held(&waiting, true) && is_held(&waiting, false),
            "also when the reviewers were taken away"
        );
        let approved = approve(waiting, Some(7), now);
        assert!(!is_held(&approved, true));
        assert!(is_held(&begin(approved, now), true));
        assert!(!is_held(&facts(State::Acknowledged, Some(1)), true), "nobody drafted anything");
        assert_eq!(who(&[1, 2], Some(1)), [2]);
    }
}
