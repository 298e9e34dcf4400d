//! Meetings: series with their occurrences, what is to be spoken about in each, and what people are reminded of before.
//!
//! A [`Series`] is a rule over local time; an [`Occurrence`] is a row only once somebody touched it or it is near. Its identity is
//! the local time that the rule gives it, so that skipping or moving one touches no other ([`Slot`]). An [`Item`] is queued
//! for an occurrence, or for later; the same row moves on when it is carried over, and what became of it in each meeting
//! is kept beside it ([`Became`]).
//!
//! **The board.** Each occurrence that collects has one living board in its channel (card `meeting:3`) and, when there are
//! confidential items, one in the private channel (`meeting:3:private`). What rooms offer to agendas is asked for when the
//! board is drawn, outside any transaction, so the board is drawn by a job (`meeting.board`) that each change sets.
//!
//! **Time.** `meeting.tick` does what is due of a series and sets the next one; what was done is marked once
//! ([`queue::once`](crate::queue::once())), so nothing comes twice, whatever was moved meanwhile.
//!
//! **Held.** A meeting that has begun has a head in its channel (card `meeting_occurrence:3`), on which its thread hangs; each topic
//! has a message there, and replies to it are notes. Its clock (`meeting.time`, `meeting.soon_over`, `meeting.close`) is jobs that
//! look at the meeting as it is when they run. What was said is gathered into minutes ([`Minutes`]), of which each published
//! revision is kept.
//!
//! **Shown.** Discord's own events are published for the next two dates of a series and kept in step with them by a job
//! (`meeting.events`), which finds again by a mark in an event what it had published when it was killed. Whoever is in the voice
//! channel in which a meeting is held is there.
//!
//! **Confidential items** are shown in the private channel and to whoever sees it, nowhere else. Their texts stand in no event.

mod actions;
mod held;
mod rules;
mod store;
mod survey;
mod topic;
mod words;

pub use actions::*;
pub use held::*;
pub use rules::{Attendees, Original, OtherHour, Remind, Sections, Slot, StandingItem, Template};
pub use survey::*;
pub use topic::*;

