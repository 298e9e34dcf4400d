//! A database moves between the engines without loss.

use crate::{
    engines::{TestDb, on_postgres, on_sqlite},
    noon, on_both_engines,
};
use docket::{
    db::{
        Db, event, next_number,
        transfer::{TransferError, export, import},
    },
    queue::{self, NewJob, NewMessage, Target},
};
use serde_json::json;

const HOSTILE: &str = "@everyone `'; DROP TABLE job; -- \" \\ \n\t שלום 🧑‍🚀 \u{200b}\u{202e}\u{7f}";

/// Fills every table, with the values that are easiest to lose, and a table of every kind of column.
async fn fill(db: &Db) {
    sample(db).await;
    let mut tx = db.begin().await.unwrap();
    for n in 0..1_203 {
        let number = next_number(&mut tx, 7 + n % 3, "request").await.unwrap();
        event::record(
            &mut tx,
            event::NewEvent {
                guild_id: i64::MAX - n % 3,
                happened_at: noon() + chrono::TimeDelta::microseconds(n),
                actor_user_id: (n % 2 == 0).then_some(i64::MIN),
                interaction_id: None,
                subject: "request",
                subject_id: number,
                verb: HOSTILE,
                before: None,
                after: Some(json!({ "z": null, "a": [n, -0.5, 1e300, HOSTILE], "": {}, "n": i64::MIN })),
            },
        );
    }
    let job = NewJob { guild_id: 7, kind: "remind", key: HOSTILE, run_at: noon(), payload: json!(null) };
    assert!(queue::enqueue(&mut tx, job, noon()).await.unwrap());
    for (card, text) in [(Some("request:1"), "a"), (None, "b")] {
        let target = Target::Person(9_007_199_254_740_993);
        let message = NewMessage {
            guild_id: 7,
            target,
            thread_of: None,
            about: None,
            body: json!({ "content": text }),
            card,
            fallback: None,
        };
        queue::post(&mut tx, message, noon());
    }
    docket::db::invocation::remember(&mut tx, 7, 1, noon(), &json!([true, "x"]));
    let sql = docket::sql![
        "INSERT INTO sample (guild_id, id, parent_id, is_open, photo_bytes, rank_score, note, seen_at) VALUES \
         (1, 1, 2, " lite("1, X'00FF0A'") pg("TRUE, '\\x00ff0a'") ", $1, '', NULL), \
         (1, 2, NULL, " lite("0, X''") pg("FALSE, ''") ", $2, NULL, " lite("-1") pg("'1969-12-31 23:59:59.999999Z'") ")"
    ];
    tx.q(sql).bind(0.1).bind(-1.234_567_890_123_456_8e-300).run().await.unwrap();
    tx.commit().await.unwrap();
    let leased = queue::lease_messages(db, noon(), 1, chrono::TimeDelta::seconds(9)).await.unwrap().messages;
    let sent = queue::Sent { channel_id: 1, message_id: 2 };
    queue::delivered(db, &leased[0], sent, noon()).await.unwrap();
}

