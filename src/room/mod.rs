//! The kit of a room: what every room needs in the same way, so that one costs its own subject and nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `actor` | [`Actor`]: who does something, and when |
//! | `agenda` | [`AgendaSection`]: what a room offers to the agenda of a meeting |
//! | `change` | [`Change`]: what a change changed, [recorded](record) and [taken back](take_back) |
//! | `day` | [`Day`]: what a room tells people in the morning, and whom |
//! | `face` | [`Face`]: what a room shows to the machinery above it and, through [`Rooms`], to the other rooms |
//! | `feed` | [`feed_token`]: the address of a calendar feed; [`feed_calendar`]: what its calendar begins with |
//! | `follow` | [`Follows`]: a change of the guild's settings that a room follows, if need be through all its rows ([`Walk`]) |
//! | `forget` | [`Forget`]: what a room does about a member or a customer who is forgotten for good |
//! | `fresh` | [`fresh`](fresh()): what becomes of a press or a form that was drawn before the thing changed |
//! | `hear` | [`Hears`]: what a reply to a message of docket's means; [`Reacts`]: what a reaction means; [`Voice`]: who is in voice channels |
//! | `history` | [`told`]: what happened to a row, in words |
//! | `job` | [`Job`]: what a room does later is a type that knows its kind, its key, its payload and how it runs |
//! | `link` | [`link`](link()): what two rooms share about each other's things, and what the other end is called |
//! | `morning` | what all rooms together have for people's mornings |
//! | `neighbours` | what a room asks of all others without knowing them |
//! | `ports` | [`Ports`]: what jobs ask of the outside and of the other rooms |
//! | `rooms` | [`Rooms`]: all faces together; `app` holds the only list |
//! | `tell` | [`tell`](tell()) somebody something, or [`draw`] a living card anew |
//! | `work` | [`OpenWork`]: what waits for whoever is on duty |

mod actor;
mod agenda;
mod change;
mod day;
mod face;
mod feed;
mod follow;
mod forget;
mod fresh;
mod hear;
mod history;
mod job;
mod link;
mod morning;
mod neighbours;
mod pays;
mod ports;
mod rooms;
mod tell;
mod work;

pub use actor::Actor;
pub use agenda::{AgendaAsk, AgendaEntry, AgendaScope, AgendaSection};
pub use change::{
    Change, Deed, Fields, Superseded, difference, facts_before, fields, is_taken_back, last_undoable, record,
    take_back,
};
pub use day::{Apart, Day};
pub use face::{Completes, Face};
pub use feed::{feed_calendar, feed_event, feed_token, guild_of_feed};
pub use follow::{Follows, Setting, Walk, next_ids};
pub use forget::{
    FORGOTTEN, Forget, Forgetting, Shown, Step, Whom, emptied, forget_events, forget_texts, nobody_in,
    rewrite, rewrite_json, rewrite_texts, rewritten, rewritten_json, withdraw_cards, withdraw_shown,
};
pub(crate) use forget::{address_column, column, person_column, text_column};
pub use fresh::{form_is_old, fresh, outdated, press_again, press_is_old};
pub use hear::{EventGone, Hears, InVoice, Reacted, Reacts, Replied, Voice};
pub use history::told;
pub use job::{Job, JobKind, enqueue, key, restart, waiting};
pub use link::{Calls, Link, Thing, is_known, link, linked, linked_in, links_of, unlink};
pub use pays::{PaidRead, Pays};
pub use ports::Ports;
pub use rooms::Rooms;
pub use tell::{
    Place, card_number, draw, draw_in_private_until, draw_or_say_once, draw_until, tell, tell_in_private,
    tell_in_private_until, tell_until,
};
pub use work::{Open, OpenWork};

use crate::error::Error;
use futures::future::BoxFuture;

/// What an asynchronous function in a face comes to.
pub type Pending<'a, T> = BoxFuture<'a, Result<T, Error>>;
