//! What docket's own account may do in a guild and in each of its channels.

use super::wire::id;
use crate::{
    base::text::clean,
    contract::{ChannelFacts, ChannelKind, GuildFacts, RoleFacts},
};
use serde::{Deserialize, Deserializer, de::Error as _};
use serenity::all as discord;

/// `ADMINISTRATOR`, which includes all others (Discord's documentation, "Permissions").
const ADMINISTRATOR: u64 = 1 << 3;
const VIEW_CHANNEL: u64 = 1 << 10;

/// The permissions that delivering a message can lack, by their names in Discord's English client.
pub(super) const NEEDED: [(u64, &str); 7] = [
    (VIEW_CHANNEL, "View Channel"),
    (1 << 11, "Send Messages"),
    (1 << 35, "Create Public Threads"),
    (1 << 38, "Send Messages in Threads"),
    (1 << 14, "Embed Links"),
    (1 << 15, "Attach Files"),
    (1 << 16, "Read Message History"),
];

/// A guild in numbers, from the gateway or from REST.
pub(super) struct Guild {
    pub id: i64,
    pub name: String,
    pub owner_user_id: i64,
    pub system_channel_id: Option<i64>,
    pub roles: Vec<Role>,
    pub channels: Vec<Channel>,
    /// The account whose permissions are asked for, docket's own as a rule, and its roles there.
    pub own_user_id: i64,
    pub own_role_ids: Vec<i64>,
}

pub(super) struct Role {
    pub id: i64,
    pub name: String,
    pub position: i64,
    pub permissions: u64,
    pub is_managed: bool,
    pub is_mentionable: bool,
}

pub(super) struct Channel {
    pub id: i64,
    pub name: String,
    pub kind: u8,
    pub overwrites: Vec<Overwrite>,
}

/// Permissions that a channel gives to or takes from a role or member.
pub(super) struct Overwrite {
    /// The role or member.
    pub id: i64,
    pub allow: u64,
    pub deny: u64,
}

/// The guild as docket's account sees it, in the order of Discord's "Permission Overwrites": everyone, roles, member.
pub(super) fn facts(guild: &Guild) -> GuildFacts {
    let own = |role: &&Role| role.id == guild.id || guild.own_role_ids.contains(&role.id);
    let base = match guild.owner_user_id == guild.own_user_id {
        true => u64::MAX,
        false => guild.roles.iter().filter(own).fold(0, |all, role| all | role.permissions),
    };
    let base = if base & ADMINISTRATOR != 0 { u64::MAX } else { base };
    let everyones = guild.roles.iter().find(|role| role.id == guild.id).map_or(0, |role| role.permissions);
    let channels = guild.channels.iter().map(|channel| ChannelFacts {
        id: channel.id,
        name: clean(&channel.name),
        kind: ChannelKind::of(channel.kind),
        own_permissions: if base == u64::MAX { base } else { in_channel(guild, channel, base) },
        everyones_permissions: match everyones & ADMINISTRATOR {
            0 => seen(apply(everyones, overwrites_of(channel, guild.id))),
            _ => u64::MAX,
        },
    });
    let roles = guild.roles.iter().map(|role| RoleFacts {
        id: role.id,
        name: clean(&role.name),
        position: role.position,
        permissions: role.permissions,
        is_managed: role.is_managed,
        is_mentionable: role.is_mentionable,
    });
    GuildFacts {
        name: clean(&guild.name),
        owner_user_id: guild.owner_user_id,
        system_channel_id: guild.system_channel_id,
        channels: channels.collect(),
        roles: roles.collect(),
        own_position: guild.roles.iter().filter(own).map(|role| role.position).max().unwrap_or_default(),
        own_permissions: base,
    }
}

fn in_channel(guild: &Guild, channel: &Channel, base: u64) -> u64 {
    let everyone = apply(base, overwrites_of(channel, guild.id));
    let is_own =
        |overwrite: &&Overwrite| overwrite.id != guild.id && guild.own_role_ids.contains(&overwrite.id);
    let roles = apply(everyone, channel.overwrites.iter().filter(is_own));
    seen(apply(roles, overwrites_of(channel, guild.own_user_id)))
}

fn overwrites_of(channel: &Channel, id: i64) -> impl Iterator<Item = &Overwrite> {
    channel.overwrites.iter().filter(move |overwrite| overwrite.id == id)
}

