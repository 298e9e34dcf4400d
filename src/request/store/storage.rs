//! How many bytes the files of requests have, and those of other rooms, kept as totals so that nobody has to count.

use crate::db::{Result, Tx};

/// Whose the total of the guild as a whole is; no member has this id.
const ALL: i64 = 0;

/// What is stored, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub by_server: i64,
    pub by_member: i64,
}

/// What is stored of the guild and of the member's requests; nobody else changes it until the transaction ends.
pub async fn lock_stored(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<Stored> {
    let sql = "INSERT INTO request_storage (guild_id, user_id, length) VALUES ($1, $2, 0), ($1, $3, 0) \
               ON CONFLICT (guild_id, user_id) DO UPDATE SET length = request_storage.length \
               RETURNING user_id, length";
    let rows: Vec<(i64, i64)> = tx.q(sql).bind(guild_id).bind(ALL).bind(user_id).all().await?;
    let of = |whose| rows.iter().find(|(user_id, _)| *user_id == whose).map_or(0, |(_, length)| *length);
    Ok(Stored { by_server: of(ALL), by_member: of(user_id) })
}

/// Counts `bytes` more for the member; less, when that is negative.
pub fn add_stored(tx: &mut Tx, guild_id: i64, user_id: i64, bytes: i64) {
    tx.defer("UPDATE request_storage SET length = length + $4 WHERE guild_id = $1 AND user_id IN ($2, $3)")
        .bind(guild_id)
        .bind(ALL)
        .bind(user_id)
        .bind(bytes)
        .add();
}

/// Counts `bytes` less for whoever reported the request; more, when that is negative.
pub fn free_stored(tx: &mut Tx, guild_id: i64, request_id: i64, bytes: i64) {
    if bytes == 0 {
        return;
    }
    tx.defer(
        "UPDATE request_storage SET length = length - $4 WHERE guild_id = $1 AND user_id IN \
         ($2, (SELECT reporter_user_id FROM request WHERE guild_id = $1 AND id = $3))",
    )
    .bind(guild_id)
    .bind(ALL)
    .bind(request_id)
    .bind(bytes)
    .add();
}

/// Counts nothing for that member any more.
pub fn forget_stored(tx: &mut Tx, guild_id: i64, user_id: i64) {
    tx.defer("DELETE FROM request_storage WHERE guild_id = $1 AND user_id = $2")
        .bind(guild_id)
        .bind(user_id)
        .add();
}
