//! What comes again and again, as people say it.

use super::{
    Match, Part,
    clock::{FAR_FETCHED, day_part},
    date::exists,
    day::{Day, Kind, ordinal_at, position},
    error::PhraseError,
    tokens::{Token, eat, eat_any, skip_any},
};
use crate::base::{
    lexicon::{WEEKDAYS, number, weekday},
    recurrence::{Nth, Side},
};
use chrono::Weekday;

/// The unit of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Unit {
    Days,
    Weeks,
    /// So many months.
    Months(u32),
}

/// Weekdays of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) struct Days {
    pub days: Vec<Weekday>,
    /// "every", a plural, a range or the like: nobody means it once.
    pub is_explicit: bool,
    /// The days on which the team works, whichever those are.
    pub is_working: bool,
}

pub(super) const EVERY: &[&str] =
    &["every", "each", "jeden", "jede", "jeder", "jedes", "alle", "on every", "an jedem", "repeat every"];
pub(super) const WORKING_DAY: &[&str] =
    &["working day", "business day", "workday", "work day", "weekday", "arbeitstag", "werktag"];
const WORKING_DAYS: &[&str] = &[
    "working day",
    "working days",
    "business day",
    "business days",
    "workday",
    "workdays",
    "arbeitstag",
    "arbeitstage",
    "arbeitstags",
    "werktag",
    "werktage",
    "werktags",
];
const WEEKDAYS_: &[&str] = &["weekdays", "weekday", "on weekdays", "wochentags", "wochentage", "wochentag"];
const WEEKENDS: &[&str] =
    &["weekends", "weekend", "on weekends", "wochenende", "wochenenden", "am wochenende"];
const THE: &[&str] =
    &["the", "on", "on the", "am", "den", "der", "das", "dem", "zum", "an", "on every", "of the"];

/// What speaks of a rhythm at the start of `tokens`.
pub(super) fn rhythm(tokens: &[Token], month_first: bool) -> Vec<Match<Part>> {
    let mut found = Vec::new();
    found.extend(adverb(tokens));
    found.extend(interval(tokens));
    found.extend(tail(tokens));
    found.extend(near(tokens));
    found.extend(counted(tokens));
    found.extend(weekdays(tokens));
    found.extend(except(tokens));
    found.extend(month_days(tokens));
    found.extend(day_of_year(tokens, month_first));
    found
}

/// "daily", "fortnightly", "vierteljährlich".
fn adverb(tokens: &[Token]) -> Option<Match<Part>> {
    const ADVERBS: &[(&str, u32, Unit)] = &[
        ("daily", 1, Unit::Days),
        ("everyday", 1, Unit::Days),
        ("taeglich", 1, Unit::Days),
        ("weekly", 1, Unit::Weeks),
        ("once a week", 1, Unit::Weeks),
        ("woechentlich", 1, Unit::Weeks),
        ("biweekly", 2, Unit::Weeks),
        ("bi - weekly", 2, Unit::Weeks),
        ("fortnightly", 2, Unit::Weeks),
        ("zweiwoechentlich", 2, Unit::Weeks),
        ("14 - taegig", 2, Unit::Weeks),
        ("14 - taeglich", 2, Unit::Weeks),
        ("once a day", 1, Unit::Days),
        ("monthly", 1, Unit::Months(1)),
        ("once a month", 1, Unit::Months(1)),
        ("monatlich", 1, Unit::Months(1)),
        ("bimonthly", 2, Unit::Months(1)),
        ("quarterly", 1, Unit::Months(3)),
        ("vierteljaehrlich", 1, Unit::Months(3)),
        ("half - yearly", 1, Unit::Months(6)),
        ("halbjaehrlich", 1, Unit::Months(6)),
        ("yearly", 1, Unit::Months(12)),
        ("annually", 1, Unit::Months(12)),
        ("once a year", 1, Unit::Months(12)),
        ("jaehrlich", 1, Unit::Months(12)),
    ];
    if let Some(used) = eat_any(tokens, &["hourly", "stuendlich", "minutely"]) {
        return Some(Match::sure(Part::Refused(PhraseError::TooOften), used));
    }
    // "every evening" is every day, and the part of the day says when.
    if let Some(used) = eat_any(tokens, EVERY)
        && day_part(&tokens[used..]).is_some_and(|(_, _, is_today)| !is_today)
    {
        return Some(Match::sure(Part::Interval(1, Unit::Days), used));
    }
    let found = ADVERBS.iter().filter_map(|(words, every, unit)| Some((eat(tokens, words)?, *every, *unit)));
    let (used, every, unit) = found.max_by_key(|(used, ..)| *used)?;
    Some(Match::sure(Part::Interval(every, unit), used))
}

