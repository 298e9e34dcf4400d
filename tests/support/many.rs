//! A guild with as many requests as one likes, written by the database itself in bulk.
//!
//! What it looks like is meant to be hard rather than typical: everybody has thousands of requests, one customer has a
//! fifth of all, a tenth waits for a decision, some of it put off, some words are in every tenth text, and one request has
//! more +1s than are counted.

use futures::future::BoxFuture;
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::str::FromStr;

/// What the requests of a guild refer to; all of it is there already.
pub struct Guild {
    pub id: i64,
    /// The channel in which everything was filed.
    pub channel_id: i64,
    pub areas: Vec<i64>,
    /// Whoever files and whoever takes, in turn.
    pub reporters: Vec<i64>,
    pub owners: Vec<i64>,
    /// The customer who has a fifth of all requests.
    pub customer: i64,
    /// The instant of the newest request, as seconds since 1970.
    pub until: i64,
}

/// The request that has thousands of +1s; the newest that is like no other is the last one.
pub const POPULAR: i64 = 1;
/// Requests are this many seconds apart: a million in three years.
const APART: i64 = 95;
/// Customers besides, who share what is left.
const CUSTOMERS: i64 = 1000;
const CUSTOMER_NUMBERS: i64 = 100_000;

/// Adds `count` requests with their events, words and a few notes, numbered from 1.
pub async fn fill(url: &str, guild: &Guild, count: i64) {
    match url.starts_with("sqlite") {
        true => sqlite(url, guild, count).await,
        false => postgres(url, guild, count).await,
    }
}

async fn sqlite(url: &str, guild: &Guild, count: i64) {
    let options = SqliteConnectOptions::from_str(url).expect("a file").pragma("cache_size", "-1000000");
    let options = options.foreign_keys(false).pragma("synchronous", "OFF").pragma("temp_store", "MEMORY");
    let mut connection = SqliteConnection::connect_with(&options).await.expect("the file opens");
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL \
         AND tbl_name IN ('request', 'request_term', 'event')",
    )
    .fetch_all(&mut connection)
    .await
    .expect("a schema");
    run(&mut connection, "BEGIN").await;
    for (name, _) in &indexes {
        run(&mut connection, &format!("DROP INDEX {name}")).await;
    }
    for statement in statements(guild, count, true) {
        run(&mut connection, &statement).await;
    }
    for (_, sql) in &indexes {
        run(&mut connection, sql).await;
    }
    run(&mut connection, "COMMIT").await;
    // It was not written a moment ago where docket runs, but lies in the file.
    run(&mut connection, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    connection.close().await.expect("the file closes");
}

async fn postgres(url: &str, guild: &Guild, count: i64) {
    let mut connection = PgConnection::connect(url).await.expect("the database opens");
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT i.relname::text, pg_get_indexdef(x.indexrelid) FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid \
         JOIN pg_class AS t ON t.oid = x.indrelid WHERE NOT x.indisprimary AND t.relname IN ('request', 'request_term', 'event')",
    )
    .fetch_all(&mut connection)
    .await
    .expect("a schema");
    run(&mut connection, "SET session_replication_role = replica").await;
    run(&mut connection, "SET synchronous_commit = off").await;
    run(&mut connection, "SET maintenance_work_mem = '512MB'").await;
    run(&mut connection, "SET work_mem = '256MB'").await;
    for (name, _) in &indexes {
        run(&mut connection, &format!("DROP INDEX {name}")).await;
    }
    for statement in statements(guild, count, false) {
        run(&mut connection, &statement).await;
    }
    for (_, sql) in &indexes {
        run(&mut connection, sql).await;
    }
    // As the autovacuum would, sooner or later.
    run(&mut connection, "VACUUM ANALYZE").await;
    // So that nobody who counts what is read counts this as well.
    run(&mut connection, "SELECT pg_stat_force_next_flush()").await;
    connection.close().await.expect("the connection closes");
}

