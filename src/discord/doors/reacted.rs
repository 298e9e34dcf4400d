//! A reaction to a message may be meant for docket: how a public question ended. The rooms know. Nobody is answered: the
//! card shows what came of it.

use super::{
    super::wire::{caller_name, id},
    Doors,
};
use crate::{
    contract::{Caller, Invocation, Source},
    error::Error,
    room::Reacted,
    workspace,
};
use serenity::all as discord;
use sha2::{Digest, Sha256};
use tracing::Instrument;

/// A reaction of a member of a guild, with an emoji of Unicode.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::discord) struct Reaction {
    caller: Caller,
    message_id: i64,
    emoji: String,
}

impl Reaction {
    /// `None` when it is a bot's, outside a guild, or an emoji of some server's own.
    pub fn read(reaction: &discord::Reaction) -> Option<Self> {
        let discord::ReactionType::Unicode(emoji) = &reaction.emoji else { return None };
        let (guild_id, member) = (reaction.guild_id?, reaction.member.as_ref()?);
        if member.user.bot {
            return None;
        }
        let caller = Caller {
            guild_id: id(guild_id.get()),
            channel_id: id(reaction.channel_id.get()),
            user_id: id(member.user.id.get()),
            name: caller_name(member.nick.as_deref(), &member.user),
            role_ids: member.roles.iter().map(|role| id(role.get())).collect(),
            // A reaction does not say what its author may do.
            permissions: 0,
            locale: "en-US".to_owned(),
        };
        Some(Self { caller, message_id: id(reaction.message_id.get()), emoji: emoji.clone() })
    }

    /// Stands for the invocation: the same for the same person, message and emoji, so that one that is delivered twice counts
    /// once.
    fn invocation_id(&self) -> i64 {
        let whole = format!("{}:{}:{}", self.message_id, self.caller.user_id, self.emoji);
        let digest = Sha256::digest(whole.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        // Never a number that Discord gives, those are positive.
        i64::from_be_bytes(first) | i64::MIN
    }
}

impl Doors {
    /// Runs what the reaction means, if a room waits for it.
    pub async fn reacted(&self, reaction: Reaction) {
        let guild_id = reaction.caller.guild_id;
        match self.meant_by_reaction(reaction).await {
            Ok(None) => {}
            Ok(Some(invocation)) => {
                let span = tracing::info_span!(
                    "invocation",
                    guild.id = guild_id,
                    command = invocation.path,
                    user.id = invocation.caller.user_id,
                );
                let (began, path) = (tokio::time::Instant::now(), invocation.path.clone());
                self.desk.answer(self.clock.now(), invocation).instrument(span).await;
                self.metrics.answered(&path, "reacted", began.elapsed());
                self.nudge.notify_one();
            }
            Err(error) if !self.db.is_worth_a_line(error.is_passing()) => {}
            Err(error) => {
                tracing::error!(guild.id = guild_id, %error, "a reaction could not be looked at");
            }
        }
    }

    async fn meant_by_reaction(&self, reaction: Reaction) -> Result<Option<Invocation>, Error> {
        let guild = workspace::guild(&self.db, reaction.caller.guild_id).await?;
        let reacted = Reacted {
            channel_id: reaction.caller.channel_id,
            message_id: reaction.message_id,
            user_id: reaction.caller.user_id,
            emoji: reaction.emoji.clone(),
        };
        let line = self.rooms.reacts(&self.db, &guild, &reacted).await?;
        let (id, source) = (reaction.invocation_id(), Source::Mention { message_id: reaction.message_id });
        Ok(line.map(|line| Invocation::from_line(id, reaction.caller, source, &line, None)))
    }
}
