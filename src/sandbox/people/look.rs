//! What a person sees, and how tests find things by name.

use crate::sandbox::{
    Core, Sandbox,
    ids::Id,
    interactions::Form,
    model::{Channel, Command, Guild, Message, User, kind},
    permissions::{self, Permissions},
    state::State,
};
use std::{sync::Arc, time::Duration};

/// How long `wait_for` waits, in real time.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Sandbox {
    /// The guild with this name.
    pub fn guild(&self, name: &str) -> Option<Id> {
        self.core.read(|state| state.guilds.values().find(|guild| guild.name == name).map(|guild| guild.id))
    }

    /// The text channel of a guild with this name.
    pub fn channel(&self, guild_id: Id, name: &str) -> Option<Id> {
        self.core.read(|state| {
            let here = state.channels.values().find(|c| c.guild_id == Some(guild_id) && c.name == name);
            here.map(|channel| channel.id)
        })
    }

    /// The member of a guild with this name.
    pub fn member(&self, guild_id: Id, name: &str) -> Option<Id> {
        self.core.read(|state| {
            let guild = state.guilds.get(&guild_id)?;
            guild.members.keys().copied().find(|id| state.users.get(id).is_some_and(|user| user.name == name))
        })
    }

    /// The role of a guild with this name.
    pub fn role(&self, guild_id: Id, name: &str) -> Option<Id> {
        self.core.read(|state| {
            let guild = state.guilds.get(&guild_id)?;
            guild.roles.values().find(|role| role.name == name).map(|role| role.id)
        })
    }

    /// The bot's user id.
    pub fn bot_id(&self) -> Id {
        self.core.read(State::bot_id)
    }

    /// All guilds, with their members and roles.
    pub fn guilds(&self) -> Vec<Guild> {
        self.core.read(|state| state.guilds.values().cloned().collect())
    }

    /// A user by id.
    pub fn user(&self, id: Id) -> Option<User> {
        self.core.read(|state| state.users.get(&id).cloned())
    }

    /// The commands that can be used in a guild, or in a direct message.
    pub fn commands(&self, guild_id: Option<Id>) -> Vec<Command> {
        self.core.read(|state| state.commands_in(guild_id).cloned().collect())
    }

    /// The channels that a person sees in a guild, top to bottom, threads under their parents.
    pub fn channels(&self, guild_id: Id, user_id: Id) -> Vec<Channel> {
        self.core.read(|state| channels_of(state, guild_id, user_id))
    }

    /// The messages that a person sees in a channel, oldest first.
    pub fn messages(&self, channel_id: Id, user_id: Id) -> Vec<Message> {
        self.core.read(|state| messages_for(state, channel_id, user_id))
    }

    /// A message as it stands now.
    pub fn message(&self, id: Id) -> Option<Message> {
        self.core.read(|state| state.messages.get(&id).cloned())
    }

    /// The private replies that a person still has on screen, oldest first.
    pub fn ephemerals(&self, user_id: Id) -> Vec<Message> {
        self.core.read(|state| {
            let mut list: Vec<Message> =
                state.messages.values().filter(|m| m.private_to == Some(user_id)).cloned().collect();
            list.sort_by_key(|message| message.id);
            list
        })
    }

    /// The direct messages between a person and the bot, oldest first.
    pub fn dms(&self, user_id: Id) -> Vec<Message> {
        self.core.read(|state| {
            let dm = state.channels.values().find(|c| c.kind == kind::DM && c.recipients.contains(&user_id));
            dm.map(|channel| messages_for(state, channel.id, user_id)).unwrap_or_default()
        })
    }

    /// The direct-message channel between a person and the bot, opened if need be.
    pub fn dm_channel(&self, user_id: Id) -> Id {
        self.core.change(|state, now| state.dm_channel(now, user_id))
    }

    /// The forms that a person has open, oldest first.
    pub fn forms(&self, user_id: Id) -> Vec<Form> {
        self.core.read(|state| state.forms.values().filter(|form| form.user_id == user_id).cloned().collect())
    }

    /// Waits until some message in a channel (private ones included) fits, up to ten seconds.
    pub async fn wait_for(&self, channel_id: Id, fits: impl Fn(&Message) -> bool) -> Option<Message> {
        self.core.wait(|state| state.messages_of(channel_id).find(|message| fits(message)).cloned()).await
    }

    /// Waits until a direct message to a person fits, up to ten seconds.
    pub async fn wait_for_dm(&self, user_id: Id, fits: impl Fn(&Message) -> bool) -> Option<Message> {
        let channel_id = self.dm_channel(user_id);
        self.wait_for(channel_id, fits).await
    }

    /// Waits until a bot is connected to the gateway and has registered commands, up to ten seconds.
    pub async fn wait_for_bot(&self) -> bool {
        let ready = |state: &State| {
            let reachable = state.gateway.connected() > 0 || state.endpoint.is_some();
            (reachable && !state.commands.is_empty()).then_some(())
        };
        self.core.wait(ready).await.is_some()
    }

    /// Waits until the journal fits, up to ten seconds.
    pub async fn wait_for_journal(&self, fits: impl Fn(&crate::sandbox::Journal) -> bool) -> bool {
        self.core.wait(|state| fits(&state.journal).then_some(())).await.is_some()
    }
}

