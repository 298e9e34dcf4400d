//! The kit of a room: what every room needs in the same way, so that one costs its own subject and nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `actor` | [`Actor`]: who does something, and when |
//! | `change` | [`Change`]: what a change changed, [recorded](record) and [taken back](take_back) |
//! | `day` | [`Day`]: what a room tells people in the morning, and whom |
//! | `face` | [`Face`]: what a room shows to the machinery above it and, through [`Rooms`], to the other rooms |
//! | `follow` | [`Follows`]: a change of the guild's settings that a room follows, if need be through all its rows ([`Walk`]) |
//! | `fresh` | [`fresh`](fresh()): what becomes of a press or a form that was drawn before the thing changed |
//! | `job` | [`Job`]: what a room does later is a type that knows its kind, its key, its payload and how it runs |
//! | `link` | [`link`](link()): what two rooms share about each other's things, and what the other end is called |
//! | `ports` | [`Ports`]: what jobs ask of the outside and of the other rooms |
//! | `rooms` | [`Rooms`]: all faces together; `app` holds the only list |
//! | `tell` | [`tell`](tell()) somebody something, or [`draw`] a living card anew |
//! | `work` | [`OpenWork`]: what waits for whoever is on duty |

mod actor;
mod change;
mod day;
mod face;
mod follow;
mod fresh;
mod job;
mod link;
mod ports;
mod rooms;
mod tell;
mod work;

pub use actor::Actor;
pub use change::{
    Change, Fields, Superseded, difference, fields, is_taken_back, last_undoable, record, take_back,
};
pub use day::Day;
pub use face::{Completes, Face};
pub use follow::{Follows, Setting, Walk};
pub use fresh::{form_is_old, fresh, outdated};
pub use job::{Job, JobKind, enqueue, key, restart};
pub use link::{Calls, Link, Thing, link, linked, links_of, unlink};
pub use ports::Ports;
pub use rooms::Rooms;
pub use tell::{draw, draw_until, tell};
pub use work::{Open, OpenWork};

use crate::error::Error;
use futures::future::BoxFuture;

/// What an asynchronous function in a face comes to.
pub type Pending<'a, T> = BoxFuture<'a, Result<T, Error>>;
