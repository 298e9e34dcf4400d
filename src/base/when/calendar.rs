//! A phrase that is meant once becomes the instants that it can mean.

use super::{
    Context,
    dates::{self, Almanac, Dates, Edge},
    shift,
};
use crate::base::{
    civil::{Adjustment, Zone},
    phrase::{
        Phrase, PhraseError,
        clock::{DAY, DayPart, FAR_FETCHED, HOUR},
        day::Day,
    },
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// Where the team does not work on a day that was asked for.
const USUAL_OPENING: u16 = 9 * HOUR;
const USUAL_CLOSING: u16 = 17 * HOUR;
/// How many days ahead the next working day is looked for.
const WORKING_DAY_WITHIN: usize = 14;

/// An instant that a phrase can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::base) struct Choice {
    pub at: DateTime<Utc>,
    /// Where clocks show what was typed.
    pub zone: Zone,
    pub cost: u8,
    /// The local time that was typed, when clocks skip or repeat it.
    pub odd: Option<(NaiveDateTime, Adjustment)>,
}

/// Which time of a day is meant.
#[derive(Clone, Copy)]
enum Timed {
    At(u16),
    Closing,
    /// None was said: the opening or closing of the day.
    Edge(Edge),
}

/// What `phrase` can mean, in the order of likelihood for equal costs.
pub(super) fn choices(phrase: &Phrase, context: Context) -> Result<Vec<Choice>, PhraseError> {
    let zone = phrase.zone.as_ref().unwrap_or(context.zone);
    let context = Context { zone, today: zone.date(context.now), ..context };
    let mut found = if phrase.is_now {
        vec![Choice { at: context.now, zone: zone.clone(), cost: 0, odd: None }]
    } else if phrase.spell.is_some() {
        after_span(phrase, context)
    } else {
        on_days(phrase, context)?
    };
    found.iter_mut().for_each(|choice| choice.cost = choice.cost.saturating_add(phrase.cost));
    Ok(found)
}

/// "in 3d", "in 3 days at 9am".
fn after_span(phrase: &Phrase, context: Context) -> Vec<Choice> {
    let Some(spell) = phrase.spell else { return Vec::new() };
    let Some(at) = shift::after(spell.span, context) else { return Vec::new() };
    let date = context.zone.date(at);
    if phrase.clock.is_some() || phrase.part.is_some() {
        let times = times(phrase, true).into_iter();
        return times.flat_map(|(timed, cost)| on_date(timed, date, cost, context)).collect();
    }
    let mut found = vec![Choice { at, zone: context.zone.clone(), cost: 0, odd: None }];
    // Somebody who moves what has a time can mean the day only.
    if let Some(usual) = context.usual.filter(|_| spell.span.is_in_days()) {
        found.extend(instant(date.and_time(usual), 1, context));
    }
    found
}

fn on_days(phrase: &Phrase, context: Context) -> Result<Vec<Choice>, PhraseError> {
    let works = |date: NaiveDate| context.hours.opening(date).is_some();
    let almanac = Almanac { today: context.today, works: &works };
    let days = match &phrase.day {
        Some(day) => dates::of(day, almanac).ok_or(PhraseError::Nothing)?,
        None => days_without_date(phrase.is_closing, context),
    };
    if let Some(first) = days.candidates.first() {
        phrase.check(*first)?;
    }
    let has_day = phrase.day.is_some();
    let others = Dates { candidates: days.others.clone(), others: Vec::new(), edge: days.edge };
    let mut found = at_times(phrase, &days, has_day, context);
    found.extend(
        at_times(phrase, &others, has_day, context)
            .into_iter()
            .map(|choice| Choice { cost: choice.cost.saturating_add(1), ..choice }),
    );
    let offered = tomorrow_night(phrase, &found, context);
    found.extend(offered);
    Ok(found)
}

/// Whoever says "tonight" when that has passed can only mean the evening of tomorrow: it is offered.
fn tomorrow_night(phrase: &Phrase, found: &[Choice], context: Context) -> Vec<Choice> {
    let is_tonight = phrase.day == Some(Day::FromToday(0)) && phrase.part == Some(DayPart::Night);
    let has_passed = found.iter().all(|choice| choice.at <= context.now);
    let Some(tomorrow) = context.today.succ_opt().filter(|_| is_tonight && has_passed) else {
        return Vec::new();
    };
    let times = times(phrase, true).into_iter();
    times.flat_map(|(timed, cost)| on_date(timed, tomorrow, cost.saturating_add(1), context)).collect()
}

