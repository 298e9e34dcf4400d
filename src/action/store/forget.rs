//! Somebody who is forgotten, in actions and decisions.

use crate::{
    db::{Json, Result, Tx},
    room::{FORGOTTEN, Forgetting, column, nobody_in, person_column, rewritten},
};
use std::collections::BTreeSet;

/// The numbers of what a change has left something out of.
#[derive(Debug, Default)]
pub struct Touched {
    pub actions: BTreeSet<i64>,
    pub decisions: BTreeSet<i64>,
}

impl Touched {
    /// How many there are.
    pub fn count(&self) -> u64 {
        u64::try_from(self.actions.len() + self.decisions.len()).unwrap_or(u64::MAX)
    }
}

/// Takes somebody out of all texts.
pub async fn forget_texts_of(
    tx: &mut Tx,
    guild_id: i64,
    who: &Forgetting,
    touched: &mut Touched,
) -> Result<()> {
    let without = |text: &str| who.text(text);
    touched.actions.extend(rewritten(tx, guild_id, column!("action", "text"), without).await?);
    touched.decisions.extend(rewritten(tx, guild_id, column!("decision", "text"), without).await?);
    let comments = rewritten(tx, guild_id, column!("action_comment", "text"), without).await?;
    if comments.is_empty() {
        return Ok(());
    }
    let sql = crate::sql![
        "SELECT DISTINCT action_id FROM action_comment WHERE guild_id = $1 AND id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ];
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(Json(comments)).all().await?;
    touched.actions.extend(rows.into_iter().map(|(id,)| id));
    Ok(())
}

/// The numbers and texts of the actions that a member made, and of the decisions that they recorded.
pub async fn written_by(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
) -> Result<(Vec<(i64, String)>, Vec<(i64, String)>)> {
    let actions = "SELECT id, text FROM action WHERE guild_id = $1 AND created_by_user_id = $2";
    let actions = tx.q(actions).bind(guild_id).bind(user_id).all().await?;
    let decisions = "SELECT id, text FROM decision WHERE guild_id = $1 AND recorded_by_user_id = $2";
    let decisions = tx.q(decisions).bind(guild_id).bind(user_id).all().await?;
    Ok((actions, decisions))
}

/// The numbers of the actions that name a member or were commented on by them.
pub async fn actions_naming(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM action WHERE guild_id = $1 AND (created_by_user_id = $2 OR owner_user_id = $2) \
               UNION SELECT action_id AS id FROM action_comment WHERE guild_id = $1 AND user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The numbers of the decisions that a member confirmed.
pub async fn confirmed_by(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM decision WHERE guild_id = $1 AND confirmed_by_user_id = $2";
    let rows: Vec<(i64,)> = tx.q(sql).bind(guild_id).bind(user_id).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What a member wrote says nothing any more, and is found by no word; their actions have no owner any more, and nobody stands
/// in their place.
pub async fn nobody(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<()> {
    let terms = "DELETE FROM decision_term WHERE guild_id = $1 AND decision_id IN \
                 (SELECT id FROM decision WHERE guild_id = $1 AND recorded_by_user_id = $2)";
    tx.q(terms).bind(guild_id).bind(user_id).run().await?;
    for sql in [
        "UPDATE action SET text = $3, version = version + 1 WHERE guild_id = $1 AND created_by_user_id = $2",
        "UPDATE decision SET text = $3, version = version + 1 WHERE guild_id = $1 AND recorded_by_user_id = $2",
        "UPDATE action_comment SET text = $3, user_id = 0 WHERE guild_id = $1 AND user_id = $2",
    ] {
        tx.q(sql).bind(guild_id).bind(user_id).bind(FORGOTTEN).run().await?;
    }
    let owned = "UPDATE action SET owner_user_id = NULL, version = version + 1 WHERE guild_id = $1 AND owner_user_id = $2";
    tx.q(owned).bind(guild_id).bind(user_id).run().await?;
    let columns = [
        person_column!("action", "created_by_user_id"),
        person_column!("decision", "recorded_by_user_id"),
        person_column!("decision", "confirmed_by_user_id"),
    ];
    nobody_in(tx, guild_id, &columns, user_id).await?;
    Ok(())
}
