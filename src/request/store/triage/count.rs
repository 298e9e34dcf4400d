//! How much there is to triage. No count goes on beyond some hundreds.

use super::order::{
    due, filed_between, importances, is_due, oldest, oldest_of_both, request_along, returned, scope, snoozed,
};
use crate::{
    base::tally::Tally,
    db::{At, Db, Json, Result, Sql},
    error::Error,
};
use chrono::{DateTime, TimeDelta, Utc};

/// How much waits for a decision, by age.
#[derive(Clone, Copy, Debug, Default, PartialEq, sqlx::FromRow)]
pub struct Ages {
    #[sqlx(try_from = "i64")]
    pub due: Tally,
    /// Filed within a day, 1 to 3 days ago, 3 to 7 days ago, earlier.
    #[sqlx(try_from = "i64")]
    pub day: Tally,
    #[sqlx(try_from = "i64")]
    pub three_days: Tally,
    #[sqlx(try_from = "i64")]
    pub week: Tally,
    #[sqlx(try_from = "i64")]
    pub older: Tally,
    #[sqlx(try_from = "i64")]
    pub snoozed: Tally,
    #[sqlx(try_from = "i64")]
    pub asked: Tally,
    /// When the oldest was filed.
    pub oldest_at: Option<At>,
}

/// How much of one area is unassigned.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Counts {
    /// `None` counts what has no area.
    pub area_id: Option<i64>,
    #[sqlx(try_from = "i64")]
    pub due: Tally,
    #[sqlx(try_from = "i64")]
    pub snoozed: Tally,
    #[sqlx(try_from = "i64")]
    pub asked: Tally,
    /// When the oldest that waits for a decision was filed.
    pub oldest_at: Option<At>,
}

/// Counts what is unassigned, by age.
pub async fn ages(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Ages> {
    macro_rules! ages {
        ($engine:ident) => {
            concat!(
                "SELECT ",
                due!($engine, all, "$2", ""),
                " AS due, CAST(",
                filed_between!($engine, "$3", "$2"),
                " AS BIGINT) AS day, CAST(",
                filed_between!($engine, "$4", "$3"),
                " AS BIGINT) AS three_days, CAST(",
                filed_between!($engine, "$5", "$4"),
                " AS BIGINT) AS week, CAST(",
                filed_between!($engine, "$6", "$5"),
                " AS BIGINT) AS older, ",
                snoozed!($engine, all, "IS NULL", "$2", ""),
                " AS snoozed, ",
                snoozed!($engine, all, "IS NOT NULL", "$2", ""),
                " AS asked, ",
                oldest_of_both!($engine, all, "$2", ""),
                " AS oldest_at"
            )
        };
    }
    const SQL: Sql = Sql::pair(ages!(lite), ages!(pg));
    let ago = |days: i64| At::from(now - TimeDelta::days(days));
    let query = db.q(SQL).bind(guild_id).bind(At::from(now));
    query.bind(ago(1)).bind(ago(3)).bind(ago(7)).bind(At::from(DateTime::UNIX_EPOCH)).one().await
}

/// Counts what is unassigned in each of the areas, and without an area, in no order.
pub async fn by_area(db: &Db, guild_id: i64, areas: &[i64], now: DateTime<Utc>) -> Result<Vec<Counts>> {
    macro_rules! counts {
        ($engine:ident, $scope:ident, $id:literal) => {
            concat!(
                "SELECT ",
                $id,
                " AS area_id, ",
                due!($engine, $scope, "$2", "area.id"),
                " AS due, ",
                snoozed!($engine, $scope, "IS NULL", "$2", "area.id"),
                " AS snoozed, ",
                snoozed!($engine, $scope, "IS NOT NULL", "$2", "area.id"),
                " AS asked, ",
                oldest_of_both!($engine, $scope, "$2", "area.id"),
                " AS oldest_at"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        concat!(
            counts!(lite, area, "area.id"),
            " FROM (SELECT value AS id FROM json_each($3)) AS area UNION ALL ",
            counts!(lite, no_area, "NULL")
        ),
        concat!(
            counts!(pg, area, "area.id"),
            " FROM (SELECT CAST(value AS BIGINT) AS id FROM jsonb_array_elements_text($3) AS list(value)) AS area \
             UNION ALL ",
            counts!(pg, no_area, "CAST(NULL AS BIGINT)")
        ),
    );
    db.q(SQL).bind(guild_id).bind(At::from(now)).bind(Json(areas)).all().await
}

/// The areas of those requests that somebody has in hand, once for each request: as many as there are people at work.
pub async fn held_areas(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Vec<(Option<i64>,)>> {
    let sql: Sql = concat!(
        "SELECT (SELECT r.area_id FROM request AS r WHERE r.guild_id = $1 AND r.id = c.request_id) AS area_id \
         FROM request_claim AS c WHERE c.guild_id = $1 AND c.claimed_until_at > $2 AND ",
        is_due!(all, "c.request_id", "$2", "")
    )
    .into();
    db.q(sql).bind(guild_id).bind(At::from(now)).all().await
}

/// How many requests wait for somebody to take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unassigned {
    #[sqlx(try_from = "i64")]
    pub count: Tally,
    /// When the oldest of them was filed.
    pub oldest_at: Option<At>,
}

/// How many requests of the guild nobody has taken and somebody should look at by `now`, of one area when `area_id` is
/// given. Those that are snoozed, or wait for their reporter's answer, are not counted.
pub async fn unassigned(
    db: &Db,
    guild_id: i64,
    area_id: Option<i64>,
    now: DateTime<Utc>,
) -> std::result::Result<Unassigned, Error> {
    macro_rules! unassigned {
        ($engine:ident, $scope:ident) => {
            concat!(
                "SELECT ",
                due!($engine, $scope, "$2", "$3"),
                " AS count, ",
                oldest_of_both!($engine, $scope, "$2", "$3"),
                " AS oldest_at"
            )
        };
    }
    const ALL: Sql = Sql::pair(unassigned!(lite, all), unassigned!(pg, all));
    const OF_AREA: Sql = Sql::pair(unassigned!(lite, area), unassigned!(pg, area));
    let query = db.q(if area_id.is_some() { OF_AREA } else { ALL });
    let query = query.bind(guild_id).bind(At::from(now));
    Ok(match area_id {
        Some(area_id) => query.bind(area_id).one().await?,
        None => query.one().await?,
    })
}

/// The part of [`unassigned`] that was filed after `since`.
pub async fn unassigned_since(
    db: &Db,
    guild_id: i64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> std::result::Result<Unassigned, Error> {
    macro_rules! since {
        ($engine:ident) => {
            concat!(
                "SELECT CAST(",
                filed_between!($engine, "$3", "$4"),
                " AS BIGINT) AS count, (SELECT MIN(filed.created_at) FROM (SELECT (SELECT r.created_at FROM ",
                request_along!($engine, all, waiting),
                " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at IS NULL \
                   AND r.importance = importance.value AND r.created_at > $3 ORDER BY r.created_at, r.id LIMIT 1) \
                   AS created_at FROM ",
                importances!(),
                " UNION ALL SELECT back.created_at FROM (",
                returned!($engine, all, "$2", ""),
                ") AS back WHERE back.created_at > $3) AS filed) AS oldest_at"
            )
        };
    }
    const SQL: Sql = Sql::pair(since!(lite), since!(pg));
    let query = db.q(SQL).bind(guild_id).bind(At::from(now)).bind(At::from(since));
    Ok(query.bind(At::from(now.max(since))).one().await?)
}
