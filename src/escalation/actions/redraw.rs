//! Drawing a card anew: its channel works again, or what is not delivered has changed.

use super::{around::Around, post};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    escalation::{SUBJECT, store},
    queue::Redrawn,
    room::{self, Job, Ports},
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
