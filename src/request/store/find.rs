//! Finding requests by what they say.

use super::row::customer_join;
use crate::db::{At, Db, Json, Result, Sql, Tx};

/// A request that shares words with a text.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Alike {
    pub id: i64,
    pub text: String,
    pub created_at: At,
    pub customer_name: Option<String>,
    pub customer_alias: Option<String>,
}

/// Open requests that share words with a text, the rarest words counting most, at most 40.
///
/// Of each word only the newest hundred requests are looked at, so a frequent word costs no more than a rare one.
pub async fn alike(db: &Db, guild_id: i64, terms: &[String]) -> Result<Vec<Alike>> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    db.q(alike_sql()).bind(guild_id).bind(Json(terms)).all().await
}

/// [`alike`], as this transaction sees them.
pub async fn alike_in(tx: &mut Tx, guild_id: i64, terms: &[String]) -> Result<Vec<Alike>> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    tx.q(alike_sql()).bind(guild_id).bind(Json(terms)).all().await
}

fn alike_sql() -> Sql {
    crate::sql![
        "WITH hit AS (SELECT word.value AS term, "
        lite("found.value AS request_id FROM json_each($2) AS word, json_each((SELECT json_group_array(newest.id) FROM (")
        pg("found.id AS request_id FROM jsonb_array_elements_text($2) AS word(value), LATERAL (")
        "SELECT t.request_id AS id FROM request_term AS t WHERE t.guild_id = $1 AND t.term = word.value \
           ORDER BY t.request_id DESC LIMIT 100) AS "
        lite("newest)) AS found), ") pg("found), ")
        "rarity AS (SELECT term, 1.0 / COUNT(*) AS weight FROM hit GROUP BY term), \
         best AS (SELECT hit.request_id AS id, SUM(rarity.weight) AS score FROM hit \
           JOIN rarity ON rarity.term = hit.term GROUP BY hit.request_id ORDER BY score DESC, id DESC LIMIT 40) \
         SELECT r.id, r.text, r.created_at, c.name AS customer_name, c.alias AS customer_alias \
         FROM best JOIN request AS r ON r.guild_id = $1 AND r.id = best.id \
         LEFT JOIN customer AS named ON named.guild_id = r.guild_id AND named.id = r.customer_id \
         LEFT JOIN customer AS c ON c.guild_id = r.guild_id AND c.id = COALESCE(named.merged_into_id, named.id) \
         WHERE r.state IN ('new', 'assigned') ORDER BY best.score DESC, r.id DESC"
    ]
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
    db.q(concat!(
        "SELECT r.id, r.text, r.created_at, c.name AS customer_name, c.alias AS customer_alias FROM request AS r",
        customer_join!(),
        "WHERE r.guild_id = $1 AND r.state <> 'withdrawn' AND (r.id = $3 \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 AND assignee_user_id = $2 ORDER BY id DESC LIMIT 50) \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 AND reporter_user_id = $2 ORDER BY id DESC LIMIT 50) \
           OR r.id IN (SELECT id FROM request WHERE guild_id = $1 ORDER BY id DESC LIMIT 100)) \
         ORDER BY CASE WHEN r.id = $3 THEN 0 WHEN r.assignee_user_id = $2 OR r.reporter_user_id = $2 THEN 1 ELSE 2 END, \
           r.updated_at DESC, r.id DESC"
    ))
    .bind(guild_id)
    .bind(user_id)
    .bind(number.unwrap_or(0))
    .all()
    .await
}
