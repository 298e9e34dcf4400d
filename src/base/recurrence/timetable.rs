//! A series that knows on which days the team works.

use super::{
    CLOCKS_AHEAD, Exception, Occurrence, Occurrences, Recurrence, RecurrenceError, Rule, Weekdays,
    clock_note, rule::days_of_month, words,
};
use crate::base::{
    civil::{Zone, days_in_month},
    lexicon::{listed, weekday_name},
    working_hours::WorkingHours,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Days off in a row that are looked past for the next working day.
const LONGEST_CLOSURE: usize = 400;
/// A working day of a month can lie so far before or after the weekday that the rule gives, and not further.
const WITHIN_MONTH: TimeDelta = TimeDelta::days(32);

const MOST_IN_A_YEAR: usize = 366;

/// A series of which two things depend on the team's working days and holidays: "every working day", and "the first
/// (to fourth, or last) working day of the month", which [`Recurrence`] alone takes to be from Monday to Friday.
///
/// Working days are looked up when they are needed, so a holiday that is added later counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timetable {
    pub(super) series: Recurrence,
    /// Days on which the team does not work are left out.
    #[serde(default)]
    pub(super) is_working_days_only: bool,
}

impl Timetable {
    /// A series of fixed days.
    pub(super) fn of(series: Recurrence) -> Self {
        Self { series, is_working_days_only: false }
    }

    /// Those days of a series on which the team works.
    pub(super) fn of_working_days(series: Recurrence) -> Self {
        Self { series, is_working_days_only: true }
    }

    /// The series for where nobody asks on which days the team works: "every working day" is Monday to Friday.
    pub(super) fn series_of_fixed_days(self) -> Recurrence {
        let days = match self.series.rule() {
            _ if !self.is_working_days_only => return self.series,
            Rule::Weekly { days, .. } => {
                Weekdays::MON_TO_FRI.iter().filter(|day| days.contains(*day)).collect()
            }
            _ => Weekdays::MON_TO_FRI,
        };
        let Recurrence { first, zone, end, .. } = self.series.clone();
        let fixed =
            Recurrence::new(Rule::Weekly { every: 1, days }, first, zone).and_then(|it| it.ending(end));
        fixed.unwrap_or(self.series)
    }

    /// The series by its rule.
    pub fn series(&self) -> &Recurrence {
        &self.series
    }

    /// The first occurrence after `at` that takes place, for a team that works `hours`.
    pub fn next_after(&self, at: DateTime<Utc>, hours: &WorkingHours) -> Option<Occurrence> {
        if self.is_working_days_only {
            let works = |it: &Occurrence| is_moved(it) || hours.opening(it.local.date()).is_some();
            return Occurrences::after(&self.series, at).take(LONGEST_CLOSURE).find(works);
        }
        if !self.series.rule().follows_working_days() {
            return self.series.next_after(at);
        }
        let early = at.checked_sub_signed(WITHIN_MONTH).unwrap_or(at);
        let placed = Occurrences::after(&self.series, early).take(4).map(|it| self.placed(it, hours));
        placed.filter(|it| it.at > at).min_by_key(|it| it.at)
    }

    /// The next `count` occurrences after `at`.
    pub fn upcoming(&self, at: DateTime<Utc>, hours: &WorkingHours, count: usize) -> Vec<Occurrence> {
        let first = self.next_after(at, hours);
        std::iter::successors(first, |last| self.next_after(last.at, hours)).take(count).collect()
    }

    /// Whether anything depends on the days on which the team works.
    pub fn follows_working_days(&self) -> bool {
        self.is_working_days_only || self.series.rule().follows_working_days()
    }

    /// When the occurrence that was expected at `due` takes place now that the team works `hours`. A working day of a month
    /// stays in its month and may have passed already; each working day is the first one after `from`.
    pub fn expected_anew(
        &self,
        due: DateTime<Utc>,
        from: DateTime<Utc>,
        hours: &WorkingHours,
    ) -> Option<DateTime<Utc>> {
        let next = || self.next_after(from, hours).map(|it| it.at);
        if self.is_working_days_only {
            return next();
        }
        let month = |local: NaiveDateTime| (local.year(), local.month());
        let its_month = month(self.series.zone().local(due));
        let is_it =
            |it: &Occurrence| if is_moved(it) { it.at == due } else { month(it.original) == its_month };
        let early = due.checked_sub_signed(WITHIN_MONTH).unwrap_or(due);
        let found = Occurrences::after(&self.series, early).take(4).find(is_it);
        found.map(|it| self.placed(it, hours).at).or_else(next)
    }

