//! What people should be told, worked out from the rules: whose turn it is, and who hears of it when.

use crate::{
    calendar::At,
    digests::{self, at_work},
    team::{ROTATIONS, Turns},
};
use chrono::TimeDelta;

/// How long ahead people hear of their turn.
pub const AHEAD: TimeDelta = TimeDelta::hours(24);
/// Who has the role of leads.
const LEAD: &str = "PM lead";
/// So much later than it should come a message says that it is late.
const LATE: TimeDelta = TimeDelta::hours(1);
/// Nobody is told of anything longer ahead than this.
const LONGEST: TimeDelta = TimeDelta::days(10);

/// When somebody hears that they come on: a day before, in their working hours.
fn told_ahead(person: &str, point: At) -> At {
    digests::told_ahead(person, point - AHEAD, point)
}

/// When somebody is reminded of a deadline: a day before, and when they have two hours of work left.
fn reminded(person: &str, due: At) -> [At; 2] {
    [digests::told_ahead(person, due - AHEAD, due), digests::two_hours_before(person, due)]
}

/// One message for somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    pub at: At,
    /// `#channel` or `@Person`.
    pub place: String,
    pub what: String,
}

impl Told {
    pub fn to_channel(at: At, channel: &str, what: String) -> Self {
        Self { at, place: format!("#{channel}"), what }
    }

    pub fn to_person(at: At, person: &str, what: String) -> Self {
        Self { at, place: format!("@{person}"), what }
    }
}

/// Somebody is on instead of whose turn it is.
#[derive(Clone, Debug)]
pub struct Instead {
    pub rotation: &'static str,
    pub from: At,
    pub until: At,
    pub user: &'static str,
    /// Since when that is known.
    pub known_at: At,
}

/// The card in the channel at the start of a shift.
pub fn card(rotation: &str, on: &str, until: At) -> String {
    format!("{rotation}: on until {} [{on}]", until.timestamp())
}

/// The same when it comes late.
pub fn late_card(rotation: &str, on: &str, until: At) -> String {
    format!("late: {}", card(rotation, on, until))
}

/// The notice a day before.
pub fn ahead(rotation: &str, on: &str, from: At) -> String {
    format!("{rotation}: on from {} [{on}]", from.timestamp())
}

/// The same when it comes late.
pub fn late_ahead(rotation: &str, on: &str, from: At) -> String {
    format!("late: {}", ahead(rotation, on, from))
}

/// To whoever comes on in the middle of a shift.
pub fn on_now(rotation: &str, on: &str) -> String {
    format!("{rotation}: on now [{on}]")
}

/// To whoever's dates somebody else has moved.
pub fn dates(rotation: &str) -> String {
    format!("{rotation}: dates []")
}

/// To whoever was on, that a deadline has passed with work left.
pub fn passed(rotation: &str, on: &str) -> String {
    format!("{rotation}: deadline passed [{on}]")
}

/// While work is left before a deadline.
pub fn deadline(rotation: &str, on: &str, at: At) -> String {
    format!("{rotation}: deadline {} [{on}]", at.timestamp())
}

/// Nothing is left before a deadline.
pub fn nothing_left(rotation: &str, on: &str) -> String {
    format!("{rotation}: nothing left [{on}]")
}

/// In the channel at the start of work, when something has come in.
pub fn look(rotation: &str) -> String {
    format!("{rotation}: new requests []")
}

/// Who is on a rotation, at any instant of the year.
pub struct Roster<'a> {
    turns: &'static Turns,
    began_at: At,
    handoffs: Vec<At>,
    instead: Vec<&'a Instead>,
}

impl<'a> Roster<'a> {
    /// For a rotation that was set up at `began_at`, up to a little after `until`.
    pub fn new(turns: &'static Turns, began_at: At, until: At, instead: &'a [Instead]) -> Self {
        let handoffs = turns.handoffs(began_at, until + TimeDelta::days(40));
        let instead = instead.iter().filter(|one| one.rotation == turns.name).collect();
        Self { turns, began_at, handoffs, instead }
    }

