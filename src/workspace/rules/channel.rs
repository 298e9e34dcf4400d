//! Which channel serves what somebody names it for.

use super::check::Permission;
use crate::contract::{Caller, ChannelFacts, ChannelKind, GuildFacts};

/// What a channel is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelUse {
    /// Docket posts in it, from now on.
    Post,
    /// Docket posts in it; what it lacks there is for an admin to mend, so that is a warning and no refusal.
    SetUp,
    /// Something is said about it; docket only answers there.
    Mark,
}

/// Why a channel does not serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// A thread elsewhere, or no channel of the server.
    Unknown,
    /// People do not write in it directly.
    Kind(ChannelKind),
    DocketLacks(Vec<Permission>),
    CallerMayNot,
}

/// Discord's `ADMINISTRATOR`, `SEND_MESSAGES` and `SEND_MESSAGES_IN_THREADS`.
const ADMINISTRATOR: u64 = 1 << 3;
const SEND: u64 = 1 << 11;
const SEND_IN_THREADS: u64 = 1 << 38;

/// Why the channel does not serve, as far as docket is concerned. `own` is the guild as docket sees it, `here` where the
/// command was given: a thread is in no list of channels, but one in which people give commands can be written in.
pub fn unusable_by_docket(
    own: &GuildFacts,
    channel_id: i64,
    here: i64,
    wanted: ChannelUse,
) -> Option<Unusable> {
    let Some(channel) = find(own, channel_id) else {
        return (channel_id != here).then_some(Unusable::Unknown);
    };
    if !channel.kind.is_text() {
        return Some(Unusable::Kind(channel.kind));
    }
    let needed = [Permission::ViewChannel, Permission::SendMessages];
    let lacking = needed.into_iter().filter(|permission| !permission.is_in(channel.own_permissions));
    let lacking: Vec<_> = lacking.collect();
    (wanted == ChannelUse::Post && !lacking.is_empty()).then_some(Unusable::DocketLacks(lacking))
}

/// Whether the caller may write where they are; Discord says so with each command. `is_thread`: it is in no list of
/// channels.
pub fn may_write_here(caller: &Caller, is_thread: bool) -> bool {
    let needed = if is_thread { SEND_IN_THREADS } else { SEND };
    caller.permissions & (ADMINISTRATOR | needed) != 0
}

/// Whether somebody may write in the channel; `theirs` is the guild as they see it.
pub fn may_write(theirs: &GuildFacts, channel_id: i64) -> bool {
    let needed = [Permission::ViewChannel, Permission::SendMessages];
    let holds = |channel: &ChannelFacts| needed.iter().all(|it| it.is_in(channel.own_permissions));
    find(theirs, channel_id).is_some_and(holds)
}

/// Whether the channel is in the guild's list of channels, in which threads are not.
pub fn is_listed(facts: &GuildFacts, channel_id: i64) -> bool {
    find(facts, channel_id).is_some()
}

fn find(facts: &GuildFacts, channel_id: i64) -> Option<&ChannelFacts> {
    facts.channels.iter().find(|channel| channel.id == channel_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::rules::check::tests::facts;

    const SEE: u64 = 1 << 10;

    #[test]
    fn a_channel_serves_when_people_write_in_it_and_docket_may() {
        let mut own = facts(&[(20, SEE | SEND), (21, SEE), (22, SEE | SEND), (23, ADMINISTRATOR)]);
        own.channels[2].kind = ChannelKind::Forum;
        let lacks = Unusable::DocketLacks(vec![Permission::SendMessages]);
        let table = [
            (20, ChannelUse::Post, None),
            (21, ChannelUse::Post, Some(lacks)),
            (21, ChannelUse::SetUp, None),
            (21, ChannelUse::Mark, None),
            (22, ChannelUse::Mark, Some(Unusable::Kind(ChannelKind::Forum))),
            (23, ChannelUse::Post, None),
            (24, ChannelUse::Post, Some(Unusable::Unknown)),
        ];
        for (channel_id, wanted, expected) in table {
            assert_eq!(unusable_by_docket(&own, channel_id, 99, wanted), expected, "{channel_id} {wanted:?}");
        }
        assert_eq!(
            unusable_by_docket(&own, 24, 24, ChannelUse::Post),
            None,
            "the thread that it was typed in"
        );
    }
}
