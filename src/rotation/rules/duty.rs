//! Who is on at an instant, and why.

use super::{
    plan::{Epoch, Plan, Span, What},
    rhythm::DayOff,
    shift::shift_at,
};
use chrono::{DateTime, Utc};

/// The one answer for a seat at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Discord's id of the person, or why nobody.
    pub user: Result<i64, Nobody>,
    /// Whose turn it would be by the order alone.
    pub turn_of: Option<i64>,
    pub why: Why,
}

/// Why this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// By the order of turns.
    Turn,
    /// By an override: took it, covers, or stands in for `of`.
    Override { id: i64, what: What, of: Option<i64> },
}

/// Why nobody is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nobody {
    /// Before the rotation begins, at this instant if it ever does.
    NotStarted(Option<DateTime<Utc>>),
    /// Until this instant, [`FOREVER`](super::FOREVER) when no end is set.
    Paused(DateTime<Utc>),
    DayOff(DayOff),
    NoMembers,
    /// There are more seats than members.
    TooFewMembers,
    /// This person is away or left, and nobody else is available.
    AllAway(i64),
}

/// Who stands in for an absent person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The member whose own turn is farthest.
    Away,
    /// The next member in line.
    Left,
}

/// The answer for every seat at `at`; at least one seat. On days off, nobody.
pub fn on_duty(plan: &Plan, at: DateTime<Utc>) -> Vec<Duty> {
    let mut duties = holders(plan, at);
    let day_off = plan.epoch_at(at).and_then(|epoch| epoch.rhythm.day_off(at));
    if let Some(day_off) = day_off {
        for duty in duties.iter_mut().filter(|duty| duty.user.is_ok()) {
            duty.user = Err(Nobody::DayOff(day_off));
        }
    }
    duties
}

/// Who holds every seat at `at`, days off aside: who was on before a weekend, and is again after it.
pub fn holders(plan: &Plan, at: DateTime<Utc>) -> Vec<Duty> {
    let nobody = |why| Duty { user: Err(why), turn_of: None, why: Why::Turn };
    let Some(epoch) = plan.epoch_at(at) else {
        return vec![nobody(Nobody::NotStarted(plan.next_epoch_at(at)))];
    };
    if let Some(pause) = plan.pause_at(at) {
        return vec![nobody(Nobody::Paused(pause.until)); epoch.seats];
    }
    let mut duties: Vec<Duty> = (0..epoch.seats).map(|seat| by_turn(epoch, seat, at)).collect();
    for one in plan.overrides().iter().filter(|one| one.span.contains(at)) {
        apply(plan, epoch, at, one.id, one.what, &mut duties);
    }
    duties
}

fn by_turn(epoch: &Epoch, seat: usize, at: DateTime<Utc>) -> Duty {
    let count = epoch.members.len();
    let user = match epoch.position(at) {
        None => Err(Nobody::NoMembers),
        Some(_) if seat >= count => Err(Nobody::TooFewMembers),
        Some(position) => Ok(epoch.members[(position + seat) % count]),
    };
    Duty { user, turn_of: user.ok(), why: Why::Turn }
}

fn apply(plan: &Plan, epoch: &Epoch, at: DateTime<Utc>, id: i64, what: What, duties: &mut [Duty]) {
    match what {
        What::Slot { seat, user_id } | What::Stay { seat, user_id } => {
            if let Some(duty) = duties.get_mut(seat) {
                set(duty, id, what, Ok(user_id));
            }
        }
        What::Cover { for_user_id, user_id } => {
            for duty in duties.iter_mut().filter(|duty| duty.user == Ok(for_user_id)) {
                set(duty, id, what, Ok(user_id));
            }
        }
        What::Away { user_id } | What::Left { user_id } => {
            let absence = if matches!(what, What::Away { .. }) { Absence::Away } else { Absence::Left };
            for seat in 0..duties.len() {
                if duties[seat].user == Ok(user_id) {
                    let on: Vec<i64> = duties.iter().filter_map(|duty| duty.user.ok()).collect();
                    let owner =
                        || owner(plan, &duties[seat], user_id, &on, at).filter(|_| absence == Absence::Left);
                    let found = owner().or_else(|| stand_in(plan, epoch, at, user_id, &on, absence));
                    set(&mut duties[seat], id, what, found.ok_or(Nobody::AllAway(user_id)));
                }
            }
        }
    }
}

fn set(duty: &mut Duty, id: i64, what: What, user: Result<i64, Nobody>) {
    duty.why = Why::Override { id, what, of: duty.user.ok() };
    duty.user = user;
}

/// Who takes `seat` over from `user_id` at `at` when that person is gone for good: whoever's turn it is, if somebody else
/// held it for them and they are there; else the next available member in line who is not on already.
pub fn heir(plan: &Plan, at: DateTime<Utc>, seat: usize, user_id: i64) -> Option<i64> {
    let duties = holders(plan, at);
    let on: Vec<i64> = duties.iter().filter_map(|duty| duty.user.ok()).collect();
    let owner = owner(plan, duties.get(seat)?, user_id, &on, at);
    owner.or_else(|| stand_in(plan, plan.epoch_at(at)?, at, user_id, &on, Absence::Left))
}

/// Whose turn it is by the order, when `gone` only held it for them, and they are there and not on another seat.
fn owner(plan: &Plan, duty: &Duty, gone: i64, on: &[i64], at: DateTime<Utc>) -> Option<i64> {
    duty.turn_of.filter(|owner| *owner != gone && !on.contains(owner) && !is_absent(plan, *owner, at))
}

/// The member to stand in for `gone`. Whoever was absent at any time since the shift began comes last, so that a
/// return in mid-shift does not take the duty from whoever stood in.
fn stand_in(
    plan: &Plan,
    epoch: &Epoch,
    at: DateTime<Utc>,
    gone: i64,
    on: &[i64],
    absence: Absence,
) -> Option<i64> {
    let current = epoch.position(at)?;
    let count = epoch.members.len();
    let origin = match absence {
        Absence::Away => current,
        Absence::Left => epoch.members.iter().position(|member| *member == gone).unwrap_or(current),
    };
    // In the order of steps from `origin`: the first is next in line, the last is farthest.
    let mut by_distance: Vec<i64> = (0..count).map(|step| epoch.members[(origin + step) % count]).collect();
    by_distance.retain(|member| *member != gone && !on.contains(member));
    if absence == Absence::Away {
        by_distance.reverse();
    }
    let shift = shift_at(plan, at);
    let since_start = Span { from: shift.from, until: at };
    let steady = by_distance.iter().find(|member| !was_absent(plan, **member, since_start));
    steady.or_else(|| by_distance.iter().find(|member| !is_absent(plan, **member, at))).copied()
}

/// Whether the person is away or has left at `at`.
pub fn is_absent(plan: &Plan, user_id: i64, at: DateTime<Utc>) -> bool {
    was_absent(plan, user_id, Span { from: at, until: at })
}

/// Whether the person was absent at any instant of `span`, its end included.
fn was_absent(plan: &Plan, user_id: i64, span: Span) -> bool {
    plan.overrides().iter().any(|one| {
        let is_absence = match one.what {
            What::Away { user_id: absent } | What::Left { user_id: absent } => absent == user_id,
            _ => false,
        };
        is_absence && one.span.from <= span.until && one.span.until > span.from
    })
}
