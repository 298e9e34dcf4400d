//! Requests that wait for one person.

use super::row::customer_join;
use crate::{
    db::{At, Db, Result},
    request::store::Found,
};
use chrono::{DateTime, Utc};

/// How many are looked at.
const MOST: i64 = 500;

/// A request that waits, with when it was last touched.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Waits {
    #[sqlx(flatten)]
    pub found: Found,
    pub updated_at: At,
}

/// The columns of [`Waits`], and where they come from.
macro_rules! waiting {
    ($condition:literal) => {
        concat!(
            "SELECT r.id, r.text, r.state, r.importance, r.assignee_user_id, r.created_at, r.updated_at, r.snoozed_until_at, \
             r.question_id, a.name AS area_name, \
             c.name AS customer_name, c.alias AS customer_alias, COUNT(*) OVER () AS total FROM request AS r \
             LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
            customer_join!(),
            "WHERE r.guild_id = $1 AND ",
            $condition,
            " ORDER BY r.importance DESC, r.id LIMIT $4"
        )
    };
}

/// The person's requests that nobody has touched since `before`, the most important first.
pub async fn untouched(db: &Db, guild_id: i64, user_id: i64, before: DateTime<Utc>) -> Result<Vec<Waits>> {
    let sql = waiting!("r.state = 'assigned' AND r.assignee_user_id = $2 AND r.updated_at < $3");
    db.q(sql).bind(guild_id).bind(user_id).bind(At::from(before)).bind(MOST).all().await
}

/// Requests in the person's areas that were filed before `before`, that nobody has taken, and that are not put off at
/// `now`, the most important first.
pub async fn untaken(
    db: &Db,
    guild_id: i64,
    user_id: i64,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Waits>> {
    let sql = waiting!(
        "r.state = 'new' AND a.owner_user_id = $2 AND r.created_at < $3 \
         AND (r.snoozed_until_at IS NULL OR r.snoozed_until_at <= $5)"
    );
    let query = db.q(sql).bind(guild_id).bind(user_id).bind(At::from(before)).bind(MOST);
    query.bind(At::from(now)).all().await
}

/// Everybody who has an open request.
pub async fn assignees(db: &Db, guild_id: i64) -> Result<Vec<(i64,)>> {
    db.q("SELECT DISTINCT assignee_user_id FROM request WHERE guild_id = $1 AND state = 'assigned' \
          AND assignee_user_id IS NOT NULL")
        .bind(guild_id)
        .all()
        .await
}
