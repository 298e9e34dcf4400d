//! Permission bits and how roles and channel overwrites add up.

use super::{
    ids::Id,
    model::{Channel, Guild},
    state::State,
};
use std::ops::BitOr;

/// A set of permission bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub u64);

impl Permissions {
    pub const NONE: Self = Self(0);
    pub const ADMINISTRATOR: Self = Self(1 << 3);
    pub const MANAGE_CHANNELS: Self = Self(1 << 4);
    pub const MANAGE_GUILD: Self = Self(1 << 5);
    pub const ADD_REACTIONS: Self = Self(1 << 6);
    pub const VIEW_CHANNEL: Self = Self(1 << 10);
    pub const SEND_MESSAGES: Self = Self(1 << 11);
    pub const MANAGE_MESSAGES: Self = Self(1 << 13);
    pub const EMBED_LINKS: Self = Self(1 << 14);
    pub const ATTACH_FILES: Self = Self(1 << 15);
    pub const READ_MESSAGE_HISTORY: Self = Self(1 << 16);
    pub const MENTION_EVERYONE: Self = Self(1 << 17);
    pub const CONNECT: Self = Self(1 << 20);
    pub const MUTE_MEMBERS: Self = Self(1 << 22);
    pub const MOVE_MEMBERS: Self = Self(1 << 24);
    pub const MANAGE_ROLES: Self = Self(1 << 28);
    pub const USE_APPLICATION_COMMANDS: Self = Self(1 << 31);
    pub const MANAGE_EVENTS: Self = Self(1 << 33);
    pub const MANAGE_THREADS: Self = Self(1 << 34);
    pub const CREATE_PUBLIC_THREADS: Self = Self(1 << 35);
    pub const CREATE_PRIVATE_THREADS: Self = Self(1 << 36);
    pub const SEND_MESSAGES_IN_THREADS: Self = Self(1 << 38);
    pub const CREATE_EVENTS: Self = Self(1 << 44);
    pub const PIN_MESSAGES: Self = Self(1 << 51);
    /// Every bit that Discord assigns today.
    pub const ALL: Self = Self((1 << 53) - 1);

    /// Whether all of `other` is in here.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// What an ordinary member may do in a new server.
    pub fn everyone() -> Self {
        Self::VIEW_CHANNEL
            | Self::SEND_MESSAGES
            | Self::EMBED_LINKS
            | Self::ATTACH_FILES
            | Self::READ_MESSAGE_HISTORY
            | Self::ADD_REACTIONS
            | Self::USE_APPLICATION_COMMANDS
            | Self::CREATE_PUBLIC_THREADS
            | Self::SEND_MESSAGES_IN_THREADS
            | Self::CONNECT
    }
}

impl BitOr for Permissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a member may do in the guild as a whole; nothing for somebody who is not a member.
pub fn in_guild(guild: &Guild, user_id: Id) -> Permissions {
    if guild.owner_id == user_id {
        return Permissions::ALL;
    }
    let Some(member) = guild.members.get(&user_id) else { return Permissions::NONE };
    let everyone = guild.roles.get(&guild.id).map_or(Permissions::NONE, |role| role.permissions);
    let roles = member.roles.iter().filter_map(|id| guild.roles.get(id));
    let sum = roles.fold(everyone, |sum, role| sum | role.permissions);
    if sum.has(Permissions::ADMINISTRATOR) { Permissions::ALL } else { sum }
}

/// What a user may do in a channel. Threads take their parent's overwrites; in a direct message the
/// two people in it may do everything that makes sense there.
pub fn in_channel(state: &State, channel: &Channel, user_id: Id) -> Permissions {
    let Some(guild_id) = channel.guild_id else {
        let inside = channel.recipients.contains(&user_id);
        return if inside { Permissions::everyone() } else { Permissions::NONE };
    };
    let Some(guild) = state.guilds.get(&guild_id) else { return Permissions::NONE };
    let base = in_guild(guild, user_id);
    if base == Permissions::ALL || !guild.members.contains_key(&user_id) {
        return base;
    }
    let parent = channel.parent_id.filter(|_| channel.thread.is_some());
    let ruler = parent.and_then(|id| state.channels.get(&id)).unwrap_or(channel);
    let sum = with_overwrites(base, guild, ruler, user_id);
    // Without sight of a channel nothing else counts.
    if sum.has(Permissions::VIEW_CHANNEL) { sum } else { Permissions::NONE }
}

fn with_overwrites(base: Permissions, guild: &Guild, channel: &Channel, user_id: Id) -> Permissions {
    let apply = |sum: u64, allow: u64, deny: u64| (sum & !deny) | allow;
    let mut sum = base.0;
    let overwrites = &channel.overwrites;
    if let Some(all) = overwrites.iter().find(|o| o.target_id == guild.id) {
        sum = apply(sum, all.allow.0, all.deny.0);
    }
    let roles = guild.members.get(&user_id).map(|m| m.roles.as_slice()).unwrap_or_default();
    let of_roles = overwrites.iter().filter(|o| roles.contains(&o.target_id));
    let (allow, deny) = of_roles.fold((0, 0), |(a, d), o| (a | o.allow.0, d | o.deny.0));
    sum = apply(sum, allow, deny);
    if let Some(own) = overwrites.iter().find(|o| o.target_id == user_id) {
        sum = apply(sum, own.allow.0, own.deny.0);
    }
    Permissions(sum)
}

/// The position of a member's highest role; the owner stands above all roles.
pub fn rank(guild: &Guild, user_id: Id) -> u16 {
    if guild.owner_id == user_id {
        return u16::MAX;
    }
    let roles = guild.members.get(&user_id).map(|m| m.roles.as_slice()).unwrap_or_default();
    roles.iter().filter_map(|id| guild.roles.get(id)).map(|role| role.position).max().unwrap_or(0)
}
