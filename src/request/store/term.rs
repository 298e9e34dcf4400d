//! The words by which requests are found.

use crate::db::{Json, Tx};

/// Stores the words of a new request's text in one statement.
pub fn insert_terms(tx: &mut Tx, guild_id: i64, request_id: i64, terms: Vec<String>) {
    tx.beside(
        "request_term",
        crate::sql![
            "INSERT INTO request_term (guild_id, term, request_id) SELECT $1, word.value, $2 FROM "
            lite("json_each($3) AS word") pg("jsonb_array_elements_text($3) AS word(value)")
            " WHERE TRUE ON CONFLICT DO NOTHING"
        ],
    )
    .bind(guild_id)
    .bind(request_id)
    .bind(Json(terms))
    .add();
}

/// Stores the words of a request whose text has changed.
pub fn replace_terms(tx: &mut Tx, guild_id: i64, request_id: i64, terms: Vec<String>) {
    tx.later("DELETE FROM request_term WHERE guild_id = $1 AND request_id = $2")
        .bind(guild_id)
        .bind(request_id)
        .add();
    insert_terms(tx, guild_id, request_id, terms);
}
