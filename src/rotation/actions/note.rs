//! `/rotation note` and `/rotation role`.

use super::{
    open::{begin, by, look},
    settle::{Parts, record},
    timetable::role_job,
};
use crate::{
    base::text::{clean, length},
    contract::{
        Answer, Context, GuildFacts, Reply,
        args::{RotationNote, RotationRole},
    },
    error::Refusal,
    rotation::{store, words},
};

/// Discord's permission to give and take roles (`MANAGE_ROLES`), and the one that includes all.
const MANAGE_ROLES: u64 = 1 << 28;
const ADMINISTRATOR: u64 = 1 << 3;

/// A note for whoever is on in the next shift.
pub async fn note(cx: &Context, args: RotationNote) -> Answer {
    let text = clean(&args.text);
    if length(&text) == 0 {
        return Err(Refusal::new(
            "The note is empty. Nothing was kept; write what the next one should know.",
        )
        .into());
    }
    let (mut tx, loaded) = begin(cx, args.rotation.as_ref()).await?;
    let by = by(cx, loaded.row.id);
    store::insert_note(&mut tx, by, cx.caller.user_id, &text).await?;
    record(&mut tx, by, Some(cx.interaction_id), "left a note", &Parts::default())?;
    cx.commit(tx, Reply::new(words::noted(&loaded.row))).await
}

/// The Discord role that follows whoever is on; says at once when Discord will not allow it. Nobody comes to more power
/// than they have by choosing it: neither to a level in docket, nor to a role above their own.
pub async fn role(cx: &Context, args: RotationRole) -> Answer {
    let role_id = args.role.map(|role| role.0);
    let found = look(cx, args.rotation.as_ref()).await?;
    let facts = match role_id {
        Some(_) => cx.directory.facts(cx.guild.id).await.ok(),
        None => None,
    };
    if let Some(role_id) = role_id {
        if cx.guild.roles.values().any(|named| *named == role_id) {
            return Err(words::role_of_level(role_id).into());
        }
        if facts.as_ref().is_some_and(|facts| is_above(facts, cx, role_id)) {
            return Err(words::role_above_caller(role_id).into());
        }
    }
    let problem = role_id.zip(facts).and_then(|(role_id, facts)| role_problem(&facts, role_id));
    let mut tx = cx.begin().await?;
    let loaded = super::open::begin_with(&mut tx, cx.guild.id, found.row.id).await?;
    let by = by(cx, loaded.row.id);
    let fields = store::RowFields { role_id, ..loaded.row.fields() };
    store::update(&mut tx, cx.guild.id, loaded.row.id, &fields).await?;
    record(&mut tx, by, Some(cx.interaction_id), "changed the role", &Parts::default())?;
    role_job(&mut tx, by).await?;
    cx.commit(tx, Reply::new(words::role_set(&loaded.row, role_id, problem.as_deref()))).await
}

/// Whether the role stands at or above all of the caller's, so that Discord would not let them give it either.
fn is_above(facts: &GuildFacts, cx: &Context, role_id: i64) -> bool {
    let held = facts.roles.iter().filter(|role| cx.caller.role_ids.contains(&role.id));
    let top = held.map(|role| role.position).max().unwrap_or_default();
    let wanted = facts.roles.iter().find(|role| role.id == role_id);
    cx.caller.user_id != facts.owner_user_id && wanted.is_some_and(|role| role.position >= top)
}

/// Why docket cannot give the role, as far as the guild's facts tell.
pub(super) fn role_problem(facts: &GuildFacts, role_id: i64) -> Option<String> {
    let Some(role) = facts.roles.iter().find(|role| role.id == role_id) else {
        return Some(words::role_gone());
    };
    if facts.own_permissions & (MANAGE_ROLES | ADMINISTRATOR) == 0 {
        return Some(words::role_permission());
    }
    if role.is_managed {
        return Some(words::role_managed(&role.name));
    }
    (role.position >= facts.own_position).then(|| words::role_above(&role.name))
}
