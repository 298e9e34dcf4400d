//! Options and targets of application commands, as the contract names them.

use super::said::snapshot;
use crate::contract::{Attachment, Given, Options};
use serenity::all as discord;
use serenity::all::{CommandData, CommandDataOption, CommandDataOptionValue as Value, CommandDataResolved};

/// Discord's ids are unsigned; docket keeps them as `i64`, which holds every snowflake until the year 2084.
pub(in crate::discord) fn id(snowflake: u64) -> i64 {
    i64::try_from(snowflake).unwrap_or(i64::MAX)
}

/// The words of the command with its subcommands, and the options at its end.
pub(super) fn unfold(data: &CommandData) -> (String, &[CommandDataOption]) {
    let (mut path, mut options) = (data.name.clone(), data.options.as_slice());
    while let [
        CommandDataOption { name, value: Value::SubCommand(inner) | Value::SubCommandGroup(inner), .. },
    ] = options
    {
        path.push(' ');
        path.push_str(name);
        options = inner;
    }
    (path, options)
}

/// The options by name, with what Discord resolved of them.
pub(super) fn read(options: &[CommandDataOption], resolved: &CommandDataResolved) -> Options {
    options.iter().map(|option| (option.name.clone(), given(&option.value, resolved))).collect()
}

fn given(value: &Value, resolved: &CommandDataResolved) -> Given {
    match value {
        Value::String(text) | Value::Autocomplete { value: text, .. } => Given::Text(text.clone()),
        Value::Integer(value) => Given::Integer(*value),
        Value::Number(value) => Given::Text(value.to_string()),
        Value::Boolean(value) => Given::Flag(*value),
        Value::User(user) if resolved.users.get(user).is_some_and(|user| user.bot) => {
            Given::Bot(id(user.get()))
        }
        Value::User(user) => Given::Id(id(user.get())),
        Value::Channel(channel) => Given::Id(id(channel.get())),
        Value::Role(role) => Given::Id(id(role.get())),
        Value::Mentionable(any) => Given::Id(id(any.get())),
        Value::Attachment(file) => match resolved.attachments.get(file) {
            Some(attachment) => Given::Attachment(snapshot_attachment(attachment)),
            // Refused by name further on: a text is no file.
            None => Given::Text(file.to_string()),
        },
        // A kind that docket never registers; counts as not given.
        _ => Given::Text(String::new()),
    }
}

/// The message or member that a menu command points at, as the option `target`.
pub(super) fn target(data: &CommandData, own_user_id: i64) -> Option<Given> {
    let target = data.target_id?;
    match data.kind {
        discord::CommandType::User => Some(Given::Id(id(target.get()))),
        discord::CommandType::Message => {
            let message = data.resolved.messages.get(&target.to_message_id())?;
            Some(Given::Message(Box::new(snapshot(message, own_user_id))))
        }
        _ => None,
    }
}

/// The name by which a guild knows a person.
pub(in crate::discord) fn caller_name(nick: Option<&str>, user: &discord::User) -> String {
    nick.unwrap_or_else(|| user.display_name()).to_owned()
}

/// A file as Discord describes it.
pub(in crate::discord) fn snapshot_attachment(attachment: &discord::Attachment) -> Attachment {
    Attachment {
        id: id(attachment.id.get()),
        filename: attachment.filename.clone(),
        content_type: attachment.content_type.clone(),
        size_bytes: i64::from(attachment.size),
        url: attachment.url.clone(),
    }
}
