//! Which dates a day that was named can be.

use super::shift;
use crate::base::{
    civil::{Zone, add_months, days_in_month, monday_of},
    phrase::day::{Day, InMonth, Kind, Period, Which},
    recurrence::Nth,
};
use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

/// How many years ahead a day of a year is looked for: 29 February can be eight years away.
const YEARS_AHEAD: i32 = 8;
/// How many days ahead the next working day is looked for.
const WORKING_DAY_WITHIN: usize = 60;

/// What days are read against.
#[derive(Clone, Copy)]
pub(in crate::base) struct Almanac<'a> {
    pub today: NaiveDate,
    /// Whether the team works on a date.
    pub works: &'a dyn Fn(NaiveDate) -> bool,
}

/// Which time of a working day is meant where none was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::base) enum Edge {
    Opening,
    Closing,
}

/// The days that a text can mean.
#[derive(Clone, Debug)]
pub(in crate::base) struct Dates {
    /// In order; the first one still to come is meant, or else the first one.
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

    fn moved(self, by: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Self {
        let moved = |dates: Vec<NaiveDate>| dates.into_iter().filter_map(&by).collect();
        Self { candidates: moved(self.candidates), others: moved(self.others), edge: self.edge }
    }
}

/// Whether people in `zone` write the month before the day.
pub(in crate::base) fn is_month_first(zone: &Zone) -> bool {
    zone.name().starts_with("America/") || zone.name() == "Pacific/Honolulu"
}

/// The dates that `day` can be; `None` beyond the calendar.
pub(in crate::base) fn of(day: &Day, almanac: Almanac) -> Option<Dates> {
    let today = almanac.today;
    let dates = match day {
        Day::FromToday(days) => Dates::of(vec![today.checked_add_signed(TimeDelta::days(*days))?]),
        Day::Weekday(weekday, which) => of_week(*weekday, *which, today)?,
        Day::OfMonth(number) => of_month(*number, today),
        Day::Date { day, month, year } => Dates::of(of_year(*month, *day, *year, today)),
        Day::Month { month, year } => Dates::of(of_year(*month, 1, *year, today)),
        Day::End(period, later) => almanac.ends(*period, *later)?,
        Day::NextPeriod(period) => Dates::of(vec![almanac.working_days(*period, 1)?.next()?]),
        Day::Nth { nth, of, month } => almanac.nth(*nth, *of, *month)?,
        Day::NextWorked => {
            let ahead = today.iter_days().skip(1).take(WORKING_DAY_WITHIN);
            Dates::of(ahead.filter(|date| (almanac.works)(*date)).take(1).collect())
        }
        Day::EndOfMonth { month, year } => {
            let month = InMonth::Named { month: *month, year: *year };
            Dates::until(almanac.nth(Nth::Last, Kind::WorkingDay, month)?.candidates)
        }
        Day::From(day, span) => {
            // The soonest such day, wherever the span leads from there.
            let mut from = of(day, almanac)?;
            from.candidates.truncate(1);
            from.moved(|date| shift::date(*span, date, almanac.works))
        }
        Day::Weekend { is_next } => weekend(*is_next, today),
    };
    if dates.candidates.is_empty() { None } else { Some(dates) }
}

/// The first of the dates that is not before today, or else the first.
pub(in crate::base) fn soonest(day: &Day, today: NaiveDate) -> Option<NaiveDate> {
    let works = |date: NaiveDate| date.weekday().num_days_from_monday() < 5;
    let dates = of(day, Almanac { today, works: &works })?;
    dates.candidates.iter().find(|date| **date >= today).or(dates.candidates.first()).copied()
}

/// The last day of a period that is named by its end, working day or not.
pub(in crate::base) fn last_of_period(day: &Day, today: NaiveDate) -> Option<NaiveDate> {
    match *day {
        Day::End(period, later) => start(period, today, later + 1)?.pred_opt(),
        Day::EndOfMonth { month, year } => {
            let first = of_year(month, 1, year, today.with_day(1)?).first().copied()?;
            first.with_day(days_in_month(first.year(), first.month()))
        }
        _ => None,
    }
}

fn of_week(day: Weekday, which: Which, today: NaiveDate) -> Option<Dates> {
    let week = Days::new(7);
    let this = monday_of(today) + Days::new(day.num_days_from_monday().into());
    Some(match which {
        Which::Coming => coming(day, today),
        Which::This => {
            let others = if this <= today { vec![this + week] } else { Vec::new() };
            Dates { others, ..Dates::of(vec![this]) }
        }
        Which::Next => Dates { others: vec![this], ..Dates::of(vec![this + week]) },
        Which::NextWeek => Dates::of(vec![this + week]),
        Which::Last => Dates::of(vec![if this < today { this } else { this - week }]),
        Which::InWeeks(weeks) => {
            let later = TimeDelta::try_weeks(weeks)?;
            // Some count the weeks from the coming one.
            let other = coming(day, today).candidates.first()?.checked_add_signed(later)?;
            let taken = this.checked_add_signed(later)?;
            let others = if other == taken { Vec::new() } else { vec![other] };
            Dates { others, ..Dates::of(vec![taken]) }
        }
    })
}

/// The soonest such weekday; today's may still be ahead, and then the one in a week is meant by some.
fn coming(day: Weekday, today: NaiveDate) -> Dates {
    let ahead = (7 + day.num_days_from_monday() - today.weekday().num_days_from_monday()) % 7;
    let soonest = today + Days::new(ahead.into());
    let later = soonest + Days::new(7);
    let others = if soonest == today { vec![later] } else { Vec::new() };
    Dates { others, ..Dates::of(vec![soonest, later]) }
}

fn weekend(is_next: bool, today: NaiveDate) -> Dates {
    let saturday = monday_of(today) + Days::new(5);
    let (sunday, week) = (saturday + Days::new(1), Days::new(7));
    match is_next {
        true => Dates { others: vec![saturday], ..Dates::of(vec![saturday + week]) },
        false => Dates { others: vec![sunday], ..Dates::of(vec![saturday, sunday]) },
    }
}

/// "the 15th": of this month or the next one that has it.
fn of_month(number: u32, today: NaiveDate) -> Dates {
    let first = today.with_day(1).unwrap_or(today);
    let months = (0..=12).filter_map(|i| add_months(first, i));
    Dates::of(months.filter_map(|first| first.with_day(number)).filter(|date| *date >= today).collect())
}

fn of_year(month: u32, day: u32, year: Option<i32>, today: NaiveDate) -> Vec<NaiveDate> {
    if year.is_some() {
        return year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).into_iter().collect();
    }
    let years = today.year()..=today.year() + YEARS_AHEAD;
    years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).filter(|date| *date >= today).collect()
}

