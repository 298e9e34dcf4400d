//! A span of time, as people say it: "2h30m", "1 1/2 hours", "in 14 Tagen".

use super::{
    Match,
    clock::FAR_FETCHED,
    tokens::{Kind, Token, eat, eat_any, skip_any},
};
use crate::base::lexicon::number;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Larger counts are slips of the finger.
const MOST: i64 = 10_000_000;

/// A span with its calendar parts kept apart, since a day is not always 24 hours long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::base) struct Span {
    pub months: i64,
    pub days: i64,
    pub working_days: i64,
    pub seconds: i64,
}

/// Units of a span.
#[derive(Clone, Copy)]
enum Unit {
    Seconds(i64),
    Days(i64),
    WorkingDays,
    Months(i64),
}

impl Span {
    /// Whether the span is made of whole days, weeks and months only.
    pub fn is_in_days(&self) -> bool {
        self.seconds == 0
    }

    /// The weeks of a span that is made of nothing else.
    pub fn weeks(&self) -> Option<i64> {
        let is_weeks = self.seconds == 0 && self.months == 0 && self.working_days == 0 && self.days % 7 == 0;
        is_weeks.then_some(self.days / 7)
    }

    pub fn negated(self) -> Self {
        let Self { months, days, working_days, seconds } = self;
        Self { months: -months, days: -days, working_days: -working_days, seconds: -seconds }
    }

    fn add(&mut self, hundredths: i64, unit: Unit) -> Option<()> {
        let is_whole = hundredths % 100 == 0;
        let (part, each) = match unit {
            Unit::Seconds(each) => (&mut self.seconds, each),
            Unit::Days(each) if is_whole => (&mut self.days, each),
            Unit::Days(each) => (&mut self.seconds, each * DAY),
            Unit::WorkingDays if is_whole => (&mut self.working_days, 1),
            Unit::Months(each) if hundredths.checked_mul(each)? % 100 == 0 => (&mut self.months, each),
            Unit::WorkingDays | Unit::Months(_) => return None,
        };
        *part = part.checked_add(hundredths.checked_mul(each)? / 100)?;
        Some(())
    }
}

/// The longest span at the start of `tokens`: numbers and units that follow each other.
pub(in crate::base) fn span(tokens: &[Token]) -> Option<Match<Span>> {
    let mut span = Span::default();
    let (mut used, mut cost) = (0, 0);
    loop {
        let glue = if used == 0 { 0 } else { skip_any(&tokens[used..], &["and", "und", ",", ", and"]) };
        let Some(part) = part(&tokens[used + glue..], &mut span) else { break };
        used += glue + part;
        // "1h30": the minutes go without saying so; with an early hour it is nobody's time of day.
        if let Some(minutes) = trailing_minutes(tokens, used) {
            let hours = span.seconds / HOUR;
            span.seconds = span.seconds.checked_add(minutes * MINUTE)?;
            used += 1;
            cost = match hours {
                ..7 => 0,
                7..=12 => 1,
                _ => FAR_FETCHED,
            };
            break;
        }
        if let Some(half) = eat_any(&tokens[used..], &["and a half"]) {
            span.add(50, unit_before(&tokens[..used])?)?;
            used += half;
        }
    }
    (used > 0).then_some(Match { value: span, used, cost })
}

/// The minutes of "1h30" at `used`.
fn trailing_minutes(tokens: &[Token], used: usize) -> Option<i64> {
    let (hours, minutes) = (tokens.get(used.checked_sub(1)?)?, tokens.get(used)?);
    let is_one = used == 2 && hours.is("h") && hours.is_glued && minutes.is_glued && minutes.digits() == 2;
    let is_last = tokens.get(used + 1).is_none_or(|next| !next.is_glued);
    minutes.number().filter(|minutes| is_one && is_last && *minutes < 60).map(i64::from)
}

/// "a day and a half" means half of the unit that was named.
fn unit_before(tokens: &[Token]) -> Option<Unit> {
    unit(tokens.last()?.text.as_str())
}

