//! What answers come to, and how long they are waited for.

use crate::{base::recurrence::working_days_from, base::working_hours::WorkingHours, meeting::Answered};
use chrono::{DateTime, TimeDelta, Utc};

/// The best that a meeting can be said to be.
pub const BEST: i64 = 5;
/// Without working days the questions stay open for so long.
const USUALLY: TimeDelta = TimeDelta::hours(36);

/// When the questions of a meeting that ended at `ended` close: with the next working day.
pub fn survey_closes(ended: DateTime<Utc>, hours: &WorkingHours) -> DateTime<Utc> {
    let next = working_days_from(hours.zone().date(ended), 1, hours);
    next.and_then(|day| hours.closing(day)).filter(|at| *at > ended).unwrap_or(ended + USUALLY)
}

/// Answers in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many said how useful it was.
    pub count: i64,
    /// Ten times the mean, rounded: 42 for 4.2.
    pub mean_tenths: i64,
}

/// What the answers to the first question come to.
pub fn figures(all: &[Answered]) -> Figures {
    let useful: Vec<i64> = all.iter().filter_map(|answer| answer.useful).collect();
    let Ok(count) = i64::try_from(useful.len()) else { return Figures::default() };
    let sum: i64 = useful.iter().sum();
    match count {
        0 => Figures::default(),
        count => Figures { count, mean_tenths: (20 * sum + count) / (2 * count) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::civil::Zone, meeting::Question};
    use proptest::prelude::*;

    fn answer(useful: i64) -> Answered {
        Answered { question: Question::Useful, useful: Some(useful), said: None, user_id: None }
    }

    #[test]
    fn a_mean_is_rounded_to_a_tenth() {
        let all = [answer(5), answer(4), answer(4)];
        assert_eq!(figures(&all), Figures { count: 3, mean_tenths: 43 });
        assert_eq!(figures(&[]), Figures::default());
    }

    #[test]
    fn questions_close_with_the_next_working_day() {
        let hours = WorkingHours::office(Zone::utc());
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(
            survey_closes(at("2026-12-04T17:30:00Z"), &hours),
            at("2026-12-07T17:00:00Z"),
            "over a weekend"
        );
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_the_worst_and_the_best(all in prop::collection::vec(1i64..=BEST, 1..50)) {
            let answers: Vec<Answered> = all.iter().map(|useful| answer(*useful)).collect();
            let (least, most) = (all.iter().min().copied().unwrap_or(0), all.iter().max().copied().unwrap_or(0));
            let mean = figures(&answers).mean_tenths;
            prop_assert!((10 * least..=10 * most).contains(&mean));
        }
    }
}
