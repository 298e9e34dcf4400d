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

/// The Discord role that follows whoever is on; says at once when Discord will not allow it.
pub async fn role(cx: &Context, args: RotationRole) -> Answer {
    let role_id = args.role.map(|role| role.0);
    let found = look(cx, args.rotation.as_ref()).await?;
    let problem = match role_id {
        Some(role_id) => {
            cx.directory.facts(cx.guild.id).await.ok().and_then(|facts| role_problem(&facts, role_id))
        }
        None => None,
    };
    let mut tx = cx.begin().await?;
    let loaded = super::open::begin_with(&mut tx, cx.guild.id, found.row.id).await?;
    let by = by(cx, loaded.row.id);
    let fields = store::RowFields { role_id, ..loaded.row.fields() };
    store::update(&mut tx, cx.guild.id, loaded.row.id, &fields).await?;
    record(&mut tx, by, Some(cx.interaction_id), "changed the role", &Parts::default())?;
    role_job(&mut tx, by).await?;
    cx.commit(tx, Reply::new(words::role_set(&loaded.row, role_id, problem.as_deref()))).await
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
