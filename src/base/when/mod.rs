//! Times and durations as people type them, and as Discord and sentences show them.
//!
//! Reading is forgiving and never silent: a [`Reading`] says in words what was understood, and
//! where a text has two meanings it carries the other one too, to be offered in one click.

mod calendar;
mod dates;
mod duration;
mod error;
mod stamp;

pub use duration::{duration_in_words, parse_duration};
pub use error::{DurationError, WhenError};
pub use stamp::{Style, stamp};

use super::civil::Zone;
use super::lexicon::{date_in_words, weekday_name};
use super::working_hours::WorkingHours;
use calendar::Wish;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use duration::Span;

/// Longer texts are no times.
const LONGEST: usize = 100;
/// Nobody plans further than this; a larger number is a slip of the finger.
const HORIZON_YEARS: i64 = 100;

/// What a text means as an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant taken. It can be in the past; whether that makes sense is the caller's to say.
    pub at: DateTime<Utc>,
    /// The instant in words, such as "Wednesday 2 December 2026 at 09:00 (Los Angeles)".
    pub words: String,
    /// Another instant that the text may mean, in the same words.
    pub other: Option<(DateTime<Utc>, String)>,
}

/// Where and when a text is read.
#[derive(Clone, Copy)]
struct Context<'a> {
    now: DateTime<Utc>,
    zone: &'a Zone,
    hours: &'a WorkingHours,
    /// The date in `zone` at `now`.
    today: NaiveDate,
}

/// Reads `text` as an instant, as meant at `now` by somebody in `zone` whose team works `hours`.
///
/// Understood are durations from now ("in 3d", "2h30m", "in 2 working days"), days ("tomorrow",
/// "wed", "next wed", "1 Dec", "2026-12-01", "the 15th"), times ("14:00", "9am", "noon"), both
/// together ("next wed 9am PT"), ends of periods ("eod", "eow", "eom"), RFC 3339 and Discord's own
/// `<t:…>`. The rules where people disagree:
///
/// - a bare weekday is the soonest one still to come, "this wed" that of this ISO week, "next wed"
///   that of the week after;
/// - a day without a time means the team's opening on it; today, once that has passed, its closing;
/// - ends of periods are closings of working days; "3d" keeps the time on the clock, "72h" does not;
/// - 3/4 is read the American way in zones of America, else the day comes first.
///
/// # Errors
/// One sentence that says what was not understood and shows examples.
pub fn parse_instant(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
) -> Result<Reading, WhenError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(WhenError::Empty);
    }
    if text.len() > LONGEST {
        return Err(WhenError::TooLong);
    }
    let context = Context { now, zone, hours, today: zone.date(now) };
    if let Some(at) = stamp::read(text).or_else(|| rfc3339(text)) {
        return reading(at, None, context);
    }
    let (words, zone) = words(text);
    let zone = zone.unwrap_or_else(|| context.zone.clone());
    let context = Context { zone: &zone, today: zone.date(now), ..context };
    if let Some(at) = from_now(&words, context) {
        return reading(at.ok_or(WhenError::TooFar)?, None, context);
    }
    let wish = Wish::read(&words, context)?;
    let (at, other) = wish.resolve(context);
    reading(at, other, context)
}

fn reading(at: DateTime<Utc>, other: Option<DateTime<Utc>>, context: Context) -> Result<Reading, WhenError> {
    if (at - context.now).abs() > TimeDelta::days(HORIZON_YEARS * 366) {
        return Err(WhenError::TooFar);
    }
    let other = other.map(|other| (other, in_words(other, context.zone)));
    Ok(Reading { at, words: in_words(at, context.zone), other })
}

/// An instant as a sentence holds it, in `zone`: "Wednesday 2 December 2026 at 09:00 (Berlin)".
pub fn in_words(at: DateTime<Utc>, zone: &Zone) -> String {
    let local = zone.local(at);
    let day = weekday_name(local.weekday());
    format!("{day} {} at {} ({})", date_in_words(local.date()), local.format("%H:%M"), zone.city())
}

/// Reads a date alone, such as "1 Dec", "2026-12-01" or "next fri", as meant on the date `today`
/// by somebody in `zone`: the soonest one from `today` on. `words` are in lower case.
pub(super) fn parse_date(words: &[&str], today: NaiveDate, zone: &Zone) -> Option<NaiveDate> {
    let works = |date: NaiveDate| date.weekday().num_days_from_monday() < 5;
    let almanac = dates::Almanac { today, month_first: dates::is_month_first(zone), works: &works };
    let (dates, used) = dates::read(words, almanac)?;
    let date = dates.candidates.iter().find(|date| **date >= today).or(dates.candidates.first());
    if used == words.len() { date.copied() } else { None }
}

fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// The words of `text` that carry meaning, lower case, and the zone named at their end.
fn words(text: &str) -> (Vec<String>, Option<Zone>) {
    let mut text = text.to_lowercase().replace([',', '\u{a0}', '\u{202f}'], " ");
    text = text.trim_start_matches('+').split_whitespace().collect::<Vec<_>>().join(" ");
    for (phrase, word) in [
        ("end of the ", "end of "),
        ("end of this ", "end of "),
        ("close of business", "eod"),
        ("end of business", "eod"),
        ("end of day", "eod"),
        ("end of next ", "next end of "),
        ("end of week", "eow"),
        ("end of month", "eom"),
        ("end of quarter", "eoq"),
        ("end of year", "eoy"),
        ("day after tomorrow", "overmorrow"),
        ("this morning", "today morning"),
        ("this afternoon", "today afternoon"),
        ("this evening", "tonight"),
        ("a.m.", "am"),
        ("p.m.", "pm"),
    ] {
        text = text.replace(phrase, word);
    }
    let parts = text.split(' ').flat_map(|word| date_and_time(word).map_or_else(|| vec![word], Vec::from));
    let mut words: Vec<String> = parts.map(str::to_owned).collect();
    let zone = words.last().and_then(|last| {
        let last = last.trim_matches(['(', ')']);
        if last.contains('/') { Zone::find(last) } else { Zone::from_abbreviation(last) }
    });
    if zone.is_some() {
        words.pop();
    }
    (words, zone)
}

/// The two halves of "2026-12-01t14:00".
fn date_and_time(word: &str) -> Option<[&str; 2]> {
    let (date, time) = word.split_once('t')?;
    let is_date = date.len() == 10 && date.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_date.then_some([date, time])
}

/// A span from now, perhaps with a time of day: "in 3d", "2 weeks ago", "in 3 days at 9am". The
/// inner `None`: beyond every calendar. The outer one: not a span.
fn from_now(words: &[String], context: Context) -> Option<Option<DateTime<Utc>>> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words == ["now"] {
        return Some(Some(context.now));
    }
    words.retain(|word| *word != "at");
    if matches!(words.first(), Some(&"in" | &"after")) {
        words.remove(0);
    }
    let is_past = words.last() == Some(&"ago");
    if is_past || words.last() == Some(&"later") {
        words.pop();
    } else if words.ends_with(&["from", "now"]) {
        words.truncate(words.len() - 2);
    }
    if let Some(span) = Span::read(&words.join(" ")) {
        let at = if is_past { span.before(context) } else { span.after(context) };
        return Some(at);
    }
    // A time of day goes with whole days only.
    let (rest, time) =
        (1..words.len()).rev().find_map(|i| Some((&words[..i], calendar::read_time(&words[i..])?)))?;
    let date = Span::read(&rest.join(" ")).filter(Span::is_in_days)?.after(context);
    Some(date.map(|at| context.zone.instant(time.on(context.zone.date(at)))))
}

#[cfg(test)]
mod tests;
