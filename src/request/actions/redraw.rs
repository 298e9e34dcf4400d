//! Cards in a channel, after it was marked internal or is so no longer.

use super::post;
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    queue,
    request::{
        SUBJECT,
        store::{self, View, triage::Question},
        words,
    },
    room::{Job, Ports, Walk, enqueue},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Draws anew those cards and questions of the next requests that are in the channel and look different there with names
/// and without, and sets a job for the rest.
#[derive(Serialize, Deserialize)]
pub struct Redraw(Walk);

/// A channel's mark has changed: a job of this room's own goes through the requests.
pub async fn follow_internal(timer: &Timer, tx: &mut Tx, walk: Walk) -> Result<(), Error> {
    enqueue(tx, timer.guild.id, &Redraw(walk), timer.now, timer.now).await?;
    Ok(())
}

impl Job for Redraw {
    const KIND: &'static str = "request.redraw";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.0.occurrence()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        let mut tx = timer.begin().await?;
        let ids = store::ids_after(&mut tx, timer.guild.id, self.0.after, Walk::STEP).await?;
        if let Some(channel) = self.0.channel {
            redraw(timer, &mut tx, channel, &ids).await?;
        }
        self.0.go_on(timer, &mut tx, (ids.len(), ids.last().copied()), Redraw).await?;
        timer.finish(tx).await
    }
}

async fn redraw(timer: &Timer, tx: &mut Tx, channel: i64, ids: &[i64]) -> Result<(), Error> {
    let guild = &timer.guild;
    let cards = in_channel(tx, guild, channel, SUBJECT, ids).await?;
    let questions = store::triage::questions_of(tx, guild.id, ids).await?;
    let asked: Vec<i64> = questions.iter().map(|question| question.id).collect();
    let asked = in_channel(tx, guild, channel, post::QUESTION, &asked).await?;
    for id in cards {
        if let Some(view) = store::lock(tx, guild.id, id).await? {
            card(tx, timer, channel, &view)?;
        }
    }
    for question in questions.iter().filter(|question| asked.contains(&question.id)) {
        if let Some(view) = store::view_in(tx, guild.id, question.request_id).await? {
            ask(tx, timer, channel, &view, question)?;
        }
    }
    Ok(())
}

/// Those of the numbers whose cards of this kind are in the channel.
async fn in_channel(
    tx: &mut Tx,
    guild: &Guild,
    channel_id: i64,
    kind: &str,
    ids: &[i64],
) -> Result<Vec<i64>, Error> {
    let keys: Vec<String> = ids.iter().map(|id| format!("{kind}:{id}")).collect();
    let found = queue::cards_in(tx, guild.id, channel_id, &keys).await?;
    let number = |key: &String| key.rsplit(':').next()?.parse().ok();
    let mut found: Vec<i64> = found.iter().filter_map(number).collect();
    // Everyone holds requests in the order of their numbers.
    found.sort_unstable();
    Ok(found)
}

fn card(tx: &mut Tx, timer: &Timer, channel_id: i64, view: &View) -> Result<(), Error> {
    let drawn = |guild: &Guild| words::team_card(view, guild.sight_in(channel_id));
    if drawn(&timer.guild) == drawn(&otherwise(&timer.guild, channel_id)) {
        return Ok(());
    }
    post::card_in(tx, &timer.guild, timer.now, channel_id, view)
}

fn ask(tx: &mut Tx, timer: &Timer, channel_id: i64, view: &View, question: &Question) -> Result<(), Error> {
    let drawn = |guild: &Guild| words::question(guild, channel_id, view, question);
    let message = drawn(&timer.guild);
    if message == drawn(&otherwise(&timer.guild, channel_id)) {
        return Ok(());
    }
    post::question_in(tx, &timer.guild, timer.now, channel_id, question.id, &message)
}

/// The guild with the channel's mark the other way round.
fn otherwise(guild: &Guild, channel_id: i64) -> Guild {
    let mut other = guild.clone();
    if guild.is_internal(channel_id) {
        other.internal_channels.retain(|id| *id != channel_id);
    } else {
        other.internal_channels.push(channel_id);
    }
    other
}
