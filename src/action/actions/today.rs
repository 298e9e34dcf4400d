//! What of the actions belongs into somebody's day.

use crate::{
    action::{SUBJECT, store, words},
    contract::{DayOf, Guild, Section},
    db::{At, Db},
    error::Error,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// A day of somebody's may go on so long after it has begun anywhere.
const LONGEST_DAY: TimeDelta = TimeDelta::hours(40);

/// The person's actions that are overdue or due in the rest of the day.
pub async fn today(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db, guild, user_id, zone, now, .. } = *of;
    let tomorrow = zone.date(now).succ_opt().map_or(now, |date| zone.start_of_day(date));
    let mut due = store::open_before(&mut { db }, guild.id, user_id, At::from(tomorrow)).await?;
    due.retain(|action| !of.is_apart(SUBJECT, action.id));
    let seen = words::Seen { guild, sight: guild.sight_anywhere(), now };
    Ok(words::day_section(&seen, &due).into_iter().collect())
}

/// Everybody who has something to do that is due or will be soon.
pub async fn people(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    let people = store::due_people(&mut { db }, guild.id, At::from(now + LONGEST_DAY)).await?;
    Ok(people.into_iter().collect())
}
