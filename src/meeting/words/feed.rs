//! The calendar feed of a series: its dates, as iCalendar (RFC 5545).

use crate::{
    meeting::{
        Occurrence, Series, State,
        rules::{Original, Slot},
    },
    room::{feed_calendar, feed_event},
};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Event, EventLike, EventStatus};
use std::collections::BTreeMap;

/// What all events of a feed have in common.
pub struct Feed<'a> {
    pub guild_id: i64,
    pub series: &'a Series,
    /// Without what nobody outside may know.
    pub name: String,
    pub place: Option<String>,
    /// When the series was changed last.
    pub changed_at: DateTime<Utc>,
    /// When something was last decided about single dates, by the number of their row.
    pub dates_changed_at: BTreeMap<i64, DateTime<Utc>>,
}

/// The dates as iCalendar text: those to come, and of the dates that are known those that are over. Each is an event of its own,
/// also where working days or another hour count. A skipped one says so, for programs that keep what they once saw.
pub fn feed(feed: &Feed<'_>, slots: &[Slot], known: &[&Occurrence]) -> String {
    let mut calendar = feed_calendar(&feed.name);
    for slot in slots {
        let row = known.iter().find(|row| Some(row.id) == slot.occurrence_id).copied();
        calendar.push(single(feed, slot.original, (slot.at, slot.minutes), row));
    }
    for row in known.iter().copied().filter(|row| !row.facts.state.is_to_come()) {
        let span = (row.facts.starts_at.utc(), row.facts.duration_minutes);
        let mut event = single(feed, row.original_local, span, Some(row));
        if matches!(row.facts.state, State::Skipped | State::NotHeld) {
            event.status(EventStatus::Cancelled);
        }
        calendar.push(event);
    }
    calendar.to_string()
}

/// One date. Its name in the series names it, so that moving it changes it in place. What was decided about it counts beside
/// what changed in the series: the sum of both versions rises with either.
fn single(
    feed: &Feed<'_>,
    original: Original,
    (at, minutes): (DateTime<Utc>, i64),
    row: Option<&Occurrence>,
) -> Event {
    let uid = format!("{}-meeting-{}-{original}@docket", feed.guild_id, feed.series.id);
    let span = (at, at + TimeDelta::minutes(minutes));
    let version = feed.series.version + row.map_or(0, |row| row.version);
    let decided_at = row.and_then(|row| feed.dates_changed_at.get(&row.id).copied());
    let changed_at = decided_at.map_or(feed.changed_at, |at| at.max(feed.changed_at));
    let mut event = feed_event(&uid, &feed.name, span, (version, changed_at));
    if let Some(place) = &feed.place {
        event.location(place);
    }
    event
}
