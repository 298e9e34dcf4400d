//! The words by which requests are found.

use crate::{
    base::similar,
    db::{Json, Result, Tx},
};

/// Stores the words of a new request's text in one statement.
pub fn insert_terms(tx: &mut Tx, guild_id: i64, request_id: i64, terms: Vec<String>) {
    tx.defer(crate::sql![
        "INSERT INTO request_term (guild_id, term, request_id) SELECT $1, word.value, $2 FROM "
        lite("json_each($3) AS word") pg("jsonb_array_elements_text($3) AS word(value)")
        " WHERE TRUE ON CONFLICT DO NOTHING"
    ])
    .bind(guild_id)
    .bind(request_id)
    .bind(Json(terms))
    .add();
}

/// Adds words that no request had so far to those that search knows.
pub fn insert_words(tx: &mut Tx, guild_id: i64, words: &[String]) {
    if words.is_empty() {
        return;
    }
    let of = |word: &String| {
        similar::pieces(word).into_iter().map(|piece| (piece, word.clone())).collect::<Vec<_>>()
    };
    let pieces: Vec<(String, String)> = words.iter().flat_map(of).collect();
    tx.defer(crate::sql![
        "INSERT INTO request_word (guild_id, piece, term) SELECT $1, one.value ->> 0, one.value ->> 1 FROM "
        lite("json_each($2) AS one") pg("jsonb_array_elements($2) AS one(value)")
        " WHERE TRUE ON CONFLICT DO NOTHING"
    ])
    .bind(guild_id)
    .bind(Json(pieces))
    .add();
}

/// Stores the words of a request whose text has changed.
pub fn replace_terms(tx: &mut Tx, guild_id: i64, request_id: i64, terms: Vec<String>) {
    tx.defer("DELETE FROM request_term WHERE guild_id = $1 AND request_id = $2")
        .bind(guild_id)
        .bind(request_id)
        .add();
    insert_words(tx, guild_id, &terms);
    insert_terms(tx, guild_id, request_id, terms);
}

/// Numbers of up to `most` requests after the number `after`, in order.
pub async fn ids_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM request WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    crate::room::next_ids(tx, sql, guild_id, (after, most)).await
}

/// Numbers and texts of up to `most` requests after the number `after`, in order, held until the transaction ends.
pub async fn texts_after(tx: &mut Tx, guild_id: i64, after: i64, most: usize) -> Result<Vec<(i64, String)>> {
    tx.q(crate::sql![
        "SELECT id, text FROM request WHERE guild_id = $1 AND id > $2 ORDER BY id LIMIT $3" pg(" FOR UPDATE")
    ])
    .bind(guild_id)
    .bind(after)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .all()
    .await
}
