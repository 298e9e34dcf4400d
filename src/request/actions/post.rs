//! What the team sees: the living card in the requests channel, and who is pinged there.

use crate::{
    contract::{Context, Guild, Message, Purpose},
    db::Tx,
    error::Error,
    queue::{self, Fallback, NewMessage, Redrawn, Target},
    request::{
        SUBJECT,
        store::{self, View},
        words,
    },
};
use chrono::{DateTime, Utc};

/// The kind of card that a question to a reporter has.
pub const QUESTION: &str = "question";

/// Where the team's cards go; `None` until an admin has set the requests channel.
pub fn channel(guild: &Guild) -> Option<i64> {
    guild.channels.get(&Purpose::Requests).copied()
}

/// Brings the request's card in the requests channel up to date.
pub fn card(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>, view: &View) -> Result<(), Error> {
    match channel(guild) {
        Some(channel_id) => card_in(tx, guild, now, channel_id, view),
        None => Ok(()),
    }
}

/// Brings the request's card up to date in the channel in which it is.
pub fn card_in(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    channel_id: i64,
    view: &View,
) -> Result<(), Error> {
    let key = format!("{SUBJECT}:{}", view.request.id);
    let message = words::team_card(view, guild.sight_in(channel_id));
    post(tx, guild, now, channel_id, Some(&key), &message, view)
}

/// Draws the card that `key` names anew for where cards go now, if it is a request's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let id = key.strip_prefix(SUBJECT).and_then(|rest| rest.strip_prefix(':')?.parse().ok());
    let (Some(id), Some(_)) = (id, channel(guild)) else { return Ok(Redrawn::AsItWas) };
    let Some(view) = store::lock(tx, guild.id, id).await? else { return Ok(Redrawn::Over) };
    card(tx, guild, now, &view)?;
    Ok(Redrawn::Posted)
}

/// Tells somebody in the requests channel that a request is theirs to act on now.
pub fn notice(tx: &mut Tx, cx: &Context, view: &View, message: &Message) -> Result<(), Error> {
    let Some(channel_id) = channel(&cx.guild) else { return Ok(()) };
    post(tx, &cx.guild, cx.now, channel_id, None, message, view)
}

/// Brings the message with a question to the reporter up to date, in the channel where the request was filed. Where that
/// is not possible, it goes to the requests channel. `drawn` draws it as a channel may see it.
pub fn question(
    tx: &mut Tx,
    cx: &Context,
    view: &View,
    id: i64,
    drawn: impl Fn(i64) -> Message,
) -> Result<(), Error> {
    let key = format!("{QUESTION}:{id}");
    let asked_in = view.request.channel_id;
    let body = serde_json::to_value(drawn(asked_in))?;
    let fallback = match channel(&cx.guild).filter(|channel_id| *channel_id != asked_in) {
        Some(channel_id) => {
            let body = serde_json::to_value(drawn(channel_id))?;
            Some(Fallback { target: Target::Channel(channel_id), body })
        }
        None => to_admins(&cx.guild, asked_in, view)?,
    };
    let target = Target::Channel(asked_in);
    let message = NewMessage { guild_id: cx.guild.id, target, body, card: Some(&key), fallback };
    queue::post(tx, message, cx.now);
    Ok(())
}

/// Brings the message with a question up to date in the channel in which it is.
pub fn question_in(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    channel_id: i64,
    id: i64,
    message: &Message,
) -> Result<(), Error> {
    let (key, target, body) =
        (format!("{QUESTION}:{id}"), Target::Channel(channel_id), serde_json::to_value(message)?);
    let message = NewMessage { guild_id: guild.id, target, body, card: Some(&key), fallback: None };
    queue::post(tx, message, now);
    Ok(())
}

fn post(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    channel_id: i64,
    card: Option<&str>,
    message: &Message,
    view: &View,
) -> Result<(), Error> {
    let fallback = to_admins(guild, channel_id, view)?;
    let message = NewMessage {
        guild_id: guild.id,
        target: Target::Channel(channel_id),
        body: serde_json::to_value(message)?,
        card,
        fallback,
    };
    queue::post(tx, message, now);
    Ok(())
}

/// What admins are told when a message cannot be posted in the channel.
fn to_admins(guild: &Guild, channel_id: i64, view: &View) -> Result<Option<Fallback>, Error> {
    let admin = guild.channels.get(&Purpose::Admin).filter(|admin| **admin != channel_id);
    admin.map(|admin| undeliverable(*admin, channel_id, view)).transpose()
}

fn undeliverable(admin: i64, channel_id: i64, view: &View) -> Result<Fallback, Error> {
    let message = Message::text(words::undeliverable(view.request.id, channel_id));
    Ok(Fallback { target: Target::Channel(admin), body: serde_json::to_value(message)? })
}
