//! Channels that people name. Every option of kind `channel` that makes docket post somewhere, or says something about a
//! channel, asks here.

use crate::{
    contract::Context,
    error::Refusal,
    workspace::{
        rules::{self, ChannelUse, Unusable},
        words,
    },
};

/// Decides whether the channel serves what the caller names it for: it is one that people write in, the caller may, and so
/// may docket where it is to post. Refused also when Discord does not tell. Not to be called inside a transaction.
pub async fn may_use_channel(cx: &Context, channel_id: i64, wanted: ChannelUse) -> Result<(), Refusal> {
    let (caller, here) = (&cx.caller, cx.caller.channel_id);
    let refused = |why: Unusable| Err(words::channel_refused(&why, channel_id));
    let own = cx.directory.facts(cx.guild.id).await;
    let own = own.map_err(|error| words::channel_not_looked_up(&error))?;
    if let Some(why) = rules::unusable_by_docket(&own, channel_id, here, wanted) {
        return refused(why);
    }
    let is_allowed = if channel_id == here {
        rules::may_write_here(caller, !rules::is_listed(&own, channel_id))
    } else {
        let theirs = cx.directory.facts_as(cx.guild.id, caller.user_id, caller.role_ids.clone()).await;
        let theirs = theirs.map_err(|error| words::channel_not_looked_up(&error))?;
        theirs.is_some_and(|theirs| rules::may_write(&theirs, channel_id))
    };
    if is_allowed { Ok(()) } else { refused(Unusable::CallerMayNot) }
}
