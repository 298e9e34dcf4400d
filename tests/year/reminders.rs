//! What people have asked to be reminded of, again and again.

use crate::{
    calendar::{At, instant, local_date},
    expected::Told,
};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// A reminder as somebody has typed it.
pub struct Reminder {
    pub made_by: &'static str,
    pub typed: &'static str,
    text: &'static str,
    place: &'static str,
    pings: &'static str,
    zone: &'static str,
    time: (i8, i8),
    falls_on: fn(NaiveDate) -> bool,
}

/// For oneself, for a channel at a time that clocks skip once, on the last working day, and a checklist.
pub const REMINDERS: [Reminder; 4] = [
    Reminder {
        made_by: "Customer success",
        typed: "/remind me text:Plan the week when:every Monday 9am zone:America/Los_Angeles",
        text: "Plan the week",
        place: "@Customer success",
        pings: "",
        zone: "America/Los_Angeles",
        time: (9, 0),
        falls_on: |date| date.weekday() == Weekday::Mon,
    },
    Reminder {
        made_by: "PM Growth",
        typed: "/remind channel text:Weekly numbers when:every Sunday 02:30 zone:America/Los_Angeles \
                channel:#general people:@PM Platform",
        text: "Weekly numbers",
        place: "#general",
        pings: "PM Platform",
        zone: "America/Los_Angeles",
        time: (2, 30),
        falls_on: |date| date.weekday() == Weekday::Sun,
    },
    Reminder {
        made_by: "Sales",
        typed: "/remind me text:Close the month when:last working day 10am zone:America/Los_Angeles",
        text: "Close the month",
        place: "@Sales",
        pings: "",
        zone: "America/Los_Angeles",
        time: (10, 0),
        falls_on: is_last_working_day,
    },
    Reminder {
        made_by: "PM lead",
        typed: "/remind checklist name:Strategy pages items:Pricing when:first Monday 10am zone:Europe/London \
                channel:#pm-sync people:@PM Self-service",
        text: "Strategy pages",
        place: "#pm-sync",
        pings: "PM Self-service",
        zone: "Europe/London",
        time: (10, 0),
        falls_on: |date| date.weekday() == Weekday::Mon && date.day() <= 7,
    },
];

/// Whether it is the last day of the month from Monday to Friday.
fn is_last_working_day(date: NaiveDate) -> bool {
    let works = |date: &NaiveDate| date.weekday().num_days_from_monday() < 5;
    let later = date.iter_days().skip(1).take_while(|later| later.month() == date.month());
    works(&date) && !later.into_iter().any(|later| works(&later))
}

impl Reminder {
    fn told(&self, at: At, late: &str) -> Told {
        let what = format!("{late}{}: reminder [{}]", self.text, self.pings);
        Told { at, place: self.place.to_owned(), what }
    }

    /// When it is told between two instants, the second one included.
    fn times(&self, after: At, until: At) -> Vec<At> {
        // Local days begin up to a day before those in UTC.
        let first = after.date_naive() - TimeDelta::days(1);
        let days = first.iter_days().filter(|day| (self.falls_on)(*day));
        let times = days.map(|day| instant(self.zone, day, self.time));
        times.skip_while(|at| *at <= after).take_while(|at| *at <= until).collect()
    }
}

/// What is told on time.
pub fn on_time(began_at: At, end: At) -> Vec<Told> {
    let times = |reminder: &'static Reminder| {
        reminder.times(began_at, end).into_iter().map(|at| reminder.told(at, ""))
    };
    REMINDERS.iter().flat_map(times).collect()
}

/// What is told at `up_at` after docket was down since `down_at`: of each reminder that was missed, the latest.
pub fn told_late(down_at: At, up_at: At) -> Vec<Told> {
    let missed = REMINDERS.iter().filter(|reminder| !reminder.times(down_at, up_at).is_empty());
    missed.map(|reminder| reminder.told(up_at, "late: ")).collect()
}

/// Whether one of them is a matter of somebody's day at `now`: due in the rest of it, in private or with a ping, or told
/// to a channel with a ping since `since`. What was due while docket was down, between the instants of a pair of `downs`, was
/// told when it was back.
pub fn is_in_the_day(name: &str, zone: &str, since: At, now: At, downs: &[(At, At)]) -> bool {
    let tomorrow = instant(zone, local_date(zone, now) + TimeDelta::days(1), (0, 0));
    REMINDERS.iter().any(|reminder| {
        let is_pinged = reminder.pings == name;
        let concerns = is_pinged || reminder.place == format!("@{name}");
        let is_due = !reminder.times(now, tomorrow - TimeDelta::seconds(1)).is_empty();
        let told_at = |due: At| {
            let down = downs.iter().find(|(down, up)| *down < due && due <= *up);
            down.map_or(due, |(_, up)| *up)
        };
        let began = downs.iter().map(|(down, _)| *down).chain([since]).min().unwrap_or(since);
        let mut times = reminder.times(began, now).into_iter().map(told_at);
        let was_told = times.any(|at| since < at && at <= now);
        concerns && is_due || is_pinged && was_told
    })
}

#[test]
fn the_last_working_day_is_no_weekend() {
    let is_last = |text: &str| is_last_working_day(crate::calendar::date(text));
    assert!(is_last("2027-01-29") && !is_last("2027-01-30") && !is_last("2027-01-28"));
    assert!(is_last("2027-03-31") && is_last("2027-02-26"));
}
