//! Whoever is in the voice or stage channel in which a meeting is held is there.

use super::{
    apply::{arrive, touch},
    clock::held,
    draw::look,
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
    keep(db, now, guild_id, (user_id, place)).await
}

/// A person has come to a place of meetings, or has left the one that they were in.
async fn keep(
    db: &Db,
    now: DateTime<Utc>,
    guild_id: i64,
    (user_id, place): (i64, Option<i64>),
) -> Result<(), Error> {
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
    let on = &mut { db };
    let (known, places) = (store::all_in_voice(on, guild_id).await?, store::places(on, guild_id).await?);
    let there = |user_id: &i64| all.get(user_id).filter(|channel_id| places.contains(channel_id));
    for user_id in known.keys().filter(|user_id| there(user_id).is_none()) {
        keep(db, now, guild_id, (*user_id, None)).await?;
    }
    for (user_id, place) in all.keys().filter_map(|user_id| Some((user_id, there(user_id)?))) {
        if known.get(user_id) != Some(place) {
            keep(db, now, guild_id, (*user_id, Some(*place))).await?;
        }
    }
    Ok(())
}

/// Somebody has come to a place: the meetings that are held there will note it.
async fn came(tx: &mut Tx, by: &Actor, (place, user): (i64, i64)) -> Result<(), Error> {
    for occurrence in store::held(tx, by.guild_id).await? {
        let found = store::find_with_series(tx, by.guild_id, occurrence).await?;
        if found.is_some_and(|(series, _)| series.facts.place_channel_id == Some(place)) {
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
            return timer.nothing_to_do().await;
        };
        if arrive(&mut tx, &draws.by, &occurrence, self.user).await? {
            touch(&mut tx, &draws.by, occurrence.id);
            let scene = look(&mut tx, timer.guild.id, (&series, &occurrence), draws.private).await?;
            draws.head(&mut tx, &scene)?;
        }
        timer.finish(tx).await
    }
}
