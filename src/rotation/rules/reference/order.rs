//! The list of members and its changes.

use super::{
    super::{
        Rhythm,
        sample::{Step, person},
    },
    calendar::Calendar,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A change of the order or the rhythm.
#[derive(Clone)]
pub enum Change {
    Join(i64),
    Quit(i64),
    /// To a place in the list.
    Place(i64, usize),
    Rhythm(Arc<Calendar>, usize),
    /// It is this person's turn.
    Turn(Option<i64>),
}

/// The list of members with the place whose turn it is.
#[derive(Clone)]
pub struct Order {
    pub members: Vec<i64>,
    pub on: usize,
    pub seats: usize,
    pub calendar: Arc<Calendar>,
}

impl Order {
    pub fn person(&self) -> Option<i64> {
        self.members.get(self.on).copied()
    }

    pub fn hand_over(&mut self) {
        self.on = (self.on + 1) % self.members.len().max(1);
    }

    /// The members from whoever's turn it is on.
    pub fn queue(&self) -> Vec<i64> {
        self.members[self.on..].iter().chain(&self.members[..self.on]).copied().collect()
    }

    /// Makes the change at `at`; false when it makes no sense.
    pub fn change(&mut self, change: &Change, at: DateTime<Utc>) -> bool {
        let (on_turn, place) =
            (self.person(), |members: &[i64], who| members.iter().position(|one| *one == who));
        match change {
            Change::Join(who) if self.members.contains(who) => return false,
            // The back of the queue is just before whoever is on.
            Change::Join(who) if self.on == 0 => self.members.push(*who),
            Change::Join(who) => {
                self.members.insert(self.on, *who);
                self.on += 1;
            }
            Change::Quit(who) => {
                let Some(gone) = place(&self.members, *who) else { return false };
                // "The turn passes to the next in line": at a handoff at once, in the middle of a turn by the next handoff.
                let is_own_turn = gone == self.on;
                let heir = self.queue().get(if is_own_turn { 1 } else { 0 }).copied();
                self.members.remove(gone);
                let next = heir.and_then(|heir| place(&self.members, heir)).unwrap_or(0);
                let waits = is_own_turn && !self.calendar.hands_over_at(at);
                let count = self.members.len().max(1);
                self.on = if waits && !self.members.is_empty() { (next + count - 1) % count } else { next };
            }
            Change::Place(who, to) => {
                let Some(from) = place(&self.members, *who) else { return false };
                self.members.remove(from);
                self.members.insert((*to).min(self.members.len()), *who);
                self.on = on_turn.and_then(|who| place(&self.members, who)).unwrap_or(0);
            }
            Change::Rhythm(calendar, seats) => {
                self.calendar = Arc::clone(calendar);
                self.seats = *seats;
            }
            Change::Turn(who) => self.on = who.and_then(|who| place(&self.members, who)).unwrap_or(self.on),
        }
        true
    }
}

/// The edit that a step asks for, at `now`.
pub fn change_of(step: &Step, now: DateTime<Utc>, rhythm: impl Fn(&Step) -> Rhythm) -> Change {
    match step {
        Step::Add(who) => Change::Join(person(*who)),
        Step::Remove(who) => Change::Quit(person(*who)),
        Step::Move(who, place) => Change::Place(person(*who), usize::from(place % 8)),
        Step::Set(_, seats) => {
            Change::Rhythm(Arc::new(Calendar::new(&rhythm(step), now)), usize::from(*seats))
        }
        other => unreachable!("no edit: {other:?}"),
    }
}
