//! From an interaction to what the person asked for.

use super::options::{self, caller_name, id};
use crate::contract::{Caller, Completion, Given, Invocation, Line, Options, Source};
use serenity::all::{
    ActionRowComponent, CommandDataOptionValue, CommandInteraction, CommandType, ComponentInteraction,
    ComponentInteractionDataKind as Chosen, GuildId, Interaction, Member, Message, MessageFlags,
    ModalInteraction, User,
};
use std::fmt;

/// What a person asked for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::discord) enum Asked {
    /// Discord asks whether docket is there.
    Ping,
    Run(Box<Invocation>),
    /// From a direct message, with a line that names the guild: who the caller is there has still to be looked up.
    Direct(Box<Invocation>),
    Complete(Box<Completion>),
    /// A question for completions that nobody can answer, such as one from outside a guild: there are none.
    CompleteNothing,
    /// Nothing that a room could answer; the door says this sentence itself.
    Refused(&'static str),
}

/// What it takes to answer an interaction. The token is a secret for a quarter of an hour.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::discord) struct Ticket {
    pub interaction_id: u64,
    pub application_id: u64,
    pub token: String,
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({})", self.interaction_id)
    }
}

const OUTSIDE: &str = "docket works in servers, not in direct messages. Nothing was changed; please use it in a channel of your server.";
const FOREIGN: &str = "docket does not know this button (any more). Nothing was changed. Please run the command again, \
     or type `/help` to see what there is.";
const BOT: &str = "Bots take nothing on. Nothing was changed; please choose people.";
const NO_TARGET: &str =
    "Discord did not send the message or member along. Nothing was changed; please try again.";

/// Reads an interaction, whichever door it came through.
pub(in crate::discord) fn parse(interaction: &Interaction) -> (Ticket, Asked) {
    match interaction {
        Interaction::Command(it) => (ticket(it.id.get(), it.application_id.get(), &it.token), command(it)),
        Interaction::Autocomplete(it) => {
            (ticket(it.id.get(), it.application_id.get(), &it.token), completion(it))
        }
        Interaction::Component(it) => {
            (ticket(it.id.get(), it.application_id.get(), &it.token), component(it))
        }
        Interaction::Modal(it) => (ticket(it.id.get(), it.application_id.get(), &it.token), modal(it)),
        Interaction::Ping(it) => (ticket(it.id.get(), it.application_id.get(), &it.token), Asked::Ping),
        // The enum is open; a kind that serenity learns later is none that docket answers.
        other => {
            (ticket(other.id().get(), other.application_id().get(), other.token()), Asked::Refused(FOREIGN))
        }
    }
}

fn ticket(interaction_id: u64, application_id: u64, token: &str) -> Ticket {
    Ticket { interaction_id, application_id, token: token.to_owned() }
}

fn caller(guild: Option<GuildId>, channel_id: u64, member: Option<&Member>, locale: &str) -> Option<Caller> {
    let (guild, member) = (guild?, member?);
    Some(Caller {
        guild_id: id(guild.get()),
        channel_id: id(channel_id),
        user_id: id(member.user.id.get()),
        name: caller_name(member.nick.as_deref(), &member.user),
        role_ids: member.roles.iter().map(|role| id(role.get())).collect(),
        permissions: member.permissions.map_or(0, |permissions| permissions.bits()),
        locale: locale.to_owned(),
    })
}

/// The caller of a button or form in a direct message: the guild is that of the line, and what they may do there is not
/// known yet.
fn direct_caller(line: &Line, channel_id: u64, user: &User, locale: &str) -> Option<Caller> {
    Some(Caller {
        guild_id: line.guild_id()?,
        channel_id: id(channel_id),
        user_id: id(user.id.get()),
        name: caller_name(None, user),
        role_ids: Vec::new(),
        permissions: 0,
        locale: locale.to_owned(),
    })
}

fn command_caller(it: &CommandInteraction) -> Option<Caller> {
    caller(it.guild_id, it.channel_id.get(), it.member.as_deref(), &it.locale)
}

