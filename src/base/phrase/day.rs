//! A day, as people say it. What day that is comes later, with the date at hand.

use super::{
    Match,
    span::{Span, span},
    tokens::{Token, eat, eat_any, skip_any},
};
use crate::base::{
    lexicon::{month, ordinal, weekday},
    recurrence::Nth,
};
use chrono::Weekday;

/// A day by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) enum Day {
    /// So many days from today.
    FromToday(i64),
    /// A weekday, and which one.
    Weekday(Weekday, Which),
    /// The 15th, of this month or the next one that has it.
    OfMonth(u32),
    /// Without a year the next such day.
    Date { day: u32, month: u32, year: Option<i32> },
    /// A month alone: its first day.
    Month { month: u32, year: Option<i32> },
    /// The last working day of the period so many periods from now.
    End(Period, u32),
    /// The last working day of a month.
    EndOfMonth { month: u32, year: Option<i32> },
    /// The first working day of the next period.
    NextPeriod(Period),
    /// One of such days of a month.
    Nth { nth: Nth, of: Kind, month: InMonth },
    /// The next day on which the team works.
    NextWorked,
    /// A span before or after another day.
    From(Box<Day>, Span),
    /// The Saturday of this week or the next.
    Weekend { is_next: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Which {
    /// The soonest one.
    Coming,
    /// "this wed": of this ISO week.
    This,
    /// "next wed": of the week after, which some mean as the soonest.
    Next,
    Last,
    /// "friday next week": of the ISO week after this one.
    NextWeek,
    /// "friday in two weeks": of the ISO week so many weeks from now, or so many weeks after the coming one.
    InWeeks(i64),
}

/// A stretch of the calendar that has an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Period {
    Week,
    /// So many months, beginning in January.
    Months(u32),
}

/// What there are several of in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Kind {
    Weekday(Weekday),
    WorkingDay,
    Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum InMonth {
    /// Of this month, or of the next one when that has passed.
    Coming,
    /// Of the month so many months from now.
    Later(u32),
    Named {
        month: u32,
        year: Option<i32>,
    },
}

/// What leads to a day.
const ON: &[&str] = &[
    "on",
    "on the",
    "by",
    "by the",
    "before",
    "before the",
    "for",
    "for the",
    "the",
    "coming",
    "this coming",
    "of",
    "am",
    "an",
    "den",
    "der",
    "die",
    "zum",
    "bis",
    "bis zum",
    "vor",
    "at",
];
/// What speaks of the coming one, without another word for it.
const COMING: &[&str] = &["kommenden", "kommender", "kommende", "coming", "this coming", "the coming"];
const THIS: &[&str] = &["this", "diesen", "diese", "dieser", "dieses", "diesem"];
pub(super) const NEXT: &[&str] =
    &["next", "the next", "naechste", "naechsten", "naechster", "naechstes", "naechstem"];
const LAST: &[&str] = &["last", "letzte", "letzten", "letzter", "letztes", "vergangenen"];

