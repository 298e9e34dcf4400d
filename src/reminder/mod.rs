//! Reminders: what somebody wants to be told, once or again and again, in private or in a channel, also as a checklist.
//!
//! A reminder that is told becomes an *occurrence*: a living card with buttons (outbox card `reminder:7:1`, where 1 counts
//! how often it was told). There is one for each reminder and instant, which is why nothing is told twice, whatever the
//! clock does.
//!
//! **Timers.** `reminder.due` at the next occurrence of each active reminder, `reminder.wake` at the end of each snooze. A
//! job that an edit has made stale finds another instant in the row and does nothing. When the team's hours or holidays
//! change, `reminder.follow` sets the series that go by working days anew.
//!
//! **After downtime** a reminder is told once and says that it is late; of several missed occurrences of a series only the
//! latest, with how many came before it, and none when the next one comes within the hour anyway (`rules::advance`).
//!
//! **Quiet hours** of a person hold back the pings of reminders in channels, not the messages. What somebody has timed for
//! themselves is told at its time.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;

use crate::{
    base::{civil::Zone, recurrence::Timetable},
    contract::{Guild, Noun, Sight},
    db::{At, Json},
    room::{Completes, Day, Face, Follows, Forget, JobKind, Setting},
    words_of,
};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[JobKind::of::<actions::Due>(), JobKind::of::<actions::Wake>(), JobKind::of::<actions::Follow>()],
    follows: &[
        Follows {
            setting: Setting::Hours,
            follow: |timer, tx, walk| actions::follow_settings(timer, tx, walk).boxed(),
        },
        Follows {
            setting: Setting::Internal,
            follow: |timer, tx, walk| actions::follow_settings(timer, tx, walk).boxed(),
        },
    ],
    day: Some(Day {
        sections: |of| actions::today(of).boxed(),
        people: |db, guild, now| actions::people(db, guild.id, now).boxed(),
    }),
    nouns: &[Completes {
        noun: Noun::REMINDER,
        choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
    }],
    errands: words::ERRANDS,
    forget: Some(Forget {
        duties: |_, _, _| ready(Ok(Vec::new())).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("reminder")
};

/// The noun under which events and numbers of reminders are kept.
pub const SUBJECT: &str = "reminder";

/// A reminder as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Reminder {
    /// The number people say: #12.
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub owner_user_id: i64,
    /// What to say, or what the checklist is called; not escaped.
    pub text: String,
    /// The items of a checklist; not escaped.
    pub items_json: Json<Vec<String>>,
    /// Whom to mention.
    pub people_json: Json<Vec<i64>>,
    /// Which roles to mention.
    pub roles_json: Option<Json<Vec<i64>>>,
    /// Where it is told; `None` in private.
    pub channel_id: Option<i64>,
    /// Where it was made: what cannot be told in private is hinted at there.
    pub origin_channel_id: i64,
    /// The zone in which its time was read.
    pub zone: String,
    /// `None`: it takes place once.
    pub timetable_json: Option<Json<Timetable>>,
    /// The next occurrence; `None` when there is none.
    pub due_at: Option<At>,
    /// Occurrences that were missed and have not been told of.
    pub missed: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub version: i64,
    pub created_at: At,
}

/// Whom a reminder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Its owner, in private.
    Me,
    /// Everybody in a channel.
    Channel,
    /// Everybody in a channel, with items to tick.
    Checklist,
}

/// How far a reminder has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Active,
    /// Its last occurrence has been told.
    Over,
    Deleted,
}

/// An occurrence that was told.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Occurrence {
    pub id: i64,
    pub reminder_id: i64,
    /// When it was to be told.
    pub due_at: At,
    /// When it was told last: snoozed ones come again.
    pub told_at: At,
    /// Earlier occurrences that were missed.
    pub missed: i64,
    /// How often it was told: snoozed ones come again.
    pub times_told: i64,
    /// The items of a checklist, as they were when it was told.
    pub ticks_json: Json<Vec<Tick>>,
    #[sqlx(try_from = "String")]
    pub state: OccurrenceState,
    /// When a snoozed one comes again.
    pub wakes_at: Option<At>,
    pub done_by_user_id: Option<i64>,
    pub done_at: Option<At>,
    pub version: i64,
}

/// How an occurrence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccurrenceState {
    Open,
    Snoozed,
    Done,
    /// A later occurrence came while it was open.
    Left,
}

/// An item of a checklist, and who has ticked it when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Not escaped.
    pub text: String,
    #[serde(default)]
    pub by: Option<(i64, At)>,
}

/// Ticked items, and all.
fn ticked(ticks: &[Tick]) -> (usize, usize) {
    (ticks.iter().filter(|tick| tick.by.is_some()).count(), ticks.len())
}

impl Occurrence {
    /// Ticked items, and all.
    pub fn progress(&self) -> (usize, usize) {
        ticked(&self.ticks_json.0)
    }

    /// The same as a reader may see it who may know less of customers than whoever wrote the items.
    fn seen_with(&self, sight: Sight<'_>) -> Self {
        let mut seen = self.clone();
        for tick in &mut seen.ticks_json.0 {
            tick.text = sight.text(&tick.text).into_owned();
        }
        seen
    }

    /// The living card that shows it now.
    fn card_key(&self) -> String {
        format!("reminder:{}:{}", self.id, self.times_told)
    }
}

impl Reminder {
    /// The same as a reader may see it who may know less of customers than whoever wrote it.
    fn seen_with(&self, sight: Sight<'_>) -> Self {
        let mut seen = self.clone();
        for text in seen.items_json.0.iter_mut().chain([&mut seen.text]) {
            *text = sight.text(text).into_owned();
        }
        seen
    }

    fn timetable(&self) -> Option<&Timetable> {
        self.timetable_json.as_ref().map(|json| &json.0)
    }

    /// Which roles to mention.
    fn roles(&self) -> &[i64] {
        self.roles_json.as_ref().map_or(&[], |json| json.0.as_slice())
    }

    /// The zone in which its time was read; the guild's, should the database of zones have forgotten it.
    fn zone(&self, guild: &Guild) -> Zone {
        Zone::find(&self.zone).unwrap_or_else(|| guild.zone.clone())
    }
}

words_of!(Kind { Me => "me", Channel => "channel", Checklist => "checklist" });
words_of!(State { Active => "active", Over => "over", Deleted => "deleted" });
words_of!(OccurrenceState { Open => "open", Snoozed => "snoozed", Done => "done", Left => "left" });
