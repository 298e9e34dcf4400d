//! Cover that was asked for: what of it is still open, and when others are reminded that nobody has answered.

use super::{Plan, Span, stints};
use chrono::{DateTime, TimeDelta, Utc};

/// When the others are reminded that nobody has answered: at the latest so long before the time begins.
const REMIND_BEFORE: TimeDelta = TimeDelta::hours(24);

/// Half-way to the start, but not later than a day before it and not sooner than in an hour.
pub fn reminder_at(span: Span, now: DateTime<Utc>) -> DateTime<Utc> {
    let half = now + (span.from - now) / 2;
    half.min(span.from - REMIND_BEFORE).max(now + TimeDelta::hours(1))
}

/// Half-way from the reminder to the start, but not sooner than an hour after it.
pub fn lead_at(span: Span, now: DateTime<Utc>) -> DateTime<Utc> {
    let reminder = reminder_at(span, now);
    (reminder + (span.from - reminder) / 2).max(reminder + TimeDelta::hours(1))
}

/// What is left of `whole` beside what is `taken`, in order.
pub fn less(whole: Span, mut taken: Vec<Span>) -> Vec<Span> {
    taken.sort_unstable();
    let mut open = Vec::new();
    let mut at = whole.from;
    for span in taken {
        if span.from > at {
            open.push(Span { from: at, until: span.from.min(whole.until) });
        }
        at = at.max(span.until);
    }
    open.push(Span { from: at, until: whole.until });
    open.retain(|span| span.from < span.until);
    open
}

/// What still needs cover: of what `user_id` asked for, `whole`, the `open` parts in which they are on, on whichever seat.
pub fn needed(plan: &Plan, user_id: i64, whole: Span, open: &[Span]) -> Vec<Span> {
    let mut stints = stints(plan, whole.from, whole.until);
    let mut held = stints.remove(&user_id).unwrap_or_default();
    held.sort_unstable_by_key(|stint| stint.span);
    let parts = open.iter().flat_map(|open| held.iter().filter_map(|stint| open.common(stint.span)));
    let mut needed: Vec<Span> = Vec::new();
    for part in parts {
        match needed.last_mut() {
            Some(last) if part.from <= last.until => last.until = last.until.max(part.until),
            _ => needed.push(part),
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hour(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(n)
    }

    fn span((from, until): (i64, i64)) -> Span {
        Span { from: hour(from), until: hour(until) }
    }

    #[test]
    fn what_is_taken_leaves_the_rest() {
        for (taken, expected) in [
            (vec![], vec![(0, 10)]),
            (vec![(0, 10)], vec![]),
            (vec![(2, 4)], vec![(0, 2), (4, 10)]),
            (vec![(6, 8), (2, 4), (3, 5)], vec![(0, 2), (5, 6), (8, 10)]),
            (vec![(-5, 3), (9, 20)], vec![(3, 9)]),
            (vec![(-5, 0), (10, 20)], vec![(0, 10)]),
        ] {
            let left = less(span((0, 10)), taken.iter().copied().map(span).collect());
            assert_eq!(left, expected.into_iter().map(span).collect::<Vec<_>>(), "{taken:?}");
        }
    }

    #[test]
    fn others_are_reminded_half_way_and_a_day_ahead_at_the_latest() {
        for (from, reminder, lead) in [(100, 50, 75), (40, 16, 28), (2, 1, 2), (0, 1, 2)] {
            let span = span((from, from + 8));
            assert_eq!(
                (reminder_at(span, hour(0)), lead_at(span, hour(0))),
                (hour(reminder), hour(lead)),
                "{from}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_hour_is_taken_or_left(taken in prop::collection::vec((-5_i64..15, 0_i64..8), 0..6)) {
            let taken: Vec<Span> = taken.into_iter().map(|(from, length)| span((from, from + length))).collect();
            let left = less(span((0, 10)), taken.clone());
            for at in (-5..15).map(hour) {
                let is_in = |spans: &[Span]| spans.iter().any(|span| span.contains(at));
                prop_assert_eq!(is_in(&left), span((0, 10)).contains(at) && !is_in(&taken));
            }
        }
    }
}
