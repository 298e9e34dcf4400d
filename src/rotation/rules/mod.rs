//! Who is on duty: a pure function of epochs, overrides, pauses and an instant.
//!
//! An [`Epoch`] says in which order members take turns and when hands change; it holds from its instant on and is
//! never changed, only followed by another. An [`Override`] replaces somebody for a while; a [`Span`] of pause
//! empties all seats. None of them is ever back-dated, so the answer for an instant in the past stays what it was.

mod alike;
mod back;
mod carry;
mod change;
mod cover;
mod deadline;
mod duty;
mod edit;
mod expected;
mod fair;
mod held;
mod members;
mod plan;
mod recorded;
mod rhythm;
mod shift;
mod timetable;
mod undo;
mod which;

pub use alike::{are_alike, swappable};
pub use back::{gone, lately_gone, members_from, returning, without};
pub use carry::{Carried, Fate, carried_plan, carried_span, carry, partner};
pub use change::{Stint, affected, differences, given_on, holds, next_difference, stints};
pub use cover::{lead_at, less, needed, reminder_at};
pub use deadline::{is_timely, on_at, until_then};
#[cfg(test)]
pub use duty::is_absent;
pub use duty::{Duty, Nobody, Why, holders, on_duty};
pub use edit::{Additions, EditError, Effect, effective_at, horizon, leave, rearrange, resume_order};
pub use expected::{expected, moved};
pub use fair::{Share, shares};
pub use held::{held_by, own_stints, whole_shifts};
pub use members::{MembersError, members};
pub use plan::{Edit, Epoch, FOREVER, MOST_MEMBERS, MOST_SEATS, Override, Plan, Span, What};
pub use recorded::{ChangedRows, Did, did, is_undo, parts_of, standing};
pub use rhythm::{DayOff, Rhythm, RhythmError, WorkingDays};
pub use shift::{Stretch, instead_of, next_point, shift_at, shifts, stretches};
pub use timetable::{
    AHEAD, BEFORE_DEADLINE, PASSED, beginnings_ahead, coming_on, is_at_work, next_beginning, next_deadline,
    next_morning, next_opening,
};
pub use undo::{Meant, meant, restored};
pub use which::{about_requests, by_name, pick};

#[cfg(test)]
mod agreement;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
