//! A day and a time of day, as wished for in a text.

use super::dates::{self, Almanac, Dates};
use super::{Context, WhenError};
use crate::base::lexicon::{TypedTime, number, time_of_day};
use crate::base::text::trim_to;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

const HOUR: u16 = 60;
const NOON: u16 = 12 * HOUR;
const DAY: u16 = 24 * HOUR;
/// What parts of a day mean as times.
const AFTERNOON: u16 = 14 * HOUR;
const EVENING: u16 = 18 * HOUR;
const TONIGHT: u16 = 20 * HOUR;
/// Where the team does not work on a day that was asked for.
const USUAL_OPENING: u16 = 9 * HOUR;
const USUAL_CLOSING: u16 = 17 * HOUR;
/// How many days ahead the next working day is looked for.
const WORKING_DAY_WITHIN: usize = 14;

/// A time of day, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    minutes: u16,
    /// The other time that the same words can mean.
    other: Option<u16>,
    /// Whether it was a number alone, which is a time only next to a day.
    is_bare: bool,
}

/// Which time of a working day is meant where none was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Opening,
    Closing,
}

/// What a text asks for: at least one of the two.
pub(super) struct Wish {
    dates: Option<Dates>,
    time: Option<Time>,
    /// "eod": the closing of whatever day it is.
    is_closing: bool,
}

impl Wish {
    /// Reads words, lower case, as a day, a time or both in any order.
    pub(super) fn read(words: &[String], context: Context) -> Result<Self, WhenError> {
        let all: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut wish = Self { dates: None, time: None, is_closing: false };
        let (mut said_at, mut tonight) = (false, false);
        let works = |date: NaiveDate| context.hours.opening(date).is_some();
        let month_first = dates::is_month_first(context.zone);
        let almanac = Almanac { today: context.today, month_first, works: &works };
        let mut rest = all.as_slice();
        while let Some(word) = rest.first() {
            if matches!(
                *word,
                "at" | "on" | "by" | "the" | "of" | "until" | "before" | "@" | "around" | "coming"
            ) {
                said_at |= matches!(*word, "at" | "@" | "by" | "around");
                rest = &rest[1..];
                continue;
            }
            tonight |= *word == "tonight";
            if let Some((dates, used)) = dates::read(rest, almanac) {
                if dates.candidates.is_empty() {
                    return Err(WhenError::NoSuchDate(trim_to(&rest[..used].join(" "), 40).into_owned()));
                }
                if wish.dates.replace(dates).is_some() {
                    return Err(WhenError::Twice("day"));
                }
                rest = &rest[used..];
                continue;
            }
            rest = wish.read_time(rest)?;
        }
        if tonight {
            wish.time = Some(wish.time.map_or(Time::sure(TONIGHT), Time::in_the_evening));
        }
        match wish.time {
            Some(time) if time.is_bare && wish.dates.is_none() && !said_at => Err(unknown(&all.join(" "))),
            None if wish.dates.is_none() && !wish.is_closing => Err(unknown(&all.join(" "))),
            _ => Ok(wish),
        }
    }

    fn read_time<'a>(&mut self, words: &'a [&'a str]) -> Result<&'a [&'a str], WhenError> {
        let had_time = self.time.is_some() || self.is_closing;
        let used = if matches!(words[0], "eod" | "cob") {
            self.is_closing = true;
            1
        } else {
            let two = words.get(..2).and_then(|two| Some((read_time(two)?, 2)));
            let (time, used) =
                two.or_else(|| Some((read_time(&words[..1])?, 1))).ok_or_else(|| unknown(words[0]))?;
            self.time = Some(time);
            used
        };
        if had_time { Err(WhenError::Twice("time")) } else { Ok(&words[used..]) }
    }

    /// The instant meant and, where the words allow another, that one.
    pub(super) fn resolve(&self, context: Context) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
        let unasked = self.days_without_date(context);
        let dates = self.dates.as_ref().unwrap_or(&unasked);
        let instant = |date: &NaiveDate| self.instant(*date, dates.edge, context);
        let future = |at: &DateTime<Utc>| *at > context.now;
        let mut candidates = dates.candidates.iter().map(instant);
        // There is at least one candidate: `read` refuses dates that do not exist.
        let first = dates.candidates.first().map_or(context.now, instant);
        let at = candidates.find(future).unwrap_or(first);
        let other_day = dates.others.iter().map(instant).find(|other| future(other) && *other != at);
        (at, other_day.or_else(|| self.other_time(at, context)))
    }

