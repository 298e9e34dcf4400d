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
        OCCURRENCE, Occurrence, SERIES, SeriesState, rules, store,
        words::{self, Feed},
    },
    room::{self, Actor, Change, Fields, feed_token, guild_of_feed},
    workspace,
};
use chrono::{DateTime, TimeDelta, Utc};

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

/// The feed of `token` as iCalendar text (RFC 5545); `None` when there is no such feed, it was revoked, or
/// docket is not in its guild any more.
///
/// # Errors
/// When the database does not answer.
pub async fn calendar(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
    let Some(guild_id) = guild_of_feed(token) else { return Ok(None) };
    let on = &mut { db };
    let Some(id) = store::feed_by_token(on, guild_id, token).await? else { return Ok(None) };
    let Some(series) = store::find_series(on, guild_id, id).await? else { return Ok(None) };
    let guild = workspace::guild(db, guild_id).await?;
    if !guild.is_there {
        return Ok(None);
    }
    let known = rows(on, guild_id, &series, now - BACK).await?;
    let slots = match series.facts.state {
        SeriesState::Active => rules::slots(&series.facts, &guild.hours, &known, now - BACK, MOST_DATES),
        SeriesState::Paused | SeriesState::Withdrawn => Vec::new(),
    };
    let changes = event::history(on, guild_id, SERIES, id, None, 1).await?;
    let changed_at = changes.first().map_or(now, |event| event.happened_at);
    let name = guild.sight_anywhere().text(&series.facts.name).into_owned();
    let place = words::place_plain(&series, &guild);
    let past = now - BACK;
    let known: Vec<&Occurrence> = known.iter().filter(|row| row.facts.starts_at.utc() > past).collect();
    let ids: Vec<i64> = known.iter().map(|row| row.id).collect();
    let dates_changed_at = event::last_changes(on, guild_id, OCCURRENCE, &ids).await?;
    let feed = Feed { guild_id, series: &series, name, place, changed_at, dates_changed_at };
    Ok(Some(words::feed(&feed, &slots, &known)))
}
