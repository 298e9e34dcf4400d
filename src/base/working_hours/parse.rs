//! Working hours as people write them.

use super::{DAY_MINUTES, Range, weekday_index};
use crate::base::lexicon::{TypedTime, WEEKDAYS, time_of_day, weekday, weekday_name};
use crate::base::text::{one_line, trim_to};
use chrono::Weekday;
use std::fmt;

const NOON: u16 = DAY_MINUTES / 2;
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
            Self::Overlap(day) => write!(f, "The times on {} overlap", weekday_name(*day))?,
            Self::TooLong => write!(f, "These hours are longer than {LONGEST} characters")?,
        }
        write!(f, "; write them like “Mon-Fri 9:00-17:00” or “Mon-Thu 8-16, Fri 8-14”.")
    }
}

impl std::error::Error for WorkingHoursError {}

/// One word of the text, understood.
enum Part {
    Days(Vec<Weekday>),
    Times(Range),
    /// A range that ends on the next day.
    Overnight(u16, u16),
    Closed,
}

/// The ranges of Monday to Sunday.
pub(super) fn days(text: &str) -> Result<[Vec<Range>; 7], WorkingHoursError> {
    if text.len() > LONGEST {
        return Err(WorkingHoursError::TooLong);
    }
    let mut week: [Vec<Range>; 7] = Default::default();
    let mut days: Vec<Weekday> = Vec::new();
    let mut waiting: Option<String> = None;
    for word in words(text) {
        match part(&word)? {
            Part::Days(more) => {
                // Days right after days add to them; days after times begin anew.
                if waiting.is_none() {
                    days.clear();
                }
                days.extend(more);
                waiting = Some(word);
                continue;
            }
            times => {
                let days = if days.is_empty() { &WEEKDAYS[..5] } else { &days };
                days.iter().for_each(|day| open(&mut week, *day, &times));
            }
        }
        waiting = None;
    }
    match waiting {
        Some(days) => Err(WorkingHoursError::NoTimes(days)),
        None => checked(week),
    }
}

/// The words of `text`, lower case, with ranges in one word: "9 - 17" is "9-17".
fn words(text: &str) -> Vec<String> {
    let text = one_line(text).to_lowercase().replace(['–', '—', '−'], "-").replace("24/7", "daily 0-24");
    let text =
        text.replace(" to ", "-").replace(" until ", "-").replace(" till ", "-").replace(" through ", "-");
    let text = text.replace(" - ", "-").replace("- ", "-").replace(" -", "-");
    let text = text.replace(" am", "am").replace(" pm", "pm").replace([',', ';', '/', '&', '+'], " ");
    let is_filler = |word: &str| matches!(word, "and" | "from" | "on" | "at");
    text.split(' ')
        .map(|word| word.trim_end_matches([':', '.']))
        .filter(|w| !w.is_empty() && !is_filler(w))
        .map(str::to_owned)
        .collect()
}

fn part(word: &str) -> Result<Part, WorkingHoursError> {
    let unknown = || WorkingHoursError::Unknown(trim_to(word, 40).into_owned());
    if let Some(days) = named_days(word) {
        return Ok(Part::Days(days));
    }
    if matches!(word, "closed" | "off") {
        return Ok(Part::Closed);
    }
    let (from, to) = word.split_once('-').ok_or_else(unknown)?;
    if let (Some(first), Some(last)) = (weekday(from), weekday(to)) {
        return Ok(Part::Days(days_between(first, last)));
    }
    let (from, to) = (time_of_day(from).ok_or_else(unknown)?, time_of_day(to).ok_or_else(unknown)?);
    times(from, to).ok_or_else(unknown)
}

fn named_days(word: &str) -> Option<Vec<Weekday>> {
    match word {
        "weekdays" | "weekday" | "workdays" => Some(WEEKDAYS[..5].to_vec()),
        "weekend" | "weekends" => Some(WEEKDAYS[5..].to_vec()),
        "daily" | "everyday" | "always" => Some(WEEKDAYS.to_vec()),
        _ => weekday(word).map(|day| vec![day]),
    }
}

fn days_between(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let mut days = vec![first];
    while days[days.len() - 1] != last {
        days.push(days[days.len() - 1].succ());
    }
    days
}

fn times(from: TypedTime, to: TypedTime) -> Option<Part> {
    // "9-5" and "9am-5" end in the afternoon; "22-6" ends on the next morning.
    let is_afternoon = to.is_bare && to.minutes <= from.minutes && from.minutes < to.minutes + NOON;
    // "1-5pm" begins in the afternoon, like its end.
    let both_afternoon =
        from.is_bare && !to.is_bare && from.minutes < NOON && from.minutes + NOON < to.minutes;
    let typed_as_half_day = both_afternoon && from.minutes < 7 * 60;
    let from = if typed_as_half_day { from.minutes + NOON } else { from.minutes };
    let to = match to.minutes {
        0 => DAY_MINUTES,
        minutes if is_afternoon => minutes + NOON,
        minutes => minutes,
    };
    match from {
        _ if from == to || from >= DAY_MINUTES => None,
        _ if from < to => Some(Part::Times(Range { from, to })),
        _ => Some(Part::Overnight(from, to)),
    }
}

fn open(week: &mut [Vec<Range>; 7], day: Weekday, times: &Part) {
    let today = weekday_index(day);
    match *times {
        Part::Times(range) => week[today].push(range),
        Part::Overnight(from, to) => {
            week[today].push(Range { from, to: DAY_MINUTES });
            week[weekday_index(day.succ())].push(Range { from: 0, to });
        }
        Part::Closed => week[today].clear(),
        Part::Days(_) => {}
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
