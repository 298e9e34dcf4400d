//! The release plan: which release comes when, what is in it, whose that is, and how it stands.
//!
//! A release has a target date. Its other dates, milestones before it and rings or editions after it, are kept as working
//! days from the target ([`Milestone`]) and derived, so that moving the target moves them all, and holidays move none of
//! them to a day off. Each release has one living card in its channel (outbox card `release:3`).
//!
//! **Updates.** Before a sync whoever owns an item that nobody has reported on since the last one is asked, once, in one
//! message with a button per health: `release.round` before each sync of a release sets one `release.ask` per owner, at
//! their morning of the working day before. A room above that has a message for the same morning asks in it
//! ([`ask_within`]), and says so before ([`leave_asking`]).
//!
//! **Customers' names** stand in texts as the channel may see them; cards are drawn anew when that changes.

mod actions;
mod rules;
mod store;
mod words;

pub use actions::*;
pub use rules::Milestone;

use crate::{
    base::recurrence::Timetable,
    contract::Noun,
    db::{At, Day as Date, Json},
    room::{Calls, Completes, Day, Face, Follows, Forget, JobKind, Setting},
    words_of,
};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[JobKind::of::<actions::Round>(), JobKind::of::<actions::Ask>(), JobKind::of::<actions::Redraw>()],
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
    apart: Some(|of, _| actions::apart(of).boxed()),
    agenda: actions::AGENDA,
    nouns: &[
        Completes {
            noun: Noun::RELEASE,
            choices: |db, guild, completion| actions::complete(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::RELEASE_ITEM,
            choices: |db, guild, completion| actions::complete_item(db, guild, completion).boxed(),
        },
    ],
    calls: &[Calls { noun: Noun::RELEASE_ITEM, called: |on, naming| actions::called(on, naming).boxed() }],
    redraw: Some(|tx, guild, now, key| actions::redraw_card(tx, guild, now, key).boxed()),
    forget: Some(Forget {
        duties: |_, _, _| ready(Ok(Vec::new())).boxed(),
        step: |tx, timer, who, _after| actions::forget(tx, timer, who).boxed(),
    }),
    ..Face::of("release")
};

/// The nouns under which events and numbers are kept.
pub const SUBJECT: &str = "release";
pub const ITEM: &str = "release_item";
/// The section of agendas that names the items without an update.
pub const UPDATES: &str = "release.silent";
/// The noun under which what is said in retrospectives is numbered.
const RETRO: &str = "release_retro";

/// A release as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Release {
    pub id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: Facts,
    /// Where its card is.
    pub channel_id: i64,
    pub created_by_user_id: i64,
    pub created_at: At,
    /// Counts changes; a button drawn from an older one is stale.
    pub version: i64,
}

/// What can be changed of a release; events hold the changed ones by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Facts {
    /// What people call it; not escaped. No two releases that are to come are called alike.
    pub name: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    #[sqlx(try_from = "String")]
    pub state: State,
    /// The release manager.
    pub manager_user_id: i64,
    /// Who says that a dot release is good.
    pub validator_user_id: Option<i64>,
    /// The date on which it is to ship.
    #[sqlx(try_from = "String")]
    pub target_day: Date,
    /// The rule that gave the date, as it was typed; `None` when a date was typed.
    pub target_rule: Option<String>,
    /// Its other dates.
    pub milestones_json: Json<Vec<Milestone>>,
    /// When the team meets about it; before that, updates are asked for.
    pub sync_json: Option<Json<Timetable>>,
}

/// What kind of release it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Major,
    Minor,
    /// Security or critical fixes; somebody validates them.
    Dot,
}

/// How far a release has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Planned,
    /// The code is cut; only fixes go in.
    Cut,
    Shipped,
    /// Its planning was undone.
    Withdrawn,
}

/// Something that a release is to bring.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Item {
    /// The number people say: ITEM-12.
    pub id: i64,
    /// What can be changed of it.
    #[sqlx(flatten)]
    pub facts: ItemFacts,
    /// When its owner was last asked for an update.
    pub asked_at: Option<At>,
    /// Whether the owner was asked and has not answered.
    pub is_waiting: bool,
    pub created_by_user_id: i64,
    pub created_at: At,
    pub version: i64,
}

/// What can be changed of an item; events hold the changed ones by these names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, sqlx::FromRow)]
pub struct ItemFacts {
    /// What it is; not escaped.
    pub text: String,
    /// The release that it is in; `None`: a later one.
    pub release_id: Option<i64>,
    pub owner_user_id: Option<i64>,
    #[sqlx(try_from = "String")]
    pub kind: ItemKind,
    #[sqlx(try_from = "String")]
    pub health: Health,
    /// The line of text that came with the last update; not escaped.
    pub note: Option<String>,
    /// When somebody last said how it stands.
    pub reported_at: Option<At>,
    pub reported_by_user_id: Option<i64>,
    /// Web addresses.
    pub ticket: Option<String>,
    pub design: Option<String>,
    /// Whether it may be spoken of outside the company.
    pub is_public: bool,
    #[sqlx(try_from = "String")]
    pub state: ItemState,
}

/// What somebody said after a release.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Retro {
    pub id: i64,
    /// `None`: it was said anonymously, and nobody knows who did.
    pub user_id: Option<i64>,
    /// Not escaped.
    pub went_well: Option<String>,
    pub went_badly: Option<String>,
    pub to_change: Option<String>,
}

/// What kind of change an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Feature,
    Fix,
    Deprecation,
    /// From experimental or beta to generally available.
    Promotion,
    Breaking,
}

/// How an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    AtRisk,
    Attention,
    OnTrack,
    Done,
}

/// Whether an item is part of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Open,
    /// It is not to come at all.
    Withdrawn,
}

words_of!(Kind { Major => "major", Minor => "minor", Dot => "dot" });
words_of!(State { Planned => "planned", Cut => "cut", Shipped => "shipped", Withdrawn => "withdrawn" });
words_of!(ItemKind {
    Feature => "feature",
    Fix => "fix",
    Deprecation => "deprecation",
    Promotion => "promotion",
    Breaking => "breaking",
});
words_of!(Health { AtRisk => "at_risk", Attention => "attention", OnTrack => "on_track", Done => "done" });
words_of!(ItemState { Open => "open", Withdrawn => "withdrawn" });

impl State {
    /// Whether it is still to come.
    pub const fn is_to_come(self) -> bool {
        matches!(self, State::Planned | State::Cut)
    }
}

impl Release {
    /// The living card that shows it.
    fn card_key(&self) -> String {
        format!("{SUBJECT}:{}", self.id)
    }
}

impl Item {
    /// Whether there is still something to do about it.
    fn is_open(&self) -> bool {
        self.facts.state == ItemState::Open && self.facts.health != Health::Done
    }
}
