//! How much there is to triage.

use super::claim::Wish;
use crate::{
    db::{At, Db, Json, Result, Tx},
    request::store::row::customer_join,
};
use chrono::{DateTime, TimeDelta, Utc};

/// The queue as the person who works it sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, sqlx::FromRow)]
pub struct Progress {
    /// How many wait for a decision now.
    pub due: i64,
    /// How many of these somebody else has in hand.
    pub others: i64,
    /// How many of these the person skipped, and nobody else has in hand.
    pub skipped: i64,
    /// How many are put off until later.
    pub snoozed: i64,
    /// How many wait for their reporter's answer.
    pub asked: i64,
    /// When the first of those that are put off comes back.
    pub back_at: Option<At>,
}

/// Counts the queue.
pub async fn progress(tx: &mut Tx, wish: Wish) -> Result<Progress> {
    tx.q("SELECT COUNT(*) FILTER (WHERE NOT q.is_off) AS due, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND q.is_others) AS others, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND NOT q.is_others AND q.is_skipped) AS skipped, \
           COUNT(*) FILTER (WHERE q.is_off AND q.question_id IS NULL) AS snoozed, \
           COUNT(*) FILTER (WHERE q.is_off AND q.question_id IS NOT NULL) AS asked, \
           MIN(q.snoozed_until_at) FILTER (WHERE q.is_off) AS back_at \
         FROM (SELECT r.question_id, r.snoozed_until_at, \
             (r.snoozed_until_at IS NOT NULL AND r.snoozed_until_at > $3) AS is_off, \
             EXISTS (SELECT 1 FROM request_claim AS c WHERE c.guild_id = $1 AND c.request_id = r.id \
               AND c.user_id <> $2 AND c.claimed_until_at > $3) AS is_others, \
             EXISTS (SELECT 1 FROM request_skip AS s WHERE s.guild_id = $1 AND s.request_id = r.id \
               AND s.user_id = $2 AND s.skipped_until_at > $3) AS is_skipped \
           FROM request AS r WHERE r.guild_id = $1 AND r.state = 'new' \
             AND ($4 IS NULL OR r.area_id = $4)) AS q")
        .bind(wish.guild_id)
        .bind(wish.user_id)
        .bind(At::from(wish.now))
        .bind(wish.area_id)
        .one()
        .await
}

/// How much of one area is unassigned.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Counts {
    /// `None` counts what has no area.
    pub area_id: Option<i64>,
    /// Those that wait for a decision, by age: under a day, 1 to 3 days, 3 to 7 days, more.
    pub day: i64,
    pub three_days: i64,
    pub week: i64,
    pub older: i64,
    /// How many of these somebody has in hand.
    pub held: i64,
    pub snoozed: i64,
    pub asked: i64,
    /// When the oldest that waits for a decision was filed.
    pub oldest_at: Option<At>,
}

/// Counts what is unassigned, by area, in no order.
pub async fn by_area(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Vec<Counts>> {
    let ago = |days: i64| At::from(now - TimeDelta::days(days));
    db.q("SELECT q.area_id, COUNT(*) FILTER (WHERE NOT q.is_off AND q.created_at > $3) AS day, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND q.created_at <= $3 AND q.created_at > $4) AS three_days, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND q.created_at <= $4 AND q.created_at > $5) AS week, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND q.created_at <= $5) AS older, \
           COUNT(*) FILTER (WHERE NOT q.is_off AND q.is_held) AS held, \
           COUNT(*) FILTER (WHERE q.is_off AND q.question_id IS NULL) AS snoozed, \
           COUNT(*) FILTER (WHERE q.is_off AND q.question_id IS NOT NULL) AS asked, \
           MIN(q.created_at) FILTER (WHERE NOT q.is_off) AS oldest_at \
         FROM (SELECT r.area_id, r.created_at, r.question_id, \
             (r.snoozed_until_at IS NOT NULL AND r.snoozed_until_at > $2) AS is_off, \
             EXISTS (SELECT 1 FROM request_claim AS c WHERE c.guild_id = $1 AND c.request_id = r.id \
               AND c.claimed_until_at > $2) AS is_held \
           FROM request AS r WHERE r.guild_id = $1 AND r.state = 'new') AS q GROUP BY q.area_id")
        .bind(guild_id)
        .bind(At::from(now))
        .bind(ago(1))
        .bind(ago(3))
        .bind(ago(7))
        .all()
        .await
}

/// What is known of a request's people beyond its card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Who looks after the customer's account.
    pub account_owner_user_id: Option<i64>,
    /// Of the look-alikes that were asked about, those that somebody has: request and person.
    pub taken: Vec<(i64, i64)>,
}

/// Looks up the account owner of the request's customer, and who has `alike`.
pub async fn known(tx: &mut Tx, guild_id: i64, request_id: i64, alike: &[i64]) -> Result<Known> {
    let owner: Option<(Option<i64>,)> = tx
        .q(concat!(
            "SELECT c.account_owner_user_id FROM request AS r",
            customer_join!(),
            "WHERE r.guild_id = $1 AND r.id = $2"
        ))
        .bind(guild_id)
        .bind(request_id)
        .opt()
        .await?;
    let taken = if alike.is_empty() {
        Vec::new()
    } else {
        tx.q(crate::sql![
            "SELECT id, assignee_user_id FROM request WHERE guild_id = $1 AND state = 'assigned' AND id IN (\
             SELECT " lite("value FROM json_each($2)")
            pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)") ")"
        ])
        .bind(guild_id)
        .bind(Json(alike))
        .all()
        .await?
    };
    Ok(Known { account_owner_user_id: owner.and_then(|(owner,)| owner), taken })
}
