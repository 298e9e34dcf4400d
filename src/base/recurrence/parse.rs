//! A phrase that speaks of a rhythm becomes the series that it can mean.

use super::{End, MonthDays, Nth, Recurrence, RecurrenceError, Rule, Timetable, Weekdays};
use crate::base::{
    civil::{Zone, add_months},
    phrase::{
        self, Grammar, Last, Phrase, PhraseError, Said,
        clock::DAY,
        day::{Day, Kind},
        rhythm::Unit,
        span::Span,
    },
    when::{is_month_first, last_of_period, soonest},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};

/// Longer texts are no rhythms.
pub(super) const LONGEST: usize = 200;

/// Where and when a text is read.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub now: DateTime<Utc>,
    pub zone: &'a Zone,
    /// The time of day when the text names none.
    pub usual: NaiveTime,
    /// Whether "Thursday and Friday" can be two days and no rhythm.
    pub perhaps_once: bool,
}

/// A series that a text can mean.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub table: Timetable,
    pub cost: u8,
    /// Whether the text says when it begins.
    pub says_start: bool,
}

/// The series that `text` can mean, the likeliest first.
pub(super) fn read(text: &str, asked: Asked) -> Result<Vec<Candidate>, RecurrenceError> {
    if text.len() > LONGEST {
        return Err(RecurrenceError::TooLong);
    }
    let grammar = Grammar { once: false, series: true, month_first: is_month_first(asked.zone) };
    series(&phrase::read(text, grammar)?, asked)
}

/// The series that the phrases can mean, the likeliest first; at least one.
pub(super) fn series(phrases: &[Phrase], asked: Asked) -> Result<Vec<Candidate>, RecurrenceError> {
    let (mut found, mut trouble): (Vec<Candidate>, _) = (Vec::new(), None);
    for phrase in phrases {
        let Some(said) = &phrase.series else { continue };
        match of_phrase(phrase, said, asked) {
            Ok(candidates) => found.extend(candidates),
            Err(error) => trouble = trouble.or(Some(error)),
        }
    }
    if found.is_empty() {
        return Err(trouble.unwrap_or(RecurrenceError::NoRhythm));
    }
    found.sort_by_key(|candidate| candidate.cost);
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in found {
        if chosen.iter().all(|other| other.table != candidate.table) {
            chosen.push(candidate);
        }
    }
    Ok(chosen)
}

fn of_phrase(phrase: &Phrase, said: &Said, asked: Asked) -> Result<Vec<Candidate>, RecurrenceError> {
    let zone = phrase.zone.as_ref().unwrap_or(asked.zone);
    let asked = Asked { zone, ..asked };
    let times = match (phrase.clock, phrase.part) {
        (Some(clock), part) => clock.readings(part, true),
        (None, Some(part)) => vec![(part.minutes(), 0)],
        (None, None) => vec![(minute_of(asked.usual), 0)],
    };
    let mut found = Vec::new();
    for (minutes, cost) in times {
        let candidates = at_time(said, minutes, asked)?.into_iter();
        found.extend(candidates.map(|(table, more)| Candidate {
            table,
            cost: phrase.cost.saturating_add(cost).saturating_add(more),
            says_start: said.start.is_some(),
        }));
    }
    Ok(found)
}

/// The series at that time of day, with each end that can be meant.
fn at_time(said: &Said, minutes: u16, asked: Asked) -> Result<Vec<(Timetable, u8)>, RecurrenceError> {
    let today = asked.zone.date(asked.now);
    let start = said.start.as_ref().map(|day| soonest(day, today).ok_or(RecurrenceError::BeyondCalendar));
    let start = start.transpose()?;
    let mut rule = rule(said, start.unwrap_or(today))?;
    // 24:00 is midnight at the end of the day.
    if minutes >= DAY {
        let Rule::Weekly { every, days } = rule else {
            return Err(RecurrenceError::Unknown("24:00".to_owned()));
        };
        rule = Rule::Weekly { every, days: days.iter().map(|day| day.succ()).collect() };
    }
    rule.check()?;
    let minutes = u32::from(minutes % DAY);
    let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap_or(asked.usual);
    let base = first_after(rule, said, start, time, asked)?;
    let is_working = said.days.as_ref().is_some_and(|days| days.is_working);
    let mut found = Vec::new();
    for (end, cost) in ends(said, &base, asked)? {
        let series = base.clone().ending(end)?;
        // A count counts the days of the rule, so it needs the rule of fixed days.
        let follows_team = is_working && !matches!(end, End::Count(_));
        found.push((if follows_team { working(&series, said)? } else { Timetable::of(series) }, cost));
    }
    Ok(found)
}

