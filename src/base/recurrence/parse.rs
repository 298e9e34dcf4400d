//! A series as people write it.

use super::{End, Nth, Recurrence, RecurrenceError, Rule, Weekdays};
use crate::base::civil::Zone;
use crate::base::lexicon::{digits, month, number, ordinal, time_of_day, weekday};
use crate::base::text::trim_to;
use crate::base::when::parse_date;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};

const LONGEST: usize = 200;
/// A date takes up to so many words: "the 1st of December 2027".
const LONGEST_DATE: usize = 5;
const HOUR: u16 = 60;
const NOON: u16 = 12 * HOUR;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Weeks,
    /// So many months.
    Months(u32),
}

const YEAR: Unit = Unit::Months(12);

/// What the words said so far.
#[derive(Default)]
struct Said {
    every: Option<u32>,
    unit: Option<Unit>,
    days: Vec<Weekday>,
    nth: Option<Nth>,
    working_day: Option<Nth>,
    day_of_month: Option<u32>,
    time: Option<NaiveTime>,
    end: Option<End>,
    start: Option<NaiveDate>,
}

/// See [`Recurrence::parse`].
pub(super) fn read(
    text: &str,
    now: DateTime<Utc>,
    zone: &Zone,
    usual: NaiveTime,
) -> Result<Recurrence, RecurrenceError> {
    if text.len() > LONGEST {
        return Err(RecurrenceError::TooLong);
    }
    let words = words(text);
    if words.is_empty() {
        return Err(RecurrenceError::Empty);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut said = Said::default();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let used = said.take(rest, &words, zone.date(now), zone)?;
        rest = &rest[used..];
    }
    said.series(now, zone, usual)
}

