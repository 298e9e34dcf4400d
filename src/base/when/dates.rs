//! Days, as wished for in a text.

use super::calendar::Edge;
use crate::base::civil::{Zone, add_months, monday_of};
use crate::base::lexicon::{digits, month, ordinal, weekday};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// How many years ahead a day of a year is looked for: 29 February can be eight years away.
const YEARS_AHEAD: i32 = 8;

/// What days are read against.
#[derive(Clone, Copy)]
pub(super) struct Almanac<'a> {
    pub today: NaiveDate,
    /// Whether 3/4 is the fourth of March.
    pub month_first: bool,
    /// Whether the team works on a date.
    pub works: &'a dyn Fn(NaiveDate) -> bool,
}

/// The days that a text can mean.
#[derive(Debug)]
pub(super) struct Dates {
    /// In order; the first one still to come is meant, or else the first one. Empty: no such date.
    pub candidates: Vec<NaiveDate>,
    /// Days that the same words mean to other people; the first one still to come is offered.
    pub others: Vec<NaiveDate>,
    /// The time of the day that is meant where no time is typed.
    pub edge: Edge,
}

impl Dates {
    fn of(candidates: Vec<NaiveDate>) -> Self {
        Self { candidates, others: Vec::new(), edge: Edge::Opening }
    }

    fn until(candidates: Vec<NaiveDate>) -> Self {
        Self { edge: Edge::Closing, ..Self::of(candidates) }
    }
}

/// Whether people in `zone` write the month before the day.
pub(super) fn is_month_first(zone: &Zone) -> bool {
    zone.name().starts_with("America/") || zone.name() == "Pacific/Honolulu"
}

/// Reads a day at the start of `words`, lower case; gives also how many of them it took.
pub(super) fn read(words: &[&str], almanac: Almanac) -> Option<(Dates, usize)> {
    let today = almanac.today;
    let named = |dates: Option<Dates>, used| dates.map(|dates| (dates, used));
    named(words.get(..2).and_then(|two| in_two_words(two[0], two[1], almanac)), 2)
        .or_else(|| with_month(words, today))
        .or_else(|| named(in_one_word(words.first()?, almanac), 1))
}

fn in_two_words(first: &str, second: &str, almanac: Almanac) -> Option<Dates> {
    if let Some(day) = weekday(second) {
        return weekday_of(first, day, almanac.today);
    }
    let period = Period::named(second)?;
    match first {
        "this" => almanac.ends(period, 0),
        "next" if second.starts_with("eo") => almanac.ends(period, 1),
        "next" => Some(Dates::of(vec![almanac.first_working_day(period)?])),
        _ => None,
    }
}

/// "this wed", "next wed", "last wed".
fn weekday_of(which: &str, day: Weekday, today: NaiveDate) -> Option<Dates> {
    let week = Days::new(7);
    let this = monday_of(today) + Days::new(day.num_days_from_monday().into());
    match which {
        "this" => {
            let others = if this <= today { vec![this + week] } else { Vec::new() };
            Some(Dates { others, ..Dates::of(vec![this]) })
        }
        "next" => Some(Dates { others: vec![this], ..Dates::of(vec![this + week]) }),
        "last" => Some(Dates::of(vec![if this < today { this } else { this - week }])),
        _ => None,
    }
}

fn in_one_word(word: &str, almanac: Almanac) -> Option<Dates> {
    let today = almanac.today;
    let day = |days: i64| Some(Dates::of(vec![today.checked_add_signed(chrono::TimeDelta::days(days))?]));
    match word {
        "today" | "tonight" => return day(0),
        "tomorrow" | "tmr" | "tmrw" | "tomorow" | "tommorow" | "tommorrow" => return day(1),
        "overmorrow" => return day(2),
        "yesterday" => return day(-1),
        "eow" | "eom" | "eoq" | "eoy" => return almanac.ends(Period::named(word)?, 0),
        _ => {}
    }
    if let Some(day) = weekday(word) {
        return Some(coming(day, today));
    }
    if let Some(number) = ordinal(word) {
        return Some(day_of_month(number, today));
    }
    in_digits(word, today, almanac.month_first)
}

