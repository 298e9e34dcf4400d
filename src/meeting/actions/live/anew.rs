//! The messages of a meeting that has begun, drawn anew where they are: what may be read in their channel has changed, or
//! somebody was forgotten who stood in them.

use super::draw::{Draws, agenda_key, head_key, look, made, stand_in_key, time_key, topic_key};
use crate::{
    db::Tx,
    error::Error,
    meeting::{
        Computed, Item, Occurrence, Series, SeriesFacts, State, rules, store,
        words::{self, Scene},
    },
    queue::{self, Target},
};

/// Draws the head anew, and what is in its thread and in the private channel, as far as it is there; `sections` are what rooms
/// have for it.
pub async fn redraw_held(
    tx: &mut Tx,
    draws: &Draws<'_>,
    (series, occurrence): (&Series, &Occurrence),
    sections: &[Computed],
) -> Result<(), Error> {
    let guild_id = draws.guild.id;
    let head = queue::place_of_card(tx, guild_id, &head_key(occurrence.id)).await?;
    let Some(Target::Channel(channel_id)) = head else { return Ok(()) };
    // The series may have another channel by now; what is over stays where it was.
    let facts = SeriesFacts { channel_id, ..series.facts.clone() };
    let series = Series { facts, ..series.clone() };
    let mut scene = look(tx, guild_id, (&series, occurrence), draws.private).await?;
    draws.head(tx, &scene)?;
    if is_there(tx, guild_id, &agenda_key(occurrence.id, 0)).await? {
        let mut part = draws.agenda(tx, &scene, sections)?;
        while is_there(tx, guild_id, &agenda_key(occurrence.id, part)).await? {
            draws.agenda_part(tx, &scene, (part, &words::agenda_is_shorter()))?;
            part += 1;
        }
    }
    with_carried(tx, guild_id, &mut scene).await?;
    for item in &scene.items {
        topic(tx, draws, &scene, item).await?;
    }
    Ok(())
}

/// Adds the topics that went on to another date; their messages are still in this thread.
async fn with_carried(tx: &mut Tx, guild_id: i64, scene: &mut Scene) -> Result<(), Error> {
    let outcomes = store::outcomes(tx, guild_id, scene.occurrence.id).await?;
    let is_known = |id: &i64| scene.items.iter().any(|item| item.id == *id);
    let ids: Vec<i64> = outcomes.iter().map(|outcome| outcome.item_id).filter(|id| !is_known(id)).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let carried = store::named_items(tx, guild_id, &ids).await?;
    scene.made.extend(made(tx, guild_id, &carried).await?);
    scene.items.extend(carried);
    Ok(())
}

/// Draws the messages of a topic anew, as far as they are there.
async fn topic(tx: &mut Tx, draws: &Draws<'_>, scene: &Scene, item: &Item) -> Result<(), Error> {
    let (guild_id, id) = (draws.guild.id, scene.occurrence.id);
    let key = match item.is_confidential {
        true => stand_in_key(id, item.id),
        false => topic_key(id, item.id),
    };
    if is_there(tx, guild_id, &key).await? {
        match is_read_elsewhere(tx, draws, scene, item).await? {
            true => draws.stand_in(tx, scene, item)?,
            false => draws.topic(tx, scene, item, None)?,
        }
    }
    if is_there(tx, guild_id, &time_key(id, item.id)).await? {
        let boxed = scene.boxed().filter(|_| scene.is_current(item));
        let mark = boxed.and_then(|(began, minutes)| rules::reached(began, minutes, draws.by.now));
        draws.time(tx, scene, item, mark)?;
    }
    Ok(())
}

/// Whether a confidential topic of a meeting that is over is not in what is the private channel now: it stays among those who
/// read it then.
async fn is_read_elsewhere(
    tx: &mut Tx,
    draws: &Draws<'_>,
    scene: &Scene,
    item: &Item,
) -> Result<bool, Error> {
    if !item.is_confidential || scene.occurrence.facts.state == State::Live {
        return Ok(false);
    }
    let key = topic_key(scene.occurrence.id, item.id);
    let place = queue::place_of_card(tx, draws.guild.id, &key).await?;
    Ok(place.is_none() || place != draws.private.map(Target::Channel))
}

/// Whether a card was posted, or waits to be.
async fn is_there(tx: &mut Tx, guild_id: i64, key: &str) -> Result<bool, Error> {
    Ok(queue::place_of_card(tx, guild_id, key).await?.is_some())
}
