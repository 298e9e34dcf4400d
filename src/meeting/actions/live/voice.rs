//! Whoever is in the voice or stage channel in which a meeting is held is there.

use super::{
    clock::{held, nothing_to_do},
    draw::look,
    settle::{arrive, touch},
};
use crate::{
    contract::Timer,
    db::{Db, Tx},
    error::Error,
    meeting::{Occurrence, Series, store},
    room::{self, Actor, Job, Ports, Voice},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Discord says who is where.
pub async fn in_voice(db: &Db, now: DateTime<Utc>, guild_id: i64, voice: &Voice) -> Result<(), Error> {
    match voice {
        Voice::Moved(user_id, channel_id) => moved(db, now, guild_id, (*user_id, *channel_id)).await,
        Voice::All(all) => all_in_voice(db, now, guild_id, all).await,
    }
}

/// A person is in a voice or stage channel of the guild, or in none. What they do there, such as muting themselves, Discord
/// tells in the same way, and it changes nothing.
async fn moved(
    db: &Db,
    now: DateTime<Utc>,
    guild_id: i64,
    (user_id, channel_id): (i64, Option<i64>),
) -> Result<(), Error> {
    let on = &mut { db };
    let is_place = match channel_id {
        Some(channel_id) => store::is_place(on, guild_id, channel_id).await?,
        None => false,
    };
    let place = channel_id.filter(|_| is_place);
    if store::voice_of(on, guild_id, user_id).await? == place {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::keep_voice(&mut tx, guild_id, user_id, place);
    if let Some(place) = place {
        came(&mut tx, &Actor::docket(guild_id, now), (place, user_id)).await?;
    }
    Ok(tx.commit().await?)
}

/// All who are in voice and stage channels of the guild, with where they are, as Discord says when docket connects: what
/// happened meanwhile is caught up on.
async fn all_in_voice(
    db: &Db,
    now: DateTime<Utc>,
    guild_id: i64,
    all: &BTreeMap<i64, i64>,
) -> Result<(), Error> {
    for user_id in store::all_in_voice(&mut { db }, guild_id).await? {
        if !all.contains_key(&user_id) {
            moved(db, now, guild_id, (user_id, None)).await?;
        }
    }
    for (user_id, channel_id) in all {
        moved(db, now, guild_id, (*user_id, Some(*channel_id))).await?;
    }
    Ok(())
}

/// Somebody has come to a place: the meetings that are held there will note it.
async fn came(tx: &mut Tx, by: &Actor, (place, user): (i64, i64)) -> Result<(), Error> {
    for occurrence in store::held(tx, by.guild_id).await? {
        let Some(found) = store::find_occurrence(tx, by.guild_id, occurrence).await? else { continue };
        let series = store::find_series(tx, by.guild_id, found.series_id).await?;
        if series.is_some_and(|series| series.facts.place_channel_id == Some(place)) {
            let job = Arrived { occurrence, user, at: by.now };
            room::enqueue(tx, by.guild_id, &job, by.now, by.now).await?;
        }
    }
    Ok(())
}

/// Whoever is in the place of a meeting that begins is there from the beginning.
pub async fn welcome(
    tx: &mut Tx,
    by: &Actor,
    (series, occurrence): (&Series, &Occurrence),
) -> Result<(), Error> {
    let Some(place) = series.facts.place_channel_id else { return Ok(()) };
    for user_id in store::in_voice(tx, by.guild_id, place).await? {
        arrive(tx, by, occurrence, user_id).await?;
    }
    Ok(())
}

/// Notes that somebody has come to the place of a meeting that is held.
#[derive(Serialize, Deserialize)]
pub struct Arrived {
    occurrence: i64,
    user: i64,
    at: DateTime<Utc>,
}

impl Job for Arrived {
    const KIND: &'static str = "meeting.arrived";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        format!("{}:{}:{}", self.occurrence, self.user, self.at.timestamp_micros())
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        let Some((mut tx, draws, series, occurrence)) = held(timer, ports, self.occurrence).await? else {
            return nothing_to_do(timer).await;
        };
        if arrive(&mut tx, &draws.by, &occurrence, self.user).await? {
            touch(&mut tx, &draws.by, occurrence.id);
            let scene = look(&mut tx, timer.guild.id, (&series, &occurrence), draws.private).await?;
            draws.head(&mut tx, &scene)?;
        }
        timer.finish(tx).await
    }
}
