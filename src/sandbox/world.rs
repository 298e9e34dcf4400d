//! Builds what is there when the sandbox opens: servers, roles, members, channels and the bot.

use super::{
    ids::Id,
    model::{Channel, Guild, Member, Overwrite, Role, User, kind},
    permissions::Permissions,
};
use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use std::collections::BTreeMap;

/// The bot as Discord's developer portal knows it.
#[derive(Clone, Debug)]
pub struct Application {
    pub id: Id,
    pub name: String,
    /// The bot user has the application's id, as in all applications since 2016.
    pub bot_id: Id,
    pub token: String,
    pub signing_key: SigningKey,
    /// The privileged intents that are switched on in the portal, as gateway bits.
    pub privileged_intents: u64,
}

/// The seed of a sandbox. Ids are small and stable: the same builder calls give the same ids.
#[derive(Clone, Debug)]
pub struct World {
    pub application: Application,
    pub(super) users: BTreeMap<Id, User>,
    pub(super) guilds: BTreeMap<Id, Guild>,
    pub(super) channels: BTreeMap<Id, Channel>,
    next: u64,
}

/// Where seeded ids start, long before anything that the sandbox makes itself.
const FIRST_SEEDED: u64 = 100_000_000_000_000_000;

/// When seeded members joined: 1 January 2026.
fn joined_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default()
}

impl World {
    /// A world with a bot and nothing else. `seed` decides the application's keys.
    pub fn new(bot_name: &str, seed: [u8; 32]) -> Self {
        let id = Id(FIRST_SEEDED);
        let application = Application {
            id,
            name: bot_name.to_owned(),
            bot_id: id,
            // The first part of a token is the bot's id; the rest is made up.
            token: format!(
                "{}.sandbox.not-a-secret",
                data_encoding::BASE64_NOPAD.encode(id.to_string().as_bytes())
            ),
            signing_key: SigningKey::from_bytes(&seed),
            privileged_intents: 0,
        };
        let bot = user(id, bot_name, true);
        Self {
            application,
            users: BTreeMap::from([(id, bot)]),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            next: FIRST_SEEDED + 1,
        }
    }

    /// "Sample team": a small product team with its roles and channels, and docket in it.
    pub fn sample() -> Self {
        Self::new("docket", [7; 32]).with_guild("Sample team", sample_team)
    }

    /// Adds a guild that the bot has joined, built by `build`.
    pub fn with_guild(mut self, name: &str, build: impl FnOnce(&mut GuildBuilder<'_>)) -> Self {
        let guild_id = self.next_id();
        let owner_id = self.next_id();
        let bot_role_id = self.next_id();
        let everyone = role(guild_id, "@everyone", Permissions::everyone(), 0);
        let mut bot_role = role(bot_role_id, &self.application.name, bot_permissions(), 50);
        bot_role.managed = true;
        let bot = Member { roles: vec![bot_role_id], joined_at: joined_at() };
        let owner = Member { roles: Vec::new(), joined_at: joined_at() };
        let guild = Guild {
            id: guild_id,
            name: name.to_owned(),
            owner_id,
            locale: "en-US".to_owned(),
            roles: BTreeMap::from([(guild_id, everyone), (bot_role_id, bot_role)]),
            members: BTreeMap::from([(self.application.bot_id, bot), (owner_id, owner)]),
        };
        self.users.insert(owner_id, user(owner_id, "Owner", false));
        self.guilds.insert(guild_id, guild);
        build(&mut GuildBuilder { world: &mut self, guild_id });
        self
    }

    /// Changes a guild that is there by its name; what is not there stays so.
    pub fn changing_guild(mut self, name: &str, change: impl FnOnce(&mut GuildBuilder<'_>)) -> Self {
        let found = self.guilds.values().find(|guild| guild.name == name).map(|guild| guild.id);
        if let Some(guild_id) = found {
            change(&mut GuildBuilder { world: &mut self, guild_id });
        }
        self
    }

    /// Switches privileged intents on, as in the developer portal (gateway bits).
    pub fn with_privileged_intents(mut self, bits: u64) -> Self {
        self.application.privileged_intents |= bits;
        self
    }

    fn next_id(&mut self) -> Id {
        self.next += 1;
        Id(self.next)
    }
}

/// What an invite link for docket asks for.
pub fn bot_permissions() -> Permissions {
    Permissions::everyone()
        | Permissions::MANAGE_ROLES
        | Permissions::MANAGE_THREADS
        | Permissions::CREATE_PRIVATE_THREADS
        | Permissions::CREATE_EVENTS
        | Permissions::MANAGE_EVENTS
        | Permissions::PIN_MESSAGES
}

/// Fills one guild of a [`World`].
pub struct GuildBuilder<'a> {
    world: &'a mut World,
    guild_id: Id,
}

impl GuildBuilder<'_> {
    fn guild(&mut self) -> &mut Guild {
        self.world.guilds.entry(self.guild_id).or_insert_with(|| unreachable!("made by with_guild"))
    }

