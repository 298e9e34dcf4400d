//! Lists of requests by filter, and how many wait.

use super::row::customer_join;
use crate::{
    contract::{Named, RealName},
    db::{At, Db, Query, Result},
    error::Error,
};
use chrono::{DateTime, Utc};

/// Which requests to list; `None` and `false` mean any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub is_unassigned: bool,
    pub area_id: Option<i64>,
    pub customer_id: Option<i64>,
    /// Filed by this person, or assigned to them.
    pub person: Option<i64>,
    /// Filed before this instant.
    pub before: Option<DateTime<Utc>>,
    pub is_open: Option<bool>,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Found {
    pub id: i64,
    pub text: String,
    #[sqlx(try_from = "String")]
    pub state: crate::request::State,
    pub importance: i64,
    pub assignee_user_id: Option<i64>,
    pub created_at: At,
    pub area_name: Option<String>,
    pub customer_name: Option<RealName>,
    pub customer_alias: Option<String>,
    pub snoozed_until_at: Option<At>,
    pub question_id: Option<i64>,
    /// How many match in all.
    pub total: i64,
}

impl Found {
    /// Name and alias of the customer, if the request has one.
    pub fn customer(&self) -> Option<Named<'_>> {
        Named::of(self.customer_name.as_ref(), self.customer_alias.as_deref())
    }
}

/// The rows that pass the filter `$1` to `$7`.
macro_rules! filtered {
    ($columns:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM request AS r LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
            customer_join!(),
            "WHERE r.guild_id = $1 AND r.state <> 'withdrawn' AND (NOT $2 OR r.state = 'new') \
             AND ($3 IS NULL OR r.area_id = $3) AND ($4 IS NULL OR c.live_id = $4) \
             AND ($5 IS NULL OR r.reporter_user_id = $5 OR r.assignee_user_id = $5) \
             AND ($6 IS NULL OR r.created_at < $6) AND ($7 IS NULL OR $7 = (r.state IN ('new', 'assigned'))) ",
            $end
        )
    };
}

fn bound<'c>(query: Query<'c>, guild_id: i64, filter: &Filter) -> Query<'c> {
    query
        .bind(guild_id)
        .bind(filter.is_unassigned)
        .bind(filter.area_id)
        .bind(filter.customer_id)
        .bind(filter.person)
        .bind(filter.before.map(At::from))
        .bind(filter.is_open)
}

/// The requests that pass the filter, newest first, from `offset` on, at most `limit`.
pub async fn page(db: &Db, guild_id: i64, filter: &Filter, limit: i64, offset: i64) -> Result<Vec<Found>> {
    let sql = filtered!(
        "r.id, r.text, r.state, r.importance, r.assignee_user_id, r.created_at, a.name AS area_name, \
         c.name AS customer_name, c.alias AS customer_alias, r.snoozed_until_at, r.question_id, \
         COUNT(*) OVER () AS total",
        "ORDER BY r.id DESC LIMIT $8 OFFSET $9"
    );
    bound(db.q(sql), guild_id, filter).bind(limit).bind(offset).all().await
}

/// The newest requests that pass the filter, to be ranked by what they say; at most `limit`.
pub async fn matching(db: &Db, guild_id: i64, filter: &Filter, limit: i64) -> Result<Vec<Found>> {
    page(db, guild_id, filter, limit, 0).await
}

/// How many requests wait for somebody to take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unassigned {
    pub count: i64,
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
    count_unassigned(db, guild_id, area_id, None, now).await
}

/// The part of [`unassigned`] that was filed after `since`.
pub async fn unassigned_since(
    db: &Db,
    guild_id: i64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> std::result::Result<Unassigned, Error> {
    count_unassigned(db, guild_id, None, Some(since), now).await
}

async fn count_unassigned(
    db: &Db,
    guild_id: i64,
    area_id: Option<i64>,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> std::result::Result<Unassigned, Error> {
    let sql = "SELECT COUNT(*) AS count, MIN(created_at) AS oldest_at FROM request \
               WHERE guild_id = $1 AND state = 'new' AND ($2 IS NULL OR area_id = $2) \
               AND ($3 IS NULL OR created_at > $3) AND (snoozed_until_at IS NULL OR snoozed_until_at <= $4)";
    let query = db.q(sql).bind(guild_id).bind(area_id).bind(since.map(At::from)).bind(At::from(now));
    Ok(query.one().await?)
}
