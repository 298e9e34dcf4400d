//! Questions to the reporters of requests.

use crate::db::{At, Db, Json, Result, Tx};
use chrono::{DateTime, Utc};

/// A question.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Question {
    pub id: i64,
    pub request_id: i64,
    pub asked_by_user_id: i64,
    /// Not escaped.
    pub text: String,
    pub asked_at: At,
    pub answered_at: Option<At>,
}

/// Adds a question.
pub fn insert_question(tx: &mut Tx, guild_id: i64, question: &Question) {
    tx.defer(
        "INSERT INTO request_question (guild_id, id, request_id, asked_by_user_id, text, asked_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(guild_id)
    .bind(question.id)
    .bind(question.request_id)
    .bind(question.asked_by_user_id)
    .bind(question.text.clone())
    .bind(question.asked_at)
    .add();
}

/// The question of that number.
pub async fn find_question(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Question>> {
    tx.q("SELECT id, request_id, asked_by_user_id, text, asked_at, answered_at FROM request_question \
          WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await
}

/// The question about a request that was asked last.
pub async fn latest_question(tx: &mut Tx, guild_id: i64, request_id: i64) -> Result<Option<Question>> {
    tx.q(crate::sql![
        "SELECT id, request_id, asked_by_user_id, text, asked_at, answered_at FROM request_question"
        lite(" INDEXED BY request_question_request") " WHERE guild_id = $1 AND request_id = $2 ORDER BY id DESC LIMIT 1"
    ])
        .bind(guild_id)
        .bind(request_id)
        .opt()
        .await
}

/// All questions about the requests.
pub async fn questions_of(tx: &mut Tx, guild_id: i64, request_ids: &[i64]) -> Result<Vec<Question>> {
    tx.q(crate::sql![
        "SELECT id, request_id, asked_by_user_id, text, asked_at, answered_at FROM request_question"
        lite(" INDEXED BY request_question_request") " WHERE guild_id = $1 AND request_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ") ORDER BY id"
    ])
    .bind(guild_id)
    .bind(Json(request_ids))
    .all()
    .await
}

/// Questions that can be told of; of more nobody says how many.
pub const MOST_ASKED: i64 = 100;

/// The open questions to the reporter of requests that are open, the oldest first, at most [`MOST_ASKED`].
pub async fn questions_to(db: &Db, guild_id: i64, user_id: i64) -> Result<Vec<Question>> {
    db.q(crate::sql![
        "SELECT q.id, q.request_id, q.asked_by_user_id, q.text, q.asked_at, q.answered_at FROM (SELECT question_id \
         FROM request" lite(" INDEXED BY request_asked") " WHERE guild_id = $1 AND reporter_user_id = $2 \
         AND question_id IS NOT NULL AND state IN ('new', 'assigned') ORDER BY question_id LIMIT $3) AS open \
         CROSS JOIN " lite("request_question AS q ON q.guild_id = $1 AND q.id = open.question_id")
        pg("LATERAL (SELECT * FROM request_question WHERE guild_id = $1 AND id = open.question_id OFFSET 0) AS q")
        " ORDER BY q.id"
    ])
    .bind(guild_id)
    .bind(user_id)
    .bind(MOST_ASKED)
    .all()
    .await
}

/// Everybody who has such a question to answer: one step along the index for each.
pub async fn asked(db: &Db, guild_id: i64) -> Result<Vec<(i64,)>> {
    db.q("WITH RECURSIVE reporter (user_id) AS (\
            SELECT * FROM (SELECT reporter_user_id FROM request WHERE guild_id = $1 AND question_id IS NOT NULL \
              AND state IN ('new', 'assigned') ORDER BY reporter_user_id LIMIT 1) AS first \
            UNION ALL SELECT (SELECT r.reporter_user_id FROM request AS r WHERE r.guild_id = $1 \
              AND r.question_id IS NOT NULL AND r.state IN ('new', 'assigned') AND r.reporter_user_id > reporter.user_id \
              ORDER BY r.reporter_user_id LIMIT 1) FROM reporter WHERE reporter.user_id IS NOT NULL) \
          SELECT user_id FROM reporter WHERE user_id IS NOT NULL")
        .bind(guild_id)
        .all()
        .await
}

/// Notes that a question was answered.
pub fn answered(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) {
    tx.defer("UPDATE request_question SET answered_at = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .add();
}
