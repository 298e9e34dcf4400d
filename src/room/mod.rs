//! The kit of a room: what every room needs in the same way, so that one costs its own subject and nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `actor` | [`Actor`]: who does something, and when |
//! | `change` | [`Change`]: what a change changed, [recorded](record) and [taken back](take_back) |
//! | `tell` | [`tell`](tell()) somebody something, or [`draw`] a living card anew |
//! | `fresh` | [`fresh`](fresh()): what becomes of a press or a form that was drawn before the thing changed |

mod actor;
mod change;
mod fresh;
mod tell;

pub use actor::Actor;
pub use change::{
    Change, Fields, Superseded, difference, fields, is_taken_back, last_undoable, record, take_back,
};
pub use fresh::{form_is_old, fresh, outdated};
pub use tell::{draw, draw_until, tell};
