//! Somebody who is forgotten, in notes and minutes.

use crate::{
    db::{Json, Result, Tx},
    meeting::rules::{file_without, forget_said},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewritten, rewritten_json},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// Takes somebody out of all texts. The numbers of the minutes that named them go into `shown`.
pub async fn forget_held_texts_of(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let minutes = column!("meeting_minutes", "minutes_json");
    let mut rows = add(shown, rewritten_json(tx, guild_id, minutes, |json| who.json(json)).await?);
    for column in [column!("meeting_minutes", "markdown"), column!("meeting_minutes", "changed")] {
        rows += add(shown, rewritten(tx, guild_id, column, |text| who.text(text)).await?);
    }
    for column in [column!("meeting_note", "text"), column!("meeting_survey_answer", "said")] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    for column in [
        column!("meeting_recording", "transcript", "occurrence_id"),
        column!("meeting_recording", "transcript_name", "occurrence_id"),
        column!("meeting_recording", "transcript_url", "occurrence_id"),
        column!("meeting_recording", "url", "occurrence_id"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// Notes how long transcripts have become. Returns of each that has changed for whom it counts, and by how many bytes it is
/// shorter; a longer one by less than none.
pub async fn measure_transcripts(tx: &mut Tx, guild_id: i64) -> Result<Vec<(i64, i64)>> {
    let sql = crate::sql![
        "SELECT occurrence_id, transcript_by_user_id, transcript_length, "
        lite("LENGTH(CAST(transcript AS BLOB))")
        pg("CAST(OCTET_LENGTH(transcript) AS BIGINT)")
        " FROM meeting_recording WHERE guild_id = $1 AND transcript IS NOT NULL"
    ];
    let rows: Vec<(i64, i64, i64, i64)> = tx.q(sql).bind(guild_id).all().await?;
    let changed = rows.into_iter().filter(|(_, _, was, is)| was != is);
    Ok(changed
        .map(|(occurrence_id, user_id, was, is)| {
            let sql = "UPDATE meeting_recording SET transcript_length = $3 WHERE guild_id = $1 AND occurrence_id = $2";
            tx.defer(sql).bind(guild_id).bind(occurrence_id).bind(is).add();
            (user_id, was - is)
        })
        .collect())
}

/// Adds numbers of rows to others. Returns how many rows these are.
fn add(shown: &mut BTreeSet<i64>, changed: Vec<i64>) -> u64 {
    let rows = u64::try_from(changed.len()).unwrap_or(u64::MAX);
    shown.extend(changed);
    rows
}

/// The numbers of the minutes that a member published.
pub async fn published_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM meeting_minutes WHERE guild_id = $1 AND published_by_user_id = $2";
    let found: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The occurrences whose published minutes are among these, or that are of one of these series.
pub async fn published_with(
    tx: &mut Tx,
    guild_id: i64,
    (minutes, series): (&BTreeSet<i64>, &BTreeSet<i64>),
) -> Result<BTreeSet<i64>> {
    let mut found = BTreeSet::new();
    if minutes.is_empty() && series.is_empty() {
        return Ok(found);
    }
    let sql = "SELECT m.id, m.occurrence_id, o.series_id FROM meeting_minutes AS m JOIN meeting_occurrence AS o \
               ON o.guild_id = m.guild_id AND o.id = m.occurrence_id WHERE m.guild_id = $1";
    let rows: Vec<(i64, i64, i64)> = tx.q(sql).bind(guild_id).all().await?;
    let is_meant = |id: &i64, of: &i64| minutes.contains(id) || series.contains(of);
    found.extend(rows.iter().filter(|(id, _, of)| is_meant(id, of)).map(|(_, occurrence, _)| *occurrence));
    Ok(found)
}

/// A member's notes, by number, with what they say.
pub async fn noted_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, text FROM meeting_note WHERE guild_id = $1 AND user_id = $2";
    tx.q(sql).bind(guild_id).bind(user_id).all().await
}

/// Everything that minutes hold, by their number.
pub async fn all_minutes(tx: &mut Tx, guild_id: i64) -> Result<Vec<(i64, Json<Value>)>> {
    let sql = "SELECT id, minutes_json FROM meeting_minutes WHERE guild_id = $1 ORDER BY id";
    tx.q(sql).bind(guild_id).all().await
}

/// Takes what a member said, in these very words, out of minutes. The numbers of those that held it go into `shown`.
pub async fn forget_words(
    tx: &mut Tx,
    guild_id: i64,
    own: &[String],
    shown: &mut BTreeSet<i64>,
) -> Result<u64> {
    let minutes = column!("meeting_minutes", "minutes_json");
    let mut rows = add(shown, rewritten_json(tx, guild_id, minutes, |json| forget_said(json, own)).await?);
    for column in [column!("meeting_minutes", "markdown"), column!("meeting_minutes", "changed")] {
        rows += add(shown, rewritten(tx, guild_id, column, |text| file_without(text, own)).await?);
    }
    Ok(rows)
}

/// What agendas had computed goes, since others' rooms know whose words it holds: of meetings that are over for good, else
/// until it is computed again.
pub async fn forget_computed(tx: &mut Tx, guild_id: i64) -> Result<u64> {
    let sql = "UPDATE meeting_occurrence SET frozen_json = CASE WHEN ended_at IS NULL THEN NULL ELSE $2 END \
               WHERE guild_id = $1 AND frozen_json IS NOT NULL";
    tx.q(sql).bind(guild_id).bind(Json(Value::Array(Vec::new()))).run().await
}

/// What a member said goes; that they were there does, and nobody stands in their place.
pub async fn nobody_held(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let said = "UPDATE meeting_note SET text = $3, user_id = 0 WHERE guild_id = $1 AND user_id = $2";
    let mut rows = tx.q(said).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    let asked = "UPDATE meeting_survey_answer SET said = $3 WHERE guild_id = $1 AND user_id = $2 AND said IS NOT NULL";
    rows += tx.q(asked).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    let columns = [
        person_column!("meeting_minutes", "published_by_user_id"),
        person_column!("meeting_recording", "added_by_user_id"),
        person_column!("meeting_recording", "transcript_by_user_id"),
        person_column!("meeting_survey_answer", "user_id"),
    ];
    rows += nobody_in(tx, guild_id, &columns, user_id).await?;
    for sql in [
        "DELETE FROM meeting_speaker WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_attendance WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_voice WHERE guild_id = $1 AND user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).run().await?;
    }
    Ok(rows)
}
