//! The tables as the database itself has them.

use super::{Error, Result, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// What a column holds. Its name says it, see `migrations/README.md`; so both engines agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `is_*`, `has_*`, `may_*`.
    Boolean,
    /// `*_at`.
    Instant,
    /// `*_json`.
    Json,
    /// `*_bytes`.
    Bytes,
    /// `*_score`.
    Score,
    /// Any other number.
    Integer,
    /// Any other text.
    Text,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in order of their names.
    pub columns: Vec<Column>,
    /// The names of the primary key's columns, in its order.
    pub key: Vec<String>,
}

/// All tables that hold what guilds own, not those of the migrations and of the processes at work. Those that others refer
/// to come first, otherwise by name.
pub async fn tables(snapshot: &mut Snapshot) -> Result<Vec<Table>> {
    let mut tables: BTreeMap<String, (Table, Vec<(i64, String)>)> = BTreeMap::new();
    for (table, name, declared, key) in columns(snapshot).await? {
        let kind = Kind::of(&name, &declared).ok_or_else(|| {
            Error::Shape(format!(
                "column {table}.{name} is {declared}, which migrations/README.md does not allow"
            ))
        })?;
        let empty = || (Table { name: table.clone(), columns: Vec::new(), key: Vec::new() }, Vec::new());
        let (entry, keys) = tables.entry(table.clone()).or_insert_with(empty);
        if key > 0 {
            keys.push((key, name.clone()));
        }
        entry.columns.push(Column { name, kind });
    }
    let parents = parents(snapshot).await?;
    let tables = tables.into_values().map(|(mut table, mut keys)| {
        keys.sort();
        table.key = keys.into_iter().map(|(_, name)| name).collect();
        table
    });
    parents_first(tables.collect(), &parents)
}

/// Table, column, declared type, and place in the primary key from 1 (0: not in it).
async fn columns(snapshot: &mut Snapshot) -> Result<Vec<(String, String, String, i64)>> {
    snapshot
        .q(crate::sql![
            lite(
                "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c \
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT IN ('_sqlx_migrations', 'instance', 'social_login') \
                 ORDER BY t.name, c.name"
            ) pg(
                "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, c.atttypmod), \
                   COALESCE(array_position(string_to_array(k.indkey::text, ' ')::int2[], c.attnum), 0)::bigint \
                 FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid \
                 LEFT JOIN pg_index AS k ON k.indrelid = t.oid AND k.indisprimary \
                 WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace \
                   AND t.relname NOT IN ('_sqlx_migrations', 'instance', 'social_login') AND c.attnum > 0 AND NOT c.attisdropped \
                 ORDER BY t.relname::text COLLATE \"C\", c.attname::text COLLATE \"C\""
            )
        ])
        .all()
        .await
}

/// Which table refers to which others.
async fn parents(snapshot: &mut Snapshot) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let rows: Vec<(String, String)> = snapshot
        .q(crate::sql![
            lite(
                "SELECT t.name, k.\"table\" FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k \
                 WHERE t.type = 'table'"
            ) pg(
                "SELECT child.relname::text, parent.relname::text FROM pg_constraint AS k \
                 JOIN pg_class AS child ON child.oid = k.conrelid JOIN pg_class AS parent ON parent.oid = k.confrelid \
                 WHERE k.contype = 'f' AND child.relnamespace = current_schema()::regnamespace"
            )
        ])
        .all()
        .await?;
    let mut parents = BTreeMap::<String, BTreeSet<String>>::new();
    for (child, parent) in rows.into_iter().filter(|(child, parent)| child != parent) {
        parents.entry(child).or_default().insert(parent);
    }
    Ok(parents)
}

impl Kind {
    /// The kind that a column's name alone decides; `None` for a plain number or text.
    pub fn named(name: &str) -> Option<Self> {
        let boolean = ["is_", "has_", "may_"].iter().any(|prefix| name.starts_with(prefix));
        let by_ending =
            [("_at", Self::Instant), ("_json", Self::Json), ("_bytes", Self::Bytes), ("_score", Self::Score)];
        if boolean {
            return Some(Self::Boolean);
        }
        by_ending.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| kind)
    }

    /// The kind of a column by its name, if the type that an engine declares for it fits.
    fn of(name: &str, declared: &str) -> Option<Self> {
        let declared = declared.to_ascii_uppercase();
        let plain = if declared == "TEXT" { Self::Text } else { Self::Integer };
        let kind = Self::named(name).unwrap_or(plain);
        let types = match kind {
            Self::Boolean => ["INTEGER", "BOOLEAN"],
            Self::Instant => ["INTEGER", "TIMESTAMP WITH TIME ZONE"],
            Self::Json => ["TEXT", "JSONB"],
            Self::Bytes => ["BLOB", "BYTEA"],
            Self::Score => ["REAL", "DOUBLE PRECISION"],
            Self::Integer => ["INTEGER", "BIGINT"],
            Self::Text => ["TEXT", "TEXT"],
        };
        types.contains(&declared.as_str()).then_some(kind)
    }
}

fn parents_first(tables: Vec<Table>, parents: &BTreeMap<String, BTreeSet<String>>) -> Result<Vec<Table>> {
    let (mut waiting, mut done) = (tables, Vec::<Table>::new());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|table| {
            let missing = |parent: &String| !done.iter().any(|table| table.name == *parent);
            !parents.get(&table.name).is_some_and(|parents| parents.iter().any(missing))
        });
        let Some(ready) = ready else {
            let names: Vec<_> = waiting.iter().map(|table| table.name.as_str()).collect();
            return Err(Error::Shape(format!(
                "tables refer to each other in a circle: {}",
                names.join(", ")
            )));
        };
        done.push(waiting.remove(ready));
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_decides_the_kind_and_refuses_a_type_that_does_not_fit() {
        assert_eq!(Kind::of("created_at", "timestamp with time zone"), Some(Kind::Instant));
        assert_eq!(Kind::of("created_at", "INTEGER"), Some(Kind::Instant));
        assert_eq!(Kind::of("created_at", "TEXT"), None);
        assert_eq!(Kind::of("is_open", "boolean"), Some(Kind::Boolean));
        assert_eq!(Kind::of("guild_id", "bigint"), Some(Kind::Integer));
        assert_eq!(Kind::of("attempts", "integer"), Some(Kind::Integer));
        assert_eq!(Kind::of("title", "text"), Some(Kind::Text));
        assert_eq!(Kind::of("title", "character varying(20)"), None);
        assert_eq!(Kind::of("amount", "numeric"), None);
        assert_eq!(Kind::of("rank_score", "double precision"), Some(Kind::Score));
        assert_eq!(Kind::of("photo_bytes", "bytea"), Some(Kind::Bytes));
    }

    #[test]
    fn parents_come_first_and_a_circle_is_refused() {
        let table = |name: &str| Table { name: name.to_owned(), columns: Vec::new(), key: Vec::new() };
        let refers = |pairs: &[(&str, &str)]| {
            let mut map = BTreeMap::<String, BTreeSet<String>>::new();
            for (child, parent) in pairs {
                map.entry((*child).to_owned()).or_default().insert((*parent).to_owned());
            }
            map
        };
        let all = || vec![table("area"), table("request"), table("customer")];
        let sorted = parents_first(all(), &refers(&[("area", "request"), ("request", "customer")])).unwrap();
        assert_eq!(
            sorted.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(),
            ["customer", "request", "area"]
        );
        assert!(parents_first(all(), &refers(&[("area", "request"), ("request", "area")])).is_err());
    }
}