use crate::{
    base::recurrence::Timetable,
    contract::Noun,
    db::{At, Json},
    room::{Calls, Completes, Day, Face, Follows, Forget, JobKind, Setting},
    words_of,
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[
        JobKind::of::<actions::Arrived>(),
        JobKind::of::<actions::Begin>(),
        JobKind::of::<actions::Board>(),
        JobKind::of::<actions::Close>(),
        JobKind::of::<actions::Events>(),
        JobKind::of::<actions::FeatureAsk>(),
        JobKind::of::<actions::FeatureRound>(),
        JobKind::of::<actions::FetchTranscript>(),
        JobKind::of::<actions::Follow>(),
        JobKind::of::<actions::Owe>(),
        JobKind::of::<actions::OwedRound>(),
        JobKind::of::<actions::Publish>(),
        JobKind::of::<actions::ShowHeld>(),
        JobKind::of::<actions::ShowTopic>(),
        JobKind::of::<actions::SoonOver>(),
        JobKind::of::<actions::SurveyClose>(),
        JobKind::of::<actions::Tick>(),
        JobKind::of::<actions::Time>(),
    ],
    follows: &[
        Follows {
            setting: Setting::Internal,
            follow: |timer, tx, walk| actions::follow_settings(timer, tx, walk).boxed(),
        },
        Follows {
            setting: Setting::Hours,
            follow: |timer, tx, walk| actions::follow_settings(timer, tx, walk).boxed(),
        },
    ],
    day: Some(Day {
        sections: |of| actions::today(of).boxed(),
        people: |db, guild, now| actions::people(db, guild, now).boxed(),
    }),
    apart: Some(|of, neighbours| actions::apart(of, neighbours).boxed()),
    nouns: &[
        Completes {
            noun: Noun::MEETING,
            choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::AGENDA_ITEM,
            choices: |db, guild, completion| actions::complete_item(db, guild, completion).boxed(),
        },
    ],
    calls: &[Calls { noun: Noun::AGENDA_ITEM, called: |on, naming| actions::called(on, naming).boxed() }],
    needs: Some(|db, guild, facts| actions::needs(db, guild, facts).boxed()),
    hears: Some(|db, guild, replied| actions::hears(db, guild, replied).boxed()),
    event_gone: Some(|db, now, guild_id, event_id| actions::event_gone(db, now, guild_id, event_id).boxed()),
    in_voice: Some(|db, now, guild_id, voice| actions::in_voice(db, now, guild_id, voice).boxed()),
    hears_made: Some(|tx, guild, now, thing| actions::made_of(tx, guild, now, thing).boxed()),
    speaks_of: Some(|db, guild, channel_id| actions::spoken_of(db, guild, channel_id).boxed()),
    errands: words::ERRANDS,
    file: Some(|db, guild_id, id| actions::minutes_as_file(db, guild_id, id).boxed()),
    feed: Some(|db, token, now| actions::calendar(db, token, now).boxed()),
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    forget: Some(Forget {
        duties: |db, guild, of| actions::duties(db, guild, of).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    forgotten: Some(|tx, timer| actions::forgotten(tx, timer).boxed()),
    ..Face::of("meeting")
};

/// The nouns under which events and numbers are kept.
pub const SERIES: &str = "meeting";
pub const OCCURRENCE: &str = "meeting_occurrence";
pub const ITEM: &str = "agenda_item";
/// What is noted in a meeting.
pub const NOTE: &str = "meeting_note";

/// A series of meetings as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Series {
    pub id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: SeriesFacts,
    pub created_by_user_id: i64,
    pub created_at: At,
    /// Counts changes; a button drawn from an older one is stale.
    pub version: i64,
}

/// What can be changed of a series; events hold the changed ones by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct SeriesFacts {
    /// What people call it; not escaped. No two series are called alike.
    pub name: String,
    #[sqlx(try_from = "String")]
    pub template: Template,
    /// Where its boards and minutes are.
    pub channel_id: i64,
    /// Where what is confidential is; never one that everybody sees.
    pub private_channel_id: Option<i64>,
    /// When it takes place: rule, local time and zone. Exceptions are rows of occurrences.
    pub timetable_json: Json<Timetable>,
    /// Which occurrences take place at another hour.
    pub other_json: Option<Json<OtherHour>>,
    pub duration_minutes: i64,
    pub attendees_json: Json<Attendees>,
    pub chair_user_id: i64,
    /// Who takes notes, in turns; nobody: the chair.
    pub note_takers_json: Json<Vec<i64>>,
    pub sections_json: Json<Sections>,
    /// What is spoken about every time.
    pub standing_json: Json<Vec<StandingItem>>,
    /// A link by which people join, or a place in words; not escaped.
    pub place: Option<String>,
    /// A voice or stage channel.
    pub place_channel_id: Option<i64>,
    pub remind_json: Json<Remind>,
    /// With fewer who come nothing is decided.
    pub quorum: Option<i64>,
    /// It starts by itself at its time.
    pub is_self_starting: bool,
    /// Whether Discord's own events are published for its next dates.
    #[serde(default)]
    pub has_events: bool,
    /// Whether two questions are asked after it.
    #[serde(default)]
    #[sqlx(try_from = "String")]
    pub survey: Survey,
    #[sqlx(try_from = "String")]
    pub state: SeriesState,
}

/// Whether a series goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesState {
    Active,
    /// No occurrence takes place until it goes on.
    Paused,
    /// Its making was undone.
    Withdrawn,
}

/// One occurrence of a series that has a row.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Occurrence {
    pub id: i64,
    pub series_id: i64,
    /// The local time that the rule gives it: its name for ever.
    #[sqlx(try_from = "String")]
    pub original_local: Original,
    /// Whether the rule has none there.
    pub is_extra: bool,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: OccurrenceFacts,
    pub version: i64,
}

