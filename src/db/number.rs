//! Numbers that people say aloud: REQ-142.

use super::{Result, Tx};

/// The next number of `noun` in the guild, from 1. A number is never given twice: whoever deletes a row does not
/// give its number back. A transaction that is rolled back has never had one.
pub async fn next_number(tx: &mut Tx, guild_id: i64, noun: &str) -> Result<i64> {
    let (value,) = tx
        .q("INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, 1) \
            ON CONFLICT (guild_id, noun) DO UPDATE SET value = counter.value + 1 RETURNING value")
        .bind(guild_id)
        .bind(noun)
        .one()
        .await?;
    Ok(value)
}
