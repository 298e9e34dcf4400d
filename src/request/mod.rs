//! Customer requests: filed in one line, routed to an area, taken, closed, and never lost.
//!
//! A request is filed by `/feedback`, from a message's menu, or by mentioning docket; see [`file_feedback`]. What people may
//! change of it is [`Facts`]; every change records the facts before and after as an event, from which history is told
//! and undo works. The team sees one living card per request in the requests channel (outbox card `request:12`).
//!
//! **Triage** shows one unassigned request at a time. It is in one person's hands for some minutes (`request_claim`, taken
//! by whoever holds the request's row), what is decided carries the row's version, and every decision is an event like
//! any other. What is snoozed needs no timer: the queue looks at the clock. Nobody waits for ever for a reporter: a
//! question is a snooze that its answer ends early.
//!
//! Customers' names are written only in channels that are marked internal; elsewhere their public alias stands.

mod actions;
mod rules;
mod settings;
mod store;
mod words;

pub use actions::*;
pub use rules::mention::{is_call_for_help, is_thanks};
pub use store::{Unassigned, unassigned, unassigned_since};
pub use words::said;

use crate::{
    contract::{Noun, Snapshot},
    db::{At, Json, MaybeWord},
    room::{Calls, Completes, Day, Face, Follows, Forget, JobKind, OpenWork, Setting},
    words_of,
};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[
        JobKind::of::<actions::CopyFile>(),
        JobKind::of::<actions::DropFiles>(),
        JobKind::of::<actions::Redraw>(),
        JobKind::of::<actions::Reindex>(),
        JobKind::of::<actions::Untouched>(),
        JobKind::of::<actions::TellVoters>(),
    ],
    follows: &[
        Follows {
            setting: Setting::Language,
            follow: |timer, tx, walk| actions::follow_language(timer, tx, walk).boxed(),
        },
        Follows {
            setting: Setting::Internal,
            follow: |timer, tx, walk| actions::follow_internal(timer, tx, walk).boxed(),
        },
    ],
    day: Some(Day {
        sections: |of| actions::due_for(of).boxed(),
        people: |db, guild, now| actions::people(db, guild, now).boxed(),
    }),
    agenda: &[actions::UNASSIGNED],
    nouns: &[Completes {
        noun: Noun::REQUEST,
        choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
    }],
    calls: &[Calls { noun: Noun::REQUEST, called: |on, naming| actions::called(on, naming).boxed() }],
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    file: Some(|db, guild_id, file_id| actions::file(db, guild_id, file_id).boxed()),
    open_work: Some(OpenWork {
        open: |db, guild_id, now| actions::open_work(db, guild_id, now).boxed(),
        new: |db, guild_id, since, now| actions::new_work(db, guild_id, since, now).boxed(),
    }),
    errands: words::ERRANDS,
    settings: settings::ALL,
    forget: Some(Forget {
        duties: |_, _, _| ready(Ok(Vec::new())).boxed(),
        step: |tx, timer, who, after| actions::forget(tx, timer, who, after).boxed(),
    }),
    ..Face::of("request")
};

/// The noun under which events, numbers and cards of requests are kept.
pub const SUBJECT: &str = "request";

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Request {
    /// The number people say: REQ-12.
    pub id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// Who filed it.
    pub reporter_user_id: i64,
    /// The channel in which it was filed.
    pub channel_id: i64,
    /// The message it was filed from, as it was then.
    pub snapshot_json: Option<Json<Snapshot>>,
    /// Counts changes; a button drawn from an older one is stale.
    pub version: i64,
    pub created_at: At,
    pub updated_at: At,
    /// When it was closed, while it is.
    pub closed_at: Option<At>,
}

/// What can be changed of a request; events hold the changed ones by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Facts {
    /// What was asked, cleaned but not escaped.
    pub text: String,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Set exactly while the state is closed.
    #[sqlx(try_from = "MaybeWord")]
    pub close_reason: Option<CloseReason>,
    /// 0 low, 1 normal, 2 high, 3 blocking.
    pub importance: i64,
    pub area_id: Option<i64>,
    /// The keyword in the text by which the area was guessed; `None` when a person chose it.
    pub area_keyword: Option<String>,
    pub customer_id: Option<i64>,
    pub assignee_user_id: Option<i64>,
    /// The request that this one is a +1 of.
    pub duplicate_of_id: Option<i64>,
    /// Web address of where it comes from.
    pub link: Option<String>,
    /// Until when triage leaves it alone; while a question is open, how long its answer is waited for.
    #[serde(default)]
    pub snoozed_until_at: Option<At>,
    /// The question that its reporter has not answered yet.
    #[serde(default)]
    pub question_id: Option<i64>,
    /// When its reporter answered a question, until somebody acts on the answer.
    #[serde(default)]
    pub answered_at: Option<At>,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nobody has taken it yet.
    New,
    /// Somebody has taken it.
    Assigned,
    /// It has ended, for a [`CloseReason`].
    Closed,
    /// The filing was undone.
    Withdrawn,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CloseReason {
    Done,
    /// It is a +1 of another request.
    Duplicate,
    Declined,
}

words_of!(State { New => "new", Assigned => "assigned", Closed => "closed", Withdrawn => "withdrawn" });
words_of!(CloseReason { Done => "done", Duplicate => "duplicate", Declined => "declined" });

impl State {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(self, State::New | State::Assigned)
    }
}
