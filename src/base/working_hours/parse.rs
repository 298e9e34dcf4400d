//! Working hours as people write them.

use super::{DAY_MINUTES, Range, weekday_index};
use crate::base::{
    lexicon::{WEEKDAYS, weekday_name},
    phrase::{
        clock,
        rhythm::one_or_range,
        tokens::{Text, Token, eat, eat_any, skip_any},
    },
    text::{one_line, trim_to},
};
use chrono::Weekday;
use std::fmt;

/// Working hours are a line of text, not an essay.
const LONGEST: usize = 500;

/// Why a text is no working hours; shown to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkingHoursError {
    /// Nothing was typed, or nothing in which the team works.
    NeverOpen,
    /// This part is neither days nor times.
    Unknown(String),
    /// These days have no times after them.
    NoTimes(String),
    /// These times can go with the days before them or after them.
    Unclear,
    /// The times overlap on this day.
    Overlap(Weekday),
    /// The text is too long to be hours.
    TooLong,
}

impl fmt::Display for WorkingHoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverOpen => write!(f, "These hours are never open")?,
            Self::Unknown(part) => write!(f, "I cannot read “{part}” in these hours")?,
            Self::NoTimes(part) => write!(f, "“{part}” has no times after it")?,
            Self::Unclear => write!(f, "It is not clear which days some of these times are for")?,
            Self::Overlap(day) => write!(f, "The times on {} overlap", weekday_name(*day))?,
            Self::TooLong => write!(f, "These hours are longer than {LONGEST} characters")?,
        }
        write!(f, "; write them like “Mon-Fri 9:00-17:00” or “Mon-Thu 8-16, Fri 8-14”.")
    }
}

impl std::error::Error for WorkingHoursError {}

/// One part of the text, understood.
enum Part {
    Days(Vec<Weekday>),
    Times(clock::Range),
    Closed,
    /// A comma or the like, after which something new may begin.
    Break,
}

/// A part, and where it stood.
struct Placed {
    part: Part,
    from: usize,
    to: usize,
}

/// The ranges of Monday to Sunday.
pub(super) fn days(text: &str) -> Result<[Vec<Range>; 7], WorkingHoursError> {
    if text.len() > LONGEST {
        return Err(WorkingHoursError::TooLong);
    }
    let text = Text::new(&one_line(text));
    let parts = parts(&text)?;
    let mut week: [Vec<Range>; 7] = Default::default();
    for (days, times) in clauses(&parts, &text)? {
        for day in days {
            times.iter().for_each(|times| open(&mut week, day, times));
        }
    }
    checked(week)
}

fn parts(text: &Text) -> Result<Vec<Placed>, WorkingHoursError> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.tokens.len() {
        if let Some(used) = eat(&text.tokens[at..], "24 / 7") {
            let always = clock::Range { from: 0, to: DAY_MINUTES };
            for part in [Part::Days(WEEKDAYS.to_vec()), Part::Times(always)] {
                found.push(Placed { part, from: at, to: at + used });
            }
            at += used;
            continue;
        }
        let (part, used) = part(&text.tokens[at..]).ok_or_else(|| {
            let from = at + skip_any(&text.tokens[at..], FILLERS);
            let from = from.min(text.tokens.len() - 1);
            WorkingHoursError::Unknown(trim_to(&text.typed(from, from + 1), 40).into_owned())
        })?;
        found.push(Placed { part, from: at, to: at + used });
        at += used;
    }
    Ok(found)
}

/// What stands between days and times and says nothing by itself.
const FILLERS: &[&str] = &["on", "at", "am", "an", "from", "von", ":"];

fn part(tokens: &[Token]) -> Option<(Part, usize)> {
    if let Some(used) = eat_any(tokens, &[",", ";", "and", "und", "&", "+", "/", ", and", ", und"]) {
        return Some((Part::Break, used));
    }
    let lead = skip_any(tokens, FILLERS);
    let rest = &tokens[lead..];
    let found = |(part, used)| (part, lead + used);
    if let Some((days, used)) = named_days(rest) {
        return Some(found((Part::Days(days), used)));
    }
    if let Some((days, used, _)) = one_or_range(rest) {
        return Some(found((Part::Days(days), used)));
    }
    if let Some(used) = eat_any(rest, &["closed", "off", "geschlossen", "frei", "zu"]) {
        return Some(found((Part::Closed, used)));
    }
    // "from" belongs to the times.
    let times = clock::range(tokens).map(|it| (it.value, it.used));
    let times = times.or_else(|| clock::range(rest).map(|it| (it.value, lead + it.used)));
    times.map(|(range, used)| (Part::Times(range), used))
}

