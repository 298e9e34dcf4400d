//! Who brought an escalation, and what was noted about it.

use crate::db::{At, Reads, Result, Tx};
use chrono::{DateTime, Utc};

/// Notes that somebody brought it. Returns false when they had before.
pub async fn join(tx: &mut Tx, guild_id: i64, id: i64, user_id: i64, now: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO escalation_person (guild_id, escalation_id, user_id, joined_at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (guild_id, escalation_id, user_id) DO NOTHING")
        .bind(guild_id)
        .bind(id)
        .bind(user_id)
        .bind(At::from(now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Everybody who brought it, the first first; some dozens at most.
pub async fn people(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Vec<i64>> {
    let sql = "SELECT user_id FROM escalation_person WHERE guild_id = $1 AND escalation_id = $2 \
               ORDER BY joined_at, user_id LIMIT 100";
    let rows: Vec<(i64,)> = on.ask(sql.into()).bind(guild_id).bind(id).all().await?;
    Ok(rows.into_iter().map(|(user_id,)| user_id).collect())
}

/// A note.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct NoteRow {
    pub author_user_id: i64,
    /// Not escaped.
    pub text: String,
    pub written_at: At,
}

/// Adds a note.
pub fn add_note(
    tx: &mut Tx,
    guild_id: i64,
    id: i64,
    author_user_id: i64,
    text: &str,
    now: DateTime<Utc>,
) -> i64 {
    let note_id = tx.next_id(now);
    tx.defer(
        "INSERT INTO escalation_note (guild_id, id, escalation_id, author_user_id, text, written_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(guild_id)
    .bind(note_id)
    .bind(id)
    .bind(author_user_id)
    .bind(text.to_owned())
    .bind(At::from(now))
    .add();
    note_id
}

/// What the note of a number says, not escaped; `None` when there is none.
pub async fn note_text(on: &mut dyn Reads, guild_id: i64, note_id: i64) -> Result<Option<String>> {
    let sql = "SELECT text FROM escalation_note WHERE guild_id = $1 AND id = $2";
    let row: Option<(String,)> = on.ask(sql.into()).bind(guild_id).bind(note_id).opt().await?;
    Ok(row.map(|(text,)| text))
}

/// The newest notes, newest first.
pub async fn notes(on: &mut dyn Reads, guild_id: i64, id: i64, most: i64) -> Result<Vec<NoteRow>> {
    let sql = crate::sql![
        "SELECT author_user_id, text, written_at FROM escalation_note" lite(" INDEXED BY escalation_note_of")
        " WHERE guild_id = $1 AND escalation_id = $2 ORDER BY id DESC LIMIT $3"
    ];
    on.ask(sql).bind(guild_id).bind(id).bind(most).all().await
}