/// The series of the team's working days, whichever those are.
fn working(series: &Recurrence, said: &Said) -> Result<Timetable, RecurrenceError> {
    let Rule::Weekly { every: 1, .. } = series.rule() else { return Ok(Timetable::of(series.clone())) };
    let days: Weekdays = Weekdays::ALL.iter().filter(|day| !said.except.contains(day)).collect();
    let rule =
        if said.except.is_empty() { Rule::Daily { every: 1 } } else { Rule::Weekly { every: 1, days } };
    let all = Recurrence::new(rule, series.first(), series.zone().clone())?.ending(series.end())?;
    Ok(Timetable::of_working_days(all))
}

/// The series without an end, from its first occurrence after now, or from the start that was said.
fn first_after(
    rule: Rule,
    said: &Said,
    start: Option<NaiveDate>,
    time: NaiveTime,
    asked: Asked,
) -> Result<Recurrence, RecurrenceError> {
    let zone = asked.zone;
    let new = |from: NaiveDate| Recurrence::new(rule, from.and_time(time), zone.clone());
    if let Some(start) = start {
        return new(start);
    }
    let today = zone.date(asked.now);
    let is_to_come = |series: &Recurrence| zone.instant(series.first()) > asked.now;
    let mut from = vec![Some(today), today.succ_opt()];
    if let Some(month) = said.year_day.map(|(month, _)| month) {
        // The first one gives the month.
        let years = today.year()..=today.year() + 1;
        from = years.map(|year| NaiveDate::from_ymd_opt(year, month, 1)).collect();
    } else if let (None, Some(Unit::Months(months))) = (said.interval, said.of_the)
        && months > 1
    {
        from = of_period(said, months, today).into();
    }
    let mut last = Err(RecurrenceError::BeyondCalendar);
    for from in from.into_iter().flatten() {
        last = new(from);
        if last.as_ref().is_ok_and(is_to_come) {
            break;
        }
    }
    last
}

/// The first days of the months in which "the last Friday of the quarter" is looked for: its last one, or its first.
fn of_period(said: &Said, months: u32, today: NaiveDate) -> [Option<NaiveDate>; 2] {
    let is_at_end = matches!(said.nth, Some((Nth::Last | Nth::SecondToLast, _)))
        || said.month_days.as_ref().is_some_and(|days| days.contains(&31));
    let offset = if is_at_end { months - 1 } else { 0 };
    let start = NaiveDate::from_ymd_opt(today.year(), today.month0() / months * months + 1, 1);
    [0, months].map(|later| add_months(start?, i64::from(offset + later)))
}

fn rule(said: &Said, start: NaiveDate) -> Result<Rule, RecurrenceError> {
    let (count, unit) = said.interval.map_or((1, None), |(every, unit)| (every, Some(unit)));
    let unit = unit.or(said.of_the);
    let is_monthly =
        said.nth.is_some() || said.month_days.is_some() || said.near.is_some() || said.year_day.is_some();
    if is_monthly {
        return monthly(said, count, unit);
    }
    if said.of_the.is_some() {
        // "Monday of the month" does not say which.
        return Err(RecurrenceError::Twice("rhythm"));
    }
    let without = |days: Weekdays| days.iter().filter(|day| !said.except.contains(day)).collect::<Weekdays>();
    match (&said.days, unit) {
        (Some(days), None | Some(Unit::Weeks)) => {
            Ok(Rule::Weekly { every: count, days: without(days.days.iter().copied().collect()) })
        }
        // "every day" and weekdays besides say two things.
        (Some(_), Some(Unit::Days | Unit::Months(_))) => Err(RecurrenceError::Twice("rhythm")),
        (None, Some(Unit::Days)) if !said.except.is_empty() => match count {
            1 => Ok(Rule::Weekly { every: 1, days: without(Weekdays::ALL) }),
            _ => Err(RecurrenceError::Twice("rhythm")),
        },
        (None, _) if !said.except.is_empty() => Err(RecurrenceError::Twice("rhythm")),
        (None, Some(Unit::Days)) => Ok(Rule::Daily { every: count }),
        (None, Some(Unit::Weeks)) => {
            Ok(Rule::Weekly { every: count, days: [start.weekday()].into_iter().collect() })
        }
        (None, Some(Unit::Months(months))) => {
            Ok(Rule::MonthlyOnDay { every: count.saturating_mul(months), day: start.day() })
        }
        (None, None) => Err(RecurrenceError::NoRhythm),
    }
}

