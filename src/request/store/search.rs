//! Requests by the words of their texts, open and closed.

use super::list::{Filter, Found, found_columns};
use crate::{
    base::similar,
    db::{At, Db, Json, Result, Sql},
    request::store::row::customer_join,
};
use chrono::{DateTime, Utc};

/// Requests that are read of each word, the newest that have it.
pub const MOST_READ: usize = 300;

/// The requests that have a word, from some number downwards.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Posting {
    pub term: String,
    /// The newest of them, at most [`MOST_READ`], in falling order.
    pub ids: Json<Vec<i64>>,
    /// Whether any request has the word, whatever its number.
    pub is_known: bool,
}

/// For each of the words the newest requests below the number `below` that have it.
pub async fn postings(db: &Db, guild_id: i64, terms: &[String], below: i64) -> Result<Vec<Posting>> {
    const SQL: Sql = crate::sql![
        "SELECT word.value AS term, (SELECT "
        lite("json_group_array(newest.id)") pg("COALESCE(jsonb_agg(newest.id), '[]')")
        " FROM (SELECT t.request_id AS id FROM request_term AS t WHERE t.guild_id = $1 AND t.term = word.value \
           AND t.request_id < $3 ORDER BY t.request_id DESC LIMIT 300) AS newest) AS ids, \
         EXISTS (SELECT 1 FROM request_term AS t WHERE t.guild_id = $1 AND t.term = word.value) AS is_known FROM "
        lite("json_each($2) AS word") pg("jsonb_array_elements_text($2) AS word(value)")
    ];
    let mut postings: Vec<Posting> = db.q(SQL).bind(guild_id).bind(Json(terms)).bind(below).all().await?;
    for posting in &mut postings {
        posting.ids.0.sort_unstable_by(|a, b| b.cmp(a));
    }
    Ok(postings)
}

/// Those of `ids` that have one of the words.
pub async fn having(db: &Db, guild_id: i64, ids: &[i64], terms: &[String]) -> Result<Vec<i64>> {
    const SQL: Sql = crate::sql![
        "SELECT one.id FROM (SELECT " lite("value AS id FROM json_each($2)")
        pg("CAST(value AS BIGINT) AS id FROM jsonb_array_elements_text($2) AS list(value)")
        ") AS one WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM request_term AS t WHERE t.guild_id = $1 \
           AND t.term IN (SELECT " lite("value FROM json_each($3)") pg("value FROM jsonb_array_elements_text($3) AS list(value)")
        ") AND t.request_id = one.id LIMIT 1) AS any_of) = 1"
    ];
    let rows: Vec<(i64,)> = db.q(SQL).bind(guild_id).bind(Json(ids)).bind(Json(terms)).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Words that requests have and that `typed` may have been meant as: with each its place in `typed`.
pub async fn near_words(db: &Db, guild_id: i64, typed: &[String]) -> Result<Vec<(i64, String)>> {
    /// Sorts behind every letter.
    const END: char = char::MAX;
    let number = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    let pieces = typed
        .iter()
        .enumerate()
        .flat_map(|(place, word)| similar::pieces(word).into_iter().map(move |piece| (number(place), piece)));
    let starts = typed.iter().enumerate().map(|(place, word)| (number(place), word, format!("{word}{END}")));
    const SQL: Sql = crate::sql![
        "SELECT CAST(one.value ->> 0 AS BIGINT) AS place, near.term FROM "
        lite("json_each($2) AS one CROSS JOIN request_word AS near ON near.guild_id = $1 AND near.piece = one.value ->> 1")
        pg("jsonb_array_elements($2) AS one(value) CROSS JOIN LATERAL (SELECT term FROM request_word \
            WHERE guild_id = $1 AND piece = one.value ->> 1 LIMIT 50) AS near")
        " UNION SELECT CAST(one.value ->> 0 AS BIGINT) AS place, "
        lite("word.value AS term FROM (SELECT start.value, (SELECT json_group_array(w.term) FROM (SELECT piece, term \
              FROM request_word WHERE guild_id = $1 AND piece >= start.value ->> 1 AND piece < start.value ->> 2 \
              ORDER BY piece LIMIT 100) AS w WHERE w.piece = w.term) AS terms FROM json_each($3) AS start) AS one \
              CROSS JOIN json_each(one.terms) AS word")
        pg("word.term FROM jsonb_array_elements($3) AS one(value) CROSS JOIN LATERAL (SELECT w.term FROM (SELECT piece, term \
            FROM request_word WHERE guild_id = $1 AND piece >= one.value ->> 1 AND piece < one.value ->> 2 \
            ORDER BY piece LIMIT 100) AS w WHERE w.piece = w.term) AS word")
        " LIMIT 500"
    ];
    let (pieces, starts): (Vec<_>, Vec<_>) = (pieces.collect(), starts.collect());
    db.q(SQL).bind(guild_id).bind(Json(pieces)).bind(Json(starts)).all().await
}

/// Those of `ids` that pass the filter, as lines of a list, in falling order of their numbers.
pub async fn lines(db: &Db, guild_id: i64, ids: &[i64], filter: &Filter) -> Result<Vec<Found>> {
    macro_rules! lines {
        ($engine:ident, $rows:literal, $states:literal, $customers:literal, $length:literal) => {
            concat!(
                "SELECT ",
                found_columns!(),
                " FROM ",
                $rows,
                " LEFT JOIN area_now AS a ON a.guild_id = r.guild_id AND a.id = r.area_id",
                customer_join!($engine),
                "WHERE r.state IN (SELECT value FROM ",
                $states,
                ") AND $4 IN (0, r.area_id) AND (",
                $length,
                " = 0 OR r.customer_id IN (SELECT CAST(value AS BIGINT) FROM ",
                $customers,
                ")) AND $6 IN (0, r.reporter_user_id, r.assignee_user_id) AND r.created_at < $7 \
                 AND $8 IN (0, r.assignee_user_id) AND $9 IN (0, r.reporter_user_id) AND $10 IN (-1, r.importance) ORDER BY r.id DESC"
            )
        };
    }
    const SQL: Sql = Sql::pair(
        lines!(
            lite,
            "json_each($2) AS one CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = one.value",
            "json_each($3)",
            "json_each($5)",
            "json_array_length($5)"
        ),
        lines!(
            pg,
            "jsonb_array_elements_text($2) AS one(value) CROSS JOIN LATERAL \
             (SELECT * FROM request WHERE guild_id = $1 AND id = CAST(one.value AS BIGINT) OFFSET 0) AS r",
            "jsonb_array_elements_text($3) AS state(value)",
            "jsonb_array_elements_text($5) AS list(value)",
            "jsonb_array_length($5)"
        ),
    );
    let states: Vec<&str> = filter.states.iter().map(|state| state.word()).collect();
    let query = db.q(SQL).bind(guild_id).bind(Json(ids)).bind(Json(states));
    let query = query.bind(filter.area_id.unwrap_or(0)).bind(Json(&filter.customer_ids));
    let before = filter.before.or(DateTime::from_timestamp(super::list::NEVER, 0));
    let before = At::from(before.unwrap_or(DateTime::<Utc>::MAX_UTC));
    let query = query.bind(filter.person.unwrap_or(0)).bind(before).bind(filter.assignee.unwrap_or(0));
    query.bind(filter.reporter.unwrap_or(0)).bind(filter.importance.unwrap_or(-1)).all().await
}
