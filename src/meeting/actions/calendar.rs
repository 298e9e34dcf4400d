//! Calendar feeds: the dates of a series, at an address that only those know who were told it.

use super::open::{begin, masked, rows};
use crate::{
    contract::{
        Answer, Context, Reply,
        args::{MeetingCalendarNew, MeetingCalendarRevoke},
    },
    db::{At, Db, event},
    error::Error,
    meeting::{
        Occurrence, SERIES, Series, SeriesState, State,
        rules::{self, Original, Slot},
        store, words,
    },
    room::{self, Actor, Change, Fields, feed_token, guild_of_feed},
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// How far back a feed goes, and how many dates it has.
const BACK: TimeDelta = TimeDelta::days(31);
const MOST_DATES: usize = 120;

/// A new address of a feed.
pub async fn calendar_new(cx: &Context, args: MeetingCalendarNew) -> Answer {
    let (mut tx, series) = begin(cx, args.meeting.as_ref()).await?;
    let by = &Actor::from(cx);
    let token = feed_token(cx.guild.id);
    store::insert_feed(&mut tx, cx.guild.id, series.id, (cx.caller.user_id, &token), At::from(cx.now));
    room::record(&mut tx, by, SERIES, series.id, "made a calendar", Change::noted(Fields::new()));
    cx.commit(tx, Reply::private(words::calendar(&masked(cx, &series), &token, cx.public_url.as_deref())))
        .await
}

/// All addresses of the series' feeds stop working.
pub async fn calendar_revoke(cx: &Context, args: MeetingCalendarRevoke) -> Answer {
    let (mut tx, series) = begin(cx, args.meeting.as_ref()).await?;
    let by = &Actor::from(cx);
    let count = store::revoke_feeds(&mut tx, cx.guild.id, series.id, At::from(cx.now)).await?;
    room::record(&mut tx, by, SERIES, series.id, "revoked all calendars", Change::noted(Fields::new()));
    cx.commit(tx, Reply::private(words::calendar_revoked(&masked(cx, &series), count))).await
}

/// The feed of `token` as iCalendar text (RFC 5545); `None` when there is no such feed, or it was revoked.
///
/// # Errors
/// When the database does not answer.
pub async fn calendar(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let Some(guild_id) = guild_of_feed(token) else { return Ok(None) };
    let on = &mut { db };
    let Some(id) = store::feed_by_token(on, guild_id, token).await? else { return Ok(None) };
    let Some(series) = store::find_series(on, guild_id, id).await? else { return Ok(None) };
    let guild = workspace::guild(db, guild_id).await?;
    let known = rows(on, guild_id, &series, now - BACK).await?;
    let slots = match series.facts.state {
        SeriesState::Active => rules::slots(&series.facts, &guild.hours, &known, now - BACK, MOST_DATES),
        SeriesState::Paused | SeriesState::Withdrawn => Vec::new(),
    };
    let changes = event::history(on, guild_id, SERIES, id, None, 1).await?;
    let changed_at = changes.first().map_or(now, |event| event.happened_at);
    let name = guild.sight_anywhere().text(&series.facts.name).into_owned();
    let place = words::place_plain(&series, &guild);
    let feed = Feed { guild_id, series: &series, name, place, changed_at };
    Ok(Some(text(&feed, &slots, &known, now)))
}

/// What all events of a feed have in common.
struct Feed<'a> {
    guild_id: i64,
    series: &'a Series,
    /// Without what nobody outside may know.
    name: String,
    place: Option<String>,
    /// When the series was changed last.
    changed_at: DateTime<Utc>,
}

/// Each date is an event of its own in UTC, so that every calendar program shows it at the right local time through all clock
/// changes, also where working days or another hour count. A skipped one says so, for programs that keep what they once saw.
fn text(feed: &Feed<'_>, slots: &[Slot], known: &[Occurrence], now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&feed.name);
    calendar
        .append_property(Property::new("REFRESH-INTERVAL", "PT1H").add_parameter("VALUE", "DURATION").done());
    calendar.append_property(("X-PUBLISHED-TTL", "PT1H"));
    for slot in slots {
        calendar.push(single(feed, slot.original, slot.at, slot.minutes));
    }
    let other =
        known.iter().filter(|row| !row.facts.state.is_to_come() && row.facts.starts_at.utc() > now - BACK);
    for row in other {
        let mut event =
            single(feed, row.original_local, row.facts.starts_at.utc(), row.facts.duration_minutes);
        if matches!(row.facts.state, State::Skipped | State::NotHeld) {
            event.status(EventStatus::Cancelled);
        }
        calendar.push(event);
    }
    calendar.to_string()
}

/// One date as an event of its own. Its name in the series names it, so that moving it changes it in place.
fn single(feed: &Feed<'_>, original: Original, at: DateTime<Utc>, minutes: i64) -> Event {
    let mut event = Event::new();
    event.uid(&format!("{}-meeting-{}-{original}@docket", feed.guild_id, feed.series.id));
    event.summary(&feed.name);
    if let Some(place) = &feed.place {
        event.location(place);
    }
    event.timestamp(feed.changed_at);
    event.last_modified(feed.changed_at);
    event.sequence(u32::try_from(feed.series.version).unwrap_or(u32::MAX));
    event.starts(at);
    event.ends(at + TimeDelta::minutes(minutes));
    event.done()
}
