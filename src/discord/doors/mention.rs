//! A message that mentions docket is feedback; the answer is a reply to it, in the open. In the channel for public questions
//! it brings one, and so does a message there that mentions the PM role: Discord tells of that without a privileged intent,
//! though not what the message says.

use super::{
    super::{
        files::with_files,
        rest::{Body, Error, Route, code},
        wire::{caller_name, id, pages, read_components, snapshot, snapshot_attachment, unread},
    },
    Doors, log_unsaid,
    response_plan::ResponsePlan,
};
use crate::{
    base::text::short_hash,
    contract::{Caller, Given, Guild, Invocation, Level, Message, Options, Reply, Source, leaf},
    queue::Target,
    request,
    workspace::SOCIAL,
};
use serde_json::json;
use serenity::all as discord;
use tracing::Instrument;

/// The command that a mention runs, and the one that a mention runs as a reply to somebody else's message.
const PATH: &str = "feedback";
const REPLY_PATH: &str = "File feedback";
/// The command that a message in the channel for public questions runs.
const BRING_PATH: &str = "Escalate to owner";

/// What a mention that only thanks gets.
const WELCOME: &str = "👍";

/// A message in a guild that mentions docket in its text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::discord) struct Mentioned {
    pub guild_id: i64,
    pub channel_id: i64,
    pub message_id: i64,
    /// `None` when there is nothing to do but to be polite.
    invocation: Option<Invocation>,
}

/// Where messages bring public questions, and the role whose mention does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::discord) struct Social {
    channel_id: Option<i64>,
    role_id: Option<i64>,
}

impl Social {
    /// As the guild's settings say.
    pub fn of(guild: &Guild) -> Self {
        Self { channel_id: guild.channel_of(SOCIAL), role_id: guild.roles.get(&Level::Pm).copied() }
    }

    fn is_here(self, channel_id: i64) -> bool {
        self.channel_id == Some(channel_id)
    }

    /// Whether a message in the channel brings a question by mentioning these roles.
    pub fn is_called(self, channel_id: i64, mut role_ids: impl Iterator<Item = i64>) -> bool {
        self.is_here(channel_id) && role_ids.any(|role_id| self.role_id == Some(role_id))
    }
}

/// Whether the message may be meant for docket, whatever the settings say.
pub(in crate::discord) fn may_be_meant(message: &discord::Message, own_user_id: i64) -> bool {
    !message.mention_roles.is_empty() || message.content.contains(&own_user_id.to_string())
}

impl Mentioned {
    /// `None` when the message is of another bot, outside a guild, or mentions docket only by being a reply.
    ///
    /// `guild_id` is given because messages that are read from a channel do not name it, and `role_ids` because they do
    /// not say what roles the author has.
    pub fn read(
        message: &discord::Message,
        guild_id: i64,
        role_ids: Option<Vec<i64>>,
        own_user_id: i64,
        social: Social,
    ) -> Option<Self> {
        let marks = [format!("<@{own_user_id}>"), format!("<@!{own_user_id}>")];
        let is_marked = marks.iter().any(|mark| message.content.contains(mark));
        let here = id(message.channel_id.get());
        let is_called = social.is_called(here, message.mention_roles.iter().map(|role| id(role.get())));
        if !(is_marked || is_called) || message.author.bot || message.webhook_id.is_some() {
            return None;
        }
        let text = marks.iter().fold(message.content.clone(), |text, mark| text.replace(mark, " "));
        let member = message.member.as_deref();
        let member_roles = || member.map(|member| member.roles.iter().map(|role| id(role.get())).collect());
        let caller = Caller {
            guild_id,
            channel_id: id(message.channel_id.get()),
            user_id: id(message.author.id.get()),
            name: caller_name(member.and_then(|member| member.nick.as_deref()), &message.author),
            role_ids: role_ids.or_else(member_roles).unwrap_or_default(),
            // A message does not say what its author may do; what docket's roles give is enough for feedback.
            permissions: 0,
            locale: "en-US".to_owned(),
        };
        let (channel_id, message_id) = (caller.channel_id, id(message.id.get()));
        let run = |caller| {
            let (path, options) = match social.is_here(here) {
                true => (BRING_PATH, brought(text.trim(), message, own_user_id)),
                false => asked(text.trim(), message, own_user_id),
            };
            let source = Source::Mention { message_id };
            Invocation { id: message_id, caller, source, path: path.to_owned(), options, version: None }
        };
        let invocation = (is_called || !request::is_thanks(&text)).then(|| run(caller));
        Some(Self { guild_id, channel_id, message_id, invocation })
    }
}

