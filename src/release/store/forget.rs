//! Somebody who is forgotten, in releases and their items.

use crate::{
    db::{Json, Result, Tx},
    room::{
        FORGOTTEN, Forgetting, address_column, column, emptied, nobody_in, person_column, rewrite, rewritten,
        rewritten_json,
    },
};
use std::collections::BTreeSet;

/// The numbers of what a change has left something out of.
#[derive(Debug, Default)]
pub struct Touched {
    pub releases: BTreeSet<i64>,
    pub items: BTreeSet<i64>,
}

/// Takes somebody out of all texts. Returns how many rows were changed that no card shows.
pub async fn forget_texts_of(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    touched: &mut Touched,
) -> Result<u64> {
    let milestones = column!("release", "milestones_json");
    touched.releases.extend(rewritten_json(tx, guild_id, milestones, |json| who.json(json)).await?);
    for column in [column!("release", "name"), column!("release", "target_rule")] {
        touched.releases.extend(rewritten(tx, guild_id, column, |text| who.text(text)).await?);
    }
    for column in [column!("release_item", "text"), column!("release_item", "note")] {
        touched.items.extend(rewritten(tx, guild_id, column, |text| who.text(text)).await?);
    }
    for column in [address_column!("release_item", "ticket"), address_column!("release_item", "design")] {
        touched.items.extend(emptied(tx, guild_id, column, |address| who.text(address).is_some()).await?);
    }
    let mut rows = 0;
    for column in [
        column!("release_retro", "went_well"),
        column!("release_retro", "went_badly"),
        column!("release_retro", "to_change"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// The numbers and texts of the items that a member wrote.
pub async fn written_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT id, text FROM release_item WHERE guild_id = $1 AND created_by_user_id = $2";
    tx.q(sql).bind(guild_id).bind(user_id).all().await
}

/// The numbers of what names a member.
pub async fn naming(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Touched> {
    let releases = "SELECT id FROM release WHERE guild_id = $1 \
                    AND (manager_user_id = $2 OR validator_user_id = $2 OR created_by_user_id = $2)";
    let releases: Vec<(i64,)> = tx.q(releases).bind(guild_id).bind(user_id).all().await?;
    let items = "SELECT id FROM release_item WHERE guild_id = $1 \
                 AND (owner_user_id = $2 OR reported_by_user_id = $2 OR created_by_user_id = $2)";
    let items: Vec<(i64,)> = tx.q(items).bind(guild_id).bind(user_id).all().await?;
    Ok(Touched {
        releases: releases.into_iter().map(|(id,)| id).collect(),
        items: items.into_iter().map(|(id,)| id).collect(),
    })
}

/// The releases that items are in.
pub async fn releases_of(tx: &mut Tx, guild_id: i64, items: &BTreeSet<i64>) -> Result<Vec<i64>> {
    let sql = crate::sql![
        "SELECT DISTINCT release_id FROM release_item WHERE guild_id = $1 AND release_id IS NOT NULL AND id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ];
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(Json(items)).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What a member wrote says nothing any more, but what was said anonymously; nobody stands in their place, and their items have
/// no owner any more, and wait for nobody.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let mut rows = 0;
    for sql in [
        "UPDATE release_item SET text = $3, ticket = NULL, design = NULL, version = version + 1 \
         WHERE guild_id = $1 AND created_by_user_id = $2",
        "UPDATE release_item SET note = $3, version = version + 1 WHERE guild_id = $1 AND reported_by_user_id = $2 \
         AND note IS NOT NULL",
        "UPDATE release_retro SET went_well = $3 WHERE guild_id = $1 AND user_id = $2 AND went_well IS NOT NULL",
        "UPDATE release_retro SET went_badly = $3 WHERE guild_id = $1 AND user_id = $2 AND went_badly IS NOT NULL",
        "UPDATE release_retro SET to_change = $3 WHERE guild_id = $1 AND user_id = $2 AND to_change IS NOT NULL",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    }
    let columns = [
        person_column!("release", "manager_user_id"),
        person_column!("release", "validator_user_id"),
        person_column!("release", "created_by_user_id"),
        person_column!("release_item", "reported_by_user_id"),
        person_column!("release_item", "created_by_user_id"),
        person_column!("release_retro", "user_id"),
    ];
    rows += nobody_in(tx, guild_id, &columns, user_id).await?;
    let owned = "UPDATE release_item SET owner_user_id = NULL, is_waiting = $3 WHERE guild_id = $1 AND owner_user_id = $2";
    rows += tx.q(owned).bind(guild_id).bind(user_id).bind(false).run().await?;
    let followed = "DELETE FROM release_follower WHERE guild_id = $1 AND user_id = $2";
    rows += tx.q(followed).bind(guild_id).bind(user_id).run().await?;
    Ok(rows)
}