fn apply<'a>(permissions: u64, overwrites: impl Iterator<Item = &'a Overwrite>) -> u64 {
    let (allow, deny) = overwrites.fold((0, 0), |(allow, deny), it| (allow | it.allow, deny | it.deny));
    permissions & !deny | allow
}

/// Who cannot see a channel can do nothing in it.
fn seen(permissions: u64) -> u64 {
    if permissions & VIEW_CHANNEL == 0 { 0 } else { permissions }
}

/// Guild, channels and own member as REST gives them.
#[derive(Deserialize)]
pub(super) struct RestGuild {
    id: discord::GuildId,
    name: String,
    owner_id: discord::UserId,
    system_channel_id: Option<discord::ChannelId>,
    roles: Vec<RestRole>,
}

#[derive(Deserialize)]
struct RestRole {
    id: discord::RoleId,
    name: String,
    position: i64,
    #[serde(deserialize_with = "bits")]
    permissions: u64,
    #[serde(default)]
    managed: bool,
    #[serde(default)]
    mentionable: bool,
}

#[derive(Deserialize)]
pub(super) struct RestChannel {
    id: discord::ChannelId,
    #[serde(default)]
    name: String,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    permission_overwrites: Vec<RestOverwrite>,
}

#[derive(Deserialize)]
struct RestOverwrite {
    id: discord::GenericId,
    #[serde(deserialize_with = "bits")]
    allow: u64,
    #[serde(deserialize_with = "bits")]
    deny: u64,
}

/// Permission bits, which Discord writes as a decimal string. All are kept, also those that serenity does not know.
fn bits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

#[derive(Deserialize)]
pub(super) struct RestMember {
    roles: Vec<discord::RoleId>,
    nick: Option<String>,
}

impl RestMember {
    /// The name that the member goes by in the guild alone, if there is one.
    pub fn nick(&self) -> Option<&str> {
        self.nick.as_deref()
    }

    /// A member with these roles.
    pub fn with_roles(role_ids: &[i64]) -> Self {
        let ids = role_ids.iter().filter_map(|role_id| u64::try_from(*role_id).ok().filter(|id| *id > 0));
        Self { roles: ids.map(discord::RoleId::new).collect(), nick: None }
    }
}

/// Puts together what REST gives in three answers.
pub(super) fn from_rest(
    guild: RestGuild,
    channels: Vec<RestChannel>,
    member: &RestMember,
    own_user_id: i64,
) -> Guild {
    let role = |role: RestRole| Role {
        id: id(role.id.get()),
        name: role.name,
        position: role.position,
        permissions: role.permissions,
        is_managed: role.managed,
        is_mentionable: role.mentionable,
    };
    let overwrite = |it: RestOverwrite| Overwrite { id: id(it.id.get()), allow: it.allow, deny: it.deny };
    let channel = |channel: RestChannel| Channel {
        id: id(channel.id.get()),
        name: channel.name,
        kind: channel.kind,
        overwrites: channel.permission_overwrites.into_iter().map(overwrite).collect(),
    };
    Guild {
        id: id(guild.id.get()),
        name: guild.name,
        owner_user_id: id(guild.owner_id.get()),
        system_channel_id: guild.system_channel_id.map(|channel| id(channel.get())),
        roles: guild.roles.into_iter().map(role).collect(),
        channels: channels.into_iter().map(channel).collect(),
        own_user_id,
        own_role_ids: member.roles.iter().map(|role| id(role.get())).collect(),
    }
}

