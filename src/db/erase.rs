//! Removing what is kept: everything of a guild, from every table that the schema has, so that none is forgotten; or
//! somebody in it, of whom each room removes its own while this module keeps the record.
//!
//! What stays of a guild is anonymous: that there was one of that id, and how far its numbers had come, because none is ever
//! given twice. The erasure itself is on record, with how many rows of which tables it removed.

use super::{
    At, Db, Json, Result, Sql, Tx,
    schema::{self, Table},
    transfer::Counts,
};
use chrono::{DateTime, Utc};
use serde_json::Value;

/// Tables whose rows stay: the record of erasures, the numbers that were given, and the guild's own row without its owner.
const STAYING: [&str; 3] = ["erasure", "counter", "guild"];

/// Whom a guild forgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A member, of whom not even the id is kept.
    Member,
    /// The customer of this number.
    Customer(i64),
}

/// Begins to forget somebody: until [`end`] events of the guild may lose what they tell. Returns the number of the erasure.
pub fn begin(tx: &mut Tx, guild_id: i64, subject: Subject, now: DateTime<Utc>) -> i64 {
    let id = tx.next_id(now);
    let (word, subject_id) = match subject {
        Subject::Member => ("member", None),
        Subject::Customer(customer_id) => ("customer", Some(customer_id)),
    };
    tx.defer("INSERT INTO erasure (guild_id, id, subject, subject_id, asked_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(guild_id)
        .bind(id)
        .bind(word)
        .bind(subject_id)
        .bind(At::from(now))
        .add();
    id
}

/// Records that an erasure is done, and how many rows of which rooms it changed.
pub async fn end(tx: &mut Tx, guild_id: i64, id: i64, rows: Counts, now: DateTime<Utc>) -> Result<()> {
    tx.q("UPDATE erasure SET done_at = $3, rows_json = $4 WHERE guild_id = $1 AND id = $2")
        .bind(guild_id)
        .bind(id)
        .bind(At::from(now))
        .bind(Json(rows))
        .run()
        .await?;
    Ok(())
}

/// Forgets those commands that people typed and that were refused of which `is_told` says so, by who typed it and what.
pub async fn drafts(tx: &mut Tx, guild_id: i64, is_told: impl Fn(i64, &mut Value) -> bool) -> Result<u64> {
    let all: Vec<(i64, i64, String, Json<Value>)> = tx
        .q("SELECT id, user_id, line, values_json FROM draft WHERE guild_id = $1")
        .bind(guild_id)
        .all()
        .await?;
    let mut gone = 0;
    for (id, user_id, line, Json(values)) in all {
        if is_told(user_id, &mut Value::from(vec![Value::from(line), values])) {
            gone += tx
                .q("DELETE FROM draft WHERE guild_id = $1 AND id = $2")
                .bind(guild_id)
                .bind(id)
                .run()
                .await?;
        }
    }
    Ok(gone)
}

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
    end(&mut tx, guild_id, id, counts.clone(), now).await?;
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
