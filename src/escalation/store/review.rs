//! Rows of `escalation_reviewer`: who looks at answers before they go out.

use crate::db::{Json, Reads, Result, Tx};

/// Who looks at answers of an area, 0 for any.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReviewerRow {
    pub area_id: i64,
    pub people_json: Json<Vec<i64>>,
}

/// Who looks at answers of an area: those that were set for it, else those for all.
pub async fn reviewers_for(on: &mut dyn Reads, guild_id: i64, area_id: Option<i64>) -> Result<Vec<i64>> {
    let sql = "SELECT area_id, people_json FROM escalation_reviewer WHERE guild_id = $1 AND area_id IN (0, $2) \
               ORDER BY area_id DESC LIMIT 1";
    let row: Option<ReviewerRow> =
        on.ask(sql.into()).bind(guild_id).bind(area_id.unwrap_or_default()).opt().await?;
    Ok(row.map(|row| row.people_json.0).unwrap_or_default())
}

/// All that were set.
pub async fn reviewers(on: &mut dyn Reads, guild_id: i64) -> Result<Vec<ReviewerRow>> {
    let sql =
        "SELECT area_id, people_json FROM escalation_reviewer WHERE guild_id = $1 ORDER BY area_id LIMIT 100";
    on.ask(sql.into()).bind(guild_id).all().await
}

/// Sets who looks at answers of an area, in place of others. Nobody takes the review away.
pub async fn set_reviewers(tx: &mut Tx, guild_id: i64, area_id: i64, people: &[i64]) -> Result<()> {
    if people.is_empty() {
        let sql = "DELETE FROM escalation_reviewer WHERE guild_id = $1 AND area_id = $2";
        return tx.q(sql).bind(guild_id).bind(area_id).run().await.map(drop);
    }
    tx.q("INSERT INTO escalation_reviewer (guild_id, area_id, people_json) VALUES ($1, $2, $3) \
          ON CONFLICT (guild_id, area_id) DO UPDATE SET people_json = excluded.people_json")
        .bind(guild_id)
        .bind(area_id)
        .bind(Json(people.to_vec()))
        .run()
        .await
        .map(drop)
}
