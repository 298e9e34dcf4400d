//! Whether a reminder can be told in a channel: docket must be able to post there, and so must whoever asks for it.

use crate::{
    contract::{ChannelFacts, ChannelId, Context, FetchError, GuildFacts},
    error::Refusal,
    reminder::words,
};

/// Discord's `ADMINISTRATOR`, `VIEW_CHANNEL`, `SEND_MESSAGES` and `SEND_MESSAGES_IN_THREADS`.
const ADMINISTRATOR: u64 = 1 << 3;
const VIEW: u64 = 1 << 10;
const SEND: u64 = 1 << 11;
const SEND_IN_THREADS: u64 = 1 << 38;

/// The channel that was named, or else the one that the caller is in.
pub async fn channel(cx: &Context, named: Option<ChannelId>) -> Result<i64, Refusal> {
    let here = cx.caller.channel_id;
    let channel_id = named.map_or(here, |channel| channel.0);
    let own = known(cx.directory.facts(cx.guild.id).await)?;
    match find(&own, channel_id) {
        Some(found) if !found.is_text => return Err(words::no_text_channel(channel_id)),
        Some(found) if !may_post(found) => return Err(words::docket_may_not(channel_id)),
        // A thread is in no list of channels; Discord says only what the caller may do where they are.
        None if channel_id != here => return Err(words::no_text_channel(channel_id)),
        _ => {}
    }
    if channel_id == here {
        let may = cx.caller.permissions;
        let is_allowed = may & ADMINISTRATOR != 0 || may & (SEND | SEND_IN_THREADS) != 0;
        return if is_allowed { Ok(here) } else { Err(words::caller_may_not(here)) };
    }
    let caller = &cx.caller;
    let theirs = cx.directory.facts_as(cx.guild.id, caller.user_id, caller.role_ids.clone()).await;
    match theirs.map_err(|error| words::not_looked_up(&error))? {
        Some(theirs) if !find(&theirs, channel_id).is_some_and(may_post) => {
            Err(words::caller_may_not(channel_id))
        }
        _ => Ok(channel_id),
    }
}

fn known(facts: Result<GuildFacts, FetchError>) -> Result<GuildFacts, Refusal> {
    facts.map_err(|error| words::not_looked_up(&error))
}

fn find(facts: &GuildFacts, channel_id: i64) -> Option<&ChannelFacts> {
    facts.channels.iter().find(|channel| channel.id == channel_id)
}

fn may_post(channel: &ChannelFacts) -> bool {
    let may = channel.own_permissions;
    may & ADMINISTRATOR != 0 || may & VIEW != 0 && may & SEND != 0
}
