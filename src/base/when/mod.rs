//! Times and durations as people type them, and as Discord and sentences show them.
//!
//! Reading is forgiving and never silent: a [`Reading`] says in words what was understood, and
//! where a text has two meanings it carries the other one too, to be offered in one click.

mod age;
mod calendar;
mod dates;
mod duration;
mod error;
mod shift;
mod stamp;

pub use age::age;
pub use duration::{duration_in_words, parse_duration};
pub(super) use error::SHOWN;
pub use error::{DurationError, WhenError};
pub use stamp::{Style, stamp};

use super::civil::{Adjustment, Zone};
use super::lexicon::{date_in_words, weekday_name};
use super::phrase::{Grammar, Phrase, PhraseError, read};
use super::working_hours::WorkingHours;
pub(super) use calendar::Choice;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
pub(super) use dates::{is_month_first, last_of_period, soonest};

/// Longer texts are no times.
pub(super) const LONGEST: usize = 200;
/// Nobody plans further than this; a larger number is a slip of the finger.
const HORIZON_YEARS: i64 = 100;
/// Other readings that are offered.
pub(super) const MOST_OTHERS: usize = 3;

/// What a text means as an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant taken. It can be in the past; whether that makes sense is the caller's to say.
    pub at: DateTime<Utc>,
    /// The instant in words, such as "Wednesday 2 December 2026 at 09:00 (Los Angeles)".
    pub words: String,
    /// Other instants still to come that the text may mean, in the same words, the likeliest first.
    pub others: Vec<(DateTime<Utc>, String)>,
    /// A sentence when clocks skip or repeat the time that was typed.
    pub note: Option<String>,
}

/// Where and when a text is read.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub now: DateTime<Utc>,
    pub zone: &'a Zone,
    pub hours: &'a WorkingHours,
    /// The date in `zone` at `now`.
    pub today: NaiveDate,
    /// The time of day of what is moved: a day without one keeps it.
    pub usual: Option<NaiveTime>,
}

/// Reads `text` as an instant, as meant at `now` by somebody in `zone` whose team works `hours`. Every word of it is
/// understood, or it is refused.
///
/// Understood are durations from now ("in 3d", "2h30m", "in 2 working days"), days ("tomorrow", "wed", "next wed",
/// "1 Dec", "2026-12-01", "the 15th", "a week from monday", "last Friday of November"), times ("14:00", "9am", "half past
/// nine", "17 Uhr"), both together ("next wed 9am PT"), ends of periods ("eod", "eow", "eom"), RFC 3339, Unix time and
/// Discord's own `<t:…>`; all of that in English and German. The rules where people disagree, with the other reading
/// besides:
///
/// - a bare weekday is the soonest one still to come, "this wed" that of this ISO week, "next wed"
///   that of the week after;
/// - a day without a time means the team's opening on it; today, once that has passed, its closing;
/// - an hour of twelve is one of the working day: 3:15 in the afternoon, 9:30 in the morning;
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
    read_in(text, Context { now, zone, hours, today: zone.date(now), usual: None })
}

/// Like [`parse_instant`], for what takes place at the time of day `was` and is moved: a day without a time keeps it.
///
/// # Errors
/// One sentence that says what was not understood and shows examples.
pub fn parse_moved(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
    was: NaiveTime,
) -> Result<Reading, WhenError> {
    read_in(text, Context { now, zone, hours, today: zone.date(now), usual: Some(was) })
}

fn read_in(text: &str, context: Context) -> Result<Reading, WhenError> {
    let zone = context.zone;
    if let Some(at) = exact(text)? {
        return Ok(reading(&[Choice { at, zone: zone.clone(), cost: 0, odd: None }], context));
    }
    let grammar = Grammar { once: true, series: false, month_first: is_month_first(zone) };
    let choices = instants(&read(text, grammar)?, context)?;
    Ok(reading(&choices, context))
}

