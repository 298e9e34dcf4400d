//! What of the releases belongs into somebody's day.

use super::ask::asked_today;
use crate::{
    contract::{DayOf, Guild, Section},
    db::{At, Db},
    error::Error,
    release::{ITEM, store, words},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// The items for which the person was asked on an earlier day and has not answered. Today's question is a message of its own.
pub async fn today(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let today = At::from(of.zone.start_of_day(of.zone.date(of.now)));
    let mut waiting = store::waiting_before(&mut { of.db }, of.guild.id, of.user_id, today).await?;
    waiting.retain(|item| !of.is_apart(ITEM, item.id));
    let seen = words::Seen::anywhere(of.guild, of.now);
    Ok(words::day_section(&seen, &waiting).into_iter().collect())
}

/// The items that today's questions are about.
pub async fn apart(of: &DayOf<'_>) -> Result<BTreeSet<String>, Error> {
    let asked = asked_today(&mut { of.db }, of.guild, of.user_id, of.now).await?;
    Ok(asked.into_iter().map(|id| format!("{ITEM}:{id}")).collect())
}

/// Everybody who was asked and has not answered.
pub async fn people(db: &Db, guild: &Guild, _now: DateTime<Utc>) -> Result<BTreeSet<i64>, Error> {
    Ok(store::waiting_people(&mut { db }, guild.id).await?.into_iter().collect())
}
