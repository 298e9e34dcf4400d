//! Somebody who is forgotten, in series, occurrences and items.

use crate::{
    db::{Result, Tx},
    room::{Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};

/// Takes somebody out of all texts.
pub async fn forget_texts_of(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    for column in [
        column!("meeting_series", "attendees_json"),
        column!("meeting_series", "note_takers_json"),
        column!("meeting_series", "standing_json"),
        column!("meeting_occurrence", "frozen_json"),
        column!("meeting_draft", "draft_json"),
    ] {
        rows += rewrite_json(tx, guild_id, column, |json| who.json(json)).await?;
    }
    for column in [
        column!("meeting_series", "name"),
        column!("meeting_series", "place"),
        column!("meeting_occurrence", "reason"),
        column!("agenda_item", "topic"),
        column!("agenda_item", "link"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// Puts nobody in place of a member; what they said about coming, voted and read goes.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let columns = [
        person_column!("meeting_series", "chair_user_id"),
        person_column!("meeting_series", "created_by_user_id"),
        person_column!("meeting_occurrence", "started_by_user_id"),
        person_column!("agenda_item", "raised_by_user_id"),
        person_column!("meeting_feed", "created_by_user_id"),
    ];
    let mut rows = nobody_in(tx, guild_id, &columns, user_id).await?;
    for sql in [
        "UPDATE meeting_occurrence SET chair_user_id = NULL WHERE guild_id = $1 AND chair_user_id = $2",
        "UPDATE meeting_occurrence SET note_taker_user_id = NULL WHERE guild_id = $1 AND note_taker_user_id = $2",
        "UPDATE agenda_item SET presenter_user_id = NULL WHERE guild_id = $1 AND presenter_user_id = $2",
        "DELETE FROM agenda_vote WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM agenda_reader WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_answer WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_draft WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_watcher WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM meeting_survey_voter WHERE guild_id = $1 AND user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).run().await?;
    }
    Ok(rows)
}
