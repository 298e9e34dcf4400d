//! What a transaction promises, whatever the engine.

use crate::on_both_engines;
use docket::db::{At, Db, Error, Tx};
use futures::FutureExt;

on_both_engines! {
    async fn what_is_committed_is_there_and_what_is_dropped_is_not(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "kept", 1).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "dropped", 1).await;
        drop(tx);
        assert_eq!(nouns(&db).await, ["kept"]);
    }

    async fn a_transaction_sees_its_own_changes_and_nobody_else_does(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "mine", 1).await;
        let (count,): (i64,) = tx.q("SELECT COUNT(*) FROM counter").one().await.unwrap();
        assert_eq!(count, 1);
        assert_eq!(nouns(&db).await, Vec::<String>::new());
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["mine"]);
    }

    async fn a_failed_statement_dooms_its_transaction(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "a", 1).await;
        let sql = "INSERT INTO counter (guild_id, noun, value) VALUES (1, 'a', 2)";
        let error = tx.q(sql).run().await.unwrap_err();
        assert!(error.is_unique_violation() && !error.is_unavailable() && !error.is_full());
        // What failed first is what everything after it names.
        let next = tx.q("SELECT 1").run().await.unwrap_err();
        assert!(next.to_string().contains("an earlier statement failed") && next.is_unique_violation(), "{next}");
        let last = tx.commit().await.unwrap_err();
        assert_eq!(last.to_string(), next.to_string());
        assert!(last.to_string().contains(&error.to_string()), "{last}");
        assert_eq!(nouns(&db).await, Vec::<String>::new());
    }

    async fn a_statement_that_is_put_together_and_not_run_changes_nothing(db: TestDb) {
        let insert = "INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, $3)";
        let add = |tx: &mut Tx, noun: &str, value: i64| {
            tx.defer(insert).bind(1_i64).bind(noun.to_owned()).bind(value).add();
        };
        let mut tx = db.begin().await.unwrap();
        // Of either kind, with arguments and without, first, in between, and last.
        drop(tx.q("SELECT $1").bind("never asked"));
        drop(tx.defer(insert).bind(7_i64));
        add(&mut tx, "a", 1);
        drop(tx.q("SELECT $1, $2").bind(8_i64).bind("never asked"));
        drop(tx.q("SELECT 1"));
        drop(tx.defer_independent("counter", insert).bind(9_i64).bind("never"));
        let beside = tx.defer_independent("counter", insert).bind(1_i64).bind("b".to_owned());
        beside.bind(2_i64).add();
        drop(tx.defer_independent("other", insert).bind(9_i64));
        tx.defer_independent("another", insert).bind(1_i64).bind("c".to_owned()).bind(3_i64).add();
        drop(tx.defer(insert).bind(10_i64));
        let sql = "SELECT noun, value FROM counter WHERE guild_id = $1 AND value < $2 ORDER BY noun";
        let found: Vec<(String, i64)> = tx.q(sql).bind(1_i64).bind(9_i64).all().await.unwrap();
        assert_eq!(found, [("a".to_owned(), 1), ("b".to_owned(), 2), ("c".to_owned(), 3)]);
        add(&mut tx, "d", 4);
        drop(tx.q("SELECT $1").bind("never asked"));
        drop(tx.defer_independent("counter", insert).bind(11_i64));
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["a", "b", "c", "d"]);
    }

    async fn a_transaction_whose_statements_were_never_run_commits(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        drop(tx.defer("DELETE FROM counter WHERE noun = $1").bind("never"));
        drop(tx.q("SELECT $1").bind(1_i64));
        tx.commit().await.unwrap();
    }

    async fn a_row_that_is_not_there_dooms_nothing(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let row: Result<(i64,), Error> = tx.q("SELECT value FROM counter").one().await;
        assert!(row.is_err());
        set(&mut tx, "a", 1).await;
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["a"]);
    }

    async fn a_statement_given_up_half_way_dooms_its_transaction_and_no_other(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "a", 1).await;
        // It counts for long enough that no server answers between two looks.
        let slow = "UPDATE counter SET value = (WITH RECURSIVE n (i) AS \
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT COUNT(*) FROM n)";
        let given_up = tx.q(slow).run().now_or_never();
        assert!(given_up.is_none(), "{given_up:?}");
        assert!(matches!(tx.commit().await, Err(Error::GivenUp)));
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "b", 1).await;
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["b"]);
    }

    async fn a_write_tells_how_many_rows_it_touched(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "a", 1).await;
        set(&mut tx, "b", 1).await;
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        let update = "UPDATE counter SET value = value + 1 WHERE noun = $1";
        assert_eq!(tx.q(update).bind("none").run().await.unwrap(), 0);
        assert_eq!(tx.q("UPDATE counter SET value = value + 1").run().await.unwrap(), 2);
        tx.defer("DELETE FROM counter WHERE noun = $1").bind("a").add();
        assert_eq!(tx.q(update).bind("a").run().await.unwrap(), 0);
        assert_eq!(tx.q(update).bind("b").run().await.unwrap(), 1);
    }

    async fn what_is_put_off_runs_in_order_before_what_comes_next(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        let insert = "INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, $3)";
        tx.defer(insert).bind(1_i64).bind("it's $1").bind(7_i64).add();
        tx.defer("UPDATE counter SET value = value * $2 WHERE noun = $1").bind("it's $1").bind(2_i64).add();
        let select = "SELECT value FROM counter WHERE noun = $2 AND guild_id = $1";
        let (value,): (i64,) = tx.q(select).bind(1_i64).bind("it's $1").one().await.unwrap();
        assert_eq!(value, 14);
        tx.defer(insert).bind(1_i64).bind("last").bind(1_i64).add();
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["it's $1", "last"]);
    }

    async fn an_error_in_what_was_put_off_shows_in_the_commit_and_nothing_is_saved(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        for _ in 0..2 {
            tx.defer("INSERT INTO counter (guild_id, noun, value) VALUES (1, 'twice', 1)").add();
        }
        assert!(tx.commit().await.unwrap_err().is_unique_violation());
        assert_eq!(nouns(&db).await, Vec::<String>::new());
    }

    async fn what_goes_beside_each_other_is_saved_together(db: TestDb) {
        let insert = "INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, $3)";
        let mut tx = db.begin().await.unwrap();
        tx.defer_independent("a", insert).bind(1_i64).bind("a $1").bind(7_i64).add();
        tx.defer_independent("b", insert).bind(1_i64).bind("it's $2").bind(1_i64).add();
        // This touches what the first one wrote, so it comes after it.
        tx.defer_independent("a", "UPDATE counter SET value = value * $2 WHERE noun = $1").bind("a $1").bind(2_i64).add();
        tx.defer("UPDATE counter SET value = value + 1").add();
        tx.defer_independent("c", insert).bind(1_i64).bind("c").bind(1_i64).add();
        tx.commit().await.unwrap();
        let select = "SELECT noun, value FROM counter ORDER BY noun";
        let rows: Vec<(String, i64)> = db.q(select).all().await.unwrap();
        assert_eq!(rows, [("a $1".to_owned(), 15), ("c".to_owned(), 1), ("it's $2".to_owned(), 2)]);
    }

    async fn what_goes_beside_each_other_may_refer_to_each_other(db: TestDb) {
        let mut tx = db.begin().await.unwrap();
        tx.defer_independent(
            "customer",
            "INSERT INTO customer (guild_id, id, name, name_key, alias, alias_key, version, created_at, used_at) \
             VALUES ($1, $2, 'Acme', 'acme', 'a customer', 'a customer', 1, $3, $3)",
        )
        .bind(1_i64)
        .bind(5_i64)
        .bind(At::from(chrono::DateTime::UNIX_EPOCH))
        .add();
        let channel = "INSERT INTO customer_channel (guild_id, channel_id, customer_id) VALUES ($1, $2, $3)";
        tx.defer_independent("customer_channel", channel).bind(1_i64).bind(9_i64).bind(5_i64).add();
        tx.commit().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        tx.defer_independent("customer_channel", channel).bind(2_i64).bind(9_i64).bind(5_i64).add();
        assert!(tx.commit().await.unwrap_err().is_foreign_key_violation());
    }

    async fn of_what_goes_beside_each_other_all_is_saved_or_nothing(db: TestDb) {
        let insert = "INSERT INTO counter (guild_id, noun, value) VALUES (1, $1, 1)";
        for is_answered in [false, true] {
            let mut tx = db.begin().await.unwrap();
            if is_answered {
                tx.q(insert).bind("first").run().await.unwrap();
            }
            for (rows, noun) in [("a", "once"), ("b", "twice"), ("c", "twice")] {
                tx.defer_independent(rows, insert).bind(noun).add();
            }
            assert!(tx.commit().await.unwrap_err().is_unique_violation());
            assert_eq!(nouns(&db).await, Vec::<String>::new());
        }
        let mut tx = db.begin().await.unwrap();
        tx.defer_independent("a", insert).bind("dropped").add();
        drop(tx);
        assert_eq!(nouns(&db).await, Vec::<String>::new());
    }

    async fn a_transaction_that_did_nothing_commits(db: TestDb) {
        db.begin().await.unwrap().commit().await.unwrap();
        db.ping().await.unwrap();
    }

    async fn tasks_at_once_add_up(db: TestDb) {
        let tasks = (0..60).map(|n| {
            let db = (*db).clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                tx.q("INSERT INTO counter (guild_id, noun, value) VALUES (1, 'sum', $1) ON CONFLICT (guild_id, noun) \
                      DO UPDATE SET value = counter.value + excluded.value")
                    .bind(n)
                    .run()
                    .await
                    .unwrap();
                if n % 3 != 0 {
                    tx.commit().await.unwrap();
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let (sum,): (i64,) = db.q("SELECT value FROM counter").one().await.unwrap();
        assert_eq!(sum, (0..60).filter(|n: &i64| n % 3 != 0).sum::<i64>());
    }

    async fn migrating_again_and_from_several_sides_changes_nothing(db: TestDb) {
        let others = [db.another().await, db.another().await, db.another().await];
        for outcome in futures::future::join_all(others.iter().map(Db::migrate)).await {
            outcome.unwrap();
        }
    }
}

async fn set(tx: &mut docket::db::Tx, noun: &str, value: i64) {
    let sql = "INSERT INTO counter (guild_id, noun, value) VALUES (1, $1, $2)";
    tx.q(sql).bind(noun).bind(value).run().await.unwrap();
}

async fn nouns(db: &Db) -> Vec<String> {
    let rows: Vec<(String,)> = db.q("SELECT noun FROM counter ORDER BY noun").all().await.unwrap();
    rows.into_iter().map(|(noun,)| noun).collect()
}

#[tokio::test]
async fn several_instances_that_start_on_one_empty_file_at_once_build_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("docket.db").display());
    let start = || async {
        let db = Db::open(&url).await?;
        db.migrate().await
    };
    for outcome in futures::future::join_all((0..4).map(|_| start())).await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_used_says_what_to_do_and_never_the_password() {
    for (url, says) in [
        ("mysql://root:hunter2@db/docket", "starts with neither sqlite: nor postgres:"),
        ("docket.db", "starts with neither"),
        ("", "starts with neither"),
        ("sqlite::memory:", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite:///nowhere/at/all/docket.db", "the folder /nowhere/at/all for the database does not exist"),
        ("postgres://u:hunter2@[::1", "cannot be read"),
        ("postgres://u:hunter2@127.0.0.1:1/docket", "cannot open the database u@127.0.0.1:1/docket"),
    ] {
        let error = Db::open(url).await.err().expect("it cannot be opened").to_string();
        assert!(error.contains(says), "{url}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_postgres_that_refuses_is_told_at_once_and_in_words() {
    let began = tokio::time::Instant::now();
    let error =
        Db::open("postgres://u:hunter2@127.0.0.1:1/docket").await.err().expect("nobody listens").to_string();
    assert!(error.contains("refused"), "{error}");
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "it is said at once");
}

/// A server that says of itself, as PostgreSQL does, that it has no encryption.
async fn plain_server() -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            // The request for encryption is eight bytes; who only knocks sends none.
            if client.read_exact(&mut [0; 8]).await.is_ok() {
                client.write_all(b"N").await.unwrap();
            }
        }
    });
    port
}

