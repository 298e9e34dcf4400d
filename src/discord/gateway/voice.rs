//! Who is in the voice and stage channels of a guild.

use super::super::wire::id;
use crate::room::Voice;
use serenity::all::{Guild, VoiceState};

/// A person has gone somewhere, or did something where they are; with the guild. `None` for a bot, and outside guilds.
pub(super) fn moved(state: &VoiceState) -> Option<(i64, Voice)> {
    if state.member.as_ref().is_some_and(|member| member.user.bot) {
        return None;
    }
    let channel_id = state.channel_id.map(|channel| id(channel.get()));
    Some((id(state.guild_id?.get()), Voice::Moved(id(state.user_id.get()), channel_id)))
}

/// All people who are somewhere in a guild that docket has connected to.
pub(super) fn all(guild: &Guild) -> Voice {
    let is_bot = |state: &VoiceState| {
        let member = state.member.as_ref().or_else(|| guild.members.get(&state.user_id));
        member.is_some_and(|member| member.user.bot)
    };
    let people = guild.voice_states.values().filter(|state| !is_bot(state));
    Voice::All(
        people.filter_map(|state| Some((id(state.user_id.get()), id(state.channel_id?.get())))).collect(),
    )
}
