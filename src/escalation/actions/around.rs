//! Who and what there is around an escalation, as it is read before the transaction begins.

use crate::{
    base::working_hours::WorkingHours,
    contract::Guild,
    db::Db,
    error::Error,
    escalation::{
        Escalation, Facts, Severity, Topic,
        rules::{
            ladder::{Clock, People, Whom},
            place,
        },
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

    /// The channel in which whoever is asked about an escalation is asked.
    pub fn asked_in(&self, row: &Escalation) -> i64 {
        place::asked_in(row.card_channel_id, self.topic(row.facts.topic_id))
    }

    /// Whether it is spoken about in the channel of its responders, which whoever brought it may not see.
    pub fn is_apart(&self, row: &Escalation) -> bool {
        place::is_apart(row.card_channel_id, self.topic(row.facts.topic_id))
    }

    /// The channel, and the card in it, on whose thread is said what concerns an escalation.
    pub fn thread(&self, row: &Escalation) -> (i64, String) {
        place::thread(row, self.topic(row.facts.topic_id))
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

    /// Who of some people may be told of something of this severity at once; and the others, by when it is quiet for them no more.
    pub fn awake(
        &self,
        guild: &Guild,
        who: &[i64],
        severity: Severity,
        now: DateTime<Utc>,
    ) -> (Vec<i64>, BTreeMap<DateTime<Utc>, Vec<i64>>) {
        let (mut awake, mut later) = (Vec::new(), BTreeMap::<DateTime<Utc>, Vec<i64>>::new());
        for user_id in who {
            match self.quiet_until(guild, *user_id, severity, now) {
                Some(at) => later.entry(at).or_default().push(*user_id),
                None => awake.push(*user_id),
            }
        }
        (awake, later)
    }
}