/// "every week", "every 2 weeks", "every other month", "alle 14 Tage", "every 5 minutes".
fn interval(tokens: &[Token]) -> Option<Match<Part>> {
    let every = eat_any(tokens, EVERY)?;
    let (count, more) = count(&tokens[every..]).unwrap_or((1, 0));
    let used = every + more;
    let word = &tokens.get(used)?.text;
    if is_too_often(word) {
        return Some(Match::sure(Part::Refused(PhraseError::TooOften), used + 1));
    }
    let (unit, times) = unit(word)?;
    let value = match count.checked_mul(times) {
        Some(count) => Part::Interval(count, unit),
        None => Part::Refused(PhraseError::Interval),
    };
    Some(Match::sure(value, used + 1))
}

/// "of the month", "of every 3 months", "im Monat", "jeden Monats".
fn tail(tokens: &[Token]) -> Option<Match<Part>> {
    let of = eat_any(tokens, &["of", "in", "a", "per", "of the", "in the", "in a", "im", "des", "pro"])?;
    let (every, used) = match eat_any(&tokens[of..], EVERY) {
        Some(every) => {
            let (count, more) = count(&tokens[of + every..]).unwrap_or((1, 0));
            (Some(count), of + every + more)
        }
        None => (None, of),
    };
    let (unit, times) = unit(&tokens.get(used)?.text)?;
    let Unit::Months(_) = unit else { return None };
    let part = match every {
        Some(every) => Part::Interval(every.checked_mul(times)?, unit),
        None => Part::OfThe(unit),
    };
    Some(Match::sure(part, used + 1))
}

/// "the working day on or before the 16th".
fn near(tokens: &[Token]) -> Option<Match<Part>> {
    let lead = skip_any(tokens, EVERY).max(skip_any(tokens, THE));
    let the = skip_any(&tokens[lead..], &["first", "last"]);
    let used = lead + the;
    let used = used + eat_any(&tokens[used..], WORKING_DAY)?;
    let before = eat_any(&tokens[used..], &["on or before", "on or before the", "am oder vor dem"]);
    let after = eat_any(&tokens[used..], &["on or after", "on or after the", "am oder nach dem"]);
    let (more, side) =
        before.map(|used| (used, Side::OnOrBefore)).or(after.map(|used| (used, Side::OnOrAfter)))?;
    let (day, last) = day_of_month(&tokens[used + more..])?;
    Some(Match::sure(Part::Near(side, day), used + more + last))
}

/// "first Monday", "every 2nd Wednesday", "jeden zweiten Dienstag", "last working day", "every third".
fn counted(tokens: &[Token]) -> Vec<Match<Part>> {
    let every = eat_any(tokens, EVERY);
    let lead = every.unwrap_or_else(|| skip_any(tokens, THE));
    let rest = &tokens[lead..];
    let mut found = Vec::new();
    if let Some((nth, used)) = position(rest)
        && let Some((of, more)) = super::day::kind(&rest[used..])
    {
        let used = lead + used + more;
        let part = match of {
            // The last day of a month is its 31st, or the last one before.
            Kind::Day if nth == Nth::Last => Some(Part::MonthDays(vec![31], true)),
            Kind::Day => None,
            // "every second working day" would be every other one, unless it is that of the month.
            Kind::WorkingDay
                if every.is_some() && !matches!(nth, Nth::First | Nth::Last | Nth::SecondToLast) =>
            {
                Some(Part::CountedWorkingDay(nth))
            }
            of => Some(Part::Nth(nth, of, every.is_some())),
        };
        let is_other = every.is_some() && nth == Nth::Second && matches!(of, Kind::Weekday(_));
        let cost = match (nth, of) {
            (Nth::Last, Kind::Weekday(_)) if every.is_none() => 1,
            _ => u8::from(is_other),
        };
        found.extend(part.map(|value| Match { value, used, cost }));
    }
    if let Some((5, used)) = ordinal_at(rest)
        && let Some((Kind::Weekday(_), more)) = super::day::kind(&rest[used..])
    {
        let used = lead + used + more;
        found.push(Match { value: Part::Refused(PhraseError::Fifth), used, cost: FAR_FETCHED });
    }
    if every.is_some()
        && let Some((number, used)) = count(rest)
        && let Some((day, _)) = rest.get(used).and_then(|word| weekday(&word.text))
        && number != 1
    {
        // "every other Tuesday" is not the second one of a month; "every third Tuesday" rather is the third.
        let cost = u8::from(ordinal_at(rest).is_some_and(|(nth, _)| nth > 2));
        let more = list_after(&rest[used + 1..]);
        let days = [day].into_iter().chain(more.0).collect();
        found.push(Match { value: Part::EveryFew(number, days), used: lead + used + 1 + more.1, cost });
    }
    found
}

