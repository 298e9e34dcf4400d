//! Who has which request in hand, and what a person does not want to see for a while.
//!
//! A claim is written only by whoever holds the request's row, and rows that somebody else holds are passed over. So
//! two people who ask at the same instant neither get the same request nor wait for each other.

use super::order::{back, queue_order, queued, request_along, scope};
use crate::db::{At, Result, Sql, Tx};
use chrono::{DateTime, Utc};

/// What a person wants to triage.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub guild_id: i64,
    pub user_id: i64,
    /// Only this area.
    pub area_id: Option<i64>,
    pub now: DateTime<Utc>,
}

/// The first request in the queue that nobody else has in hand and that the person has not skipped; held until the
/// transaction ends.
pub async fn first_free(tx: &mut Tx, wish: Wish) -> Result<Option<i64>> {
    macro_rules! first_free {
        ($engine:ident, $scope:ident, $lock:literal) => {
            concat!(
                "SELECT queued.id FROM (",
                queued!(
                    $engine,
                    $scope,
                    "$3",
                    "1",
                    "$4",
                    " AND NOT EXISTS (SELECT 1 FROM request_claim AS c WHERE c.guild_id = $1 AND c.request_id = r.id \
                       AND c.user_id <> $2 AND c.claimed_until_at > $3) \
                     AND NOT EXISTS (SELECT 1 FROM request_skip AS s WHERE s.guild_id = $1 AND s.request_id = r.id \
                       AND s.user_id = $2 AND s.skipped_until_at > $3)",
                    $lock
                ),
                ") AS queued ORDER BY ",
                queue_order!(),
                " LIMIT 1"
            )
        };
    }
    const ALL: Sql =
        Sql::pair(first_free!(lite, all, ""), first_free!(pg, all, " FOR UPDATE OF r SKIP LOCKED"));
    const OF_AREA: Sql =
        Sql::pair(first_free!(lite, area, ""), first_free!(pg, area, " FOR UPDATE OF r SKIP LOCKED"));
    let query = tx.q(if wish.area_id.is_some() { OF_AREA } else { ALL });
    let query = query.bind(wish.guild_id).bind(wish.user_id).bind(At::from(wish.now));
    let row: Option<(i64,)> = match wish.area_id {
        Some(area_id) => query.bind(area_id).opt().await?,
        None => query.opt().await?,
    };
    Ok(row.map(|(id,)| id))
}

/// Puts the request, whose row this transaction holds, into the person's hands until `until`. False when somebody else
/// has it.
pub async fn claim(tx: &mut Tx, wish: Wish, request_id: i64, until: DateTime<Utc>) -> Result<bool> {
    let rows = tx
        .q("INSERT INTO request_claim (guild_id, request_id, user_id, claimed_until_at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (guild_id, request_id) DO UPDATE SET user_id = excluded.user_id, \
              claimed_until_at = excluded.claimed_until_at \
            WHERE request_claim.user_id = excluded.user_id OR request_claim.claimed_until_at <= $5")
        .bind(wish.guild_id)
        .bind(request_id)
        .bind(wish.user_id)
        .bind(At::from(until))
        .bind(At::from(wish.now))
        .run()
        .await?;
    Ok(rows == 1)
}

/// Who else has the request in hand.
pub async fn holder(tx: &mut Tx, wish: Wish, request_id: i64) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .q("SELECT user_id FROM request_claim \
            WHERE guild_id = $1 AND request_id = $2 AND user_id <> $3 AND claimed_until_at > $4")
        .bind(wish.guild_id)
        .bind(request_id)
        .bind(wish.user_id)
        .bind(At::from(wish.now))
        .opt()
        .await?;
    Ok(row.map(|(user_id,)| user_id))
}

/// The person has nothing in hand any more.
pub fn release(tx: &mut Tx, wish: Wish) {
    tx.defer("DELETE FROM request_claim WHERE guild_id = $1 AND user_id = $2")
        .bind(wish.guild_id)
        .bind(wish.user_id)
        .add();
}

/// The person does not see the request before `until`.
pub fn skip(tx: &mut Tx, wish: Wish, request_id: i64, until: DateTime<Utc>) {
    tx.defer(
        "INSERT INTO request_skip (guild_id, user_id, request_id, skipped_until_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (guild_id, user_id, request_id) DO UPDATE SET skipped_until_at = excluded.skipped_until_at",
    )
    .bind(wish.guild_id)
    .bind(wish.user_id)
    .bind(request_id)
    .bind(At::from(until))
    .add();
}

/// The person sees the request again.
pub fn show_again(tx: &mut Tx, wish: Wish, request_id: i64) {
    tx.defer("DELETE FROM request_skip WHERE guild_id = $1 AND user_id = $2 AND request_id = $3")
        .bind(wish.guild_id)
        .bind(wish.user_id)
        .bind(request_id)
        .add();
}

/// Forgets what the person skipped: all of it, or what is over.
pub fn forget_skips(tx: &mut Tx, wish: Wish, all: bool) {
    tx.defer(
        "DELETE FROM request_skip WHERE guild_id = $1 AND user_id = $2 AND ($3 OR skipped_until_at <= $4)",
    )
    .bind(wish.guild_id)
    .bind(wish.user_id)
    .bind(all)
    .bind(At::from(wish.now))
    .add();
}
