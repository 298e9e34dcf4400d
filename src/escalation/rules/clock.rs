//! How long an escalation has waited, and until when it should not wait longer: in working time, less what its clock stood
//! still.

use crate::{
    base::{
        when::{DurationError, parse_duration},
        working_hours::WorkingHours,
    },
    escalation::Pause,
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// How long something may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// So many days of work.
    Days(i64),
    /// So much working time.
    Time(TimeDelta),
}

/// Why what somebody wrote is no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadTarget {
    /// So many business days are too few or too many.
    Days,
    /// So much working time is too little or too much.
    Time,
    /// It cannot be read.
    Unread(DurationError),
}

/// A target that was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    Taken,
    Answered,
}

impl Missed {
    /// All of them, in the order in which they come up.
    pub const ALL: [Self; 2] = [Self::Taken, Self::Answered];

    /// The word in events.
    pub fn word(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Answered => "answered",
        }
    }
}

/// The longest target.
pub const MOST_DAYS: i64 = 60;
/// Words behind a number that mean days of work.
const DAYS: [&str; 8] =
    ["d", "day", "days", "wd", "business day", "business days", "working day", "working days"];

impl Target {
    /// What holds until a team sets something else.
    pub const USUAL: Self = Self::Days(1);

    /// Reads `1d`, `2 business days`, `4h`, `90m`.
    pub fn read(typed: &str) -> Result<Self, BadTarget> {
        let typed = typed.trim().to_lowercase();
        let digits = typed.chars().take_while(char::is_ascii_digit).count();
        let (number, unit) = typed.split_at(digits);
        if let (Ok(days), true) = (number.parse::<i64>(), DAYS.contains(&unit.trim())) {
            return match (1..=MOST_DAYS).contains(&days) {
                true => Ok(Self::Days(days)),
                false => Err(BadTarget::Days),
            };
        }
        let time = parse_duration(&typed).map_err(BadTarget::Unread)?;
        match (TimeDelta::minutes(5)..=TimeDelta::days(MOST_DAYS)).contains(&time) {
            true => Ok(Self::Time(time)),
            false => Err(BadTarget::Time),
        }
    }

    /// As [`read`](Self::read) reads it.
    pub fn written(self) -> String {
        match self {
            Self::Days(days) => format!("{days}d"),
            Self::Time(time) => format!("{}m", time.num_minutes()),
        }
    }

    /// How much working time it is for whoever works in these hours.
    pub fn time(self, hours: &WorkingHours) -> TimeDelta {
        match self {
            Self::Days(days) => business_day(hours) * i32::try_from(days).unwrap_or(i32::MAX),
            Self::Time(time) => time,
        }
    }
}

/// The working time of a day on which there is any, on average over a week without holidays.
pub fn business_day(hours: &WorkingHours) -> TimeDelta {
    let hours = hours.clone().with_holidays([]);
    // A week in which no clock changes, anywhere that matters; any other would do.
    let monday = NaiveDate::from_ymd_opt(2026, 1, 12).unwrap_or_default();
    let dates = (0..7).filter_map(|days| monday.checked_add_days(Days::new(days)));
    let spans: Vec<TimeDelta> = dates
        .filter_map(|date| {
            let (opens, closes) = (hours.opening(date)?, hours.closing(date)?);
            Some(hours.working_time_between(opens, closes))
        })
        .collect();
    let days = i32::try_from(spans.len()).unwrap_or(1).max(1);
    spans.into_iter().sum::<TimeDelta>() / days
}

/// The times in which a clock that began at `from` ran, the last of them open: `None` as its end. A pause that has not ended
/// leaves none open.
fn running(from: DateTime<Utc>, pauses: &[Pause]) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let mut began = from;
    let mut spans = Vec::new();
    for pause in pauses {
        let (stops, goes_on) = (pause.from.utc(), pause.until.map(|at| at.utc()));
        if goes_on.is_some_and(|at| at <= began) {
            continue;
        }
        if stops > began {
            spans.push((began, Some(stops)));
        }
        match goes_on {
            Some(at) => began = at,
            None => return spans,
        }
    }
    spans.push((began, None));
    spans
}

/// How much working time has passed from `from` until `to`, without the pauses.
pub fn worked(hours: &WorkingHours, from: DateTime<Utc>, to: DateTime<Utc>, pauses: &[Pause]) -> TimeDelta {
    let spans = running(from, pauses).into_iter();
    let within = spans
        .map(|(began, ended)| (began, ended.unwrap_or(to).min(to)))
        .filter(|(began, ended)| began < ended);
    within.map(|(began, ended)| hours.working_time_between(began, ended)).sum()
}

