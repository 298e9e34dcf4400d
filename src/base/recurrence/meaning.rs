//! What a text means as a time: once, or again and again.

use super::{
    RecurrenceError, Timetable,
    parse::{self, Asked, Candidate},
};
use crate::base::{
    civil::Zone,
    phrase::{self, Grammar, Phrase, PhraseError},
    when::{self, Choice, Context, MOST_OTHERS, WhenError, is_month_first},
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
    /// One instant, and the zone whose clocks show what was typed. It can be in the past; whether that makes sense is the
    /// caller's to say.
    Once(DateTime<Utc>, Zone),
    /// A series; its first occurrence lies ahead.
    Series(Timetable),
}

/// How a text was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The reading taken.
    pub taken: Meant,
    /// Other things that the text may mean, the likeliest first. None of them is past.
    pub others: Vec<Meant>,
    /// A sentence when clocks skip or repeat the time that was typed.
    pub note: Option<String>,
}

/// What there was before a time is typed anew. A day or rhythm without a time of day keeps that of before; a rhythm keeps its
/// phase.
#[derive(Clone, Copy, Debug)]
pub struct Was<'a> {
    /// The local time of day.
    pub time: NaiveTime,
    /// `None`: it took place once.
    pub series: Option<&'a Timetable>,
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

/// Reads `text` as meant at `now` by somebody in `zone` whose team works `hours`: as one instant ("monday 9am", "the 15th")
/// or as a series ("every Monday", "weekdays 9:30", "mondays", "first Monday", "last working day"), every word of it. Where
/// a text can be either, and where it can mean two times, the others go along. A series without a time of day takes place
/// when the team starts to work.
///
/// # Errors
/// What was not understood, with examples.
pub fn read_when(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
) -> Result<Meaning, MeaningError> {
    read_over(text, now, zone, hours, None)
}

/// Like [`read_when`], in place of what there was.
///
/// # Errors
/// What was not understood, with examples.
pub fn read_again(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
    was: Was,
) -> Result<Meaning, MeaningError> {
    read_over(text, now, zone, hours, Some(was))
}

fn read_over(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    hours: &WorkingHours,
    was: Option<Was>,
) -> Result<Meaning, MeaningError> {
    if text.len() > when::LONGEST {
        // Nobody needs so many words for a single time.
        return Err(MeaningError::Once(WhenError::TooLong));
    }
    if let Some(at) = when::exact(text).map_err(MeaningError::Once)? {
        return Ok(Meaning { taken: Meant::Once(at, zone.clone()), others: Vec::new(), note: None });
    }
    let context = Context { now, zone, hours, today: zone.date(now), usual: was.map(|was| was.time) };
    let grammar = Grammar { once: true, series: true, month_first: is_month_first(zone) };
    let phrases = phrase::read(text, grammar).map_err(|error| not_read(text, error))?;
    let (again, once): (Vec<Phrase>, Vec<Phrase>) = phrases.into_iter().partition(|it| it.series.is_some());
    let usual = was.map_or_else(|| usual_opening(now, hours), |was| was.time);
    let asked = Asked { now, zone, usual, perhaps_once: true };
    let series = if again.is_empty() { Ok(Vec::new()) } else { parse::series(&again, asked) };
    let instants = if once.is_empty() { Ok(Vec::new()) } else { when::instants(&once, context) };
    let (instants, series) = match (instants, series) {
        (Ok(instants), Ok(series)) => (instants, series),
        (Ok(instants), Err(error)) if instants.is_empty() => return Err(MeaningError::Series(error)),
        (Ok(instants), Err(_)) => (instants, Vec::new()),
        (Err(_), Ok(series)) if !series.is_empty() => (Vec::new(), series),
        (Err(error), _) => return Err(MeaningError::Once(error)),
    };
    let was = was.and_then(|was| was.series);
    chosen(instants, series, was, context)
}

