//! Trying again what was put aside, one message after the other. Cards are drawn anew by the room they belong to, because
//! the channel, or what it may see, can have changed since.

use crate::{
    contract::Timer,
    db::Tx,
    error::{Error, Fault},
    queue::{self, DeadMessage, Redrawn},
    room::Rooms,
};

/// Tries the next card of the channel that the job names.
pub(super) async fn cards(timer: &Timer, rooms: Rooms) -> Result<(), Error> {
    let channel = timer.job.payload["channel"].as_i64();
    let channel = channel.ok_or_else(|| Fault::Broken("a job of cards names no channel".into()))?;
    let mut tx = timer.begin().await?;
    let found = queue::next_card(&mut tx, timer.guild.id, channel, timer.now).await?;
    let is_found = found.is_some();
    bring_back(timer, rooms, &mut tx, found).await?;
    if !queue::finish(&mut tx, &timer.job).await? {
        return Ok(());
    }
    if is_found {
        // If this one fails, the channel is tried later instead.
        queue::try_next_card(&mut tx, timer.guild.id, channel, timer.now).await?;
    }
    Ok(tx.commit().await?)
}

/// Tries the first of the messages that a person chose, and the others after it.
pub(super) async fn chosen(timer: &Timer, rooms: Rooms) -> Result<(), Error> {
    let ids: Vec<i64> = serde_json::from_value(timer.job.payload["ids"].clone())?;
    let mut tx = timer.begin().await?;
    let Some((first, rest)) = ids.split_first() else { return timer.finish(tx).await };
    let found = queue::chosen(&mut tx, timer.guild.id, *first, timer.now).await?;
    // What is gone, or of no use any more, costs no time.
    let at = if found.is_some() { timer.now + queue::PACE } else { timer.now };
    bring_back(timer, rooms, &mut tx, found).await?;
    queue::try_chosen(&mut tx, timer.guild.id, rest, at, timer.now).await?;
    timer.finish(tx).await
}

/// Has the card drawn anew that the job names, so that it shows what is delivered and what is not.
pub(super) async fn stale(timer: &Timer, rooms: Rooms) -> Result<(), Error> {
    let card = timer.job.payload["card"].as_str();
    let card = card.ok_or_else(|| Fault::Broken("a job of a card names none".into()))?.to_owned();
    let mut tx = timer.begin().await?;
    rooms.redraw(&mut tx, &timer.guild, timer.now, &card).await?;
    timer.finish(tx).await
}

async fn bring_back(
    timer: &Timer,
    rooms: Rooms,
    tx: &mut Tx,
    found: Option<DeadMessage>,
) -> Result<(), Error> {
    let Some(found) = found else { return Ok(()) };
    let redrawn = match found.card.as_deref() {
        Some(key) => rooms.redraw(tx, &timer.guild, timer.now, key).await?,
        None => Redrawn::AsItWas,
    };
    match redrawn {
        Redrawn::Posted => {}
        Redrawn::AsItWas => queue::revive_message(tx, timer.guild.id, found.id, timer.now),
        Redrawn::Over => {
            queue::discard_messages(tx, timer.guild.id, &[found.id]).await?;
        }
    }
    Ok(())
}
