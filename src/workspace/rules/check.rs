//! What keeps docket from working in a guild: settings held against what Discord says.

use super::settings::LEVELS;
use crate::{
    contract::{ChannelFacts, Guild, GuildFacts, Level, Purpose, SetUp},
    workspace::settings::ZONE,
};

/// A permission that docket needs. Bits as in Discord's developer documentation, "Permissions", August 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    ViewChannel,
    SendMessages,
    EmbedLinks,
    AttachFiles,
    ReadMessageHistory,
    UseApplicationCommands,
}

impl Permission {
    /// What docket needs in each channel that it posts to.
    pub const IN_CHANNELS: [Permission; 5] = [
        Permission::ViewChannel,
        Permission::SendMessages,
        Permission::EmbedLinks,
        Permission::AttachFiles,
        Permission::ReadMessageHistory,
    ];

    /// The name that Discord shows in its settings.
    pub const fn name(self) -> &'static str {
        match self {
            Permission::ViewChannel => "View Channel",
            Permission::SendMessages => "Send Messages",
            Permission::EmbedLinks => "Embed Links",
            Permission::AttachFiles => "Attach Files",
            Permission::ReadMessageHistory => "Read Message History",
            Permission::UseApplicationCommands => "Use Application Commands",
        }
    }

    /// Whether a set of permission bits holds it; an administrator has all.
    pub const fn is_in(self, bits: u64) -> bool {
        const ADMINISTRATOR: u64 = 1 << 3;
        let bit = match self {
            Permission::ViewChannel => 1 << 10,
            Permission::SendMessages => 1 << 11,
            Permission::EmbedLinks => 1 << 14,
            Permission::AttachFiles => 1 << 15,
            Permission::ReadMessageHistory => 1 << 16,
            Permission::UseApplicationCommands => 1 << 31,
        };
        bits & (ADMINISTRATOR | bit) != 0
    }
}

/// Something that is missing or does not fit. [`Finding::sentence`] says it in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No channel is set for something that needs one.
    ChannelNotSet(Purpose),
    /// The channel that is set does not exist, or docket cannot know of it.
    ChannelGone(Purpose),
    /// The channel that is set cannot hold messages.
    ChannelNotText { purpose: Purpose, channel_id: i64 },
    /// Docket may not do in the channel what it must.
    PermissionsMissing { channel_id: i64, missing: Vec<Permission> },
    /// Docket may not do in the guild what it must.
    GuildPermissionMissing(Permission),
    /// A channel that is marked internal does not exist any more.
    InternalChannelGone(i64),
    /// No role is mapped to a level that is needed.
    RoleNotSet(Level),
    /// The role that is mapped to a level does not exist any more.
    RoleGone(Level),
    /// Nobody has said where the team's clocks hang.
    ZoneNotSet,
    /// No area of the product has a name.
    NoArea,
}

/// The list of all that is missing or wrong in the settings of this room, the worst first. Without `facts`, while Discord
/// does not answer, it holds what shows without them.
pub fn findings(set_up: &SetUp<'_>, facts: Option<&GuildFacts>, has_areas: bool) -> Vec<Finding> {
    let own = facts.map(own_findings).unwrap_or_default();
    let internal = facts.map(|facts| internal_findings(set_up.guild, facts)).unwrap_or_default();
    let parts = [
        own,
        channel_findings(set_up, facts),
        role_findings(set_up.guild, facts),
        zone_findings(set_up.guild),
        internal,
    ];
    parts.into_iter().flatten().chain((!has_areas).then_some(Finding::NoArea)).collect()
}

/// What is wrong with the channels: those that are needed and not set, then those that are set.
pub fn channel_findings(set_up: &SetUp<'_>, facts: Option<&GuildFacts>) -> Vec<Finding> {
    let chosen = |purpose: &Purpose| Some((*purpose, set_up.guild.channel_of(*purpose)?));
    let purposes = set_up.purposes.iter();
    let lacks = purposes.clone().filter(|purpose| purpose.is_needed && chosen(purpose).is_none());
    let mut findings: Vec<_> = lacks.copied().map(Finding::ChannelNotSet).collect();
    let Some(facts) = facts else { return findings };
    for (purpose, channel_id) in purposes.filter_map(chosen) {
        let finding = channel_finding(purpose, channel_id, facts);
        // A channel with several purposes is told once where the purpose does not matter.
        findings.extend(finding.filter(|finding| !findings.contains(finding)));
    }
    findings
}

/// What is wrong with one channel as a place to post to.
pub fn channel_finding(purpose: Purpose, channel_id: i64, facts: &GuildFacts) -> Option<Finding> {
    let Some(channel) = channel(facts, channel_id) else { return Some(Finding::ChannelGone(purpose)) };
    if !channel.kind.is_text() {
        return Some(Finding::ChannelNotText { purpose, channel_id });
    }
    let missing = lacking_in(channel);
    (!missing.is_empty()).then_some(Finding::PermissionsMissing { channel_id, missing })
}

/// What is wrong with docket's own place in the guild.
pub fn own_findings(facts: &GuildFacts) -> Vec<Finding> {
    let needed = Permission::UseApplicationCommands;
    let is_missing = !needed.is_in(facts.own_permissions);
    is_missing.then_some(Finding::GuildPermissionMissing(needed)).into_iter().collect()
}

/// Channels that are marked internal and do not exist any more.
pub fn internal_findings(guild: &Guild, facts: &GuildFacts) -> Vec<Finding> {
    let gone = guild.internal_channels.iter().filter(|id| channel(facts, **id).is_none());
    gone.map(|id| Finding::InternalChannelGone(*id)).collect()
}

