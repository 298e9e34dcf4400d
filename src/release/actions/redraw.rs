//! Cards of releases, drawn anew.

use super::{apply::draw_release, ask::arm};
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    queue::Redrawn,
    release::{SUBJECT, State, store},
    room::{Actor, Job, Ports, Walk, card_number, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Draws the cards of the next releases that are to come, or that are in the channel whose mark has changed, and sets a job
/// for the rest.
#[derive(Serialize, Deserialize)]
pub struct Redraw(Walk);

/// Hours, holidays or a channel's mark have changed: a job of this room's own goes through the releases.
pub async fn follow_settings(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Redraw(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Redraw {
    const KIND: &'static str = "release.redraw";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let (guild, by) = (&timer.guild, &Actor::from(timer));
        let mut tx = timer.begin().await?;
        let ids = store::all_after(&mut tx, guild.id, self.0.after, Walk::STEP).await?;
        for id in &ids {
            let Some(release) = store::lock(&mut tx, guild.id, *id).await? else { continue };
            let is_meant = match self.0.channel {
                Some(channel) => release.channel_id == channel,
                None => release.facts.state.is_to_come(),
            };
            if is_meant {
                draw_release(&mut tx, guild, by.now, &release).await?;
                arm(&mut tx, by, guild, &release).await?;
            }
        }
        self.0.go_on(timer, &mut tx, (ids.len(), ids.last().copied()), Redraw).await?;
        timer.finish(tx).await
    }
}

/// Draws the card that `key` names anew, if it is a release's.
pub async fn redraw_card(
    tx: &mut Tx,
    guild: &Guild,
    now: DateTime<Utc>,
    key: &str,
) -> Result<Redrawn, Error> {
    let Some(id) = card_number(key, SUBJECT) else { return Ok(Redrawn::AsItWas) };
    let release = store::lock(tx, guild.id, id).await?;
    let Some(release) = release.filter(|release| release.facts.state != State::Withdrawn) else {
        return Ok(Redrawn::Over);
    };
    draw_release(tx, guild, now, &release).await?;
    Ok(Redrawn::Posted)
}
