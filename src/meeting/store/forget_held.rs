//! Somebody who is forgotten, in notes and minutes.

use crate::{
    db::{Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};

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
    for (read, write) in [
        (
            "SELECT occurrence_id, transcript FROM meeting_recording WHERE guild_id = $1 AND transcript IS NOT NULL",
            "UPDATE meeting_recording SET transcript = $3 WHERE guild_id = $1 AND occurrence_id = $2",
        ),
        (
            "SELECT occurrence_id, transcript_name FROM meeting_recording WHERE guild_id = $1 AND transcript_name IS NOT NULL",
            "UPDATE meeting_recording SET transcript_name = $3 WHERE guild_id = $1 AND occurrence_id = $2",
        ),
        (
            "SELECT occurrence_id, url FROM meeting_recording WHERE guild_id = $1 AND url IS NOT NULL",
            "UPDATE meeting_recording SET url = $3 WHERE guild_id = $1 AND occurrence_id = $2",
        ),
    ] {
        rows += rewrite(tx, guild_id, (read, write), |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// What a member said goes; that they were there does, and nobody stands in their place.
pub async fn nobody_held(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let said = "UPDATE meeting_note SET text = $3, user_id = 0 WHERE guild_id = $1 AND user_id = $2";
    let mut rows = tx.q(said).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    let columns = [
        person_column!("meeting_minutes", "published_by_user_id"),
        person_column!("meeting_recording", "added_by_user_id"),
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