/// What the times that were said come to on the days: on the first one still to come, or else on the first one.
fn at_times(phrase: &Phrase, days: &Dates, has_day: bool, context: Context) -> Vec<Choice> {
    let mut found = Vec::new();
    for (timed, cost) in times(phrase, has_day) {
        let timed =
            if let Timed::Edge(_) = timed { edge(phrase.day.as_ref(), days.edge, context) } else { timed };
        let all: Vec<Vec<Choice>> =
            days.candidates.iter().map(|date| on_date(timed, *date, cost, context)).collect();
        let is_future = |choices: &&Vec<Choice>| choices.iter().any(|choice| choice.at > context.now);
        let chosen = all.iter().find(is_future).or(all.first());
        found.extend(chosen.into_iter().flatten().cloned());
    }
    // "today at 3:15", in the afternoon: the half of the day that is over is not meant.
    let is_past = |choice: &Choice| choice.at <= context.now;
    let has_usual = found.iter().any(|choice| choice.cost == 0 && !is_past(choice));
    if !has_usual && let Some(other) = found.iter().position(|choice| !is_past(choice)) {
        found.iter_mut().filter(|choice| is_past(choice)).for_each(|choice| choice.cost = FAR_FETCHED);
        found[other].cost = 0;
    }
    found
}

/// A day without a time keeps the one that there was, if there was one; ends of periods are closings for all that.
fn edge(day: Option<&Day>, edge: Edge, context: Context) -> Timed {
    match (context.usual, edge, day) {
        (Some(usual), Edge::Opening, Some(_)) => Timed::At(minute_of(usual)),
        _ => Timed::Edge(edge),
    }
}

/// The times of day that were said, and how far-fetched each is.
fn times(phrase: &Phrase, has_day: bool) -> Vec<(Timed, u8)> {
    if let Some(clock) = phrase.clock {
        let readings = clock.readings(phrase.part, has_day).into_iter();
        return readings.map(|(minutes, cost)| (Timed::At(minutes), cost)).collect();
    }
    match phrase.part {
        Some(part) => vec![(Timed::At(part.minutes()), 0)],
        None if phrase.is_closing => vec![(Timed::Closing, 0)],
        None => vec![(Timed::Edge(Edge::Opening), 0)],
    }
}

/// The days to look at when only a time was given: today, then tomorrow; for "eod" the next days on which the team works.
fn days_without_date(is_closing: bool, context: Context) -> Dates {
    let days = context.today.iter_days().take(WORKING_DAY_WITHIN);
    let mut candidates: Vec<NaiveDate> = match is_closing {
        true => days.filter(|date| context.hours.closing(*date).is_some()).collect(),
        false => days.take(2).collect(),
    };
    if candidates.is_empty() {
        candidates.push(context.today);
    }
    Dates { candidates, others: Vec::new(), edge: Edge::Closing }
}

fn on_date(timed: Timed, date: NaiveDate, cost: u8, context: Context) -> Vec<Choice> {
    let Context { now, zone, hours, .. } = context;
    let sure = |at| vec![Choice { at, zone: zone.clone(), cost, odd: None }];
    let closing = || hours.closing(date).unwrap_or_else(|| zone.instant(local(date, USUAL_CLOSING)));
    match timed {
        Timed::At(minutes) => instant(local(date, minutes), cost, context),
        Timed::Closing | Timed::Edge(Edge::Closing) => sure(closing()),
        Timed::Edge(Edge::Opening) => {
            let opening = hours.opening(date).unwrap_or_else(|| zone.instant(local(date, USUAL_OPENING)));
            // "today" in the middle of the day means its end: that of work, or else of the day.
            let last_minute = zone.instant(local(date, DAY - 1));
            let is_today = date == context.today;
            let ends = [opening, closing(), last_minute];
            sure(ends.into_iter().find(|at| !is_today || *at > now).unwrap_or(last_minute))
        }
    }
}

/// The instants at which clocks show `local`: one, or two where they go back over it.
fn instant(local: NaiveDateTime, cost: u8, context: Context) -> Vec<Choice> {
    let zone = context.zone;
    let resolved = zone.resolve(local);
    let odd = (resolved.adjustment != Adjustment::None).then_some((local, resolved.adjustment));
    let second = zone.second(local).map(|at| (at, cost.saturating_add(1)));
    let all = [(resolved.at, cost)].into_iter().chain(second);
    all.map(|(at, cost)| Choice { at, zone: zone.clone(), cost, odd }).collect()
}

/// This many minutes after the midnight that `date` begins with, on the clocks; 24:00 is that at its end.
fn local(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(midnight)
}

fn minute_of(time: NaiveTime) -> u16 {
    use chrono::Timelike;
    // Below 1440.
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}
