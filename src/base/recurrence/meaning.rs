//! What a text means as a time: once, or again and again.

use super::{RecurrenceError, Timetable};
use crate::base::{
    civil::Zone,
    lexicon::weekday,
    when::{WhenError, parse_instant},
    working_hours::WorkingHours,
};
use chrono::{DateTime, NaiveTime, Utc};
use std::fmt;

/// How many days ahead the team's usual opening is looked for.
const OPENING_WITHIN: usize = 14;
/// When nobody works.
const USUAL_OPENING: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning");

/// One reading of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// One instant. It can be in the past; whether that makes sense is the caller's to say.
    Once(DateTime<Utc>),
    /// A series; its first occurrence lies ahead.
    Series(Timetable),
}

/// How a text was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The reading taken.
    pub taken: Meant,
    /// Another thing that the text may mean.
    pub other: Option<Meant>,
}

/// Why a text is no time; shown to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeaningError {
    /// It is neither a time nor a rhythm.
    Once(WhenError),
    /// It speaks of a rhythm, and this is wrong with it.
    Series(RecurrenceError),
}

impl fmt::Display for MeaningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once(error) => write!(
                f,
                "{error} What comes again and again goes like “every other Tuesday 9am”, “first Monday” or “last working \
                 day”."
            ),
            Self::Series(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MeaningError {}

/// Reads `text` as meant at `now` by somebody in `zone` whose team works `hours`: as a series when it speaks of one
/// ("every Monday", "weekdays 9:30", "mondays"), else as one instant ("monday 9am", "the 15th"), else as a series without
/// such a word ("first Monday", "last working day") and when the instant has passed ("last Friday"). Where a single time
/// can be meant as a series too, that is the other reading. A series without a time of day takes place when the team starts to work.
///
/// # Errors
/// What was not understood, with examples.
pub fn read_when(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
) -> Result<Meaning, MeaningError> {
    let usual = usual_opening(now, hours);
    let series = Timetable::parse(text, now, zone, usual).map(Meant::Series);
    if speaks_of_rhythm(text) {
        return Ok(Meaning { taken: series.map_err(MeaningError::Series)?, other: None });
    }
    match (parse_instant(text, now, zone, hours), series) {
        // "last Friday" was, unless it is that of each month.
        (Ok(once), Ok(series)) if once.at <= now => Ok(Meaning { taken: series, other: None }),
        (Ok(once), series) => {
            let other = once.other.map(|(at, _)| Meant::Once(at)).or(series.ok());
            Ok(Meaning { taken: Meant::Once(once.at), other })
        }
        (Err(_), Ok(series)) => Ok(Meaning { taken: series, other: None }),
        (Err(error), Err(_)) => Err(MeaningError::Once(error)),
    }
}

/// The time of day at which the team starts to work, on the next day on which it does.
fn usual_opening(now: DateTime<Utc>, hours: &WorkingHours) -> NaiveTime {
    let days = hours.zone().date(now).iter_days().take(OPENING_WITHIN);
    let opening = days.filter_map(|date| hours.opening(date)).next();
    opening.map_or(USUAL_OPENING, |at| hours.zone().local(at).time())
}

fn speaks_of_rhythm(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    words.any(|word| {
        let is_days = word.ends_with("days") && weekday(word).is_some();
        is_days
            || matches!(
                word,
                "every"
                    | "each"
                    | "daily"
                    | "everyday"
                    | "weekly"
                    | "biweekly"
                    | "bi-weekly"
                    | "fortnightly"
                    | "monthly"
                    | "quarterly"
                    | "yearly"
                    | "annually"
                    | "weekdays"
                    | "workdays"
                    | "weekends"
                    | "repeat"
                    | "times"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn zone() -> Zone {
        Zone::parse("America/Los_Angeles").unwrap()
    }

    fn hours() -> WorkingHours {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        WorkingHours::office(zone()).with_holidays([day("2026-11-26"), day("2026-12-31"), day("2027-04-30")])
    }

    /// Wednesday 18 November 2026, ten in the morning.
    fn now() -> DateTime<Utc> {
        "2026-11-18T18:00:00Z".parse().unwrap()
    }

    /// The reading as text: local instants for a single time, words and the next occurrences for a series.
    fn shown(meant: &Meant) -> String {
        let local = |at: DateTime<Utc>| zone().local(at).format("%Y-%m-%d %H:%M").to_string();
        match meant {
            Meant::Once(at) => format!("once {}", local(*at)),
            Meant::Series(table) => {
                let next = table.upcoming(now(), &hours(), 3).into_iter().map(|it| local(it.at));
                format!("{}: {}", table.in_words(), next.collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn phrases_mean_what_people_mean() {
        for (text, taken, other) in [
            ("next wed 9am", "once 2026-11-25 09:00", None),
            ("in 3d", "once 2026-11-21 10:00", None),
            (
                "monday 9am",
                "once 2026-11-23 09:00",
                Some("every Monday at 09:00: 2026-11-23 09:00, 2026-11-30 09:00, 2026-12-07 09:00"),
            ),
            (
                "mondays 9am",
                "every Monday at 09:00: 2026-11-23 09:00, 2026-11-30 09:00, 2026-12-07 09:00",
                None,
            ),
            (
                "every other Tuesday 9am",
                "every other Tuesday at 09:00: 2026-11-24 09:00, 2026-12-08 09:00, 2026-12-22 09:00",
                None,
            ),
            (
                "every Monday and Thursday 14:00",
                "every Monday and Thursday at 14:00: 2026-11-19 14:00, 2026-11-23 14:00, 2026-11-26 14:00",
                None,
            ),
            (
                "every 2 weeks on Fri",
                "every other Friday at 09:00: 2026-11-20 09:00, 2026-12-04 09:00, 2026-12-18 09:00",
                None,
            ),
            ("daily 8:30", "every day at 08:30: 2026-11-19 08:30, 2026-11-20 08:30, 2026-11-21 08:30", None),
            (
                "weekdays",
                "every weekday at 09:00: 2026-11-19 09:00, 2026-11-20 09:00, 2026-11-23 09:00",
                None,
            ),
            // The team does not work on the 26th.
            (
                "every working day 16:00 until 1 dec",
                "every working day at 16:00, until 1 December 2026: 2026-11-18 16:00, 2026-11-19 16:00, 2026-11-20 16:00",
                None,
            ),
            (
                "first Monday of the month",
                "on the first Monday of every month at 09:00: 2026-12-07 09:00, 2027-01-04 09:00, 2027-02-01 09:00",
                None,
            ),
            (
                "last Friday 4pm",
                "on the last Friday of every month at 16:00: 2026-11-27 16:00, 2026-12-25 16:00, 2027-01-29 16:00",
                None,
            ),
            // 31 December is a holiday.
            (
                "last working day 10am",
                "on the last working day of every month at 10:00: 2026-11-30 10:00, 2026-12-30 10:00, 2027-01-29 10:00",
                None,
            ),
            (
                "monthly on the 31st 9am",
                "on the 31st of every month at 09:00: 2026-11-30 09:00, 2026-12-31 09:00, 2027-01-31 09:00",
                None,
            ),
            (
                "the 15th",
                "once 2026-12-15 09:00",
                Some(
                    "on the 15th of every month at 09:00: 2026-12-15 09:00, 2027-01-15 09:00, 2027-02-15 09:00",
                ),
            ),
            (
                "every year on 1 March 9am",
                "every year on 1 March at 09:00: 2027-03-01 09:00, 2028-03-01 09:00, 2029-03-01 09:00",
                None,
            ),
            ("daily 9am 2 times", "every day at 09:00, 2 times: 2026-11-19 09:00, 2026-11-20 09:00", None),
            (
                "every Tuesday 9am Europe/London",
                "every Tuesday at 09:00: 2026-11-24 01:00, 2026-12-01 01:00, 2026-12-08 01:00",
                None,
            ),
        ] {
            let meaning =
                read_when(text, now(), &zone(), &hours()).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(shown(&meaning.taken), taken, "{text}");
            assert_eq!(meaning.other.as_ref().map(shown).as_deref(), other, "{text}");
        }
    }

    #[test]
    fn a_bare_hour_has_another_reading() {
        let meaning = read_when("tomorrow at 9", now(), &zone(), &hours()).unwrap();
        assert_eq!(shown(&meaning.taken), "once 2026-11-19 09:00");
        assert_eq!(meaning.other.as_ref().map(shown).as_deref(), Some("once 2026-11-19 21:00"));
    }

    #[test]
    fn a_month_without_its_last_days_ends_on_the_last_day_worked() {
        let Meant::Series(table) = read_when("last working day", now(), &zone(), &hours()).unwrap().taken
        else {
            panic!("a series");
        };
        let dates: Vec<_> =
            table.upcoming(now(), &hours(), 6).iter().map(|it| it.local.date().to_string()).collect();
        assert_eq!(
            dates,
            ["2026-11-30", "2026-12-30", "2027-01-29", "2027-02-26", "2027-03-31", "2027-04-29"]
        );
        let sunday_to_thursday = WorkingHours::parse("Sun-Thu 9-17", zone()).unwrap();
        let next = table.upcoming(now(), &sunday_to_thursday, 3);
        let dates: Vec<_> = next.iter().map(|it| it.local.date().to_string()).collect();
        assert_eq!(dates, ["2026-11-30", "2026-12-31", "2027-01-31"], "a Sunday is a working day there");
    }

    #[test]
    fn what_is_no_time_is_told_with_examples_of_both() {
        for text in ["", "soon", "when it is done", "every", "every 0 weeks", "@everyone", "fifth Monday"] {
            let error = read_when(text, now(), &zone(), &hours()).expect_err(text).to_string();
            assert!(error.contains("every other Tuesday 9am"), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_in_words_is_read_back_as_the_same(
            rhythm in prop_oneof![
                Just("every working day".to_owned()), Just("last working day".to_owned()), Just("first working day".to_owned()), Just("weekdays".to_owned()),
                (1u32..9).prop_map(|every| format!("every {every} days")),
                (1u32..9, "(mon|tue|wed|thu|fri|sat|sun)").prop_map(|(every, day)| format!("every {every} weeks on {day}")),
                "(first|second|third|fourth|last) (mon|tue|wed|thu|fri|sat|sun)",
                (1u32..32).prop_map(|day| format!("monthly on day {day}").replace("day ", "the ") + "th"),
                (1u32..29, "(Jan|Mar|Jul|Dec)").prop_map(|(day, month)| format!("every year on {day} {month}")),
            ],
            hour in 0u32..24, minute in 0u32..60,
            end in prop_oneof![Just(""), Just(" until 1 Dec 2030"), Just(" 5 times")],
        ) {
            let text = format!("{rhythm} {hour:02}:{minute:02}{end}");
            let read = |text: &str| match read_when(text, now(), &zone(), &hours()).map(|it| it.taken) {
                Ok(Meant::Series(table)) => table,
                other => panic!("{text}: {other:?}"),
            };
            let first = read(&text);
            let again = read(&first.in_words());
            prop_assert_eq!(again.in_words(), first.in_words());
            prop_assert_eq!(again.upcoming(now(), &hours(), 4), first.upcoming(now(), &hours(), 4));
        }
    }
}
