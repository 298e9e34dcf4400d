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

/// What all events of a feed have in common.
pub struct Feed<'a> {
    pub guild_id: i64,
    pub series: &'a Series,
    /// Without what nobody outside may know.
    pub name: String,
    pub place: Option<String>,
    /// When the series was changed last.
    pub changed_at: DateTime<Utc>,
}

/// The dates as iCalendar text: those to come, and of the dates that are known those that are over. Each is an event of its own,
/// also where working days or another hour count. A skipped one says so, for programs that keep what they once saw.
pub fn feed<'a>(feed: &Feed<'_>, slots: &[Slot], known: impl IntoIterator<Item = &'a Occurrence>) -> String {
    let mut calendar = feed_calendar(&feed.name);
    for slot in slots {
        calendar.push(single(feed, slot.original, slot.at, slot.minutes));
    }
    for row in known.into_iter().filter(|row| !row.facts.state.is_to_come()) {
        let mut event =
            single(feed, row.original_local, row.facts.starts_at.utc(), row.facts.duration_minutes);
        if matches!(row.facts.state, State::Skipped | State::NotHeld) {
            event.status(EventStatus::Cancelled);
        }
        calendar.push(event);
    }
    calendar.to_string()
}

/// One date. Its name in the series names it, so that moving it changes it in place.
fn single(feed: &Feed<'_>, original: Original, at: DateTime<Utc>, minutes: i64) -> Event {
    let uid = format!("{}-meeting-{}-{original}@docket", feed.guild_id, feed.series.id);
    let span = (at, at + TimeDelta::minutes(minutes));
    let mut event = feed_event(&uid, &feed.name, span, (feed.series.version, feed.changed_at));
    if let Some(place) = &feed.place {
        event.location(place);
    }
    event
}
