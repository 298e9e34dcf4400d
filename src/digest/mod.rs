//! The morning digest: one message for each person at their start of work, with everything that waits for them.
//!
//! The rooms say what they have for somebody ([`contract::Section`](crate::contract::Section)), and for whom they may have
//! something; this room knows none of them. It asks all that there are ([`room::Day`](crate::room::Day)), puts the parts
//! together, and sends nothing when there is nothing.
//!
//! **Timers.** `digest.round` runs at the next instant at which anybody's digest may be due: it looks who that is by the
//! rows as they are then, sets one `digest.person` for each (named by person and local day), and the next round. So a day
//! costs as many rounds as there are different mornings, and whoever becomes known before theirs gets it. The first round
//! of a guild is set when it first uses docket, and anew when the team's zone, hours or holidays change.
//!
//! **Once.** The last local day of each person's digest is kept; a day is never told twice or after a later one, whatever
//! the clock does. One that is more than eight hours late does not help any more and is left out, also when it was set in
//! time. What a channel was told is new in the next digest that comes, however many days that takes.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::room::{Face, Forget, JobKind};
use futures::{FutureExt, future::ready};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[JobKind::of::<actions::Round>(), JobKind::of::<actions::Person>()],
    set_going: Some(|db, guild, now| actions::ensure(db, guild, now).boxed()),
    errands: words::ERRANDS,
    forget: Some(Forget {
        duties: |_, _, _| ready(Ok(Vec::new())).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("digest")
};
