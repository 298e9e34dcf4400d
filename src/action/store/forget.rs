//! Somebody who is forgotten, in actions and decisions.

use crate::{
    db::{Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewrite},
};

/// Takes somebody out of all texts.
pub async fn forget_texts_of(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    for column in [column!("action", "text"), column!("action_comment", "text"), column!("decision", "text")]
    {
        rows += rewrite(tx, guild_id, column, |text| who.text(text)).await?;
    }
    Ok(rows)
}

/// What a member said about actions goes; their actions have no owner any more, and nobody stands in their place.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let said = "UPDATE action_comment SET text = $3, user_id = 0 WHERE guild_id = $1 AND user_id = $2";
    let mut rows = tx.q(said).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    let owned = "UPDATE action SET owner_user_id = NULL, version = version + 1 WHERE guild_id = $1 AND owner_user_id = $2";
    rows += tx.q(owned).bind(guild_id).bind(user_id).run().await?;
    let columns =
        [person_column!("action", "created_by_user_id"), person_column!("decision", "recorded_by_user_id")];
    rows += nobody_in(tx, guild_id, &columns, user_id).await?;
    Ok(rows)
}
