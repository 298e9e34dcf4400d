//! Rows of `meeting_event` and `meeting_voice`.

use crate::{
    db::{Reads, Result, Tx},
    meeting::{Original, rules::Shown},
};
use std::collections::{BTreeMap, BTreeSet};

/// The events of a series; at most 100.
pub async fn shown(on: &mut impl Reads, guild_id: i64, series_id: i64) -> Result<Vec<Shown>> {
    let sql = "SELECT original_local, event_id, shown, deleted FROM meeting_event \
               WHERE guild_id = $1 AND series_id = $2 ORDER BY original_local LIMIT 100";
    on.ask(sql.into()).bind(guild_id).bind(series_id).all().await
}

/// Keeps what is shown of a date.
pub fn keep_shown(tx: &mut Tx, guild_id: i64, series_id: i64, shown: &Shown) {
    tx.defer(
        "INSERT INTO meeting_event (guild_id, series_id, original_local, event_id, shown, deleted) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, series_id, original_local) DO UPDATE SET \
         event_id = excluded.event_id, shown = excluded.shown, deleted = excluded.deleted",
    )
    .bind(guild_id)
    .bind(series_id)
    .bind(shown.original_local.to_string())
    .bind(shown.event_id)
    .bind(shown.shown.clone())
    .bind(shown.deleted)
    .add();
}

/// Nothing is shown of a date any more.
pub fn drop_shown(tx: &mut Tx, guild_id: i64, series_id: i64, original: Original) {
    tx.defer("DELETE FROM meeting_event WHERE guild_id = $1 AND series_id = $2 AND original_local = $3")
        .bind(guild_id)
        .bind(series_id)
        .bind(original.to_string())
        .add();
}

/// The series whose event that is.
pub async fn series_of_event(on: &mut impl Reads, guild_id: i64, event_id: i64) -> Result<Option<i64>> {
    let sql = "SELECT series_id FROM meeting_event WHERE guild_id = $1 AND event_id = $2 LIMIT 1";
    let row: Option<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(event_id).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// Whether a series is held in a channel.
pub async fn is_place(on: &mut impl Reads, guild_id: i64, channel_id: i64) -> Result<bool> {
    let sql = "SELECT id FROM meeting_series WHERE guild_id = $1 AND place_channel_id = $2 LIMIT 1";
    let row: Option<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(channel_id).opt().await?;
    Ok(row.is_some())
}

/// The place of a meeting that a person is in.
pub async fn voice_of(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Option<i64>> {
    let sql = "SELECT channel_id FROM meeting_voice WHERE guild_id = $1 AND user_id = $2";
    let row: Option<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(user_id).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// Who is in the place of a meeting; at most 500.
pub async fn in_voice(on: &mut impl Reads, guild_id: i64, channel_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT user_id FROM meeting_voice WHERE guild_id = $1 AND channel_id = $2 ORDER BY user_id LIMIT 500";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(channel_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The channels in which series are held.
pub async fn places(on: &mut impl Reads, guild_id: i64) -> Result<BTreeSet<i64>> {
    let sql =
        "SELECT place_channel_id FROM meeting_series WHERE guild_id = $1 AND place_channel_id IS NOT NULL";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Everybody who is in a place of meetings, and in which.
pub async fn all_in_voice(on: &mut impl Reads, guild_id: i64) -> Result<BTreeMap<i64, i64>> {
    let sql = "SELECT user_id, channel_id FROM meeting_voice WHERE guild_id = $1";
    let rows: Vec<(i64, i64)> = on.ask(sql.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().collect())
}

/// Somebody is in the place of a meeting, or in none.
pub fn keep_voice(tx: &mut Tx, guild_id: i64, user_id: i64, channel_id: Option<i64>) {
    let Some(channel_id) = channel_id else {
        tx.defer("DELETE FROM meeting_voice WHERE guild_id = $1 AND user_id = $2")
            .bind(guild_id)
            .bind(user_id)
            .add();
        return;
    };
    tx.defer(
        "INSERT INTO meeting_voice (guild_id, user_id, channel_id) VALUES ($1, $2, $3) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET channel_id = excluded.channel_id",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(channel_id)
    .add();
}