fn named_days(tokens: &[Token]) -> Option<(Vec<Weekday>, usize)> {
    let weekdays = [
        "weekdays",
        "weekday",
        "workdays",
        "working days",
        "wochentags",
        "werktags",
        "werktage",
        "arbeitstage",
    ];
    let weekend = ["weekend", "weekends", "wochenende"];
    let every = ["daily", "everyday", "every day", "always", "taeglich"];
    let days = |words: &[&str], days: &[Weekday]| eat_any(tokens, words).map(|used| (days.to_vec(), used));
    days(&weekdays, &WEEKDAYS[..5])
        .or_else(|| days(&weekend, &WEEKDAYS[5..]))
        .or_else(|| days(&every, &WEEKDAYS))
}

/// Days, and the times that go with them.
type Clause<'a> = (Vec<Weekday>, Vec<&'a Part>);

/// Which times go with which days: "Mon-Thu 9-17, Fri 9-12" as well as "9-17 Mon-Thu, Fri 9-12".
fn clauses<'a>(parts: &'a [Placed], text: &Text) -> Result<Vec<Clause<'a>>, WorkingHoursError> {
    let mut found = Vec::new();
    let mut rest = trimmed(parts);
    while let Some(first) = rest.first() {
        let is_days_first = matches!(first.part, Part::Days(_));
        let (head, after) = run(rest, is_days_first);
        let (tail, more) = run(after, !is_days_first);
        let ends_in_days = trimmed(more).last().is_none_or(|last| matches!(last.part, Part::Days(_)));
        rest = trimmed(more);
        match (is_days_first, tail.is_empty()) {
            (true, true) => {
                let typed = text.typed(head[0].from, head[head.len() - 1].to);
                return Err(WorkingHoursError::NoTimes(
                    typed.trim_end_matches([',', ';', ':']).to_lowercase(),
                ));
            }
            (true, false) => found.push((weekdays(head), times(tail))),
            // Times alone are those of the working days.
            (false, true) if found.is_empty() => found.push((WEEKDAYS[..5].to_vec(), times(head))),
            (false, false) if ends_in_days => found.push((weekdays(tail), times(head))),
            (false, false) => {
                // "9-17 Mon-Thu, Fri 9-12": behind the comma the days come first.
                let comma = trimmed(tail).iter().rposition(|it| matches!(it.part, Part::Break));
                let comma = comma.ok_or(WorkingHoursError::Unclear)?;
                let skipped = tail.iter().take_while(|it| matches!(it.part, Part::Break)).count();
                let (days, next) = after.split_at(skipped + comma);
                found.push((weekdays(days), times(head)));
                rest = trimmed(next);
            }
            (false, true) => return Err(WorkingHoursError::Unclear),
        }
    }
    Ok(found)
}

/// The parts at the start that are days, or times, with the breaks among them; and the rest.
fn run(parts: &[Placed], wants_days: bool) -> (&[Placed], &[Placed]) {
    let fits = |it: &&Placed| match it.part {
        Part::Break => true,
        Part::Days(_) => wants_days,
        Part::Times(_) | Part::Closed => !wants_days,
    };
    let count = parts.iter().take_while(fits).count();
    let is_empty = parts[..count].iter().all(|it| matches!(it.part, Part::Break));
    parts.split_at(if is_empty { 0 } else { count })
}

/// The parts without breaks at either end.
fn trimmed(mut parts: &[Placed]) -> &[Placed] {
    while let [Placed { part: Part::Break, .. }, rest @ ..] | [rest @ .., Placed { part: Part::Break, .. }] =
        parts
    {
        parts = rest;
    }
    parts
}

fn weekdays(parts: &[Placed]) -> Vec<Weekday> {
    let days = parts.iter().filter_map(|it| if let Part::Days(days) = &it.part { Some(days) } else { None });
    days.flatten().copied().collect()
}

fn times(parts: &[Placed]) -> Vec<&Part> {
    parts.iter().map(|it| &it.part).filter(|part| !matches!(part, Part::Break)).collect()
}

fn open(week: &mut [Vec<Range>; 7], day: Weekday, times: &Part) {
    let today = weekday_index(day);
    match *times {
        Part::Times(clock::Range { from, to }) if from < to => week[today].push(Range { from, to }),
        Part::Times(clock::Range { from, to }) => {
            week[today].push(Range { from, to: DAY_MINUTES });
            week[weekday_index(day.succ())].push(Range { from: 0, to });
        }
        Part::Closed => week[today].clear(),
        Part::Days(_) | Part::Break => {}
    }
}

fn checked(mut week: [Vec<Range>; 7]) -> Result<[Vec<Range>; 7], WorkingHoursError> {
    for (ranges, day) in week.iter_mut().zip(WEEKDAYS) {
        ranges.sort_unstable();
        if ranges.windows(2).any(|pair| pair[0].to > pair[1].from) {
            return Err(WorkingHoursError::Overlap(day));
        }
        // Ranges that touch are one.
        ranges.dedup_by(|next, range| {
            next.from == range.to && {
                range.to = next.to;
                true
            }
        });
    }
    if week.iter().all(Vec::is_empty) {
        return Err(WorkingHoursError::NeverOpen);
    }
    Ok(week)
}
