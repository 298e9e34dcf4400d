//! Somebody who is forgotten, in releases and their items.

use crate::{
    db::{Result, Tx},
    room::{Forgetting, column, nobody_in, person_column, rewrite, rewrite_json},
};

/// Takes somebody out of all texts.
pub async fn forget_texts_of(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows =
        rewrite_json(tx, guild_id, column!("release", "milestones_json"), |json| who.json(json)).await?;
    for column in [
        column!("release", "name"),
        column!("release_item", "text"),
        column!("release_item", "note"),
        column!("release_item", "ticket"),
        column!("release_item", "design"),
        column!("release_retro", "went_well"),
        column!("release_retro", "went_badly"),
        column!("release_retro", "to_change"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// Puts nobody in place of a member; their items have no owner any more, and wait for nobody.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let columns = [
        person_column!("release", "manager_user_id"),
        person_column!("release", "validator_user_id"),
        person_column!("release", "created_by_user_id"),
        person_column!("release_item", "reported_by_user_id"),
        person_column!("release_item", "created_by_user_id"),
        person_column!("release_retro", "user_id"),
    ];
    let mut rows = nobody_in(tx, guild_id, &columns, user_id).await?;
    let owned = "UPDATE release_item SET owner_user_id = NULL, is_waiting = $3 WHERE guild_id = $1 AND owner_user_id = $2";
    rows += tx.q(owned).bind(guild_id).bind(user_id).bind(false).run().await?;
    let followed = "DELETE FROM release_follower WHERE guild_id = $1 AND user_id = $2";
    rows += tx.q(followed).bind(guild_id).bind(user_id).run().await?;
    Ok(rows)
}
