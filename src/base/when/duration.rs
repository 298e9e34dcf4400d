//! Durations, read and written in words.

use super::{DurationError, HORIZON_YEARS, LONGEST};
use crate::base::{
    phrase::{span::span, tokens::Text},
    text::trim_to,
};
use chrono::TimeDelta;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Reads a duration such as "2h30m", "1.5h", "3 days", "half an hour" or "1 week 2 days". A day is
/// 24 hours.
///
/// # Errors
/// One sentence that says what was not understood and shows examples.
pub fn parse_duration(text: &str) -> Result<TimeDelta, DurationError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(DurationError::Empty);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DurationError::NoUnit(text));
    }
    let unknown = || DurationError::Unknown(trim_to(&text, 40).into_owned());
    let typed = Text::new(if text.len() > LONGEST { "" } else { &text });
    let found = span(&typed.tokens).filter(|found| found.used == typed.tokens.len());
    let span = found.ok_or_else(unknown)?.value;
    if span.months != 0 || span.working_days != 0 {
        return Err(DurationError::Calendar);
    }
    let seconds = span.days.checked_mul(DAY).and_then(|days| days.checked_add(span.seconds));
    let most = HORIZON_YEARS * 366 * DAY;
    seconds.filter(|seconds| *seconds <= most).map(TimeDelta::seconds).ok_or(DurationError::TooLong)
}

/// A duration in words, its two largest parts: "2 h 30 min", "3 days", "1 day 4 h", "45 s". What
/// is smaller is cut off; a negative duration has a minus sign in front.
pub fn duration_in_words(duration: TimeDelta) -> String {
    let total = duration.num_seconds();
    let sign = if total < 0 { "−" } else { "" };
    let total = total.saturating_abs();
    let days = total / DAY;
    let parts = [
        (days, if days == 1 { "day" } else { "days" }),
        (total % DAY / HOUR, "h"),
        (total % HOUR / MINUTE, "min"),
        (total % MINUTE, "s"),
    ];
    let largest = parts.iter().position(|(count, _)| *count > 0).unwrap_or(parts.len() - 1);
    let shown = parts.iter().enumerate().skip(largest).take(2);
    let shown = shown.filter(|(i, (count, _))| *count > 0 || *i == largest);
    let words: Vec<String> = shown.map(|(_, (count, unit))| format!("{count} {unit}")).collect();
    format!("{sign}{}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read() {
        for (text, minutes) in [
            ("2h30m", 150),
            ("2 h 30 min", 150),
            ("1.5h", 90),
            ("90 minutes", 90),
            ("half an hour", 30),
            ("an hour and 5 minutes", 65),
            ("3 days", 3 * 1440),
            ("1w 2d", 9 * 1440),
            ("1.5d", 36 * 60),
            ("0m", 0),
            ("Two Weeks", 14 * 1440),
            ("1h30", 90),
            ("1 1/2 hours", 90),
            ("1,5 Stunden", 90),
            ("an hour and a half", 90),
            ("eine halbe Stunde", 30),
        ] {
            assert_eq!(parse_duration(text), Ok(TimeDelta::minutes(minutes)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused_with_examples() {
        for (text, says) in [
            ("", "No duration"),
            ("90", "“90” needs a unit, such as 90m"),
            ("soon", "“soon”"),
            ("2h 30", "“2h 30”"),
            ("2 months", "not always equally long"),
            ("3 working days", "not always equally long"),
            ("9999999 weeks", "longer than a hundred years"),
            ("99999999999999999999h", "I cannot read"),
            ("-2h", "I cannot read"),
        ] {
            let error = parse_duration(text).unwrap_err().to_string();
            assert!(error.contains(says) && error.ends_with("“2 weeks”."), "{text}: {error}");
        }
    }

    #[test]
    fn durations_are_written_in_two_parts() {
        for (seconds, words) in [
            (0, "0 s"),
            (45, "45 s"),
            (150 * 60, "2 h 30 min"),
            (3 * DAY, "3 days"),
            (DAY + 4 * HOUR + 59, "1 day 4 h"),
            (DAY + 59, "1 day"),
            (-90, "−1 min 30 s"),
        ] {
            assert_eq!(duration_in_words(TimeDelta::seconds(seconds)), words);
        }
        assert!(!duration_in_words(TimeDelta::MIN).is_empty());
    }

    proptest! {
        #[test]
        fn two_part_durations_read_back(hours in 0i64..24, minutes in 1i64..60) {
            let duration = TimeDelta::minutes(hours * 60 + minutes);
            prop_assert_eq!(parse_duration(&duration_in_words(duration)), Ok(duration));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,30}|[0-9.]{1,25}[a-z]{0,6}( [0-9a-z.]{0,9}){0,3}") {
            let _ = parse_duration(&text);
        }
    }
}
