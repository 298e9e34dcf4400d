//! Rows of `handed_role`: the Discord roles that docket gives to people, and for what.

use crate::db::{Result, Tx};

/// Notes which role docket gives to people for this subject of a room above; `None`: no longer any.
pub async fn set_handed_role(
    tx: &mut Tx,
    guild_id: i64,
    (subject, subject_id): (&'static str, i64),
    role_id: Option<i64>,
) -> Result<()> {
    let query = match role_id {
        Some(role_id) => tx
            .q("INSERT INTO handed_role (guild_id, subject, subject_id, role_id) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (guild_id, subject, subject_id) DO UPDATE SET role_id = excluded.role_id")
            .bind(guild_id)
            .bind(subject.to_owned())
            .bind(subject_id)
            .bind(role_id),
        None => tx
            .q("DELETE FROM handed_role WHERE guild_id = $1 AND subject = $2 AND subject_id = $3")
            .bind(guild_id)
            .bind(subject.to_owned())
            .bind(subject_id),
    };
    query.run().await.map(drop)
}

/// The roles that docket gives to people.
pub async fn handed_roles(tx: &mut Tx, guild_id: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> =
        tx.q("SELECT role_id FROM handed_role WHERE guild_id = $1").bind(guild_id).all().await?;
    Ok(rows.into_iter().map(|(role_id,)| role_id).collect())
}
