//! Rows of `meeting_survey`, `meeting_survey_answer` and `meeting_survey_voter`.

use crate::{
    db::{At, Reads, Result, Sql, Tx},
    meeting::{Answered, Asked, Question},
};

const FIND: &str = "SELECT occurrence_id, is_anonymous, closes_at, closed_at FROM meeting_survey \
                    WHERE guild_id = $1 AND occurrence_id = $2";
const LOCK: &str = "SELECT occurrence_id, is_anonymous, closes_at, closed_at FROM meeting_survey \
                    WHERE guild_id = $1 AND occurrence_id = $2 FOR UPDATE";

/// The questions of an occurrence, held against other answers until the transaction ends.
pub async fn lock_survey(tx: &mut Tx, guild_id: i64, occurrence_id: i64) -> Result<Option<Asked>> {
    tx.q(Sql::pair(FIND, LOCK)).bind(guild_id).bind(occurrence_id).opt().await
}

/// Asks the questions of an occurrence.
pub fn insert_survey(tx: &mut Tx, guild_id: i64, asked: Asked) {
    tx.defer(
        "INSERT INTO meeting_survey (guild_id, occurrence_id, is_anonymous, closes_at, closed_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(guild_id)
    .bind(asked.occurrence_id)
    .bind(asked.is_anonymous)
    .bind(asked.closes_at)
    .bind(asked.closed_at)
    .add();
}

/// Nobody answers any more.
pub fn close_survey(tx: &mut Tx, guild_id: i64, occurrence_id: i64, at: At) {
    tx.defer("UPDATE meeting_survey SET closed_at = $3 WHERE guild_id = $1 AND occurrence_id = $2")
        .bind(guild_id)
        .bind(occurrence_id)
        .bind(at)
        .add();
}

/// Notes that somebody has answered a question. False when they had.
pub async fn has_answered(
    tx: &mut Tx,
    guild_id: i64,
    occurrence_id: i64,
    (question, user_id): (Question, i64),
) -> Result<bool> {
    let sql = "INSERT INTO meeting_survey_voter (guild_id, occurrence_id, question, user_id) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    let rows = tx.q(sql).bind(guild_id).bind(occurrence_id).bind(question.word()).bind(user_id).run().await?;
    Ok(rows == 1)
}

/// Takes away what somebody answered under their name.
pub async fn drop_answer(
    tx: &mut Tx,
    guild_id: i64,
    occurrence_id: i64,
    (question, user_id): (Question, i64),
) -> Result<()> {
    let sql = "DELETE FROM meeting_survey_answer WHERE guild_id = $1 AND occurrence_id = $2 AND question = $3 AND user_id = $4";
    tx.q(sql).bind(guild_id).bind(occurrence_id).bind(question.word()).bind(user_id).run().await?;
    Ok(())
}

/// Keeps an answer under a number drawn by lot.
pub fn insert_answer(tx: &mut Tx, guild_id: i64, occurrence_id: i64, (id, answer): (i64, &Answered)) {
    tx.defer(
        "INSERT INTO meeting_survey_answer (guild_id, id, occurrence_id, question, useful, said, user_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(occurrence_id)
    .bind(answer.question.word())
    .bind(answer.useful)
    .bind(answer.said.clone())
    .bind(answer.user_id)
    .add();
}

/// What was answered, in no order that tells who did; at most 500 of each question.
pub async fn survey_answers(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Answered>> {
    let sql = "SELECT question, useful, said, user_id FROM meeting_survey_answer \
               WHERE guild_id = $1 AND occurrence_id = $2 ORDER BY question, id LIMIT 1000";
    on.ask(sql.into()).bind(guild_id).bind(occurrence_id).all().await
}

/// How many people have answered.
pub async fn count_voters(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<i64> {
    let sql =
        "SELECT COUNT(DISTINCT user_id) FROM meeting_survey_voter WHERE guild_id = $1 AND occurrence_id = $2";
    let (count,): (i64,) = on.ask(sql.into()).bind(guild_id).bind(occurrence_id).one().await?;
    Ok(count)
}