/// The command that the message means, with its options. A reply to somebody means what they said.
fn asked(text: &str, message: &discord::Message, own_user_id: i64) -> (&'static str, Options) {
    let replied_to = message.referenced_message.as_deref();
    match replied_to.filter(|it| id(it.author.id.get()) != own_user_id) {
        Some(replied_to) => (REPLY_PATH, reply_options(text, message, replied_to, own_user_id)),
        None => (PATH, options(text, message)),
    }
}

/// What a message brings: itself, or what it replies to and adds to it.
fn brought(text: &str, message: &discord::Message, own_user_id: i64) -> Options {
    let replied_to = message.referenced_message.as_deref();
    let readable = replied_to.filter(|it| id(it.author.id.get()) != own_user_id && !it.content.is_empty());
    if let Some(replied_to) = readable {
        return reply_options(text, message, replied_to, own_user_id);
    }
    let mut target = snapshot(message, own_user_id);
    text.clone_into(&mut target.text);
    [("target".to_owned(), Given::Message(Box::new(target)))].into()
}

/// The message that was replied to, with what the reply adds to it.
fn reply_options(
    text: &str,
    message: &discord::Message,
    replied_to: &discord::Message,
    own_user_id: i64,
) -> Options {
    let mut target = snapshot(replied_to, own_user_id);
    if !text.is_empty() && !request::is_call_for_help(text) {
        let said = std::mem::take(&mut target.text);
        target.text = if said.is_empty() { text.to_owned() } else { format!("{said}\n\n{text}") };
    }
    target.attachments.extend(message.attachments.iter().map(snapshot_attachment));
    [("target".to_owned(), Given::Message(Box::new(target)))].into()
}

fn options(text: &str, message: &discord::Message) -> Options {
    let mut options = Options::new();
    if !text.is_empty() {
        options.insert("text".to_owned(), Given::Text(text.to_owned()));
    }
    let takes_file = leaf(PATH).is_some_and(|leaf| leaf.option("file").is_some());
    if let (true, Some(file)) = (takes_file, message.attachments.first()) {
        options.insert("file".to_owned(), Given::Attachment(snapshot_attachment(file)));
    }
    options
}

impl Doors {
    /// [`Mentioned::read`], with what the message replies to also where that is said in new-style components.
    pub async fn read_mention(
        &self,
        message: &mut discord::Message,
        guild_id: i64,
        role_ids: Option<Vec<i64>>,
        social: Social,
    ) -> Option<Mentioned> {
        let mentioned = Mentioned::read(message, guild_id, role_ids.clone(), self.own_user_id, social)?;
        if mentioned.invocation.is_none() || !self.read_replied_to(message).await {
            return Some(mentioned);
        }
        Mentioned::read(message, guild_id, role_ids, self.own_user_id, social)
    }

    /// Asks for what the message replies to, when its text may be in new-style components. Returns whether it was told.
    async fn read_replied_to(&self, message: &mut discord::Message) -> bool {
        let Some(replied_to) = message.referenced_message.as_deref_mut() else { return false };
        if id(replied_to.author.id.get()) == self.own_user_id {
            return false;
        }
        let Some((channel_id, message_id)) = unread(replied_to) else { return false };
        let Some(whole) = self.whole(channel_id, message_id).await else { return false };
        read_components(replied_to, &whole);
        true
    }

