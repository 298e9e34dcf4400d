//! Drawing a card anew: its channel works again, what is not delivered has changed, what it showed is forgotten, or customers' real
//! names may be written in its channel or not any more.

use super::{around::Around, post};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    escalation::{Escalation, SUBJECT, store},
    queue::Redrawn,
    room::{self, Job, Ports, Walk},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A card is drawn as things are now.
#[derive(Serialize, Deserialize)]
pub struct Redraw {
    pub escalation: i64,
    pub at: DateTime<Utc>,
}

impl Job for Redraw {
    const KIND: &'static str = "escalation.redraw";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}", self.escalation, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, _: &Ports) -> Result<(), Error> {
        let around = Around::look(&timer.db, &timer.guild, timer.now).await?;
        let mut tx = timer.begin().await?;
        if let Some(row) = store::lock(&mut tx, timer.guild.id, self.escalation).await? {
            post::card(&mut tx, &timer.guild, timer.now, &around, &row).await?;
        }
        timer.finish(tx).await
    }
}

/// Draws the cards of the next escalations that are in the channel whose mark has changed, and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct RedrawIn(Walk);

/// A channel's mark has changed.
pub async fn follow_internal(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    room::enqueue(tx, timer.guild.id, &RedrawIn(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for RedrawIn {
    const KIND: &'static str = "escalation.redraw_in";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _: &Ports) -> Result<(), Error> {
        let guild = &timer.guild;
        let around = Around::look(&timer.db, guild, timer.now).await?;
        let is_there = |row: &Escalation| {
            let apart = around.topic(row.facts.topic_id).and_then(|topic| topic.channel_id);
            self.0.channel.is_some_and(|channel| row.card_channel_id == channel || apart == Some(channel))
        };
        let mut tx = timer.begin().await?;
        let ids = store::all_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        for id in &ids {
            let Some(row) = store::lock(&mut tx, guild.id, *id).await? else { continue };
            if is_there(&row) {
                post::card(&mut tx, guild, timer.now, &around, &row).await?;
            }
        }
        self.0.go_on(timer, &mut tx, (ids.len(), ids.last().copied()), RedrawIn).await?;
        timer.finish(tx).await
    }
}

/// Has the card that `key` names drawn anew, if it is an escalation's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let Some(id) = room::card_number(key, SUBJECT) else { return Ok(Redrawn::AsItWas) };
    room::enqueue(tx, guild.id, &Redraw { escalation: id, at: now }, now, now).await?;
    Ok(Redrawn::Posted)
}
