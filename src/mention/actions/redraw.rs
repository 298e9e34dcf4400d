//! Drawing cards anew: their channel works again, or customers' real names may be written there or not any more.

use super::card;
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    mention::{SUBJECT, store},
    queue::Redrawn,
    room::{Actor, Job, Ports, Walk, card_number, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Draws the cards of the next mentions that are in the channel whose mark has changed, and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Redraw(Walk);

/// A channel's mark has changed.
pub async fn follow_internal(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Redraw(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Redraw {
    const KIND: &'static str = "mention.redraw";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let ids = store::all_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        for id in &ids {
            let row = store::lock(&mut tx, guild.id, *id).await?;
            if let Some(row) = row.filter(|row| Some(row.card_channel_id) == self.0.channel) {
                card::draw(&mut tx, by, guild, &row).await?;
            }
        }
        self.0.go_on(timer, &mut tx, (ids.len(), ids.last().copied()), Redraw).await?;
        timer.finish(tx).await
    }
}

/// Draws the card that `key` names anew, if it is a mention's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let Some(id) = card_number(key, SUBJECT) else { return Ok(Redrawn::AsItWas) };
    let Some(row) = store::lock(tx, guild.id, id).await? else { return Ok(Redrawn::Over) };
    card::draw(tx, &Actor::docket(guild.id, now), guild, &row).await?;
    Ok(Redrawn::Posted)
}
