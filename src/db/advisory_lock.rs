//! Taking turns where no row can be locked, because there is none yet.

use super::{Result, Tx};

/// Waits until no other transaction holds `name` in the guild, and holds it until this one ends.
pub async fn advisory_lock(tx: &mut Tx, guild_id: i64, name: &str) -> Result<()> {
    // On SQLite there is one writer, which holds everything.
    let sql = crate::sql![lite("SELECT $1, $2") pg("SELECT pg_advisory_xact_lock(hashtextextended($2, $1))")];
    tx.q(sql).bind(guild_id).bind(name).run().await.map(drop)
}
