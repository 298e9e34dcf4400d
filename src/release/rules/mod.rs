//! Decisions about releases. Pure.

mod dates;
mod names;
mod people;
pub mod verb;

pub use dates::{
    BadMilestone, Dated, DayOff, MOST_MILESTONES, Milestone, Moved, days_off, freeze, moves, read_milestones,
    read_offset, schedule, sync_note, template, with_freeze,
};
pub use names::called;
pub use people::{asked_in_rounds, may_manage, may_report, owes_update, was_asked_on};
