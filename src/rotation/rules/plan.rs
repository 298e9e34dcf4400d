//! What a rotation is made of.

use super::rhythm::Rhythm;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The end of what has no end.
pub const FOREVER: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
/// More people than this do not take turns.
pub const MOST_MEMBERS: usize = 50;
/// Primary, backup, and backup of the backup.
pub const MOST_SEATS: usize = 3;

/// A stretch of time, `until` excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Span {
    /// Whether `at` lies within.
    pub fn contains(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }

    /// The part that both share, if any.
    pub fn common(self, other: Span) -> Option<Span> {
        let span = Span { from: self.from.max(other.from), until: self.until.min(other.until) };
        (span.from < span.until).then_some(span)
    }
}

/// Who takes turns in which order and rhythm, from an instant on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    pub effective_at: DateTime<Utc>,
    pub rhythm: Rhythm,
    /// 1 to 3; seat s is held by the member s steps further.
    pub seats: usize,
    /// Discord user ids in the order of turns, each once.
    pub members: Vec<i64>,
    /// The place in `members` whose turn it is at `effective_at`.
    pub first_index: usize,
    /// What made it from the epoch before; replayed when an earlier change goes in between.
    pub edits: Vec<Edit>,
}

/// A change of the order or the rhythm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// A joiner goes to the back: the turn comes after everybody else's next one.
    Add {
        user_id: i64,
    },
    Remove {
        user_id: i64,
    },
    /// To the place in the order, counted from 0.
    Move {
        user_id: i64,
        place: usize,
    },
    /// Another rhythm or number of seats; the order stays.
    Set {
        rhythm: Rhythm,
        seats: usize,
    },
    /// It is this member's turn; the order stays. Nothing changes when they take no turns.
    Turn {
        user_id: Option<i64>,
    },
    /// This order instead, and whose turn it is.
    Replace {
        members: Vec<i64>,
        first_index: usize,
    },
    /// The rotation begins here. Made only before it has begun: no epoch that was made earlier ever comes into force.
    Begin,
}

impl Edit {
    /// Whom it puts in, out or elsewhere; `None` where it is about no one person.
    pub fn user_id(&self) -> Option<i64> {
        match self {
            Edit::Add { user_id } | Edit::Remove { user_id } | Edit::Move { user_id, .. } => Some(*user_id),
            Edit::Set { .. } | Edit::Turn { .. } | Edit::Replace { .. } | Edit::Begin => None,
        }
    }
}

impl Epoch {
    /// The place in `members` whose turn it is at `at`, which is not before the epoch; `None` without members.
    pub fn position(&self, at: DateTime<Utc>) -> Option<usize> {
        let count = i64::try_from(self.members.len()).ok().filter(|count| *count > 0)?;
        let first = i64::try_from(self.first_index).ok()?;
        let steps = self.rhythm.turn(at) - self.rhythm.turn(self.effective_at);
        usize::try_from((first + steps).rem_euclid(count)).ok()
    }

    /// Whose turn it is at `at`.
    pub fn turn_of(&self, at: DateTime<Utc>) -> Option<i64> {
        Some(self.members[self.position(at)?])
    }

    /// Whether a handoff takes place exactly at `at`.
    pub fn hands_over_at(&self, at: DateTime<Utc>) -> bool {
        self.rhythm.handoff_up_to(at) == Some(at)
    }
}

/// Somebody instead of somebody, for a while. A later one counts more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// Rises with each override of the guild.
    pub id: i64,
    /// What it covers, less what was taken back.
    pub span: Span,
    pub what: What,
}

/// What an override does while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// The seat is this person's, whoever else it would be.
    Slot { seat: usize, user_id: i64 },
    /// The same, because a change of the order must not change who is on.
    Stay { seat: usize, user_id: i64 },
    /// Wherever `for_user_id` is on, `user_id` is instead.
    Cover { for_user_id: i64, user_id: i64 },
    /// The person is away; the available member whose own turn is farthest stands in.
    Away { user_id: i64 },
    /// The person left the server. What they held for somebody else goes back to whose turn it is, if that person is there;
    /// anything else to the next available member in line.
    Left { user_id: i64 },
}

