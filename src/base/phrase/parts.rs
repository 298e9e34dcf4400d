//! The parts of a phrase, and which of them go together.

use super::{
    Grammar, Match, PhraseError,
    bounds::{End, bounds},
    clock::{Clock, DayPart, clock, day_part},
    date::exists,
    day::{Day, Kind, Which, day},
    place::zones,
    rhythm::{Days, Unit, rhythm},
    span::{Span, span},
    tokens::{Token, eat_any},
};
use crate::base::{
    civil::Zone,
    recurrence::{Nth, Side},
};
use chrono::{NaiveDate, Weekday};

/// One thing that is said.
#[derive(Clone, Debug)]
pub(in crate::base) enum Part {
    Now,
    Day(Day),
    /// "tonight", "this morning".
    Today(DayPart),
    Clock(Clock),
    DayPart(DayPart),
    /// "eod": the closing of whatever day it is.
    Closing,
    Spell(Spell),
    Zone(Zone),
    Interval(u32, Unit),
    /// "of the month".
    OfThe(Unit),
    Weekdays(Days),
    Except(Vec<Weekday>),
    /// "every second Tuesday" as every other one.
    EveryFew(u32, Vec<Weekday>),
    /// Which of such days of a month, and whether "every" says so.
    Nth(Nth, Kind, bool),
    CountedWorkingDay(Nth),
    MonthDays(Vec<u32>, bool),
    YearDay {
        month: u32,
        day: u32,
        is_explicit: bool,
    },
    Near(Side, u32),
    End(End),
    Start(Day),
    Refused(PhraseError),
}

/// A span from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) struct Spell {
    pub span: Span,
    /// "in 2 weeks", not just "2 weeks".
    pub says_in: bool,
}

/// What was said about a rhythm.
#[derive(Clone, Debug, Default)]
pub(in crate::base) struct Said {
    pub interval: Option<(u32, Unit)>,
    pub of_the: Option<Unit>,
    pub days: Option<Days>,
    pub except: Vec<Weekday>,
    pub nth: Option<(Nth, Kind)>,
    pub month_days: Option<Vec<u32>>,
    pub year_day: Option<(u32, u32)>,
    pub near: Option<(Side, u32)>,
    pub end: Option<End>,
    pub start: Option<Day>,
    /// Nobody means it once.
    pub is_explicit: bool,
    needs_month: Option<Nth>,
}

/// One way to read a whole text.
#[derive(Clone, Debug, Default)]
pub(in crate::base) struct Phrase {
    pub cost: u8,
    pub is_now: bool,
    pub day: Option<Day>,
    /// A weekday said besides a date.
    pub weekday: Option<Weekday>,
    pub clock: Option<Clock>,
    pub part: Option<DayPart>,
    pub is_closing: bool,
    pub spell: Option<Spell>,
    pub zone: Option<Zone>,
    /// `None`: it is meant once.
    pub series: Option<Said>,
}

/// Everything that can be read at the start of `tokens`.
pub(super) fn parts(tokens: &[Token], is_start: bool, grammar: Grammar) -> Vec<Match<Part>> {
    let Grammar { once, series, month_first } = grammar;
    let mut found: Vec<Match<Part>> = Vec::new();
    if once {
        found.extend(once_only(tokens, is_start));
        found.extend(day(tokens, month_first).into_iter().map(|it| it.map(Part::Day)));
        found.extend(spell(tokens));
    }
    if series {
        found.extend(rhythm(tokens, month_first));
        found.extend(bounds(tokens, month_first));
    }
    found.extend(clock(tokens).into_iter().map(|it| it.map(Part::Clock)));
    found.extend(parts_of_day(tokens, is_start, once));
    if !is_start {
        found.extend(zones(tokens).into_iter().map(|it| it.map(Part::Zone)));
    }
    found
}

fn once_only(tokens: &[Token], is_start: bool) -> Option<Match<Part>> {
    if is_start && let Some(used) = eat_any(tokens, &["now", "right now", "jetzt", "sofort"]) {
        return Some(Match::sure(Part::Now, used));
    }
    let closing = [
        "eod",
        "cob",
        "by eod",
        "at eod",
        "by cob",
        "end of day",
        "end of the day",
        "by end of day",
        "close of business",
        "by close of business",
        "end of business",
        "feierabend",
        "zum feierabend",
        "bis feierabend",
    ];
    eat_any(tokens, &closing).map(|used| Match::sure(Part::Closing, used))
}

fn parts_of_day(tokens: &[Token], is_start: bool, once: bool) -> Vec<Match<Part>> {
    let mut found = Vec::new();
    if let Some((part, used, is_today)) = day_part(tokens) {
        match is_today {
            true if once => found.push(Match::sure(Part::Today(part), used)),
            true => {}
            false => found.push(Match::sure(Part::DayPart(part), used)),
        }
    }
    // "heute Morgen", "Montag Morgen"; by itself it is tomorrow.
    if !is_start && let Some(used) = eat_any(tokens, &["morgen"]) {
        found.push(Match { value: Part::DayPart(DayPart::Morning), used, cost: super::clock::FAR_FETCHED });
    }
    found
}

