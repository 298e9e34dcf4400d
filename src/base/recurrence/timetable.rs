//! A series that knows on which days the team works.

use super::{
    End, Exception, Occurrence, Occurrences, Recurrence, RecurrenceError, Rule, Weekdays, rule::days_of_month,
};
use crate::base::{civil::Zone, text::one_line, working_hours::WorkingHours};
use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Days off in a row that are looked past for the next working day.
const LONGEST_CLOSURE: usize = 400;
/// A working day of a month can lie so far before or after the weekday that the rule gives, and not further.
const WITHIN_MONTH: TimeDelta = TimeDelta::days(32);

/// A series of which two things depend on the team's working days and holidays: "every working day", and "the first
/// (to fourth, or last) working day of the month", which [`Recurrence`] alone takes to be from Monday to Friday.
///
/// Working days are looked up when they are needed, so a holiday that is added later counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timetable {
    series: Recurrence,
    /// Days on which the team does not work are left out.
    #[serde(default)]
    is_working_days_only: bool,
}

impl Timetable {
    /// Reads a series as [`Recurrence::parse`] does; "every working day" follows the team's days, and a zone may stand at
    /// the end ("first Monday 10am London").
    ///
    /// # Errors
    /// One sentence that says what was not understood and shows examples.
    pub fn parse(
        text: &str,
        now: DateTime<Utc>,
        zone: &Zone,
        usual: NaiveTime,
    ) -> Result<Self, RecurrenceError> {
        let text = one_line(text);
        let (text, own_zone) = without_zone(text.trim());
        let zone = own_zone.as_ref().unwrap_or(zone);
        let series = Recurrence::parse(text, now, zone, usual)?;
        let every_weekday = Rule::Weekly { every: 1, days: Weekdays::MON_TO_FRI };
        // A count counts the days of the rule, so it needs the rule of fixed days.
        let is_countless = !matches!(series.end(), End::Count(_));
        if !says_working_day(text) || series.rule() != every_weekday || !is_countless {
            return Ok(Self { series, is_working_days_only: false });
        }
        let first = series.first();
        let series = Recurrence::new(Rule::Daily { every: 1 }, first, zone.clone())?.ending(series.end())?;
        Ok(Self { series, is_working_days_only: true })
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
        if !matches!(self.series.rule(), Rule::WorkingDay { .. }) {
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
        self.is_working_days_only || matches!(self.series.rule(), Rule::WorkingDay { .. })
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

    /// In words that [`parse`](Self::parse) reads back, but for exceptions and zone: "every working day at 09:00".
    pub fn in_words(&self) -> String {
        let words = self.series.in_words();
        match (self.is_working_days_only, words.strip_prefix("every day")) {
            (true, Some(rest)) => format!("every working day{rest}"),
            _ => words,
        }
    }

    /// The occurrence on the day of its month on which the team really works; where the rule puts it when the team does
    /// not work so many days in that month.
    fn placed(&self, occurrence: Occurrence, hours: &WorkingHours) -> Occurrence {
        if is_moved(&occurrence) {
            return occurrence;
        }
        let original = occurrence.original;
        let Rule::WorkingDay { nth, .. } = self.series.rule() else { return occurrence };
        let days = days_of_month(original.date()).filter(|date| hours.opening(*date).is_some());
        let local = nth.of(days).unwrap_or(original.date()).and_time(original.time());
        let resolved = self.series.zone().resolve(local);
        Occurrence { local, at: resolved.at, adjustment: resolved.adjustment, ..occurrence }
    }
}

fn is_moved(occurrence: &Occurrence) -> bool {
    matches!(occurrence.exception, Some(Exception::Move(_)))
}

fn says_working_day(text: &str) -> bool {
    let text = text.to_lowercase();
    ["working day", "business day", "workday"].iter().any(|words| text.contains(words))
}

/// A text without the zone at its end.
fn without_zone(text: &str) -> (&str, Option<Zone>) {
    let Some((rest, last)) = text.rsplit_once(' ') else { return (text, None) };
    let name = last.trim_matches(['(', ')']);
    let zone =
        if name.contains('/') { Zone::find(name) } else { Zone::from_abbreviation(&name.to_lowercase()) };
    match zone {
        Some(zone) => (rest, Some(zone)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn hours(holidays: &[&str]) -> WorkingHours {
        WorkingHours::office(Zone::utc()).with_holidays(holidays.iter().map(|text| text.parse().unwrap()))
    }

    fn table(text: &str) -> Timetable {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        Timetable::parse(text, at("2026-11-18T18:00:00Z"), &Zone::utc(), nine).unwrap()
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
