//! Somebody who is forgotten, in series, occurrences and items.

use crate::{
    db::{Result, Tx},
    room::{
        FORGOTTEN, Forgetting, address_column, column, emptied, nobody_in, person_column, rewrite,
        rewrite_json, rewrite_texts, rewritten, text_column,
    },
};
use std::collections::BTreeSet;

/// A member's topics, by number, with what they are called.
pub async fn raised_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, topic FROM agenda_item WHERE guild_id = $1 AND raised_by_user_id = $2";
    tx.q(sql).bind(guild_id).bind(user_id).all().await
}

/// Why dates are not as they were planned, by their number.
pub async fn reasons(tx: &mut Tx, guild_id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, reason FROM meeting_occurrence WHERE guild_id = $1 AND reason IS NOT NULL";
    tx.q(sql).bind(guild_id).all().await
}

/// Why a date is not as it was planned says nothing any more.
pub fn forget_reason(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer(
        "UPDATE meeting_occurrence SET reason = $3, version = version + 1 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(FORGOTTEN)
    .add();
}

/// Takes somebody out of all texts. The numbers of the series that were called after them go into `renamed`.
pub async fn forget_texts_of(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    renamed: &mut BTreeSet<i64>,
) -> Result<u64> {
    let names = rewritten(tx, guild_id, column!("meeting_series", "name"), |text| who.text(text)).await?;
    let mut rows = u64::try_from(names.len()).unwrap_or(u64::MAX);
    renamed.extend(names);
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
        column!("meeting_series", "place"),
        column!("meeting_occurrence", "reason"),
        column!("agenda_item", "topic"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    for column in [text_column!("meeting_answer", "reason"), text_column!("meeting_attendance", "reason")] {
        rows += rewrite_texts(tx, guild_id, column, |text| who.text(text)).await?;
    }
    let links =
        emptied(tx, guild_id, address_column!("agenda_item", "link"), |link| who.text(link).is_some());
    Ok(rows + u64::try_from(links.await?.len()).unwrap_or(u64::MAX))
}

/// Puts nobody in place of a member; what they brought, voted, read and said about coming goes.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let brought = "UPDATE agenda_item SET topic = $3, link = NULL, version = version + 1 \
                   WHERE guild_id = $1 AND raised_by_user_id = $2";
    let mut rows = tx.q(brought).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    let columns = [
        person_column!("meeting_series", "chair_user_id"),
        person_column!("meeting_series", "created_by_user_id"),
        person_column!("meeting_occurrence", "started_by_user_id"),
        person_column!("agenda_item", "raised_by_user_id"),
        person_column!("meeting_feed", "created_by_user_id"),
    ];
    rows += nobody_in(tx, guild_id, &columns, user_id).await?;
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
