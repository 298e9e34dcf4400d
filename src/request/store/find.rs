//! Finding requests by what they say.

use crate::{
    db::{At, Db, Json, MaybeWord, Query, Reads, Result, Sql, Tx},
    request::{CloseReason, State, rules::alike::candidates_among},
};

/// A request that shares words with a text.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Alike {
    pub id: i64,
    pub text: String,
    pub created_at: At,
    pub reporter_user_id: i64,
    pub assignee_user_id: Option<i64>,
    #[sqlx(try_from = "String")]
    pub state: State,
    #[sqlx(try_from = "MaybeWord")]
    pub close_reason: Option<CloseReason>,
    pub closed_at: Option<At>,
    /// What was said when it was closed, once [`closing_notes`](super::closing_notes) has read it.
    #[sqlx(skip)]
    pub closing_note: Option<String>,
    /// What it was done in, once whoever shows it has asked: the name of a release, escaped, as the reader may know it.
    #[sqlx(skip)]
    pub shipped_in: Option<String>,
}

/// Number and state of a request.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::FromRow)]
pub struct RequestState {
    pub id: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
}

/// How many requests are read at a time, and how many open ones are enough to choose from.
const AT_A_TIME: usize = 20;
const ENOUGH: usize = 10;

/// What shares words with a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sharing {
    /// Open requests and those that were closed lately, the rarest words counting most, at most some thirty of each.
    pub found: Vec<Alike>,
    /// The words that no request has yet.
    pub new_words: Vec<String>,
}

/// What shares words with a text: open requests, and those that were done or declined since `closed_since`.
///
/// The words are weighed here and not in SQL, which takes ten times as long for it.
pub async fn alike(
    on: &mut impl Reads,
    guild_id: i64,
    terms: &[String],
    closed_since: At,
) -> Result<Sharing> {
    if terms.is_empty() {
        return Ok(Sharing::default());
    }
    let rows: Vec<(String, Json<Vec<i64>>)> =
        on.ask(WITH_TERMS).bind(guild_id).bind(Json(terms)).all().await?;
    let new_words = rows.iter().filter(|(_, ids)| ids.0.is_empty()).map(|(word, _)| word.clone()).collect();
    let having: Vec<Vec<i64>> = rows.into_iter().map(|(_, ids)| ids.0).collect();
    let mut found: Vec<Alike> = Vec::new();
    for ids in candidates_among(&having).chunks(AT_A_TIME) {
        found.extend(in_order(on.ask(ALIVE).bind(guild_id).bind(Json(ids)).bind(closed_since), ids).await?);
        if found.iter().filter(|alike| alike.state.is_open()).count() >= ENOUGH {
            break;
        }
    }
    Ok(Sharing { found, new_words })
}

/// For each of the words the requests that have it, of any state: the newest hundred, so that a frequent word costs no
/// more than a rare one.
const WITH_TERMS: Sql = crate::sql![
    "SELECT word.value AS term, (SELECT " lite("json_group_array(newest.id)") pg("COALESCE(jsonb_agg(newest.id), '[]')") " FROM \
       (SELECT t.request_id AS id FROM request_term AS t WHERE t.guild_id = $1 AND t.term = word.value \
       ORDER BY t.request_id DESC LIMIT 100) AS newest) AS ids FROM "
    lite("json_each($2) AS word") pg("jsonb_array_elements_text($2) AS word(value)")
];

/// The columns of [`Alike`] of the requests whose numbers `$2` lists.
macro_rules! by_number {
    ($rows:literal, $condition:literal) => {
        concat!(
            "SELECT r.id, r.text, r.created_at, r.reporter_user_id, r.assignee_user_id, r.state, r.close_reason, \
             r.closed_at FROM ",
            $rows,
            " WHERE ",
            $condition
        )
    };
    // Without statistics either engine might look through all requests. SQLite keeps the order of a cross join,
    // PostgreSQL what is behind an `OFFSET`.
    ($condition:literal) => {
        Sql::pair(
            by_number!(
                "json_each($2) AS one CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = one.value",
                $condition
            ),
            by_number!(
                "jsonb_array_elements_text($2) AS one(value) CROSS JOIN LATERAL \
                 (SELECT * FROM request WHERE guild_id = $1 AND id = one.value::BIGINT OFFSET 0) AS r",
                $condition
            ),
        )
    };
}

