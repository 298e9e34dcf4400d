//! Rows of `meeting_minutes` and `meeting_recording`.

use crate::{
    contract::NOBODY,
    db::{At, Reads, Result, Tx},
    meeting::{Published, Recording},
};

/// The columns of [`Published`].
macro_rules! columns {
    () => {
        "id, occurrence_id, revision, is_confidential, minutes_json, markdown, changed, published_by_user_id, published_at"
    };
}

/// The newest revision of the minutes of an occurrence.
pub async fn minutes(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence_id: i64,
    is_confidential: bool,
) -> Result<Option<Published>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM meeting_minutes WHERE guild_id = $1 AND occurrence_id = $2 AND is_confidential = $3 \
             ORDER BY revision DESC LIMIT 1"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .bind(is_confidential)
    .opt()
    .await
}

/// Name and content of the minutes of that number, as a file.
pub async fn minutes_file(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<(i64, String)>> {
    let sql = "SELECT revision, markdown FROM meeting_minutes WHERE guild_id = $1 AND id = $2";
    on.ask(sql.into()).bind(guild_id).bind(id).opt().await
}

/// The published occurrences of a series, the latest first; at most 25.
pub async fn published(on: &mut impl Reads, guild_id: i64, series_id: i64) -> Result<Vec<(i64, At)>> {
    let sql = "SELECT id, starts_at FROM meeting_occurrence WHERE guild_id = $1 AND series_id = $2 \
               AND state = 'published' ORDER BY starts_at DESC LIMIT 25";
    on.ask(sql.into()).bind(guild_id).bind(series_id).all().await
}

/// Adds a revision.
pub fn insert_minutes(tx: &mut Tx, guild_id: i64, minutes: &Published) {
    tx.defer(
        "INSERT INTO meeting_minutes (guild_id, id, occurrence_id, revision, is_confidential, minutes_json, markdown, changed, \
         published_by_user_id, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(guild_id)
    .bind(minutes.id)
    .bind(minutes.occurrence_id)
    .bind(minutes.revision)
    .bind(minutes.is_confidential)
    .bind(minutes.minutes_json.clone())
    .bind(minutes.markdown.clone())
    .bind(minutes.changed.clone())
    .bind(minutes.published_by_user_id)
    .bind(minutes.published_at)
    .add();
}

/// Puts another text in place of the file of a revision.
pub fn rewrite_file(tx: &mut Tx, guild_id: i64, id: i64, markdown: &str) {
    tx.defer("UPDATE meeting_minutes SET markdown = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(markdown.to_owned())
        .add();
}

/// The recording of an occurrence.
pub async fn recording(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Option<Recording>> {
    let sql = "SELECT url, transcript, transcript_name, transcript_url, began_at FROM meeting_recording \
               WHERE guild_id = $1 AND occurrence_id = $2";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).opt().await
}

/// Name and length in bytes of the transcript that is kept of an occurrence; `None` when there is none.
pub async fn transcript_named(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence_id: i64,
) -> Result<Option<(Option<String>, i64)>> {
    let sql = "SELECT transcript_name, transcript_length FROM meeting_recording \
               WHERE guild_id = $1 AND occurrence_id = $2 AND transcript IS NOT NULL";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).opt().await
}

/// Keeps the recording of an occurrence; what is not given of it stays.
pub fn keep_recording(tx: &mut Tx, guild_id: i64, occurrence_id: i64, (kept, by, at): (&Recording, i64, At)) {
    tx.defer(
        "INSERT INTO meeting_recording (guild_id, occurrence_id, url, transcript, transcript_name, transcript_url, \
         began_at, added_by_user_id, added_at, transcript_length, transcript_by_user_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (guild_id, occurrence_id) DO UPDATE SET \
         url = COALESCE(excluded.url, meeting_recording.url), \
         transcript = COALESCE(excluded.transcript, meeting_recording.transcript), \
         transcript_name = COALESCE(excluded.transcript_name, meeting_recording.transcript_name), \
         transcript_url = COALESCE(excluded.transcript_url, meeting_recording.transcript_url), \
         began_at = COALESCE(excluded.began_at, meeting_recording.began_at), \
         added_by_user_id = excluded.added_by_user_id, added_at = excluded.added_at, \
         transcript_length = CASE WHEN excluded.transcript IS NULL THEN meeting_recording.transcript_length \
         ELSE excluded.transcript_length END, \
         transcript_by_user_id = CASE WHEN excluded.transcript IS NULL THEN meeting_recording.transcript_by_user_id \
         ELSE excluded.transcript_by_user_id END",
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .bind(kept.url.clone())
    .bind(kept.transcript.clone())
    .bind(kept.transcript_name.clone())
    .bind(kept.transcript_url.clone())
    .bind(kept.began_at)
    .bind(by)
    .bind(at)
    .bind(kept.transcript.as_deref().map_or(0, bytes_of))
    .bind(kept.transcript.as_ref().map_or(NOBODY, |_| by))
    .add();
}

/// The length of a text in bytes.
pub fn bytes_of(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

/// For whom the transcript of an occurrence counts, and how many bytes; `None` when there is none.
pub async fn transcript_taken(
    on: &mut impl Reads,
    guild_id: i64,
    occurrence_id: i64,
) -> Result<Option<(i64, i64)>> {
    let sql = "SELECT transcript_by_user_id, transcript_length FROM meeting_recording \
               WHERE guild_id = $1 AND occurrence_id = $2 AND transcript IS NOT NULL";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).opt().await
}
