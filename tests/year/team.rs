//! Who takes turns, when and where; and what the team changes on the way.

use crate::calendar::{At, date, instant};
use chrono::{Datelike, NaiveDate, Weekday};

/// A rotation as the team has agreed on it.
pub struct Turns {
    pub name: &'static str,
    pub channel: &'static str,
    /// In the order of turns; the first is on when it is set up.
    pub members: &'static [&'static str],
    /// How a lead types when hands change.
    pub typed: &'static str,
    pub zone: &'static str,
    pub time: (i8, i8),
    /// Whether hands change on this local date.
    pub falls_on: fn(NaiveDate) -> bool,
}

/// In four rhythms and three zones with clock changes of their own; two of the times are skipped or shown twice once.
pub const ROTATIONS: [Turns; 4] = [
    Turns {
        name: "customer requests",
        channel: "requests",
        members: &["PM Growth", "PM Platform", "PM lead", "PM Self-service"],
        typed: "handoff:every Wednesday 09:30 zone:America/Los_Angeles deadline:every Wednesday 09:00",
        zone: "America/Los_Angeles",
        time: (9, 30),
        falls_on: |date| date.weekday() == Weekday::Wed,
    },
    Turns {
        name: "support desk",
        channel: "support",
        members: &["PM User management", "PM Channels and posts", "PM Apps and integrations"],
        typed: "handoff:weekdays 09:00 zone:Europe/London working_days:yes",
        zone: "Europe/London",
        time: (9, 0),
        falls_on: |date| date.weekday().num_days_from_monday() < 5,
    },
    Turns {
        name: "night watch",
        channel: "general",
        members: &["PM Platform", "PM User management"],
        typed: "handoff:every 2 weeks on Sunday 02:15 starting 2026-11-29 zone:Australia/Lord_Howe",
        zone: "Australia/Lord_Howe",
        time: (2, 15),
        falls_on: |day| (day - date("2026-11-29")).num_days() % 14 == 0,
    },
    Turns {
        name: "release notes",
        channel: "pm-sync",
        members: &["PM lead", "PM Apps and integrations", "PM Growth"],
        typed: "handoff:first Sunday 01:45 zone:Australia/Lord_Howe",
        zone: "Australia/Lord_Howe",
        time: (1, 45),
        falls_on: |date| date.weekday() == Weekday::Sun && date.day() <= 7,
    },
];

impl Turns {
    /// What a lead types to set it up.
    pub fn set_up(&self) -> String {
        let Self { name, channel, typed, .. } = self;
        let members: Vec<_> = self.members.iter().map(|member| format!("@{member}")).collect();
        format!("/rotation setup name:{name} channel:#{channel} members:{} {typed}", members.join(" "))
    }

    /// When the work of a shift has to be done, between two instants, the second one included. Only the customer requests
    /// have deadlines: before the weekly sync.
    pub fn deadlines(&self, after: At, until: At) -> Vec<At> {
        if self.name != "customer requests" {
            return Vec::new();
        }
        let days = after.date_naive().iter_days().filter(|day| (self.falls_on)(*day));
        let due = days.map(|day| instant(self.zone, day, (9, 0))).skip_while(|at| *at <= after);
        due.take_while(|at| *at <= until).collect()
    }

    /// When hands change between two instants, the second one included.
    pub fn handoffs(&self, after: At, until: At) -> Vec<At> {
        let days = after.date_naive().iter_days().skip_while(|day| *day < date("2026-11-01"));
        let days = days.take_while(|day| *day <= until.date_naive() + chrono::Days::new(2));
        let found = days.filter(|day| (self.falls_on)(*day)).map(|day| instant(self.zone, day, self.time));
        found.filter(|at| *at > after && *at <= until).collect()
    }
}

/// The rotation called `name`.
pub fn rotation(name: &str) -> &'static Turns {
    ROTATIONS.iter().find(|turns| turns.name == name).expect("there is such a rotation")
}
