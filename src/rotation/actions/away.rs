//! `/rotation away`: skips a person without moving the others.

use super::{
    effects::{Changed, add_override, changed},
    open::{begin, begin_with, future},
};
use crate::{
    contract::{
        Answer, Context, Level, Reply,
        args::{RotationAway, RotationBack},
    },
    rotation::{
        rules::{ChangedRows, Span, What, instead_of},
        store, words,
    },
};

/// The caller, or for leads somebody else, is away; the answer says at once who stands in.
pub async fn away(cx: &Context, args: RotationAway) -> Answer {
    let user_id = args.member.map_or(cx.caller.user_id, |member| member.0);
    if user_id != cx.caller.user_id && cx.level < Level::Lead {
        return Err(words::not_member_for_lead().into());
    }
    let (mut tx, before) = begin(cx, args.rotation.as_ref()).await?;
    let zone = before.zone(cx);
    let from = match &args.from {
        Some(text) => future(cx, &zone, text, "from")?,
        None => cx.now,
    };
    let until = future(cx, &zone, &args.until, "until")?;
    if until <= from {
        return Err(words::ends_before_start().into());
    }
    let span = Span { from, until };
    let id = add_override(&mut tx, cx, before.row.id, span, What::Away { user_id }).await?;
    let parts = ChangedRows { overrides: vec![id], ..ChangedRows::default() };
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "said who is away", &parts).await?;
    let instead = instead_of(before.plan(), after.plan(), user_id, span);
    cx.commit(tx, Reply::new(words::away(&after.called(cx), id, user_id, span, &instead, event))).await
}

/// The button under an absence: it ends now.
pub async fn back(cx: &Context, args: RotationBack) -> Answer {
    let mut tx = cx.begin().await?;
    let row = store::find_override(&mut tx, cx.guild.id, args.away).await?;
    let row = row.filter(|row| matches!(row.what(), What::Away { .. })).ok_or_else(words::ask_over)?;
    if row.user_id != cx.caller.user_id && cx.level < Level::Lead {
        return Err(words::not_yours(row.user_id).into());
    }
    let before = begin_with(&mut tx, cx.guild.id, row.rotation_id).await?;
    if !store::take_back(&mut tx, cx.guild.id, row.id, cx.now).await? {
        return Err(words::ask_over().into());
    }
    let parts = ChangedRows { taken_back: vec![row.id], ..ChangedRows::default() };
    let Changed { after, event, .. } = changed(&mut tx, cx, &before, "ended an absence", &parts).await?;
    cx.commit(tx, Reply::new(words::back(&after.called(cx), row.user_id, event))).await
}
