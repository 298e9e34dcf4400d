//! Finding requests by what they say.

use crate::{
    db::{At, Db, Json, Query, Reads, Result, Sql, Tx},
    request::rules::alike::candidates_among,
};

/// A request that shares words with a text.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Alike {
    pub id: i64,
    pub text: String,
    pub created_at: At,
    pub reporter_user_id: i64,
    pub assignee_user_id: Option<i64>,
}

/// How many requests are read at a time, and how many open ones are enough to choose from.
const AT_A_TIME: usize = 20;
const ENOUGH: usize = 10;

/// Open requests that share words with a text, the rarest words counting most, at most some thirty.
///
/// The words are weighed here and not in SQL, which takes ten times as long for it.
pub async fn alike(on: &mut impl Reads, guild_id: i64, terms: &[String]) -> Result<Vec<Alike>> {
    let having = with_terms(on.ask(WITH_TERMS), guild_id, terms).await?;
    let mut found = Vec::new();
    for ids in candidates_among(&having).chunks(AT_A_TIME) {
        found.extend(open_ones(on.ask(OPEN_ONES), guild_id, ids).await?);
        if found.len() >= ENOUGH {
            break;
        }
    }
    Ok(found)
}

const WITH_TERMS: Sql = crate::sql![
    "SELECT (SELECT " lite("json_group_array(newest.id)") pg("COALESCE(jsonb_agg(newest.id), '[]')") " FROM \
       (SELECT t.request_id AS id FROM request_term AS t WHERE t.guild_id = $1 AND t.term = word.value \
       ORDER BY t.request_id DESC LIMIT 100) AS newest) AS ids FROM "
    lite("json_each($2) AS word") pg("jsonb_array_elements_text($2) AS word(value)")
];

/// For each of the words the requests that have it, of any state: the newest hundred, so that a frequent word costs no
/// more than a rare one.
async fn with_terms(query: Query<'_>, guild_id: i64, terms: &[String]) -> Result<Vec<Vec<i64>>> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Json<Vec<i64>>,)> = query.bind(guild_id).bind(Json(terms)).all().await?;
    Ok(rows.into_iter().map(|(ids,)| ids.0).collect())
}

const OPEN_ONES: Sql = crate::sql![
    "SELECT r.id, r.text, r.created_at, r.reporter_user_id, r.assignee_user_id FROM "
    // Without statistics either engine might look through all requests. SQLite keeps the order of a cross join,
    // PostgreSQL what is behind an `OFFSET`.
    lite("json_each($2) AS one CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = one.value")
    pg("jsonb_array_elements_text($2) AS one(value) CROSS JOIN LATERAL \
        (SELECT * FROM request WHERE guild_id = $1 AND id = one.value::BIGINT OFFSET 0) AS r")
    " WHERE r.state IN ('new', 'assigned')"
];

/// Those of the requests that are open, in the order of `ids`.
async fn open_ones(query: Query<'_>, guild_id: i64, ids: &[i64]) -> Result<Vec<Alike>> {
    let mut found: Vec<Alike> = query.bind(guild_id).bind(Json(ids)).all().await?;
    found.sort_by_key(|alike| ids.iter().position(|id| *id == alike.id));
    Ok(found)
}

const BY_LINK: &str =
    "SELECT id FROM request WHERE guild_id = $1 AND link = $2 AND state <> 'withdrawn' ORDER BY id LIMIT 1";

/// The request that was filed from the address `link`, unless it was withdrawn.
pub async fn by_link(db: &Db, guild_id: i64, link: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = db.q(BY_LINK).bind(guild_id).bind(link).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// The same inside a transaction.
pub async fn by_link_in(tx: &mut Tx, guild_id: i64, link: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx.q(BY_LINK).bind(guild_id).bind(link).opt().await?;
    Ok(row.map(|(id,)| id))
}

/// Requests that a person may mean while typing: the one of that number, their own, and the newest; own ones first.
pub async fn candidates(db: &Db, guild_id: i64, user_id: i64, number: Option<i64>) -> Result<Vec<Alike>> {
    db.q(
        "SELECT r.id, r.text, r.created_at, r.reporter_user_id, r.assignee_user_id FROM request AS r \
         WHERE r.guild_id = $1 AND r.state <> 'withdrawn' AND (r.id = $3 \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 AND assignee_user_id = $2 ORDER BY id DESC LIMIT 50) \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 AND reporter_user_id = $2 ORDER BY id DESC LIMIT 50) \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 ORDER BY id DESC LIMIT 100)) \
         ORDER BY CASE WHEN r.id = $3 THEN 0 WHEN r.assignee_user_id = $2 OR r.reporter_user_id = $2 THEN 1 ELSE 2 END, \
           r.updated_at DESC, r.id DESC",
    )
    .bind(guild_id)
    .bind(user_id)
    .bind(number.unwrap_or(0))
    .all()
    .await
}