/// An instant in the notation of a program, if `text` is one; texts of a wrong length are refused.
pub(super) fn exact(text: &str) -> Result<Option<DateTime<Utc>>, WhenError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(WhenError::Empty);
    }
    if text.len() > LONGEST {
        return Err(WhenError::TooLong);
    }
    let rfc3339 = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    Ok(stamp::read(text).or_else(rfc3339).or_else(|| stamp::unix(text)))
}

/// What the phrases can mean, the reading to take first, then the others that are to be offered.
pub(super) fn instants(phrases: &[Phrase], context: Context) -> Result<Vec<Choice>, WhenError> {
    let (mut found, mut trouble) = (Vec::new(), None);
    for phrase in phrases {
        match calendar::choices(phrase, context) {
            Ok(choices) => found.extend(choices),
            Err(error) => trouble = Some(error),
        }
    }
    let is_near = |choice: &Choice| (choice.at - context.now).abs() <= TimeDelta::days(HORIZON_YEARS * 366);
    found.retain(is_near);
    // Sorting is stable: for equal costs the first one found counts.
    found.sort_by_key(|choice| choice.cost);
    let Some(taken) = found.first().cloned() else {
        return Err(trouble.map_or(WhenError::TooFar, WhenError::from));
    };
    let mut chosen = vec![taken];
    for choice in found {
        let is_new = chosen.iter().all(|other| other.at != choice.at);
        if is_new
            && choice.at > context.now
            && choice.cost <= chosen[0].cost + 1
            && chosen.len() <= MOST_OTHERS
        {
            chosen.push(choice);
        }
    }
    Ok(chosen)
}

fn reading(choices: &[Choice], context: Context) -> Reading {
    let in_words = |choice: &Choice| (choice.at, in_words(choice.at, &choice.zone));
    let (at, words) = choices.first().map_or((context.now, String::new()), in_words);
    let others = choices.iter().skip(1).map(in_words).collect();
    Reading { at, words, others, note: choices.first().and_then(note) }
}

/// What clocks do at the time that was typed.
pub(super) fn note(choice: &Choice) -> Option<String> {
    let (local, adjustment) = choice.odd?;
    let (time, day) = (local.format("%H:%M"), date_in_words(local.date()));
    let place = choice.zone.city();
    match adjustment {
        Adjustment::None => None,
        Adjustment::Gap => {
            let shown = choice.zone.local(choice.at).format("%H:%M");
            Some(format!("Clocks in {place} skip {time} on {day}, so it is {shown}."))
        }
        Adjustment::Fold => {
            Some(format!("Clocks in {place} show {time} twice on {day}; the first time is taken."))
        }
    }
}

/// An instant as a sentence holds it, in `zone`: "Wednesday 2 December 2026 at 09:00 (Berlin)". Where clocks show that time
/// twice, it says which one is meant.
pub fn in_words(at: DateTime<Utc>, zone: &Zone) -> String {
    let local = zone.local(at);
    let day = weekday_name(local.weekday());
    let which = match zone.second(local) {
        Some(second) if second == at => ", the second time",
        Some(_) => ", the first time",
        None => "",
    };
    let place = zone.city();
    format!("{day} {} at {} ({place}{which})", date_in_words(local.date()), local.format("%H:%M"))
}

impl From<PhraseError> for WhenError {
    fn from(error: PhraseError) -> Self {
        match error {
            PhraseError::Empty | PhraseError::Nothing => Self::Empty,
            PhraseError::Unknown(part) => Self::Unknown(part),
            PhraseError::Twice(what) => Self::Twice(what),
            PhraseError::NoSuchDate(part) => Self::NoSuchDate(part),
            PhraseError::WrongWeekday(weekday) => Self::WrongWeekday(weekday),
            PhraseError::Range => Self::Range,
            PhraseError::OnceAndAgain => Self::OnceAndAgain,
            PhraseError::TooOften
            | PhraseError::Interval
            | PhraseError::EveryFewWorkingDays
            | PhraseError::Fifth => Self::Again,
        }
    }
}

#[cfg(test)]
mod tests;
