//! Who and what there is around an escalation, as it is read before the transaction begins.

use crate::{
    base::working_hours::WorkingHours,
    contract::Guild,
    db::Db,
    error::Error,
    escalation::{
        Facts, Severity, Topic,
        rules::ladder::{Clock, People, Whom},
        store,
    },
    rotation,
    workspace::{self, Area, Preferences},
};
use chrono::{DateTime, Utc};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The set-up of a guild and who is there, at an instant.
pub struct Around {
    pub areas: Arc<[Area]>,
    pub topics: Vec<Topic>,
    /// The people on duty: those on duty for requests first, then those of other rotations, in the order of the seats.
    pub duty: Vec<i64>,
    pub away: BTreeSet<i64>,
    own: BTreeMap<i64, Preferences>,
}

impl Around {
    /// Reads all of it. Not inside a transaction.
    pub async fn look(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<Self, Error> {
        let rotations = rotation::on_duty_anywhere(db, guild.id, now).await?;
        Ok(Self {
            areas: workspace::areas(db, guild).await?,
            topics: store::topics(&mut &*db, guild.id).await?,
            duty: rotations.into_iter().flat_map(|(_, _, seats)| seats).flatten().collect(),
            away: rotation::away_now(db, guild.id, now).await?.into_keys().collect(),
            own: workspace::people(&mut &*db, guild.id).await?,
        })
    }

    /// The area of this number.
    pub fn area(&self, id: Option<i64>) -> Option<&Area> {
        self.areas.iter().find(|area| Some(area.id) == id)
    }

    /// The areas in use, by name.
    pub fn area_names(&self) -> impl Iterator<Item = (i64, &str)> {
        self.areas.iter().filter(|area| !area.is_archived).map(|area| (area.id, area.name.as_str()))
    }

    /// The sensitive topic of this number.
    pub fn topic(&self, id: Option<i64>) -> Option<&Topic> {
        self.topics.iter().find(|topic| Some(topic.id) == id)
    }

    /// Whom a ladder can ask about something.
    pub fn people(&self, facts: &Facts) -> People {
        let area = self.area(facts.area_id);
        People {
            owner: facts.owner_user_id.or_else(|| area.map(|area| area.owner_user_id)),
            backup: area.and_then(|area| area.backup_user_id),
            duty: self.duty.clone(),
            responders: self.topic(facts.topic_id).map(|topic| topic.responders.clone()).unwrap_or_default(),
            away: self.away.clone(),
        }
    }

    /// The hours in which the clock of something runs: those of whoever owns its area, else the team's.
    pub fn hours_of(&self, guild: &Guild, facts: &Facts) -> WorkingHours {
        let owner = self.area(facts.area_id).map(|area| area.owner_user_id);
        match owner.and_then(|user_id| self.own.get(&user_id)) {
            Some(own) => own.hours(guild),
            None => guild.hours.clone(),
        }
    }

    /// When whoever is asked works, and when it is quiet for them.
    pub fn clock(&self, guild: &Guild, whom: Whom) -> Clock {
        match whom.person().and_then(|user_id| self.own.get(&user_id)) {
            Some(own) => Clock { hours: own.hours(guild), quiet: own.quiet },
            None => Clock { hours: guild.hours.clone(), quiet: None },
        }
    }

    /// Until when something of this severity is kept from somebody, because it is quiet for them; `None` when they may be told
    /// at once.
    pub fn quiet_until(
        &self,
        guild: &Guild,
        user_id: i64,
        severity: Severity,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let free = self.clock(guild, Whom::Person(user_id)).free(now, severity, true);
        (free > now).then_some(free)
    }
}
