//! How far the person who works the queue has come.

use super::{
    claim::Wish,
    order::{due, is_due, request_along, scope, snoozed},
};
use crate::{
    base::tally::Tally,
    db::{At, Result, Sql, Tx},
};

/// The queue as the person who works it sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, sqlx::FromRow)]
pub struct Progress {
    /// How many wait for a decision now.
    #[sqlx(try_from = "i64")]
    pub due: Tally,
    /// How many of these somebody else has in hand.
    #[sqlx(try_from = "i64")]
    pub others: Tally,
    /// How many of these the person skipped, and nobody else has in hand.
    #[sqlx(try_from = "i64")]
    pub skipped: Tally,
    /// How many are put off until later.
    #[sqlx(try_from = "i64")]
    pub snoozed: Tally,
    /// How many wait for their reporter's answer.
    #[sqlx(try_from = "i64")]
    pub asked: Tally,
    /// When the first of those that are put off comes back.
    pub back_at: Option<At>,
}

/// Counts the queue.
pub async fn progress(tx: &mut Tx, wish: Wish) -> Result<Progress> {
    macro_rules! progress {
        ($engine:ident, $scope:ident) => {
            concat!(
                "SELECT ",
                due!($engine, $scope, "$3", "$4"),
                " AS due, (SELECT COUNT(*) FROM request_claim AS c WHERE c.guild_id = $1 AND c.user_id <> $2 \
                   AND c.claimed_until_at > $3 AND ",
                is_due!($scope, "c.request_id", "$3", "$4"),
                ") AS others, (SELECT COUNT(*) FROM request_skip AS s WHERE s.guild_id = $1 AND s.user_id = $2 \
                   AND s.skipped_until_at > $3 AND NOT EXISTS (SELECT 1 FROM request_claim AS c WHERE c.guild_id = $1 \
                     AND c.request_id = s.request_id AND c.user_id <> $2 AND c.claimed_until_at > $3) AND ",
                is_due!($scope, "s.request_id", "$3", "$4"),
                ") AS skipped, ",
                snoozed!($engine, $scope, "IS NULL", "$3", "$4"),
                " AS snoozed, ",
                snoozed!($engine, $scope, "IS NOT NULL", "$3", "$4"),
                " AS asked, (SELECT r.snoozed_until_at FROM ",
                request_along!($engine, $scope, snoozed),
                " WHERE r.guild_id = $1 AND r.state = 'new' AND r.snoozed_until_at > $3",
                scope!($scope, "$4"),
                " ORDER BY r.snoozed_until_at LIMIT 1) AS back_at"
            )
        };
    }
    const ALL: Sql = Sql::pair(progress!(lite, all), progress!(pg, all));
    const OF_AREA: Sql = Sql::pair(progress!(lite, area), progress!(pg, area));
    let query = tx.q(if wish.area_id.is_some() { OF_AREA } else { ALL });
    let query = query.bind(wish.guild_id).bind(wish.user_id).bind(At::from(wish.now));
    match wish.area_id {
        Some(area_id) => query.bind(area_id).one().await,
        None => query.one().await,
    }
}
