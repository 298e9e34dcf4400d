//! Rows of `digest_person`: what people have chosen, and the last day that was told.

use super::rules::Wish;
use crate::{
    base::{civil::Zone, working_hours::WorkingHours},
    db::{At, Reads, Result, Tx},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Timelike, Utc};

/// A row.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct PersonRow {
    pub user_id: i64,
    pub is_on: bool,
    /// Minutes since midnight.
    pub start_minute: Option<i64>,
    /// Days as people write them.
    pub days: Option<String>,
    /// The last local day whose digest was told or was found empty.
    pub last_day: Option<String>,
}

impl PersonRow {
    /// What the person has chosen. Days that do not read any more count as not chosen.
    pub fn wish(&self) -> Wish {
        let time =
            |minute: i64| NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(minute * 60).ok()?, 0);
        Wish {
            is_on: self.is_on,
            start: self.start_minute.and_then(time),
            days: self.days.as_deref().and_then(days),
        }
    }

    /// The last local day that was told.
    pub fn last(&self) -> Option<NaiveDate> {
        self.last_day.as_deref()?.parse().ok()
    }
}

/// Days such as "Mon-Thu, Sat" as hours that are open all day.
pub fn days(text: &str) -> Option<WorkingHours> {
    WorkingHours::parse(&format!("{text} 0:00-24:00"), Zone::utc()).ok()
}

const ALL: &str =
    "SELECT user_id, is_on, start_minute, days, last_day FROM digest_person WHERE guild_id = $1";
const ONE: &str = "SELECT user_id, is_on, start_minute, days, last_day FROM digest_person WHERE guild_id = $1 AND user_id = $2";

/// Everybody in the guild who has chosen something or was sent a digest.
pub async fn all(on: &mut impl Reads, guild_id: i64) -> Result<Vec<PersonRow>> {
    on.ask(ALL.into()).bind(guild_id).all().await
}

/// One person's row, as it is or would be.
pub async fn one(on: &mut impl Reads, guild_id: i64, user_id: i64) -> Result<PersonRow> {
    let row: Option<PersonRow> = on.ask(ONE.into()).bind(guild_id).bind(user_id).opt().await?;
    Ok(row.unwrap_or(PersonRow { user_id, is_on: true, start_minute: None, days: None, last_day: None }))
}

/// Keeps what a person has chosen.
pub fn choose(tx: &mut Tx, guild_id: i64, row: &PersonRow, now: DateTime<Utc>) {
    tx.defer(
        "INSERT INTO digest_person (guild_id, user_id, is_on, start_minute, days, updated_at) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (guild_id, user_id) DO UPDATE SET is_on = excluded.is_on, start_minute = excluded.start_minute, \
         days = excluded.days, updated_at = excluded.updated_at",
    )
    .bind(guild_id)
    .bind(row.user_id)
    .bind(row.is_on)
    .bind(row.start_minute)
    .bind(row.days.clone())
    .bind(At::from(now))
    .add();
}

/// Marks the digest of a local day as told. False when that day, or a later one, was told before.
pub async fn first_time(
    tx: &mut Tx,
    guild_id: i64,
    user_id: i64,
    day: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO digest_person (guild_id, user_id, is_on, last_day, updated_at) VALUES ($1, $2, TRUE, $3, $4) \
            ON CONFLICT (guild_id, user_id) DO UPDATE SET last_day = excluded.last_day, updated_at = excluded.updated_at \
            WHERE digest_person.last_day IS NULL OR digest_person.last_day < excluded.last_day")
        .bind(guild_id)
        .bind(user_id)
        .bind(day.to_owned())
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Removes a person's row. Returns whether there was one.
pub async fn forget(tx: &mut Tx, guild_id: i64, user_id: i64) -> Result<u64> {
    let sql = "DELETE FROM digest_person WHERE guild_id = $1 AND user_id = $2";
    tx.q(sql).bind(guild_id).bind(user_id).run().await
}

/// Minutes since midnight.
pub fn minute_of(time: NaiveTime) -> i64 {
    i64::from(time.hour() * 60 + time.minute())
}
