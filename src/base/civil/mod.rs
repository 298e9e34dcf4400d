//! Civil time: what clocks on walls show, and which instants that means.
//!
//! Zones come from the tz database bundled with jiff and from nowhere else, so that every machine
//! agrees. Outside this floor instants are `DateTime<Utc>` and local times are chrono's naive
//! types; jiff's own types stay in here.

mod lookup;

pub use lookup::ZoneError;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

/// A time zone of the IANA database, known to exist. Written and stored as its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// An instant that a local time means, and what had to be done to find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Whether the local time exists once, never or twice.
    pub adjustment: Adjustment,
}

/// How often a local time exists in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// Once, as nearly always.
    None,
    /// Never: clocks go forward over it. It moves forward by the length of the gap, which is the
    /// instant that the offset before the change gives.
    Gap,
    /// Twice: clocks go back over it. The first one counts.
    Fold,
}

impl Zone {
    /// Coordinated Universal Time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }

    /// The zone that a person names: an IANA name in any case, with spaces or underscores.
    ///
    /// # Errors
    /// Names that the database does not have, and names that hide clock changes such as "EST",
    /// give an error that suggests zones.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        lookup::parse(text)
    }

    /// [`parse`](Self::parse) for where a text may be something else than a zone.
    pub fn find(text: &str) -> Option<Self> {
        lookup::find(text)
    }

    /// Up to `limit` names of zones that fit what was typed so far, best first.
    pub fn suggest(typed: &str, limit: usize) -> Vec<&'static str> {
        lookup::suggest(typed, limit)
    }

    /// The zones that an everyday name in a time can mean, lower case, the likeliest first: "pt", "ist", "london". With
    /// `says_time`, as in "Pacific time", any city of the database will do.
    pub fn named(text: &str, says_time: bool) -> Vec<Self> {
        lookup::named(text, says_time)
    }

    /// The IANA name, such as `America/Los_Angeles`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place in the name, for sentences: "Los Angeles", "UTC".
    pub fn city(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(&self.name).replace('_', " ")
    }

    /// The instant at which clocks here show `local`; gaps and folds as in [`Adjustment`].
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.resolve(local).at
    }

    /// [`instant`](Self::instant), and whether the local time was in a gap or a fold.
    ///
    /// Years outside 1..=9998, in which nobody meets, are taken to the nearest end of that range.
    pub fn resolve(&self, local: NaiveDateTime) -> Resolved {
        let local = local.clamp(first_local(), last_local());
        let (offset, adjustment) = match self.rules.to_ambiguous_timestamp(to_jiff(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, Adjustment::None),
            AmbiguousOffset::Gap { before, .. } => (before, Adjustment::Gap),
            AmbiguousOffset::Fold { before, .. } => (before, Adjustment::Fold),
        };
        let at = local.and_utc() - chrono::TimeDelta::seconds(offset.seconds().into());
        Resolved { at, adjustment }
    }

    /// The second instant at which clocks here show `local`, where they go back over it.
    pub fn second(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let local = local.clamp(first_local(), last_local());
        match self.rules.to_ambiguous_timestamp(to_jiff(local)).offset() {
            AmbiguousOffset::Fold { after, .. } => {
                Some(local.and_utc() - chrono::TimeDelta::seconds(after.seconds().into()))
            }
            _ => None,
        }
    }

    /// What clocks here show at the instant `at`.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.clamp(first_local().and_utc(), last_local().and_utc()).naive_utc() + self.offset(at)
    }

    /// How far clocks here are ahead of UTC at the instant `at`.
    pub fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        let at = at.clamp(first_local().and_utc(), last_local().and_utc());
        let seconds =
            jiff::Timestamp::from_second(at.timestamp()).map_or(0, |at| self.rules.to_offset(at).seconds());
        // Offsets of the database are within 26 hours; chrono takes less than 24, and all real
        // ones are.
        FixedOffset::east_opt(seconds).unwrap_or(Utc.fix())
    }

    /// The date here at the instant `at`.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The first instant of the local day `date`.
    pub fn start_of_day(&self, date: NaiveDate) -> DateTime<Utc> {
        self.instant(date.and_time(NaiveTime::MIN))
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name
    }
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;

    fn try_from(name: String) -> Result<Self, ZoneError> {
        Self::parse(&name)
    }
}

/// The Monday of the ISO week that `date` is in.
pub fn monday_of(date: NaiveDate) -> NaiveDate {
    date.week(chrono::Weekday::Mon).checked_first_day().unwrap_or(date)
}

/// The number of days in a month; `month` is 1..=12.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    NaiveDate::from_ymd_opt(year, month, 1).map_or(31, |first| u32::from(first.num_days_in_month()))
}

/// `date` moved by whole months; a day that the month does not have becomes its last day.
/// `None` outside chrono's range of years.
pub fn add_months(date: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = u32::try_from(months.unsigned_abs()).ok()?;
    let months_ = chrono::Months::new(count);
    if months < 0 { date.checked_sub_months(months_) } else { date.checked_add_months(months_) }
}

