//! When somebody's digest is due. Pure.

use crate::{base::working_hours::WorkingHours, contract::Guild, workspace::Preferences};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// A digest that is later than this does not help any more.
pub const MAX_DELAY: TimeDelta = TimeDelta::hours(8);
/// How far ahead the next morning is looked for: longer than anybody's holidays.
const WITHIN_DAYS: usize = 60;
/// Where the team does not work on a day that somebody has chosen.
const USUAL_START: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning");

/// What somebody has chosen about their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub is_on: bool,
    /// Local time; `None` means the team's start of work.
    pub start: Option<NaiveTime>,
    /// Days as hours that are open all day; `None` means the team's working days.
    pub days: Option<WorkingHours>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { is_on: true, start: None, days: None }
    }
}

/// When the digest of the local day `date` is due; `None` when there is none on it.
pub fn issue_at(
    guild: &Guild,
    preferences: &Preferences,
    wish: &Wish,
    date: NaiveDate,
) -> Option<DateTime<Utc>> {
    if !wish.is_on || guild.hours.holidays().any(|holiday| holiday == date) {
        return None;
    }
    let opening = guild.hours.opening(date).map(|at| guild.hours.zone().local(at).time());
    let is_chosen = match &wish.days {
        Some(days) => days.opening(date).is_some(),
        None => opening.is_some(),
    };
    if !is_chosen {
        return None;
    }
    let zone = preferences.zone(guild);
    let at = zone.instant(date.and_time(wish.start.or(opening).unwrap_or(USUAL_START)));
    Some(preferences.quiet.map_or(at, |quiet| quiet.end_after(at, zone)))
}

/// The local day whose digest is due at `now`, if one is.
pub fn due_day(
    guild: &Guild,
    preferences: &Preferences,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Option<NaiveDate> {
    let today = preferences.zone(guild).date(now);
    // Quiet hours can push a digest past midnight.
    let days = [Some(today), today.pred_opt()];
    let is_due = |date: &NaiveDate| {
        issue_at(guild, preferences, wish, *date).is_some_and(|at| at <= now && now - at <= MAX_DELAY)
    };
    days.into_iter().flatten().find(is_due)
}

/// The next instant after `now` at which a digest is due.
pub fn next_issue(
    guild: &Guild,
    preferences: &Preferences,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let yesterday = preferences.zone(guild).date(now).checked_sub_days(Days::new(1))?;
    let days = yesterday.iter_days().take(WITHIN_DAYS);
    days.filter_map(|date| issue_at(guild, preferences, wish, date)).find(|at| *at > now)
}

/// From when on what was told is new in the digest of the local day `date`: since the digest before it, which was that of
/// the day `last`, or else the one that a day before had. What waits to be read is not lost with a digest that did not come.
pub fn told_since(
    guild: &Guild,
    preferences: &Preferences,
    wish: &Wish,
    date: NaiveDate,
    last: Option<NaiveDate>,
) -> DateTime<Utc> {
    let wish = Wish { is_on: true, ..wish.clone() };
    let issued = |date: NaiveDate| issue_at(guild, preferences, &wish, date);
    let start = |date: NaiveDate| preferences.zone(guild).start_of_day(date);
    let days = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt).take(WITHIN_DAYS);
    let before = days.filter_map(issued).next().unwrap_or_else(|| start(date));
    let last = last.filter(|last| *last < date).map(|last| issued(last).unwrap_or_else(|| start(last)));
    last.map_or(before, |last| last.min(before))
}

