//! Calendar feeds: the shifts of the next year, at an address that only those know who were told it.

use super::{
    effects::{ChangedRows, record},
    open::{begin, by},
};
use crate::{
    contract::{
        Answer, Context, Reply,
        args::{RotationCalendarNew, RotationCalendarRevoke},
    },
    db::{Db, event},
    error::Error,
    room::{feed_token, guild_of_feed},
    rotation::{
        rules::{FOREVER, Plan, Stretch, shift_at, stretches},
        store::{self, Row},
        words,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use std::collections::HashMap;

/// How far ahead and back a feed goes.
const AHEAD: TimeDelta = TimeDelta::days(366);
const BACK: TimeDelta = TimeDelta::days(31);

/// A new address of a feed.
pub async fn calendar_new(cx: &Context, args: RotationCalendarNew) -> Answer {
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    let token = feed_token(cx.guild.id);
    store::insert_feed(&mut tx, by, cx.caller.user_id, &token);
    store::remember_name(&mut tx, cx.guild.id, cx.caller.user_id, &cx.caller.name, cx.now);
    record(&mut tx, by, Some(cx.interaction_id), "made a calendar", &ChangedRows::default())?;
    cx.commit(tx, Reply::new(words::calendar(&loaded.row, &token, cx.public_url.as_deref()))).await
}

/// All addresses of the rotation's feeds stop working.
pub async fn calendar_revoke(cx: &Context, args: RotationCalendarRevoke) -> Answer {
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    let count = store::revoke_feeds(&mut tx, by).await?;
    record(&mut tx, by, Some(cx.interaction_id), "revoked all calendars", &ChangedRows::default())?;
    cx.commit(tx, Reply::new(words::calendar_revoked(&loaded.row, count))).await
}

/// The feed of `token` as iCalendar text (RFC 5545); `None` when there is no such feed, or it was revoked.
pub async fn calendar(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let Some(guild_id) = guild_of_feed(token) else { return Ok(None) };
    let mut reader = db;
    let Some(feed) = store::feed_by_token(&mut reader, guild_id, token).await? else { return Ok(None) };
    let Some(row) = store::find(&mut reader, guild_id, feed.rotation_id).await? else { return Ok(None) };
    let rows = store::rows(&mut reader, guild_id, row.id).await?;
    let names = store::names(&mut reader, guild_id).await?;
    let changes = event::history(&mut reader, guild_id, "rotation", row.id, None, 1).await?;
    let changed_at = changes.first().map_or(now, |event| event.happened_at);
    let feed = Feed { guild_id, row: &row, names: &names, changed_at };
    Ok(Some(text(&feed, &rows.plan, now)))
}

/// What all events of a feed have in common.
struct Feed<'a> {
    guild_id: i64,
    row: &'a Row,
    names: &'a HashMap<i64, String>,
    /// When the rotation was changed last.
    changed_at: DateTime<Utc>,
}

fn text(feed: &Feed<'_>, plan: &Plan, now: DateTime<Utc>) -> String {
    let row = feed.row;
    let mut calendar = Calendar::new();
    calendar.name(&row.name);
    calendar
        .append_property(Property::new("REFRESH-INTERVAL", "PT1H").add_parameter("VALUE", "DURATION").done());
    calendar.append_property(("X-PUBLISHED-TTL", "PT1H"));
    if !row.is_active() {
        return calendar.to_string();
    }
    let begin = plan.epochs().first().map_or(now, |epoch| epoch.effective_at);
    let seats = plan.epochs().iter().map(|epoch| epoch.seats).max().unwrap_or(1);
    // Whole shifts, so that an event keeps its bounds, and its name, from one day to the next.
    let from = shift_at(plan, begin.max(now - BACK)).from.max(begin);
    let to = shift_at(plan, now + AHEAD).until.min(now + AHEAD * 2);
    for seat in 0..seats {
        for stretch in stretches(plan, seat, from, to) {
            calendar.extend(event(feed, seat, &stretch));
        }
    }
    calendar.to_string()
}

/// One event per stretch in which somebody holds a seat, in UTC: every calendar program shows it at the right local
/// time, through all clock changes. The start names it, so that a change of who is on changes the event in place; the
/// sequence number, which rises with each change of the rotation, lets programs notice (RFC 5545, 3.8.7.4).
fn event(feed: &Feed<'_>, seat: usize, stretch: &Stretch) -> Option<Event> {
    let Feed { guild_id, row, names, changed_at } = feed;
    let user_id = stretch.duty.user.ok()?;
    let until = stretch.span.until;
    if until >= FOREVER {
        return None;
    }
    let name = names.get(&user_id).cloned().unwrap_or_else(|| format!("Member {user_id}"));
    let seat_words = if seat == 0 { "" } else { " (backup)" };
    let mut event = Event::new();
    event.uid(&format!("{guild_id}-{}-{seat}-{}@docket", row.id, stretch.span.from.timestamp()));
    event.summary(&format!("{}: {name}{seat_words}", row.name));
    event.starts(stretch.span.from);
    event.ends(until);
    event.timestamp(*changed_at);
    event.last_modified(*changed_at);
    event.sequence(u32::try_from(row.version).unwrap_or(u32::MAX));
    Some(event.done())
}
