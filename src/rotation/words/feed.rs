//! The calendar feed of a rotation: who is on when, as iCalendar (RFC 5545).

use crate::{
    room::{feed_calendar, feed_event},
    rotation::{
        rules::{FOREVER, Plan, Stretch, shift_at, stretches},
        store::Row,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::Event;
use std::collections::HashMap;

/// How far ahead and back a feed goes.
const AHEAD: TimeDelta = TimeDelta::days(366);
const BACK: TimeDelta = TimeDelta::days(31);

/// What all events of a feed have in common.
pub struct Feed<'a> {
    pub guild_id: i64,
    pub row: &'a Row,
    /// The members as they are called, by number.
    pub names: &'a HashMap<i64, String>,
    /// When the rotation was changed last.
    pub changed_at: DateTime<Utc>,
}

/// The shifts around `now` as iCalendar text; none of a rotation that is not active.
pub fn feed(feed: &Feed<'_>, plan: &Plan, now: DateTime<Utc>) -> String {
    let mut calendar = feed_calendar(&feed.row.name);
    if !feed.row.is_active() {
        return calendar.to_string();
    }
    let begin = plan.epochs().first().map_or(now, |epoch| epoch.effective_at);
    // Whole shifts, so that an event keeps its bounds, and its name, from one day to the next.
    let from = shift_at(plan, begin.max(now - BACK)).from.max(begin);
    let to = shift_at(plan, now + AHEAD).until.min(now + AHEAD * 2);
    for seat in 0..plan.most_seats() {
        for stretch in stretches(plan, seat, from, to) {
            calendar.extend(event(feed, seat, &stretch));
        }
    }
    calendar.to_string()
}

/// One event per stretch in which somebody holds a seat. The start names it, so that a change of who is on changes it in place.
fn event(feed: &Feed<'_>, seat: usize, stretch: &Stretch) -> Option<Event> {
    let Feed { guild_id, row, names, changed_at } = feed;
    let user_id = stretch.duty.user.ok()?;
    let until = stretch.span.until;
    if until >= FOREVER {
        return None;
    }
    let name = names.get(&user_id).cloned().unwrap_or_else(|| format!("Member {user_id}"));
    let seat_words = if seat == 0 { "" } else { " (backup)" };
    let uid = format!("{guild_id}-{}-{seat}-{}@docket", row.id, stretch.span.from.timestamp());
    let summary = format!("{}: {name}{seat_words}", row.name);
    Some(feed_event(&uid, &summary, (stretch.span.from, until), (row.version, *changed_at)))
}
