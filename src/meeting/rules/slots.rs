//! When occurrences take place: the rule of a series, and what was decided about single ones.

use super::Original;
use crate::{
    base::{civil::Zone, recurrence, working_hours::WorkingHours},
    meeting::{Occurrence, SeriesFacts, SeriesState},
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// Another hour, in whatever zone, is this near to that of the rule.
const OTHER_HOUR_WITHIN: TimeDelta = TimeDelta::days(3);
/// Exceptions in a row that are looked past.
const MOST_EXCEPTIONS: usize = 200;

/// One occurrence that takes place, whether it has a row or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its name for ever.
    pub original: Original,
    /// Its number in the series; `None` of an extra one.
    pub index: Option<u64>,
    pub at: DateTime<Utc>,
    pub minutes: i64,
    /// Its row, if it has one.
    pub occurrence_id: Option<i64>,
    pub is_moved: bool,
}

impl Slot {
    /// When it is to be over.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.at + TimeDelta::minutes(self.minutes)
    }
}

/// The first `count` occurrences after `after` that take place and have not begun, in their order. `rows` are those of the
/// series that may matter: of originals and of starts from then on.
pub fn slots(
    facts: &SeriesFacts,
    hours: &WorkingHours,
    rows: &[Occurrence],
    after: DateTime<Utc>,
    count: usize,
) -> Vec<Slot> {
    if facts.state != SeriesState::Active {
        return Vec::new();
    }
    let known: BTreeMap<Original, &Occurrence> = rows.iter().map(|row| (row.original_local, row)).collect();
    let table = &facts.timetable_json.0;
    let early = after.checked_sub_signed(OTHER_HOUR_WITHIN).unwrap_or(after);
    let first = table.next_after(early, hours);
    let by_rule = std::iter::successors(first, |last| table.next_after(last.at, hours));
    let placed = by_rule.take(count + MOST_EXCEPTIONS).filter_map(|occurrence| {
        let original = Original(occurrence.original);
        let row = known.get(&original);
        if row.is_some_and(|row| is_decided(row)) {
            return None;
        }
        Some(Slot {
            original,
            index: Some(occurrence.index),
            at: instant(facts, &occurrence),
            minutes: row.map_or(facts.duration_minutes, |row| row.facts.duration_minutes),
            occurrence_id: row.map(|row| row.id),
            is_moved: false,
        })
    });
    // Another hour can change the order of neighbours, not more.
    let mut found: Vec<Slot> = placed.filter(|slot| slot.at > after).take(count + 2).collect();
    let by_hand =
        rows.iter().filter(|row| row.facts.state.is_to_come() && (row.facts.is_moved || row.is_extra));
    found.extend(by_hand.map(|row| Slot {
        original: row.original_local,
        index: table.series().index_of(row.original_local.0).filter(|_| !row.is_extra),
        at: row.facts.starts_at.utc(),
        minutes: row.facts.duration_minutes,
        occurrence_id: Some(row.id),
        is_moved: row.facts.is_moved,
    }));
    found.retain(|slot| slot.at > after);
    found.sort_by_key(|slot| (slot.at, slot.original));
    found.truncate(count);
    found
}

/// A sentence when clocks skip or repeat the time of one of the dates within a year after `after` that take place as the rule
/// says. `rows` are those of the series that may matter.
pub fn clock_note(
    facts: &SeriesFacts,
    hours: &WorkingHours,
    rows: &[Occurrence],
    after: DateTime<Utc>,
) -> Option<String> {
    let is_by_rule = |it: &recurrence::Occurrence| {
        !rows.iter().any(|row| row.original_local == Original(it.original) && is_decided(row))
    };
    let mut dates = facts.timetable_json.0.within_a_year(after, hours).filter(is_by_rule);
    dates.find_map(|it| {
        let (local, zone) = local_time(facts, &it);
        recurrence::clock_note(local, zone)
    })
}

/// Whether somebody decided that the date does not take place, or not when the rule says.
fn is_decided(row: &Occurrence) -> bool {
    !row.facts.state.is_to_come() || row.facts.is_moved
}

/// When an occurrence of the rule takes place.
fn instant(facts: &SeriesFacts, occurrence: &recurrence::Occurrence) -> DateTime<Utc> {
    let (local, zone) = local_time(facts, occurrence);
    zone.instant(local)
}

/// The same as clocks show it, and where: at another hour, if it is one of those.
fn local_time<'a>(facts: &'a SeriesFacts, occurrence: &recurrence::Occurrence) -> (NaiveDateTime, &'a Zone) {
    let own = facts.timetable_json.0.series().zone();
    match facts.other_json.as_ref().map(|other| &other.0).filter(|other| other.concerns(occurrence.index)) {
        Some(other) => (occurrence.local.date().and_time(other.time), other.zone.as_ref().unwrap_or(own)),
        None => (occurrence.local, own),
    }
}

/// Whose turn it is to take notes in the occurrence of that number; the chair's when nobody takes turns.
pub fn note_taker(facts: &SeriesFacts, index: Option<u64>) -> i64 {
    let turns = &facts.note_takers_json.0;
    let place = index.unwrap_or(0) % u64::try_from(turns.len().max(1)).unwrap_or(1);
    let place = usize::try_from(place).unwrap_or(0);
    turns.get(place).copied().unwrap_or(facts.chair_user_id)
}

/// Whether the day of a date is a holiday of a team that works `hours`.
pub fn is_holiday(facts: &SeriesFacts, slot: &Slot, hours: &WorkingHours) -> bool {
    let date = facts.timetable_json.0.series().zone().date(slot.at);
    hours.holidays().any(|holiday| holiday == date)
}

#[cfg(test)]
#[path = "slots_tests.rs"]
pub(super) mod tests;
