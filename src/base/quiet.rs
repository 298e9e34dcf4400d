//! Quiet hours: the part of the day in which somebody does not want to be disturbed.

use super::civil::Zone;
use super::phrase::{
    clock::{self, Half, NOON},
    tokens::Text,
};
use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};
use std::fmt;

const DAY_MINUTES: u16 = 24 * 60;

/// From one time of the day to another, over midnight when the end is the earlier one. The start counts, the end does
/// not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes since midnight, below 1440; never equal.
    from: u16,
    to: u16,
}

impl QuietHours {
    /// Reads hours such as "22:00-7:00", "10pm-7am", "22 to 7", "10-7" or "von 22 bis 7 Uhr"; `None` when they are something else, or
    /// no time at all.
    pub fn parse(text: &str) -> Option<Self> {
        let text = Text::new(text);
        let found = clock::ends(&text.tokens).filter(|found| found.used == text.tokens.len())?;
        let (from, to) = found.value;
        // Nobody goes to sleep in the morning: "10-7" is from ten at night.
        let is_evening = from.half == Half::Either { has_minutes: false };
        let from = if is_evening { from.minutes % NOON + NOON } else { from.minutes };
        let (from, to) = (from % DAY_MINUTES, to.minutes % DAY_MINUTES);
        (from != to).then_some(Self { from, to })
    }

    /// Whether it is quiet when clocks show `time`.
    pub fn hold(self, time: NaiveTime) -> bool {
        let minute = minute_of(time);
        match self.from < self.to {
            true => (self.from..self.to).contains(&minute),
            false => minute >= self.from || minute < self.to,
        }
    }

    /// `at`, or when it is quiet in `zone` then, the end of that.
    pub fn end_after(self, at: DateTime<Utc>, zone: &Zone) -> DateTime<Utc> {
        let local = zone.local(at);
        if !self.hold(local.time()) {
            return at;
        }
        let is_tomorrow = self.to <= minute_of(local.time());
        let date = if is_tomorrow { local.date().succ_opt() } else { Some(local.date()) };
        let end = date.map(|date| date.and_time(NaiveTime::MIN) + TimeDelta::minutes(self.to.into()));
        end.map_or(at, |end| zone.instant(end)).max(at)
    }
}

fn minute_of(time: NaiveTime) -> u16 {
    // Below 1440.
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

/// In the form that [`QuietHours::parse`] reads.
impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in
            ["22:00-7:00", "22-7", "10pm-7am", "10 pm to 7 am", "22:00 – 07:00", "10-7", "von 22 bis 7 Uhr"]
        {
            assert_eq!(
                QuietHours::parse(text).map(|it| it.to_string()).as_deref(),
                Some("22:00-07:00"),
                "{text}"
            );
        }
        for text in ["", "off", "22", "7:00-7:00", "25-7", "22-7 blorp", "late-early", "24:00-0:00"] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_held_back_comes_at_the_end_of_quiet() {
        let night = QuietHours::parse("22:00-7:00").unwrap();
        for (at, end) in [
            ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"),
            ("2026-11-20T21:00:00Z", "2026-11-21T06:00:00Z"),
            ("2026-11-21T05:59:00Z", "2026-11-21T06:00:00Z"),
            ("2026-11-21T06:00:00Z", "2026-11-21T06:00:00Z"),
            // Clocks go forward in this night.
            ("2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"),
        ] {
            let (at, end): (DateTime<Utc>, DateTime<Utc>) = (at.parse().unwrap(), end.parse().unwrap());
            assert_eq!(night.end_after(at, &zone()), end, "{at}");
        }
    }

    proptest! {
        #[test]
        fn the_end_is_never_quiet_and_never_earlier(
            from in 0u16..1440, length in 1u16..1440, seconds in 1_700_000_000i64..1_900_000_000,
        ) {
            let hours = QuietHours { from, to: (from + length) % DAY_MINUTES };
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let end = hours.end_after(at, &zone());
            prop_assert!(end >= at && end - at <= TimeDelta::hours(25));
            prop_assert_eq!(QuietHours::parse(&hours.to_string()), Some(hours));
        }
    }
}
