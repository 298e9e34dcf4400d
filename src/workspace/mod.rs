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
    ChannelUse, GATHER, Guess, Keyword, KeywordError, Permission, customer_key, guess_among, guess_area,
    guess_areas, keywords, lacking_in, name, name_key, pick_area,
};

use crate::{
    base::{civil::Zone, quiet::QuietHours, working_hours::WorkingHours},
    contract::{self, Button, Named, Noun, Purpose, RealName},
    room::{Completes, Face, Forget, JobKind},
    words_of,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures::{FutureExt, future::ready};
use serde::{Deserialize, Serialize};

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
        JobKind::of::<actions::Ended>(),
        JobKind::of::<actions::ForgetOn>(),
        JobKind::of::<actions::HoursChanged>(),
        JobKind::of::<actions::InternalChanged>(),
        JobKind::of::<actions::LanguageChanged>(),
        JobKind::of::<actions::TellNews>(),
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
    needs: Some(|db, guild, _| actions::needs(db, guild).boxed()),
    forget: Some(Forget {
        duties: |db, guild, of| actions::areas_of(db, guild, of).boxed(),
        step: |tx, timer, who, _after| actions::forget_own(tx, timer, who).boxed(),
    }),
    ..Face::of("workspace")
};

/// When a day begins on which the team does not work.
const USUAL_START: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("nine in the morning");

/// Days that are looked back for one of work.
const MOST_DAYS: usize = 30;

/// Working times that are looked through for one that is not quiet.
const MOST_TRIES: usize = 14;

/// What a person has said about their own day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences {
    /// Where their clock hangs; the guild's zone counts while they say nothing.
    pub zone: Option<Zone>,
    /// When they do not want to be disturbed.
    pub quiet: Option<QuietHours>,
    /// Whether they hear news where they come from, not by direct message; `None` while they have not said.
    pub has_news_in_place: Option<bool>,
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

    /// The first instant from `at` on at which the person works and may be disturbed; `at` itself where they leave no such
    /// time.
    pub fn at_work(&self, guild: &contract::Guild, at: DateTime<Utc>) -> DateTime<Utc> {
        let (hours, zone) = (self.hours(guild), self.zone(guild));
        let mut when = at;
        for _ in 0..MOST_TRIES {
            when = hours.next_open(when);
            let after = self.quiet.map_or(when, |quiet| quiet.end_after(when, zone));
            if after <= when {
                return when;
            }
            when = after;
        }
        at
    }

    /// When the person is told of something that comes at `event`, best at `wanted`: then, if they work, else when they next do
    /// on that day and before it; else when work began last before that.
    pub fn told_ahead(
        &self,
        guild: &contract::Guild,
        wanted: DateTime<Utc>,
        event: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let (hours, zone) = (self.hours(guild), self.zone(guild));
        let next = self.at_work(guild, wanted);
        if next == wanted || (next < event && zone.date(next) == zone.date(wanted)) {
            return next;
        }
        let days = std::iter::successors(Some(zone.date(wanted)), NaiveDate::pred_opt).take(MOST_DAYS);
        let openings = days.filter_map(|date| hours.opening(date));
        openings.map(|at| self.at_work(guild, at)).find(|at| *at <= wanted).unwrap_or(wanted)
    }

    /// When the person has so much of their working time left before `event`.
    pub fn work_before(
        &self,
        guild: &contract::Guild,
        event: DateTime<Utc>,
        length: TimeDelta,
    ) -> DateTime<Utc> {
        let (hours, zone) = (self.hours(guild), self.zone(guild));
        let days = std::iter::successors(Some(zone.date(event)), NaiveDate::pred_opt).take(MOST_DAYS);
        let mut left = length;
        for (opens, closes) in days.filter_map(|date| hours.opening(date).zip(hours.closing(date))) {
            let worked = closes.min(event) - opens;
            if worked >= left {
                return self.told_ahead(guild, closes.min(event) - left, event);
            }
            left -= worked.max(TimeDelta::zero());
        }
        event - length
    }

    /// Whether the person does not want to be disturbed at `at`.
    pub fn is_quiet(&self, guild: &contract::Guild, at: DateTime<Utc>) -> bool {
        self.quiet.is_some_and(|quiet| quiet.hold(self.zone(guild).local(at).time()))
    }
}

/// Something that somebody is to hear, because another person or docket did it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// What it is about, such as `request:12`: what is told about one thing stands together.
    pub about: String,
    /// Tells it from other news about the same; what comes later under the same key takes its place.
    pub key: String,
    /// What happened, in a sentence or two: Discord markdown, escaped, without customers' real names.
    pub line: String,
    /// The same for a channel, where others read it too.
    pub in_public: String,
    /// How it stands after that; of several news about one thing the last one tells it.
    #[serde(default)]
    pub now: Option<String>,
    /// Where it leads; where several things are told in one message, the first of these alone.
    #[serde(default)]
    pub buttons: Vec<Button>,
    /// The channel that it comes from.
    #[serde(default)]
    pub channel_id: Option<i64>,
    /// Whether it is told there, where the person has not said that they would rather hear it in private.
    #[serde(default)]
    pub is_public: bool,
    /// Whether the person hears of it once only, however often it happens.
    #[serde(default)]
    pub is_told_once: bool,
    /// From when on it makes a difference to them: before their next working hours, it is told at once.
    #[serde(default)]
    pub matters_at: Option<DateTime<Utc>>,
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
