//! Typing, menus and forms.

use super::{Picked, line::CommandText, values::Typist};
use crate::sandbox::{
    Core, Sandbox,
    compose::{self, Draft},
    ids::Id,
    interactions::{self, Handle, Invocation, Outcome, kind},
    model::{Attachment, Command, Message, Upload},
    permissions::{self, Permissions},
    state::State,
    validate::messages::From,
};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What came of a typed line, before the bot has answered.
pub enum Typed {
    /// A plain message was posted.
    Posted(Box<Message>),
    /// A command went to the bot.
    Sent(Handle),
    /// Discord's client would not send it.
    Refused(String),
}

impl Typed {
    /// Waits for what comes of it, past any deferral.
    pub async fn outcome(self) -> Outcome {
        match self {
            Self::Posted(message) => Outcome::Message(*message),
            Self::Sent(handle) => handle.outcome().await,
            Self::Refused(why) => Outcome::Failed(why),
        }
    }

    /// The client's verdict: sent to the bot, or refused.
    pub(super) fn of(verdict: Result<Handle, String>) -> Self {
        verdict.map_or_else(Self::Refused, Self::Sent)
    }

    /// The handle of a sent command.
    pub fn handle(self) -> Option<Handle> {
        match self {
            Self::Sent(handle) => Some(handle),
            _ => None,
        }
    }
}

impl Sandbox {
    /// Types a line in a channel and presses Enter: a command when it begins with `/`, else a message, in
    /// which `@Name`, `@Role` and `#channel` become mentions.
    pub fn type_line(&self, channel_id: Id, user_id: Id, line: &str) -> Typed {
        self.type_with_files(channel_id, user_id, line, Vec::new())
    }

    /// The same with files; an attachment option names its file: `file:screenshot.png`.
    pub fn type_with_files(&self, channel_id: Id, user_id: Id, line: &str, files: Vec<Upload>) -> Typed {
        self.core.type_line(channel_id, user_id, line, files, None)
    }

    /// Posts a message that is more than words: a reply, a forward, a poll, a sticker.
    pub fn post(&self, channel_id: Id, user_id: Id, text: &str, beside: Beside) -> Typed {
        self.core.post(channel_id, user_id, text, &[], beside)
    }

    /// Puts a reaction on a message that the person can see, and tells the bot. Returns whether it is a new one.
    pub fn react(&self, user_id: Id, message_id: Id, emoji: &str) -> Result<bool, String> {
        self.core.change(|state, _| {
            visible(state, message_id, user_id)?;
            let Some(message) = state.messages.get_mut(&message_id) else { return Ok(false) };
            let by = message.reactions.entry(emoji.to_owned()).or_default();
            if by.contains(&user_id) {
                return Ok(false);
            }
            by.push(user_id);
            state.send_reaction(message_id, user_id, emoji);
            Ok(true)
        })
    }

    /// Runs a message-menu command on a message.
    pub fn run_menu(&self, user_id: Id, message_id: Id, name: &str) -> Typed {
        self.core.run_menu(user_id, message_id, name)
    }

    /// Runs a user-menu command on somebody, from a channel.
    pub fn user_menu(&self, channel_id: Id, user_id: Id, target_id: Id, name: &str) -> Typed {
        self.core.user_menu(channel_id, user_id, target_id, name)
    }

    /// Delivers a hand-made interaction as it is; `id`, `token` and `application_id` are added if missing.
    pub fn raw_interaction(&self, payload: Value) -> Handle {
        interactions::start_raw(&self.core, payload)
    }

    /// Delivers an interaction once more, exactly as before.
    pub fn redeliver(&self, interaction_id: Id) -> Option<Handle> {
        let handle = interactions::handle_of(&self.core, interaction_id)?;
        interactions::deliver(&self.core, interaction_id);
        Some(handle)
    }
}

impl Core {
    pub(in crate::sandbox) fn type_line(
        self: &Arc<Self>,
        channel_id: Id,
        user_id: Id,
        line: &str,
        files: Vec<Upload>,
        reply_to: Option<Id>,
    ) -> Typed {
        match line.strip_prefix('/') {
            Some(command) => {
                let invocation =
                    self.change(|state, now| slash(state, now, (channel_id, user_id), command, files));
                Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
            }
            None => self.post(channel_id, user_id, line, &files, Beside { reply_to, ..Beside::default() }),
        }
    }

