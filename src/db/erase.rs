//! Removing everything that is kept of a guild, from every table that the schema has, so that none is forgotten.
//!
//! What stays is anonymous: that there was a guild of that id, and how far its numbers had come, because none is ever given
//! twice. The erasure itself is on record, with how many rows of which tables it removed.

use super::{
    At, Db, Json, Result, Sql, Tx,
    schema::{self, Table},
    transfer::Counts,
};
use chrono::{DateTime, Utc};

/// Tables whose rows stay: the record of erasures, the numbers that were given, and the guild's own row without its owner.
const STAYING: [&str; 3] = ["erasure", "counter", "guild"];

/// How many rows there are of a guild in each table that has any, those that [`forget`] leaves apart.
pub async fn rows(db: &Db, guild_id: i64) -> Result<Counts> {
    let mut snapshot = db.snapshot().await?;
    let mut counts = Counts::new();
    for table in removed(&mut snapshot).await? {
        let sql = format!("SELECT COUNT(*) FROM \"{}\" WHERE guild_id = $1", table.name);
        let (count,): (i64,) = snapshot.q(Sql::generated(sql)).bind(guild_id).one().await?;
        if let Some(count) = u64::try_from(count).ok().filter(|count| *count > 0) {
            counts.insert(table.name, count);
        }
    }
    Ok(counts)
}

/// Removes everything that is kept of the guild in one transaction, and puts that on record. Returns how many rows of which
/// tables went. docket may be running meanwhile: what it is about to do for the guild then finds nothing to do.
pub async fn forget(db: &Db, guild_id: i64, now: DateTime<Utc>) -> Result<Counts> {
    let tables = removed(&mut db.snapshot().await?).await?;
    let mut tx = db.begin().await?;
    let id = tx.next_id(now);
    // While the erasure is not done, the guild's events may be removed; nobody else sees it in that state.
    tx.q("INSERT INTO erasure (guild_id, id, subject, asked_at) VALUES ($1, $2, 'guild', $3)")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .run()
        .await?;
    let counts = remove(&mut tx, guild_id, tables).await?;
    // What a running docket has in memory of the guild it knows by this count.
    tx.q("UPDATE guild SET owner_user_id = NULL, setup_version = setup_version + 1 WHERE guild_id = $1")
        .bind(guild_id)
        .run()
        .await?;
    tx.q("UPDATE erasure SET done_at = $3, rows_json = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .bind(Json(counts.clone()))
        .run()
        .await?;
    tx.commit().await?;
    Ok(counts)
}

/// The tables that [`forget`] empties, those first that others refer to. Some, such as that of the running processes, belong to
/// no guild.
async fn removed(snapshot: &mut super::Snapshot) -> Result<Vec<Table>> {
    let mut tables = schema::tables(snapshot).await?;
    let is_of_guilds = |table: &Table| table.key.first().is_some_and(|column| column == "guild_id");
    tables.retain(|table| is_of_guilds(table) && !STAYING.contains(&table.name.as_str()));
    Ok(tables)
}

async fn remove(tx: &mut Tx, guild_id: i64, tables: Vec<Table>) -> Result<Counts> {
    let mut counts = Counts::new();
    // Whoever is referred to comes last; rows that refer to others of their own table go in one statement with those.
    for table in tables.into_iter().rev() {
        let sql = format!("DELETE FROM \"{}\" WHERE guild_id = $1", table.name);
        let count = tx.q(Sql::generated(sql)).bind(guild_id).run().await?;
        if count > 0 {
            counts.insert(table.name, count);
        }
    }
    Ok(counts)
}
