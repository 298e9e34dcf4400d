//! A day of a month, in digits or by the name of the month.

use super::{
    Match,
    clock::FAR_FETCHED,
    day::{Day, ordinal_at},
    tokens::{Kind, Token, eat, skip_any},
};
use crate::base::lexicon::month;
use chrono::NaiveDate;

/// A year in which every date exists.
const LEAP_YEAR: i32 = 2000;

/// The dates that can be read at the start of `tokens`.
pub(super) fn dates(tokens: &[Token], month_first: bool) -> Vec<Match<Day>> {
    let mut found: Vec<Match<Day>> =
        day_and_month(tokens).or_else(|| month_and_day(tokens)).into_iter().collect();
    found.extend(iso(tokens));
    found.extend(in_digits(tokens, month_first));
    found.extend(of_month(tokens));
    found
}

/// A year in four digits.
pub(super) fn year(token: &Token) -> Option<i32> {
    let year = token.number().filter(|_| token.digits() == 4)?;
    i32::try_from(year).ok().filter(|year| (1900..3000).contains(year))
}

/// Whether the calendar has this date, in some year if none is given.
pub(super) fn exists(day: u32, month: u32, year: Option<i32>) -> bool {
    NaiveDate::from_ymd_opt(year.unwrap_or(LEAP_YEAR), month, day).is_some()
}

/// A day of a month at the start of `tokens`: "15th", "1.", "15", with the tokens it takes and whether it is more than a
/// number.
fn day_number(tokens: &[Token]) -> Option<(u32, usize, bool)> {
    let fits = |day: &u32| (1..=31).contains(day);
    if let Some((day, used)) = ordinal_at(tokens).filter(|(_, used)| *used == 2) {
        return Some((day, used, true)).filter(|(day, ..)| fits(day));
    }
    let first = tokens.first().filter(|first| first.kind == Kind::Number && first.digits() <= 2)?;
    let day = first.number().filter(fits)?;
    let has_dot = tokens.get(1).is_some_and(|dot| dot.is(".") && dot.is_glued);
    let is_decimal = tokens.get(2).is_some_and(|next| next.is_glued && next.kind == Kind::Number);
    Some(if has_dot && !is_decimal { (day, 2, true) } else { (day, 1, false) })
}

/// "1 dec", "1st of December 2026", "1. Dez. 2026".
fn day_and_month(tokens: &[Token]) -> Option<Match<Day>> {
    let (day, used, _) = day_number(tokens)?;
    let used = used + skip_any(&tokens[used..], &["of", "of the"]);
    let month = month(&tokens.get(used)?.text)?;
    let (year, more) = year_after(&tokens[used + 1..]);
    Some(Match::sure(Day::Date { day, month, year }, used + 1 + more))
}

/// "dec 1", "December the 1st, 2026", "dec 2027", "in december".
fn month_and_day(tokens: &[Token]) -> Option<Match<Day>> {
    let lead = skip_any(tokens, &["in", "im"]);
    let month = month(&tokens.get(lead)?.text)?;
    let used = lead + 1;
    let the = skip_any(&tokens[used..], &["the"]);
    let day =
        day_number(&tokens[used + the..]).filter(|(_, more, _)| !is_clock(&tokens[used + the + more..]));
    if let Some((day, more, _)) = day.filter(|_| lead == 0) {
        let used = used + the + more;
        let (year, more) = year_after(&tokens[used..]);
        return Some(Match::sure(Day::Date { day, month, year }, used + more));
    }
    let (year, more) = year_after(&tokens[used..]);
    Some(Match::sure(Day::Month { month, year }, used + more))
}

/// Whether what follows a number makes a time of it.
fn is_clock(rest: &[Token]) -> bool {
    rest.first().is_some_and(|next| {
        next.is_glued && (next.is(":") || next.is("h"))
            || ["am", "pm", "uhr", "o'clock"].iter().any(|it| next.is(it))
    })
}

fn year_after(tokens: &[Token]) -> (Option<i32>, usize) {
    let comma = skip_any(tokens, &[","]);
    match tokens.get(comma).and_then(year) {
        Some(year) if !is_clock(&tokens[comma + 1..]) => (Some(year), comma + 1),
        _ => (None, 0),
    }
}

/// "2026-12-01", "2026/12/01", and the T before a time.
fn iso(tokens: &[Token]) -> Option<Match<Day>> {
    let [first, a, second, b, third, ..] = tokens else { return None };
    let year = year(first)?;
    let is_date = a.text == b.text && [a, second, b, third].iter().all(|it| it.is_glued);
    if !is_date || !["-", "/", "."].iter().any(|it| a.is(it)) {
        return None;
    }
    let (month, day) = (second.number()?, third.number()?);
    let t = tokens.get(5).is_some_and(|t| t.is_glued && t.is("t"));
    Some(Match::sure(Day::Date { day, month, year: Some(year) }, 5 + usize::from(t)))
}

/// "01.12.2026", "29. 11.", "29.11", "12/1", "12/1/26", "1-12-2026". With dots the day comes first everywhere.
fn in_digits(tokens: &[Token], month_first: bool) -> Vec<Match<Day>> {
    let read = || {
        let [first, a, second, ..] = tokens else { return None };
        let is_dot = a.is(".");
        let is_one = a.is_glued && (is_dot || second.is_glued);
        if !is_one || !["-", "/", "."].iter().any(|it| a.is(it)) || first.digits() > 2 || second.digits() > 2
        {
            return None;
        }
        let numbers = (first.number()?, second.number()?);
        let b = tokens.get(3).filter(|b| b.text == a.text && b.is_glued);
        if !second.is_glued && b.is_none() {
            return None;
        }
        let third = tokens.get(4).filter(|it| it.is_glued || is_dot).and_then(any_year);
        let has_clock = is_clock(tokens.get(5..).unwrap_or_default());
        match (b, third) {
            (Some(_), Some(year)) if !has_clock => Some((numbers, Some(year), 5, is_dot)),
            (Some(_), _) if is_dot => Some((numbers, None, 4, is_dot)),
            (None, _) if is_dot || a.is("/") => Some((numbers, None, 3, is_dot)),
            _ => None,
        }
    };
    let Some(((a, b), year, used, is_dot)) = read() else { return Vec::new() };
    let date = |day, month, cost| Match { value: Day::Date { day, month, year }, used, cost };
    let (day_first, month_first_) = (exists(a, b, year), exists(b, a, year));
    match (day_first, month_first_) {
        (true, _) if is_dot => vec![date(a, b, 0)],
        (false, false) => vec![date(a, b, FAR_FETCHED)],
        (true, true) if a == b => vec![date(a, b, 0)],
        (true, true) if month_first => vec![date(b, a, 0), date(a, b, 1)],
        (true, true) => vec![date(a, b, 0), date(b, a, 1)],
        (true, false) => vec![date(a, b, 0)],
        (false, true) => vec![date(b, a, u8::from(is_dot) * FAR_FETCHED)],
    }
}

/// A year in four digits or two.
fn any_year(token: &Token) -> Option<i32> {
    let short = || token.number().filter(|_| token.digits() == 2).and_then(|year| i32::try_from(year).ok());
    year(token).or_else(|| short().map(|year| 2000 + year))
}

/// "the 15th", "am 15.".
fn of_month(tokens: &[Token]) -> Option<Match<Day>> {
    let (day, used, is_ordinal) = day_number(tokens)?;
    let of_this = eat(&tokens[used..], "of this month").unwrap_or(0);
    is_ordinal.then(|| Match::sure(Day::OfMonth(day), used + of_this))
}