fn words(text: &str) -> Vec<String> {
    // A slash separates weekdays, so dates are written with dashes or names here.
    let text = text.to_lowercase().replace([',', ';', '/', '&', '+', '\u{a0}'], " ");
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (phrase, word) in [
        ("working day", "workday"),
        ("business day", "workday"),
        ("bi-weekly", "biweekly"),
        ("every other", "every 2"),
        ("every alternate", "every 2"),
        ("a.m.", "am"),
        ("p.m.", "pm"),
    ] {
        text = text.replace(phrase, word);
    }
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl Said {
    /// Takes one thing from the start of `rest`; gives the number of words it took.
    fn take(
        &mut self,
        rest: &[&str],
        all: &[&str],
        today: NaiveDate,
        zone: &Zone,
    ) -> Result<usize, RecurrenceError> {
        match *rest {
            ["until" | "till" | "through", ref after @ ..] => {
                let (date, used) = date(after, today, zone)?;
                set(&mut self.end, End::Until(date), "end")?;
                Ok(used + 1)
            }
            ["starting" | "from" | "beginning" | "start", ref after @ ..] => {
                let after_on = usize::from(after.first() == Some(&"on"));
                let (date, used) = date(&after[after_on..], today, zone)?;
                set(&mut self.start, date, "start")?;
                Ok(used + after_on + 1)
            }
            ["once", ..] => set(&mut self.end, End::Count(1), "end").map(|()| 1),
            [count, "times" | "occurrences", ..] if number(count).is_some() => {
                set(&mut self.end, End::Count(number(count).unwrap_or(1)), "end")?;
                Ok(2)
            }
            ["every" | "each", "second" | "2nd", next, ..] if is_interval(next, all) => {
                set(&mut self.every, 2, "interval").map(|()| 2)
            }
            ["every" | "each", count, next, ..]
                if is_interval(next, &[]) && digits_or_word(count).is_some() =>
            {
                set(&mut self.every, digits_or_word(count).unwrap_or(1), "interval").map(|()| 2)
            }
            ["every" | "each", ref after @ ..] if starts_with_date(after) => {
                let (date, used) = date(after, today, zone)?;
                self.take_day_of_year(date).map(|()| used + 1)
            }
            // "every second working day" would be every other one, unless it is that of the month.
            ["every" | "each", place, "workday" | "workdays" | "weekday" | "weekdays", ..]
                if position(place).is_some() && !speaks_of_month(all) =>
            {
                Err(unknown(&rest[1..3].join(" ")))
            }
            // "every 2 weekdays" is no rhythm that we have; the number must not pass for an hour.
            ["every" | "each", count, ..] if digits(count).is_some() => {
                Err(unknown(&rest[1..rest.len().min(3)].join(" ")))
            }
            _ if self.unit == Some(YEAR) && starts_with_date(rest) => {
                let (date, used) = date(rest, today, zone)?;
                self.take_day_of_year(date).map(|()| used)
            }
            _ => self
                .take_rhythm(rest)
                .or_else(|| self.take_time(rest))
                .unwrap_or_else(|| Err(unknown(rest[0]))),
        }
    }

    fn take_rhythm(&mut self, rest: &[&str]) -> Option<Result<usize, RecurrenceError>> {
        if let [word, next, ..] = *rest
            && let Some(position) = position(word)
            && let Some(taken) = self.take_nth(position, next)
        {
            return Some(taken.map(|()| 2));
        }
        let taken = match rest[0] {
            "every" | "each" | "on" | "the" | "of" | "in" | "and" | "a" | "at" | "for" | "repeat" => Ok(()),
            "biweekly" | "fortnightly" | "fortnight" => {
                set(&mut self.every, 2, "interval").and_then(|()| set(&mut self.unit, Unit::Weeks, "rhythm"))
            }
            "weekdays" | "weekday" | "workdays" | "workday" => self.take_days(Weekdays::MON_TO_FRI.iter()),
            "weekend" | "weekends" => self.take_days([Weekday::Sat, Weekday::Sun]),
            word => {
                if let Some(unit) = unit(word) {
                    // "monthly on the last day of the month" says the month twice, rightly.
                    let again = self.unit == Some(unit) || self.is_monthly() && unit == Unit::Months(1);
                    if again { Ok(()) } else { set(&mut self.unit, unit, "rhythm") }
                } else if let Some(day) = weekday(word) {
                    self.take_days([day])
                } else if let Some(day) = ordinal(word).or_else(|| self.bare_day(word, rest)) {
                    set(&mut self.day_of_month, day, "day of the month")
                } else {
                    return None;
                }
            }
        };
        Some(taken.map(|()| 1))
    }

    fn take_days(&mut self, days: impl IntoIterator<Item = Weekday>) -> Result<(), RecurrenceError> {
        self.days.extend(days);
        Ok(())
    }

    /// "every year on 1 March": the first one gives the day and the month.
    fn take_day_of_year(&mut self, date: NaiveDate) -> Result<(), RecurrenceError> {
        if self.unit.replace(YEAR).is_some_and(|unit| unit != YEAR) {
            return Err(RecurrenceError::Twice("rhythm"));
        }
        set(&mut self.start, date, "start")?;
        set(&mut self.day_of_month, date.day(), "day of the month")
    }

    fn take_nth(&mut self, position: Option<Nth>, next: &str) -> Option<Result<(), RecurrenceError>> {
        if let Some(day) = weekday(next) {
            self.days.push(day);
            return Some(
                position.ok_or(RecurrenceError::Fifth).and_then(|nth| set(&mut self.nth, nth, "weekday")),
            );
        }
        match (position?, next) {
            (nth, "workday" | "weekday") => Some(set(&mut self.working_day, nth, "day of the month")),
            (Nth::Last, "day") => Some(set(&mut self.day_of_month, 31, "day of the month")),
            (Nth::First, "day") => Some(set(&mut self.day_of_month, 1, "day of the month")),
            _ => None,
        }
    }

    /// "monthly 15": a number that is no time of day, since the rhythm lacks a day.
    fn bare_day(&self, word: &str, rest: &[&str]) -> Option<u32> {
        let is_wanted =
            matches!(self.unit, Some(Unit::Months(_))) && self.day_of_month.is_none() && self.nth.is_none();
        let is_time = matches!(rest.get(1), Some(&"am" | &"pm"));
        digits(word).filter(|_| is_wanted && !is_time)
    }

    fn take_time(&mut self, rest: &[&str]) -> Option<Result<usize, RecurrenceError>> {
        let (typed, used) = match *rest {
            [hour, half @ ("am" | "pm"), ..] => (time_of_day(&format!("{hour}{half}"))?, 2),
            [word, ..] => (time_of_day(word)?, 1),
            [] => return None,
        };
        // A number alone is an hour of the working day.
        let is_afternoon = typed.is_bare && (HOUR..7 * HOUR).contains(&typed.minutes);
        let minutes = u32::from(if is_afternoon { typed.minutes + NOON } else { typed.minutes });
        let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?;
        Some(set(&mut self.time, time, "time of day").map(|()| used))
    }

    fn is_monthly(&self) -> bool {
        self.nth.is_some() || self.working_day.is_some() || self.day_of_month.is_some()
    }

    fn series(
        self,
        now: DateTime<Utc>,
        zone: &Zone,
        usual: NaiveTime,
    ) -> Result<Recurrence, RecurrenceError> {
        let time = self.time.unwrap_or(usual);
        let start = self.start.unwrap_or_else(|| zone.date(now));
        let rule = self.rule(start)?;
        let mut series = Recurrence::new(rule, start.and_time(time), zone.clone())?;
        if self.start.is_none() && zone.instant(series.first()) <= now {
            let tomorrow = series.first().date().succ_opt().ok_or(RecurrenceError::BeyondCalendar)?;
            series = Recurrence::new(rule, tomorrow.and_time(time), zone.clone())?;
        }
        series.ending(self.end.unwrap_or(End::Never))
    }

    fn rule(&self, start: NaiveDate) -> Result<Rule, RecurrenceError> {
        let every = self.every.unwrap_or(1);
        let rule = if self.is_monthly() {
            self.monthly(every)?
        } else {
            let days: Weekdays = self.days.iter().copied().collect();
            match self.unit {
                None | Some(Unit::Weeks) if !days.is_empty() => Rule::Weekly { every, days },
                // "every day" and weekdays besides say two things.
                Some(Unit::Days | Unit::Months(_)) if !days.is_empty() => {
                    return Err(RecurrenceError::Twice("rhythm"));
                }
                Some(Unit::Days) => Rule::Daily { every },
                Some(Unit::Weeks) => Rule::Weekly { every, days: [start.weekday()].into_iter().collect() },
                Some(Unit::Months(months)) => {
                    Rule::MonthlyOnDay { every: every.saturating_mul(months), day: start.day() }
                }
                None => return Err(RecurrenceError::NoRhythm),
            }
        };
        rule.check().map(|()| rule)
    }

    fn monthly(&self, every: u32) -> Result<Rule, RecurrenceError> {
        let every = match self.unit {
            None => every,
            Some(Unit::Months(months)) => every.saturating_mul(months),
            Some(Unit::Days | Unit::Weeks) => return Err(RecurrenceError::Twice("rhythm")),
        };
        match (self.working_day, self.nth, self.day_of_month, self.days.as_slice()) {
            (Some(nth), None, None, []) => Ok(Rule::WorkingDay { every, nth }),
            (None, None, Some(day), []) => Ok(Rule::MonthlyOnDay { every, day }),
            (None, Some(nth), None, [weekday]) => {
                Ok(Rule::MonthlyOnWeekday { every, nth, weekday: *weekday })
            }
            _ => Err(RecurrenceError::Twice("day of the month")),
        }
    }
}

fn set<T>(place: &mut Option<T>, value: T, what: &'static str) -> Result<(), RecurrenceError> {
    if place.replace(value).is_some() { Err(RecurrenceError::Twice(what)) } else { Ok(()) }
}

/// Whether a day of a month comes next: "1 March", "March 1st", "the 1st of March".
fn starts_with_date(words: &[&str]) -> bool {
    let words = words.strip_prefix(&["the"]).unwrap_or(words);
    let is_day = |word: &str| digits(word).or_else(|| ordinal(word)).is_some();
    match *words {
        [day, "of", name, ..] => is_day(day) && month(name).is_some(),
        [one, other, ..] => is_day(one) && month(other).is_some() || month(one).is_some() && is_day(other),
        _ => false,
    }
}

/// Whether "every second" and "every 2" before `next` mean an interval: before a unit always,
/// before a weekday unless the words speak of the month ("every second Tuesday of the month").
fn is_interval(next: &str, all: &[&str]) -> bool {
    unit(next).is_some() || weekday(next).is_some() && !speaks_of_month(all)
}

fn speaks_of_month(all: &[&str]) -> bool {
    all.iter().any(|word| matches!(*word, "month" | "monthly"))
}

fn digits_or_word(word: &str) -> Option<u32> {
    number(word).filter(|_| !matches!(word, "a" | "an"))
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" | "daily" | "everyday" => Unit::Days,
        "week" | "weeks" | "weekly" => Unit::Weeks,
        "month" | "months" | "monthly" => Unit::Months(1),
        "quarter" | "quarters" | "quarterly" => Unit::Months(3),
        "year" | "years" | "yearly" | "annually" => Unit::Months(12),
        _ => return None,
    })
}

/// Which one of such days of the month a word means; the inner `None` is a fifth.
fn position(word: &str) -> Option<Option<Nth>> {
    Some(match word {
        "first" | "1st" => Some(Nth::First),
        "second" | "2nd" => Some(Nth::Second),
        "third" | "3rd" => Some(Nth::Third),
        "fourth" | "4th" => Some(Nth::Fourth),
        "last" => Some(Nth::Last),
        "fifth" | "5th" => None,
        _ => return None,
    })
}

/// The date at the start of `words`, as long as it goes.
fn date(words: &[&str], today: NaiveDate, zone: &Zone) -> Result<(NaiveDate, usize), RecurrenceError> {
    let the = usize::from(words.first() == Some(&"the"));
    let most = words.len().min(LONGEST_DATE + the);
    let found =
        (the + 1..=most).rev().find_map(|end| Some((parse_date(&words[the..end], today, zone)?, end)));
    found.ok_or_else(|| unknown(words.first().copied().unwrap_or("until")))
}

fn unknown(word: &str) -> RecurrenceError {
    RecurrenceError::Unknown(trim_to(word, 40).into_owned())
}