/// How a local day is kept: sorts by time.
pub fn day_key(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{civil::Zone, quiet::QuietHours};
    use proptest::prelude::*;

    fn guild() -> Guild {
        let zone = Zone::parse("America/Los_Angeles").unwrap();
        let holiday = "2026-11-26".parse().unwrap();
        let hours = WorkingHours::office(zone.clone()).with_holidays([holiday]);
        Guild { hours, ..Guild::new(7, zone) }
    }

    fn preferences(zone: &str, quiet: &str) -> Preferences {
        Preferences { zone: Zone::find(zone), quiet: QuietHours::parse(quiet), ..Preferences::default() }
    }

    #[test]
    fn it_comes_at_the_start_of_work_on_the_persons_own_clock() {
        let monday = "2026-11-23".parse().unwrap();
        let wish = |start: Option<&str>, days: Option<&str>| Wish {
            is_on: true,
            start: start.map(|text| text.parse().unwrap()),
            days: days.map(|text| WorkingHours::parse(text, Zone::utc()).unwrap()),
        };
        for (preferences, wish, date, expected) in [
            (preferences("", ""), wish(None, None), monday, Some("2026-11-23T17:00:00Z")),
            (preferences("Asia/Tokyo", ""), wish(None, None), monday, Some("2026-11-23T00:00:00Z")),
            (preferences("", ""), wish(Some("07:30:00"), None), monday, Some("2026-11-23T15:30:00Z")),
            // Quiet hours go first.
            (preferences("", "22:00-10:00"), wish(None, None), monday, Some("2026-11-23T18:00:00Z")),
            (preferences("", ""), wish(None, Some("tue-sat 0-24")), monday, None),
            (
                preferences("", ""),
                wish(None, Some("tue-sat 0-24")),
                "2026-11-28".parse().unwrap(),
                Some("2026-11-28T17:00:00Z"),
            ),
            (preferences("", ""), wish(None, None), "2026-11-22".parse().unwrap(), None),
            (preferences("", ""), wish(None, Some("mon-sun 0-24")), "2026-11-26".parse().unwrap(), None),
            (preferences("", ""), Wish { is_on: false, ..Wish::default() }, monday, None),
        ] {
            let expected = expected.map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(
                issue_at(&guild(), &preferences, &wish, date),
                expected,
                "{preferences:?} {wish:?} {date}"
            );
        }
    }

    #[test]
    fn what_was_told_since_the_digest_before_is_new() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on_mondays =
            Wish { days: Some(WorkingHours::parse("mon 0-24", Zone::utc()).unwrap()), ..Wish::default() };
        let off = Wish { is_on: false, ..Wish::default() };
        for (wish, date, last, expected) in [
            (Wish::default(), "2026-11-24", None, "2026-11-23T17:00:00Z"),
            (Wish::default(), "2026-11-23", None, "2026-11-20T17:00:00Z"),
            // Over a holiday.
            (Wish::default(), "2026-11-27", Some("2026-11-25"), "2026-11-25T17:00:00Z"),
            (on_mondays, "2026-11-23", None, "2026-11-16T17:00:00Z"),
            // Today's was told: it can be looked at again.
            (Wish::default(), "2026-11-24", Some("2026-11-24"), "2026-11-23T17:00:00Z"),
            // None was told for days.
            (Wish::default(), "2026-11-24", Some("2026-11-18"), "2026-11-18T17:00:00Z"),
            (off, "2026-11-24", None, "2026-11-23T17:00:00Z"),
        ] {
            let found = told_since(&guild(), &preferences("", ""), &wish, day(date), last.map(day));
            assert_eq!(found, expected.parse::<DateTime<Utc>>().unwrap(), "{date} {last:?}");
        }
    }

    proptest! {
        #[test]
        fn going_from_round_to_round_every_day_comes_once(
            zone in "(Asia/Tokyo|Europe/London|America/Los_Angeles|Pacific/Apia|Australia/Lord_Howe)",
            quiet in "(|22:00-7:00|8:00-11:00|23:00-22:00)", start in proptest::option::of(0u32..24),
        ) {
            let (guild, preferences) = (guild(), preferences(&zone, &quiet));
            let wish = Wish { start: start.and_then(|hour| NaiveTime::from_hms_opt(hour, 30, 0)), ..Wish::default() };
            let mut now: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().unwrap();
            let mut days = Vec::new();
            let end = now + TimeDelta::days(120);
            while let Some(next) = next_issue(&guild, &preferences, &wish, now).filter(|next| *next < end) {
                prop_assert!(next > now);
                now = next;
                let day = due_day(&guild, &preferences, &wish, now);
                let Some(day) = day else { return Err(TestCaseError::fail(format!("nothing is due at {now}"))) };
                days.push(day);
            }
            prop_assert!(days.is_sorted_by(|a, b| a < b) && days.len() >= 80, "{days:?}");
        }
    }
}