/// One number with its unit; gives the tokens that it took.
fn part(tokens: &[Token], span: &mut Span) -> Option<usize> {
    const FRACTIONS: &[(&str, i64)] = &[
        ("half an hour", 30),
        ("half a hour", 30),
        ("a half hour", 30),
        ("half hour", 30),
        ("eine halbe stunde", 30),
        ("einer halben stunde", 30),
        ("halbe stunde", 30),
        ("a quarter of an hour", 15),
        ("quarter of an hour", 15),
        ("a quarter hour", 15),
        ("eine viertelstunde", 15),
        ("einer viertelstunde", 15),
        ("viertelstunde", 15),
        ("three quarters of an hour", 45),
        ("dreiviertelstunde", 45),
        ("einer dreiviertelstunde", 45),
        ("half a day", 12 * 60),
        ("einen halben tag", 12 * 60),
        ("einem halben tag", 12 * 60),
    ];
    let found = FRACTIONS.iter().filter_map(|(words, minutes)| Some((eat(tokens, words)?, *minutes)));
    if let Some((used, minutes)) = found.max() {
        span.seconds = span.seconds.checked_add(minutes * MINUTE)?;
        return Some(used);
    }
    let (hundredths, used) = count(tokens)?;
    let (unit, more) = unit_of(&tokens[used..])?;
    span.add(hundredths, unit)?;
    Some(used + more)
}

/// A number in hundredths, and the tokens it takes: "2", "1.5", "1,5", "1 1/2", "a", "two and a half", "anderthalb".
fn count(tokens: &[Token]) -> Option<(i64, usize)> {
    let first = tokens.first()?;
    if first.kind == Kind::Word {
        let used = eat_any(tokens, &["a couple of", "a couple"]);
        let value = match first.text.as_str() {
            _ if used.is_some() => 2,
            "a" | "an" => 1,
            "anderthalb" | "eineinhalb" => return Some((150, 1)),
            word => i64::from(number(word)?),
        };
        let used = used.unwrap_or(1);
        return Some(match eat_any(&tokens[used..], &["and a half"]) {
            Some(half) => (value * 100 + 50, used + half),
            None => (value * 100, used),
        });
    }
    if first.kind != Kind::Number {
        return None;
    }
    let whole = first.text.parse::<i64>().ok().filter(|n| *n <= MOST)?;
    if eat(&tokens[1..], "1 / 2").is_some() {
        return Some((whole * 100 + 50, 4));
    }
    let (Some(dot), Some(fraction)) = (tokens.get(1), tokens.get(2)) else { return Some((whole * 100, 1)) };
    let is_decimal =
        dot.is_glued && (dot.is(".") || dot.is(",")) && fraction.is_glued && fraction.kind == Kind::Number;
    if !is_decimal {
        return Some((whole * 100, 1));
    }
    let hundredths = match fraction.text.len() {
        1 => fraction.text.parse::<i64>().ok()? * 10,
        2 => fraction.text.parse().ok()?,
        _ => return None,
    };
    Some((whole * 100 + hundredths, 3))
}

fn unit_of(tokens: &[Token]) -> Option<(Unit, usize)> {
    let working =
        eat_any(tokens, &["working day", "working days", "business day", "business days", "work days"]);
    if let Some(used) = working {
        return Some((Unit::WorkingDays, used));
    }
    Some((unit(tokens.first()?.text.as_str())?, 1))
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" | "sekunde" | "sekunden" => Unit::Seconds(1),
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => Unit::Seconds(MINUTE),
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" => Unit::Seconds(HOUR),
        "d" | "day" | "days" | "tag" | "tage" | "tagen" => Unit::Days(1),
        "w" | "wk" | "wks" | "week" | "weeks" | "woche" | "wochen" => Unit::Days(7),
        "fortnight" | "fortnights" => Unit::Days(14),
        "workday" | "workdays" | "wd" | "arbeitstag" | "arbeitstage" | "arbeitstagen" | "werktag"
        | "werktage" | "werktagen" => Unit::WorkingDays,
        "mo" | "mos" | "month" | "months" | "monat" | "monate" | "monaten" => Unit::Months(1),
        "quarter" | "quarters" | "quartal" | "quartale" | "quartalen" => Unit::Months(3),
        "y" | "yr" | "yrs" | "year" | "years" | "jahr" | "jahre" | "jahren" => Unit::Months(12),
        _ => return None,
    })
}
