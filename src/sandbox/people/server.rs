//! What happens to a server and its members.

use crate::sandbox::{
    Sandbox,
    gateway::intent,
    ids::Id,
    model::{Channel, Member, Overwrite, User, kind},
    permissions::Permissions,
};
use serde_json::json;

impl Sandbox {
    /// Somebody new joins a guild.
    pub fn join(&self, guild_id: Id, name: &str, roles: &[Id]) -> Id {
        self.core.change(|state, now| {
            let id = state.ids.next(now);
            let username = name.to_lowercase().replace(' ', "-");
            let user = User {
                id,
                username,
                name: name.to_owned(),
                first: String::new(),
                bot: false,
                dm_closed: false,
            };
            state.users.insert(id, user);
            if let Some(guild) = state.guilds.get_mut(&guild_id) {
                guild.members.insert(id, Member { roles: roles.to_vec(), joined_at: now });
            }
            state.send_member("ADD", guild_id, id);
            id
        })
    }

    /// Somebody who left a guild is a member of it again, with these roles.
    pub fn come_back(&self, guild_id: Id, user_id: Id, roles: &[Id]) {
        self.core.change(|state, now| {
            if let Some(guild) = state.guilds.get_mut(&guild_id) {
                guild.members.insert(user_id, Member { roles: roles.to_vec(), joined_at: now });
            }
            state.send_member("ADD", guild_id, user_id);
        });
    }

    /// Somebody leaves a guild. For the bot itself the guild is gone (GUILD_DELETE).
    pub fn leave(&self, guild_id: Id, user_id: Id) {
        self.core.leave(guild_id, user_id);
    }

    /// The bot is added to a guild that it is not in, with these roles.
    pub fn add_bot(&self, guild_id: Id, roles: &[Id]) {
        self.core.change(|state, now| {
            let bot_id = state.app.bot_id;
            if let Some(guild) = state.guilds.get_mut(&guild_id) {
                guild.members.insert(bot_id, Member { roles: roles.to_vec(), joined_at: now });
            }
            state.send_guild(guild_id);
        });
    }

    /// Changes a member's roles.
    pub fn set_roles(&self, guild_id: Id, user_id: Id, roles: &[Id]) {
        self.core.change(|state, _| {
            let member = state.guilds.get_mut(&guild_id).and_then(|guild| guild.members.get_mut(&user_id));
            if let Some(member) = member {
                member.roles = roles.to_vec();
            }
            state.send_member("UPDATE", guild_id, user_id);
        });
    }

    /// Changes a role's permissions.
    pub fn set_role_permissions(&self, guild_id: Id, role_id: Id, permissions: Permissions) {
        self.core.change(|state, _| {
            let role = state.guilds.get_mut(&guild_id).and_then(|guild| guild.roles.get_mut(&role_id));
            if let Some(role) = role {
                role.permissions = permissions;
            }
            state.send_role("UPDATE", guild_id, role_id);
        });
    }

    /// Deletes a role.
    pub fn delete_role(&self, guild_id: Id, role_id: Id) {
        self.core.change(|state, _| {
            let Some(guild) = state.guilds.get_mut(&guild_id) else { return };
            guild.roles.remove(&role_id);
            for member in guild.members.values_mut() {
                member.roles.retain(|id| *id != role_id);
            }
            let data = json!({ "guild_id": guild_id, "role_id": role_id });
            state.gateway.dispatch("GUILD_ROLE_DELETE", intent::GUILDS, &data);
        });
    }

    /// Sets what a role, a member or (with the guild's id) everybody may do in one channel.
    pub fn set_overwrite(&self, channel_id: Id, target_id: Id, allow: Permissions, deny: Permissions) {
        self.core.change(|state, _| {
            let for_role = state.guilds.values().any(|guild| guild.roles.contains_key(&target_id));
            if let Some(channel) = state.channels.get_mut(&channel_id) {
                channel.overwrites.retain(|overwrite| overwrite.target_id != target_id);
                channel.overwrites.push(Overwrite { target_id, for_role, allow, deny });
            }
            state.send_channel("UPDATE", channel_id);
        });
    }

    /// Somebody creates a text channel.
    pub fn create_channel(&self, guild_id: Id, name: &str) -> Id {
        self.create_channel_of(guild_id, name, kind::TEXT)
    }

    pub(super) fn create_channel_of(&self, guild_id: Id, name: &str, kind: u8) -> Id {
        self.core.change(|state, now| {
            let id = state.ids.next(now);
            let position = state.channels.values().filter(|c| c.guild_id == Some(guild_id)).count() as u16;
            let channel = Channel {
                id,
                kind,
                guild_id: Some(guild_id),
                name: name.to_owned(),
                topic: None,
                position,
                parent_id: None,
                overwrites: Vec::new(),
                recipients: Vec::new(),
                thread: None,
                last_message_id: None,
            };
            state.channels.insert(id, channel);
            state.send_channel("CREATE", id);
            id
        })
    }

    /// Dismisses a private reply or the notice of a failure, as its reader can.
    pub fn dismiss(&self, user_id: Id, message_id: Id) {
        self.core.dismiss(user_id, message_id);
    }
}

impl crate::sandbox::Core {
    pub(in crate::sandbox) fn leave(&self, guild_id: Id, user_id: Id) {
        self.change(|state, _| {
            let Some(guild) = state.guilds.get_mut(&guild_id) else { return };
            guild.members.remove(&user_id);
            state.voice.remove(&(guild_id, user_id));
            if user_id == state.app.bot_id {
                let data = json!({ "id": guild_id });
                state.gateway.dispatch("GUILD_DELETE", intent::GUILDS, &data);
            } else {
                state.send_member_gone(guild_id, user_id);
            }
        });
    }

    pub(in crate::sandbox) fn dismiss(&self, user_id: Id, message_id: Id) {
        self.change(|state, _| {
            let own = state.messages.get(&message_id).is_some_and(|m| m.private_to == Some(user_id));
            if own {
                // It was there a moment ago, under the same lock.
                let _ = state.delete_message(message_id);
            }
            // A failed interaction leaves a notice that can be put away in the same manner.
            if let Some(found) = state.interactions.get_mut(&message_id).filter(|i| i.user_id == user_id) {
                found.dismissed = true;
            }
        });
    }
}