/// The days that can be read at the start of `tokens`; `month_first`: whether 3/4 is rather the fourth of March.
pub(in crate::base) fn day(tokens: &[Token], month_first: bool) -> Vec<Match<Day>> {
    let mut found = after_span(tokens, month_first);
    for used in lead_ins(tokens) {
        let rest = &tokens[used..];
        found.extend(core(rest, month_first).into_iter().map(|it| Match { used: it.used + used, ..it }));
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// How many tokens before the day can be what leads to it, the longest first.
fn lead_ins(tokens: &[Token]) -> Vec<usize> {
    let mut all: Vec<usize> = ON.iter().filter_map(|words| eat(tokens, words)).chain([0]).collect();
    all.sort_unstable_by_key(|used| std::cmp::Reverse(*used));
    all.dedup();
    all
}

/// "a week from monday", "2 days before 1 Dec", "3 Tage nach Montag".
fn after_span(tokens: &[Token], month_first: bool) -> Vec<Match<Day>> {
    let Some(found) = span(tokens).filter(|it| it.value.is_in_days()) else { return Vec::new() };
    let rest = &tokens[found.used..];
    let after = eat_any(rest, &["from", "after", "nach", "ab", "on"]).map(|used| (used, found.value));
    let before = eat_any(rest, &["before", "vor"]).map(|used| (used, found.value.negated()));
    let Some((used, span)) = after.or(before) else { return Vec::new() };
    let days = day(&rest[used..], month_first).into_iter();
    days.map(|it| Match {
        value: Day::From(Box::new(it.value), span),
        used: found.used + used + it.used,
        cost: it.cost,
    })
    .collect()
}

fn core(tokens: &[Token], month_first: bool) -> Vec<Match<Day>> {
    let simple = relative(tokens)
        .or_else(|| period(tokens))
        .or_else(|| nth_of_month(tokens))
        .or_else(|| of_week(tokens));
    let mut found: Vec<Match<Day>> = simple.into_iter().collect();
    found.extend(super::date::dates(tokens, month_first));
    found
}

/// Today, tomorrow and what else is counted from today.
fn relative(tokens: &[Token]) -> Option<Match<Day>> {
    const DAYS: &[(&str, i64)] = &[
        ("today", 0),
        ("heute", 0),
        ("tomorrow", 1),
        ("tmr", 1),
        ("tmrw", 1),
        ("tomorow", 1),
        ("tommorow", 1),
        ("tommorrow", 1),
        ("morgen", 1),
        ("day after tomorrow", 2),
        ("the day after tomorrow", 2),
        ("overmorrow", 2),
        ("uebermorgen", 2),
        ("yesterday", -1),
        ("gestern", -1),
        ("vorgestern", -2),
    ];
    // That is a part of the day, and later than evenings are.
    if eat(tokens, "heute abend").is_some() {
        return None;
    }
    let found = DAYS.iter().filter_map(|(words, days)| Some((eat(tokens, words)?, *days)));
    if let Some((used, days)) = found.max() {
        return Some(Match::sure(Day::FromToday(days), used));
    }
    let next = skip_any(tokens, NEXT);
    let working = eat_any(
        &tokens[next..],
        &["working day", "business day", "workday", "arbeitstag", "arbeitstages", "werktag"],
    );
    if let Some(used) = working.filter(|_| next > 0) {
        return Some(Match::sure(Day::NextWorked, next + used));
    }
    let weekend = eat_any(&tokens[next..], &["weekend", "wochenende"]);
    if let Some(used) = weekend.filter(|_| next > 0) {
        return Some(Match::sure(Day::Weekend { is_next: true }, next + used));
    }
    let weekend = eat_any(tokens, &["this weekend", "dieses wochenende", "wochenende"])?;
    Some(Match::sure(Day::Weekend { is_next: false }, weekend))
}

/// Ends and beginnings of periods.
fn period(tokens: &[Token]) -> Option<Match<Day>> {
    if let Some(next) = eat_any(tokens, NEXT) {
        let rest = &tokens[next..];
        if let Some((period, used)) = end_in_short(rest) {
            return Some(Match::sure(Day::End(period, 1), next + used));
        }
        let (period, used) = period_named(rest)?;
        // "next week on Friday" is a day of it.
        if period == Period::Week
            && let Some((day, more)) = weekday_at(&rest[used..])
        {
            return Some(Match::sure(Day::Weekday(day, Which::NextWeek), next + used + more));
        }
        return Some(Match::sure(Day::NextPeriod(period), next + used));
    }
    if let Some((period, used)) = end_in_short(tokens) {
        return Some(Match::sure(Day::End(period, 0), used));
    }
    if let Some(used) = eat_any(tokens, &["start of", "beginning of", "anfang", "beginn"]) {
        let next = eat_any(&tokens[used..], NEXT)?;
        let (period, more) = period_named(&tokens[used + next..])?;
        return Some(Match::sure(Day::NextPeriod(period), used + next + more));
    }
    let used = eat_any(tokens, &["end of", "ende", "ende der", "ende des"])?;
    if let Some(month) = tokens.get(used).and_then(|word| month(&word.text)) {
        let year = tokens.get(used + 1).and_then(super::date::year);
        return Some(Match::sure(Day::EndOfMonth { month, year }, used + 1 + usize::from(year.is_some())));
    }
    let next = eat_any(&tokens[used..], NEXT);
    let this = || Some(skip_any(&tokens[used..], &["the", "this", "dieser", "dieses", "diesen"]));
    let more = next.or_else(this)?;
    let (period, last) = period_named(&tokens[used + more..])?;
    Some(Match::sure(Day::End(period, u32::from(next.is_some())), used + more + last))
}

fn end_in_short(tokens: &[Token]) -> Option<(Period, usize)> {
    let period = match tokens.first()?.text.as_str() {
        "eow" => Period::Week,
        "eom" => Period::Months(1),
        "eoq" => Period::Months(3),
        "eoy" => Period::Months(12),
        _ => return None,
    };
    Some((period, 1))
}

fn period_named(tokens: &[Token]) -> Option<(Period, usize)> {
    let period = match tokens.first()?.text.as_str() {
        "week" | "woche" => Period::Week,
        "month" | "monat" | "monats" => Period::Months(1),
        "quarter" | "quartal" | "quartals" => Period::Months(3),
        "year" | "jahr" | "jahres" => Period::Months(12),
        _ => return None,
    };
    Some((period, 1))
}

/// "first monday of december", "the last working day of next month", "letzter Freitag im November", "first Monday".
fn nth_of_month(tokens: &[Token]) -> Option<Match<Day>> {
    let (nth, used) = position(tokens)?;
    let (of, more) = kind(&tokens[used..])?;
    let used = used + more;
    // The next one of its kind; "last friday" was.
    let alone = Match { value: Day::Nth { nth, of, month: InMonth::Coming }, used, cost: 1 };
    let Some(link) = eat_any(&tokens[used..], &["of", "in", "im", "des", "of the", "in the"]) else {
        return if nth == Nth::Last && matches!(of, Kind::Weekday(_)) || of == Kind::Day {
            None
        } else {
            Some(alone)
        };
    };
    let rest = &tokens[used + link..];
    if let Some(next) = eat_any(rest, NEXT)
        && let Some(more) = eat_any(&rest[next..], &["month", "monat", "monats"])
    {
        return Some(Match::sure(Day::Nth { nth, of, month: InMonth::Later(1) }, used + link + next + more));
    }
    if let Some(more) = eat_any(rest, &["this month", "diesem monat", "dieses monats"]) {
        return Some(Match::sure(Day::Nth { nth, of, month: InMonth::Later(0) }, used + link + more));
    }
    if let Some(more) = eat_any(rest, &["month", "monat", "monats"]) {
        return Some(Match { used: used + link + more, ..alone });
    }
    let month = month(&rest.first()?.text)?;
    let year = rest.get(1).and_then(super::date::year);
    let value = Day::Nth { nth, of, month: InMonth::Named { month, year } };
    Some(Match::sure(value, used + link + 1 + usize::from(year.is_some())))
}

/// A weekday and which one of them.
fn of_week(tokens: &[Token]) -> Option<Match<Day>> {
    let lead = |words: &[&str], which| eat_any(tokens, words).map(|used| (used, which));
    let named = lead(COMING, Which::Coming)
        .or_else(|| lead(THIS, Which::This))
        .or_else(|| lead(NEXT, Which::Next))
        .or_else(|| lead(LAST, Which::Last));
    let (used, which) = named.unwrap_or((0, Which::Coming));
    let (day, more) = weekday_at(&tokens[used..])?;
    let used = used + more;
    if which == Which::Coming {
        let rest = &tokens[used..];
        let of = skip_any(rest, &["of"]);
        if let Some(more) = eat_any(&rest[of..], &["next week", "naechste woche", "naechster woche"]) {
            return Some(Match::sure(Day::Weekday(day, Which::NextWeek), used + of + more));
        }
        if let Some(more) = eat_any(&rest[of..], &["this week", "diese woche", "dieser woche"]) {
            return Some(Match::sure(Day::Weekday(day, Which::This), used + of + more));
        }
    }
    Some(Match::sure(Day::Weekday(day, which), used))
}

/// A weekday in the singular, with "on" before it or not.
pub(super) fn weekday_at(tokens: &[Token]) -> Option<(Weekday, usize)> {
    let on = skip_any(tokens, &["on", "am"]);
    let (day, is_plural) = weekday(&tokens.get(on)?.text)?;
    (!is_plural).then_some((day, on + 1))
}

/// Which one of several: "first", "2nd", "last", "second to last", "vorletzten".
pub(super) fn position(tokens: &[Token]) -> Option<(Nth, usize)> {
    let before_last = eat_any(
        tokens,
        &[
            "second to last",
            "second - to - last",
            "second last",
            "next to last",
            "penultimate",
            "vorletzte",
            "vorletzten",
            "vorletzter",
            "vorletztes",
            "2nd to last",
        ],
    );
    if let Some(used) = before_last {
        return Some((Nth::SecondToLast, used));
    }
    if let Some(used) = eat_any(tokens, LAST) {
        return Some((Nth::Last, used));
    }
    let (number, used) = ordinal_at(tokens)?;
    let nth = match number {
        1 => Nth::First,
        2 => Nth::Second,
        3 => Nth::Third,
        4 => Nth::Fourth,
        _ => return None,
    };
    Some((nth, used))
}

/// "2nd", "second", "zweiten".
pub(super) fn ordinal_at(tokens: &[Token]) -> Option<(u32, usize)> {
    let first = tokens.first()?;
    match first.number() {
        Some(number) => {
            let end = tokens.get(1).filter(|end| end.is_glued)?;
            ["st", "nd", "rd", "th"].iter().any(|it| end.is(it)).then_some((number, 2))
        }
        None => Some((ordinal(&first.text)?, 1)),
    }
}

/// What there are several of: a weekday, working days, days.
pub(super) fn kind(tokens: &[Token]) -> Option<(Kind, usize)> {
    if let Some(used) = eat_any(tokens, super::rhythm::WORKING_DAY) {
        return Some((Kind::WorkingDay, used));
    }
    if let Some(used) = eat_any(tokens, &["day", "tag"]) {
        return Some((Kind::Day, used));
    }
    let (day, is_plural) = weekday(&tokens.first()?.text)?;
    (!is_plural).then_some((Kind::Weekday(day), 1))
}
