//! When an action is due, and when its owner is reminded.

use crate::{
    base::{recurrence::working_days_from, working_hours::WorkingHours},
    contract::Guild,
    workspace::Preferences,
};
use chrono::{DateTime, Utc};

/// The instant that is meant by what was typed: a day without a time, which reads as the team's opening on it, means its
/// closing, because what is due on Friday may be done on Friday.
pub fn with_time(at: DateTime<Utc>, hours: &WorkingHours) -> DateTime<Utc> {
    let date = hours.zone().date(at);
    match (hours.opening(date), hours.closing(date)) {
        (Some(opening), Some(closing)) if opening == at => closing,
        _ => at,
    }
}

/// When the owner of what is due at `due_at` is reminded: at their morning of the working day before. `None` when that has
/// passed at `now`: who was given something that late knows.
pub fn remind_at(
    guild: &Guild,
    own: &Preferences,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let day = working_days_from(own.zone(guild).date(due_at), -1, &guild.hours)?;
    Some(own.morning(guild, day)).filter(|at| *at > now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::civil::Zone;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_day_without_a_time_ends_when_the_team_stops() {
        let hours = WorkingHours::office(Zone::utc());
        let opening = hours.opening("2026-12-04".parse().expect("a date")).expect("a working day");
        let closing = hours.closing("2026-12-04".parse().expect("a date")).expect("a working day");
        assert_eq!(with_time(opening, &hours), closing);
        for kept in [at("2026-12-04T15:00:00Z"), at("2026-12-05T09:00:00Z")] {
            assert_eq!(with_time(kept, &hours), kept);
        }
    }
}
