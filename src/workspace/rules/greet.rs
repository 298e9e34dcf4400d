//! Where a greeting can be read.

use super::check::Permission;
use crate::contract::{ChannelFacts, GuildFacts};

/// The channel for the greeting: the one where Discord itself posts, else the first text channel in which docket
/// may write; `None` when there is none, and the owner is told in private.
pub fn greeting_channel(facts: &GuildFacts) -> Option<i64> {
    let may_write = |channel: &&ChannelFacts| {
        let needed = [Permission::ViewChannel, Permission::SendMessages, Permission::EmbedLinks];
        channel.kind.is_text() && needed.iter().all(|permission| permission.is_in(channel.own_permissions))
    };
    let mut writable = facts.channels.iter().filter(may_write).peekable();
    let first = writable.peek().map(|channel| channel.id);
    writable.map(|channel| channel.id).find(|id| Some(*id) == facts.system_channel_id).or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::rules::check::tests::facts;

    #[test]
    fn the_greeting_goes_where_it_can_be_read() {
        const MAY: u64 = 1 << 10 | 1 << 11 | 1 << 14;
        for (system, channels, expected) in [
            (Some(21), &[(20, MAY), (21, MAY)][..], Some(21)),
            (Some(21), &[(20, MAY), (21, 1 << 10)], Some(20)),
            (None, &[(20, 0), (21, MAY), (22, MAY)], Some(21)),
            (Some(20), &[(20, 0)], None),
            (None, &[], None),
        ] {
            let facts = GuildFacts { system_channel_id: system, ..facts(channels) };
            assert_eq!(greeting_channel(&facts), expected, "{system:?} {channels:?}");
        }
    }
}
