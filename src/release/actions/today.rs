//! What of the releases belongs into somebody's day.

use crate::{
    contract::{DayOf, Guild, Section},
    db::{At, Db},
    error::Error,
    release::{store, words},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The items for which the person was asked on an earlier day and has not answered. Today's question is a message of its own.
pub async fn today(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let today = At::from(of.zone.start_of_day(of.zone.date(of.now)));
    let waiting = store::waiting_before(&mut { of.db }, of.guild.id, of.user_id, today).await?;
    let seen = words::Seen::anywhere(of.guild, of.now);
    Ok(words::day_section(&seen, &waiting).into_iter().collect())
}

/// Everybody who was asked and has not answered.
pub async fn people(db: &Db, guild: &Guild, _now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    Ok(store::waiting_people(&mut { db }, guild.id).await?.into_iter().collect())
}
