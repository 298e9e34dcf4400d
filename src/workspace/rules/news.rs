//! When somebody hears of something. Pure.

use crate::{contract::Guild, workspace::Preferences};
use chrono::{DateTime, TimeDelta, Utc};

/// How long it is waited for more, so that several changes are one message.
pub const GATHER: TimeDelta = TimeDelta::minutes(5);

/// When somebody hears of what happened at `now`: some minutes later, in their working hours; at any hour when it concerns
/// them (`matters_at`) before they would hear of it then.
pub fn told_at(
    guild: &Guild,
    preferences: &Preferences,
    matters_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let soon = now + GATHER;
    let at_work = preferences.at_work(guild, soon);
    if matters_at.is_some_and(|at| at <= at_work) { soon } else { at_work }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{civil::Zone, quiet::QuietHours},
        workspace::Preferences,
    };

    #[test]
    fn news_come_in_working_hours_on_the_readers_clock_unless_it_is_urgent() {
        let zone = Zone::parse("America/Los_Angeles").unwrap();
        let guild = Guild::new(7, zone.clone());
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let person = |zone: &str, quiet: &str| Preferences {
            zone: Zone::find(zone),
            quiet: QuietHours::parse(quiet),
            ..Preferences::default()
        };
        for (preferences, matters_at, now, expected) in [
            // Monday 23 November 2026, ten in the morning in Los Angeles.
            (person("", ""), None, "2026-11-23T18:00:00Z", "2026-11-23T18:05:00Z"),
            // At closing time it is the next morning's; on a Friday Monday's.
            (person("", ""), None, "2026-11-24T00:58:00Z", "2026-11-24T17:00:00Z"),
            (person("", ""), None, "2026-11-21T03:00:00Z", "2026-11-23T17:00:00Z"),
            // Two in the morning in Tokyo.
            (person("Asia/Tokyo", ""), None, "2026-11-23T17:00:00Z", "2026-11-24T00:00:00Z"),
            (person("", "8:00-11:00"), None, "2026-11-23T18:00:00Z", "2026-11-23T19:00:00Z"),
            // It concerns them before their next morning.
            (person("", ""), Some("2026-11-24T10:00:00Z"), "2026-11-24T03:00:00Z", "2026-11-24T03:05:00Z"),
            (person("", ""), Some("2026-11-24T18:00:00Z"), "2026-11-24T03:00:00Z", "2026-11-24T17:00:00Z"),
        ] {
            let told = told_at(&guild, &preferences, matters_at.map(at), at(now));
            assert_eq!(told, at(expected), "{preferences:?} {matters_at:?} {now}");
        }
    }
}
