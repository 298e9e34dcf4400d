//! Saying something to a channel or a person, by way of the outbox.

use super::Actor;
use crate::{
    contract::Message,
    db::Tx,
    error::Error,
    queue::{self, Fallback, NewMessage, Target},
};
use chrono::{DateTime, Utc};

/// Where something is said.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub target: Target,
    /// The card in whose thread it is said: one that is in the channel `target`, posted before, and that was drawn with
    /// [`Message::opening`]. Where it has no thread (any more) it is said in the channel.
    pub thread_of: Option<&'a str>,
    /// The card that it is about, which shows what could not be delivered.
    pub about: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// In the thread on the card called `card` in the channel.
    pub fn thread(channel_id: i64, card: &'a str) -> Self {
        Self { target: Target::Channel(channel_id), thread_of: Some(card), about: None }
    }

    /// The same, about the card called `card`: what becomes of the delivery is shown there.
    pub fn about(self, card: &'a str) -> Self {
        Self { about: Some(card), ..self }
    }
}

impl From<Target> for Place<'_> {
    fn from(target: Target) -> Self {
        Self { target, thread_of: None, about: None }
    }
}

/// Puts a message into the outbox, as part of the change that it tells of. When it cannot be delivered, the `fallback` is
/// said instead, to somebody who will see it.
///
/// # Errors
/// A fault when a message cannot be written as JSON, which does not happen.
pub fn tell<'a>(
    tx: &mut Tx,
    actor: &Actor,
    place: impl Into<Place<'a>>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    post(tx, actor, place.into(), None, message, fallback)
}

/// Puts the newest state of the living card called `card` into the outbox: the message that shows it already is edited,
/// and a state that was not delivered yet is overtaken.
///
/// # Errors
/// As [`tell`].
pub fn draw<'a>(
    tx: &mut Tx,
    actor: &Actor,
    place: impl Into<Place<'a>>,
    card: &str,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    post(tx, actor, place.into(), Some(card), message, fallback)
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
    let message = body(actor, target.into(), Some(card), message, fallback)?;
    queue::post_until(tx, message, helps_until, actor.now);
    Ok(())
}

/// Like [`tell`](tell()), for what helps nobody any more after an instant: put aside, it is not tried again after that.
///
/// # Errors
/// As [`tell`](tell()).
pub fn tell_until(
    tx: &mut Tx,
    actor: &Actor,
    (target, helps_until): (Target, DateTime<Utc>),
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    let message = body(actor, target.into(), None, message, fallback)?;
    queue::post_until(tx, message, helps_until, actor.now);
    Ok(())
}

/// Like [`draw`], for one of many cards in one place: that they cannot be delivered is said once, and then not again until
/// something under the same `mark` has arrived.
///
/// # Errors
/// As [`tell`](tell()).
pub fn draw_or_say_once<'a>(
    tx: &mut Tx,
    actor: &Actor,
    place: impl Into<Place<'a>>,
    card: &str,
    message: &Message,
    lost: (&str, Option<(Target, Message)>),
) -> Result<(), Error> {
    queue::post(tx, or_say_once(actor, place.into(), Some(card), message, lost)?, actor.now);
    Ok(())
}

/// Like [`tell`](tell()), for what a person is told in private and finds elsewhere as well. Whose direct messages are closed
/// is told so by the `hint`, once, whichever room it is that cannot reach them, and then not again until something has
/// arrived.
///
/// # Errors
/// As [`tell`](tell()).
pub fn tell_in_private(
    tx: &mut Tx,
    actor: &Actor,
    user_id: i64,
    message: &Message,
    hint: Option<(Target, Message)>,
) -> Result<(), Error> {
    queue::post(tx, in_private(actor, user_id, None, message, hint)?, actor.now);
    Ok(())
}

/// Like [`tell_in_private`], for what helps nobody any more after an instant: see [`tell_until`].
///
/// # Errors
/// As [`tell`](tell()).
pub fn tell_in_private_until(
    tx: &mut Tx,
    actor: &Actor,
    (user_id, helps_until): (i64, DateTime<Utc>),
    message: &Message,
    hint: Option<(Target, Message)>,
) -> Result<(), Error> {
    queue::post_until(tx, in_private(actor, user_id, None, message, hint)?, helps_until, actor.now);
    Ok(())
}

/// Like [`tell_in_private`], for a card that helps nobody any more after an instant: see [`draw_until`].
///
/// # Errors
/// As [`tell`](tell()).
pub fn draw_in_private_until(
    tx: &mut Tx,
    actor: &Actor,
    (user_id, helps_until): (i64, DateTime<Utc>),
    card: &str,
    message: &Message,
    hint: Option<(Target, Message)>,
) -> Result<(), Error> {
    queue::post_until(tx, in_private(actor, user_id, Some(card), message, hint)?, helps_until, actor.now);
    Ok(())
}

/// A message to a person, with a hint that is given once for all of them.
fn in_private<'a>(
    actor: &Actor,
    user_id: i64,
    card: Option<&'a str>,
    message: &Message,
    hint: Option<(Target, Message)>,
) -> Result<NewMessage<'a>, Error> {
    let mark = format!("person:{user_id}");
    or_say_once(actor, Target::Person(user_id).into(), card, message, (&mark, hint))
}

/// The message as the outbox keeps it, with a fallback that is said once under its mark.
fn or_say_once<'a>(
    actor: &Actor,
    place: Place<'a>,
    card: Option<&'a str>,
    message: &Message,
    (mark, fallback): (&str, Option<(Target, Message)>),
) -> Result<NewMessage<'a>, Error> {
    let mut message = body(actor, place, card, message, fallback)?;
    message.fallback = message.fallback.map(|fallback| Fallback { once: Some(mark.to_owned()), ..fallback });
    Ok(message)
}

fn post(
    tx: &mut Tx,
    actor: &Actor,
    place: Place<'_>,
    card: Option<&str>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<(), Error> {
    queue::post(tx, body(actor, place, card, message, fallback)?, actor.now);
    Ok(())
}

/// The message as the outbox keeps it.
fn body<'a>(
    actor: &Actor,
    Place { target, thread_of, about }: Place<'a>,
    card: Option<&'a str>,
    message: &Message,
    fallback: Option<(Target, Message)>,
) -> Result<NewMessage<'a>, Error> {
    let fallback = match fallback {
        Some((target, message)) => {
            Some(Fallback { target, body: serde_json::to_value(&message)?, once: None })
        }
        None => None,
    };
    let body = serde_json::to_value(message)?;
    Ok(NewMessage { guild_id: actor.guild_id, target, thread_of, about, body, card, fallback })
}

/// The number in the key of a living card of this kind, such as 12 in `request:12` or in `request:12:private`; `None` when the
/// key is that of another kind.
pub fn card_number(key: &str, kind: &str) -> Option<i64> {
    let rest = key.strip_prefix(kind)?.strip_prefix(':')?;
    rest.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_its_number_to_its_own_kind() {
        for (key, kind, number) in [
            ("request:12", "request", Some(12)),
            ("meeting_series:7:private", "meeting_series", Some(7)),
            ("release_item:3", "release", None),
            ("request:", "request", None),
            ("request:x", "request", None),
        ] {
            assert_eq!(card_number(key, kind), number, "{key} {kind}");
        }
    }
}
