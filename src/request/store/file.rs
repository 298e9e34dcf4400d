//! Files that came with requests, and docket's copies of them.

use crate::{
    contract::Attachment,
    db::{At, Db, Json, Result, Tx},
    request::rules::input,
    words_of,
};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// How far the copy of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    Waiting,
    Kept,
    Failed,
}

words_of!(FileState { Waiting => "waiting", Kept => "kept", Failed => "failed" });

/// A file without its content.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct FileRow {
    pub id: i64,
    pub request_id: i64,
    pub name: String,
    /// Bytes, as Discord said.
    pub length: i64,
    #[sqlx(try_from = "String")]
    pub state: FileState,
    /// Why it could not be copied so far.
    pub problem: Option<String>,
}

/// A file about to be copied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewFile {
    pub id: i64,
    pub name: String,
    pub content_type: Option<String>,
    pub length: i64,
    /// Where it is to be had; kept by the job only, because Discord's addresses expire.
    #[serde(skip)]
    pub url: String,
}

impl NewFile {
    /// The attachment under harmless names.
    pub fn of(id: i64, attachment: &Attachment) -> Self {
        NewFile {
            id,
            name: input::file_name(&attachment.filename),
            content_type: attachment.content_type.as_deref().and_then(input::content_type),
            length: attachment.size_bytes.max(0),
            url: attachment.url.clone(),
        }
    }
}

/// Adds the files of a request in one statement.
pub fn insert_files(tx: &mut Tx, now: DateTime<Utc>, guild_id: i64, request_id: i64, files: &[NewFile]) {
    let columns = crate::sql![
        "INSERT INTO request_file (guild_id, id, request_id, name, content_type, length, state, created_at) SELECT $1, "
        lite("file.value ->> 'id', $2, file.value ->> 'name', file.value ->> 'content_type', file.value ->> 'length'")
        pg("(file.value ->> 'id')::BIGINT, $2, file.value ->> 'name', file.value ->> 'content_type', (file.value ->> 'length')::BIGINT")
        ", 'waiting', $4 FROM "
        lite("json_each($3) AS file") pg("jsonb_array_elements($3) AS file(value)")
    ];
    tx.defer(columns).bind(guild_id).bind(request_id).bind(Json(files.to_vec())).bind(At::from(now)).add();
}

/// The files of a request, oldest first, at most `limit`.
pub async fn files(db: &Db, guild_id: i64, request_id: i64, limit: i64) -> Result<Vec<FileRow>> {
    db.q("SELECT id, request_id, name, length, state, problem FROM request_file \
          WHERE guild_id = $1 AND request_id = $2 ORDER BY id LIMIT $3")
        .bind(guild_id)
        .bind(request_id)
        .bind(limit)
        .all()
        .await
}

/// The file `id` while it still has to be copied.
pub async fn waiting(db: &Db, guild_id: i64, id: i64) -> Result<Option<FileRow>> {
    db.q("SELECT id, request_id, name, length, state, problem FROM request_file \
          WHERE guild_id = $1 AND id = $2 AND state = 'waiting'")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await
}

/// Stores the copy.
pub fn mark_kept(tx: &mut Tx, guild_id: i64, id: i64, content: Vec<u8>) {
    tx.defer(
        "UPDATE request_file SET state = 'kept', problem = NULL, length = $3, content_bytes = $4 \
         WHERE guild_id = $1 AND id = $2",
    )
    .bind(guild_id)
    .bind(id)
    .bind(i64::try_from(content.len()).unwrap_or(i64::MAX))
    .bind(content)
    .add();
}

/// Gives the copy up.
pub fn mark_failed(tx: &mut Tx, guild_id: i64, id: i64, problem: &str) {
    tx.defer("UPDATE request_file SET state = 'failed', problem = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(problem.to_owned())
        .add();
}

/// Notes why the copy has not worked yet.
pub fn note_problem(tx: &mut Tx, guild_id: i64, id: i64, problem: &str) {
    tx.defer("UPDATE request_file SET problem = $3 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(problem.to_owned())
        .add();
}

/// Removes the copies of a request's files, and those that are still to be made; says why. Returns the files.
pub async fn drop_files(tx: &mut Tx, guild_id: i64, request_id: i64, why: &str) -> Result<Vec<FileRow>> {
    tx.q("UPDATE request_file SET state = 'failed', problem = $3, content_bytes = NULL \
          WHERE guild_id = $1 AND request_id = $2 AND state <> 'failed' \
          RETURNING id, request_id, name, length, state, problem")
        .bind(guild_id)
        .bind(request_id)
        .bind(why.to_owned())
        .all()
        .await
}

/// Name and content of a kept file.
pub async fn content(db: &Db, guild_id: i64, id: i64) -> Result<Option<(String, Vec<u8>)>> {
    db.q("SELECT name, content_bytes FROM request_file WHERE guild_id = $1 AND id = $2 AND state = 'kept'")
        .bind(guild_id)
        .bind(id)
        .opt()
        .await
}
