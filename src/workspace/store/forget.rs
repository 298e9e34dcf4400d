//! What is written where somebody was.

use crate::{
    contract::RealName,
    db::{Json, Result, Tx},
    room::{nobody_in, person_column},
    sql,
    workspace::rules,
};

/// The numbers of a customer and of those that became part of it, as this transaction sees them.
pub async fn with_merged_in(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = tx
        .q("SELECT id FROM customer WHERE guild_id = $1 AND (id = $2 OR merged_into_id = $2) ORDER BY id")
        .bind(guild_id)
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// All that these customers are and were called.
pub async fn names_of(tx: &mut Tx, guild_id: i64, ids: &[i64]) -> Result<Vec<RealName>> {
    let rows: Vec<(RealName,)> = tx
        .q(sql![
            "SELECT name FROM customer_known_as WHERE guild_id = $1 AND customer_id IN (SELECT "
            lite("value FROM json_each($2)")
            pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
        ])
        .bind(guild_id)
        .bind(Json(ids))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Of a customer only its number and the name that stands for it are left, but for the names that are still to be hidden.
pub async fn forget_customer(tx: &mut Tx, guild_id: i64, id: i64, name: &str, key: &str) -> Result<()> {
    let channels = "DELETE FROM customer_channel WHERE guild_id = $1 AND customer_id = $2";
    tx.q(channels).bind(guild_id).bind(id).run().await?;
    tx.q("UPDATE customer SET name = $3, name_key = $4, alias = $3, alias_key = $4, tier = NULL, value = NULL, \
          account_owner_user_id = NULL, version = version + 1 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(name)
        .bind(key)
        .run()
        .await?;
    super::customer_names::keep_name(tx, guild_id, id, &RealName::new(name));
    Ok(())
}

/// A customer has no name any more but the one that stands for it. Returns how many it had.
pub async fn forget_names(tx: &mut Tx, guild_id: i64, id: i64, but: &str) -> Result<u64> {
    tx.q("DELETE FROM customer_known_as WHERE guild_id = $1 AND customer_id = $2 AND name <> $3")
        .bind(guild_id)
        .bind(id)
        .bind(but)
        .run()
        .await
}

/// A member is nobody in what they set up. Returns how many rows were changed.
pub async fn forget_member(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let mut rows = 0;
    for sql in [
        "DELETE FROM person WHERE guild_id = $1 AND user_id = $2",
        "DELETE FROM news WHERE guild_id = $1 AND user_id = $2",
        "UPDATE area SET backup_user_id = NULL WHERE guild_id = $1 AND backup_user_id = $2",
        "UPDATE customer SET account_owner_user_id = NULL WHERE guild_id = $1 AND account_owner_user_id = $2",
        "UPDATE guild SET owner_user_id = NULL WHERE guild_id = $1 AND owner_user_id = $2",
    ] {
        rows += tx.q(sql).bind(guild_id).bind(user_id).run().await?;
    }
    // Whoever took an area meanwhile is not asked again.
    rows += nobody_in(tx, guild_id, &[person_column!("area", "owner_user_id")], user_id).await?;
    Ok(rows)
}

/// Gives an area another name and other keywords.
pub fn rename_area(tx: &mut Tx, guild_id: i64, id: i64, name: &str, keywords: Vec<String>) {
    tx.defer(
        "UPDATE area SET name = $3, name_key = $4, keywords_json = $5, version = version + 1 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(name.to_owned())
    .bind(rules::name_key(name))
    .bind(Json(keywords))
    .add();
}
