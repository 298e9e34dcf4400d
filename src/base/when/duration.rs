//! Spans of time: read, added to an instant, and written in words.

use super::{Context, DurationError, HORIZON_YEARS, LONGEST};
use crate::base::civil::add_months;
use crate::base::lexicon::{digits, number};
use crate::base::text::trim_to;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Working days are counted one by one, so there is an end to them.
const MOST_WORKING_DAYS: i64 = 1000;

/// A span with its calendar parts kept apart, since a day is not always 24 hours long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    months: i64,
    days: i64,
    working_days: i64,
    seconds: i64,
}

/// Units of a span.
#[derive(Clone, Copy)]
enum Unit {
    Seconds(i64),
    Days(i64),
    WorkingDays,
    Months(i64),
}

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
    if digits(&text).is_some() {
        return Err(DurationError::NoUnit(text));
    }
    let unknown = || DurationError::Unknown(trim_to(&text, 40).into_owned());
    let span = if text.len() > LONGEST { None } else { Span::read(&text) }.ok_or_else(unknown)?;
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

impl Span {
    /// Reads a span, lower case, of numbers and units that follow each other; `None` if anything
    /// else is in it.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.replace("half an hour", "30min").replace("half a day", "12h");
        let text = text.replace("working day", "workday").replace("business day", "workday");
        let mut span = Self::default();
        let mut rest = text.trim_start();
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let (hundredths, after) = read_number(rest)?;
            let after = after.trim_start();
            let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            span.add(hundredths, unit(&after[..end])?)?;
            rest = after[end..].trim_start();
            rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
        }
        Some(span)
    }

    /// Whether the span is made of whole days, weeks and months only.
    pub(super) fn is_in_days(&self) -> bool {
        self.seconds == 0
    }

    fn add(&mut self, hundredths: i64, unit: Unit) -> Option<()> {
        let is_whole = hundredths % 100 == 0;
        let (part, each) = match unit {
            Unit::Seconds(each) => (&mut self.seconds, each),
            Unit::Days(each) if is_whole => (&mut self.days, each),
            Unit::Days(each) => (&mut self.seconds, each * DAY),
            Unit::WorkingDays if is_whole => (&mut self.working_days, 1),
            Unit::Months(each) if is_whole => (&mut self.months, each),
            Unit::WorkingDays | Unit::Months(_) => return None,
        };
        *part = part.checked_add(hundredths.checked_mul(each)? / 100)?;
        Some(())
    }

    /// The instant one span after now: months, then days at the same time on the clock, then
    /// elapsed time. `None` beyond every calendar.
    pub(super) fn after(&self, context: Context) -> Option<DateTime<Utc>> {
        let local = context.zone.local(context.now);
        let date = add_months(local.date(), self.months)?;
        let days = Days::new(self.days.unsigned_abs());
        let date = if self.days < 0 { date.checked_sub_days(days) } else { date.checked_add_days(days) }?;
        let date = self.past_working_days(date, context)?;
        // Without calendar parts the instant is exact, also within an hour that clocks show twice.
        let base = if date == local.date() {
            context.now
        } else {
            context.zone.instant(date.and_time(local.time()))
        };
        base.checked_add_signed(TimeDelta::try_seconds(self.seconds)?)
    }

    /// The instant one span before now.
    pub(super) fn before(&self, context: Context) -> Option<DateTime<Utc>> {
        let Self { months, days, working_days, seconds } = *self;
        Self { months: -months, days: -days, working_days: -working_days, seconds: -seconds }.after(context)
    }

    fn past_working_days(&self, date: NaiveDate, context: Context) -> Option<NaiveDate> {
        let step = |date: NaiveDate| if self.working_days < 0 { date.pred_opt() } else { date.succ_opt() };
        let mut left = self.working_days.abs();
        let (mut date, mut seen) = (date, 0);
        if left > MOST_WORKING_DAYS {
            return None;
        }
        while left > 0 && seen < 100 * MOST_WORKING_DAYS {
            date = step(date)?;
            seen += 1;
            if context.hours.opening(date).is_some() {
                left -= 1;
            }
        }
        (left == 0).then_some(date)
    }
}

/// The number that `text` starts with, in hundredths, and what follows it.
fn read_number(text: &str) -> Option<(i64, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        let (word, rest) = text.split_once(' ')?;
        return Some((i64::from(number(word)?) * 100, rest));
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole: i64 = text[..end].parse().ok().filter(|n| *n <= 10_000_000)?;
    let Some(fraction) = text[end..].strip_prefix('.') else {
        return Some((whole * 100, &text[end..]));
    };
    let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    let hundredths: i64 = match &fraction[..end] {
        tenths if tenths.len() == 1 => tenths.parse::<i64>().ok()? * 10,
        hundredths if hundredths.len() == 2 => hundredths.parse().ok()?,
        _ => return None,
    };
    Some((whole * 100 + hundredths, &fraction[end..]))
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Seconds(MINUTE),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(HOUR),
        "d" | "day" | "days" => Unit::Days(1),
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Days(7),
        "fortnight" | "fortnights" => Unit::Days(14),
        "workday" | "workdays" | "wd" => Unit::WorkingDays,
        "mo" | "mos" | "month" | "months" => Unit::Months(1),
        "quarter" | "quarters" => Unit::Months(3),
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Months(12),
        _ => return None,
    })
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