/// A table of every kind of column, whose rows refer to later rows.
async fn sample(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    tx.q(docket::sql![
        lite(
            "CREATE TABLE sample (guild_id INTEGER NOT NULL, id INTEGER NOT NULL, parent_id INTEGER, is_open INTEGER, \
             photo_bytes BLOB, rank_score REAL, note TEXT, seen_at INTEGER, PRIMARY KEY (guild_id, id), \
             FOREIGN KEY (guild_id, parent_id) REFERENCES sample DEFERRABLE) STRICT"
        )
        pg(
            "CREATE TABLE sample (guild_id BIGINT NOT NULL, id BIGINT NOT NULL, parent_id BIGINT, is_open BOOLEAN, \
             photo_bytes BYTEA, rank_score DOUBLE PRECISION, note TEXT, seen_at TIMESTAMPTZ, \
             PRIMARY KEY (guild_id, id), FOREIGN KEY (guild_id, parent_id) REFERENCES sample DEFERRABLE)"
        )
    ])
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn exported(db: &Db) -> String {
    let mut file = Vec::new();
    export(db, &mut file).await.unwrap();
    String::from_utf8(file).unwrap()
}

async fn imported(db: &Db, file: &str) -> Result<docket::db::transfer::Counts, TransferError> {
    import(db, &mut file.as_bytes()).await
}

/// Imports `file` into a fresh database with the sample table, and exports that again.
async fn through(db: &TestDb, file: &str) -> String {
    sample(db).await;
    let counts = imported(db, file).await.unwrap();
    assert_eq!(counts.values().sum::<u64>() + 2, file.lines().count() as u64);
    exported(db).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_to_postgres_and_back_is_equal_line_by_line() {
    on_sqlite(|db| async move {
        fill(&db).await;
        let first = exported(&db).await;
        let expected = first.clone();
        on_postgres(|db| async move { assert_same(&through(&db, &first).await, &first) }).await;
        on_sqlite(|db| async move { assert_same(&through(&db, &expected).await, &expected) }).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_to_sqlite_and_back_is_equal_line_by_line() {
    on_postgres(|db| async move {
        fill(&db).await;
        let first = exported(&db).await;
        let expected = first.clone();
        on_sqlite(|db| async move { assert_same(&through(&db, &first).await, &first) }).await;
        on_postgres(|db| async move { assert_same(&through(&db, &expected).await, &expected) }).await;
    })
    .await;
}

fn assert_same(found: &str, expected: &str) {
    for (n, (found, expected)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", n + 1);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

on_both_engines! {
    async fn every_table_is_exported_with_its_values_as_they_are(db: TestDb) {
        fill(&db).await;
        let file = exported(&db).await;
        for table in ["card", "counter", "event", "invocation", "job", "outbox", "sample"] {
            assert!(file.contains(&format!("{{\"table\":\"{table}\"")), "{table}");
        }
        let row = r#"{"guild_id":1,"id":2,"is_open":false,"photo_bytes":"","rank_score":-1.2345678901234568e-300,"seen_at":"1969-12-31T23:59:59.999999Z"}"#;
        assert!(file.contains(row), "{}", file.lines().filter(|line| line.contains("sample")).collect::<String>());
        assert!(file.contains(r#""payload_json":null"#), "JSON's null is a value");
    }

    async fn what_is_exported_is_one_state(db: TestDb) {
        fill(&db).await;
        let before = exported(&db).await;
        let mut snapshot = db.snapshot().await.unwrap();
        let count = "SELECT COUNT(*) FROM counter";
        let (first,): (i64,) = snapshot.q(count).one().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        next_number(&mut tx, 1, "another").await.unwrap();
        tx.commit().await.unwrap();
        let (second,): (i64,) = snapshot.q(count).one().await.unwrap();
        assert_eq!(first, second);
        drop(snapshot);
        assert_ne!(exported(&db).await, before);
    }

    async fn a_database_that_holds_something_is_left_alone(db: TestDb) {
        let empty = exported(&db).await;
        imported(&db, &empty).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        next_number(&mut tx, 1, "request").await.unwrap();
        tx.commit().await.unwrap();
        let error = imported(&db, &empty).await.unwrap_err();
        assert!(matches!(&error, TransferError::NotEmpty(table) if table == "counter"), "{error}");
    }

    async fn a_damaged_file_is_refused_with_its_line_and_nothing_is_imported(db: TestDb) {
        let head = format!("{{\"docket_export\":1,\"migration\":{}}}", docket::db::newest_migration());
        let good = r#"{"table":"counter","row":{"guild_id":1,"noun":"a","value":1}}"#;
        let end = r#"{"end":{"counter":1}}"#;
        let row = |row: &str| format!("{{\"table\":\"counter\",\"row\":{{{row}}}}}");
        for (lines, says) in [
            (vec![], "no header"),
            (vec!["hello"], "no header"),
            (vec![good, end], "no header"),
            (vec![r#"{"docket_export":2,"migration":1}"#, good, end], "has format 2"),
            (vec![r#"{"docket_export":1,"migration":999}"#, good, end], "schema 999"),
            (vec![&head, good], "cut off after line 2"),
            (vec![&head, good, r#"{"table":"counter","row":{"gui"#], "cut off after line 2"),
            (vec![&head, good, good, end], "UNIQUE"),
            (vec![&head, good, r#"{"end":{"counter":2}}"#], "1 rows of counter but says 2"),
            (vec![&head, good, r#"{"end":{}}"#], "1 rows of counter but says 0"),
            (vec![&head, good, r#"{"end":{"counter":1,"lost":3}}"#], "0 rows of lost but says 3"),
            (vec![&head, good, end, good], "line 4"),
            (vec![&head, good, "{}", end], "line 3 of the export cannot be used: it is neither"),
            (vec![&head, good, r#"{"table":"users","row":{}}"#, end], "there is no table \"users\""),
            (vec![&head, good, r#"{"table":"_sqlx_migrations","row":{}}"#, end], "there is no table"),
            (vec![&head, &row(r#""guild_id":1,"noun":"a","value":1,"x\"; --":1"#), end], "has no column"),
            (vec![&head, &row(r#""guild_id":1,"noun":"a","value":"1""#), end], "counter.value should be a whole number"),
            (vec![&head, &row(r#""guild_id":1,"noun":"a","value":9223372036854775808"#), end], "whole number of 64 bits"),
            (vec![&head, &row(r#""guild_id":1,"noun":"a\u0000","value":1"#), end], "without NUL"),
            (vec![&head, &row(r#""guild_id":1,"noun":"a""#), end], "null"),
        ] {
            let file = lines.join("\n") + if lines.last().is_some_and(|line| line.ends_with("gui")) { "" } else { "\n" };
            let error = imported(&db, &file).await.expect_err(says).to_string();
            assert!(error.to_lowercase().contains(&says.to_lowercase()), "{says}: {error}");
            let (left,): (i64,) = db.q("SELECT COUNT(*) FROM counter").one().await.unwrap();
            assert_eq!(left, 0, "{says}");
        }
        imported(&db, &[head.as_str(), good, end, ""].join("\n")).await.unwrap();
    }
}
