//! Who is away, in whichever rotation they said so.

use super::Reads;
use crate::db::{At, Result};
use chrono::{DateTime, Utc};

/// The people who are away at `now` or have left the server, with the end of the absence where one is set.
pub async fn absent(
    on: &mut impl Reads,
    guild_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<(i64, Option<At>)>> {
    on.ask(
        "SELECT user_id, ends_at FROM rotation_override WHERE guild_id = $1 AND kind IN ('away', 'left') \
         AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2) \
         AND (taken_back_at IS NULL OR taken_back_at > $2)"
            .into(),
    )
    .bind(guild_id)
    .bind(At::from(now))
    .all()
    .await
}
