//! The room of a guild's own set-up: settings and levels, areas of ownership, customers, and what people say about
//! their own day.
//!
//! The rooms above ask here which [`Area`] a text belongs to ([`guess_area`]), which [`Customer`] is meant
//! ([`find_customer`], [`customer_of_channel`]). What may be written where is for [`contract::Sight`] to say.
//!
//! **Merged customers.** `/customer merge` moves no rows of other rooms. It writes the survivor's number into
//! `merged_into_id` of the customer that goes, and keeps that number one step long: whoever was merged into the one
//! that goes is pointed at the survivor as well. A room that keeps a `customer_id` keeps it as it is and reads the view
//! `customer_now`; the functions here do so already. Taking a merge back is therefore one small change.
//!
//! **Names.** Each name that a customer has or had is a row of `customer_known_as`, whatever it was renamed to or merged
//! into, so that texts can hide all of them ([`contract::Names`]).
//!
//! **Settings** are rows of `setting`, one for each thing that is set; `settings.rs` is the table of this room's own. A new
//! setting needs no migration, and one of another room stands in that room's face.

mod actions;
mod rules;
mod settings;
mod store;
mod words;

pub use actions::*;
pub use rules::{
    ChannelUse, Guess, Keyword, Permission, customer_key, guess_among, guess_area, guess_areas, keywords,
    name, name_key, pick_area,
};

use crate::{
    base::{civil::Zone, quiet::QuietHours, working_hours::WorkingHours},
    contract::{self, Named, Noun, Purpose, RealName},
    room::{Completes, Face, Forget, JobKind},
    words_of,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use futures::{FutureExt, future::ready};

/// The weekly sync.
pub const SYNC: Purpose = Purpose {
    label: "The weekly sync",
    localised: &[("de", "Das wöchentliche Treffen")],
    ..Purpose::of("sync", "the weekly sync")
};
/// Questions from public networks.
pub const SOCIAL: Purpose = Purpose {
    label: "Public questions",
    localised: &[("de", "Öffentliche Fragen")],
    ..Purpose::of("social", "public questions")
};

/// What this room shows.
pub const FACE: Face = Face {
    jobs: &[
        JobKind::of::<actions::ForgetOn>(),
        JobKind::of::<actions::HoursChanged>(),
        JobKind::of::<actions::InternalChanged>(),
        JobKind::of::<actions::LanguageChanged>(),
    ],
    nouns: &[
        Completes {
            noun: Noun::CUSTOMER,
            choices: |db, guild, completion| actions::complete_customer(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::AREA,
            choices: |db, guild, completion| actions::complete_area(db, guild, completion).boxed(),
        },
        Completes {
            noun: Noun::ZONE,
            choices: |_, _, completion| ready(Ok(actions::complete_zone(completion))).boxed(),
        },
    ],
    purposes: &[Purpose::REQUESTS, Purpose::ADMIN, SYNC, SOCIAL],
    settings: settings::ALL,
    errands: words::ERRANDS,
    forget: Some(Forget {
        duties: |db, guild, of| actions::areas_of(db, guild, of).boxed(),
        step: |tx, timer, who, _after| actions::forget_own(tx, timer, who).boxed(),
    }),
    ..Face::of("workspace")
};

/// When a day begins on which the team does not work.
const USUAL_START: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning");

/// What a person has said about their own day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences {
    /// Where their clock hangs; the guild's zone counts while they say nothing.
    pub zone: Option<Zone>,
    /// When they do not want to be disturbed.
    pub quiet: Option<QuietHours>,
}

impl Preferences {
    /// The zone of the person's clock.
    pub fn zone<'a>(&'a self, guild: &'a contract::Guild) -> &'a Zone {
        self.zone.as_ref().unwrap_or(&guild.zone)
    }

    /// The team's hours on the person's clock.
    pub fn hours(&self, guild: &contract::Guild) -> WorkingHours {
        guild.hours.clone().in_zone(self.zone(guild).clone())
    }

    /// When the local day `date` begins for the person: the team's start of work on their clock, nine where the team does
    /// not work, and after their quiet hours.
    pub fn morning(&self, guild: &contract::Guild, date: NaiveDate) -> DateTime<Utc> {
        let zone = self.zone(guild);
        let opening = guild.hours.opening(date).map(|at| guild.hours.zone().local(at).time());
        let at = zone.instant(date.and_time(opening.unwrap_or(USUAL_START)));
        self.quiet.map_or(at, |quiet| quiet.end_after(at, zone))
    }

    /// Whether the person does not want to be disturbed at `at`.
    pub fn is_quiet(&self, guild: &contract::Guild, at: DateTime<Utc>) -> bool {
        self.quiet.is_some_and(|quiet| quiet.hold(self.zone(guild).local(at).time()))
    }
}

/// A part of the product that somebody owns.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Number in the guild, never reused.
    pub id: i64,
    /// What people call it; not escaped.
    pub name: String,
    /// The PM who answers for it.
    pub owner_user_id: i64,
    /// Who stands in for the owner.
    pub backup_user_id: Option<i64>,
    /// Words and phrases that lead here, as typed, in the order given.
    pub keywords: Vec<String>,
    /// Put away: nothing new is routed to it.
    pub is_archived: bool,
    /// Counts the changes of the row.
    pub version: i64,
    /// When something was last filed to it, to the hour; when it was added, if nothing was.
    pub used_at: DateTime<Utc>,
}

/// Somebody who asks for things.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Number in the guild, never reused.
    pub id: i64,
    /// The real name.
    pub name: RealName,
    /// What may be written anywhere; not escaped.
    pub alias: String,
    /// How important the customer is.
    pub tier: Option<Tier>,
    /// What the customer pays in a year, in whole units of the guild's currency.
    pub value: Option<i64>,
    /// Who looks after the account.
    pub account_owner_user_id: Option<i64>,
    /// The customer that this one has become part of; the functions that look up follow it.
    pub merged_into_id: Option<i64>,
    /// Counts the changes of the row.
    pub version: i64,
    /// When something of theirs was last filed, to the hour; when they were added, if nothing was.
    pub used_at: DateTime<Utc>,
}

impl Customer {
    /// What a [`Sight`](contract::Sight) makes a name of.
    pub fn named(&self) -> Named<'_> {
        Named { name: &self.name, alias: &self.alias }
    }
}

/// How important a customer is, the most important first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Decides about the company's year.
    Strategic,
    /// A large organisation.
    Enterprise,
    /// A company.
    Business,
    /// Everybody else.
    Standard,
}

words_of!(Tier {
    Strategic => "strategic",
    Enterprise => "enterprise",
    Business => "business",
    Standard => "standard",
});
