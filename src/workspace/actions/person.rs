//! What people have said about their own day, for the rooms above.

use crate::{
    contract::{Guild, Level, Members, Timer, look_up},
    db::{Db, Reads, Tx},
    error::Error,
    workspace::{Preferences, store},
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What everybody in the guild has said, by Discord's id; who has said nothing is not there. One query.
pub async fn people(on: &mut impl Reads, guild_id: i64) -> Result<BTreeMap<i64, Preferences>, Error> {
    Ok(store::people(on, guild_id).await?)
}

/// What one person has said.
pub async fn person(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Preferences, Error> {
    Ok(store::person(on, guild_id, user_id).await?.unwrap_or_default())
}

/// Keeps what a person says, as part of the change that it belongs to.
pub fn set_person(tx: &mut Tx, guild_id: i64, user_id: i64, preferences: &Preferences, now: DateTime<Utc>) {
    store::set_person(tx, guild_id, user_id, preferences, now);
}

/// The leads of a guild, as far as docket has seen them: Discord lists nobody by role.
pub async fn leads(on: &mut impl Reads, guild_id: i64) -> Result<BTreeSet<i64>, Error> {
    Ok(store::leads(on, guild_id).await?.into_iter().map(|(user_id,)| user_id).collect())
}

/// Somebody was seen with these roles: from then on they are one of the leads, or no longer.
///
/// # Errors
/// When the database does not answer.
pub async fn saw_roles(
    db: &Db,
    now: DateTime<Utc>,
    guild: &Guild,
    (user_id, role_ids): (i64, &[i64]),
) -> Result<(), Error> {
    let is_lead = guild.roles.get(&Level::Lead).is_some_and(|role_id| role_ids.contains(role_id));
    let mut reader = db;
    if leads(&mut reader, guild.id).await?.contains(&user_id) == is_lead {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::set_lead(&mut tx, guild.id, user_id, is_lead, now);
    Ok(tx.commit().await?)
}

/// Whether somebody is still in the guild, before they are told something. Their roles are noted by the way, so that
/// nobody is told what a team owes who is not its lead any more. Who cannot be looked up now counts as there.
///
/// # Errors
/// When the database does not answer.
pub async fn is_here(timer: &Timer, members: &dyn Members, user_id: i64) -> Result<bool, Error> {
    let mut answers = look_up(members, timer.guild.id, &[user_id], timer.now).await;
    match answers.pop() {
        Some((_, Ok(Some(member)))) => {
            saw_roles(&timer.db, timer.now, &timer.guild, (user_id, &member.role_ids)).await?;
            Ok(true)
        }
        Some((_, Ok(None))) => Ok(false),
        _ => Ok(true),
    }
}
