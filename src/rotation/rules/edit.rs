//! Changes of the order: never who is on now, never an answer before the change takes effect.

use super::{
    change::next_difference,
    duty::{heir, holders},
    plan::{Edit, Epoch, FOREVER, MOST_MEMBERS, Plan, Span, What},
    shift::shift_at,
};
use chrono::{DateTime, TimeDelta, Utc};

/// From when a change of the order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Now,
    /// From the next handoff on.
    AfterShift,
    /// From the next turn of the first in the order on.
    AfterRound,
}

/// Why the order cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("takes turns already")]
    AlreadyMember,
    #[error("does not take turns")]
    NotMember,
    #[error("there are too many members")]
    TooManyMembers,
    #[error("the rotation has not begun")]
    NotStarted,
}

/// What a change adds to a plan; nothing is ever taken away or altered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    pub epochs: Vec<Epoch>,
    pub overrides: Vec<(Span, What)>,
}

impl Additions {
    /// The plan after the change.
    pub fn added_to(&self, plan: &Plan) -> Plan {
        plan.with(&self.epochs, &self.overrides)
    }
}

/// The instant from which a change made at `now` counts.
pub fn effective_at(plan: &Plan, effect: Effect, now: DateTime<Utc>) -> DateTime<Utc> {
    match effect {
        Effect::Now => now,
        Effect::AfterShift => shift_at(plan, now).until,
        Effect::AfterRound => round_end(plan, now),
    }
}

fn round_end(plan: &Plan, now: DateTime<Utc>) -> DateTime<Utc> {
    let Some(epoch) = plan.epoch_at(now) else { return shift_at(plan, now).until };
    let left = epoch.position(now).map_or(1, |position| epoch.members.len() - position);
    (0..left).fold(now, |at, _| epoch.rhythm.handoff_after(at))
}

/// How far ahead people are told of changes: two rounds, between two months and a year.
pub fn horizon(plan: &Plan, now: DateTime<Utc>) -> DateTime<Utc> {
    let round = effective_at(plan, Effect::AfterRound, now);
    let two = if round < FOREVER { effective_at(plan, Effect::AfterRound, round) } else { round };
    two.clamp(now + TimeDelta::days(60), now + TimeDelta::days(400))
}

/// Changes the order or the rhythm at `now` with effect from `effect` on. Changes that are pending already come after
/// it at their own instants.
///
/// # Errors
/// Someone who is or is not a member already, too many members, or a rotation without any epoch in force.
pub fn rearrange(
    plan: &Plan,
    edit: Edit,
    effect: Effect,
    now: DateTime<Utc>,
) -> Result<Additions, EditError> {
    let at = effective_at(plan, effect, now);
    let mut additions = Additions { epochs: replay(plan, edit, at, None)?, overrides: Vec::new() };
    if at == now {
        additions.overrides = stays(plan, &additions, now);
    }
    Ok(additions)
}

/// The new epoch at `at`, and every later one made anew on top of it; that at `resumption` without giving back the turn.
fn replay(
    plan: &Plan,
    edit: Edit,
    at: DateTime<Utc>,
    resumption: Option<DateTime<Utc>>,
) -> Result<Vec<Epoch>, EditError> {
    let current = plan.epoch_at(at).ok_or(EditError::NotStarted)?;
    let mut made = transformed(current, at, &edit)?;
    made.edits = if current.effective_at == at { current.edits.clone() } else { Vec::new() };
    made.edits.push(edit);
    let mut epochs = vec![made];
    let mut point = at;
    while let Some(next) = plan.next_epoch_at(point) {
        let pending = plan.epoch_at(next).ok_or(EditError::NotStarted)?;
        let last = epochs.last().unwrap_or(pending);
        let mut rebuilt = moved_to(last, next);
        let is_void = |edit: &&Edit| resumption == Some(next) && matches!(edit, Edit::Turn { .. });
        let edits: Vec<Edit> = pending.edits.iter().filter(|edit| !is_void(edit)).cloned().collect();
        for edit in &edits {
            // An edit that no longer makes sense, such as adding somebody added meanwhile, is left out.
            rebuilt = transformed(&rebuilt, next, edit).unwrap_or(rebuilt);
        }
        rebuilt.edits = edits;
        epochs.push(rebuilt);
        point = next;
    }
    Ok(epochs)
}

/// The same order going on at `at`.
pub(super) fn moved_to(epoch: &Epoch, at: DateTime<Utc>) -> Epoch {
    let first_index = epoch.position(at).unwrap_or(0);
    Epoch { effective_at: at, first_index, edits: Vec::new(), ..epoch.clone() }
}

