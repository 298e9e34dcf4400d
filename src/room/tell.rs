//! Saying something to a channel or a person, by way of the outbox.

use super::Actor;
use crate::{
    contract::Message,
    db::Tx,
    error::Error,
    queue::{self, Fallback, NewMessage, Target},
};
use chrono::{DateTime, Utc};

/// Puts a message into the outbox, as part of the change that it tells of. When it cannot be delivered, the `fallback` is
/// said instead, to somebody who will see it.
///
/// # Errors
/// A fault when a message cannot be written as JSON, which does not happen.
pub fn tell(
    tx: &mut Tx,
    actor: &Actor,
    target: Target,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    post(tx, actor, target, None, message, fallback)
}

/// Puts the newest state of the living card called `card` into the outbox: the message that shows it already is edited,
/// and a state that was not delivered yet is overtaken.
///
/// # Errors
/// As [`tell`].
pub fn draw(
    tx: &mut Tx,
    actor: &Actor,
    target: Target,
    card: &str,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    post(tx, actor, target, Some(card), message, fallback)
}

/// Like [`draw`], for a card that helps nobody any more after an instant: put aside, it is not tried again after that.
///
/// # Errors
/// As [`tell`].
pub fn draw_until(
    tx: &mut Tx,
    actor: &Actor,
    (target, helps_until): (Target, DateTime<Utc>),
    card: &str,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    let message = body(actor, target, Some(card), message, fallback)?;
    queue::post_until(tx, message, helps_until, actor.now);
    Ok(())
}

fn post(
    tx: &mut Tx,
    actor: &Actor,
    target: Target,
    card: Option<&str>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    queue::post(tx, body(actor, target, card, message, fallback)?, actor.now);
    Ok(())
}

/// The message as the outbox keeps it.
fn body<'a>(
    actor: &Actor,
    target: Target,
    card: Option<&'a str>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<NewMessage<'a>, Error> {
    let fallback = match fallback {
        Some((target, message)) => Some(Fallback { target, body: serde_json::to_value(&message)? }),
        None => None,
    };
    Ok(NewMessage { guild_id: actor.guild_id, target, body: serde_json::to_value(message)?, card, fallback })
}
