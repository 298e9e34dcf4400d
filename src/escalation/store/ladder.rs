//! Rows of `escalation_ladder`: ladders that a team has set.

use crate::db::{Reads, Result, Tx};

/// A ladder that was set for an area, 0 for any, and a severity, `any` for any.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LadderRow {
    pub area_id: i64,
    pub severity: String,
    pub steps: String,
    pub rounds: i64,
}

/// The ladder that counts for an area and a severity: what was set for both, else for the area, else for the severity, else
/// for all.
pub async fn ladder_for(
    on: &mut dyn Reads,
    guild_id: i64,
    area_id: Option<i64>,
    severity: &str,
) -> Result<Option<LadderRow>> {
    let sql = "SELECT area_id, severity, steps, rounds FROM escalation_ladder WHERE guild_id = $1 AND area_id IN (0, $2) \
               AND severity IN ('any', $3) \
               ORDER BY CASE WHEN area_id = 0 THEN 1 ELSE 0 END, CASE WHEN severity = 'any' THEN 1 ELSE 0 END LIMIT 1";
    on.ask(sql.into()).bind(guild_id).bind(area_id.unwrap_or_default()).bind(severity.to_owned()).opt().await
}

/// All that were set.
pub async fn ladders(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<LadderRow>> {
    let sql = "SELECT area_id, severity, steps, rounds FROM escalation_ladder WHERE guild_id = $1 \
               ORDER BY area_id, severity LIMIT 100";
    on.ask(sql.into()).bind(guild_id).all().await
}

/// Sets a ladder in place of one that was set before.
pub async fn set_ladder(tx: &mut Tx, guild_id: i64, row: &LadderRow) -> Result<()> {
    tx.q("INSERT INTO escalation_ladder (guild_id, area_id, severity, steps, rounds) VALUES ($1, $2, $3, $4, $5) \
          ON CONFLICT (guild_id, area_id, severity) DO UPDATE SET steps = excluded.steps, rounds = excluded.rounds")
        .bind(guild_id)
        .bind(row.area_id)
        .bind(row.severity.clone())
        .bind(row.steps.clone())
        .bind(row.rounds)
        .run()
        .await
        .map(drop)
}

/// Takes a ladder away. False when none was set.
pub async fn unset_ladder(tx: &mut Tx, guild_id: i64, area_id: i64, severity: &str) -> Result<bool> {
    let sql = "DELETE FROM escalation_ladder WHERE guild_id = $1 AND area_id = $2 AND severity = $3";
    Ok(tx.q(sql).bind(guild_id).bind(area_id).bind(severity.to_owned()).run().await? == 1)
}
