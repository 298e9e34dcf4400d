//! A reply to a message of docket's may be meant for it: a note in a meeting, an answer in a thread. The rooms know.

use super::{
    super::wire::{caller_name, id},
    Doors, log_unsaid,
    response_plan::ResponsePlan,
};
use crate::{
    contract::{Caller, Invocation, Message, Source},
    error::Error,
    room::Replied,
    workspace,
};
use serenity::all as discord;
use tracing::Instrument;

/// The most characters of an answer that is an emoji and becomes a reaction.
const EMOJI: usize = 2;

/// A reply to a message of docket's in a guild.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::discord) struct Heard {
    caller: Caller,
    message_id: i64,
    to_message_id: i64,
    text: String,
}

impl Heard {
    /// `None` when the message is no reply to docket, of another bot, or has no words.
    pub fn read(message: &discord::Message, guild_id: i64, own_user_id: i64) -> Option<Self> {
        let replied_to = message.referenced_message.as_deref()?;
        let is_ours = id(replied_to.author.id.get()) == own_user_id;
        let text = message.content.trim();
        if !is_ours || message.author.bot || message.webhook_id.is_some() || text.is_empty() {
            return None;
        }
        let member = message.member.as_deref();
        let roles = member.map(|member| member.roles.iter().map(|role| id(role.get())).collect());
        let caller = Caller {
            guild_id,
            channel_id: id(message.channel_id.get()),
            user_id: id(message.author.id.get()),
            name: caller_name(member.and_then(|member| member.nick.as_deref()), &message.author),
            role_ids: roles.unwrap_or_default(),
            // A message does not say what its author may do.
            permissions: 0,
            locale: "en-US".to_owned(),
        };
        let (message_id, to_message_id) = (id(message.id.get()), id(replied_to.id.get()));
        Some(Self { caller, message_id, to_message_id, text: text.to_owned() })
    }
}

impl Doors {
    /// Runs what the reply means, if a room waits for it. A second run has no further effect: the message's id stands for
    /// the invocation.
    pub async fn heard(&self, heard: Heard) {
        let (guild_id, message_id) = (heard.caller.guild_id, heard.message_id);
        match self.meant_by(heard).await {
            Ok(None) => {}
            Ok(Some(invocation)) => {
                let span = tracing::info_span!(
                    "invocation",
                    guild.id = guild_id,
                    command = invocation.path,
                    interaction.id = message_id,
                    user.id = invocation.caller.user_id,
                );
                self.run_heard(invocation, message_id).instrument(span).await;
                self.nudge.notify_one();
            }
            Err(error) if !self.db.is_worth_a_line(error.is_passing()) => {}
            Err(error) => {
                tracing::error!(guild.id = guild_id, %error, "a reply could not be looked at");
            }
        }
    }

    async fn meant_by(&self, heard: Heard) -> Result<Option<Invocation>, Error> {
        let Heard { caller, message_id, to_message_id, text } = heard;
        let guild = workspace::guild(&self.db, caller.guild_id).await?;
        let replied = Replied { channel_id: caller.channel_id, to_message_id, user_id: caller.user_id };
        let line = self.rooms.hears(&self.db, &guild, &replied).await?;
        let source = Source::Mention { message_id };
        Ok(line.map(|line| Invocation::from_line(message_id, caller, source, &line, Some(text))))
    }

    async fn run_heard(&self, invocation: Invocation, message_id: i64) {
        let (plan, path) = (ResponsePlan::of(&invocation), invocation.path.clone());
        let (guild_id, channel_id) = (invocation.caller.guild_id, invocation.caller.channel_id);
        let began = tokio::time::Instant::now();
        let reply = self.desk.answer(self.clock.now(), invocation).await;
        let mut message = plan.spoken(&reply);
        // Where docket may not react, the mark is said, so that nobody wonders whether they were heard.
        let is_marked = match emoji(&message) {
            Some(emoji) => self.react(channel_id, message_id, emoji).await,
            None => false,
        };
        if !is_marked && let Err(error) = self.reply_to(guild_id, channel_id, message_id, &mut message).await
        {
            log_unsaid("a reply could not be answered; what was done stands", &error);
        }
        self.metrics.answered(&path, "replied", began.elapsed());
    }
}

/// The answer, when it is nothing but an emoji: a mark on what was said is enough then.
fn emoji(message: &Message) -> Option<&str> {
    let text = message.text.trim();
    let is_mark = !text.is_ascii() && text.chars().count() <= EMOJI && message.cards.is_empty();
    is_mark.then_some(text)
}
