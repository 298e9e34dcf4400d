//! Requests that wait for one person.

use super::{list::found_columns, row::customer_join};
use crate::{
    base::tally::Tally,
    db::{At, Db, Result, Sql},
    request::store::Found,
};
use chrono::{DateTime, Utc};

/// A request that waits, with when it was last touched.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Waits {
    #[sqlx(flatten)]
    pub found: Found,
    pub updated_at: At,
    /// How many wait in all.
    #[sqlx(try_from = "i64")]
    pub total: Tally,
}

/// Before which instant a request was last touched that is late, by importance from 0 to 3.
pub type Late = [DateTime<Utc>; 4];

/// The first five of `waits`, which lists numbers with what orders them.
macro_rules! told {
    ($engine:ident, $waits:expr, $row:literal) => {
        concat!(
            "WITH waits AS MATERIALIZED (",
            $waits,
            ") SELECT ",
            found_columns!(),
            ", r.updated_at, (SELECT COUNT(*) FROM waits) AS total FROM (SELECT id FROM waits ORDER BY importance DESC, \
             since_at, id LIMIT 5) AS first CROSS JOIN ",
            $row,
            " LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
            customer_join!($engine),
            "ORDER BY r.importance DESC, "
        )
    };
}

/// The person's requests that nobody has touched since they became late: the first few, the most important first.
pub async fn untouched(db: &Db, guild_id: i64, user_id: i64, late: Late) -> Result<Vec<Waits>> {
    macro_rules! untouched {
        ($engine:ident, $row:literal) => {
            concat!(
                told!(
                    $engine,
                    concat!(
                        "SELECT near.id, near.importance, near.updated_at AS since_at FROM (SELECT id, importance, updated_at \
                         FROM request WHERE guild_id = $1 AND assignee_user_id = $2 AND state = 'assigned' \
                         ORDER BY importance DESC, updated_at, id LIMIT 501) AS near \
                         WHERE near.updated_at < CASE near.importance WHEN 0 THEN $3 WHEN 1 THEN $4 WHEN 2 THEN $5 ELSE $6 END"
                    ),
                    $row
                ),
                "r.updated_at, r.id"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        untouched!(lite, "request AS r ON r.guild_id = $1 AND r.id = first.id"),
        untouched!(pg, "LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = first.id OFFSET 0) AS r"),
    );
    let query = db.q(SQL).bind(guild_id).bind(user_id);
    let [low, normal, high, blocking] = late.map(At::from);
    query.bind(low).bind(normal).bind(high).bind(blocking).all().await
}

/// All requests that the person has: the first few, the most important first, of these the one that was left alone longest.
pub async fn assigned(db: &Db, guild_id: i64, user_id: i64) -> Result<Vec<Waits>> {
    macro_rules! assigned {
        ($engine:ident, $row:literal) => {
            concat!(
                told!(
                    $engine,
                    "SELECT id, importance, updated_at AS since_at FROM request WHERE guild_id = $1 \
                     AND assignee_user_id = $2 AND state = 'assigned' ORDER BY importance DESC, updated_at, id LIMIT 501",
                    $row
                ),
                "r.updated_at, r.id"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        assigned!(lite, "request AS r ON r.guild_id = $1 AND r.id = first.id"),
        assigned!(pg, "LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = first.id OFFSET 0) AS r"),
    );
    db.q(SQL).bind(guild_id).bind(user_id).all().await
}

/// Requests in the person's areas that were filed before `before`, that nobody has taken, and that are not put off: the
/// first few, the most important first.
pub async fn untaken(
    db: &Db,
    guild_id: i64,
    user_id: i64,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Waits>> {
    /// What waits in the area `mine`, in the order of its queue, and the first of what has come back there.
    macro_rules! waiting {
        ($along_waiting:literal, $along_put_off:literal) => {
            concat!(
                "SELECT waiting.id, waiting.importance, waiting.created_at FROM (SELECT r.id, r.importance, r.created_at \
                 FROM request AS r",
                $along_waiting,
                " WHERE r.guild_id = $1 AND r.area_id = mine.id AND r.state = 'new' AND r.snoozed_until_at IS NULL \
                 ORDER BY r.importance DESC, r.created_at, r.id LIMIT 501) AS waiting WHERE waiting.created_at < $3 \
                 UNION ALL SELECT back.id, back.importance, back.created_at FROM (SELECT r.id, r.importance, r.created_at \
                 FROM request AS r",
                $along_put_off,
                " WHERE r.guild_id = $1 AND r.area_id = mine.id AND r.state = 'new' AND r.snoozed_until_at <= $4 \
                 ORDER BY r.snoozed_until_at LIMIT 100) AS back WHERE back.created_at < $3"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        concat!(
            told!(
                lite,
                concat!(
                    "SELECT one.value ->> 0 AS id, one.value ->> 1 AS importance, one.value ->> 2 AS since_at FROM (SELECT \
                     (SELECT json_group_array(json_array(w.id, w.importance, w.created_at)) FROM (",
                    waiting!(" INDEXED BY request_area_waiting", " INDEXED BY request_area_put_off"),
                    ") AS w) AS found FROM area_now AS mine WHERE mine.guild_id = $1 AND mine.owner_user_id = $2) AS line \
                     CROSS JOIN json_each(line.found) AS one"
                ),
                "request AS r ON r.guild_id = $1 AND r.id = first.id"
            ),
            "r.created_at, r.id"
        ),
        concat!(
            told!(
                pg,
                concat!(
                    "SELECT w.id, w.importance, w.created_at AS since_at FROM area_now AS mine CROSS JOIN LATERAL (",
                    waiting!("", ""),
                    ") AS w WHERE mine.guild_id = $1 AND mine.owner_user_id = $2"
                ),
                "LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = first.id OFFSET 0) AS r"
            ),
            "r.created_at, r.id"
        ),
    );
    let query = db.q(SQL).bind(guild_id).bind(user_id);
    query.bind(At::from(before)).bind(At::from(now)).all().await
}

/// Everybody who has an open request: one step along the index for each.
pub async fn assignees(db: &Db, guild_id: i64) -> Result<Vec<(i64,)>> {
    db.q("WITH RECURSIVE taker (user_id) AS (\
            SELECT * FROM (SELECT assignee_user_id FROM request WHERE guild_id = $1 AND state = 'assigned' \
              AND assignee_user_id IS NOT NULL ORDER BY assignee_user_id LIMIT 1) AS first \
            UNION ALL SELECT (SELECT r.assignee_user_id FROM request AS r WHERE r.guild_id = $1 AND r.state = 'assigned' \
              AND r.assignee_user_id > taker.user_id ORDER BY r.assignee_user_id LIMIT 1) FROM taker \
            WHERE taker.user_id IS NOT NULL) \
          SELECT user_id FROM taker WHERE user_id IS NOT NULL")
        .bind(guild_id)
        .all()
        .await
}
