//! Owners proposed for many requests at once.

use super::{
    Wish,
    order::{back, queue_order, queued, request_along, scope},
};
use crate::db::{At, Db, Json, Result, Sql, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How many requests are read for a sweep: what it takes, and one more that says whether others are left. It is written
/// out in the statement, because PostgreSQL keeps a plan only for what it knows.
macro_rules! read_for_one {
    () => {
        41
    };
}

/// Proposals in one sweep: each is a change of its own, and all are one transaction.
pub const MOST_SWEPT: usize = read_for_one!() - 1;

/// A request for which an owner can be proposed.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Proposable {
    pub id: i64,
    pub version: i64,
    pub text: String,
    pub importance: i64,
    pub area_id: Option<i64>,
    pub area_keyword: Option<String>,
    pub created_at: At,
}

/// The columns of [`Proposable`].
macro_rules! columns {
    () => {
        "r.id, r.version, r.text, r.importance, r.area_id, r.area_keyword, r.created_at"
    };
}

/// What waits for a decision in one of the areas and is in nobody else's hands, in the order of the queue: [`MOST_SWEPT`]
/// and one more.
pub async fn proposable(db: &Db, wish: Wish, areas: &[i64]) -> Result<Vec<Proposable>> {
    // Each area has its own line in the index; the lines are put together by the same order. SQLite carries along what they are
    // ordered by, because looking the rows up for it would take most of the time.
    macro_rules! proposable {
        ($engine:ident, $collect:literal, $areas:literal, $line:literal, $id:literal, $order:literal, $row:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM (SELECT ",
                $id,
                " AS id FROM (SELECT (SELECT ",
                $collect,
                " FROM (SELECT queued.* FROM (",
                queued!(
                    $engine,
                    area,
                    "$2",
                    read_for_one!(),
                    "CAST(area.value AS BIGINT)",
                    " AND NOT EXISTS (SELECT 1 FROM request_claim AS h WHERE h.guild_id = $1 AND h.request_id = r.id \
                      AND h.user_id <> $3 AND h.claimed_until_at > $2)",
                    ""
                ),
                ") AS queued ORDER BY ",
                queue_order!(),
                " LIMIT ",
                read_for_one!(),
                ") AS first) AS line FROM ",
                $areas,
                ") AS lines CROSS JOIN ",
                $line,
                " ORDER BY ",
                $order,
                " LIMIT ",
                read_for_one!(),
                ") AS few CROSS JOIN ",
                $row,
                " ORDER BY CASE WHEN r.answered_at IS NULL THEN 1 ELSE 0 END, r.importance DESC, r.created_at, r.id"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        proposable!(
            lite,
            "json_group_array(json_array(first.turn, -first.importance, first.created_at, first.id))",
            "json_each($4) AS area",
            "json_each(lines.line) AS one",
            "json_extract(one.value, '$[3]')",
            "json_extract(one.value, '$[0]'), json_extract(one.value, '$[1]'), json_extract(one.value, '$[2]'), \
             json_extract(one.value, '$[3]')",
            "request AS r ON r.guild_id = $1 AND r.id = few.id"
        ),
        proposable!(
            pg,
            "COALESCE(jsonb_agg(first.id), '[]')",
            "jsonb_array_elements_text($4) AS area(value)",
            "jsonb_array_elements_text(lines.line) AS one(value) CROSS JOIN LATERAL \
             (SELECT id, answered_at, importance, created_at FROM request WHERE guild_id = $1 AND id = CAST(one.value AS BIGINT) \
              OFFSET 0) AS r",
            "r.id",
            "CASE WHEN r.answered_at IS NULL THEN 1 ELSE 0 END, r.importance DESC, r.created_at, r.id",
            "LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = few.id OFFSET 0) AS r"
        ),
    );
    let query = db.q(SQL).bind(wish.guild_id).bind(At::from(wish.now)).bind(wish.user_id);
    query.bind(Json(areas)).all().await
}

/// The first few that wait for a decision, in the order of the queue: `limit`, at most 25.
pub async fn open_lines(db: &Db, guild_id: i64, now: DateTime<Utc>, limit: i64) -> Result<Vec<Proposable>> {
    macro_rules! open_lines {
        ($engine:ident, $row:literal) => {
            concat!(
                "SELECT ",
                columns!(),
                " FROM (SELECT * FROM (",
                queued!($engine, all, "$2", "25", "", "", ""),
                ") AS queued ORDER BY ",
                queue_order!(),
                " LIMIT $3) AS queued CROSS JOIN ",
                $row,
                " ORDER BY ",
                queue_order!()
            )
        };
    }
    const SQL: Sql = Sql::pair(
        open_lines!(lite, "request AS r ON r.guild_id = $1 AND r.id = queued.id"),
        open_lines!(
            pg,
            "LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = queued.id OFFSET 0) AS r"
        ),
    );
    db.q(SQL).bind(guild_id).bind(At::from(now)).bind(limit).all().await
}

/// One proposal of a sweep, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub request_id: i64,
    /// The version that it was proposed for.
    pub version: i64,
    /// The beginning of its text, as the channel of the sweep may see it; not escaped.
    pub text: String,
    pub to_user_id: i64,
    /// Why this person; Discord markdown, escaped.
    pub why: String,
    pub outcome: Option<Outcome>,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Assigned; the request has this version since.
    Assigned { version: i64 },
    /// Left as it is, for this reason, as Discord markdown.
    Left { why: String },
    /// Assigned, and taken back.
    TakenBack,
}

/// A row of `request_sweep`.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Sweep {
    pub id: i64,
    pub user_id: i64,
    pub items_json: Json<Vec<Item>>,
    pub created_at: At,
}

/// Keeps a sweep, and forgets those of the guild that are older than `before`.
pub fn insert_sweep(tx: &mut Tx, guild_id: i64, sweep: &Sweep, before: DateTime<Utc>) {
    tx.defer("DELETE FROM request_sweep WHERE guild_id = $1 AND created_at < $2")
        .bind(guild_id)
        .bind(At::from(before))
        .add();
    tx.defer(
        "INSERT INTO request_sweep (guild_id, id, user_id, items_json, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(guild_id)
    .bind(sweep.id)
    .bind(sweep.user_id)
    .bind(sweep.items_json.clone())
    .bind(sweep.created_at)
    .add();
}

/// The person's sweep of that number, held until the transaction ends; `None` when it is somebody else's or forgotten.
pub async fn find_sweep(tx: &mut Tx, guild_id: i64, user_id: i64, id: i64) -> Result<Option<Sweep>> {
    tx.q(crate::sql![
        "SELECT id, user_id, items_json, created_at FROM request_sweep \
         WHERE guild_id = $1 AND id = $2 AND user_id = $3" pg(" FOR UPDATE")
    ])
    .bind(guild_id)
    .bind(id)
    .bind(user_id)
    .opt()
    .await
}

/// Notes what became of a sweep's proposals.
pub fn set_items(tx: &mut Tx, guild_id: i64, id: i64, items: Vec<Item>) {
    tx.defer("UPDATE request_sweep SET items_json = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(Json(items))
        .add();
}
