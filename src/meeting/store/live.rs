//! Rows of `meeting_live`, `meeting_speaker` and `meeting_attendance`, and occurrences that are held.

use crate::{
    db::{At, Reads, Result, Tx},
    meeting::{Attendance, Live, Speaker},
};

/// The columns of an occurrence.
const HELD: &str = "SELECT id FROM meeting_occurrence WHERE guild_id = $1 AND state = 'live' ORDER BY starts_at DESC LIMIT 50";
const OVER: &str = "SELECT id FROM meeting_occurrence WHERE guild_id = $1 AND state = 'wrapping' ORDER BY starts_at DESC LIMIT 50";

/// Numbers of the occurrences that are held now, the latest first.
pub async fn held(on: &mut impl Reads, guild_id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = on.ask(HELD.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Numbers of the occurrences whose minutes are a draft, the latest first.
pub async fn wrapping(on: &mut impl Reads, guild_id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = on.ask(OVER.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A meeting while it is held.
pub async fn live(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Option<Live>> {
    let sql = "SELECT occurrence_id, active_at, is_late FROM meeting_live WHERE guild_id = $1 AND occurrence_id = $2";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).opt().await
}

/// Somebody did something in a meeting that is held.
pub fn active(tx: &mut Tx, guild_id: i64, live: Live) {
    tx.defer(
        "INSERT INTO meeting_live (guild_id, occurrence_id, active_at, is_late) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (guild_id, occurrence_id) DO UPDATE SET active_at = excluded.active_at",
    )
    .bind(guild_id)
    .bind(live.occurrence_id)
    .bind(live.active_at)
    .bind(live.is_late)
    .add();
}

/// Who was there and who could not come; at most 500.
pub async fn attendance(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Attendance>> {
    let sql = "SELECT user_id, is_present, reason FROM meeting_attendance WHERE guild_id = $1 AND occurrence_id = $2 \
               ORDER BY user_id LIMIT 500";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).all().await
}

/// Keeps that somebody was there or could not come. Returns false when that was known.
pub async fn attend(
    tx: &mut Tx,
    guild_id: i64,
    occurrence_id: i64,
    (who, at): (&Attendance, At),
) -> Result<bool> {
    let sql = "INSERT INTO meeting_attendance (guild_id, occurrence_id, user_id, is_present, reason, noted_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, occurrence_id, user_id) DO UPDATE SET \
               is_present = excluded.is_present, reason = excluded.reason, noted_at = excluded.noted_at \
               WHERE meeting_attendance.is_present <> excluded.is_present";
    let rows = tx
        .q(sql)
        .bind(guild_id)
        .bind(occurrence_id)
        .bind(who.user_id)
        .bind(who.is_present)
        .bind(who.reason.clone())
        .bind(at)
        .run()
        .await?;
    Ok(rows == 1)
}

/// Who would like to speak or is speaking, the first first.
pub async fn speakers(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Speaker>> {
    let sql = "SELECT id, user_id, has_floor FROM meeting_speaker WHERE guild_id = $1 AND occurrence_id = $2 LIMIT 100";
    let mut all: Vec<Speaker> = on.ask(sql.into()).bind(guild_id).bind(occurrence_id).all().await?;
    all.sort_by_key(|speaker| (!speaker.has_floor, speaker.id));
    Ok(all)
}

/// Somebody would like to speak. Returns false when they are queued already.
pub async fn queue(tx: &mut Tx, guild_id: i64, occurrence_id: i64, (user_id, at): (i64, At)) -> Result<bool> {
    let id = tx.next_id(at.utc());
    let sql = "INSERT INTO meeting_speaker (guild_id, id, occurrence_id, user_id, has_floor, asked_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, occurrence_id, user_id) DO NOTHING";
    let query = tx.q(sql).bind(guild_id).bind(id).bind(occurrence_id).bind(user_id).bind(false);
    Ok(query.bind(at).run().await? == 1)
}

/// Somebody has the floor.
pub fn give_floor(tx: &mut Tx, guild_id: i64, occurrence_id: i64, user_id: i64) {
    tx.defer("UPDATE meeting_speaker SET has_floor = $4 WHERE guild_id = $1 AND occurrence_id = $2 AND user_id = $3")
        .bind(guild_id)
        .bind(occurrence_id)
        .bind(user_id)
        .bind(true)
        .add();
}

/// Somebody leaves the queue or the floor. Returns false when they were not there.
pub async fn leave_queue(tx: &mut Tx, guild_id: i64, occurrence_id: i64, user_id: i64) -> Result<bool> {
    let sql = "DELETE FROM meeting_speaker WHERE guild_id = $1 AND occurrence_id = $2 AND user_id = $3";
    Ok(tx.q(sql).bind(guild_id).bind(occurrence_id).bind(user_id).run().await? == 1)
}

/// Nobody is queued any more.
pub fn clear_queue(tx: &mut Tx, guild_id: i64, occurrence_id: i64) {
    tx.defer("DELETE FROM meeting_speaker WHERE guild_id = $1 AND occurrence_id = $2")
        .bind(guild_id)
        .bind(occurrence_id)
        .add();
}