/// The days of the month that `date` is in.
fn days_of_month(date: NaiveDate) -> impl DoubleEndedIterator<Item = NaiveDate> + Clone {
    (1..=days_in_month(date.year(), date.month())).filter_map(move |day| date.with_day(day))
}

/// The first day of the period that begins `later` periods after that of `date`.
fn start(period: Period, date: NaiveDate, later: u32) -> Option<NaiveDate> {
    match period {
        Period::Week => monday_of(date).checked_add_days(Days::new(u64::from(later) * 7)),
        Period::Months(months) => {
            let first = NaiveDate::from_ymd_opt(date.year(), date.month0() / months * months + 1, 1)?;
            add_months(first, i64::from(months * later))
        }
    }
}

impl Almanac<'_> {
    /// The last working days of the period `later` periods from now, and of the one after it.
    fn ends(self, period: Period, later: u32) -> Option<Dates> {
        let last = |later| self.working_days(period, later)?.next_back();
        Some(Dates::until(vec![last(later)?, last(later + 1)?]))
    }

    /// The days of a period on which the team works; Monday to Friday if it works on none.
    fn working_days(self, period: Period, later: u32) -> Option<std::vec::IntoIter<NaiveDate>> {
        let (start, end) = (start(period, self.today, later)?, start(period, self.today, later + 1)?);
        Some(self.worked(start.iter_days().take_while(move |date| *date < end)))
    }

    fn worked(self, days: impl Iterator<Item = NaiveDate>) -> std::vec::IntoIter<NaiveDate> {
        let days: Vec<NaiveDate> = days.collect();
        let mut working: Vec<NaiveDate> = days.iter().copied().filter(|date| (self.works)(*date)).collect();
        if working.is_empty() {
            working = days.into_iter().filter(|date| date.weekday().num_days_from_monday() < 5).collect();
        }
        working.into_iter()
    }

    /// "the last Friday of November": in the months that can be meant.
    fn nth(self, nth: Nth, of: Kind, month: InMonth) -> Option<Dates> {
        let first = self.today.with_day(1)?;
        let months: Vec<NaiveDate> = match month {
            InMonth::Coming => vec![first, add_months(first, 1)?],
            InMonth::Later(months) => vec![add_months(first, months.into())?],
            InMonth::Named { month, year } => {
                let years = year.map_or(first.year()..=first.year() + 1, |year| year..=year);
                years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, 1)).collect()
            }
        };
        let in_month = |month: NaiveDate| {
            let days = days_of_month(month);
            match of {
                Kind::Day => nth.of(days),
                Kind::Weekday(day) => nth.of(days.filter(move |date| date.weekday() == day)),
                Kind::WorkingDay => nth.of(self.worked(days)),
            }
        };
        let dates: Vec<NaiveDate> = months.into_iter().filter_map(in_month).collect();
        let coming: Vec<NaiveDate> = dates.iter().copied().filter(|date| *date >= self.today).collect();
        let dates = if coming.is_empty() { dates } else { coming };
        Some(Dates::of(dates))
    }
}