impl Core {
    /// Looks at every change until there is something to see, up to ten seconds of real time.
    pub(in crate::sandbox) async fn wait<T>(
        self: &Arc<Self>,
        look: impl Fn(&State) -> Option<T>,
    ) -> Option<T> {
        let mut changed = self.changed.subscribe();
        let search = async {
            loop {
                changed.borrow_and_update();
                if let Some(found) = self.read(&look) {
                    return Some(found);
                }
                changed.changed().await.ok()?;
            }
        };
        tokio::time::timeout(TIMEOUT, search).await.ok().flatten()
    }
}

/// The channels that a person sees in a guild, top to bottom, threads under their parents.
pub(in crate::sandbox) fn channels_of(state: &State, guild_id: Id, user_id: Id) -> Vec<Channel> {
    let seen = |c: &&Channel| {
        c.guild_id == Some(guild_id)
            && permissions::in_channel(state, c, user_id).has(Permissions::VIEW_CHANNEL)
    };
    let mut list: Vec<Channel> = state.channels.values().filter(seen).cloned().collect();
    let top = |c: &Channel| c.parent_id.filter(|_| c.thread.is_some()).and_then(|id| state.channels.get(&id));
    list.sort_by_key(|c| (top(c).unwrap_or(c).position, c.thread.is_some(), c.id));
    list
}

/// The messages that a person sees in a channel, oldest first.
pub(in crate::sandbox) fn messages_for(state: &State, channel_id: Id, user_id: Id) -> Vec<Message> {
    let Some(channel) = state.channels.get(&channel_id) else { return Vec::new() };
    if !permissions::in_channel(state, channel, user_id).has(Permissions::VIEW_CHANNEL) {
        return Vec::new();
    }
    let seen = |m: &&Message| m.private_to.is_none_or(|only| only == user_id);
    state.messages_of(channel_id).filter(seen).cloned().collect()
}

/// Turns `@Name`, `@Role` and `#channel` in a typed text into mentions, longest names first.
pub(super) fn with_mentions(state: &State, guild_id: Option<Id>, text: &str) -> String {
    let Some(guild) = guild_id.and_then(|id| state.guilds.get(&id)) else { return text.to_owned() };
    let users = guild.members.keys().filter_map(|id| state.users.get(id));
    let users = users.map(|user| (format!("@{}", user.name), format!("<@{}>", user.id)));
    let roles = guild.roles.values().filter(|role| role.id != guild.id);
    let roles = roles.map(|role| (format!("@{}", role.name), format!("<@&{}>", role.id)));
    let channels = state.channels.values().filter(|channel| channel.guild_id == guild_id);
    let channels = channels.map(|channel| (format!("#{}", channel.name), format!("<#{}>", channel.id)));
    // Users come before roles, so that of two with one name the person is meant.
    let mut names: Vec<(String, String)> = users.chain(roles).chain(channels).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.iter().fold(text.to_owned(), |text, (name, mention)| text.replace(name.as_str(), mention))
}

/// Turns `@Name` of members in a typed text into mentions, longest names first.
pub(super) fn with_people(state: &State, guild_id: Option<Id>, text: &str) -> String {
    let Some(guild) = guild_id.and_then(|id| state.guilds.get(&id)) else { return text.to_owned() };
    let users = guild.members.keys().filter_map(|id| state.users.get(id));
    let mut names: Vec<(String, String)> =
        users.map(|user| (format!("@{}", user.name), format!("<@{}>", user.id))).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    names.iter().fold(text.to_owned(), |text, (name, mention)| text.replace(name.as_str(), mention))
}