    /// The days to look at when only a time was given: today, then tomorrow; for "eod" the next
    /// days on which the team works.
    fn days_without_date(&self, context: Context) -> Dates {
        let days = context.today.iter_days().take(WORKING_DAY_WITHIN);
        let mut candidates: Vec<NaiveDate> = match self.is_closing {
            true => days.filter(|date| context.hours.closing(*date).is_some()).collect(),
            false => days.take(2).collect(),
        };
        if candidates.is_empty() {
            candidates.push(context.today);
        }
        Dates { candidates, others: Vec::new(), edge: Edge::Closing }
    }

    fn instant(&self, date: NaiveDate, edge: Edge, context: Context) -> DateTime<Utc> {
        let Context { now, zone, hours, .. } = context;
        if let Some(time) = self.time {
            return zone.instant(time.on(date));
        }
        let closing = hours.closing(date).unwrap_or_else(|| zone.instant(local(date, USUAL_CLOSING)));
        if self.is_closing || edge == Edge::Closing {
            return closing;
        }
        let opening = hours.opening(date).unwrap_or_else(|| zone.instant(local(date, USUAL_OPENING)));
        // "today" in the middle of the day means its end: that of work, or else of the day.
        let last_minute = zone.instant(local(date, DAY - 1));
        let is_today = date == context.today;
        [opening, closing, last_minute].into_iter().find(|at| !is_today || *at > now).unwrap_or(last_minute)
    }

    /// The same day at the other time that the words can mean.
    fn other_time(&self, at: DateTime<Utc>, context: Context) -> Option<DateTime<Utc>> {
        let other = self.time?.other?;
        let on = |date| context.zone.instant(local(date, other));
        let candidates = match &self.dates {
            // A day that was named stays when the time changes.
            Some(_) => vec![context.zone.date(at)],
            None => context.today.iter_days().take(2).collect(),
        };
        candidates.into_iter().map(on).find(|other| *other > context.now).filter(|other| *other != at)
    }
}

impl Time {
    fn sure(minutes: u16) -> Self {
        Self { minutes, other: None, is_bare: false }
    }

    /// "tonight at 8" is in the evening.
    fn in_the_evening(self) -> Self {
        if self.is_bare && self.minutes < NOON { Self::sure(self.minutes + NOON) } else { self }
    }

    /// This time on the clocks of `date`; 24:00 is midnight at its end.
    pub(super) fn on(self, date: NaiveDate) -> NaiveDateTime {
        local(date, self.minutes)
    }
}

/// Reads all of `words`, one or two, as a time of day.
pub(super) fn read_time(words: &[&str]) -> Option<Time> {
    let sure = |minutes| Some(Time::sure(minutes));
    let typed = match words {
        ["at", word] => return read_time(&[word]),
        [hour, half @ ("am" | "pm")] => time_of_day(&format!("{hour}{half}"))?,
        [hour, "o'clock" | "oclock"] => time_of_day(&number(hour)?.to_string())?,
        ["morning"] => return sure(USUAL_OPENING),
        ["afternoon"] => return sure(AFTERNOON),
        ["evening"] => return sure(EVENING),
        // On a named day midnight can be its beginning or its end.
        ["midnight"] => return Some(Time { minutes: 0, other: Some(DAY), is_bare: false }),
        [word] => time_of_day(word)?,
        _ => return None,
    };
    Some(with_both_halves(typed))
}

/// "9" is nine in the morning and perhaps in the evening; "5" the other way round.
fn with_both_halves(typed: TypedTime) -> Time {
    let TypedTime { minutes, is_bare } = typed;
    match minutes / HOUR {
        1..=6 if is_bare => Time { minutes: minutes + NOON, other: Some(minutes), is_bare },
        7..=11 if is_bare => Time { minutes, other: Some(minutes + NOON), is_bare },
        _ => Time { minutes, other: None, is_bare },
    }
}

fn local(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(midnight)
}

fn unknown(part: &str) -> WhenError {
    WhenError::Unknown(trim_to(part, 40).into_owned())
}