    /// Runs what the message asks for and answers it. A second run has no further effect: the message's id stands for
    /// the invocation, and the answer's nonce is made from it.
    pub async fn mentioned(&self, mentioned: Mentioned) {
        let Mentioned { guild_id, channel_id, message_id, invocation } = mentioned;
        let Some(invocation) = invocation else { return self.thumbs_up(channel_id, message_id).await };
        let path = invocation.path.clone();
        let span = tracing::info_span!(
            "invocation",
            guild.id = guild_id,
            command = path,
            interaction.id = message_id,
            user.id = invocation.caller.user_id,
        );
        let began = tokio::time::Instant::now();
        let work = async {
            let plan = ResponsePlan::of(&invocation);
            let reply = self.desk.answer(self.clock.now(), invocation).await;
            let mut message = plan.spoken(&reply);
            if message == Message::default() {
                // A card says it.
                self.metrics.answered(&path, "mentioned", began.elapsed());
                return;
            }
            let said = self.reply_to(guild_id, channel_id, message_id, &mut message).await;
            self.metrics.answered(&path, "mentioned", began.elapsed());
            match said {
                Err(error) if error.is_passing() || error.is_beside_the_point() => {
                    log_unsaid("a mention could not be answered; the answer is posted later", &error);
                    if let Err(error) = self.post(guild_id, Target::Channel(channel_id), &message).await
                        && self.db.is_worth_a_line(error.is_passing())
                    {
                        tracing::error!(error = %error, "an answer could not be put into the outbox");
                    }
                }
                Err(error) => log_unsaid("a mention could not be answered; what was done stands", &error),
                Ok(()) => {}
            }
        };
        work.instrument(span).await;
        self.nudge.notify_one();
    }

    /// Reacts to a message. Returns whether it did, or will have where Discord does not answer; where it may not react, it may
    /// say so.
    pub(super) async fn react(&self, channel_id: i64, message_id: i64, emoji: &str) -> bool {
        let reacted = self.rest.send(Route::react(channel_id, message_id, emoji), Body::Empty).await;
        if let Err(error) = &reacted {
            tracing::debug!(error = %error, "docket could not react to a message");
        }
        reacted.err().is_none_or(|error| error.code() != code::MISSING_PERMISSIONS)
    }

    /// Reacts to a message that only thanks. Where docket may not, that is all.
    async fn thumbs_up(&self, channel_id: i64, message_id: i64) {
        self.react(channel_id, message_id, WELCOME).await;
        self.metrics.answered(PATH, "mentioned", std::time::Duration::ZERO);
    }

    /// Says the message page by page; it knows afterwards how many of them have been said.
    pub(super) async fn reply_to(
        &self,
        guild_id: i64,
        channel_id: i64,
        to: i64,
        message: &mut Message,
    ) -> Result<(), Error> {
        for (n, page) in pages(message).into_iter().enumerate() {
            let mut body = page.create(0);
            body.insert("nonce".to_owned(), json!(short_hash(format!("{to}/{n}"))));
            body.insert("enforce_nonce".to_owned(), json!(true));
            if n == 0 {
                let to = json!({ "message_id": to.to_string(), "fail_if_not_exists": false });
                body.insert("message_reference".to_owned(), to);
            }
            let body = with_files(&*self.file_store, guild_id, &page, body).await;
            self.rest.send(Route::create_message(channel_id), body).await?;
            message.pages_said += 1;
        }
        Ok(())
    }
}

impl ResponsePlan {
    /// The answer as it is said in the channel, where nothing is private and no form opens.
    pub(super) fn spoken(&self, reply: &Reply) -> Message {
        match reply {
            Reply::Message { message, .. } | Reply::Update(message) => message.clone(),
            Reply::Form(form) => self.unopened(form),
            Reply::Choices(_) => Message::text("There is nothing to show here."),
        }
    }
}
