//! Figures over many escalations.

/// What one escalation adds to the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Minutes of working time until somebody took it.
    pub taken_minutes: Option<i64>,
    /// Minutes of working time until it was answered.
    pub answered_minutes: Option<i64>,
    /// Whether a target was missed.
    pub is_late: bool,
}

/// How long something took, over many: minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub median: i64,
    pub mean: i64,
    /// Nine of ten took no longer.
    pub ninety: i64,
}

/// The figures of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    pub count: usize,
    pub late: usize,
    /// `None` while nobody has taken any.
    pub taken: Option<Spread>,
    /// `None` while none is answered.
    pub answered: Option<Spread>,
}

/// The figures of these.
pub fn figures(all: &[Measured]) -> Figures {
    Figures {
        count: all.len(),
        late: all.iter().filter(|it| it.is_late).count(),
        taken: spread(all.iter().filter_map(|it| it.taken_minutes).collect()),
        answered: spread(all.iter().filter_map(|it| it.answered_minutes).collect()),
    }
}

/// Of an even count the median lies between the two in the middle; nine tenths is the nearest rank.
fn spread(mut minutes: Vec<i64>) -> Option<Spread> {
    minutes.sort_unstable();
    let count = minutes.len();
    let (low, high) = (minutes.get(count.checked_sub(1)? / 2)?, minutes.get(count / 2)?);
    let rank = (count * 9).div_ceil(10).max(1);
    Some(Spread {
        median: i64::midpoint(*low, *high),
        mean: minutes.iter().sum::<i64>() / i64::try_from(count).ok()?,
        ninety: *minutes.get(rank - 1)?,
    })
}

/// A bar as long as `value` is to `greatest`, of at most `width` characters: never empty, so that little is not nothing.
pub fn bar(value: i64, greatest: i64, width: usize) -> String {
    let width = i64::try_from(width).unwrap_or(i64::MAX);
    let length = value.max(0).saturating_mul(width) / greatest.max(1);
    "█".repeat(usize::try_from(length.clamp(1, width)).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_mean_and_nine_tenths() {
        for (minutes, median, mean, ninety) in [
            (vec![7], 7, 7, 7),
            (vec![10, 20], 15, 15, 20),
            (vec![30, 10, 20], 20, 20, 30),
            ((1..=10).collect(), 5, 5, 9),
            ((1..=11).collect(), 6, 6, 10),
            (vec![1, 1, 1, 1, 1, 1, 1, 1, 1, 1000], 1, 100, 1),
        ] {
            assert_eq!(spread(minutes.clone()), Some(Spread { median, mean, ninety }), "{minutes:?}");
        }
        assert_eq!(spread(Vec::new()), None);
    }

    #[test]
    fn what_is_open_counts_and_takes_no_time() {
        let open = Measured { taken_minutes: Some(5), answered_minutes: None, is_late: true };
        let figures = figures(&[open]);
        assert_eq!((figures.count, figures.late, figures.answered), (1, 1, None));
    }

    #[test]
    fn bars_are_never_empty_and_never_too_long() {
        for (value, greatest, length) in [(10, 10, 20), (5, 10, 10), (0, 10, 1), (0, 0, 1), (99, 10, 20)] {
            assert_eq!(bar(value, greatest, 20).chars().count(), length, "{value} of {greatest}");
        }
    }
}
