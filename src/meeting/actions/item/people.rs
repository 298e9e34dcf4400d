//! What people say about a topic with one press.

use super::super::{apply::redraw_all, look, open::begin_item};
use crate::{
    contract::{
        Answer, Context,
        args::{AgendaRead, AgendaVote},
    },
    db::At,
    meeting::{store, words},
    room::Actor,
};

/// The caller wants a topic to be spoken about, or no longer.
pub async fn vote(cx: &Context, args: AgendaVote) -> Answer {
    let (mut tx, series, item) = begin_item(cx, args.item.0).await?;
    if !item.is_queued() {
        return Err(words::is_closed(&item).into());
    }
    let (guild_id, me) = (cx.guild.id, cx.caller.user_id);
    let is_new = store::vote(&mut tx, guild_id, item.id, me, At::from(cx.now)).await?;
    if !is_new {
        store::unvote(&mut tx, guild_id, item.id, me).await?;
    }
    redraw_all(&mut tx, &Actor::from(cx), [item.facts.occurrence_id]).await?;
    let reply = look::told(cx, &mut tx, (&series, &item), words::voted(item.id, is_new)).await?;
    cx.commit(tx, reply).await
}

/// The caller has read what there is to read ahead.
pub async fn read(cx: &Context, args: AgendaRead) -> Answer {
    let (mut tx, series, item) = begin_item(cx, args.item.0).await?;
    if item.facts.link.is_none() {
        return Err(words::nothing_to_read(&item).into());
    }
    store::read(&mut tx, cx.guild.id, item.id, cx.caller.user_id, At::from(cx.now)).await?;
    redraw_all(&mut tx, &Actor::from(cx), [item.facts.occurrence_id]).await?;
    let reply = look::told(cx, &mut tx, (&series, &item), words::has_read(item.id)).await?;
    cx.commit(tx, reply).await
}