/// "in 3d", "2 weeks ago", "2 hours from now", "vor 3 Tagen".
fn spell(tokens: &[Token]) -> Option<Match<Part>> {
    let lead = eat_any(tokens, &["in", "after", "nach", "within", "in the next"]);
    let back = eat_any(tokens, &["vor"]);
    let first = lead.or(back).unwrap_or(0);
    let found = span(&tokens[first..])?;
    let used = first + found.used;
    let rest = &tokens[used..];
    let ago = eat_any(rest, &["ago"]);
    let later = eat_any(rest, &["from now", "later", "ab jetzt"]);
    let span = if ago.is_some() || back.is_some() { found.value.negated() } else { found.value };
    let spell = Spell { span, says_in: lead.is_some() || back.is_some() || ago.is_some() || later.is_some() };
    // With "in" it is certain that no time of day is meant.
    let cost = if spell.says_in { 0 } else { found.cost };
    Some(Match { value: Part::Spell(spell), used: used + ago.or(later).unwrap_or(0), cost })
}

fn put<T>(place: &mut Option<T>, value: T, what: &'static str) -> Result<(), PhraseError> {
    if place.replace(value).is_some() { Err(PhraseError::Twice(what)) } else { Ok(()) }
}

impl Phrase {
    /// This phrase and one part more.
    pub(super) fn with(&self, part: Part, cost: u8, typed: &dyn Fn() -> String) -> Result<Self, PhraseError> {
        let mut phrase = self.clone();
        phrase.cost = phrase.cost.saturating_add(cost);
        phrase.add(part, typed)?;
        Ok(phrase)
    }

    fn add(&mut self, part: Part, typed: &dyn Fn() -> String) -> Result<(), PhraseError> {
        match part {
            Part::Now => self.is_now = true,
            Part::Day(day) => return self.add_day(day, typed),
            Part::Today(part) => {
                self.add_day(Day::FromToday(0), typed)?;
                return put(&mut self.part, part, "time");
            }
            Part::Clock(_) if self.is_closing => return Err(PhraseError::Twice("time")),
            Part::Clock(clock) => return put(&mut self.clock, clock, "time"),
            Part::DayPart(part) => return put(&mut self.part, part, "time"),
            Part::Closing if self.is_closing || self.clock.is_some() || self.part.is_some() => {
                return Err(PhraseError::Twice("time"));
            }
            Part::Closing => self.is_closing = true,
            Part::Spell(spell) => return put(&mut self.spell, spell, "time"),
            Part::Zone(zone) => return put(&mut self.zone, zone, "time zone"),
            part => return self.series.get_or_insert_default().add(part, typed),
        }
        Ok(())
    }

    fn add_day(&mut self, day: Day, typed: &dyn Fn() -> String) -> Result<(), PhraseError> {
        if let Day::Date { day, month, year } = day
            && !exists(day, month, year)
        {
            return Err(PhraseError::NoSuchDate(typed()));
        }
        let is_date = |day: &Day| matches!(day, Day::Date { .. } | Day::OfMonth(_) | Day::FromToday(_));
        // A number before the name of a month is its day and no hour.
        let is_dated = matches!(day, Day::Date { .. } | Day::Month { .. });
        if is_dated && self.day.is_none() && self.clock.is_some_and(|clock| clock.is_bare) {
            self.cost = self.cost.saturating_add(super::clock::FAR_FETCHED);
        }
        match (self.day.take(), day) {
            (None, day) => self.day = Some(day),
            // "Tuesday, 1 December".
            (Some(Day::Weekday(weekday, Which::Coming)), date)
            | (Some(date), Day::Weekday(weekday, Which::Coming))
                if is_date(&date) && self.weekday.is_none() =>
            {
                (self.weekday, self.day) = (Some(weekday), Some(date));
            }
            _ => return Err(PhraseError::Twice("day")),
        }
        Ok(())
    }

    /// The phrase, if it says enough and nothing that does not go together.
    pub(super) fn finished(
        mut self,
        grammar: Grammar,
        typed: &dyn Fn() -> String,
    ) -> Result<Self, PhraseError> {
        let unknown = || PhraseError::Unknown(typed());
        let has_once = self.is_now || self.day.is_some() || self.is_closing || self.spell.is_some();
        if let Some(said) = self.series.take() {
            if has_once {
                return Err(PhraseError::OnceAndAgain);
            }
            self.series = Some(said.finished()?);
            return Ok(self);
        }
        if !grammar.once {
            return Err(PhraseError::Nothing);
        }
        if self.is_now {
            let is_alone =
                self.day.is_none() && self.clock.is_none() && self.part.is_none() && self.spell.is_none();
            return if is_alone && !self.is_closing { Ok(self) } else { Err(PhraseError::Twice("time")) };
        }
        if let Some(spell) = self.spell {
            return self.with_spell(spell).ok_or_else(unknown);
        }
        let has_day = has_once || self.part.is_some();
        if self.clock.is_some_and(|clock| clock.is_bare && !has_day) {
            return Err(unknown());
        }
        if has_day || self.clock.is_some() { Ok(self) } else { Err(unknown()) }
    }