/// The reading to take, and those to offer.
fn chosen(
    instants: Vec<Choice>,
    series: Vec<Candidate>,
    was: Option<&Timetable>,
    context: Context,
) -> Result<Meaning, MeaningError> {
    let mut all: Vec<(Meant, u8, Option<String>)> = Vec::new();
    for choice in instants {
        let note = when::note(&choice);
        all.push((Meant::Once(choice.at, choice.zone), choice.cost, note));
    }
    for Candidate { table, cost, says_start } in series {
        let (table, other) = match was {
            Some(was) => {
                let kept = table.in_place_of(was, says_start, context.now);
                (kept.taken, kept.other)
            }
            None => (table, None),
        };
        let note = table.clock_note(context.now, context.hours);
        all.push((Meant::Series(table), cost, note));
        all.extend(other.map(|other| (Meant::Series(other), cost.saturating_add(1), None)));
    }
    // Sorting is stable: a single time comes before a series that is as likely.
    all.sort_by_key(|(_, cost, _)| *cost);
    let mut all = all.into_iter();
    let (taken, least, note) = all.next().ok_or(MeaningError::Once(WhenError::Empty))?;
    let mut others: Vec<Meant> = Vec::new();
    for (meant, cost, _) in all {
        if cost <= least + 1 && meant != taken && !others.contains(&meant) && others.len() < MOST_OTHERS {
            others.push(meant);
        }
    }
    Ok(Meaning { taken, others, note })
}

fn not_read(text: &str, error: PhraseError) -> MeaningError {
    let is_rhythm = matches!(
        error,
        PhraseError::TooOften | PhraseError::Interval | PhraseError::EveryFewWorkingDays | PhraseError::Fifth
    );
    if is_rhythm || phrase::speaks_of_rhythm(text) {
        return MeaningError::Series(error.into());
    }
    MeaningError::Once(error.into())
}

/// The time of day at which the team starts to work, on the next day on which it does.
fn usual_opening(now: DateTime<Utc>, hours: &WorkingHours) -> NaiveTime {
    let days = hours.zone().date(now).iter_days().take(OPENING_WITHIN);
    let opening = days.filter_map(|date| hours.opening(date)).next();
    opening.map_or(USUAL_OPENING, |at| hours.zone().local(at).time())
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

    #[test]
    fn an_edit_without_a_time_of_day_keeps_the_one_there_was() {
        let three = NaiveTime::from_hms_opt(15, 0, 0).unwrap();
        let again = |text: &str, series: Option<&Timetable>| {
            read_again(text, now(), &zone(), &hours(), Was { time: three, series }).unwrap()
        };
        let local = |meant: &Meant| match meant {
            Meant::Once(at, zone) => zone.local(*at).format("%m-%d %H:%M").to_string(),
            Meant::Series(table) => table.series().first().format("%m-%d %H:%M").to_string(),
        };
        for (text, expected) in [
            ("friday", "11-20 15:00"),
            ("friday 9am", "11-20 09:00"),
            ("today", "11-18 15:00"),
            ("eow", "11-20 17:00"),
            ("in 2 weeks", "12-02 10:00"),
            ("every Thursday", "11-19 15:00"),
            ("every Thursday 8:00", "11-19 08:00"),
        ] {
            assert_eq!(local(&again(text, None).taken), expected, "{text}");
        }
        assert_eq!(local(&again("in 2 weeks", None).others[0]), "12-02 15:00");
    }

    proptest! {
        #[test]
        fn what_is_said_in_words_is_read_back_as_the_same(
            rhythm in prop_oneof![
                Just("every working day".to_owned()), Just("last working day".to_owned()), Just("first working day".to_owned()), Just("weekdays".to_owned()),
                (1u32..9).prop_map(|every| format!("every {every} days")),
                (1u32..9, "(mon|tue|wed|thu|fri|sat|sun)").prop_map(|(every, day)| format!("every {every} weeks on {day}")),
                "(first|second|third|fourth|second to last|every last) (mon|tue|wed|thu|fri|sat|sun)",
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