    fn post(&self, channel_id: Id, user_id: Id, text: &str, files: &[Upload], beside: Beside) -> Typed {
        let posted = self.change(|state, now| post(state, now, (channel_id, user_id), text, files, beside));
        posted.map_or_else(Typed::Refused, |message| Typed::Posted(Box::new(message)))
    }

    pub(in crate::sandbox) fn run_menu(self: &Arc<Self>, user_id: Id, message_id: Id, name: &str) -> Typed {
        let invocation = self.change(|state, _| {
            let message = visible(state, message_id, user_id)?;
            let mut picked = Picked { by: user_id, messages: vec![message_id], ..Picked::default() };
            picked.users.push(message.author_id);
            let channel_id = message.channel_id;
            let command = find_command(state, channel_id, user_id, 3, name)?;
            Ok(menu(state, command, (channel_id, user_id), message_id, picked))
        });
        Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
    }

    pub(in crate::sandbox) fn user_menu(
        self: &Arc<Self>,
        channel_id: Id,
        user_id: Id,
        target_id: Id,
        name: &str,
    ) -> Typed {
        let invocation = self.change(|state, _| {
            let command = find_command(state, channel_id, user_id, 2, name)?;
            let picked = Picked { by: user_id, users: vec![target_id], ..Picked::default() };
            Ok(menu(state, command, (channel_id, user_id), target_id, picked))
        });
        Typed::of(invocation.map(|invocation| interactions::start(self, invocation)))
    }
}

/// A message that a person can see.
pub(super) fn visible(state: &State, id: Id, user_id: Id) -> Result<&Message, String> {
    let message = state.messages.get(&id).ok_or("The message is gone")?;
    let channel = state.channels.get(&message.channel_id).ok_or("The channel is gone")?;
    let seen = permissions::in_channel(state, channel, user_id).has(Permissions::VIEW_CHANNEL);
    match seen && message.private_to.is_none_or(|only| only == user_id) {
        true => Ok(message),
        false => Err("This person cannot see the message".to_owned()),
    }
}

/// A registered command that this person can use here.
fn find_command<'a>(
    state: &'a State,
    channel_id: Id,
    user_id: Id,
    kind: u64,
    name: &str,
) -> Result<&'a Command, String> {
    let channel = state.channels.get(&channel_id).ok_or("The channel is gone")?;
    let found =
        state.commands_in(channel.guild_id).find(|command| command.kind == kind && command.name == name);
    let found = found.ok_or_else(|| format!("There is no command “{name}” here"))?;
    let may = permissions::in_channel(state, channel, user_id);
    if !may.has(Permissions::VIEW_CHANNEL) || !may.has(Permissions::USE_APPLICATION_COMMANDS) {
        return Err("You do not have permission to use commands here".to_owned());
    }
    let needed = found.json.get("default_member_permissions").and_then(Value::as_str);
    let needed = needed.and_then(|bits| bits.parse().ok()).map(Permissions);
    match needed {
        Some(Permissions::NONE) if !may.has(Permissions::ADMINISTRATOR) => {
            Err("You do not have permission to use this command".to_owned())
        }
        Some(needed) if !may.has(needed) => Err("You do not have permission to use this command".to_owned()),
        _ => Ok(found),
    }
}

/// Finds the slash command of a line (without the `/`) and splits the rest.
pub(super) fn read_line<'a>(
    state: &'a State,
    channel_id: Id,
    user_id: Id,
    line: &str,
) -> Result<CommandText<'a>, String> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let command = find_command(state, channel_id, user_id, 1, name)?;
    Ok(CommandText::split(command, rest))
}

fn slash(
    state: &mut State,
    now: DateTime<Utc>,
    (channel_id, user_id): (Id, Id),
    text: &str,
    files: Vec<Upload>,
) -> Result<Invocation, String> {
    let files: Vec<Attachment> =
        files.into_iter().map(|file| state.store_file(now, channel_id, file)).collect();
    let mut line = read_line(state, channel_id, user_id, text)?;
    if line.wants_sub {
        return Err(format!("/{} needs a sub-command", line.spoken()));
    }
    take_loose_text(&mut line)?;
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let typist = Typist { state, guild_id, user_id, files: &files };
    let mut picked = Picked { by: user_id, ..Picked::default() };
    let mut options = Vec::new();
    for (option, raw) in &line.given {
        let value = typist.read(option, raw, &mut picked)?;
        options.push(json!({ "name": option["name"], "type": option["type"], "value": value }));
    }
    if let Some(missing) = line.missing().find(|option| option["required"] == true) {
        return Err(format!("{} is required", missing["name"].as_str().unwrap_or_default()));
    }
    let data = command_data(&line, options);
    let name = line.command.name.clone();
    Ok(Invocation {
        kind: kind::COMMAND,
        user_id,
        guild_id,
        channel_id,
        name,
        data,
        picked,
        message_id: None,
    })
}

