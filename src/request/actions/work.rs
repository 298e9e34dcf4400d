//! What whoever is on duty has to do: requests that nobody has taken.

use crate::{
    db::Db,
    error::Error,
    request::{
        store::{self, Unassigned, triage::open_lines},
        words,
    },
    room::Open,
    workspace,
};
use chrono::{DateTime, Utc};

/// Requests that a notice names; the queue shows the rest.
const MOST_LINES: i64 = 5;

/// The guild's requests that nobody has taken and somebody should look at by `now`. The first few are named in the order
/// of the queue, customers by their public alias.
pub async fn open_work(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Open, Error> {
    let rows = open_lines(db, guild_id, now, MOST_LINES).await?;
    let guild = workspace::guild(db, guild_id).await?;
    let lines = rows.iter().map(|row| words::open_line(row, guild.sight_anywhere())).collect();
    let opens = rows.iter().map(|row| words::open_request(row.id)).collect();
    Ok(Open { lines, opens, ..figures(store::unassigned(db, guild_id, None, now).await?) })
}

/// How many of them were filed after `since`.
pub async fn new_work(
    db: &Db,
    guild_id: i64,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Open, Error> {
    Ok(figures(store::unassigned_since(db, guild_id, since, now).await?))
}

fn figures(found: Unassigned) -> Open {
    Open { count: found.count, oldest_at: found.oldest_at.map(|at| at.utc()), ..Open::default() }
}