#[tokio::test]
async fn a_distant_postgres_without_encryption_is_refused_in_words() {
    let port = plain_server().await;
    // Not a loopback address by its name, and yet it leads here.
    let error = Db::open(&format!("postgres://u:hunter2@0.0.0.0:{port}/docket"))
        .await
        .err()
        .expect("refused")
        .to_string();
    assert!(error.contains("offers no encryption") && error.contains("sslmode=disable"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

/// Two transactions that each hold what the other wants next, the first time they are tried.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_tried_again_by_itself() {
    crate::engines::on_postgres(|db| async move {
        let mut tx = db.begin().await.unwrap();
        for noun in ["left", "right"] {
            set(&mut tx, noun, 1).await;
        }
        tx.commit().await.unwrap();
        let (meeting, tries) = (tokio::sync::Barrier::new(2), std::sync::atomic::AtomicUsize::new(0));
        let (db, meeting, tries) = (&db, &meeting, &tries);
        let work = |first: &'static str, second: &'static str| {
            docket::db::again(docket::db::Error::is_conflict, move || async move {
                let attempt = tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let mut tx = db.begin().await?;
                tx.q("SET LOCAL deadlock_timeout = '20ms'").run().await?;
                let add = "UPDATE counter SET value = value + 1 WHERE guild_id = 1 AND noun = $1";
                tx.q(add).bind(first).run().await?;
                if attempt < 2 {
                    meeting.wait().await;
                }
                tx.q(add).bind(second).run().await?;
                tx.commit().await
            })
        };
        let (one, other) = tokio::join!(work("left", "right"), work("right", "left"));
        one.and(other).expect("whoever gave way came again");
        assert_eq!(tries.load(std::sync::atomic::Ordering::SeqCst), 3);
        let values: Vec<(i64,)> = db.q("SELECT value FROM counter ORDER BY noun").all().await.unwrap();
        assert_eq!(values, [(3,), (3,)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_reads_a_file_for_long_takes_no_connection_from_short_reads() {
    crate::engines::on_sqlite(|db| async move {
        let mut long = Vec::new();
        for _ in 0..2 {
            let mut snapshot = db.snapshot().await.unwrap();
            let (count,): (i64,) = snapshot.q("SELECT COUNT(*) FROM counter").one().await.unwrap();
            assert_eq!(count, 0);
            long.push(snapshot);
        }
        let mut third = Box::pin(db.snapshot());
        assert!(third.as_mut().now_or_never().is_none(), "it waits for one of the others");
        let mut tx = db.begin().await.unwrap();
        set(&mut tx, "meanwhile", 1).await;
        tx.commit().await.unwrap();
        assert_eq!(nouns(&db).await, ["meanwhile"], "who reads for a moment waits for nobody");
        let old: Vec<(String,)> = long[0].q("SELECT noun FROM counter").all().await.unwrap();
        assert!(old.is_empty(), "{old:?}");
        drop(long);
        let (count,): (i64,) = third.await.unwrap().q("SELECT COUNT(*) FROM counter").one().await.unwrap();
        assert_eq!(count, 1);
    })
    .await;
}
