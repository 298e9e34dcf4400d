//! Rows of `person`: what people have said about their own day.

use crate::{
    base::{civil::Zone, quiet::QuietHours},
    db::{At, Reads, Result, Tx},
    workspace::Preferences,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

const ALL: &str = "SELECT user_id, zone, quiet, has_news_in_place FROM person WHERE guild_id = $1";
const ONE: &str =
    "SELECT user_id, zone, quiet, has_news_in_place FROM person WHERE guild_id = $1 AND user_id = $2";

#[derive(sqlx::FromRow)]
struct PersonRow {
    user_id: i64,
    zone: Option<String>,
    quiet: Option<String>,
    has_news_in_place: Option<bool>,
}

impl From<PersonRow> for Preferences {
    /// A zone that is known no more counts as not said.
    fn from(row: PersonRow) -> Self {
        Self {
            zone: row.zone.as_deref().and_then(Zone::find),
            quiet: row.quiet.as_deref().and_then(QuietHours::parse),
            has_news_in_place: row.has_news_in_place,
        }
    }
}

/// What everybody in the guild has said about their day, by Discord's id; who has said nothing is not there.
pub async fn people(on: &mut impl Reads, guild_id: i64) -> Result<BTreeMap<i64, Preferences>> {
    let rows: Vec<PersonRow> = on.ask(ALL.into()).bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|row| (row.user_id, row.into())).collect())
}

/// What one person has said about their day, if anything.
pub async fn person(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<Option<Preferences>> {
    let row: Option<PersonRow> = on.ask(ONE.into()).bind(guild_id).bind(user_id).opt().await?;
    Ok(row.map(Preferences::from))
}

/// Keeps what a person says about their day.
pub fn set_person(tx: &mut Tx, guild_id: i64, user_id: i64, preferences: &Preferences, now: DateTime<Utc>) {
    tx.defer(
        "INSERT INTO person (guild_id, user_id, zone, quiet, updated_at, has_news_in_place) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET zone = excluded.zone, quiet = excluded.quiet, \
         updated_at = excluded.updated_at, has_news_in_place = excluded.has_news_in_place",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(preferences.zone.as_ref().map(|zone| zone.name().to_owned()))
    .bind(preferences.quiet.map(|quiet| quiet.to_string()))
    .bind(At::from(now))
    .bind(preferences.has_news_in_place)
    .add();
}

/// Notes whether somebody has the role of leads.
pub fn set_lead(tx: &mut Tx, guild_id: i64, user_id: i64, is_lead: bool, now: DateTime<Utc>) {
    tx.defer(
        "INSERT INTO person (guild_id, user_id, is_lead, updated_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET is_lead = excluded.is_lead",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(is_lead)
    .bind(At::from(now))
    .add();
}

/// Everybody who was last seen with the role of leads.
pub async fn leads(on: &mut impl Reads, guild_id: i64) -> Result<Vec<(i64,)>> {
    on.ask("SELECT user_id FROM person WHERE guild_id = $1 AND is_lead ORDER BY user_id".into())
        .bind(guild_id)
        .all()
        .await
}
