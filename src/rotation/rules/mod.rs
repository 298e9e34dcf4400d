//! Who is on duty: a pure function of epochs, overrides, pauses and an instant.
//!
//! An [`Epoch`] says in which order members take turns and when hands change; it holds from its instant on and is
//! never changed, only followed by another. An [`Override`] replaces somebody for a while; a [`Span`] of pause
//! empties all seats. None of them is ever back-dated, so the answer for an instant in the past stays what it was.

mod change;
mod duty;
mod edit;
mod fair;
mod plan;
mod rhythm;
mod shift;
mod undo;

pub use change::{Stint, affected, given_on, holds, next_difference, stints};
#[cfg(test)]
pub use duty::is_absent;
pub use duty::{Duty, Nobody, Why, holders, on_duty};
pub use edit::{Additions, EditError, Effect, effective_at, leave, rearrange, resume_order};
pub use fair::{Share, shares};
pub use plan::{Edit, Epoch, FOREVER, MOST_MEMBERS, MOST_SEATS, Override, Plan, Span, What};
pub use rhythm::{DayOff, Rhythm, RhythmError, WorkingDays};
pub use shift::{Stretch, next_point, shift_at, shifts, stretches};
pub use undo::restored;

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
