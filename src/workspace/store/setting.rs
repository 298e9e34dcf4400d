//! Rows of `setting`: a key and a text.

use crate::{
    db::{Db, Query, Result, Tx},
    workspace::rules::Setting,
};

const ALL: &str = "SELECT key, value FROM setting WHERE guild_id = $1";

/// All settings of a guild, by the readers.
pub async fn settings(db: &Db, guild_id: i64) -> Result<Vec<Setting>> {
    all(db.q(ALL), guild_id).await
}

/// All settings of a guild, as this transaction sees them.
pub async fn settings_in(tx: &mut Tx, guild_id: i64) -> Result<Vec<Setting>> {
    all(tx.q(ALL), guild_id).await
}

async fn all(query: Query<'_>, guild_id: i64) -> Result<Vec<Setting>> {
    query.bind(guild_id).all().await
}

/// Sets a key, or removes it when there is no value.
pub fn set(tx: &mut Tx, guild_id: i64, key: &str, value: Option<&str>) {
    match value {
        Some(value) => tx
            .defer(
                "INSERT INTO setting (guild_id, key, value) VALUES ($1, $2, $3) \
                 ON CONFLICT (guild_id, key) DO UPDATE SET value = excluded.value",
            )
            .bind(guild_id)
            .bind(key.to_owned())
            .bind(value.to_owned())
            .add(),
        None => tx
            .defer("DELETE FROM setting WHERE guild_id = $1 AND key = $2")
            .bind(guild_id)
            .bind(key.to_owned())
            .add(),
    }
}