fn monthly(said: &Said, count: u32, unit: Option<Unit>) -> Result<Rule, RecurrenceError> {
    let months = match (unit, said.year_day) {
        (None, Some(_)) => 12,
        (None, None) => 1,
        (Some(Unit::Months(months)), _) => months,
        (Some(Unit::Days | Unit::Weeks), _) => return Err(RecurrenceError::Twice("rhythm")),
    };
    if !said.except.is_empty() {
        return Err(RecurrenceError::Twice("rhythm"));
    }
    let every = count.saturating_mul(months);
    if let Some((nth, of)) = said.nth {
        return Ok(match of {
            Kind::Weekday(weekday) => Rule::MonthlyOnWeekday { every, nth, weekday },
            Kind::WorkingDay => Rule::WorkingDay { every, nth },
            Kind::Day => Rule::MonthlyOnDay { every, day: 31 },
        });
    }
    if let Some((side, day)) = said.near {
        return Ok(Rule::WorkingDayNear { every, day, side });
    }
    let year_day = said.year_day.map(|(_, day)| vec![day]);
    match said.month_days.clone().or(year_day).unwrap_or_default().as_slice() {
        [day] => Ok(Rule::MonthlyOnDay { every, day: *day }),
        days => Ok(Rule::MonthlyOnDays { every, days: MonthDays::new(days)? }),
    }
}

/// The ends that can be meant, the likeliest first.
fn ends(said: &Said, base: &Recurrence, asked: Asked) -> Result<Vec<(End, u8)>, RecurrenceError> {
    let before = |date: NaiveDate| date.pred_opt().ok_or(RecurrenceError::BeyondCalendar);
    match &said.end {
        None => Ok(without_end(said, asked)),
        Some(phrase::End::Count(count)) => Ok(vec![(End::Count(*count), 0)]),
        Some(phrase::End::For(span)) => {
            let last = span_after(*span, base.first().date()).ok_or(RecurrenceError::BeyondCalendar)?;
            Ok(vec![(End::Until(before(last)?), 0)])
        }
        Some(phrase::End::Day(day, last)) => {
            let today = asked.zone.date(asked.now);
            let date = last_of_period(day, today).or_else(|| soonest(day, today));
            let date = date.ok_or(RecurrenceError::BeyondCalendar)?;
            let is_month = matches!(day, Day::Month { .. });
            let with_it =
                if is_month { add_months(date, 1).map(before).transpose()?.unwrap_or(date) } else { date };
            Ok(match last {
                Last::Included => vec![(End::Until(with_it), 0)],
                Last::Excluded => vec![(End::Until(before(date)?), 0)],
                // Nobody who says "until December" means its first day.
                Last::Perhaps if is_month => vec![(End::Until(before(date)?), 0), (End::Until(with_it), 1)],
                // The day counts; it matters only when the series takes place on it.
                Last::Perhaps => {
                    let is_on = date > base.first().date()
                        && base.index_of(date.and_time(base.first().time())).is_some();
                    let without = if is_on { vec![(End::Until(before(date)?), 1)] } else { Vec::new() };
                    [(End::Until(date), 0)].into_iter().chain(without).collect()
                }
            })
        }
    }
}

/// "Thursday and Friday" are two days, which some mean again and again.
fn without_end(said: &Said, asked: Asked) -> Vec<(End, u8)> {
    let listed = said.days.as_ref().filter(|days| !days.is_explicit && days.days.len() > 1);
    let count = listed.and_then(|days| u32::try_from(days.days.len()).ok());
    match count.filter(|_| asked.perhaps_once && !said.is_explicit && said.interval.is_none()) {
        Some(count) => vec![(End::Count(count), 0), (End::Never, 1)],
        None => vec![(End::Never, 0)],
    }
}

fn span_after(span: Span, date: NaiveDate) -> Option<NaiveDate> {
    let date = add_months(date, span.months)?;
    // Working days of a series are days like any other.
    date.checked_add_days(Days::new(u64::try_from(span.days + span.working_days).ok()?))
}

fn minute_of(time: NaiveTime) -> u16 {
    use chrono::Timelike;
    // Below 1440.
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

impl From<PhraseError> for RecurrenceError {
    fn from(error: PhraseError) -> Self {
        match error {
            PhraseError::Empty => Self::Empty,
            PhraseError::Nothing => Self::NoRhythm,
            PhraseError::OnceAndAgain => Self::OnceAndAgain,
            PhraseError::Unknown(part) => Self::Unknown(part),
            PhraseError::Twice(what) => Self::Twice(what),
            PhraseError::NoSuchDate(part) => Self::NoSuchDate(part),
            PhraseError::WrongWeekday(weekday) => Self::WrongWeekday(weekday),
            PhraseError::TooOften => Self::TooOften,
            PhraseError::Interval => Self::Interval,
            PhraseError::Range => Self::Range,
            PhraseError::EveryFewWorkingDays => Self::EveryFewWorkingDays,
            PhraseError::Fifth => Self::Fifth,
        }
    }
}
