//! What waits for somebody, for their morning.

use crate::{
    contract::{DayOf, Section},
    db::Db,
    error::Error,
    escalation::{store, words},
};
use std::collections::BTreeSet;

/// What is the person's to answer, what waits longest first.
pub async fn waiting_for(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let listed = store::open_of(of.db, of.guild.id, of.user_id).await?;
    Ok(words::day_section(of.guild, &listed).into_iter().collect())
}

/// Everybody who has something to answer.
pub async fn people(db: &Db, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    Ok(store::owners(db, guild_id).await?.into_iter().collect())
}
