//! Calendar feeds: their addresses, which only those know who were told them, and what all their calendars have in common.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, Property};

/// Random bytes in a token: 160 bits cannot be guessed.
const TOKEN_BYTES: usize = 20;

/// A new token: the guild's number, so that the query can say which guild, and what cannot be guessed.
pub fn feed_token(guild_id: i64) -> String {
    let secret: [u8; TOKEN_BYTES] = rand::random();
    format!("{guild_id:x}-{}", data_encoding::BASE32_NOPAD.encode(&secret).to_lowercase())
}

/// The guild that a token names. Whatever else is asked for is no token, and not every database takes every character in a
/// question.
pub fn guild_of_feed(token: &str) -> Option<i64> {
    let is_token = token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (guild, _) = token.split_once('-').filter(|_| is_token)?;
    i64::from_str_radix(guild, 16).ok()
}

/// An empty calendar, which programs that subscribe to it read again every hour.
pub fn feed_calendar(name: &str) -> Calendar {
    let mut calendar = Calendar::new();
    calendar.name(name);
    calendar
        .append_property(Property::new("REFRESH-INTERVAL", "PT1H").add_parameter("VALUE", "DURATION").done());
    calendar.append_property(("X-PUBLISHED-TTL", "PT1H"));
    calendar
}

/// An event of a feed, in UTC: every calendar program shows it at the right local time, through all clock changes. `uid` names
/// it, so that a change of anything else changes it in place; `version` is that of what it belongs to, and rises with each
/// change, so that programs notice one (RFC 5545, 3.8.7.4).
pub fn feed_event(
    uid: &str,
    summary: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    (version, changed_at): (i64, DateTime<Utc>),
) -> Event {
    let mut event = Event::new();
    event.uid(uid);
    event.summary(summary);
    event.starts(from);
    event.ends(until);
    event.timestamp(changed_at);
    event.last_modified(changed_at);
    event.sequence(u32::try_from(version).unwrap_or(u32::MAX));
    event.done()
}
