//! Somebody who is forgotten, in notes and minutes.

use crate::{
    db::{Json, Result, Tx},
    meeting::rules::{file_without, forget_said},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};
use serde_json::Value;

/// Takes somebody out of all texts.
pub async fn forget_held_texts_of(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows =
        rewrite_json(tx, guild_id, column!("meeting_minutes", "minutes_json"), |json| who.json(json)).await?;
    for column in [
        column!("meeting_note", "text"),
        column!("meeting_survey_answer", "said"),
        column!("meeting_minutes", "markdown"),
        column!("meeting_minutes", "changed"),
    ] {
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

/// Takes what a member said, in these very words, out of minutes.
pub async fn forget_words(tx: &mut Tx, guild_id: i64, own: &[String]) -> Result<u64> {
    let mut rows = 0;
    let minutes = column!("meeting_minutes", "minutes_json");
    rows += rewrite_json(tx, guild_id, minutes, |json| forget_said(json, own)).await?;
    for column in [column!("meeting_minutes", "markdown"), column!("meeting_minutes", "changed")] {
        rows += rewrite(tx, guild_id, column, |text| file_without(text, own)).await?;
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