/// The soonest such weekday; today's may still be ahead, and then the one in a week is meant by
/// some.
fn coming(day: Weekday, today: NaiveDate) -> Dates {
    let ahead = (7 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    let soonest = today + Days::new(ahead.into());
    let later = soonest + Days::new(7);
    let others = if soonest == today { vec![later] } else { Vec::new() };
    Dates { others, ..Dates::of(vec![soonest, later]) }
}

/// "the 15th": of this month or the next one that has it.
fn day_of_month(number: u32, today: NaiveDate) -> Dates {
    let first = today.with_day(1).unwrap_or(today);
    let months = (0..=12).filter_map(|i| add_months(first, i));
    Dates::of(months.filter_map(|first| first.with_day(number)).filter(|date| *date >= today).collect())
}

/// "1 dec", "1st december 2026", "dec 1", "dec 1st 2026", "dec 2026", "december".
fn with_month(words: &[&str], today: NaiveDate) -> Option<(Dates, usize)> {
    let day = |word: &&str| ordinal(word).or_else(|| digits(word)).filter(|day| (1..=31).contains(day));
    let word = |i: usize| words.get(i).copied().unwrap_or("");
    let after_of = if word(1) == "of" { 2 } else { 1 };
    if let (Some(day), Some(month)) = (words.first().and_then(day), month(word(after_of))) {
        return Some(with_year(month, day, words, after_of + 1, today));
    }
    let month = month(word(0))?;
    let next = if word(1) == "the" { 2 } else { 1 };
    match words.get(next).and_then(day) {
        Some(day) => Some(with_year(month, day, words, next + 1, today)),
        None => Some(with_year(month, 1, words, 1, today)),
    }
}

fn with_year(month: u32, day: u32, words: &[&str], next: usize, today: NaiveDate) -> (Dates, usize) {
    match words.get(next).and_then(|word| year(word)) {
        Some(year) => (Dates::of(NaiveDate::from_ymd_opt(year, month, day).into_iter().collect()), next + 1),
        None => (Dates::of(of_any_year(month, day, today)), next),
    }
}

fn of_any_year(month: u32, day: u32, today: NaiveDate) -> Vec<NaiveDate> {
    let years = today.year()..=today.year() + YEARS_AHEAD;
    years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).filter(|date| *date >= today).collect()
}

/// "2026-12-01", "2026/12/01", "01.12.2026", "12/1", "12/1/26".
fn in_digits(word: &str, today: NaiveDate, month_first: bool) -> Option<Dates> {
    let separator = word.find(['-', '/', '.']).and_then(|i| word[i..].chars().next())?;
    let parts: Vec<&str> = word.trim_end_matches('.').split(separator).collect();
    let numbers = parts.iter().map(|part| digits(part)).collect::<Option<Vec<u32>>>()?;
    let given = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).into_iter().collect::<Vec<_>>();
    let dates = match numbers.as_slice() {
        [_, month, day] if parts[0].len() == 4 => {
            return Some(Dates::of(given(year(parts[0])?, *month, *day)));
        }
        [a, b, _] => {
            let year = year(parts[2])?;
            (given(year, *b, *a), given(year, *a, *b))
        }
        [a, b] if separator == '/' || word.ends_with('.') => {
            (of_any_year(*b, *a, today), of_any_year(*a, *b, today))
        }
        _ => return None,
    };
    let (day_first, month_first_) = dates;
    // With dots the day comes first everywhere.
    let (taken, other) = match month_first && separator != '.' {
        true => (month_first_, day_first),
        false => (day_first, month_first_),
    };
    Some(match (taken.is_empty(), separator) {
        (true, _) => Dates::of(other),
        (false, '.') => Dates::of(taken),
        (false, _) => Dates { others: other, ..Dates::of(taken) },
    })
}

fn year(word: &str) -> Option<i32> {
    let number = digits(word).and_then(|year| i32::try_from(year).ok())?;
    match word.len() {
        4 => Some(number),
        2 => Some(2000 + number),
        _ => None,
    }
}

/// A stretch of the calendar that has an end.
#[derive(Clone, Copy)]
enum Period {
    Week,
    /// So many months, beginning in January.
    Months(u32),
}

impl Period {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "week" | "eow" => Self::Week,
            "month" | "eom" => Self::Months(1),
            "quarter" | "eoq" => Self::Months(3),
            "year" | "eoy" => Self::Months(12),
            _ => return None,
        })
    }

    /// The first day of the period that begins `later` periods after that of `date`.
    fn start(self, date: NaiveDate, later: u32) -> Option<NaiveDate> {
        match self {
            Self::Week => monday_of(date).checked_add_days(Days::new(u64::from(later) * 7)),
            Self::Months(months) => {
                let first = NaiveDate::from_ymd_opt(date.year(), date.month0() / months * months + 1, 1)?;
                add_months(first, i64::from(months * later))
            }
        }
    }
}

impl Almanac<'_> {
    /// The last working days of the period `later` periods from now, and of the one after it.
    fn ends(self, period: Period, later: u32) -> Option<Dates> {
        let last = |later| self.working_days(period, later)?.next_back();
        Some(Dates::until(vec![last(later)?, last(later + 1)?]))
    }

    /// The first working day of the period after this one.
    fn first_working_day(self, period: Period) -> Option<NaiveDate> {
        self.working_days(period, 1)?.next()
    }

    /// The days of a period on which the team works; Monday to Friday if it works on none.
    fn working_days(self, period: Period, later: u32) -> Option<std::vec::IntoIter<NaiveDate>> {
        let (start, end) = (period.start(self.today, later)?, period.start(self.today, later + 1)?);
        let days = || start.iter_days().take_while(|date| *date < end);
        let mut working: Vec<NaiveDate> = days().filter(|date| (self.works)(*date)).collect();
        if working.is_empty() {
            working = days().filter(|date| date.weekday().num_days_from_monday() < 5).collect();
        }
        Some(working.into_iter())
    }
}
