//! What of the requests belongs into somebody's day.

use crate::{
    contract::{DayOf, Guild, Section},
    db::Db,
    error::Error,
    request::{
        rules::late::{UNTAKEN_AFTER, days_ago, late_since, working_days},
        store, words,
    },
    workspace,
};
use std::collections::BTreeSet;

/// The person's requests that have been left lying too long for their importance, and those in their areas that nobody
/// has taken for more than a working day.
pub async fn due_for(of: &DayOf<'_>) -> Result<Vec<Section>, Error> {
    let DayOf { db, guild, user_id, now, .. } = *of;
    let since = |from| working_days(&guild.hours, from, now);
    let late = store::untouched(db, guild.id, user_id, late_since(&guild.hours, now)).await?;
    let late: Vec<_> = late.into_iter().map(|waits| (since(waits.updated_at.utc()), waits)).collect();
    let before = days_ago(&guild.hours, now, UNTAKEN_AFTER);
    let untaken = store::untaken(db, guild.id, user_id, before, now).await?.into_iter();
    let untaken: Vec<_> = untaken.map(|waits| (since(waits.found.created_at.utc()), waits)).collect();
    let sight = guild.sight_anywhere();
    Ok([words::late(&late, sight), words::untaken(&untaken, sight)].into_iter().flatten().collect())
}

/// Everybody who has an open request, or whose area may have one that nobody has taken.
pub async fn people(db: &Db, guild: &Guild) -> Result<BTreeSet<i64>, Error> {
    let assignees = store::assignees(db, guild.id).await?.into_iter().map(|(user_id,)| user_id);
    let areas = workspace::areas(db, guild).await?;
    let areas = areas.iter().filter(|area| !area.is_archived);
    let owners = areas.flat_map(|area| [Some(area.owner_user_id), area.backup_user_id]).flatten();
    Ok(assignees.chain(owners).collect())
}
