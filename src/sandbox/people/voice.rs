//! Voice and stage channels: who is in them.

use crate::sandbox::{
    Core, Sandbox,
    ids::Id,
    model::kind,
    permissions::{self, Permissions},
};

impl Sandbox {
    /// Somebody goes into a voice or stage channel, from wherever they were.
    ///
    /// # Errors
    /// What Discord's client would say.
    pub fn join_voice(&self, user_id: Id, channel_id: Id) -> Result<(), String> {
        self.core.join_voice(user_id, channel_id)
    }

    /// Somebody leaves the voice or stage channel that they are in.
    pub fn leave_voice(&self, guild_id: Id, user_id: Id) {
        self.core.leave_voice(guild_id, user_id);
    }

    /// Somebody does something in the channel that they are in, such as muting themselves: Discord tells of it as if they
    /// had come.
    pub fn mute_in_voice(&self, guild_id: Id, user_id: Id) {
        self.core.change(|state, _| state.send_voice(guild_id, user_id));
    }

    /// Somebody creates a voice channel, or a stage channel.
    pub fn create_voice_channel(&self, guild_id: Id, name: &str, is_stage: bool) -> Id {
        let kind = if is_stage { kind::STAGE } else { kind::VOICE };
        self.create_channel_of(guild_id, name, kind)
    }
}

impl Core {
    pub(in crate::sandbox) fn join_voice(&self, user_id: Id, channel_id: Id) -> Result<(), String> {
        self.change(|state, _| {
            let channel = state.channels.get(&channel_id).ok_or("The channel is gone")?;
            let guild_id = channel.guild_id.filter(|_| channel.is_voice());
            let guild_id = guild_id.ok_or("Nobody can speak in this channel")?;
            let may = permissions::in_channel(state, channel, user_id);
            if !may.has(Permissions::VIEW_CHANNEL | Permissions::CONNECT) {
                return Err("You do not have permission to connect to this channel".to_owned());
            }
            state.voice.insert((guild_id, user_id), channel_id);
            state.send_voice(guild_id, user_id);
            Ok(())
        })
    }

    /// Goes into a channel, or out of it for whoever is in it.
    pub(in crate::sandbox) fn toggle_voice(&self, user_id: Id, channel_id: Id) -> Result<(), String> {
        let there = self.read(|state| {
            let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id)?;
            (state.voice.get(&(guild_id, user_id)) == Some(&channel_id)).then_some(guild_id)
        });
        match there {
            Some(guild_id) => {
                self.leave_voice(guild_id, user_id);
                Ok(())
            }
            None => self.join_voice(user_id, channel_id),
        }
    }

    pub(in crate::sandbox) fn leave_voice(&self, guild_id: Id, user_id: Id) {
        self.change(|state, _| {
            if state.voice.remove(&(guild_id, user_id)).is_some() {
                state.send_voice(guild_id, user_id);
            }
        });
    }
}