    /// The id of the guild, which is also that of `@everyone`.
    pub fn id(&self) -> Id {
        self.guild_id
    }

    /// Adds a role above the last one, but below the bot's.
    pub fn role(&mut self, name: &str, permissions: Permissions) -> Id {
        let id = self.world.next_id();
        let guild = self.guild();
        let position = guild.roles.len() as u16 - 1;
        guild.roles.insert(id, role(id, name, permissions, position));
        id
    }

    /// Changes a role that was added before.
    pub fn edit_role(&mut self, id: Id, edit: impl FnOnce(&mut Role)) {
        if let Some(role) = self.guild().roles.get_mut(&id) {
            edit(role);
        }
    }

    /// Changes the role that belongs to the bot.
    pub fn edit_bot_role(&mut self, edit: impl FnOnce(&mut Role)) {
        let bot_id = self.bot_id();
        let own = self.guild().members.get(&bot_id).map(|member| member.roles.clone()).unwrap_or_default();
        let mut roles = self.guild().roles.values_mut();
        if let Some(role) = roles.find(|role| role.managed && own.contains(&role.id)) {
            edit(role);
        }
    }

    /// Adds a member with these roles, and the user behind them.
    pub fn member(&mut self, name: &str, roles: &[Id]) -> Id {
        let id = self.world.next_id();
        self.world.users.insert(id, user(id, name, false));
        let member = Member { roles: roles.to_vec(), joined_at: joined_at() };
        self.guild().members.insert(id, member);
        id
    }

    /// Gives a member a short first name for the page.
    pub fn called(&mut self, id: Id, first: &str) {
        if let Some(user) = self.world.users.get_mut(&id) {
            user.first = first.to_owned();
        }
    }

    /// Adds a text channel at the bottom of the list.
    pub fn channel(&mut self, name: &str, topic: &str) -> Id {
        self.channel_of(kind::TEXT, name, topic)
    }

    /// Adds a voice channel at the bottom of the list.
    pub fn voice_channel(&mut self, name: &str) -> Id {
        self.channel_of(kind::VOICE, name, "")
    }

    fn channel_of(&mut self, kind: u8, name: &str, topic: &str) -> Id {
        let id = self.world.next_id();
        let guild_id = self.guild_id;
        let here = self.world.channels.values().filter(|c| c.guild_id == Some(guild_id));
        let channel = Channel {
            id,
            kind,
            guild_id: Some(guild_id),
            name: name.to_owned(),
            topic: Some(topic.to_owned()).filter(|topic| !topic.is_empty()),
            position: here.count() as u16,
            parent_id: None,
            overwrites: Vec::new(),
            recipients: Vec::new(),
            thread: None,
            last_message_id: None,
        };
        self.world.channels.insert(id, channel);
        id
    }

