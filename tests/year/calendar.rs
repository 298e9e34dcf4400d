//! Local times as instants, by the rules alone and without docket's own code.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

pub type At = DateTime<Utc>;

/// The instant `text`, such as `2027-03-14T17:30:00Z`.
pub fn at(text: &str) -> At {
    text.parse().expect("an instant")
}

/// The date `text`, such as `2027-03-14`.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// When clocks in `zone` show this time on this date. A time that they skip comes by as much later as they skip; of
/// one that they show twice, the first counts.
pub fn instant(zone: &str, date: NaiveDate, (hour, minute): (i8, i8)) -> At {
    let year = i16::try_from(date.year()).unwrap();
    let (month, day) = (i8::try_from(date.month()).unwrap(), i8::try_from(date.day()).unwrap());
    let local = jiff::civil::date(year, month, day).at(hour, minute, 0, 0);
    let zoned = local.to_zoned(jiff::tz::TimeZone::get(zone).unwrap()).unwrap();
    DateTime::from_timestamp(zoned.timestamp().as_second(), 0).unwrap()
}

/// The date in `zone` at an instant.
pub fn local_date(zone: &str, at: At) -> NaiveDate {
    shown(zone, at)[4..14].parse().expect("a date")
}

/// What clocks in `zone` show at an instant, for people who read a failed test.
pub fn shown(zone: &str, at: At) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap();
    let zoned = jiff::Timestamp::from_second(at.timestamp()).unwrap().to_zoned(zone);
    zoned.strftime("%a %Y-%m-%d %H:%M:%S %Z").to_string()
}

#[test]
fn clock_changes_are_as_the_authorities_announce_them() {
    let los_angeles = |day| instant("America/Los_Angeles", date(day), (9, 30));
    assert_eq!(los_angeles("2027-03-10"), at("2027-03-10T17:30:00Z"));
    assert_eq!(los_angeles("2027-03-17"), at("2027-03-17T16:30:00Z"));
    assert_eq!(los_angeles("2027-11-10"), at("2027-11-10T17:30:00Z"));
    // On Lord Howe Island clocks go from 02:00 to 02:30, and back from 02:00 to 01:30.
    let lord_howe = |day, time| instant("Australia/Lord_Howe", date(day), time);
    assert_eq!(lord_howe("2027-10-03", (2, 15)), at("2027-10-02T15:45:00Z"), "skipped: shown as 02:45");
    assert_eq!(lord_howe("2027-04-04", (1, 45)), at("2027-04-03T14:45:00Z"), "shown twice: the first");
}
