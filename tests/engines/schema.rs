//! The two schemas say the same.

use crate::engines::{TestDb, on_postgres, on_sqlite};
use docket::db::Db;
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex},
};

/// What a schema says, one fact per line, in words that do not depend on the engine.
type Facts = BTreeSet<String>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_tables_columns_keys_and_indexes() {
    let facts = Arc::new(Mutex::new((Facts::new(), Facts::new())));
    let (lite, pg) = (Arc::clone(&facts), Arc::clone(&facts));
    on_sqlite(move |db| async move {
        let found = sqlite(&db).await;
        lite.lock().unwrap().0 = found;
    })
    .await;
    on_postgres(move |db| async move {
        let found = postgres(&db).await;
        pg.lock().unwrap().1 = found;
    })
    .await;
    let (lite, pg) = facts.lock().unwrap().clone();
    let only_lite: Vec<_> = lite.difference(&pg).collect();
    let only_pg: Vec<_> = pg.difference(&lite).collect();
    assert!(
        only_lite.is_empty() && only_pg.is_empty(),
        "SQLite only: {only_lite:#?}\nPostgreSQL only: {only_pg:#?}"
    );
    assert!(lite.len() > 60, "the comparison sees the schema: {}", lite.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_strict_and_its_key_begins_with_the_guild() {
    on_sqlite(|db: TestDb| async move {
        let tables: Vec<(String, i64, String)> = db
            .q("SELECT t.name, l.strict, (SELECT c.name FROM pragma_table_info(t.name) AS c WHERE c.pk = 1) \
                FROM sqlite_schema AS t JOIN pragma_table_list(t.name) AS l \
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'")
            .all()
            .await
            .unwrap();
        assert!(!tables.is_empty());
        // Processes and the operator's login belong to no guild.
        let tables =
            tables.into_iter().filter(|(table, ..)| !["instance", "social_login"].contains(&table.as_str()));
        for (table, strict, first) in tables {
            assert_eq!((strict, first.as_str()), (1, "guild_id"), "{table}");
        }
    })
    .await;
}

#[test]
fn both_folders_hold_the_same_numbered_steps() {
    let names = |engine: &str| -> Vec<String> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
    for (n, name) in names("sqlite").iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", n + 1)) && name.ends_with(".sql"), "{name}");
    }
    assert_eq!(i64::try_from(names("sqlite").len()).unwrap(), docket::db::newest_migration());
}

async fn sqlite(db: &Db) -> Facts {
    let mut facts = Facts::new();
    let tables: Vec<(String, String)> = db
        .q("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
            AND name <> '_sqlx_migrations'")
        .all()
        .await
        .unwrap();
    for (table, sql) in &tables {
        facts.extend(checks(sql).into_iter().map(|check| format!("{table}: check {check}")));
    }
    let columns: Vec<(String, String, String, i64, Option<String>, i64)> = db
        .q("SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_schema AS t \
            JOIN pragma_table_info(t.name) AS c WHERE t.type IN ('table', 'view') \
            AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'")
        .all()
        .await
        .unwrap();
    for (table, column, kind, not_null, default, key) in columns {
        let view = !tables.iter().any(|(name, _)| *name == table);
        let kind = if view { "view".to_owned() } else { kind };
        facts.insert(column_fact(&table, &column, &kind, not_null == 1 || key > 0, default.as_deref()));
        if key > 0 {
            facts.insert(format!("{table}: primary key {key} is {column}"));
        }
    }
    let foreign: Vec<(String, String, String, String, String)> = db
        .q("SELECT t.name, k.\"table\", group_concat(k.\"from\", ','), group_concat(k.\"to\", ','), k.on_delete \
            FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS k WHERE t.type = 'table' \
            GROUP BY t.name, k.id")
        .all()
        .await
        .unwrap();
    for (table, parent, from, to, on_delete) in foreign {
        facts.insert(format!("{table}: ({from}) refers to {parent} ({to}) on delete {on_delete}"));
    }
    let indexes: Vec<(String, String, i64, String, Option<String>)> = db
        .q("SELECT t.name, i.name, i.\"unique\", (SELECT group_concat(c.name, ',') FROM pragma_index_info(i.name) AS c), \
              s.sql FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i \
            LEFT JOIN sqlite_schema AS s ON s.name = i.name WHERE t.type = 'table' AND i.origin <> 'pk'")
        .all()
        .await
        .unwrap();
    for (table, index, unique, columns, sql) in indexes {
        let condition =
            sql.as_deref().and_then(|sql| sql.split_once(" WHERE ").or(sql.split_once("\n    WHERE ")));
        let condition = condition.map(|(_, condition)| condition.to_owned());
        facts.insert(index_fact(&table, &index, unique == 1, &columns, condition.as_deref()));
    }
    facts
}

/// Table, kind, columns, and for a foreign key: table and columns it refers to, on delete; then its text.
type Constraint = (String, String, String, Option<String>, Option<String>, String, String);

async fn postgres(db: &Db) -> Facts {
    let mut facts = Facts::new();
    let columns: Vec<(String, String, String, bool, Option<String>)> = db
        .q("SELECT t.relname::text, c.attname::text, CASE t.relkind WHEN 'v' THEN 'view' \
              ELSE format_type(c.atttypid, c.atttypmod) END, c.attnotnull, pg_get_expr(d.adbin, d.adrelid) \
            FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid \
            LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = c.attnum \
            WHERE t.relkind IN ('r', 'v') AND t.relnamespace = 'public'::regnamespace AND c.attnum > 0 \
              AND NOT c.attisdropped AND t.relname <> '_sqlx_migrations'")
        .all()
        .await
        .unwrap();
    for (table, column, kind, not_null, default) in columns {
        facts.insert(column_fact(&table, &column, &kind, not_null, default.as_deref()));
    }
    let constraints: Vec<Constraint> = db
        .q("SELECT t.relname::text, k.contype::text, \
              (SELECT string_agg(c.attname::text, ',' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY AS u (num, n) \
                 JOIN pg_attribute AS c ON c.attrelid = k.conrelid AND c.attnum = u.num), \
              p.relname::text, \
              (SELECT string_agg(c.attname::text, ',' ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY AS u (num, n) \
                 JOIN pg_attribute AS c ON c.attrelid = k.confrelid AND c.attnum = u.num), \
              CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'r' THEN 'RESTRICT' \
                ELSE 'NO ACTION' END, pg_get_constraintdef(k.oid) \
            FROM pg_constraint AS k JOIN pg_class AS t ON t.oid = k.conrelid \
            LEFT JOIN pg_class AS p ON p.oid = k.confrelid \
            WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> '_sqlx_migrations'")
        .all()
        .await
        .unwrap();
    for (table, kind, columns, parent, to, on_delete, text) in constraints {
        match (kind.as_str(), parent, to) {
            ("p", ..) => facts.extend(
                columns
                    .split(',')
                    .enumerate()
                    .map(|(n, column)| format!("{table}: primary key {} is {column}", n + 1)),
            ),
            ("f", Some(parent), Some(to)) => {
                assert!(parent != table || text.contains("DEFERRABLE"), "{table} refers to itself: {text}");
                assert!(
                    !text.contains("INITIALLY DEFERRED"),
                    "{table} may fail the commit of others: {text}"
                );
                facts.insert(format!("{table}: ({columns}) refers to {parent} ({to}) on delete {on_delete}"));
            }
            ("c", ..) => {
                facts.insert(format!("{table}: check {}", plain(text.trim_start_matches("CHECK "))));
            }
            other => panic!("{table}: write it as a unique index: {other:?}"),
        }
    }
    let indexes: Vec<(String, String, bool, String, Option<String>)> = db
        .q("SELECT t.relname::text, i.relname::text, x.indisunique, \
              (SELECT string_agg(c.attname::text, ',' ORDER BY n) \
                 FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS u (num, n) \
                 JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum = u.num), \
              pg_get_expr(x.indpred, x.indrelid) \
            FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid \
            WHERE t.relnamespace = 'public'::regnamespace AND NOT x.indisprimary AND t.relname <> '_sqlx_migrations'")
        .all()
        .await
        .unwrap();
    for (table, index, unique, columns, condition) in indexes {
        facts.insert(index_fact(&table, &index, unique, &columns, condition.as_deref()));
    }
    facts
}

fn column_fact(table: &str, column: &str, declared: &str, not_null: bool, default: Option<&str>) -> String {
    if declared == "view" {
        return format!("{table}: view with {column}");
    }
    let kind = kind(column, declared).unwrap_or_else(|| panic!("{table}.{column} may not be {declared}"));
    let need = if not_null { "needed" } else { "optional" };
    let default = default.map(|default| match (kind, default) {
        ("boolean", "0") => "false".to_owned(),
        ("boolean", "1") => "true".to_owned(),
        _ => plain(default),
    });
    format!("{table}: {column} is {kind}, {need}, default {default:?}")
}

/// What a column holds, if its type fits its name: the rules of migrations/README.md, written a second time.
fn kind(column: &str, declared: &str) -> Option<&'static str> {
    let begins = |with: &str| column.starts_with(with);
    let kind = match declared {
        "INTEGER" if column.ends_with("_at") => "instant",
        "timestamp with time zone" if column.ends_with("_at") => "instant",
        "INTEGER" | "boolean" if begins("is_") || begins("has_") || begins("may_") => "boolean",
        "TEXT" | "jsonb" if column.ends_with("_json") => "json",
        "BLOB" | "bytea" if column.ends_with("_bytes") => "bytes",
        "REAL" | "double precision" if column.ends_with("_score") => "score",
        "INTEGER" | "bigint" => "integer",
        "TEXT" | "text" => "text",
        _ => return None,
    };
    let named = ["_at", "_json", "_bytes", "_score"].iter().any(|ending| column.ends_with(ending))
        || begins("is_")
        || begins("has_")
        || begins("may_");
    (named != matches!(kind, "integer" | "text")).then_some(kind)
}

fn index_fact(table: &str, index: &str, unique: bool, columns: &str, condition: Option<&str>) -> String {
    let unique = if unique { "unique " } else { "" };
    format!("{table}: {unique}index {index} on {columns} where {:?}", condition.map(plain))
}

/// The bodies of the CHECKs of a CREATE TABLE.
fn checks(sql: &str) -> Vec<String> {
    let body = |after: &str| {
        let mut depth = 0;
        let end = after.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        plain(&after[..end.expect("parentheses are balanced")])
    };
    sql.split("CHECK ").skip(1).map(body).collect()
}

/// An expression without what the engines write differently: casts, parentheses, spaces, `= ANY (ARRAY[…])`.
fn plain(expression: &str) -> String {
    let mut text = expression.to_owned();
    for cast in ["::text", "::bigint"] {
        text = text.replace(cast, "");
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !"()".contains(*c)).collect();
    text.replace("=ANYARRAY[", "IN").replace(']', "")
}
