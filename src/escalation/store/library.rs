//! Rows of `escalation_answer`: answers that the team gives again and again; and what was answered before.

use crate::{
    db::{At, Query, Reads, Result, Tx},
    escalation::LibraryAnswer,
    workspace::name_key,
};

const COLUMNS: &str = "SELECT id, title, kind, area_id, text, author_user_id, updated_at, is_archived, version \
                       FROM escalation_answer WHERE guild_id = $1 ORDER BY id LIMIT 500";

/// All answers of the library, those put away too; a team keeps some dozens.
pub async fn library(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<LibraryAnswer>> {
    on.ask(COLUMNS.into()).bind(guild_id).all().await
}

fn bound<'c>(query: Query<'c>, guild_id: i64, answer: &LibraryAnswer) -> Query<'c> {
    query
        .bind(guild_id)
        .bind(answer.id)
        .bind(answer.title.clone())
        .bind(name_key(&answer.title))
        .bind(answer.kind.clone())
        .bind(answer.area_id)
        .bind(answer.text.clone())
        .bind(answer.author_user_id)
        .bind(answer.updated_at)
        .bind(answer.is_archived)
}

/// Adds an answer. False when there is one of that title.
pub async fn insert_answer(tx: &mut Tx, guild_id: i64, answer: &LibraryAnswer) -> Result<bool> {
    let query = tx.q(
        "INSERT INTO escalation_answer (guild_id, id, title, title_key, kind, area_id, text, author_user_id, \
                      updated_at, is_archived, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) \
                      ON CONFLICT DO NOTHING",
    );
    Ok(bound(query, guild_id, answer).run().await? == 1)
}

/// Writes an answer that is as it was read. False when somebody else was quicker.
pub async fn save_answer(tx: &mut Tx, guild_id: i64, answer: &LibraryAnswer) -> Result<bool> {
    let query =
        tx.q("UPDATE escalation_answer SET title = $3, title_key = $4, kind = $5, area_id = $6, text = $7, \
                      author_user_id = $8, updated_at = $9, is_archived = $10, version = version + 1 \
                      WHERE guild_id = $1 AND id = $2 AND version = $11");
    Ok(bound(query, guild_id, answer).bind(answer.version).run().await? == 1)
}

/// What was asked and answered.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Answered {
    pub id: i64,
    pub question: String,
    pub topic_id: Option<i64>,
    pub draft: String,
    pub answer_url: Option<String>,
    pub answered_at: Option<At>,
    /// The text of the post; empty where it is not known.
    pub text: String,
}

/// The newest that were answered with a text that docket knows, closed since or not: some hundreds.
pub async fn answered(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<Answered>> {
    // Each branch walks its state by age and ends: of a thousand that are closed those count that were answered.
    let sql = crate::sql![
        "SELECT e.id, e.question, e.topic_id, e.draft, e.answer_url, e.answered_at, COALESCE(p.text, '') AS text FROM \
         (SELECT id, question, topic_id, draft, answer_url, answered_at, created_at FROM \
         (SELECT id, question, topic_id, draft, answer_url, answered_at, created_at FROM escalation"
        lite(" INDEXED BY escalation_by_state")
        " WHERE guild_id = $1 AND state = 'answered' AND draft IS NOT NULL \
         ORDER BY created_at DESC, id DESC LIMIT 300) AS a \
         UNION ALL SELECT id, question, topic_id, draft, answer_url, answered_at, created_at FROM \
         (SELECT id, question, topic_id, draft, answer_url, answered_at, created_at, outcome FROM escalation"
        lite(" INDEXED BY escalation_by_state")
        " WHERE guild_id = $1 AND state = 'closed' ORDER BY created_at DESC, id DESC LIMIT 1000) AS c \
         WHERE outcome = 'answered' AND draft IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 300) AS e \
         LEFT JOIN escalation_post AS p ON p.guild_id = $1 AND p.escalation_id = e.id \
         ORDER BY e.created_at DESC, e.id DESC"
    ];
    on.ask(sql).bind(guild_id).all().await
}
