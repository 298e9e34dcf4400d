//! Notes on requests.

use super::Alike;
use crate::db::{At, Db, Query, Reads, Result, Sql, Tx};
use chrono::{DateTime, Utc};

/// A note that has not been withdrawn.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Note {
    pub author_user_id: i64,
    pub text: String,
    pub created_at: At,
}

/// Adds a note; returns its id.
pub fn insert_note(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild_id: i64,
    request_id: i64,
    author: i64,
    text: &str,
) -> i64 {
    let id = tx.next_id(now);
    tx.defer(
        "INSERT INTO request_note (guild_id, id, request_id, author_user_id, text, is_withdrawn, created_at) \
         VALUES ($1, $2, $3, $4, $5, FALSE, $6)",
    )
    .bind(guild_id)
    .bind(id)
    .bind(request_id)
    .bind(author)
    .bind(text.to_owned())
    .bind(At::from(now))
    .add();
    id
}

/// Takes a note back; its row stays.
pub fn withdraw_note(tx: &mut Tx, guild_id: i64, id: i64) {
    tx.defer("UPDATE request_note SET is_withdrawn = TRUE WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .add();
}

/// Reads what was said when each of these requests was closed.
pub async fn closing_notes(on: &mut dyn Reads, guild_id: i64, found: &mut [Alike]) -> Result<()> {
    let sql = "SELECT n.text FROM request_note AS n JOIN request AS r ON r.guild_id = n.guild_id AND r.id = n.request_id \
               WHERE n.guild_id = $1 AND n.request_id = $2 AND n.created_at = r.closed_at AND NOT n.is_withdrawn \
               ORDER BY n.id LIMIT 1";
    for alike in found.iter_mut().filter(|alike| alike.closed_at.is_some()) {
        let row: Option<(String,)> = on.ask(sql.into()).bind(guild_id).bind(alike.id).opt().await?;
        alike.closing_note = row.map(|(text,)| text);
    }
    Ok(())
}

/// The newest notes of a request, at most `limit`, oldest of them first.
pub async fn notes(db: &Db, guild_id: i64, request_id: i64, limit: i64) -> Result<Vec<Note>> {
    newest(db.q(NEWEST), guild_id, request_id, limit).await
}

/// [`notes`], as this transaction sees them.
pub async fn notes_in(tx: &mut Tx, guild_id: i64, request_id: i64, limit: i64) -> Result<Vec<Note>> {
    newest(tx.q(NEWEST), guild_id, request_id, limit).await
}

/// What a note says, while it has not been withdrawn.
pub async fn note_text(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<String>> {
    let found = tx
        .q("SELECT text FROM request_note WHERE guild_id = $1 AND id = $2 AND NOT is_withdrawn")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await?;
    Ok(found.map(|(text,): (String,)| text))
}

/// Without being told, SQLite walks through all notes of the guild.
const NEWEST: Sql = crate::sql![
    "SELECT author_user_id, text, created_at FROM request_note" lite(" INDEXED BY request_note_request")
    " WHERE guild_id = $1 AND request_id = $2 AND NOT is_withdrawn ORDER BY id DESC LIMIT $3"
];

async fn newest(query: Query<'_>, guild_id: i64, request_id: i64, limit: i64) -> Result<Vec<Note>> {
    let mut notes: Vec<Note> = query.bind(guild_id).bind(request_id).bind(limit).all().await?;
    notes.reverse();
    Ok(notes)
}