/// Text without an option's name goes to the only text option that could take it.
fn take_loose_text(line: &mut CommandText<'_>) -> Result<(), String> {
    if line.loose.is_empty() {
        return Ok(());
    }
    let texts: Vec<&Value> = line.missing().filter(|option| option["type"] == 3).collect();
    match texts.as_slice() {
        [only] => {
            line.given.push((only, std::mem::take(&mut line.loose)));
            Ok(())
        }
        _ => Err(format!("“{}” belongs to no option of /{}", line.loose, line.spoken())),
    }
}

/// The `data` of a slash command, with its options inside group and sub-command.
pub(super) fn command_data(line: &CommandText<'_>, options: Vec<Value>) -> Map<String, Value> {
    let nested = line.path.iter().rev().fold(options, |inner, sub| {
        vec![json!({ "name": sub["name"], "type": sub["type"], "options": inner })]
    });
    base_data(line.command, nested)
}

fn base_data(command: &Command, options: Vec<Value>) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("id".to_owned(), json!(command.id));
    data.insert("name".to_owned(), json!(command.name));
    data.insert("type".to_owned(), json!(command.kind));
    if !options.is_empty() {
        data.insert("options".to_owned(), Value::Array(options));
    }
    if let Some(guild_id) = command.guild_id {
        data.insert("guild_id".to_owned(), json!(guild_id));
    }
    data
}

fn menu(
    state: &State,
    command: &Command,
    (channel_id, user_id): (Id, Id),
    target_id: Id,
    picked: Picked,
) -> Invocation {
    let mut data = base_data(command, Vec::new());
    data.insert("target_id".to_owned(), json!(target_id));
    let guild_id = state.channels.get(&channel_id).and_then(|channel| channel.guild_id);
    let name = command.name.clone();
    Invocation { kind: kind::COMMAND, user_id, guild_id, channel_id, name, data, picked, message_id: None }
}

/// What a person puts into a message besides words and files.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The message that it replies to.
    pub reply_to: Option<Id>,
    /// See [`Message::more`].
    pub more: Map<String, Value>,
}

/// Posts a person's message and tells the bot.
fn post(
    state: &mut State,
    now: DateTime<Utc>,
    (channel_id, user_id): (Id, Id),
    text: &str,
    files: &[Upload],
    beside: Beside,
) -> Result<Message, String> {
    let channel = state.channels.get(&channel_id).ok_or("The channel is gone")?.clone();
    let needed = if channel.thread.is_some() {
        Permissions::SEND_MESSAGES_IN_THREADS
    } else {
        Permissions::SEND_MESSAGES
    };
    if !permissions::in_channel(state, &channel, user_id).has(Permissions::VIEW_CHANNEL | needed) {
        return Err("You do not have permission to send messages here".to_owned());
    }
    let mut body = json!({ "content": super::look::with_mentions(state, channel.guild_id, text) });
    if let Some(reply_to) = beside.reply_to {
        body["message_reference"] = json!({ "message_id": reply_to });
    }
    let draft = Draft {
        channel_id,
        author_id: user_id,
        body: &body,
        files,
        from: From::Channel,
        private_to: None,
        answers: None,
        extra_flags: 0,
        more: beside.more,
    };
    let id = compose::create(state, now, draft).map_err(|error| error.message)?;
    ping_who_is_replied_to(state, id);
    state.send_message("MESSAGE_CREATE", id);
    state.messages.get(&id).cloned().ok_or_else(|| "The message is gone".to_owned())
}

/// A person's reply pings whoever wrote the message, as long as nobody switches that off. So a bot is told what is said in reply
/// to its messages, but for those with which it answered a command.
fn ping_who_is_replied_to(state: &mut State, id: Id) {
    let replied_to = state.messages.get(&id).and_then(|message| state.messages.get(&message.reply_to?));
    let pinged = replied_to.filter(|it| it.answers.is_none()).map(|it| it.author_id);
    if let (Some(user_id), Some(message)) = (pinged, state.messages.get_mut(&id))
        && !message.pinged_users.contains(&user_id)
    {
        message.pinged_users.push(user_id);
    }
}
