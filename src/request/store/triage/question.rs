//! Questions to the reporters of requests.

use crate::db::{At, Json, Result, Tx};
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

/// Notes that a question was answered.
pub fn answered(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>) {
    tx.defer("UPDATE request_question SET answered_at = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .add();
}