/// The same from the gateway's `GUILD_CREATE`, which holds docket's own member.
pub(super) fn from_gateway(guild: &discord::Guild, own_user_id: i64) -> Guild {
    let own = guild.members.iter().find(|(user, _)| id(user.get()) == own_user_id);
    let role = |role: &discord::Role| Role {
        id: id(role.id.get()),
        name: role.name.clone(),
        position: i64::from(role.position),
        permissions: role.permissions.bits(),
        is_managed: role.managed,
        is_mentionable: role.mentionable,
    };
    let overwrite = |it: &discord::PermissionOverwrite| Overwrite {
        id: match it.kind {
            discord::PermissionOverwriteType::Member(user) => id(user.get()),
            discord::PermissionOverwriteType::Role(role) => id(role.get()),
            _ => 0,
        },
        allow: it.allow.bits(),
        deny: it.deny.bits(),
    };
    let channel = |channel: &discord::GuildChannel| Channel {
        id: id(channel.id.get()),
        name: channel.name.clone(),
        kind: channel.kind.into(),
        overwrites: channel.permission_overwrites.iter().map(overwrite).collect(),
    };
    // serenity keeps them in no order; people see them from top to bottom.
    let mut channels: Vec<_> = guild.channels.values().collect();
    channels.sort_by_key(|channel| (channel.position, channel.id));
    Guild {
        id: id(guild.id.get()),
        name: guild.name.clone(),
        owner_user_id: id(guild.owner_id.get()),
        system_channel_id: guild.system_channel_id.map(|channel| id(channel.get())),
        roles: guild.roles.values().map(role).collect(),
        channels: channels.into_iter().map(channel).collect(),
        own_user_id,
        own_role_ids: own
            .map(|(_, member)| member.roles.iter().map(|role| id(role.get())).collect())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYONE: i64 = 1;
    const BOT_ROLE: i64 = 2;
    const OTHER_ROLE: i64 = 3;
    const ME: i64 = 9;
    const SEND: u64 = 1 << 11;

    fn guild(base: u64, own: u64, overwrites: Vec<Overwrite>) -> GuildFacts {
        let role = |id, position, permissions| Role {
            id,
            name: String::new(),
            position,
            permissions,
            is_managed: false,
            is_mentionable: false,
        };
        facts(&Guild {
            id: EVERYONE,
            name: "Sample team".into(),
            owner_user_id: 5,
            system_channel_id: None,
            roles: vec![role(EVERYONE, 0, base), role(BOT_ROLE, 4, own), role(OTHER_ROLE, 7, u64::MAX)],
            channels: vec![Channel { id: 20, name: "requests".into(), kind: 0, overwrites }],
            own_user_id: ME,
            own_role_ids: vec![BOT_ROLE],
        })
    }

    fn deny(id: i64, deny: u64) -> Overwrite {
        Overwrite { id, allow: 0, deny }
    }

    fn allow(id: i64, allow: u64) -> Overwrite {
        Overwrite { id, allow, deny: 0 }
    }

    #[test]
    fn overwrites_apply_for_everyone_then_roles_then_the_member() {
        let both = VIEW_CHANNEL | SEND;
        let table = [
            (vec![], both),
            (vec![deny(EVERYONE, SEND)], VIEW_CHANNEL),
            (vec![deny(EVERYONE, SEND), allow(BOT_ROLE, SEND)], both),
            (vec![deny(BOT_ROLE, SEND), allow(ME, SEND)], both),
            (vec![allow(EVERYONE, SEND), deny(ME, SEND)], VIEW_CHANNEL),
            (vec![deny(OTHER_ROLE, both)], both),
            (vec![deny(EVERYONE, VIEW_CHANNEL)], 0),
        ];
        for (n, (overwrites, expected)) in table.into_iter().enumerate() {
            assert_eq!(guild(both, 0, overwrites).channels[0].own_permissions, expected, "row {n}");
        }
    }

    #[test]
    fn what_everybody_may_is_told_without_what_docket_alone_may() {
        let both = VIEW_CHANNEL | SEND;
        let table = [
            (vec![], VIEW_CHANNEL),
            (vec![allow(BOT_ROLE, SEND), allow(ME, SEND)], VIEW_CHANNEL),
            (vec![allow(EVERYONE, SEND)], both),
            (vec![deny(EVERYONE, VIEW_CHANNEL), allow(ME, both)], 0),
        ];
        for (n, (overwrites, expected)) in table.into_iter().enumerate() {
            let facts = guild(VIEW_CHANNEL, both, overwrites);
            assert_eq!(facts.channels[0].everyones_permissions, expected, "row {n}");
        }
    }

    #[test]
    fn an_administrator_is_stopped_by_no_channel() {
        let facts = guild(0, ADMINISTRATOR, vec![deny(EVERYONE, VIEW_CHANNEL), deny(ME, SEND)]);
        assert_eq!(facts.channels[0].own_permissions, u64::MAX);
        assert_eq!(facts.own_permissions, u64::MAX);
    }

    #[test]
    fn the_own_position_is_that_of_the_highest_own_role() {
        assert_eq!(guild(0, 0, vec![]).own_position, 4);
    }
}