fn command(it: &CommandInteraction) -> Asked {
    let Some(caller) = command_caller(it) else { return Asked::Refused(OUTSIDE) };
    let (path, given) = options::unfold(&it.data);
    let mut options = options::read(given, &it.data.resolved);
    let is_menu = matches!(it.data.kind, CommandType::User | CommandType::Message);
    if is_menu {
        // An application and its account have the same id.
        let own_user_id = id(it.application_id.get());
        let Some(target) = options::target(&it.data, own_user_id) else { return Asked::Refused(NO_TARGET) };
        options.insert("target".to_owned(), target);
    }
    let source = if is_menu { Source::Menu } else { Source::Slash };
    Asked::Run(Box::new(Invocation { id: id(it.id.get()), caller, source, path, options, version: None }))
}

/// Discord takes nothing but completions as the answer, so a refusal is an empty list.
fn completion(it: &CommandInteraction) -> Asked {
    let Some(caller) = command_caller(it) else { return Asked::CompleteNothing };
    let (path, given) = options::unfold(&it.data);
    let (mut focused, mut typed, mut others) = (String::new(), String::new(), Vec::new());
    for option in given {
        match &option.value {
            CommandDataOptionValue::Autocomplete { value, .. } => {
                (focused, typed) = (option.name.clone(), value.clone());
            }
            _ => others.push(option.clone()),
        }
    }
    let options = options::read(&others, &it.data.resolved);
    Asked::Complete(Box::new(Completion { caller, path, options, focused, typed }))
}

fn component(it: &ComponentInteraction) -> Asked {
    let Ok(line) = Line::parse(&it.data.custom_id) else { return Asked::Refused(FOREIGN) };
    if it.data.resolved.users.values().any(|user| user.bot) {
        return Asked::Refused(BOT);
    }
    let source =
        Source::Component { message_id: id(it.message.id.get()), is_private: is_private(&it.message) };
    let chosen = chosen(&it.data.kind);
    let run = |caller| Box::new(Invocation::from_line(id(it.id.get()), caller, source, &line, chosen));
    let direct = || direct_caller(&line, it.channel_id.get(), &it.user, &it.locale);
    match caller(it.guild_id, it.channel_id.get(), it.member.as_ref(), &it.locale) {
        Some(caller) => Asked::Run(run(caller)),
        None => direct().map_or(Asked::Refused(OUTSIDE), |caller| Asked::Direct(run(caller))),
    }
}

/// Whether only one person sees the message.
fn is_private(message: &Message) -> bool {
    message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL))
}

/// What was chosen in a select; several values are joined by commas.
fn chosen(kind: &Chosen) -> Option<String> {
    let joined = |ids: Vec<String>| Some(ids.join(","));
    match kind {
        Chosen::StringSelect { values } => joined(values.clone()),
        Chosen::UserSelect { values } => joined(values.iter().map(|id| id.get().to_string()).collect()),
        Chosen::RoleSelect { values } => joined(values.iter().map(|id| id.get().to_string()).collect()),
        Chosen::MentionableSelect { values } => {
            joined(values.iter().map(|id| id.get().to_string()).collect())
        }
        Chosen::ChannelSelect { values } => joined(values.iter().map(|id| id.get().to_string()).collect()),
        _ => None,
    }
}

fn modal(it: &ModalInteraction) -> Asked {
    let Ok(line) = Line::parse(&it.data.custom_id) else { return Asked::Refused(FOREIGN) };
    let message = it.message.as_deref();
    let message_id = message.map(|message| id(message.id.get()));
    let source = Source::Form { message_id, is_private: message.is_some_and(is_private) };
    let run = |caller| {
        let mut invocation = Invocation::from_line(id(it.id.get()), caller, source, &line, None);
        invocation.options.extend(inputs(it));
        Box::new(invocation)
    };
    let direct = || direct_caller(&line, it.channel_id.get(), &it.user, &it.locale);
    match caller(it.guild_id, it.channel_id.get(), it.member.as_ref(), &it.locale) {
        Some(caller) => Asked::Run(run(caller)),
        None => direct().map_or(Asked::Refused(OUTSIDE), |caller| Asked::Direct(run(caller))),
    }
}

fn inputs(it: &ModalInteraction) -> Options {
    let components = it.data.components.iter().flat_map(|row| &row.components);
    let texts = components.filter_map(|component| match component {
        ActionRowComponent::InputText(input) => {
            Some((input.custom_id.clone(), Given::Text(input.value.clone().unwrap_or_default())))
        }
        _ => None,
    });
    texts.collect()
}
