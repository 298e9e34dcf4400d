//! Who sees a channel.

use crate::contract::{Context, NOBODY};

/// Discord's permission to see a channel (`VIEW_CHANNEL`), and the one that includes all (`ADMINISTRATOR`).
const SEES: u64 = 1 << 10 | 1 << 3;

/// Whether whoever has these permissions in a channel sees it.
pub const fn is_seen_with(permissions: u64) -> bool {
    permissions & SEES != 0
}

/// Whether every member of the server sees the channel, by what the role of everyone may. `None` where that cannot be told:
/// it is a thread, or Discord does not answer. Not inside a transaction.
pub async fn is_open_to_all(cx: &Context, channel_id: i64) -> Option<bool> {
    let facts = cx.directory.facts_as(cx.guild.id, NOBODY, Vec::new()).await.ok()??;
    let channel = facts.channels.iter().find(|channel| channel.id == channel_id)?;
    Some(is_seen_with(channel.own_permissions))
}

/// Whether the caller sees the channel; `None` where that cannot be told. Not inside a transaction.
pub async fn sees(cx: &Context, channel_id: i64) -> Option<bool> {
    if cx.caller.channel_id == channel_id {
        return Some(true);
    }
    sees_with(cx, (cx.caller.user_id, cx.caller.role_ids.clone()), channel_id).await
}

/// Whether a member of the guild sees the channel; `None` where that cannot be told, as of whoever is no member. Not inside a
/// transaction.
pub async fn member_sees(cx: &Context, user_id: i64, channel_id: i64) -> Option<bool> {
    if cx.caller.user_id == user_id {
        return sees(cx, channel_id).await;
    }
    let member = cx.directory.person_anew(cx.guild.id, user_id).await.ok()??;
    sees_with(cx, (user_id, member.role_ids), channel_id).await
}

/// Whether somebody with these roles sees the channel.
async fn sees_with(cx: &Context, (user_id, role_ids): (i64, Vec<i64>), channel_id: i64) -> Option<bool> {
    let facts = cx.directory.facts_as(cx.guild.id, user_id, role_ids).await.ok()??;
    let channel = facts.channels.iter().find(|channel| channel.id == channel_id)?;
    Some(is_seen_with(channel.own_permissions))
}
