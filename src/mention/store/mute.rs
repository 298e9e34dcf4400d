//! Rows of `mention_mute`.

use crate::{
    base::post::Network,
    db::{At, Reads, Result, Tx},
};
use std::collections::BTreeSet;

/// An author of whom nobody wants to hear.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Mute {
    #[sqlx(try_from = "String")]
    pub network: Network,
    pub handle: String,
    pub until_at: At,
    pub muted_by_user_id: i64,
}

/// Handles of a network that are ignored at an instant, in the form in which they are compared.
pub async fn muted(on: &mut dyn Reads, guild_id: i64, network: Network, now: At) -> Result<BTreeSet<String>> {
    let sql = "SELECT handle_key FROM mention_mute WHERE guild_id = $1 AND network = $2 AND until_at > $3 LIMIT 1000";
    let rows: Vec<(String,)> = on.ask(sql.into()).bind(guild_id).bind(network.word()).bind(now).all().await?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Everybody who is ignored at an instant, by name.
pub async fn mutes(on: &mut dyn Reads, guild_id: i64, now: At) -> Result<Vec<Mute>> {
    let sql = "SELECT network, handle, until_at, muted_by_user_id FROM mention_mute WHERE guild_id = $1 AND until_at > $2 \
               ORDER BY network, handle_key LIMIT 50";
    on.ask(sql.into()).bind(guild_id).bind(now).all().await
}

/// Ignores an author until an instant.
pub fn mute(tx: &mut Tx, guild_id: i64, key: &str, mute: &Mute) {
    tx.defer(
        "INSERT INTO mention_mute (guild_id, network, handle_key, handle, until_at, muted_by_user_id) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (guild_id, network, handle_key) DO UPDATE SET \
         handle = excluded.handle, until_at = excluded.until_at, muted_by_user_id = excluded.muted_by_user_id",
    )
    .bind(guild_id)
    .bind(mute.network.word())
    .bind(key.to_owned())
    .bind(mute.handle.clone())
    .bind(mute.until_at)
    .bind(mute.muted_by_user_id)
    .add();
}

/// Hears of an author again. False when nobody ignored them.
pub async fn unmute(tx: &mut Tx, guild_id: i64, network: Network, key: &str) -> Result<bool> {
    let sql = "DELETE FROM mention_mute WHERE guild_id = $1 AND network = $2 AND handle_key = $3";
    Ok(tx.q(sql).bind(guild_id).bind(network.word()).bind(key).run().await? == 1)
}
