//! Roles that docket gives to people. Every option of kind `role` that ends in that asks here, when it is typed and again
//! when it is saved; and whoever gives it asks once more before.

use crate::{
    contract::{Context, Guild, GuildFacts},
    db::Tx,
    error::{Error, Refusal},
    workspace::{
        rules::{self, NotHandedOut},
        store, words,
    },
};
use chrono::{DateTime, Utc};

/// Decides whether the caller may have docket give the role to people; refused also when Discord does not tell. Not to be
/// called inside a transaction.
pub async fn may_hand_out(cx: &Context, role_id: i64) -> Result<(), Refusal> {
    let caller = &cx.caller;
    let own = cx.directory.facts(cx.guild.id).await;
    let own = own.map_err(|error| words::role_not_looked_up(&error))?;
    if let Some(why) = rules::not_by_docket(&cx.guild, &own, role_id) {
        return Err(words::role_refused(&why, role_id));
    }
    let theirs = cx.directory.facts_as(cx.guild.id, caller.user_id, caller.role_ids.clone()).await;
    let theirs = theirs.map_err(|error| words::role_not_looked_up(&error))?;
    let why = match theirs {
        Some(theirs) => rules::not_by_person(&theirs, caller.user_id, role_id),
        None => Some(NotHandedOut::CallerMayNot),
    };
    why.map_or(Ok(()), |why| Err(words::role_refused(&why, role_id)))
}

/// Why docket must not give the role to anybody as things are now, in words; `None`: it may.
pub fn not_to_be_given(guild: &Guild, facts: &GuildFacts, role_id: i64) -> Option<String> {
    rules::not_by_docket(guild, facts, role_id).map(|why| words::not_handed_out(&why, role_id))
}

/// Notes that docket gives the role to people from now on, for this subject of the room that does; refused when it has
/// come to decide a level meanwhile. The other way round, `/settings role` refuses what is noted here.
pub async fn hand_out(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild_id: i64,
    subject: (&'static str, i64),
    role_id: i64,
) -> Result<(), Error> {
    store::one_at_a_time(tx, guild_id, now).await?;
    let guild = rules::guild(guild_id, &store::settings_in(tx, guild_id).await?);
    if rules::decides_level(&guild, role_id) {
        return Err(words::role_refused(&NotHandedOut::DecidesLevel, role_id).into());
    }
    Ok(store::set_handed_role(tx, guild_id, subject, Some(role_id)).await?)
}

/// The same without a question, where something comes back that had the role before, or has none any more. Whether the
/// role may be given is decided before it is.
pub async fn note_handed_role(
    tx: &mut Tx,
    guild_id: i64,
    subject: (&'static str, i64),
    role_id: Option<i64>,
) -> Result<(), Error> {
    Ok(store::set_handed_role(tx, guild_id, subject, role_id).await?)
}

/// Refuses a role for a level while docket itself gives it to people. The caller holds the workspace of the guild.
pub(super) async fn not_handed_out(tx: &mut Tx, guild_id: i64, role_id: i64) -> Result<(), Error> {
    match store::handed_roles(tx, guild_id).await?.contains(&role_id) {
        true => Err(words::role_is_handed_out(role_id).into()),
        false => Ok(()),
    }
}
