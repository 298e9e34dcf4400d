//! What people have said about their own day, for the rooms above.

use crate::{
    base::{civil::Zone, quiet::QuietHours},
    db::{Db, Tx},
    error::Error,
    workspace::{Own, store},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What everybody in the guild has said, by Discord's id; who has said nothing is not there. One query.
pub async fn people(db: &Db, guild_id: i64) -> Result<BTreeMap<i64, Own>, Error> {
    Ok(read(store::people(db, guild_id).await?))
}

/// [`people`], as this transaction sees them.
pub async fn people_in(tx: &mut Tx, guild_id: i64) -> Result<BTreeMap<i64, Own>, Error> {
    Ok(read(store::people_in(tx, guild_id).await?))
}

/// Keeps what a person says, as part of the change that it belongs to.
pub fn set_person(tx: &mut Tx, guild_id: i64, user_id: i64, own: &Own, now: DateTime<Utc>) {
    store::set_person(tx, guild_id, user_id, own, now);
}

/// A zone that the database has forgotten counts as not said.
fn read(rows: Vec<store::PersonRow>) -> BTreeMap<i64, Own> {
    let own = |row: store::PersonRow| {
        let zone = row.zone.as_deref().and_then(Zone::find);
        (row.user_id, Own { zone, quiet: row.quiet.as_deref().and_then(QuietHours::parse) })
    };
    rows.into_iter().map(own).collect()
}
