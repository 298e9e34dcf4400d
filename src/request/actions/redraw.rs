//! Cards in a channel, after it was marked internal or is so no longer.

use super::post;
use crate::{
    contract::{Guild, Timer},
    db::Tx,
    error::Error,
    queue::{self, NewJob, enqueue},
    request::{
        SUBJECT,
        store::{self, View, triage::Question},
        words,
    },
    workspace::INTERNAL_CHANGED,
};
use serde::Deserialize;
use serde_json::json;

/// Requests whose cards are looked for in one transaction; so many hold up nobody who waits.
const BATCH: usize = 100;

#[derive(Deserialize)]
struct Payload {
    /// Which change of the settings it follows.
    change: i64,
    channel: i64,
    /// The number of the last request that is done.
    #[serde(default)]
    after: i64,
}

/// Draws anew those cards and questions of the next requests that are in the channel and look different there with names
/// and without, and sets a job for the rest. Part of the transaction of the job that follows the change.
pub async fn redraw(timer: &Timer, tx: &mut Tx) -> Result<(), Error> {
    let Payload { change, channel, after } = serde_json::from_value(timer.job.payload.clone())?;
    let guild = &timer.guild;
    let ids = store::ids_after(tx, guild.id, after, BATCH).await?;
    let cards = in_channel(tx, guild, channel, SUBJECT, &ids).await?;
    let questions = store::triage::questions_of(tx, guild.id, &ids).await?;
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
    if let Some(last) = ids.last().filter(|_| ids.len() == BATCH) {
        let job = NewJob {
            guild_id: guild.id,
            kind: INTERNAL_CHANGED,
            key: &format!("{INTERNAL_CHANGED}:{change}:{channel}:{last}"),
            run_at: timer.now,
            payload: json!({ "change": change, "channel": channel, "after": last }),
        };
        enqueue(tx, job, timer.now).await?;
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
