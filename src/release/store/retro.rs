//! Rows of `release_retro`.

use crate::{
    db::{Day, Reads, Result, Tx},
    release::Retro,
};

/// Adds what somebody said.
pub fn insert_retro(tx: &mut Tx, guild_id: i64, release_id: i64, (retro, day): (&Retro, Day)) {
    tx.defer(
        "INSERT INTO release_retro (guild_id, id, release_id, user_id, went_well, went_badly, to_change, said_day) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(guild_id)
    .bind(retro.id)
    .bind(release_id)
    .bind(retro.user_id)
    .bind(retro.went_well.clone())
    .bind(retro.went_badly.clone())
    .bind(retro.to_change.clone())
    .bind(day.to_text())
    .add();
}

/// What was said about a release, in order; at most 100.
pub async fn retros_of(on: &mut impl Reads, guild_id: i64, release_id: i64) -> Result<Vec<Retro>> {
    let sql = "SELECT id, user_id, went_well, went_badly, to_change FROM release_retro \
               WHERE guild_id = $1 AND release_id = $2 ORDER BY id LIMIT 100";
    on.ask(sql.into()).bind(guild_id).bind(release_id).all().await
}

/// One thing that was said.
pub async fn find_retro(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Retro>> {
    let sql = "SELECT id, user_id, went_well, went_badly, to_change FROM release_retro WHERE guild_id = $1 AND id = $2";
    on.ask(sql.into()).bind(guild_id).bind(id).opt().await
}
