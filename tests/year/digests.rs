//! The morning digest of those who have not switched it off.

use crate::{
    calendar::{At, instant},
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

    /// Whether something waits for them at `now`, by what is known then: duty within a week, a reminder, or what a channel
    /// was told since `since`, the digest before.
    fn has_something(&self, began_at: At, since: At, now: At, instead: &[Instead]) -> bool {
        let known: Vec<Instead> = instead.iter().filter(|one| one.known_at < now).cloned().collect();
        let is_on_soon = ROTATIONS.iter().any(|turns| {
            let roster = Roster::new(turns, began_at, now + WEEK, &known);
            let within = |point: &At| now < *point && *point <= now + WEEK;
            roster.on(now) == self.name
                || roster
                    .points()
                    .iter()
                    .filter(|point| within(point))
                    .any(|point| roster.on(*point) == self.name)
        });
        is_on_soon || reminders::is_in_the_day(self.name, self.zone, since, now)
    }

    fn told(&self, date: NaiveDate, at: At) -> Told {
        Told::to_person(at, self.name, format!("digest of {}", date.format("%A %-d %B")))
    }
}

/// What is told on time: nothing on a day with nothing.
pub fn on_time(began_at: At, end: At, instead: &[Instead]) -> Vec<Told> {
    let mut told = Vec::new();
    for reader in &READERS {
        let mornings = reader.mornings(began_at, end).into_iter();
        let full = mornings
            .filter(|(_, at)| reader.has_something(began_at, reader.morning_before(*at), *at, instead));
        told.extend(full.map(|(date, at)| reader.told(date, at)));
    }
    told
}

/// What is told at `up_at` after docket was down since `down_at`: a digest that is not too late to help.
pub fn told_late(began_at: At, down_at: At, up_at: At, instead: &[Instead]) -> Vec<Told> {
    let mut told = Vec::new();
    for reader in &READERS {
        let mornings =
            reader.mornings(down_at.max(up_at - MAX_DELAY - TimeDelta::seconds(1)), up_at).into_iter();
        let since = reader.morning_before(down_at);
        let full = mornings.filter(|_| reader.has_something(began_at, since, up_at, instead));
        told.extend(full.map(|(date, _)| reader.told(date, up_at)));
    }
    told
}
