//! What people have said about their own day, for the rooms above.

use crate::{
    base::{civil::Zone, quiet::QuietHours},
    db::{Db, Reads, Tx},
    error::Error,
    workspace::{Preferences, store},
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What everybody in the guild has said, by Discord's id; who has said nothing is not there. One query.
pub async fn people(on: &mut impl Reads, guild_id: i64) -> Result<BTreeMap<i64, Preferences>, Error> {
    let rows = store::people(on, guild_id).await?;
    Ok(rows.into_iter().map(|row| (row.user_id, read(row))).collect())
}

/// What one person has said.
pub async fn person(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Preferences, Error> {
    Ok(store::person(on, guild_id, user_id).await?.map(read).unwrap_or_default())
}

/// Keeps what a person says, as part of the change that it belongs to.
pub fn set_person(tx: &mut Tx, guild_id: i64, user_id: i64, preferences: &Preferences, now: DateTime<Utc>) {
    store::set_person(tx, guild_id, user_id, preferences, now);
}

/// The leads of a guild, as far as docket has seen them: Discord lists nobody by role.
pub async fn leads(on: &mut impl Reads, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    Ok(store::leads(on, guild_id).await?.into_iter().map(|(user_id,)| user_id).collect())
}

/// Somebody was seen with the role of leads.
pub async fn saw_lead(db: &Db, now: DateTime<Utc>, guild_id: i64, user_id: i64) -> Result<(), Error> {
    let mut reader = db;
    if leads(&mut reader, guild_id).await?.contains(&user_id) {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::set_lead(&mut tx, guild_id, user_id, now);
    Ok(tx.commit().await?)
}

/// A zone that the database has forgotten counts as not said.
fn read(row: store::PersonRow) -> Preferences {
    let zone = row.zone.as_deref().and_then(Zone::find);
    Preferences {
        zone,
        quiet: row.quiet.as_deref().and_then(QuietHours::parse),
        has_news_in_place: row.has_news_in_place,
    }
}