    /// The same series in another zone: rule, local times, end and exceptions stay.
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { series: self.series.in_zone(zone), ..self }
    }

    /// Leaves out the occurrence whose local time by the rule is `original`.
    ///
    /// # Errors
    /// When the series has no such occurrence.
    pub fn skip(&mut self, original: NaiveDateTime) -> Result<(), RecurrenceError> {
        self.series.skip(original)
    }

    /// Moves the occurrence whose local time by the rule is `original` to the local time `to`.
    ///
    /// # Errors
    /// When the series has no such occurrence.
    pub fn move_to(&mut self, original: NaiveDateTime, to: NaiveDateTime) -> Result<(), RecurrenceError> {
        self.series.move_to(original, to)
    }

    /// Takes back what was decided about the occurrence whose local time by the rule is `original`.
    pub fn restore(&mut self, original: NaiveDateTime) -> Option<Exception> {
        self.series.restore(original)
    }

    /// In words that are read back as the same, but for phase, exceptions and zone: "every working day at 09:00".
    pub fn in_words(&self) -> String {
        let words = self.series.in_words();
        if !self.is_working_days_only {
            return words;
        }
        let off: Vec<&str> = match self.series.rule() {
            Rule::Weekly { days, .. } => {
                Weekdays::ALL.iter().filter(|day| !days.contains(*day)).map(weekday_name).collect()
            }
            _ => Vec::new(),
        };
        let rest = words.split_once(" at ").map_or("", |(_, rest)| rest);
        match off.as_slice() {
            [] => format!("every working day at {rest}"),
            off => format!("every working day except {} at {rest}", listed(off)),
        }
    }

    /// In words with the next date where the rhythm leaves that open: "every other Tuesday at 09:00, next on 8 December 2026".
    pub fn label(&self, now: DateTime<Utc>) -> String {
        let next = self.series.next_after(now).map(|next| next.local.date());
        words::label(&self.in_words(), self.series.rule().every(), next)
    }

    /// The shortest text that is read as this series at `now`, with its phase; zone and exceptions aside.
    pub fn brief(&self, now: DateTime<Utc>) -> String {
        words::brief(&self.series, self.is_working_days_only, self.series.zone().date(now))
    }

    /// The occurrences within a year after `at`.
    pub fn within_a_year(&self, at: DateTime<Utc>, hours: &WorkingHours) -> impl Iterator<Item = Occurrence> {
        let until = at.checked_add_signed(CLOCKS_AHEAD).unwrap_or(at);
        let first = self.next_after(at, hours);
        let all = std::iter::successors(first, move |last| self.next_after(last.at, hours));
        all.take(MOST_IN_A_YEAR).take_while(move |it| it.at <= until)
    }

    /// A sentence when clocks skip or repeat the time of one of the occurrences within a year after `at`.
    pub fn clock_note(&self, at: DateTime<Utc>, hours: &WorkingHours) -> Option<String> {
        self.within_a_year(at, hours).find_map(|it| clock_note(it.local, self.series.zone()))
    }

    /// The occurrence on the day of its month on which the team really works; where the rule puts it when the team does
    /// not work so many days in that month.
    fn placed(&self, occurrence: Occurrence, hours: &WorkingHours) -> Occurrence {
        if is_moved(&occurrence) {
            return occurrence;
        }
        let original = occurrence.original;
        let works = |date: NaiveDate| hours.opening(date).is_some();
        let date = match self.series.rule() {
            Rule::WorkingDay { nth, .. } => {
                nth.of(days_of_month(original.date()).filter(|date| works(*date)))
            }
            Rule::WorkingDayNear { day, side, .. } => {
                let length = days_in_month(original.year(), original.month());
                original.date().with_day(day.min(length)).and_then(|target| side.of(target, works))
            }
            _ => return occurrence,
        };
        let local = date.unwrap_or(original.date()).and_time(original.time());
        let resolved = self.series.zone().resolve(local);
        Occurrence { local, at: resolved.at, adjustment: resolved.adjustment, ..occurrence }
    }
}

