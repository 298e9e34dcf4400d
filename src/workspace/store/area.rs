//! Rows of `area`.

use crate::{
    db::{At, Db, Json, Query, Result, Tx},
    workspace::{Area, rules},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const ALL: &str = "SELECT id, name, owner_user_id, backup_user_id, keywords_json, is_archived, version, used_at \
                   FROM area WHERE guild_id = $1";

#[derive(sqlx::FromRow)]
struct AreaRow {
    id: i64,
    name: String,
    owner_user_id: i64,
    backup_user_id: Option<i64>,
    keywords_json: Json<Vec<String>>,
    is_archived: bool,
    version: i64,
    used_at: At,
}

impl From<AreaRow> for Area {
    fn from(row: AreaRow) -> Self {
        Area {
            id: row.id,
            name: row.name,
            owner_user_id: row.owner_user_id,
            backup_user_id: row.backup_user_id,
            keywords: row.keywords_json.0,
            is_archived: row.is_archived,
            version: row.version,
            used_at: row.used_at.utc(),
        }
    }
}

/// What people decide about an area; what its events keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaFields {
    pub name: String,
    pub owner_user_id: i64,
    pub backup_user_id: Option<i64>,
    pub keywords: Vec<String>,
    pub is_archived: bool,
}

impl AreaFields {
    /// The fields of an area as it is.
    pub fn of(area: &Area) -> Self {
        Self {
            name: area.name.clone(),
            owner_user_id: area.owner_user_id,
            backup_user_id: area.backup_user_id,
            keywords: area.keywords.clone(),
            is_archived: area.is_archived,
        }
    }
}

/// All areas of a guild, archived ones too, by name.
pub async fn areas(db: &Db, guild_id: i64) -> Result<Vec<Area>> {
    all(db.q(ALL), guild_id).await
}

/// [`areas`], as this transaction sees them.
pub async fn areas_in(tx: &mut Tx, guild_id: i64) -> Result<Vec<Area>> {
    all(tx.q(ALL), guild_id).await
}

async fn all(query: Query<'_>, guild_id: i64) -> Result<Vec<Area>> {
    let rows: Vec<AreaRow> = query.bind(guild_id).all().await?;
    let mut areas: Vec<_> = rows.into_iter().map(Area::from).collect();
    areas.sort_by_cached_key(|area| rules::name_key(&area.name));
    Ok(areas)
}

/// Adds an area with a number of its own.
pub async fn insert_area(
    tx: &mut Tx,
    guild_id: i64,
    id: i64,
    fields: &AreaFields,
    now: DateTime<Utc>,
) -> Result<()> {
    let query = tx
        .q("INSERT INTO area (guild_id, id, name, name_key, owner_user_id, backup_user_id, keywords_json, \
          is_archived, version, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)");
    bound(query, guild_id, id, fields).bind(At::from(now)).run().await?;
    Ok(())
}

/// Binds what both writing statements begin with, `$1` to `$8`.
fn bound<'c>(query: Query<'c>, guild_id: i64, id: i64, fields: &AreaFields) -> Query<'c> {
    query
        .bind(guild_id)
        .bind(id)
        .bind(&fields.name)
        .bind(rules::name_key(&fields.name))
        .bind(fields.owner_user_id)
        .bind(fields.backup_user_id)
        .bind(Json(&fields.keywords))
        .bind(fields.is_archived)
}

/// Writes the fields of an area and counts its version up.
pub async fn update_area(tx: &mut Tx, guild_id: i64, id: i64, fields: &AreaFields) -> Result<()> {
    let query = tx.q("UPDATE area SET name = $3, name_key = $4, owner_user_id = $5, backup_user_id = $6, \
          keywords_json = $7, is_archived = $8, version = version + 1 WHERE guild_id = $1 AND id = $2");
    bound(query, guild_id, id, fields).run().await?;
    Ok(())
}

/// Removes an area; fails with a foreign-key violation while something belongs to it.
pub async fn delete_area(tx: &mut Tx, guild_id: i64, id: i64) -> Result<()> {
    tx.q("DELETE FROM area WHERE guild_id = $1 AND id = $2").bind(guild_id).bind(id).run().await?;
    Ok(())
}

/// Notes that something is filed to an area now, unless something was after `since`.
pub fn use_area(tx: &mut Tx, guild_id: i64, id: i64, now: DateTime<Utc>, since: DateTime<Utc>) {
    tx.defer("UPDATE area SET used_at = $3 WHERE guild_id = $1 AND id = $2 AND used_at < $4")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .bind(At::from(since))
        .add();
}
