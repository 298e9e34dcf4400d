//! What a post's id tells of the time it was written.

use super::{Network, PostLink};
use chrono::{DateTime, TimeDelta, Utc};

/// Milliseconds since 1970 at which X's clock of ids began (4 November 2010).
const X_EPOCH_MS: u64 = 1_288_834_974_657;
/// Ids of X below this were counted one by one, before November 2010, and tell no time.
const X_COUNTED: u64 = 30_000_000_000;
/// Networks whose ids tell the time began later than this; a time before it is none (1 January 2016).
const EARLIEST_MS: i64 = 1_451_606_400_000;
/// How far clocks may differ, before an instant ahead of `now` is no time at all.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// The digits of the AT Protocol's record keys, in their order.
const TID_DIGITS: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
/// Digits of such a key.
const TID_LENGTH: usize = 13;
/// Bits behind the microseconds, which tell clocks apart.
const TID_CLOCK_BITS: u32 = 10;
/// Digits of a ULID, the id of GoToSocial, and those of its milliseconds.
const ULID: (usize, usize) = (26, 10);
const ULID_DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl PostLink {
    /// When the post was written, as its id tells, and never later than `now`; `None` when it does not tell, or tells
    /// something that cannot be.
    pub fn posted_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = match self.network {
            Network::X => DateTime::from_timestamp_millis(x_millis(&self.id)?),
            Network::Bluesky => DateTime::from_timestamp_micros(tid_micros(&self.id)?),
            Network::Mastodon => DateTime::from_timestamp_millis(mastodon_millis(&self.id)?),
            Network::Other => None,
        }?;
        let is_early = self.network != Network::X && at.timestamp_millis() < EARLIEST_MS;
        (!is_early && at <= now + AHEAD).then(|| at.min(now))
    }
}

fn x_millis(id: &str) -> Option<i64> {
    let id: u64 = id.parse().ok().filter(|id| *id >= X_COUNTED)?;
    i64::try_from((id >> 22) + X_EPOCH_MS).ok()
}

/// Microseconds since 1970 of a record key that is an instant ("TID"); `None` when it is none.
pub(super) fn tid_micros(key: &str) -> Option<i64> {
    if key.len() != TID_LENGTH {
        return None;
    }
    let whole = digits(key.as_bytes(), TID_DIGITS)?;
    // The first bit is always 0.
    i64::try_from(whole).ok().map(|whole| whole >> TID_CLOCK_BITS)
}

/// Mastodon counts milliseconds above 16 random bits; GoToSocial has ULIDs. Small numbers are from before 2016.
fn mastodon_millis(id: &str) -> Option<i64> {
    if id.len() == ULID.0 {
        let millis = digits(&id.as_bytes()[..ULID.1], ULID_DIGITS)?;
        return i64::try_from(millis).ok();
    }
    id.parse().ok().map(|id: i64| id >> 16)
}

/// A number of base 32; `None` when it has other digits or does not fit.
fn digits(text: &[u8], alphabet: &[u8; 32]) -> Option<u64> {
    text.iter().try_fold(0u64, |sum, c| {
        let digit = alphabet.iter().position(|digit| digit == c)?;
        sum.checked_mul(32)?.checked_add(digit as u64)
    })
}
