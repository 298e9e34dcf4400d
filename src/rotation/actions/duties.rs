//! What the rooms above ask about people and their duties.

use crate::{
    contract::Context,
    db::Db,
    error::Error,
    rotation::{rules::FOREVER, store},
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

/// Who is away at `now`, in whichever rotation they said so, and until when; `None` for those whose absence has no end,
/// because they left the server.
pub async fn away_now(
    db: &Db,
    guild_id: i64,
    now: DateTime<Utc>,
) -> Result<BTreeMap<i64, Option<DateTime<Utc>>>, Error> {
    let mut reader = db;
    let mut away = BTreeMap::new();
    for (user_id, ends_at) in store::absent(&mut reader, guild_id, now).await? {
        let until = ends_at.map_or(FOREVER, |at| at.utc());
        let known = away.entry(user_id).or_insert(until);
        *known = until.max(*known);
    }
    Ok(away.into_iter().map(|(user_id, until)| (user_id, Some(until).filter(|at| *at < FOREVER))).collect())
}

/// [`away_now`] for an answer to a person: who had left is asked for again, because they may be back.
pub async fn away_for(cx: &Context) -> Result<BTreeMap<i64, Option<DateTime<Utc>>>, Error> {
    let mut away = away_now(&cx.db, cx.guild.id, cx.now).await?;
    let gone: Vec<i64> =
        away.iter().filter(|(_, until)| until.is_none()).map(|(user_id, _)| *user_id).collect();
    let names = gone.iter().map(|user_id| cx.directory.name_of(cx.guild.id, *user_id, cx.now));
    let names = futures::future::join_all(names).await;
    for (user_id, name) in gone.iter().zip(names) {
        if matches!(name, Ok(Some(_))) {
            away.remove(user_id);
        }
    }
    Ok(away)
}

/// The first deadline after `now` among the guild's rotations that have one.
pub async fn next_deadline(
    db: &Db,
    guild_id: i64,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let mut reader = db;
    let rows = store::all(&mut reader, guild_id).await?;
    let deadlines = rows.iter().filter_map(|row| row.deadline_json.as_ref()?.0.next_after(now));
    Ok(deadlines.map(|occurrence| occurrence.at).min())
}

/// The names of people as their guild knew them last, as far as a rotation has looked them up; not escaped.
pub async fn names(db: &Db, guild_id: i64) -> Result<HashMap<i64, String>, Error> {
    let mut reader = db;
    Ok(store::names(&mut reader, guild_id).await?)
}