/// When so much working time will have passed since `from`, if no other pause comes. `None` while the clock stands still
/// and the time has not passed yet.
pub fn due(
    hours: &WorkingHours,
    from: DateTime<Utc>,
    time: TimeDelta,
    pauses: &[Pause],
) -> Option<DateTime<Utc>> {
    let mut left = time;
    for (began, ended) in running(from, pauses) {
        let Some(ended) = ended else { return Some(hours.add_working_time(began, left)) };
        let worked = hours.working_time_between(began, ended);
        if worked >= left {
            return Some(hours.add_working_time(began, left));
        }
        left -= worked;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::civil::Zone;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    fn berlin() -> WorkingHours {
        WorkingHours::office(Zone::parse("Europe/Berlin").expect("a zone"))
    }

    fn pause(from: &str, until: &str) -> Pause {
        let until = (!until.is_empty()).then(|| at(until).into());
        Pause { from: at(from).into(), until }
    }

    #[test]
    fn targets_are_read_as_they_are_written() {
        for (typed, target) in [
            ("1d", Target::Days(1)),
            ("2 business days", Target::Days(2)),
            ("4h", Target::Time(TimeDelta::hours(4))),
            ("90 min", Target::Time(TimeDelta::minutes(90))),
        ] {
            assert_eq!(Target::read(typed), Ok(target), "{typed}");
            assert_eq!(Target::read(&target.written()), Ok(target), "{typed}");
        }
        for (typed, why) in [
            ("", BadTarget::Unread(DurationError::Empty)),
            ("soon", BadTarget::Unread(DurationError::Unknown("soon".to_owned()))),
            ("4", BadTarget::Unread(DurationError::NoUnit("4".to_owned()))),
            ("0d", BadTarget::Days),
            ("61d", BadTarget::Days),
            ("1m", BadTarget::Time),
        ] {
            assert_eq!(Target::read(typed), Err(why), "{typed}");
        }
    }

    #[test]
    fn a_business_day_is_as_long_as_the_team_works() {
        let zone = || Zone::parse("America/Los_Angeles").unwrap();
        for (hours, minutes) in [
            ("Mon-Fri 9:00-17:00", 480),
            ("Mon-Thu 8-16, Fri 8-12", 432),
            ("24/7", 1440),
            ("Sat 10:00-10:30", 30),
        ] {
            let hours =
                WorkingHours::parse(hours, zone()).unwrap().with_holidays(["2026-01-13".parse().unwrap()]);
            assert_eq!(business_day(&hours).num_minutes(), minutes, "{hours}");
        }
    }

    /// From Friday on, with a weekend, a holiday, pauses inside, around and across them, and clocks that change.
    #[test]
    fn a_clock_counts_working_time_without_its_pauses() {
        let monday_off = berlin().with_holidays(["2026-11-30".parse().unwrap()]);
        let table: [(&WorkingHours, &str, &[Pause], Option<&str>); 9] = [
            (&berlin(), "2026-11-26T09:00:00Z", &[], Some("2026-11-27T09:00:00Z")),
            (&berlin(), "2026-11-27T09:00:00Z", &[], Some("2026-11-30T09:00:00Z")),
            (&monday_off, "2026-11-27T09:00:00Z", &[], Some("2026-12-01T09:00:00Z")),
            // Written on a Saturday.
            (&berlin(), "2026-11-28T12:00:00Z", &[], Some("2026-11-30T16:00:00Z")),
            // Two hours of work put off.
            (
                &berlin(),
                "2026-11-26T09:00:00Z",
                &[pause("2026-11-26T10:00:00Z", "2026-11-26T12:00:00Z")],
                Some("2026-11-27T11:00:00Z"),
            ),
            // Put off over the night: what lies outside working hours costs nothing.
            (
                &berlin(),
                "2026-11-26T09:00:00Z",
                &[pause("2026-11-26T16:00:00Z", "2026-11-27T08:00:00Z")],
                Some("2026-11-27T09:00:00Z"),
            ),
            // Still put off.
            (&berlin(), "2026-11-26T09:00:00Z", &[pause("2026-11-26T10:00:00Z", "")], None),
            // Put off after it was late already.
            (
                &berlin(),
                "2026-11-26T09:00:00Z",
                &[pause("2026-11-27T10:00:00Z", "")],
                Some("2026-11-27T09:00:00Z"),
            ),
            // Clocks change in between.
            (&berlin(), "2026-10-23T09:00:00Z", &[], Some("2026-10-26T10:00:00Z")),
        ];
        for (hours, from, pauses, expected) in table {
            let day = Target::USUAL.time(hours);
            let found = due(hours, at(from), day, pauses);
            assert_eq!(found, expected.map(at), "{from} {pauses:?}");
            if let Some(found) = found {
                assert_eq!(worked(hours, at(from), found, pauses), day, "{from} {pauses:?}");
            }
        }
        let before = pause("2026-11-20T10:00:00Z", "2026-11-21T12:00:00Z");
        assert_eq!(
            worked(&berlin(), at("2026-11-26T09:00:00Z"), at("2026-11-26T11:00:00Z"), &[before]),
            TimeDelta::hours(2)
        );
    }
}
