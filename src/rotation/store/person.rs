//! Names of people, for calendars.

use super::Reads;
use crate::db::{At, Result, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Keeps the name that the guild knows a person by.
pub fn remember_name(tx: &mut Tx, guild_id: i64, user_id: i64, name: &str, now: DateTime<Utc>) {
    tx.defer(
        "INSERT INTO rotation_person (guild_id, user_id, name, updated_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at \
         WHERE rotation_person.name <> excluded.name",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(name.to_owned())
    .bind(At::from(now))
    .add();
}

/// The names known in a guild, by user id.
pub async fn names(on: &mut impl Reads, guild_id: i64) -> Result<HashMap<i64, String>> {
    let rows: Vec<(i64, String)> = on
        .ask("SELECT user_id, name FROM rotation_person WHERE guild_id = $1".into())
        .bind(guild_id)
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}