fn first_local() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN).and_time(NaiveTime::MIN)
}

fn last_local() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(9998, 12, 31).unwrap_or(NaiveDate::MAX).and_time(NaiveTime::MIN)
}

fn to_jiff(local: NaiveDateTime) -> jiff::civil::DateTime {
    // Lossless: `resolve` clamps the year, months to seconds share their ranges, and a leap second
    // counts as the second before it.
    let part = |value: u32| i8::try_from(value).unwrap_or(0);
    jiff::civil::DateTime::new(
        i16::try_from(local.year()).unwrap_or(i16::MAX),
        part(local.month()),
        part(local.day()),
        part(local.hour()),
        part(local.minute()),
        part(local.second()),
        0,
    )
    .unwrap_or(jiff::civil::DateTime::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn a_local_time_means_the_right_instant() {
        use Adjustment::{Fold, Gap, None};
        for (name, shown, instant, adjustment) in [
            ("America/Los_Angeles", "2026-03-04T09:00:00", "2026-03-04T17:00:00Z", None),
            ("America/Los_Angeles", "2026-03-11T09:00:00", "2026-03-11T16:00:00Z", None),
            ("America/Los_Angeles", "2026-03-08T02:30:00", "2026-03-08T10:30:00Z", Gap),
            ("America/Los_Angeles", "2026-11-01T01:30:00", "2026-11-01T08:30:00Z", Fold),
            ("Europe/London", "2026-03-29T01:30:00", "2026-03-29T01:30:00Z", Gap),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z", Gap),
            ("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z", Gap),
            ("Pacific/Apia", "2011-12-30T10:00:00", "2011-12-30T20:00:00Z", Gap),
            ("Asia/Kolkata", "2026-06-01T09:00:00", "2026-06-01T03:30:00Z", None),
            ("Asia/Kathmandu", "2026-06-01T09:00:00", "2026-06-01T03:15:00Z", None),
            ("UTC", "2026-06-01T09:00:00", "2026-06-01T09:00:00Z", None),
        ] {
            let found = zone(name).resolve(local(shown));
            assert_eq!(found, Resolved { at: instant.parse().unwrap(), adjustment }, "{shown} in {name}");
        }
    }

    #[test]
    fn a_repeated_time_has_a_second_instant() {
        let angeles = zone("America/Los_Angeles");
        let second = angeles.second(local("2026-11-01T01:30:00")).map(|at| at.to_rfc3339());
        assert_eq!(second.as_deref(), Some("2026-11-01T09:30:00+00:00"));
        assert_eq!(angeles.second(local("2026-11-01T03:30:00")), None);
    }

    #[test]
    fn zones_changed_lately_are_known_as_they_are_now() {
        // British Columbia stays on summer time from 2026 on: a stale database is an hour off.
        let january = zone("America/Vancouver").instant(local("2027-01-15T09:00:00"));
        assert_eq!(january, "2027-01-15T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_day_begins_where_its_midnight_exists() {
        let date = NaiveDate::from_ymd_opt(2018, 11, 4).unwrap();
        let first = zone("America/Sao_Paulo").start_of_day(date);
        assert_eq!(zone("America/Sao_Paulo").local(first), local("2018-11-04T01:00:00"));
    }

    #[test]
    fn a_zone_is_stored_as_its_name() {
        let kept = serde_json::to_string(&zone("europe/berlin")).unwrap();
        assert_eq!(kept, "\"Europe/Berlin\"");
        assert_eq!(serde_json::from_str::<Zone>(&kept).unwrap(), zone("Europe/Berlin"));
        assert!(serde_json::from_str::<Zone>("\"Europe/Nowhere\"").is_err());
    }

    #[test]
    fn times_beyond_all_calendars_do_not_panic() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let shown = zone("Asia/Tokyo").local(at);
            zone("Asia/Tokyo").instant(shown);
        }
        for local in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
            zone("America/New_York").instant(local);
        }
    }

    #[test]
    fn months_are_added_and_clamped() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(add_months(date("2026-01-31"), 1), Some(date("2026-02-28")));
        assert_eq!(add_months(date("2028-03-31"), -1), Some(date("2028-02-29")));
        assert_eq!(days_in_month(2028, 2), 29);
        assert_eq!(monday_of(date("2026-11-22")), date("2026-11-16"));
    }

    proptest! {
        #[test]
        fn what_clocks_show_leads_back_to_the_instant(
            seconds in 1_420_000_000i64..2_100_000_000,
            name in proptest::sample::select(vec![
                "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo",
                "Africa/Casablanca", "Pacific/Apia", "Asia/Kolkata", "America/St_Johns", "UTC",
            ])
        ) {
            let (zone, at) = (zone(name), DateTime::from_timestamp(seconds, 0).unwrap());
            let back = zone.resolve(zone.local(at));
            prop_assert_ne!(back.adjustment, Adjustment::Gap);
            // In a fold the first of the two instants comes back.
            prop_assert!(back.at == at || back.adjustment == Adjustment::Fold && back.at < at);
            prop_assert_eq!(zone.local(back.at), zone.local(at));
        }
    }
}
