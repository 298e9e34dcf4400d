//! Taking a change of the order back: the order goes on as if it had not been made, from now on.

use super::{
    edit::{Additions, moved_to, stays},
    plan::{Edit, Epoch, Plan},
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