fn is_moved(occurrence: &Occurrence) -> bool {
    matches!(occurrence.exception, Some(Exception::Move(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::recurrence::{Meant, read_when};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(holidays: &[&str]) -> WorkingHours {
        WorkingHours::office(Zone::utc()).with_holidays(holidays.iter().map(|text| text.parse().unwrap()))
    }

    fn table(text: &str) -> Timetable {
        match read_when(text, at("2026-11-18T18:00:00Z"), &Zone::utc(), &hours(&[])).unwrap().taken {
            Meant::Series(table) => table,
            Meant::Once(..) => panic!("{text} is no series"),
        }
    }

    #[test]
    fn what_was_expected_moves_with_the_working_days() {
        for (text, due, from, holidays, expected) in [
            (
                "last working day",
                "2026-12-31T09:00:00Z",
                "2026-12-01T00:00:00Z",
                vec![],
                "2026-12-31T09:00:00Z",
            ),
            (
                "last working day",
                "2026-12-31T09:00:00Z",
                "2026-12-30T15:00:00Z",
                vec!["2026-12-31"],
                "2026-12-30T09:00:00Z",
            ),
            // December's was told on the 30th, and stays told when the 31st is no holiday after all.
            (
                "last working day",
                "2027-01-29T09:00:00Z",
                "2026-12-30T15:00:00Z",
                vec![],
                "2027-01-29T09:00:00Z",
            ),
            // New year's day moves the second one too.
            (
                "first working day",
                "2027-01-01T09:00:00Z",
                "2026-12-29T12:00:00Z",
                vec!["2027-01-01"],
                "2027-01-04T09:00:00Z",
            ),
            (
                "second working day",
                "2027-01-04T09:00:00Z",
                "2026-12-29T12:00:00Z",
                vec!["2027-01-01"],
                "2027-01-05T09:00:00Z",
            ),
            (
                "every working day",
                "2026-11-20T09:00:00Z",
                "2026-11-19T12:00:00Z",
                vec!["2026-11-20"],
                "2026-11-23T09:00:00Z",
            ),
            (
                "every working day",
                "2026-11-23T09:00:00Z",
                "2026-11-19T12:00:00Z",
                vec![],
                "2026-11-20T09:00:00Z",
            ),
        ] {
            let table = table(text);
            assert!(table.follows_working_days());
            let found = table.expected_anew(at(due), at(from), &hours(&holidays));
            assert_eq!(found, Some(at(expected)), "{text} {due} {holidays:?}");
        }
        assert!(!table("every Tuesday").follows_working_days());
    }

    #[test]
    fn a_moved_last_working_day_stays_where_it_was_put() {
        let mut table = table("last working day");
        let local = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        table.move_to(local("2026-12-31T09:00:00"), local("2026-12-29T10:00:00")).unwrap();
        let found = table.expected_anew(
            at("2026-12-29T10:00:00Z"),
            at("2026-12-01T00:00:00Z"),
            &hours(&["2026-12-31"]),
        );
        assert_eq!(found, Some(at("2026-12-29T10:00:00Z")));
    }

    #[test]
    fn in_another_zone_it_keeps_its_weeks_its_end_and_its_exceptions() {
        let mut table = table("every other Tuesday 5 times");
        table.skip("2026-12-08T09:00:00".parse().unwrap()).unwrap();
        let moved = table.clone().in_zone(Zone::find("Asia/Tokyo").unwrap());
        let now = at("2026-11-18T18:00:00Z");
        let locals = |table: &Timetable| -> Vec<_> {
            table.upcoming(now, &hours(&[]), 9).iter().map(|it| it.local).collect()
        };
        assert_eq!(locals(&moved), locals(&table));
        assert_eq!(locals(&moved).len(), 4);
        assert_eq!(moved.next_after(now, &hours(&[])).unwrap().at, at("2026-11-24T00:00:00Z"));
    }
}
