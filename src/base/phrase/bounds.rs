//! Where a series begins and ends, as people say it.

use super::{
    Match, Part,
    day::{Day, Period, day},
    rhythm::EVERY,
    span::span,
    tokens::{Token, eat_any, skip_any},
};
use crate::base::lexicon::number;

/// The end of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) enum End {
    /// After so many occurrences.
    Count(u32),
    /// With a day, or before it.
    Day(Day, Last),
    /// So long after its first day.
    For(super::span::Span),
}

/// Whether the last day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Last {
    Included,
    Excluded,
    /// It counts; some mean it otherwise.
    Perhaps,
}

const INCLUDED: &[&str] = &[
    "through",
    "thru",
    "up to and including",
    "until and including",
    "including",
    "bis einschliesslich",
    "bis inklusive",
    "bis zum einschliesslich",
    "bis einschliesslich zum",
];
const EXCLUDED: &[&str] =
    &["before", "up to but not including", "until but not including", "vor dem", "bis vor dem"];
const UNTIL: &[&str] =
    &["until", "till", "til", "up to", "bis", "bis zum", "bis zur", "ending", "ending on", "ends on"];
const ALSO: &[&str] = &["inclusive", "included", "incl", "inkl", "inklusive", "einschliesslich"];
const NOT: &[&str] = &["exclusive", "excluded", "excl", "exklusive", "ausschliesslich"];
const FROM: &[&str] = &[
    "starting",
    "starting on",
    "starting from",
    "from",
    "beginning",
    "beginning on",
    "start",
    "start on",
    "as of",
    "ab",
    "ab dem",
    "ab kommendem",
    "beginnend",
    "beginnend am",
    "von",
];

/// An end or a beginning at the start of `tokens`.
pub(super) fn bounds(tokens: &[Token], month_first: bool) -> Vec<Match<Part>> {
    let mut found = until(tokens, month_first);
    found.extend(from(tokens, month_first));
    found.extend(lasting(tokens));
    found.extend(times(tokens));
    found
}

fn until(tokens: &[Token], month_first: bool) -> Vec<Match<Part>> {
    let lead = |words: &[&str], last| eat_any(tokens, words).map(|used| (used, last));
    let leads = [lead(INCLUDED, Last::Included), lead(EXCLUDED, Last::Excluded), lead(UNTIL, Last::Perhaps)];
    let Some((used, last)) = leads.into_iter().flatten().max_by_key(|(used, _)| *used) else {
        return Vec::new();
    };
    let days = day(&tokens[used..], month_first).into_iter();
    days.map(|found| {
        let used = used + found.used;
        let (also, not) = (eat_any(&tokens[used..], ALSO), eat_any(&tokens[used..], NOT));
        let last = match (also, not) {
            (Some(_), _) => Last::Included,
            (_, Some(_)) => Last::Excluded,
            // The end of a period is its end for everybody.
            _ if matches!(found.value, Day::End(..) | Day::EndOfMonth { .. }) => Last::Included,
            _ => last,
        };
        let used = used + also.or(not).unwrap_or(0);
        Match { value: Part::End(End::Day(found.value, last)), used, cost: found.cost }
    })
    .collect()
}

fn from(tokens: &[Token], month_first: bool) -> Vec<Match<Part>> {
    let Some(used) = eat_any(tokens, FROM) else { return Vec::new() };
    if eat_any(&tokens[used..], EVERY).is_some() {
        return Vec::new();
    }
    let days = day(&tokens[used..], month_first).into_iter();
    let week = |day: &Day| matches!(day, Day::NextPeriod(Period::Week));
    days.map(|found| Match {
        cost: found.cost,
        used: used
            + found.used
            + if week(&found.value) { skip_any(&tokens[used + found.used..], &["on"]) } else { 0 },
        value: Part::Start(found.value),
    })
    .collect()
}

/// "for 3 weeks", "for the next 3 weeks", "3 Wochen lang".
fn lasting(tokens: &[Token]) -> Option<Match<Part>> {
    if let Some(lead) =
        eat_any(tokens, &["for", "for the next", "over the next", "fuer", "fuer die naechsten"])
    {
        let found = span(&tokens[lead..]).filter(|it| it.value.is_in_days())?;
        return Some(Match::sure(Part::End(End::For(found.value)), lead + found.used));
    }
    let found = span(tokens).filter(|it| it.value.is_in_days())?;
    let lang = eat_any(&tokens[found.used..], &["lang"])?;
    Some(Match::sure(Part::End(End::For(found.value)), found.used + lang))
}

/// "10 times", "5x", "once", "dreimal".
fn times(tokens: &[Token]) -> Option<Match<Part>> {
    if let Some(used) = eat_any(tokens, &["once", "einmal"]) {
        return Some(Match::sure(Part::End(End::Count(1)), used));
    }
    if let Some(used) = eat_any(tokens, &["twice", "zweimal"]) {
        return Some(Match::sure(Part::End(End::Count(2)), used));
    }
    let first = tokens.first()?;
    let count = first.number().or_else(|| number(&first.text))?;
    let used = eat_any(&tokens[1..], &["times", "occurrences", "occurrence", "x", "mal", "times in all"])?;
    Some(Match::sure(Part::End(End::Count(count)), 1 + used))
}