fn run<'c, C>(connection: &'c mut C, sql: &str) -> BoxFuture<'c, ()>
where
    &'c mut C: Executor<'c>,
{
    let sql = sql.to_owned();
    let running = connection.execute(AssertSqlSafe(sql.clone()));
    Box::pin(async move { drop(running.await.unwrap_or_else(|error| panic!("{sql}: {error}"))) })
}

fn statements(guild: &Guild, count: i64, is_sqlite: bool) -> Vec<String> {
    let Guild { id, channel_id, customer, until, .. } = guild;
    let numbers = |most: i64| match is_sqlite {
        true => format!(
            "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n)"
        ),
        false => format!("(SELECT i FROM generate_series(1::BIGINT, {most}) AS i)"),
    };
    let at = |seconds: String| match is_sqlite {
        true => format!("(({seconds}) * 1000000)"),
        false => format!("to_timestamp({seconds})"),
    };
    let of = |list: &[i64], place: &str| {
        let cases = list.iter().enumerate().map(|(n, id)| format!(" WHEN {n} THEN {id}")).collect::<String>();
        format!("(CASE ({place}) % {}{cases} END)", list.len())
    };
    let filed = at(format!("{until} - ({count} - i) * {APART}"));
    let touched = at(format!("{until} - ({count} - i) * {APART} * ((i * 31) % 100) / 100"));
    let (area, reporter, owner) =
        (of(&guild.areas, "i / 7"), of(&guild.reporters, "i"), of(&guild.owners, "i / 3"));
    let now = at(until.to_string());
    let (words, all_words) = (words(), "w1, w2, w3, w4, w5, w6");
    let text = "w1 || ' ' || w2 || ' ' || w3 || ' ' || w4 || ' ' || w5 || ' ' || w6";
    // SQLite keeps instants as numbers and truth as 0 and 1.
    let none = if is_sqlite { "NULL" } else { "NULL::TIMESTAMPTZ" };
    let off = at(format!("{until} + 3600 + i % 100000"));
    let back = at(format!("{until} - 60"));
    vec![
        format!(
            "INSERT INTO customer (guild_id, id, name, name_key, alias, alias_key, version, created_at, used_at) \
             SELECT {id}, {CUSTOMER_NUMBERS} + i, 'Customer ' || i, 'customer ' || i, 'alias ' || i, 'alias ' || i, 1, {now}, {now} \
             FROM {} AS n",
            numbers(CUSTOMERS)
        ),
        // Of ten requests one is new, two are assigned, and seven are closed, some as a +1 of the first or of another.
        format!(
            "INSERT INTO request (guild_id, id, text, state, close_reason, importance, area_id, customer_id, assignee_user_id, \
               duplicate_of_id, reporter_user_id, channel_id, version, created_at, updated_at, snoozed_until_at, \
               question_id, answered_at) \
             SELECT {id}, i, {text}, state, CASE WHEN state <> 'closed' THEN NULL WHEN duplicate IS NULL THEN 'done' ELSE 'duplicate' END, \
               importance, CASE WHEN i % 9 = 0 THEN NULL ELSE {area} END, \
               CASE WHEN i % 5 = 0 THEN {customer} WHEN i % 5 = 1 THEN NULL ELSE {CUSTOMER_NUMBERS} + 1 + i % {CUSTOMERS} END, \
               CASE state WHEN 'new' THEN NULL ELSE {owner} END, duplicate, {reporter}, {channel_id}, 1, {filed}, \
               CASE WHEN {touched} > {filed} THEN {touched} ELSE {filed} END, \
               CASE WHEN state = 'new' AND i % 100 = 10 THEN {off} WHEN state = 'new' AND i % 1000 = 20 THEN {back} ELSE {none} END, \
               CASE WHEN state = 'new' AND i % 200 = 110 THEN i END, \
               CASE WHEN state = 'new' AND i % 1000 = 30 THEN {filed} ELSE {none} END \
             FROM (SELECT words.*, CASE WHEN i % 10 = 0 THEN 'new' WHEN i % 10 IN (1, 2) THEN 'assigned' ELSE 'closed' END AS state, \
                 CASE WHEN i % 100 = 3 AND i > 100 THEN {POPULAR} WHEN i % 50 = 4 AND i > 100 THEN i - 4 END AS duplicate, \
                 (i * 7) % 16 % 4 AS importance FROM ({words} FROM {} AS n) AS words) AS request",
            numbers(count)
        ),
        format!(
            "INSERT INTO request_term (guild_id, term, request_id) SELECT DISTINCT {id}, term, i FROM ({}) AS term \
             ORDER BY term, i",
            (1..=6)
                .map(|n| format!("SELECT i, w{n} AS term FROM (SELECT i, {all_words} FROM ({words} FROM {} AS n) AS words) AS x", numbers(count)))
                .collect::<Vec<_>>()
                .join(" UNION ALL ")
        ),
        format!(
            "INSERT INTO event (guild_id, id, happened_at, actor_user_id, subject, subject_id, verb, after_json) \
             SELECT {id}, i, {filed}, {reporter}, 'request', i, 'filed', '{{}}' FROM {} AS n",
            numbers(count)
        ),
        format!(
            "INSERT INTO request_note (guild_id, id, request_id, author_user_id, text, is_withdrawn, created_at) \
             SELECT {id}, i, i * 10, {reporter}, 'A note', {}, {now} FROM {} AS n",
            if is_sqlite { "0" } else { "FALSE" },
            numbers(count / 10)
        ),
        pieces(*id, is_sqlite),
        format!("INSERT INTO counter (guild_id, noun, value) VALUES ({id}, 'request', {count})"),
    ]
}

