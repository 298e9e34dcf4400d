//! Which shifts can be exchanged for each other.

use super::plan::Span;

/// Shifts are of like length when the shorter is at least four fifths of the longer: a clock change or a holiday does not
/// count, a weekend does.
const LIKE: (i32, i32) = (4, 5);

/// The first of `shifts` that is of like length as `like` and at another time; the one that comes closest where none is.
pub fn swappable(shifts: &[Span], like: Option<Span>) -> Option<Span> {
    let Some(like) = like else { return shifts.first().copied() };
    let mut apart = shifts.iter().filter(|shift| shift.common(like).is_none());
    let first = apart.clone().find(|shift| are_alike(**shift, like));
    let length = |span: Span| span.until - span.from;
    let closest = || apart.by_ref().min_by_key(|shift| (length(**shift) - length(like)).abs());
    first.or_else(closest).copied()
}

/// Whether two shifts are of like length.
pub fn are_alike(one: Span, other: Span) -> bool {
    let (one, other) = (one.until - one.from, other.until - other.from);
    let (shorter, longer) = (one.min(other), one.max(other));
    shorter * LIKE.1 >= longer * LIKE.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rotation::rules::sample::at;
    use chrono::TimeDelta;

    fn shift(day: i64, hours: i64) -> Span {
        let from = at("2026-11-02T09:00:00Z") + TimeDelta::days(day);
        Span { from, until: from + TimeDelta::hours(hours) }
    }

    #[test]
    fn the_first_of_like_length_is_proposed_else_the_closest() {
        let cases = [
            (
                "a day for a day, not for a weekend",
                vec![shift(4, 72), shift(9, 24)],
                shift(0, 24),
                shift(9, 24),
            ),
            ("a clock change is no difference", vec![shift(1, 23), shift(9, 24)], shift(0, 24), shift(1, 23)),
            ("not at the same time", vec![shift(0, 24), shift(2, 24)], shift(0, 24), shift(2, 24)),
            ("the closest where none is alike", vec![shift(1, 72), shift(9, 48)], shift(0, 24), shift(9, 48)),
        ];
        for (name, shifts, like, expected) in cases {
            assert_eq!(swappable(&shifts, Some(like)), Some(expected), "{name}");
        }
        assert_eq!(swappable(&[], Some(shift(0, 24))), None);
        assert_eq!(swappable(&[shift(3, 24), shift(1, 72)], None), Some(shift(3, 24)));
    }
}
