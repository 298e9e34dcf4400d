//! Who is asked after whom, and when.

use crate::{
    base::{quiet::QuietHours, working_hours::WorkingHours},
    escalation::{Rung, Severity},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// Steps of one ladder.
pub const MOST_STEPS: usize = 10;
/// Rounds of one ladder.
pub const MOST_ROUNDS: i64 = 5;
/// The shortest pause between two steps: time to read what it is about.
pub const SHORTEST: TimeDelta = TimeDelta::minutes(5);
/// How long the card asks for the area before the rotation on duty is asked.
pub const AREA_ASKED_FOR: TimeDelta = TimeDelta::minutes(2);
/// The pause between the responders of a sensitive topic.
const BETWEEN_RESPONDERS: TimeDelta = TimeDelta::hours(1);

/// One step: whom it asks, and how long after the step before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub rung: Rung,
    pub after: TimeDelta,
}

/// All steps, gone through so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    pub steps: Vec<Step>,
    pub rounds: i64,
}

impl Ladder {
    /// The ladder of a severity for which nobody has set another.
    pub fn usual(severity: Severity) -> Self {
        let minutes = match severity {
            Severity::Low => 240,
            Severity::Normal => 60,
            Severity::High => 30,
            Severity::Critical => 10,
        };
        let after = TimeDelta::minutes(minutes);
        let step = |rung| Step { rung, after };
        let first = Step { rung: Rung::Owner, after: TimeDelta::zero() };
        let steps = vec![first, step(Rung::Owner), step(Rung::Backup), step(Rung::Duty), step(Rung::Lead)];
        Self { steps, rounds: if severity == Severity::Low { 1 } else { 2 } }
    }

    /// The ladder along the responders of a sensitive topic, with the pauses of `own` where it has any.
    pub fn along(responders: usize, own: &Ladder) -> Self {
        let after = own.steps.iter().map(|step| step.after).max().unwrap_or(BETWEEN_RESPONDERS);
        let after = after.clamp(SHORTEST, BETWEEN_RESPONDERS);
        let asked = (0..responders.max(1))
            .map(|n| Step { rung: Rung::Responder, after: if n == 0 { TimeDelta::zero() } else { after } });
        Self { steps: asked.chain([Step { rung: Rung::Lead, after }]).collect(), rounds: own.rounds }
    }

    /// How long after the last of those asked the step comes. Between two rounds it is the longest pause of the ladder.
    fn pause_before(&self, place: Position) -> TimeDelta {
        let longest = self.steps.iter().map(|step| step.after).max().unwrap_or(SHORTEST);
        let own = self.steps.get(place.step).map_or(longest, |step| step.after);
        let pause = if place.step == 0 && place.round > 0 { longest } else { own };
        pause.max(SHORTEST)
    }
}

/// Where on a ladder it stands: which round, and which step of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub round: i64,
    pub step: usize,
}

/// Who there is to ask.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub owner: Option<i64>,
    pub backup: Option<i64>,
    /// The rotation on duty, seat by seat.
    pub duty: Vec<i64>,
    pub responders: Vec<i64>,
    pub away: BTreeSet<i64>,
}

/// Whom a step asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    Person(i64),
    /// Everybody who leads.
    Leads,
}

impl Whom {
    /// The person, if it is one.
    pub fn person(self) -> Option<i64> {
        match self {
            Whom::Person(user_id) => Some(user_id),
            Whom::Leads => None,
        }
    }
}

impl People {
    fn there(&self, user_id: Option<i64>) -> Option<i64> {
        user_id.filter(|user_id| !self.away.contains(user_id))
    }

    fn on_duty(&self) -> Option<i64> {
        self.duty.iter().copied().find(|user_id| !self.away.contains(user_id))
    }

    /// Whom a rung means now; `None` when nobody is there for it. `nth` counts the rungs of this kind before it.
    fn on(&self, rung: Rung, nth: usize) -> Option<Whom> {
        let backup = || self.there(self.backup);
        match rung {
            Rung::Owner => {
                self.there(self.owner).or_else(backup).or_else(|| self.on_duty()).map(Whom::Person)
            }
            Rung::Backup => backup().map(Whom::Person),
            Rung::Duty => self.on_duty().map(Whom::Person),
            Rung::Responder => self.there(self.responders.get(nth).copied()).map(Whom::Person),
            Rung::Lead => Some(Whom::Leads),
        }
    }
}

/// A step that is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub place: Position,
    pub rung: Rung,
    pub whom: Whom,
}

/// The first step at `place` or behind it for which somebody is there. A step that would ask the same person as the one
/// before it is passed over, but for a ladder that says so: the owner again. Where a whole ladder finds nobody, the leads are
/// asked, whether it names them or not. `None` when the rounds are over.
pub fn next(ladder: &Ladder, people: &People, place: Position, last: Option<Whom>) -> Option<Next> {
    let mut place = place;
    while place.round < ladder.rounds {
        let Some(step) = ladder.steps.get(place.step) else {
            place = Position { round: place.round + 1, step: 0 };
            continue;
        };
        let nth = ladder.steps[..place.step].iter().filter(|before| before.rung == step.rung).count();
        let again = step.rung == Rung::Owner;
        match people.on(step.rung, nth) {
            Some(whom) if again || last != Some(whom) => return Some(Next { place, rung: step.rung, whom }),
            _ => place.step += 1,
        }
    }
    // Never silence: a ladder may end without the leads, but not without anybody.
    last.is_none().then_some(Next { place, rung: Rung::Lead, whom: Whom::Leads })
}

/// The place behind a step.
pub fn behind(ladder: &Ladder, place: Position) -> Position {
    if place.step + 1 < ladder.steps.len() {
        Position { step: place.step + 1, ..place }
    } else {
        Position { round: place.round + 1, step: 0 }
    }
}

/// When somebody works and does not want to be disturbed.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The team's hours on their clock.
    pub hours: WorkingHours,
    pub quiet: Option<QuietHours>,
}

impl Clock {
    /// The first instant from `at` on at which they may be disturbed.
    fn awake(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.quiet.map_or(at, |quiet| quiet.end_after(at, self.hours.zone()))
    }

    /// The first instant from `at` on at which they work and may be disturbed.
    fn at_work(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let mut at = self.hours.next_open(at);
        // Quiet hours may end when work is over; a few days show whether the two ever leave anything free.
        for _ in 0..14 {
            let next = self.hours.next_open(self.awake(at));
            if next == at {
                return at;
            }
            at = next;
        }
        at
    }

    /// The first instant from `at` on at which they may be asked. Whoever is asked first is asked at once, unless it is
    /// quiet; whoever comes later is asked while they work. What is critical waits for nobody.
    pub fn free(&self, at: DateTime<Utc>, severity: Severity, is_first: bool) -> DateTime<Utc> {
        match (severity, is_first) {
            (Severity::Critical, _) => at,
            (_, true) => self.awake(at),
            (_, false) => self.at_work(at),
        }
    }
}

/// When the step at `place` is taken that asks somebody with the clock `of_next`, after somebody with the clock `of_last`
/// was asked at `last_at`: a pause in the working time of who was asked, then when who comes next is free.
pub fn due(
    ladder: &Ladder,
    place: Position,
    (last_at, of_last): (DateTime<Utc>, &Clock),
    of_next: &Clock,
    severity: Severity,
) -> DateTime<Utc> {
    let pause = ladder.pause_before(place);
    if severity == Severity::Critical {
        return last_at + pause;
    }
    of_next.free(of_last.hours.add_working_time(last_at, pause), severity, false)
}

#[cfg(test)]
mod tests;
