//! The Discord role that follows whoever is on: `/rotation role`, and what setting up and ending do about it.

use super::{
    effects::record,
    open::{begin_with, by, look},
    timetable::role_job,
};
use crate::{
    contract::{Answer, Context, Reply, args::RotationRole},
    db::Tx,
    error::Error,
    rotation::{
        rules::ChangedRows,
        store::{self, RowFields},
        words,
    },
    workspace,
};

/// A rotation as the workspace knows it among whatever hands out roles.
const SUBJECT: &str = "rotation";

/// The Discord role that follows whoever is on; without one, none does. Nobody comes to more power than they have by
/// choosing it.
pub async fn role(cx: &Context, args: RotationRole) -> Answer {
    let role_id = args.role.map(|role| role.0);
    let found = look(cx, args.rotation.as_ref()).await?;
    if let Some(role_id) = role_id {
        workspace::may_hand_out(cx, role_id).await?;
    }
    let mut tx = cx.begin().await?;
    let loaded = begin_with(&mut tx, cx.guild.id, found.row.id).await?;
    let by = by(cx, loaded.row.id);
    let fields = RowFields { role_id, ..loaded.row.fields() };
    store::update(&mut tx, cx.guild.id, loaded.row.id, &fields).await?;
    match role_id {
        Some(role_id) => hand_out(&mut tx, cx, loaded.row.id, role_id).await?,
        None => note(&mut tx, cx.guild.id, loaded.row.id, None).await?,
    }
    record(&mut tx, by, Some(cx.interaction_id), "changed the role", &ChangedRows::default())?;
    role_job(&mut tx, by).await?;
    cx.commit(tx, Reply::new(words::role_set(&loaded.called(cx), role_id))).await
}

/// From now on the rotation hands out the role; refused when it decides a level by now.
pub(super) async fn hand_out(tx: &mut Tx, cx: &Context, rotation_id: i64, role_id: i64) -> Result<(), Error> {
    workspace::hand_out(tx, cx.now, cx.guild.id, (SUBJECT, rotation_id), role_id).await
}

/// The rotation hands out the role again that it had, or none any more.
pub(super) async fn note(
    tx: &mut Tx,
    guild_id: i64,
    rotation_id: i64,
    role_id: Option<i64>,
) -> Result<(), Error> {
    workspace::note_handed_role(tx, guild_id, (SUBJECT, rotation_id), role_id).await
}
