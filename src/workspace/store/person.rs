//! Rows of `person`: what people have said about their own day.

use crate::{
    db::{At, Db, Query, Result, Tx},
    workspace::Own,
};
use chrono::{DateTime, Utc};

const ALL: &str = "SELECT user_id, zone, quiet FROM person WHERE guild_id = $1";

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct PersonRow {
    pub user_id: i64,
    pub zone: Option<String>,
    pub quiet: Option<String>,
}

/// Everybody in the guild who has said something about their day.
pub async fn people(db: &Db, guild_id: i64) -> Result<Vec<PersonRow>> {
    all(db.q(ALL), guild_id).await
}

/// [`people`], as this transaction sees them.
pub async fn people_in(tx: &mut Tx, guild_id: i64) -> Result<Vec<PersonRow>> {
    all(tx.q(ALL), guild_id).await
}

async fn all(query: Query<'_>, guild_id: i64) -> Result<Vec<PersonRow>> {
    query.bind(guild_id).all().await
}

/// Keeps what a person says about their day.
pub fn set_person(tx: &mut Tx, guild_id: i64, user_id: i64, own: &Own, now: DateTime<Utc>) {
    tx.later(
        "INSERT INTO person (guild_id, user_id, zone, quiet, updated_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET zone = excluded.zone, quiet = excluded.quiet, \
         updated_at = excluded.updated_at",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(own.zone.as_ref().map(|zone| zone.name().to_owned()))
    .bind(own.quiet.map(|quiet| quiet.to_string()))
    .bind(At::from(now))
    .add();
}