/// "Monday", "mon, wed and fri", "every Monday", "Mon-Fri", "weekdays", "every working day".
fn weekdays(tokens: &[Token]) -> Option<Match<Part>> {
    let every = eat_any(tokens, EVERY);
    let lead = every.unwrap_or_else(|| skip_any(tokens, &["on", "am", "an"]));
    let rest = &tokens[lead..];
    let days = |days: &[Weekday], used, is_explicit, is_working| {
        let days = Days { days: days.to_vec(), is_explicit: is_explicit || every.is_some(), is_working };
        Some(Match::sure(Part::Weekdays(days), used))
    };
    let whole = |words: &[&str]| eat_any(tokens, words).or_else(|| Some(lead + eat_any(rest, words)?));
    if let Some(used) = whole(WORKING_DAYS) {
        return days(&WEEKDAYS[..5], used, true, true);
    }
    if let Some(used) = whole(WEEKDAYS_) {
        return days(&WEEKDAYS[..5], used, true, false);
    }
    if let Some(used) = whole(WEEKENDS) {
        return days(&WEEKDAYS[5..], used, true, false);
    }
    let (first, used, is_explicit) = one_or_range(rest)?;
    let (more, after) = list_after(&rest[used..]);
    let is_plural = more.len() + first.len() > 1 && rest[..used + after].iter().any(is_plural);
    let all: Vec<Weekday> = first.into_iter().chain(more).collect();
    let found = days(&all, lead + used + after, is_explicit || is_plural, false)?;
    // A single weekday is rather meant once.
    let is_once = all.len() == 1 && every.is_none() && !is_explicit;
    Some(Match { cost: u8::from(is_once), ..found })
}

fn is_plural(token: &Token) -> bool {
    weekday(&token.text).is_some_and(|(_, is_plural)| is_plural)
}

/// A weekday, or a range of them: "Mon-Fri", "monday to thursday".
pub(in crate::base) fn one_or_range(tokens: &[Token]) -> Option<(Vec<Weekday>, usize, bool)> {
    let (first, is_plural) = weekday(&tokens.first()?.text)?;
    let range = eat_any(&tokens[1..], &["-", "to", "through", "thru", "bis"]).and_then(|used| {
        let (last, _) = weekday(&tokens.get(1 + used)?.text)?;
        Some((days_between(first, last), 2 + used, true))
    });
    Some(range.unwrap_or((vec![first], 1, is_plural)))
}

fn days_between(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let mut days = vec![first];
    while days[days.len() - 1] != last {
        days.push(days[days.len() - 1].succ());
    }
    days
}

/// The weekdays that go on a list, with "and", commas or nothing between them.
fn list_after(tokens: &[Token]) -> (Vec<Weekday>, usize) {
    let (mut days, mut used) = (Vec::new(), 0);
    loop {
        let rest = &tokens[used..];
        let separator = skip_any(rest, &["and", "und", ",", ", and", "/", "&", "+", "and on", "and every"]);
        let Some((more, taken, _)) = one_or_range(&rest[separator..]) else { return (days, used) };
        days.extend(more);
        used += separator + taken;
    }
}

