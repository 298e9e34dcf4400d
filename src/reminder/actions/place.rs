//! Where a reminder can be told.

use crate::{
    contract::{ChannelId, Context},
    error::Refusal,
    workspace::{self, ChannelUse},
};

/// The channel that was named, or else the one that the caller is in; refused where docket or they may not post.
pub async fn channel(cx: &Context, named: Option<ChannelId>) -> Result<i64, Refusal> {
    let channel_id = named.map_or(cx.caller.channel_id, |channel| channel.0);
    workspace::may_use_channel(cx, channel_id, ChannelUse::Post).await?;
    Ok(channel_id)
}
