//! What all rooms together have for people's mornings.

use super::Rooms;
use crate::{
    contract::{DayOf, Guild, Section},
    db::Db,
    error::Error,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

impl Rooms {
    /// What each room has for somebody's day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn day(self, of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
        let mut sections = Vec::new();
        for day in self.iter().filter_map(|room| room.day) {
            sections.extend((day.sections)(of).await?);
        }
        Ok(sections)
    }

    /// What other messages of that day name to the person: noun and number.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn apart(self, of: &DayOf<'_>) -> Result<BTreeSet<String>, Error> {
        let mut all = BTreeSet::new();
        for apart in self.iter().filter_map(|room| room.apart) {
            all.extend(apart(of, &self).await?);
        }
        Ok(all)
    }

    /// Everybody who may have something in their day.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn people(self, db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
        let mut people = BTreeSet::new();
        for day in self.iter().filter_map(|room| room.day) {
            people.extend((day.people)(db, guild, now).await?);
        }
        Ok(people)
    }
}