/// The permissions that docket lacks in a channel.
pub fn lacking_in(channel: &ChannelFacts) -> Vec<Permission> {
    let is_lacking = |permission: &Permission| !permission.is_in(channel.own_permissions);
    Permission::IN_CHANNELS.into_iter().filter(is_lacking).collect()
}

/// What is wrong with the roles of the levels.
pub fn role_findings(guild: &Guild, facts: Option<&GuildFacts>) -> Vec<Finding> {
    let is_known = |role_id: i64| facts.is_none_or(|facts| facts.roles.iter().any(|role| role.id == role_id));
    // That of everyone has the guild's id, and is always there.
    let exists = |role_id: i64| role_id == guild.id || is_known(role_id);
    let of = |level: Level| match guild.roles.get(&level) {
        Some(role_id) if exists(*role_id) => None,
        Some(_) => Some(Finding::RoleGone(level)),
        None => (level != Level::Admin).then_some(Finding::RoleNotSet(level)),
    };
    LEVELS.into_iter().filter_map(of).collect()
}

/// Whether the zone is still to be said; until then the clocks of the team hang in UTC.
pub fn zone_findings(guild: &Guild) -> Vec<Finding> {
    let is_missing = guild.setting(&ZONE).is_none();
    is_missing.then_some(Finding::ZoneNotSet).into_iter().collect()
}

fn channel(facts: &GuildFacts, channel_id: i64) -> Option<&ChannelFacts> {
    facts.channels.iter().find(|channel| channel.id == channel_id)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        contract::{ChannelKind, RoleFacts},
        workspace::{FACE, SOCIAL, SYNC, rules},
    };
    use proptest::prelude::*;

    const ALL: u64 = 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31;

    pub fn facts(channels: &[(i64, u64)]) -> GuildFacts {
        let channel = |(id, own_permissions): &(i64, u64)| ChannelFacts {
            id: *id,
            name: format!("channel-{id}"),
            kind: ChannelKind::Text,
            own_permissions: *own_permissions,
            everyones_permissions: 0,
        };
        let role = |id| RoleFacts {
            id,
            name: format!("role {id}"),
            position: 1,
            permissions: 0,
            is_managed: false,
            is_mentionable: false,
        };
        GuildFacts {
            name: "Sample team".to_owned(),
            owner_user_id: 9,
            system_channel_id: None,
            channels: channels.iter().map(channel).collect(),
            roles: vec![role(40), role(41)],
            own_position: 5,
            own_permissions: ALL,
        }
    }

    fn guild(rows: &[(&str, &str)]) -> Guild {
        let rows: Vec<_> = rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        rules::guild(7, &rows)
    }

    /// Everything that is wrong.
    fn check(guild: &Guild, facts: &GuildFacts) -> Vec<Finding> {
        let today = "2026-11-25".parse().unwrap();
        findings(&SetUp { guild, today, purposes: FACE.purposes }, Some(facts), true)
    }

    fn set_up() -> Guild {
        guild(&[
            ("channel.requests", "20"),
            ("channel.admin", "21"),
            ("role.reporter", "7"),
            ("role.pm", "40"),
            ("role.lead", "41"),
            ("zone", "UTC"),
        ])
    }

    #[test]
    fn a_guild_that_is_set_up_has_nothing_wrong() {
        assert_eq!(check(&set_up(), &facts(&[(20, ALL), (21, ALL)])), []);
        assert_eq!(
            check(&set_up(), &facts(&[(20, 1 << 3), (21, ALL)])),
            [],
            "an administrator may do everything"
        );
    }

    #[test]
    fn a_new_guild_is_told_what_to_set() {
        let expected = [
            Finding::ChannelNotSet(Purpose::REQUESTS),
            Finding::ChannelNotSet(Purpose::ADMIN),
            Finding::RoleNotSet(Level::Reporter),
            Finding::RoleNotSet(Level::Pm),
            Finding::RoleNotSet(Level::Lead),
            Finding::ZoneNotSet,
        ];
        assert_eq!(check(&guild(&[]), &facts(&[])), expected);
    }

    #[test]
    fn what_is_gone_or_does_not_fit_is_found() {
        let mut guild = set_up();
        guild.channels.insert(SYNC.word.to_owned(), 22);
        guild.channels.insert(SOCIAL.word.to_owned(), 20);
        guild.roles.insert(Level::Reporter, 49);
        guild.internal_channels.push(29);
        let mut facts = facts(&[(20, ALL & !(1 << 14)), (22, ALL)]);
        facts.channels[1].kind = ChannelKind::Voice;
        facts.own_permissions = 0;
        let expected = [
            Finding::GuildPermissionMissing(Permission::UseApplicationCommands),
            Finding::PermissionsMissing { channel_id: 20, missing: vec![Permission::EmbedLinks] },
            Finding::ChannelGone(Purpose::ADMIN),
            Finding::ChannelNotText { purpose: SYNC, channel_id: 22 },
            Finding::RoleGone(Level::Reporter),
            Finding::InternalChannelGone(29),
        ];
        assert_eq!(check(&guild, &facts), expected);
    }

    proptest! {
        #[test]
        fn a_channel_is_fine_exactly_when_all_bits_are_there(bits in any::<u64>()) {
            let finding = channel_finding(Purpose::REQUESTS, 20, &facts(&[(20, bits)]));
            let needed = ALL & !(1 << 31);
            let is_fine = bits & needed == needed || bits & (1 << 3) != 0;
            prop_assert_eq!(finding.is_none(), is_fine);
        }
    }
}