/// Everything that decides who is on duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    epochs: Vec<Epoch>,
    overrides: Vec<Override>,
    pauses: Vec<Span>,
}

impl Plan {
    /// A plan of `epochs` and `overrides`, each in the order in which they were made, and pauses in any order.
    pub fn new(mut epochs: Vec<Epoch>, overrides: Vec<Override>, mut pauses: Vec<Span>) -> Self {
        let begins = |epoch: &Epoch| epoch.edits.contains(&Edit::Begin);
        epochs.drain(..epochs.iter().rposition(begins).unwrap_or(0));
        // Stable: of two epochs with the same instant the later made one counts.
        epochs.sort_by_key(|epoch| epoch.effective_at);
        pauses.retain(|pause| pause.from < pause.until);
        pauses.sort_unstable();
        let overrides = overrides.into_iter().filter(|one| one.span.from < one.span.until).collect();
        Self { epochs, overrides, pauses: merged(pauses) }
    }

    /// The epochs by the instant from which they hold.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// How many seats there are where there are most; none before the rotation begins.
    pub fn most_seats(&self) -> usize {
        self.epochs.iter().map(|epoch| epoch.seats).max().unwrap_or(0)
    }

    /// The overrides, oldest first.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// The pauses in order, apart from each other.
    pub fn pauses(&self) -> &[Span] {
        &self.pauses
    }

    /// The epoch in force at `at`.
    pub fn epoch_at(&self, at: DateTime<Utc>) -> Option<&Epoch> {
        let after = self.epochs.partition_point(|epoch| epoch.effective_at <= at);
        self.epochs[..after].last()
    }

    /// The epoch that was in force just before `at`.
    pub fn epoch_before(&self, at: DateTime<Utc>) -> Option<&Epoch> {
        let after = self.epochs.partition_point(|epoch| epoch.effective_at < at);
        self.epochs[..after].last()
    }

    /// The first instant after `at` at which another epoch comes into force.
    pub fn next_epoch_at(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let after = self.epochs.partition_point(|epoch| epoch.effective_at <= at);
        self.epochs.get(after).map(|epoch| epoch.effective_at)
    }

    /// A sentence when clocks skip or repeat the time of a handoff to come, within a year.
    pub fn clock_note(&self, now: DateTime<Utc>) -> Option<String> {
        let mut starts = std::iter::successors(Some(now), |at| self.next_epoch_at(*at));
        starts.find_map(|from| {
            let until = self.next_epoch_at(from).unwrap_or(FOREVER);
            self.epoch_at(from)?.rhythm.clock_note(from, until)
        })
    }

    /// The pause that `at` lies in.
    pub fn pause_at(&self, at: DateTime<Utc>) -> Option<Span> {
        self.pauses.iter().copied().find(|pause| pause.contains(at))
    }

    /// The same plan without the overrides that were made after the one with the number `last`.
    pub fn up_to(&self, last: i64) -> Self {
        let overrides = self.overrides.iter().copied().filter(|one| one.id <= last).collect();
        Self { overrides, ..self.clone() }
    }

    /// The same plan with each override at the time that `span` gives.
    pub fn respanned(&self, span: impl Fn(&Override) -> Span) -> Self {
        let overrides = self.overrides.iter().map(|one| Override { span: span(one), ..*one });
        Self::new(self.epochs.clone(), overrides.collect(), self.pauses.clone())
    }

    /// The same plan with more epochs and overrides; the overrides are numbered after those it has.
    pub fn with(&self, epochs: &[Epoch], overrides: &[(Span, What)]) -> Self {
        let last = self.overrides.last().map_or(0, |newest| newest.id);
        let added = overrides.iter().zip(last + 1..);
        let added = added.map(|((span, what), id)| Override { id, span: *span, what: *what });
        Self::new(
            self.epochs.iter().chain(epochs).cloned().collect(),
            self.overrides.iter().copied().chain(added).collect(),
            self.pauses.clone(),
        )
    }
}

fn merged(pauses: Vec<Span>) -> Vec<Span> {
    let mut apart: Vec<Span> = Vec::with_capacity(pauses.len());
    for pause in pauses {
        match apart.last_mut() {
            Some(last) if pause.from < last.until => last.until = last.until.max(pause.until),
            _ => apart.push(pause),
        }
    }
    apart
}
