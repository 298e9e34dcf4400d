//! What of the meetings belongs into somebody's day.

use super::open::dates;
use crate::{
    contract::{DayOf, Guild, Section},
    db::Db,
    error::Error,
    meeting::{rules, store, words},
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

/// A day of somebody's may go on so long after it has begun anywhere.
const LONGEST_DAY: TimeDelta = TimeDelta::hours(40);
/// Meetings of one series in a day, at most.
const MOST_A_DAY: usize = 3;

/// The person's meetings in the rest of the day.
pub async fn today(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db, guild, user_id, zone, now, .. } = *of;
    let tomorrow = zone.date(now).succ_opt().map_or(now, |date| zone.start_of_day(date));
    let mut found = Vec::new();
    for series in store::all_series(&mut { db }, guild.id).await? {
        if !series.is_active() || !rules::named(&series.facts).contains(&user_id) {
            continue;
        }
        let slots = dates(&mut { db }, guild, &series, (now, MOST_A_DAY)).await?;
        found.extend(slots.into_iter().filter(|slot| slot.at < tomorrow).map(|slot| (series.clone(), slot)));
    }
    found.sort_by_key(|(series, slot)| (slot.at, series.id));
    let seen = words::Seen::anywhere(guild, now);
    Ok(words::day_section(&seen, &found).into_iter().collect())
}

/// Everybody who is named in a series that takes place soon.
pub async fn people(db: &Db, guild: &Guild, now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    let mut people = BTreeSet::new();
    for series in store::all_series(&mut { db }, guild.id).await? {
        let next = dates(&mut { db }, guild, &series, (now, 1)).await?;
        if next.iter().any(|slot| slot.at < now + LONGEST_DAY) {
            people.extend(rules::named(&series.facts));
        }
    }
    Ok(people)
}