/// Six words of each request: three that a few hundred in a million have, one that some fifty have, two that every tenth
/// has. None has an ending that English takes off.
fn words() -> String {
    let syllable = |number: &str, place: u32| {
        format!(
            "substr('bafigokulaniporutawozuma', CAST(1 + 2 * (({number}) / {} % 12) AS INTEGER), 2)",
            12_i64.pow(place)
        )
    };
    let word = |number: &str, syllables: u32| {
        (0..syllables).map(|place| syllable(number, place)).collect::<Vec<_>>().join(" || ")
    };
    format!(
        "SELECT i, {} AS w1, {} AS w2, {} AS w3, {} AS w4, {} AS w5, {} AS w6",
        word("(i * 7919) % 1728", 3),
        word("(i * 104729 + 7) % 1728", 3),
        word("(i * 1299709 + 11) % 1728", 3),
        word("(i * 15485863 + 3) % 20736", 4),
        "'login' || substr('bafigokulanipo', CAST(1 + 2 * (i * 31 % 7) AS INTEGER), 2)",
        "CASE WHEN i % 10 = 7 THEN 'export' ELSE 'board' || substr('bafigokulanipo', CAST(1 + 2 * (i * 13 % 7) AS INTEGER), 2) END"
    )
}

/// What search knows of the words, as the step that added it took it from those that were there.
fn pieces(guild_id: i64, is_sqlite: bool) -> String {
    let piece = "CASE place WHEN 0 THEN term ELSE substr(term, 1, place - 1) || substr(term, place + 1) END";
    let words = format!("SELECT DISTINCT term FROM request_term WHERE guild_id = {guild_id}");
    match is_sqlite {
        true => format!(
            "INSERT INTO request_word (guild_id, piece, term) WITH RECURSIVE word AS ({words}), piece (term, place) AS \
             (SELECT term, 0 FROM word UNION ALL SELECT term, place + 1 FROM piece WHERE place < length(term)) \
             SELECT DISTINCT {guild_id}, {piece}, term FROM piece"
        ),
        false => format!(
            "INSERT INTO request_word (guild_id, piece, term) SELECT DISTINCT {guild_id}, {piece}, term FROM ({words}) AS word \
             CROSS JOIN LATERAL generate_series(0, length(term)) AS place"
        ),
    }
}
