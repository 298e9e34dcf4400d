//! Which change is told to the gateway, and to whom.

use super::intent;
use crate::sandbox::{
    error::ApiError, ids::Id, model::Message, permissions::Permissions, render, state::State,
};
use serde_json::json;

impl State {
    /// MESSAGE_CREATE or MESSAGE_UPDATE, to a bot that can see the channel.
    pub fn send_message(&mut self, event: &str, message_id: Id) {
        let Some(message) = self.messages.get(&message_id) else { return };
        let seen = self.channels.get(&message.channel_id);
        let seen = seen.is_some_and(|channel| self.bot_may(channel, Permissions::VIEW_CHANNEL));
        let wanted = intent_of(message);
        if message.private_to.is_some() || !seen || !self.gateway.wants(wanted) {
            return;
        }
        // One portal switch decides for all sessions of the bot, so one rendering serves them all.
        let with_content = self.gateway.wants(intent::MESSAGE_CONTENT);
        let data = render::gateway_message(self, message, with_content);
        self.gateway.dispatch(event, wanted, &data);
    }

    /// MESSAGE_REACTION_ADD, of a member of a guild, to a bot that can see the channel.
    pub fn send_reaction(&mut self, message_id: Id, user_id: Id, emoji: &str) {
        let Some(message) = self.messages.get(&message_id) else { return };
        let seen = self.channels.get(&message.channel_id);
        let seen = seen.is_some_and(|channel| self.bot_may(channel, Permissions::VIEW_CHANNEL));
        let Some(guild_id) = message.guild_id.filter(|_| message.private_to.is_none() && seen) else {
            return;
        };
        let mut data = json!({
            "guild_id": guild_id, "user_id": user_id, "channel_id": message.channel_id, "message_id": message_id,
            "message_author_id": message.author_id, "emoji": { "id": null, "name": emoji },
            "burst": false, "type": 0,
        });
        let member = self.guilds.get(&guild_id).and_then(|guild| guild.members.get(&user_id));
        if let Some(member) = member {
            data["member"] = render::member(self, user_id, member);
        }
        self.gateway.dispatch("MESSAGE_REACTION_ADD", intent::GUILD_MESSAGE_REACTIONS, &data);
    }

    /// MESSAGE_DELETE.
    pub fn send_message_deleted(&mut self, message: &Message) {
        let mut data = json!({ "id": message.id, "channel_id": message.channel_id });
        if let Some(guild_id) = message.guild_id {
            data["guild_id"] = json!(guild_id);
        }
        self.gateway.dispatch("MESSAGE_DELETE", intent_of(message), &data);
    }

    /// CHANNEL_CREATE or CHANNEL_UPDATE, THREAD_… for threads.
    pub fn send_channel(&mut self, change: &str, channel_id: Id) {
        let Some(channel) = self.channels.get(&channel_id).filter(|c| c.guild_id.is_some()) else { return };
        let prefix = if channel.thread.is_some() { "THREAD" } else { "CHANNEL" };
        let data = render::channel(channel, self);
        self.gateway.dispatch(&format!("{prefix}_{change}"), intent::GUILDS, &data);
    }

    /// Removes a channel, its threads and messages, and sends CHANNEL_DELETE or THREAD_DELETE.
    pub fn delete_channel(&mut self, id: Id) -> Result<(), ApiError> {
        let channel = self.channels.get(&id).ok_or_else(ApiError::unknown_channel)?;
        let data = render::channel(channel, self);
        let event = if channel.thread.is_some() { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
        let inner = self.channels.values().filter(|c| c.parent_id == Some(id) && c.thread.is_some());
        let gone: Vec<Id> = inner.map(|c| c.id).chain([id]).collect();
        for channel_id in gone {
            self.channels.remove(&channel_id);
            for message_id in self.by_channel.remove(&channel_id).unwrap_or_default() {
                self.messages.remove(&message_id);
            }
        }
        self.gateway.dispatch(event, intent::GUILDS, &data);
        self.hang_up(id);
        Ok(())
    }

    /// GUILD_ROLE_CREATE or GUILD_ROLE_UPDATE.
    pub fn send_role(&mut self, change: &str, guild_id: Id, role_id: Id) {
        let Some(role) = self.guilds.get(&guild_id).and_then(|guild| guild.roles.get(&role_id)) else {
            return;
        };
        let data = json!({ "guild_id": guild_id, "role": render::role(role) });
        self.gateway.dispatch(&format!("GUILD_ROLE_{change}"), intent::GUILDS, &data);
    }

    /// GUILD_MEMBER_ADD or GUILD_MEMBER_UPDATE, for bots with the privileged intent.
    pub fn send_member(&mut self, change: &str, guild_id: Id, user_id: Id) {
        let Some(member) = self.guilds.get(&guild_id).and_then(|guild| guild.members.get(&user_id)) else {
            return;
        };
        let mut data = render::member(self, user_id, member);
        data["guild_id"] = json!(guild_id);
        self.gateway.dispatch(&format!("GUILD_MEMBER_{change}"), intent::GUILD_MEMBERS, &data);
    }

    /// GUILD_MEMBER_REMOVE, for bots with the privileged intent.
    pub fn send_member_gone(&mut self, guild_id: Id, user_id: Id) {
        let data = json!({ "guild_id": guild_id, "user": render::user_by_id(self, user_id) });
        self.gateway.dispatch("GUILD_MEMBER_REMOVE", intent::GUILD_MEMBERS, &data);
    }

    /// VOICE_STATE_UPDATE, of a member of a guild.
    pub fn send_voice(&mut self, guild_id: Id, user_id: Id) {
        let mut data = render::voice_state(self, guild_id, user_id);
        let member = self.guilds.get(&guild_id).and_then(|guild| guild.members.get(&user_id));
        if let Some(member) = member {
            data["member"] = render::member(self, user_id, member);
        }
        self.gateway.dispatch("VOICE_STATE_UPDATE", intent::GUILD_VOICE_STATES, &data);
    }

    /// Whoever is in a channel is not there any more.
    fn hang_up(&mut self, channel_id: Id) {
        let there: Vec<(Id, Id)> =
            self.voice.iter().filter(|(_, at)| **at == channel_id).map(|(who, _)| *who).collect();
        for (guild_id, user_id) in there {
            self.voice.remove(&(guild_id, user_id));
            self.send_voice(guild_id, user_id);
        }
    }

    /// GUILD_CREATE: the bot has joined, or has come online.
    pub fn send_guild(&mut self, guild_id: Id) {
        if let Some(data) = render::guild_create(self, guild_id) {
            self.gateway.dispatch("GUILD_CREATE", intent::GUILDS, &data);
        }
    }
}

fn intent_of(message: &Message) -> u64 {
    match message.guild_id {
        Some(_) => intent::GUILD_MESSAGES,
        None => intent::DIRECT_MESSAGES,
    }
}
