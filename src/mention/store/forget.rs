//! Mentions of somebody who is forgotten.

use crate::{
    db::{Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite},
};

/// Where a person's id stands.
const PEOPLE: [&str; 2] =
    [person_column!("mention", "decided_by_user_id"), person_column!("mention_mute", "muted_by_user_id")];

/// The numbers of what a person decided.
pub async fn ids_decided_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM mention WHERE guild_id = $1 AND decided_by_user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The reasons that a member gave say nothing any more, and nobody stands where they stood.
pub async fn forget_own(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let sql = "UPDATE mention SET reason = $3, version = version + 1 WHERE guild_id = $1 AND decided_by_user_id = $2 \
               AND reason IS NOT NULL";
    let mut rows = tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    rows += nobody_in(tx, guild_id, &PEOPLE, user_id).await?;
    Ok(rows)
}

/// Takes somebody out of what others wrote.
pub async fn forget_texts_in(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    for column in [
        column!("mention", "reason"),
        column!("mention_post", "text"),
        column!("mention_post", "author"),
        column!("mention_source", "pause_note"),
    ] {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}
