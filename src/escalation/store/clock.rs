//! Rows of `escalation_clock`: how long each escalation waited, each time that it came up.

use crate::{
    db::{At, Json, Reads, Result, Tx},
    escalation::{Clocked, Severity, rules::stats::Measured},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

const NEWEST: &str = "SELECT round, began_at, is_in_hours, area_id, owner_user_id, severity, taken_at, taken_minutes, \
                      answered_at, answered_minutes, ended_at, take_due_at, answer_due_at, is_take_late, is_answer_late \
                      FROM escalation_clock WHERE guild_id = $1 AND escalation_id = $2 ORDER BY round DESC LIMIT 1";

/// The clock of an escalation, of the last time that it came up.
pub async fn clock(on: &mut dyn Reads, guild_id: i64, id: i64) -> Result<Option<Clocked>> {
    on.ask(NEWEST.into()).bind(guild_id).bind(id).opt().await
}

/// Writes a clock over what was there of its round.
pub fn set_clock(tx: &mut Tx, guild_id: i64, id: i64, clock: &Clocked) {
    tx.defer(
        "INSERT INTO escalation_clock (guild_id, escalation_id, round, began_at, is_in_hours, area_id, owner_user_id, \
         severity, taken_at, taken_minutes, answered_at, answered_minutes, ended_at, take_due_at, answer_due_at, \
         is_take_late, is_answer_late) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (guild_id, escalation_id, round) DO UPDATE SET began_at = excluded.began_at, \
         is_in_hours = excluded.is_in_hours, area_id = excluded.area_id, \
         owner_user_id = excluded.owner_user_id, severity = excluded.severity, taken_at = excluded.taken_at, \
         taken_minutes = excluded.taken_minutes, answered_at = excluded.answered_at, \
         answered_minutes = excluded.answered_minutes, ended_at = excluded.ended_at, \
         take_due_at = excluded.take_due_at, answer_due_at = excluded.answer_due_at, \
         is_take_late = excluded.is_take_late, is_answer_late = excluded.is_answer_late",
    )
    .bind(guild_id)
    .bind(id)
    .bind(clock.round)
    .bind(clock.began_at)
    .bind(clock.is_in_hours)
    .bind(clock.area_id)
    .bind(clock.owner_user_id)
    .bind(clock.severity.word())
    .bind(clock.taken_at)
    .bind(clock.taken_minutes)
    .bind(clock.answered_at)
    .bind(clock.answered_minutes)
    .bind(clock.ended_at)
    .bind(clock.take_due_at)
    .bind(clock.answer_due_at)
    .bind(clock.is_take_late)
    .bind(clock.is_answer_late)
    .add();
}

/// Takes a round away: that it came up again was taken back.
pub fn drop_clock(tx: &mut Tx, guild_id: i64, id: i64, round: i64) {
    tx.defer("DELETE FROM escalation_clock WHERE guild_id = $1 AND escalation_id = $2 AND round = $3")
        .bind(guild_id)
        .bind(id)
        .bind(round)
        .add();
}

/// What the figures are made of.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Measure {
    pub began_at: At,
    pub is_in_hours: bool,
    pub area_id: Option<i64>,
    pub owner_user_id: Option<i64>,
    #[sqlx(try_from = "String")]
    pub severity: Severity,
    pub taken_minutes: Option<i64>,
    pub answered_minutes: Option<i64>,
    pub is_take_late: bool,
    pub is_answer_late: bool,
}

impl Measure {
    /// What it adds to the figures.
    pub fn measured(&self) -> Measured {
        Measured {
            taken_minutes: self.taken_minutes,
            answered_minutes: self.answered_minutes,
            is_late: self.is_take_late || self.is_answer_late,
        }
    }
}

/// The most that figures are made of.
pub const MOST_MEASURED: usize = 5000;

/// What came up since an instant, the newest first; at most [`MOST_MEASURED`] and one more.
pub async fn measures(on: &mut dyn Reads, guild_id: i64, since: DateTime<Utc>) -> Result<Vec<Measure>> {
    let sql = crate::sql![
        "SELECT began_at, is_in_hours, area_id, owner_user_id, severity, taken_minutes, answered_minutes, is_take_late, \
         is_answer_late FROM escalation_clock" lite(" INDEXED BY escalation_clock_by_time")
        " WHERE guild_id = $1 AND began_at >= $2 ORDER BY began_at DESC, escalation_id DESC LIMIT 5001"
    ];
    on.ask(sql).bind(guild_id).bind(At::from(since)).all().await
}

/// The clocks of these escalations that have not ended, by number.
pub async fn running_clocks(
    on: &mut dyn Reads,
    guild_id: i64,
    ids: &[i64],
) -> Result<BTreeMap<i64, Clocked>> {
    #[derive(sqlx::FromRow)]
    struct Numbered {
        escalation_id: i64,
        #[sqlx(flatten)]
        clock: Clocked,
    }
    let sql = crate::sql![
        "SELECT escalation_id, round, began_at, is_in_hours, area_id, owner_user_id, severity, taken_at, taken_minutes, \
         answered_at, answered_minutes, ended_at, take_due_at, answer_due_at, is_take_late, is_answer_late \
         FROM escalation_clock WHERE guild_id = $1 AND ended_at IS NULL AND escalation_id IN (SELECT "
        lite("value FROM json_each($2)") pg("CAST(list.value AS BIGINT) FROM jsonb_array_elements_text($2) AS list(value)")
        ")"
    ];
    let rows: Vec<Numbered> = on.ask(sql).bind(guild_id).bind(Json(ids)).all().await?;
    Ok(rows.into_iter().map(|row| (row.escalation_id, row.clock)).collect())
}
