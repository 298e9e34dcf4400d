//! Room for what other rooms keep: it counts among the files of requests, and within their limits.

use crate::{
    contract::Guild,
    db::Tx,
    error::Error,
    request::{
        rules::storage::{Full, admitted},
        settings::limits,
        store::{self, Stored},
        words,
    },
    workspace,
};
use chrono::{DateTime, Utc};

/// What a file takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Discord's id of the member for whom it counts; `contract::NOBODY` when they were forgotten.
    pub user_id: i64,
    /// In bytes.
    pub length: i64,
}

/// Counts a file of another room, which takes the place of `instead_of`. Where there is no room nothing is counted, and the
/// answer is why, with what to do: it goes on a sentence and has no full stop.
///
/// # Errors
/// When the database does not answer.
pub async fn take_room(
    tx: &mut Tx,
    now: DateTime<Utc>,
    guild: &Guild,
    file: Taken,
    instead_of: Option<Taken>,
) -> Result<Option<String>, Error> {
    let limits = limits(guild);
    if let Some(full) = full(tx, guild, file, instead_of).await? {
        if full == Full::Server {
            workspace::report_problem(tx, now, guild, &words::server_is_full(limits)).await?;
        }
        return Ok(Some(words::why_full(full, limits)));
    }
    if let Some(old) = instead_of {
        give_back(tx, guild.id, old);
    }
    store::add_stored(tx, guild.id, file.user_id, file.length);
    Ok(None)
}

/// Why there would be no room for a file, as [`take_room`] would say it; nothing is counted.
///
/// # Errors
/// When the database does not answer.
pub async fn lacks_room(
    tx: &mut Tx,
    guild: &Guild,
    file: Taken,
    instead_of: Option<Taken>,
) -> Result<Option<String>, Error> {
    let full = full(tx, guild, file, instead_of).await?;
    Ok(full.map(|full| words::why_full(full, limits(guild))))
}

/// Counts what a file of another room took no more.
pub fn give_back(tx: &mut Tx, guild_id: i64, taken: Taken) {
    store::add_stored(tx, guild_id, taken.user_id, -taken.length);
}

/// The limit that a file would go beyond.
async fn full(
    tx: &mut Tx,
    guild: &Guild,
    file: Taken,
    instead_of: Option<Taken>,
) -> Result<Option<Full>, Error> {
    let stored = store::lock_stored(tx, guild.id, file.user_id).await?;
    let freed = instead_of.map_or(0, |old| old.length);
    let own = instead_of.filter(|old| old.user_id == file.user_id).map_or(0, |old| old.length);
    let left = Stored { by_server: stored.by_server - freed, by_member: stored.by_member - own };
    Ok(admitted(&[file.length], left, limits(guild)).into_iter().flatten().next())
}
