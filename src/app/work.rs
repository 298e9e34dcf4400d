//! What the person on duty has to do: requests that nobody has taken.

use crate::{
    db::Db,
    error::Error,
    request,
    rotation::{Open, OpenWork},
};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

/// Requests that a notice about a rotation names; the queue shows the rest.
const MOST_LINES: i64 = 5;

/// The work of a rotation, as the request room counts it.
pub(super) struct UnassignedRequests;

impl OpenWork for UnassignedRequests {
    fn open_work<'a>(
        &'a self,
        db: &'a Db,
        guild_id: i64,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Open, Error>> {
        Box::pin(async move {
            let found = request::unassigned(db, guild_id, None, now).await?;
            let lines = request::unassigned_lines(db, guild_id, now, MOST_LINES).await?;
            Ok(Open { count: found.count, oldest_at: found.oldest_at.map(|at| at.utc()), lines })
        })
    }

    fn new_work<'a>(
        &'a self,
        db: &'a Db,
        guild_id: i64,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<Open, Error>> {
        Box::pin(async move {
            let found = request::unassigned_since(db, guild_id, since, now).await?;
            Ok(Open { count: found.count, oldest_at: found.oldest_at.map(|at| at.utc()), lines: Vec::new() })
        })
    }
}
