//! Rows of `meeting_note`.

use crate::{
    db::{Reads, Result, Sql, Tx},
    meeting::Note,
};

/// The columns of [`Note`].
macro_rules! columns {
    () => {
        "id, occurrence_id, item_id, kind, text, is_withdrawn, user_id, message_id, decision_id, action_id, is_confidential, \
         created_at, version"
    };
}

const FIND: &str = concat!("SELECT ", columns!(), " FROM meeting_note WHERE guild_id = $1 AND id = $2");

/// The note of that number.
pub async fn find_note(on: &mut impl Reads, guild_id: i64, id: i64) -> Result<Option<Note>> {
    on.ask(FIND.into()).bind(guild_id).bind(id).opt().await
}

/// The note of that number, held against other changes until the transaction ends.
pub async fn lock_note(tx: &mut Tx, guild_id: i64, id: i64) -> Result<Option<Note>> {
    let sql = Sql::pair(
        FIND,
        concat!("SELECT ", columns!(), " FROM meeting_note WHERE guild_id = $1 AND id = $2 FOR UPDATE"),
    );
    tx.q(sql).bind(guild_id).bind(id).opt().await
}

/// What was noted in a meeting and not taken back, the oldest first; at most 500.
pub async fn notes(on: &mut impl Reads, guild_id: i64, occurrence_id: i64) -> Result<Vec<Note>> {
    on.ask(
        concat!(
            "SELECT ",
            columns!(),
            " FROM meeting_note WHERE guild_id = $1 AND occurrence_id = $2 ORDER BY id LIMIT 500"
        )
        .into(),
    )
    .bind(guild_id)
    .bind(occurrence_id)
    .all()
    .await
    .map(|mut all: Vec<Note>| {
        all.retain(|note| !note.facts.is_withdrawn);
        all
    })
}

/// Adds a note.
pub fn insert_note(tx: &mut Tx, guild_id: i64, note: &Note) {
    tx.defer(
        "INSERT INTO meeting_note (guild_id, id, occurrence_id, item_id, kind, text, user_id, message_id, decision_id, \
         action_id, is_confidential, is_withdrawn, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(guild_id)
    .bind(note.id)
    .bind(note.occurrence_id)
    .bind(note.item_id)
    .bind(note.facts.kind.word())
    .bind(note.facts.text.clone())
    .bind(note.user_id)
    .bind(note.message_id)
    .bind(note.decision_id)
    .bind(note.action_id)
    .bind(note.is_confidential)
    .bind(note.facts.is_withdrawn)
    .bind(note.created_at)
    .bind(note.version)
    .add();
}

/// Stores what can change of a note that [`lock_note`] holds.
pub fn save_note(tx: &mut Tx, guild_id: i64, note: &Note) {
    tx.defer("UPDATE meeting_note SET kind = $3, text = $4, is_withdrawn = $5, version = $6 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(note.id)
        .bind(note.facts.kind.word())
        .bind(note.facts.text.clone())
        .bind(note.facts.is_withdrawn)
        .bind(note.version)
        .add();
}

/// The decision that counts for a note.
pub fn set_note_decision(tx: &mut Tx, guild_id: i64, id: i64, decision_id: i64) {
    tx.defer("UPDATE meeting_note SET decision_id = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(decision_id)
        .add();
}