/// `epoch` going on at `at` with `edit` applied. Whose turn it is stays, if that member stays.
fn transformed(epoch: &Epoch, at: DateTime<Utc>, edit: &Edit) -> Result<Epoch, EditError> {
    let mut next = moved_to(epoch, at);
    let current = next.first_index;
    let place_of = |user_id: i64| epoch.members.iter().position(|member| *member == user_id);
    match edit {
        Edit::Add { user_id } => {
            if place_of(*user_id).is_some() {
                return Err(EditError::AlreadyMember);
            }
            if next.members.len() >= MOST_MEMBERS {
                return Err(EditError::TooManyMembers);
            }
            add(&mut next, *user_id);
        }
        Edit::Remove { user_id } => {
            let place = place_of(*user_id).ok_or(EditError::NotMember)?;
            next.members.remove(place);
            let is_mid_shift = place == current && !epoch.hands_over_at(at);
            next.first_index = after_removal(place, current, next.members.len(), is_mid_shift);
        }
        Edit::Move { user_id, place } => {
            let from = place_of(*user_id).ok_or(EditError::NotMember)?;
            let on_turn = next.members[current];
            let member = next.members.remove(from);
            next.members.insert((*place).min(next.members.len()), member);
            next.first_index = next.members.iter().position(|member| *member == on_turn).unwrap_or(0);
        }
        Edit::Set { rhythm, seats } => {
            next.rhythm = rhythm.clone();
            next.seats = *seats;
        }
        Edit::Turn { user_id } => next.first_index = user_id.and_then(place_of).unwrap_or(current),
        Edit::Replace { members, first_index } => {
            next.members.clone_from(members);
            next.first_index = *first_index;
        }
        Edit::Begin => {}
    }
    Ok(next)
}

/// The back of the queue is just before whoever is on.
fn add(epoch: &mut Epoch, user_id: i64) {
    if epoch.first_index == 0 {
        epoch.members.push(user_id);
    } else {
        epoch.members.insert(epoch.first_index, user_id);
        epoch.first_index += 1;
    }
}

/// The place whose turn it is after the member at `place` is gone, when it was `current`'s. In mid-shift of the
/// removed member the place before the next in line is given, so that the next handoff leads there.
fn after_removal(place: usize, current: usize, left: usize, is_mid_shift: bool) -> usize {
    if left == 0 {
        0
    } else if is_mid_shift {
        (current + left - 1) % left
    } else if place < current {
        current - 1
    } else {
        current % left
    }
}

/// Keeps on whoever is on now, until that would have ended anyway.
pub(super) fn stays(plan: &Plan, additions: &Additions, now: DateTime<Utc>) -> Vec<(Span, What)> {
    still_on(plan, &additions.added_to(plan), now)
}

/// What keeps on in `after` whoever is on in `plan`.
pub(super) fn still_on(plan: &Plan, after: &Plan, now: DateTime<Utc>) -> Vec<(Span, What)> {
    let (old, new) = (holders(plan, now), holders(after, now));
    let kept = old.iter().enumerate().filter_map(|(seat, duty)| {
        let user_id = duty.user.ok()?;
        let changes = new.get(seat).map(|duty| duty.user) != Some(Ok(user_id));
        changes.then(|| (rest_of(plan, seat, now), What::Stay { seat, user_id }))
    });
    kept.collect()
}

/// From `now` until somebody else would hold the seat, at most to the end of the shift.
fn rest_of(plan: &Plan, seat: usize, now: DateTime<Utc>) -> Span {
    Span { from: now, until: next_difference(plan, seat, now, shift_at(plan, now).until) }
}

/// What follows when a person is found to have left the server: out of the order, out of every override, and the
/// rest of a shift in progress goes to the next in line; or back to whose turn it is, if the person held it for them.
pub fn leave(plan: &Plan, user_id: i64, now: DateTime<Utc>) -> Additions {
    let removal = rearrange(plan, Edit::Remove { user_id }, Effect::Now, now);
    let mut additions = removal.unwrap_or_default();
    let is_other = |what: &What| !matches!(what, What::Stay { user_id: stays, .. } if *stays == user_id);
    additions.overrides.retain(|(_, what)| is_other(what));
    additions.overrides.insert(0, (Span { from: now, until: FOREVER }, What::Left { user_id }));
    let without = holders(&additions.added_to(plan), now);
    for (seat, duty) in holders(plan, now).iter().enumerate().filter(|(_, duty)| duty.user == Ok(user_id)) {
        let Some(heir) = heir(plan, now, seat, user_id) else { continue };
        if duty.turn_of == Some(user_id) || without.get(seat).map(|duty| duty.user) != Some(Ok(heir)) {
            additions.overrides.push((rest_of(plan, seat, now), What::Stay { seat, user_id: heir }));
        }
    }
    additions
}

/// The epochs that let the order go on at `resumed_at` where it stood when `pause` began. What was to happen at the end of
/// a pause that is ended early no longer does.
///
/// # Errors
/// When the rotation had not begun.
pub fn resume_order(plan: &Plan, pause: Span, resumed_at: DateTime<Utc>) -> Result<Vec<Epoch>, EditError> {
    let epoch = plan.epoch_at(pause.from).ok_or(EditError::NotStarted)?;
    let edit = Edit::Turn { user_id: epoch.turn_of(pause.from) };
    replay(plan, edit, resumed_at, Some(pause.until).filter(|until| *until > resumed_at))
}