/// What can be changed of an occurrence; events hold the changed ones by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct OccurrenceFacts {
    /// When it takes place, or would.
    pub starts_at: At,
    pub duration_minutes: i64,
    /// Whether somebody moved it from where the rule puts it.
    pub is_moved: bool,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why it is skipped or moved; not escaped.
    pub reason: Option<String>,
    /// Who has the chair this time; `None`: as in the series.
    pub chair_user_id: Option<i64>,
    /// Who takes notes this time.
    pub note_taker_user_id: Option<i64>,
    /// When it was started.
    pub started_at: Option<At>,
    pub started_by_user_id: Option<i64>,
    /// The thread that it is held in.
    pub thread_id: Option<i64>,
    /// The item that is spoken about.
    pub current_item_id: Option<i64>,
    pub item_started_at: Option<At>,
    /// By how much the box of the current item was extended.
    pub item_extra_minutes: i64,
    pub ended_at: Option<At>,
    /// When its minutes were published.
    pub published_at: Option<At>,
    /// The sections as they were at the start.
    pub frozen_json: Option<Json<serde_json::Value>>,
}

/// How far an occurrence has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has a row, and that is all.
    Planned,
    /// Its board is in the channel.
    Collecting,
    /// It is held.
    Live,
    /// It is over, and its minutes are a draft.
    Wrapping,
    /// Its minutes are published.
    Published,
    /// It does not take place.
    Skipped,
    /// Nobody started it.
    NotHeld,
}

/// Whether somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coming {
    Yes,
    Late,
    No,
}

/// What somebody said about coming to an occurrence.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Rsvp {
    pub user_id: i64,
    #[sqlx(try_from = "String")]
    pub answer: Coming,
    /// Not escaped.
    pub reason: Option<String>,
}

words_of!(SeriesState { Active => "active", Paused => "paused", Withdrawn => "withdrawn" });
words_of!(State {
    Planned => "planned",
    Collecting => "collecting",
    Live => "live",
    Wrapping => "wrapping",
    Published => "published",
    Skipped => "skipped",
    NotHeld => "not_held",
});
words_of!(Coming { Yes => "yes", Late => "late", No => "no" });

impl SeriesFacts {
    /// What docket says by itself before an occurrence; features are asked for before product–sales calls alone.
    pub fn reminds(&self) -> Remind {
        let all = self.remind_json.0;
        Remind { features: all.features && self.template == Template::Sales, ..all }
    }
}

impl Series {
    /// Whether it takes place.
    pub fn is_active(&self) -> bool {
        self.facts.state == SeriesState::Active
    }
}

impl State {
    /// Whether the meeting is still to begin.
    pub const fn is_to_come(self) -> bool {
        matches!(self, State::Planned | State::Collecting)
    }

    /// Whether it is still to begin, or on: neither over nor called off.
    pub const fn is_ahead_or_on(self) -> bool {
        self.is_to_come() || matches!(self, State::Live)
    }
}

impl OccurrenceFacts {
    /// What a date begins with.
    fn planned(at: DateTime<Utc>, minutes: i64) -> Self {
        Self {
            starts_at: At::from(at),
            duration_minutes: minutes,
            is_moved: false,
            state: State::Planned,
            reason: None,
            chair_user_id: None,
            note_taker_user_id: None,
            started_at: None,
            started_by_user_id: None,
            thread_id: None,
            current_item_id: None,
            item_started_at: None,
            item_extra_minutes: 0,
            ended_at: None,
            published_at: None,
            frozen_json: None,
        }
    }
}

impl Occurrence {
    /// The living board in the channel of its series.
    pub fn board_key(&self) -> String {
        format!("{SERIES}:{}", self.id)
    }

    /// The board with what is confidential.
    pub fn private_board_key(&self) -> String {
        format!("{SERIES}:{}:private", self.id)
    }

    /// When it is to be over.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.facts.starts_at.utc() + TimeDelta::minutes(self.facts.duration_minutes)
    }

    /// Who has the chair.
    pub fn chair(&self, series: &Series) -> i64 {
        self.facts.chair_user_id.unwrap_or(series.facts.chair_user_id)
    }
}
