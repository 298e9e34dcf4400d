//! The room of rotations: whose turn it is, told early, handed over with the work.
//!
//! Who is on duty is a pure function of the rows of a rotation and an instant (`rules`). Everything here only adds
//! rows, tells people, and lets timers look again: a timer that runs late or twice finds the same answer.
//!
//! **Timers.** Each rotation has one job per coming occurrence: `rotation.handoff` at the next instant at which
//! anything may change, `rotation.ahead` a day before somebody's duty begins, `rotation.deadline` a day and two hours
//! before the work is due, `rotation.look` when a working day begins, `rotation.daily` each morning,
//! `rotation.gone` when Discord says that somebody has left, `rotation.ask` while somebody waits for cover, `rotation.role` when Discord roles have to follow. A job that an
//! edit has made stale finds nothing to do. What was told is marked, so nothing is told twice.
//!
//! **Who is spoken to.** A notice or reminder goes to the one who has to act, by direct message, or as a mention in the
//! rotation's channel where that is closed. The look at new requests is for the team: one silent line in the channel,
//! by the rotations that are about requests: those with a deadline, or the oldest where none has one. It pings nobody, so
//! that whoever also gets a morning digest hears of each thing once.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::{
    contract::{Noun, Purpose},
    room::{Completes, Day, Face, Follows, Forget, Setting},
};
use futures::FutureExt;

/// The channel of rotations that have none of their own.
const PURPOSE: Purpose = Purpose {
    label: "The request rotation",
    localised: &[("de", "Die Bereitschaft für Wünsche")],
    ..Purpose::of("rotation", "the request rotation")
};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: actions::JOBS,
    follows: &[
        Follows {
            setting: Setting::Hours,
            follow: |timer, tx, _walk| actions::follow_settings(timer, tx).boxed(),
        },
        Follows {
            setting: Setting::Internal,
            follow: |timer, tx, _walk| actions::follow_settings(timer, tx).boxed(),
        },
    ],
    day: Some(Day {
        sections: |of| actions::shift_ahead(of).boxed(),
        people: |db, guild, _now| actions::members(db, guild.id).boxed(),
    }),
    nouns: &[Completes {
        noun: Noun::ROTATION,
        choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
    }],
    purposes: &[PURPOSE],
    feed: Some(|db, token, now| actions::calendar(db, token, now).boxed()),
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    member_left: Some(|db, now, guild_id, user_id| actions::member_left(db, now, guild_id, user_id).boxed()),
    errands: words::ERRANDS,
    forget: Some(Forget {
        duties: |db, guild, of| actions::turns_of(db, guild, of).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("rotation")
};
