//! What the team sees: the living card in the requests channel, and who is pinged there.

use crate::{
    contract::{Context, Guild, Message, Purpose},
    db::Tx,
    error::Error,
    queue::{self, Fallback, NewMessage, Target},
    request::{SUBJECT, store::View, words},
};
use chrono::{DateTime, Utc};

/// Where the team's cards go; `None` until an admin has set the requests channel.
pub fn channel(guild: &Guild) -> Option<i64> {
    guild.channels.get(&Purpose::Requests).copied()
}

/// Brings the request's card in the requests channel up to date.
pub fn card(tx: &mut Tx, guild: &Guild, now: DateTime<Utc>, view: &View) -> Result<(), Error> {
    let Some(channel_id) = channel(guild) else { return Ok(()) };
    let key = format!("{SUBJECT}:{}", view.request.id);
    post(
        tx,
        guild,
        now,
        channel_id,
        Some(&key),
        &words::team_card(view, words::sight(guild, channel_id)),
        view,
    )
}

/// Tells somebody in the requests channel that a request is theirs to act on now.
pub fn notice(tx: &mut Tx, cx: &Context, view: &View, message: &Message) -> Result<(), Error> {
    let Some(channel_id) = channel(&cx.guild) else { return Ok(()) };
    post(tx, &cx.guild, cx.now, channel_id, None, message, view)
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
    let fallback = guild.channels.get(&Purpose::Admin).filter(|admin| **admin != channel_id);
    let fallback = fallback.map(|admin| undeliverable(*admin, channel_id, view)).transpose()?;
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

fn undeliverable(admin: i64, channel_id: i64, view: &View) -> Result<Fallback, Error> {
    let message = Message::text(words::undeliverable(view.request.id, channel_id));
    Ok(Fallback { target: Target::Channel(admin), body: serde_json::to_value(message)? })
}