/// "except Friday", "but not on Mondays", "außer Freitag".
fn except(tokens: &[Token]) -> Option<Match<Part>> {
    let words =
        ["except", "except on", "except for", "but not", "but not on", "but", "without", "ausser", "ohne"];
    let used = eat_any(tokens, &words)?;
    let rest = &tokens[used..];
    if let Some(more) = eat_any(rest, WEEKENDS) {
        return Some(Match::sure(Part::Except(WEEKDAYS[5..].to_vec()), used + more));
    }
    let (mut days, taken, _) = one_or_range(rest)?;
    let (more, after) = list_after(&rest[taken..]);
    days.extend(more);
    Some(Match::sure(Part::Except(days), used + taken + after))
}

/// "the 15th", "every 1st and 15th", "am 15.".
fn month_days(tokens: &[Token]) -> Option<Match<Part>> {
    let every = eat_any(tokens, EVERY);
    let mut used = every.unwrap_or_else(|| skip_any(tokens, THE));
    let (day, more) = day_of_month(&tokens[used..])?;
    used += more;
    let mut days = vec![day];
    while let Some(separator) =
        eat_any(&tokens[used..], &["and", "und", ",", "&", "and the", ", the", "und am", "und den"])
        && let Some((day, more)) = day_of_month(&tokens[used + separator..])
    {
        days.push(day);
        used += separator + more;
    }
    let cost = u8::from(days.len() == 1 && every.is_none());
    Some(Match { value: Part::MonthDays(days, every.is_some()), used, cost })
}

/// "15th", "15.", "31st"; at least in the range of what a person could mean as a day.
fn day_of_month(tokens: &[Token]) -> Option<(u32, usize)> {
    let first = tokens.first()?;
    let day = first.number().filter(|_| first.digits() <= 2)?;
    let next = tokens.get(1).filter(|next| next.is_glued)?;
    let is_dotted = next.is(".") && tokens.get(2).is_none_or(|after| !after.is_glued);
    let is_ordinal = ordinal_at(tokens).is_some();
    (is_dotted || is_ordinal).then_some((day, 2))
}

/// "every 29.11.", "every 1 March", "yearly on March 1".
fn day_of_year(tokens: &[Token], month_first: bool) -> Vec<Match<Part>> {
    let every = eat_any(tokens, EVERY);
    let lead = every.unwrap_or_else(|| skip_any(tokens, THE));
    let the = if every.is_some() { skip_any(&tokens[lead..], THE) } else { 0 };
    let dates = super::date::dates(&tokens[lead + the..], month_first);
    let of_year = dates.into_iter().filter_map(|it| match it.value {
        Day::Date { day, month, year: None } if exists(day, month, None) => {
            let value = Part::YearDay { month, day, is_explicit: every.is_some() };
            Some(Match { value, used: lead + the + it.used, cost: it.cost })
        }
        _ => None,
    });
    of_year.filter(|it| it.cost < FAR_FETCHED).collect()
}

/// How many: "2", "two", "other", "second", "zweite".
fn count(tokens: &[Token]) -> Option<(u32, usize)> {
    if let Some(used) = eat_any(tokens, &["other", "alternate", "zweiten", "zweite", "zweiter", "zweites"]) {
        return Some((2, used));
    }
    if let Some((number, used)) = ordinal_at(tokens) {
        return Some((number, used));
    }
    let first = tokens.first()?;
    let number = first.number().or_else(|| number(&first.text))?;
    Some((number, 1))
}

/// A unit, and how many of it.
fn unit(word: &str) -> Option<(Unit, u32)> {
    Some(match word {
        "day" | "days" | "tag" | "tage" => (Unit::Days, 1),
        "week" | "weeks" | "woche" | "wochen" => (Unit::Weeks, 1),
        "fortnight" | "fortnights" => (Unit::Weeks, 2),
        "month" | "months" | "monat" | "monate" | "monats" => (Unit::Months(1), 1),
        "quarter" | "quarters" | "quartal" | "quartale" | "quartals" => (Unit::Months(3), 1),
        "year" | "years" | "jahr" | "jahre" | "jahres" => (Unit::Months(12), 1),
        _ => return None,
    })
}

fn is_too_often(word: &str) -> bool {
    let units = [
        "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr", "hrs",
        "hour", "hours", "sekunde", "sekunden", "minuten", "stunde", "stunden",
    ];
    units.contains(&word)
}