    /// Changes a channel that was added before.
    pub fn edit_channel(&mut self, id: Id, edit: impl FnOnce(&mut Channel)) {
        if let Some(channel) = self.world.channels.get_mut(&id) {
            edit(channel);
        }
    }

    /// Allows and denies permissions in one channel for a role, a member, or (with the guild's id) all.
    pub fn overwrite(&mut self, channel_id: Id, target_id: Id, allow: Permissions, deny: Permissions) {
        let for_role = self.guild().roles.contains_key(&target_id);
        if let Some(channel) = self.world.channels.get_mut(&channel_id) {
            channel.overwrites.push(Overwrite { target_id, for_role, allow, deny });
        }
    }

    /// The bot's user id, for overwrites that take something from it.
    pub fn bot_id(&self) -> Id {
        self.world.application.bot_id
    }
}

fn user(id: Id, name: &str, bot: bool) -> User {
    let username = name.to_lowercase().replace(' ', "-");
    User { id, username, name: name.to_owned(), first: String::new(), bot, dm_closed: false }
}

fn role(id: Id, name: &str, permissions: Permissions, position: u16) -> Role {
    Role { id, name: name.to_owned(), permissions, position, mentionable: false, managed: false, color: 0 }
}

fn sample_team(guild: &mut GuildBuilder<'_>) {
    let reporter = guild.role("Reporter", Permissions::NONE);
    let pm = guild.role("PM", Permissions::MANAGE_MESSAGES);
    let lead = guild.role("PM lead", Permissions::MANAGE_MESSAGES | Permissions::MENTION_EVERYONE);
    let admin = guild.role("Admin", Permissions::ADMINISTRATOR);
    for (id, color) in [(reporter, 0x2f_8f_6f), (pm, 0x3b_6f_d4), (lead, 0x8a_4f_c7), (admin, 0xc0_4a_3a)] {
        guild.edit_role(id, |role| role.color = color);
    }
    guild.edit_role(pm, |role| role.mentionable = true);
    let members: [(&str, &str, &[Id]); 13] = [
        ("Ana", "Support engineer", &[reporter]),
        ("Ben", "Customer success", &[reporter]),
        ("Cai", "Sales", &[reporter]),
        ("Dee", "Marketing", &[reporter]),
        ("Eli", "PM Growth", &[pm]),
        ("Fay", "PM Platform", &[pm]),
        ("Gus", "PM Channels and posts", &[pm]),
        ("Hal", "PM User management", &[pm]),
        ("Ida", "PM Apps and integrations", &[pm]),
        ("Joe", "PM Self-service", &[pm]),
        ("Kit", "PM lead", &[pm, lead]),
        ("Lou", "Admin", &[admin]),
        ("Max", "Guest", &[]),
    ];
    // By the alphabet, so that nobody takes them for anybody.
    let ids = members.map(|(first, name, roles)| {
        let id = guild.member(name, roles);
        guild.called(id, first);
        id
    });
    let admin_id = ids[11];
    guild.channel("general", "Everything that has no channel of its own");
    guild.channel("requests", "Customer requests as they come in");
    guild.channel("support", "Conversations with customers");
    guild.channel("pm-sync", "The weekly sync: agenda and minutes");
    guild.channel("social", "Public posts that mention us");
    let private = guild.channel("admin", "Settings and notices, for admins");
    let everyone = guild.id();
    let bot_id = guild.bot_id();
    guild.overwrite(private, everyone, Permissions::NONE, Permissions::VIEW_CHANNEL);
    guild.overwrite(private, bot_id, Permissions::VIEW_CHANNEL, Permissions::NONE);
    guild.overwrite(private, admin_id, Permissions::VIEW_CHANNEL, Permissions::NONE);
    // Below all others, so that whoever may give roles may give this one.
    let on_duty = guild.role("On duty", Permissions::NONE);
    guild.edit_role(on_duty, |role| role.position = 1);
    guild.voice_channel("Meeting room");
}