const ALIVE: Sql = by_number!(
    "r.state IN ('new', 'assigned') OR r.state = 'closed' AND r.close_reason IN ('done', 'declined') AND r.closed_at >= $3"
);
const NAMED: Sql = by_number!("r.state <> 'withdrawn'");

/// What a statement finds of the requests `ids`, in their order.
async fn in_order(query: Query<'_>, ids: &[i64]) -> Result<Vec<Alike>> {
    let mut found: Vec<Alike> = query.all().await?;
    found.sort_by_key(|alike| ids.iter().position(|id| *id == alike.id));
    Ok(found)
}

/// The states of those of the requests that there are, in any order.
pub async fn states(on: &mut dyn Reads, guild_id: i64, ids: &[i64]) -> Result<Vec<RequestState>> {
    let sql = crate::sql![
        "SELECT r.id, r.state FROM "
        lite("json_each($2) AS one CROSS JOIN request AS r ON r.guild_id = $1 AND r.id = one.value")
        pg("jsonb_array_elements_text($2) AS one(value) CROSS JOIN LATERAL \
            (SELECT * FROM request WHERE guild_id = $1 AND id = one.value::BIGINT OFFSET 0) AS r")
    ];
    on.ask(sql).bind(guild_id).bind(Json(ids)).all().await
}

/// The requests of these numbers that were not withdrawn, in the order of `ids`.
pub async fn named(db: &Db, guild_id: i64, ids: &[i64]) -> Result<Vec<Alike>> {
    in_order(db.q(NAMED).bind(guild_id).bind(Json(ids)), ids).await
}

/// Without being told, SQLite walks through the requests in their order.
const BY_LINK: Sql = crate::sql![
    "SELECT id FROM request" lite(" INDEXED BY request_link")
    " WHERE guild_id = $1 AND link = $2 AND state <> 'withdrawn' ORDER BY id LIMIT 1"
];

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

/// Requests that a person may mean while typing: the one of that number, open ones of theirs, and the newest; own ones first.
pub async fn candidates(db: &Db, guild_id: i64, user_id: i64, number: Option<i64>) -> Result<Vec<Alike>> {
    db.q(CANDIDATES).bind(guild_id).bind(user_id).bind(number.unwrap_or(0)).all().await
}

/// Each kind is the beginning of an index.
const CANDIDATES: Sql = {
    macro_rules! candidates {
        ($row:literal) => {
            concat!(
                "SELECT r.id, r.text, r.created_at, r.reporter_user_id, r.assignee_user_id, r.state, r.close_reason, \
                 r.closed_at FROM (SELECT CAST($3 AS BIGINT) AS id \
                  UNION SELECT id FROM (SELECT id FROM request WHERE guild_id = $1 AND assignee_user_id = $2 \
                    AND state = 'assigned' ORDER BY created_at DESC, id DESC LIMIT 25) AS taken \
                  UNION SELECT id FROM (SELECT id FROM request WHERE guild_id = $1 AND reporter_user_id = $2 \
                    AND state = 'new' ORDER BY created_at DESC, id DESC LIMIT 25) AS filed \
                  UNION SELECT id FROM (SELECT id FROM request WHERE guild_id = $1 ORDER BY id DESC LIMIT 25) AS newest \
                 ) AS one CROSS JOIN ",
                $row,
                " WHERE r.state <> 'withdrawn' ORDER BY CASE WHEN r.id = $3 THEN 0 \
                   WHEN r.assignee_user_id = $2 OR r.reporter_user_id = $2 THEN 1 ELSE 2 END, r.updated_at DESC, r.id DESC"
            )
        };
    }
    Sql::pair(
        candidates!("request AS r ON r.guild_id = $1 AND r.id = one.id"),
        candidates!("LATERAL (SELECT * FROM request WHERE guild_id = $1 AND id = one.id OFFSET 0) AS r"),
    )
};
