//! Taking changes back: which one is meant, and how the order goes on as if it had not been made, from now on.

use super::{
    edit::{Additions, moved_to, stays},
    plan::{Edit, Epoch, Plan, Span, What},
};
use chrono::{DateTime, Utc};

/// What to add to `current` so that from `now` on the order is that of `without`, the same plan less the epochs
/// `taken_back`. Who is on now stays on.
pub fn restored(current: &Plan, without: &Plan, taken_back: &[Epoch], now: DateTime<Utc>) -> Additions {
    let Some(earliest) = taken_back.iter().map(|epoch| epoch.effective_at).min() else {
        return Additions::default();
    };
    let has_begun = current.epoch_at(now).is_some();
    let start = if has_begun { earliest.max(now) } else { now };
    let both = current.epochs().iter().chain(without.epochs());
    let later = both.map(|epoch| epoch.effective_at).filter(|at| *at > start);
    let mut points: Vec<DateTime<Utc>> = std::iter::once(start).chain(later).collect();
    points.sort_unstable();
    points.dedup();
    let epochs = points.iter().filter_map(|at| Some(restored_at(without.epoch_at(*at)?, *at)));
    let mut additions = Additions { epochs: epochs.collect(), overrides: Vec::new() };
    if let Some(first) = additions.epochs.first_mut().filter(|_| !has_begun) {
        first.edits.insert(0, Edit::Begin);
    }
    if has_begun && start == now {
        additions.overrides = stays(current, &additions, now);
    }
    additions
}

/// The epoch going on at `at`, so written that it can be replayed.
fn restored_at(epoch: &Epoch, at: DateTime<Utc>) -> Epoch {
    let mut made = moved_to(epoch, at);
    made.edits = vec![
        Edit::Set { rhythm: made.rhythm.clone(), seats: made.seats },
        Edit::Replace { members: made.members.clone(), first_index: made.first_index },
    ];
    made
}

/// What a change was about, as far as others depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Who holds seats for a while; each stands for itself.
    Seats(Vec<(Span, What)>),
    /// The order, the rhythm or a pause: what came later of that kind builds on it.
    Order,
    /// The rotation as a whole.
    Rotation,
}

/// A change of a rotation that stands: it was not taken back, and takes nothing back itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveChange {
    /// The event.
    pub id: i64,
    /// Who made it; `None`: docket.
    pub by: Option<i64>,
    pub reach: Reach,
}

/// Which change somebody means who takes "the last one" back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant<'a> {
    /// Their own last one.
    Own(&'a LiveChange),
    /// The last one of all, which is somebody else's; their own cannot be taken back before it, or there is none.
    Others(&'a LiveChange),
    Nothing,
}

/// The change that `user_id` means; `standing` are those of the rotation, newest first.
pub fn meant(standing: &[LiveChange], user_id: i64) -> Meant<'_> {
    let is_own = |one: &LiveChange| one.by == Some(user_id);
    let own = standing.iter().position(is_own).filter(|place| is_free(standing, *place));
    match (own, standing.first()) {
        (Some(place), _) => Meant::Own(&standing[place]),
        (None, Some(last)) => Meant::Others(last),
        (None, None) => Meant::Nothing,
    }
}

/// Whether nothing that came later builds on the change at `place`.
fn is_free(standing: &[LiveChange], place: usize) -> bool {
    let later = &standing[..place];
    match &standing[place].reach {
        Reach::Rotation => later.is_empty(),
        Reach::Order => later.iter().all(|one| matches!(one.reach, Reach::Seats(_))),
        Reach::Seats(own) => !later.iter().any(|one| match &one.reach {
            Reach::Seats(later) => later.iter().any(|later| own.iter().any(|own| gives_on(*own, *later))),
            Reach::Order => false,
            Reach::Rotation => true,
        }),
    }
}

/// Whether `later` gives on to somebody else some of the duty that `own` gave.
fn gives_on((own_span, own): (Span, What), (span, later): (Span, What)) -> bool {
    let (What::Cover { user_id, .. } | What::Slot { user_id, .. }) = own else { return false };
    let What::Cover { for_user_id, .. } = later else { return false };
    for_user_id == user_id && own_span.common(span).is_some()
}

#[cfg(test)]
mod tests;
