//! The week of the sample team's sync: what waits for it, and the moments to which the page offers to turn its clock.

use crate::{
    base::civil::{Zone, monday_of},
    sandbox::Moment,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Where the sync is.
pub(super) const PLACE: &str = "pm-sync";

/// Who types what there, in this order, when the sandbox starts over an empty database: a release, the sync, and what the
/// team has for it.
pub(super) const PREPARED: &[(&str, &str)] = &[
    ("PM lead", "/release plan name:v7.4 target:the working day on or before the 16th"),
    ("PM lead", "/release add text:Threads load twice as fast owner:@PM Channels and posts public:yes"),
    ("PM lead", "/release add text:Sign-in with Okta owner:@PM User management public:yes"),
    (
        "PM lead",
        "/release add text:The calendar integration works with Outlook owner:@PM Apps and integrations",
    ),
    (
        "PM lead",
        "/meeting create template:sync attendees:@PM Growth @PM Platform @PM Channels and posts @PM User management \
         @PM Apps and integrations @PM Self-service notes:@PM Growth @PM Platform @PM Self-service \
         place:#Meeting room",
    ),
    ("PM lead", "/meeting save draft:1"),
    ("PM Growth", "/agenda add topic:Seven or fourteen days of trial minutes:10 kind:decide"),
    ("Customer success", "/agenda add topic:What customers say about the new search minutes:5 kind:inform"),
    ("PM Platform", "/agenda add topic:Who answers over the holidays minutes:5"),
    (
        "PM lead",
        "/action add what:Ask the pilot customers for their SSO logs who:@PM User management due:tomorrow 5pm",
    ),
];

/// The sync is on Wednesdays at nine in Palo Alto. Each moment of its week: days after Monday, hour, minute, what there is
/// to see.
const MOMENTS: [(i64, u32, u32, &str); 5] = [
    (0, 9, 0, "Monday: the board of the sync"),
    (1, 9, 0, "Tuesday: what everybody owes it"),
    (2, 8, 50, "Wednesday: the final agenda"),
    (2, 9, 0, "Wednesday: the sync"),
    (3, 10, 0, "Thursday: the minutes, at the latest"),
];

/// The moment of a sync's week that comes next.
pub(super) fn next_moment(now: DateTime<Utc>) -> Option<Moment> {
    let zone = Zone::find("America/Los_Angeles")?;
    let monday = monday_of(zone.date(now));
    let of_week = |monday: NaiveDate| {
        MOMENTS.iter().filter_map(move |(days, hour, minute, label)| {
            Some(((monday + TimeDelta::days(*days)).and_hms_opt(*hour, *minute, 0)?, *label))
        })
    };
    let all = of_week(monday).chain(of_week(monday + TimeDelta::days(7)));
    all.map(|(local, label)| Moment { at: zone.instant(local), label }).find(|moment| moment.at > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moments_of_a_week_come_one_after_another_and_then_those_of_the_next() {
        let mut now: DateTime<Utc> = "2026-11-28T12:00:00Z".parse().expect("an instant");
        let mut seen = Vec::new();
        for _ in 0..6 {
            let next = next_moment(now).expect("there is always one");
            assert!(next.at > now);
            now = next.at;
            seen.push(format!(
                "{} {}",
                now.format("%a %d %H:%M"),
                next.label.split(':').next().unwrap_or_default()
            ));
        }
        let expected = [
            "Mon 30 17:00 Monday",
            "Tue 01 17:00 Tuesday",
            "Wed 02 16:50 Wednesday",
            "Wed 02 17:00 Wednesday",
            "Thu 03 18:00 Thursday",
            "Mon 07 17:00 Monday",
        ];
        assert_eq!(seen, expected);
    }
}
