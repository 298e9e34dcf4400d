//! What the team sees: the living card in the requests channel, and who is pinged there.

use crate::{
    contract::{Context, Guild, Message, NoticeContext, Purpose, message_address},
    db::Tx,
    error::Error,
    queue::{self, Redrawn, Target},
    request::{
        SUBJECT,
        store::{self, View},
        words,
    },
    room::{Actor, card_number, draw, tell},
};
use chrono::{DateTime, Utc};

/// The kind of card that a question to a reporter has.
pub const QUESTION: &str = "question";

/// Where the team's cards go; `None` until an admin has set the requests channel.
pub fn channel(guild: &Guild) -> Option<i64> {
    guild.channel_of(Purpose::REQUESTS)
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
    let key = key(view.request.id);
    let message = words::team_card(view, guild.sight_in(channel_id));
    let fallback = to_admins(guild, channel_id, view);
    draw(tx, &Actor::docket(guild.id, now), Target::Channel(channel_id), &key, &message, fallback)
}

/// Draws the card that `key` names anew for where cards go now, if it is a request's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let (Some(id), Some(_)) = (card_number(key, SUBJECT), channel(guild)) else {
        return Ok(Redrawn::AsItWas);
    };
    let Some(view) = store::lock(tx, guild.id, id).await? else { return Ok(Redrawn::Over) };
    card(tx, guild, now, &view)?;
    Ok(Redrawn::Posted)
}

/// Tells somebody in the requests channel that a request is theirs to act on now; `said` is given what may be seen there,
/// and where the team's card is.
pub async fn notice(
    tx: &mut Tx,
    cx: &Context,
    view: &View,
    said: impl FnOnce(&NoticeContext<'_>) -> Message,
) -> Result<(), Error> {
    let Some(channel_id) = channel(&cx.guild) else { return Ok(()) };
    let card = address(tx, &cx.guild, view).await?;
    let message = said(&NoticeContext { sight: cx.guild.sight_in(channel_id), card });
    let fallback = to_admins(&cx.guild, channel_id, view);
    tell(tx, &Actor::from(cx), Target::Channel(channel_id), &message, fallback)
}

/// The web address of the request's card, once it is posted.
pub async fn address(tx: &mut Tx, guild: &Guild, view: &View) -> Result<Option<String>, Error> {
    let card = queue::card(tx, guild.id, &key(view.request.id)).await?;
    Ok(card.map(|card| message_address(guild.id, card.channel_id, card.message_id)))
}

/// The name of a request's card.
fn key(id: i64) -> String {
    format!("{SUBJECT}:{id}")
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
    let asked_in = view.request.channel_id;
    let message = drawn(asked_in);
    let elsewhere = channel(&cx.guild).filter(|channel_id| *channel_id != asked_in);
    let fallback = match elsewhere {
        Some(channel_id) => Some((Target::Channel(channel_id), drawn(channel_id))),
        None => to_admins(&cx.guild, asked_in, view),
    };
    draw(tx, &Actor::from(cx), Target::Channel(asked_in), &format!("{QUESTION}:{id}"), &message, fallback)
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
    let (actor, key) = (Actor::docket(guild.id, now), format!("{QUESTION}:{id}"));
    draw(tx, &actor, Target::Channel(channel_id), &key, message, None)
}

/// What admins are told when a message cannot be posted in the channel.
fn to_admins(guild: &Guild, channel_id: i64, view: &View) -> Option<(Target, Message)> {
    let admin = guild.channel_of(Purpose::ADMIN).filter(|admin| *admin != channel_id)?;
    Some((Target::Channel(admin), Message::text(words::undeliverable(view.request.id, channel_id))))
}
