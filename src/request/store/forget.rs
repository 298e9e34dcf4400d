//! What is kept of requests, as it is looked through when somebody is forgotten.

use crate::{
    base::similar,
    db::{Json, Result, Tx},
    room::{Forgetting, column, rewrite_json},
};
use serde_json::Value;

/// Of a request what may tell of somebody.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Kept {
    pub id: i64,
    pub text: String,
    pub link: Option<String>,
    pub area_keyword: Option<String>,
    pub state: String,
    pub customer_id: Option<i64>,
    pub reporter_user_id: i64,
    pub assignee_user_id: Option<i64>,
    pub snapshot_json: Option<Json<Value>>,
}

/// A note on a request, or a question about it.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Said {
    pub id: i64,
    pub request_id: i64,
    pub user_id: i64,
    pub text: String,
}

/// A file that came with a request.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Named {
    pub id: i64,
    pub request_id: i64,
    pub name: String,
    /// Bytes that count for its reporter.
    pub stored: i64,
}

/// Up to `most` requests after the number `after`, in order, held until the transaction ends.
pub async fn kept_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<Kept>> {
    tx.q(crate::sql![
        "SELECT id, text, link, area_keyword, state, customer_id, reporter_user_id, assignee_user_id, snapshot_json \
         FROM request WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3" pg(" FOR UPDATE")
    ])
    .bind(guild_id)
    .bind(after)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .all()
    .await
}

/// Writes what is left of a request.
pub fn save_kept(tx: &mut Tx, guild_id: i64, kept: Kept) {
    tx.defer(
        "UPDATE request SET text = $3, link = $4, area_keyword = $5, state = $6, reporter_user_id = $7, \
         assignee_user_id = $8, snapshot_json = $9, version = version + 1 WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(kept.id)
    .bind(kept.text)
    .bind(kept.link)
    .bind(kept.area_keyword)
    .bind(kept.state)
    .bind(kept.reporter_user_id)
    .bind(kept.assignee_user_id)
    .bind(kept.snapshot_json)
    .add();
}

/// The notes on requests.
pub async fn notes_on(tx: &mut Tx, guild_id: i64, request_ids: &[i64]) -> Result<Vec<Said>> {
    tx.q(crate::sql![
        "SELECT id, request_id, author_user_id AS user_id, text FROM request_note \
         WHERE guild_id = $1 AND request_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(request_ids))
    .all()
    .await
}

/// The questions about requests.
pub async fn questions_on(tx: &mut Tx, guild_id: i64, request_ids: &[i64]) -> Result<Vec<Said>> {
    tx.q(crate::sql![
        "SELECT id, request_id, asked_by_user_id AS user_id, text FROM request_question \
         WHERE guild_id = $1 AND request_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(request_ids))
    .all()
    .await
}

/// Writes what is left of a note.
pub fn save_note(tx: &mut Tx, guild_id: i64, note: Said) {
    tx.defer("UPDATE request_note SET author_user_id = $3, text = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(note.id)
        .bind(note.user_id)
        .bind(note.text)
        .add();
}

/// Writes what is left of a question.
pub fn save_question(tx: &mut Tx, guild_id: i64, question: Said) {
    tx.defer("UPDATE request_question SET asked_by_user_id = $3, text = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(question.id)
        .bind(question.user_id)
        .bind(question.text)
        .add();
}

/// The files of requests.
pub async fn files_of(tx: &mut Tx, guild_id: i64, request_ids: &[i64]) -> Result<Vec<Named>> {
    tx.q(crate::sql![
        "SELECT id, request_id, name, CASE WHEN state = 'failed' THEN 0 ELSE length END AS stored FROM request_file WHERE guild_id = $1 AND request_id IN (SELECT "
        lite("value FROM json_each($2)")
        pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
    ])
    .bind(guild_id)
    .bind(Json(request_ids))
    .all()
    .await
}

/// Removes a file with its copy.
pub fn remove_file(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer("DELETE FROM request_file WHERE guild_id = $1 AND id = $2").bind(guild_id).bind(id).add();
}

/// Gives a file another name.
pub fn rename_file(tx: &mut Tx, guild_id: i64, id: i64, name: String) {
    tx.defer("UPDATE request_file SET name = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(name)
        .add();
}

/// The words by which a request is found.
pub async fn terms_of(tx: &mut Tx, guild_id: i64, request_id: i64) -> Result<Vec<String>> {
    let sql = "SELECT term FROM request_term WHERE guild_id = $1 AND request_id = $2";
    let rows: Vec<(String,)> = tx.q(sql).bind(guild_id).bind(request_id).all().await?;
    Ok(rows.into_iter().map(|(term,)| term).collect())
}

/// Search does not know those of the words any more by which no request is found.
pub fn forget_words(tx: &mut Tx, guild_id: i64, words: &[String]) {
    let of = |word: &String| {
        similar::pieces(word).into_iter().map(|piece| (piece, word.clone())).collect::<Vec<_>>()
    };
    let pieces: Vec<(String, String)> = words.iter().flat_map(of).collect();
    tx.defer(crate::sql![
        "DELETE FROM request_word WHERE guild_id = $1 AND (piece, term) IN (SELECT one.value ->> 0, one.value ->> 1 FROM "
        lite("json_each($2) AS one") pg("jsonb_array_elements($2) AS one(value)")
        ") AND NOT EXISTS (SELECT 1 FROM request_term AS t WHERE t.guild_id = $1 AND t.term = request_word.term)"
    ])
    .bind(guild_id)
    .bind(Json(pieces))
    .add();
}

/// What a member had in hand, had skipped and had proposed, and where they were proposed.
pub async fn forget_in_triage(tx: &mut Tx, guild_id: i64, who: &Forgetting) -> Result<u64> {
    let mut rows = 0;
    if let Some(user_id) = who.member() {
        for sql in [
            "DELETE FROM request_claim WHERE guild_id = $1 AND user_id = $2",
            "DELETE FROM request_skip WHERE guild_id = $1 AND user_id = $2",
            "DELETE FROM request_sweep WHERE guild_id = $1 AND user_id = $2",
        ] {
            rows += tx.q(sql).bind(guild_id).bind(user_id).run().await?;
        }
    }
    rows += rewrite_json(tx, guild_id, column!("request_sweep", "items_json"), |json| who.json(json)).await?;
    Ok(rows)
}

/// What sweeps show of requests that are forgotten, in the `items` of each, goes as `forget` says.
pub async fn forget_in_sweeps(
    tx: &mut Tx,
    guild_id: i64,
    forget: impl Fn(&mut Value) -> bool,
) -> Result<u64> {
    rewrite_json(tx, guild_id, column!("request_sweep", "items_json"), forget).await
}
