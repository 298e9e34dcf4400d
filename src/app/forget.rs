//! `docket forget`: everything of one server goes, for good.

use super::AppError;
use crate::{
    config::Secret,
    db::{Db, erase, transfer::Counts},
};
use chrono::{DateTime, Utc};

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// So many rows were removed.
    Rows(u64),
    /// So many rows would be; nothing was removed, because nobody said that they are sure.
    Asks(u64),
    /// There is nothing of such a server.
    Nothing,
}

/// Removes everything that the database keeps of a server, if whoever asks is sure.
///
/// # Errors
/// When the database cannot be used; then nothing was removed.
pub async fn forget(
    database_url: &Secret,
    guild_id: i64,
    is_sure: bool,
    now: DateTime<Utc>,
) -> Result<Forgotten, AppError> {
    let url = database_url.expose();
    if !Db::is_there(url)? {
        return Ok(Forgotten::Nothing);
    }
    let db = Db::open(url).await?;
    db.migrate().await?;
    let sum = |counts: &Counts| counts.values().sum::<u64>();
    let rows = sum(&erase::rows(&db, guild_id).await?);
    Ok(match (rows, is_sure) {
        (0, _) => Forgotten::Nothing,
        (rows, false) => Forgotten::Asks(rows),
        (_, true) => Forgotten::Rows(sum(&erase::forget(&db, guild_id, now).await?)),
    })
}