    pub fn on(&self, at: At) -> &'static str {
        let instead = self.instead.iter().rfind(|one| one.from <= at && at < one.until);
        let turn = self.handoffs.iter().filter(|handoff| **handoff <= at).count();
        instead.map_or(self.turns.members[turn % self.turns.members.len()], |one| one.user)
    }

    /// When the shift ends that `at` lies in.
    pub fn ends(&self, at: At) -> At {
        *self.handoffs.iter().find(|handoff| **handoff > at).expect("handoffs are listed for long enough")
    }

    /// When it is known who comes on at an instant.
    fn known_at(&self, at: At) -> At {
        let edges = self.instead.iter().filter(|one| one.from == at || one.until == at);
        edges.map(|one| one.known_at).max().unwrap_or(self.began_at)
    }

    /// Every instant at which somebody else may come on.
    pub fn points(&self) -> Vec<At> {
        let edges = self.instead.iter().flat_map(|one| [one.from, one.until]);
        let mut points: Vec<At> = edges.chain(self.handoffs.iter().copied()).collect();
        points.sort_unstable();
        points.dedup();
        points
    }

    /// Everything that is told on time until `end`.
    fn told(&self, end: At) -> Vec<Told> {
        let (name, channel) = (self.turns.name, self.turns.channel);
        let mut told = Vec::new();
        for point in self.points().into_iter().filter(|point| *point <= end + LONGEST) {
            let (before, on) = (self.on(point - TimeDelta::seconds(1)), self.on(point));
            let known_at = self.known_at(point);
            if self.handoffs.contains(&point) {
                told.push(Told::to_channel(point, channel, card(name, on, self.ends(point))));
            } else if before != on && known_at < point {
                told.push(Told::to_person(point, on, on_now(name, on)));
            }
            let due = told_ahead(on, point);
            if before != on && known_at < due {
                told.push(Told::to_person(due, on, ahead(name, on, point)));
            }
        }
        told.retain(|one| one.at <= end);
        told
    }

    /// The reminders of its deadlines from `began_at` until `end`, while work is open in the time that `open` tells: so
    /// many hours before each, to whoever has to have it done; that nothing is left is said once.
    fn reminders(&self, end: At, is_open: &dyn Fn(At) -> bool) -> Vec<Told> {
        let mut told = Vec::new();
        for due in self.turns.deadlines(self.began_at, end + LONGEST) {
            let (name, on) = (self.turns.name, self.on(due - TimeDelta::seconds(1)));
            let mut is_clear_said = false;
            for at in reminded(on, due) {
                if is_open(at) {
                    told.push(Told::to_person(at, on, deadline(name, on, due)));
                } else if !std::mem::replace(&mut is_clear_said, true) {
                    told.push(Told::to_person(at, on, nothing_left(name, on)));
                }
            }
            if is_open(due) {
                told.push(Told::to_person(due, on, passed(name, on)));
                // The lead hears of it some minutes later, in working hours: the deadline is when they begin.
                if on != LEAD {
                    told.push(Told::to_person(due + TimeDelta::minutes(5), LEAD, passed(name, "")));
                }
            }
        }
        told.retain(|one| self.began_at < one.at && one.at <= end);
        told
    }

    /// What is told late at `up_at`, after docket was down since `down_at`: who is on, if that was missed, and who
    /// comes on within a day and should have heard of it.
    pub fn told_late(&self, down_at: At, up_at: At, is_open: &dyn Fn(At) -> bool) -> Vec<Told> {
        let (name, channel) = (self.turns.name, self.turns.channel);
        let mut told = Vec::new();
        if self.handoffs.iter().any(|handoff| down_at < *handoff && *handoff <= up_at) {
            let card = late_card(name, self.on(up_at), self.ends(up_at));
            told.push(Told::to_channel(up_at, channel, card));
        }
        for point in self.points() {
            let on = self.on(point);
            let due = told_ahead(on, point);
            let is_missed = down_at < due && due <= up_at && up_at < point;
            if is_missed && self.on(point - TimeDelta::seconds(1)) != on {
                let is_late = up_at - due > LATE;
                let what = if is_late { late_ahead(name, on, point) } else { ahead(name, on, point) };
                told.push(Told::to_person(up_at, on, what));
            }
        }
        for due in self.turns.deadlines(up_at, up_at + LONGEST) {
            let on = self.on(due - TimeDelta::seconds(1));
            let [first, last] = reminded(on, due);
            // The first reminder does not help any more when the second one is due as well.
            let missed = if last <= up_at { last } else { first };
            if down_at < missed && missed <= up_at {
                let late = if up_at - missed > LATE { "late: " } else { "" };
                let what = format!("{late}{}", deadline(name, on, due));
                told.push(Told::to_person(
                    up_at,
                    on,
                    if is_open(up_at) { what } else { nothing_left(name, on) },
                ));
            }
        }
        for due in self.turns.deadlines(down_at, up_at) {
            let on = self.on(due - TimeDelta::seconds(1));
            if is_open(up_at) && up_at < due + TimeDelta::hours(24) {
                told.push(Told::to_person(up_at, on, passed(name, on)));
                if on != LEAD {
                    let at = at_work(LEAD, up_at + TimeDelta::minutes(5));
                    told.push(Told::to_person(at, LEAD, passed(name, "")));
                }
            }
        }
        told
    }
}

/// Everything that rotations set up at `began_at` tell until `end`, when docket runs all the time.
pub fn on_time(began_at: At, end: At, instead: &[Instead], is_open: &dyn Fn(At) -> bool) -> Vec<Told> {
    let rosters = ROTATIONS.iter().map(|turns| Roster::new(turns, began_at, end, instead));
    let told = rosters.flat_map(|roster| [roster.told(end), roster.reminders(end, is_open)].concat());
    told.collect()
}
