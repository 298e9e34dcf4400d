//! The morning digest of those who have not switched it off.

use crate::{
    calendar::{At, instant, local_date},
    expected::{Instead, Roster, Told},
    reminders,
    team::ROTATIONS,
    world::World,
};
use chrono::{Datelike, NaiveDate, TimeDelta};

/// How far ahead a digest tells of duty.
const WEEK: TimeDelta = TimeDelta::days(7);
/// A digest that is later than this does not help any more.
const MAX_DELAY: TimeDelta = TimeDelta::hours(8);

/// What a year's mornings go by.
pub struct Year<'a> {
    pub began_at: At,
    pub instead: &'a [Instead],
    /// Whether a request was unassigned at an instant.
    pub is_open: &'a dyn Fn(At) -> bool,
    /// When docket was down.
    pub downs: &'a [(At, At)],
}

/// Somebody who reads one, at this local time of every working day.
struct Reader {
    name: &'static str,
    typed: &'static str,
    zone: &'static str,
    time: (i8, i8),
}

const READERS: [Reader; 3] = [
    Reader { name: "PM Growth", typed: "/digest settings on:yes", zone: "America/Los_Angeles", time: (9, 0) },
    Reader {
        name: "PM Platform",
        typed: "/digest settings time:8:30 zone:Europe/London",
        zone: "Europe/London",
        time: (8, 30),
    },
    Reader { name: "Sales", typed: "/digest settings on:yes", zone: "America/Los_Angeles", time: (9, 0) },
];

/// Those who have switched it off, so that a year stays readable.
const OTHERS: [&str; 6] = [
    "PM User management",
    "PM Channels and posts",
    "PM Apps and integrations",
    "PM Self-service",
    "PM lead",
    "Customer success",
];

/// Everybody types what they want.
pub async fn set_up(world: &World) {
    for reader in &READERS {
        world.member(reader.name).types(reader.typed).await.sees("Your morning digest");
    }
    for name in OTHERS {
        world.member(name).types("/digest settings on:no").await.sees("Saved");
    }
}

impl Reader {
    /// The working days between two instants, with the instants of their digests, the second one included.
    fn mornings(&self, after: At, until: At) -> Vec<(NaiveDate, At)> {
        let first = after.date_naive() - TimeDelta::days(1);
        let days = first.iter_days().filter(|day| day.weekday().num_days_from_monday() < 5);
        let mornings = days.map(|day| (day, instant(self.zone, day, self.time)));
        mornings.skip_while(|(_, at)| *at <= after).take_while(|(_, at)| *at <= until).collect()
    }

    /// The morning before `at`.
    fn morning_before(&self, at: At) -> At {
        let mornings = self.mornings(at - WEEK, at - TimeDelta::seconds(1));
        mornings.last().expect("every week has working days").1
    }

    /// Whether something waits for them at `now`, by what is known then: duty that has begun or come within a week since
    /// `since`, the digest before, or whose deadline is today; a request that is unassigned while they are on for
    /// requests; a reminder, or what a channel was told since then.
    fn has_something(&self, of: &Year<'_>, since: At, now: At) -> bool {
        let known: Vec<Instead> = of.instead.iter().filter(|one| one.known_at < now).cloned().collect();
        let moment = TimeDelta::seconds(1);
        let has_duty = ROTATIONS.iter().any(|turns| {
            let roster = Roster::new(turns, of.began_at, now + WEEK, &known);
            let comes_on = |point: At| {
                let is_first = point == of.began_at;
                roster.on(point) == self.name && (is_first || roster.on(point - moment) != self.name)
            };
            let is_new =
                |point: At| (since < point && point <= now) || (since + WEEK < point && point <= now + WEEK);
            let mut points = roster.points();
            points.push(of.began_at);
            let is_told = points.into_iter().any(|point| is_new(point) && comes_on(point));
            let is_due = |due: &At| {
                let is_today = local_date(self.zone, *due) == local_date(self.zone, now);
                is_today && roster.on(now) == self.name && roster.on(*due - moment) == self.name
            };
            // Only the rotation that has a deadline is about requests.
            let works = turns.name == "customer requests" && roster.on(now) == self.name && (of.is_open)(now);
            is_told || works || turns.deadlines(now, now + TimeDelta::days(1)).first().is_some_and(is_due)
        });
        has_duty || reminders::is_in_the_day(self.name, self.zone, since, now, of.downs)
    }

    fn told(&self, date: NaiveDate, at: At) -> Told {
        Told::to_person(at, self.name, format!("digest of {}", date.format("%A %-d %B")))
    }
}

/// Where somebody's clock hangs.
fn zone_of(person: &str) -> &'static str {
    let reader = READERS.iter().find(|reader| reader.name == person);
    reader.map_or("America/Los_Angeles", |reader| reader.zone)
}

/// When somebody works on the weekdays around `at`, by their own clock: from 9 to 17.
fn hours(person: &str, at: At) -> Vec<(At, At)> {
    let zone = zone_of(person);
    let days = (at.date_naive() - TimeDelta::days(12)).iter_days().take(20);
    let days = days.filter(|day| day.weekday().num_days_from_monday() < 5);
    days.map(|day| (instant(zone, day, (9, 0)), instant(zone, day, (17, 0)))).collect()
}

/// The next instant from `at` on at which somebody works.
pub fn at_work(person: &str, at: At) -> At {
    let hours = hours(person, at);
    let (opens, _) = hours.iter().find(|(_, closes)| *closes > at).expect("within a week");
    at.max(*opens)
}

/// Best at `wanted`; else later on that day, while it is before `event`; else when work last began.
pub fn told_ahead(person: &str, wanted: At, event: At) -> At {
    let (next, zone) = (at_work(person, wanted), zone_of(person));
    if next == wanted || (next < event && local_date(zone, next) == local_date(zone, wanted)) {
        return next;
    }
    let hours = hours(person, wanted);
    hours.iter().rfind(|(opens, _)| *opens <= wanted).expect("within a week").0
}

/// When two hours of work are left.
pub fn two_hours_before(person: &str, event: At) -> At {
    let mut left = TimeDelta::hours(2);
    for (opens, closes) in hours(person, event).into_iter().rev().filter(|(opens, _)| *opens < event) {
        let until = closes.min(event);
        if until - opens >= left {
            return until - left;
        }
        left -= until - opens;
    }
    unreachable!("somebody works within a week")
}

/// What is told on time: nothing on a day with nothing.
pub fn on_time(of: &Year<'_>, end: At) -> Vec<Told> {
    let mut told = Vec::new();
    for reader in &READERS {
        let mornings = reader.mornings(of.began_at, end).into_iter();
        let full = mornings.filter(|(_, at)| reader.has_something(of, reader.morning_before(*at), *at));
        told.extend(full.map(|(date, at)| reader.told(date, at)));
    }
    told
}

/// What is told at `up_at` after docket was down since `down_at`: a digest that is not too late to help.
pub fn told_late(of: &Year<'_>, down_at: At, up_at: At) -> Vec<Told> {
    let mut told = Vec::new();
    for reader in &READERS {
        let mornings =
            reader.mornings(down_at.max(up_at - MAX_DELAY - TimeDelta::seconds(1)), up_at).into_iter();
        let since = reader.morning_before(down_at);
        let full = mornings.filter(|_| reader.has_something(of, since, up_at));
        told.extend(full.map(|(date, _)| reader.told(date, up_at)));
    }
    told
}
