//! Trying again what was put aside: cards by themselves, once their channel works again or another one was chosen; the rest
//! when a person says so. One after the other, never in a burst.

use super::{
    dead::{DeadMessage, dead_message, dead_messages},
    jobs::{NewJob, enqueue, reschedule},
    outbox::Leased,
    post::Target,
};
use crate::db::{At, Result, Tx};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::collections::BTreeSet;

/// The kind of job that tries the cards of a channel again, one at a time. Its payload names the `channel`.
pub const CARDS_AGAIN: &str = "outbox.cards";
/// The kind of job that tries chosen messages again, one at a time. Its payload has their `ids`.
pub const CHOSEN_AGAIN: &str = "outbox.chosen";
/// Between two of them.
pub const PACE: TimeDelta = TimeDelta::seconds(10);
/// How long to wait before a channel that does not work is tried again: half the time for which it has not, within these.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::minutes(10), TimeDelta::hours(6));
/// What was put aside and is looked through for one that can be tried again.
const MOST: i64 = 1_000;

/// What became of a card that its room was asked to draw anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redrawn {
    /// It was posted as it is now.
    Posted,
    /// Nobody needs it any more.
    Over,
    /// It is not of this room, or the room does not draw it anew: what was put aside is as good as ever.
    AsItWas,
}

/// Sets the next try of a card that could not be posted in its channel. False for whatever does not come by itself.
pub(super) async fn comes_again(tx: &mut Tx, message: &Leased, now: DateTime<Utc>) -> Result<bool> {
    let (Some(_), Target::Channel(channel_id)) = (&message.card, message.target) else { return Ok(false) };
    let since = message.put_aside_at.unwrap_or(now);
    let pause = ((now - since) / 2).clamp(PAUSES.0, PAUSES.1);
    try_cards(tx, message.guild_id, channel_id, now + pause, now).await?;
    Ok(true)
}

/// A message that had been put aside was delivered: the cards of its channel follow.
pub(super) async fn works_again(tx: &mut Tx, message: &Leased, now: DateTime<Utc>) -> Result<()> {
    match message.target {
        Target::Channel(channel_id) => try_cards(tx, message.guild_id, channel_id, now + PACE, now).await,
        Target::Person(_) => Ok(()),
    }
}

/// Tries the next card of the channel at `at`.
async fn try_cards(
    tx: &mut Tx,
    guild_id: i64,
    channel_id: i64,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let key = format!("{CARDS_AGAIN}:{channel_id}");
    let payload = json!({ "channel": channel_id });
    let job = NewJob { guild_id, kind: CARDS_AGAIN, key: &key, run_at: at, payload };
    if !enqueue(tx, job, now).await? {
        reschedule(tx, guild_id, &key, at).await?;
    }
    Ok(())
}

/// Something has changed by which a channel may work again, or another one was chosen: every channel whose cards were put
/// aside is tried now. Returns how many channels that are.
pub async fn try_all_cards(tx: &mut Tx, guild_id: i64, now: DateTime<Utc>) -> Result<usize> {
    let dead = dead_messages(tx, guild_id, MOST).await?;
    let channels: BTreeSet<i64> = dead.iter().filter(|one| one.card.is_some()).filter_map(channel).collect();
    for channel_id in &channels {
        try_cards(tx, guild_id, *channel_id, now, now).await?;
    }
    Ok(channels.len())
}

/// The job's channel may have further cards, of which the next is tried after a pause.
pub async fn try_next_card(tx: &mut Tx, guild_id: i64, channel_id: i64, now: DateTime<Utc>) -> Result<()> {
    try_cards(tx, guild_id, channel_id, now + PACE, now).await
}

/// The card of a channel that is tried next, the oldest that still helps.
pub async fn next_card(
    tx: &mut Tx,
    guild_id: i64,
    channel_id: i64,
    now: DateTime<Utc>,
) -> Result<Option<DeadMessage>> {
    let dead = dead_messages(tx, guild_id, MOST).await?;
    Ok(dead.into_iter().find(|one| one.card.is_some() && channel(one) == Some(channel_id) && one.helps(now)))
}

fn channel(message: &DeadMessage) -> Option<i64> {
    match message.target {
        Target::Channel(channel_id) => Some(channel_id),
        Target::Person(_) => None,
    }
}

/// Tries messages again that a person chose, one after the other from `at` on.
pub async fn try_chosen(
    tx: &mut Tx,
    guild_id: i64,
    ids: &[i64],
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(first) = ids.first() else { return Ok(()) };
    let key = format!("{CHOSEN_AGAIN}:{first}");
    let job = NewJob { guild_id, kind: CHOSEN_AGAIN, key: &key, run_at: at, payload: json!({ "ids": ids }) };
    if !enqueue(tx, job, now).await? {
        reschedule(tx, guild_id, &key, at).await?;
    }
    Ok(())
}

/// The message, if it is still put aside and still helps.
pub async fn chosen(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) -> Result<Option<DeadMessage>> {
    Ok(dead_message(tx, guild_id, id).await?.filter(|one| one.helps(now)))
}

/// Puts a message that was put aside at the end of its line, as it was. Its nonce stays: it may have arrived after all.
pub fn revive(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) {
    tx.defer(
        "UPDATE outbox SET state = 'waiting', run_at = $3, created_at = $3, \
           place = COALESCE((SELECT MAX(line.place) + 1 FROM outbox AS line WHERE line.guild_id = outbox.guild_id \
             AND line.target_kind = outbox.target_kind AND line.target_id = outbox.target_id \
             AND line.state = 'waiting'), 0) \
         WHERE guild_id = $1 AND id = $2 AND state = 'dead'",
    )
    .bind(guild_id)
    .bind(id)
    .bind(At::from(now))
    .add();
}