    /// A span goes with a time of day when it is in whole days, and with a day that it counts from.
    fn with_spell(mut self, spell: Spell) -> Option<Self> {
        let has_time = self.clock.is_some() || self.part.is_some();
        if self.is_closing || has_time && !spell.span.is_in_days() {
            return None;
        }
        let Some(day) = self.day.take() else { return Some(self) };
        if !spell.says_in || !spell.span.is_in_days() || self.weekday.is_some() {
            return None;
        }
        self.spell = None;
        self.day = Some(match (day, spell.span.weeks()) {
            (Day::Weekday(day, Which::Coming), Some(weeks)) => Day::Weekday(day, Which::InWeeks(weeks)),
            (day @ (Day::FromToday(_) | Day::Weekday(_, Which::Coming)), _) => {
                Day::From(Box::new(day), spell.span)
            }
            _ => return None,
        });
        Some(self)
    }

    /// Whether a date fits the weekday that was said with it.
    pub fn check(&self, date: NaiveDate) -> Result<(), PhraseError> {
        use chrono::Datelike;
        match self.weekday {
            Some(weekday) if weekday != date.weekday() => Err(PhraseError::WrongWeekday(date.weekday())),
            _ => Ok(()),
        }
    }
}

impl Said {
    fn add(&mut self, part: Part, typed: &dyn Fn() -> String) -> Result<(), PhraseError> {
        match part {
            Part::Interval(every, unit) => {
                self.is_explicit = true;
                // "monthly on the last day of the month" says the month twice, rightly.
                return put(&mut self.interval, (every, unit), "rhythm");
            }
            Part::OfThe(unit) => return put(&mut self.of_the, unit, "rhythm"),
            Part::Weekdays(days) => {
                self.is_explicit |= days.is_explicit;
                return put(&mut self.days, days, "weekday");
            }
            Part::Except(days) => self.except.extend(days),
            Part::EveryFew(every, days) => {
                self.is_explicit = true;
                put(&mut self.interval, (every, Unit::Weeks), "rhythm")?;
                return put(&mut self.days, Days { days, is_explicit: true, is_working: false }, "weekday");
            }
            Part::Nth(nth, of, is_explicit) => {
                self.is_explicit |= is_explicit;
                return put(&mut self.nth, (nth, of), "day of the month");
            }
            Part::CountedWorkingDay(nth) => {
                self.needs_month = Some(nth);
                return put(&mut self.nth, (nth, Kind::WorkingDay), "day of the month");
            }
            Part::MonthDays(days, is_explicit) => {
                self.is_explicit |= is_explicit;
                return put(&mut self.month_days, days, "day of the month");
            }
            Part::YearDay { month, day, is_explicit } => {
                self.is_explicit |= is_explicit;
                return put(&mut self.year_day, (month, day), "day of the year");
            }
            Part::Near(side, day) => return put(&mut self.near, (side, day), "day of the month"),
            Part::End(end) => {
                self.is_explicit = true;
                return put(&mut self.end, end, "end");
            }
            Part::Start(day) => {
                self.is_explicit = true;
                return put(&mut self.start, day, "start");
            }
            Part::Refused(error) => return Err(error.named(typed)),
            // The others are no parts of a series.
            _ => return Err(PhraseError::Nothing),
        }
        Ok(())
    }

    fn finished(self) -> Result<Self, PhraseError> {
        let speaks_of_month = self.of_the.is_some() || matches!(self.interval, Some((_, Unit::Months(_))));
        if self.needs_month.is_some() && !speaks_of_month {
            return Err(PhraseError::EveryFewWorkingDays);
        }
        let is_yearly = matches!(self.interval, Some((_, Unit::Months(12))));
        if self.year_day.is_some() && !is_yearly && !(self.is_explicit && self.interval.is_none()) {
            return Err(PhraseError::Nothing);
        }
        let named = [
            self.days.is_some(),
            self.nth.is_some(),
            self.month_days.is_some(),
            self.year_day.is_some(),
            self.near.is_some(),
        ];
        match named.into_iter().filter(|is_said| *is_said).count() {
            0 if self.interval.is_none() => Err(PhraseError::Nothing),
            0 | 1 => Ok(self),
            _ => Err(PhraseError::Twice("day")),
        }
    }
}
