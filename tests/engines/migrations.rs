//! The schema is brought up to date once, whoever begins and however long it takes.

use crate::{
    engines::{on_postgres, on_sqlite},
    on_both_engines,
};
use docket::{
    db::{
        Db, newest_migration,
        transfer::{TransferError, export, import},
    },
    queue,
};
use sqlx::{Connection, Executor, PgConnection};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_waits_for_the_schema_longer_than_for_anything_else() {
    on_postgres(|db| async move {
        // Each of these is over long before the wait is.
        let and = if db.url.contains('?') { '&' } else { '?' };
        let url = format!("{}{and}options=-c%20lock_timeout%3D20ms%20-c%20statement_timeout%3D30ms", db.url);
        let mut other = PgConnection::connect(&db.url).await.unwrap();
        other.execute("BEGIN; LOCK TABLE _sqlx_migrations IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let instances: Vec<_> = futures::future::join_all((0..2).map(|_| Db::open(&url))).await;
        let migrations: Vec<_> = instances
            .into_iter()
            .map(|instance| tokio::spawn(async move { instance.unwrap().migrate().await }))
            .collect();
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > INTERVAL '300 ms'";
        let (mut count, began) = (0, tokio::time::Instant::now());
        while count < 2
            && began.elapsed() < Duration::from_secs(20)
            && !migrations.iter().any(|it| it.is_finished())
        {
            (count,) = sqlx::query_as::<_, (i64,)>(waiting).fetch_one(&mut other).await.unwrap();
        }
        assert_eq!(count, 2, "both wait");
        other.execute("COMMIT").await.unwrap();
        for migration in migrations {
            migration.await.unwrap().expect("it waited");
        }
    })
    .await;
}

on_both_engines! {
    async fn an_export_says_which_schema_the_database_has_and_an_older_one_can_be_imported(db: TestDb) {
        // As a docket of before the newest step would have left it, but for what that step has added beside the tables.
        let mut tx = db.begin().await.unwrap();
        let newest = newest_migration();
        tx.q("DELETE FROM _sqlx_migrations WHERE version = $1").bind(newest).run().await.unwrap();
        docket::db::next_number(&mut tx, 7, "request").await.unwrap();
        tx.commit().await.unwrap();
        let (older,): (i64,) = db.q("SELECT MAX(version) FROM _sqlx_migrations").one().await.unwrap();
        let mut text = Vec::new();
        export(&db, &mut text).await.unwrap();
        let head = format!("{{\"docket_export\":1,\"migration\":{older}}}\n");
        assert!(text.starts_with(head.as_bytes()), "{}", String::from_utf8_lossy(&text[..80]));

        let file = text.clone();
        on_sqlite(|used| async move {
            let error = import(&used, &mut file.as_slice()).await.unwrap_err();
            assert!(matches!(error, TransferError::Newer { has, migration } if (has, migration) == (newest, older)), "{error}");
        })
        .await;
        let folder = tempfile::tempdir().unwrap();
        let fresh = Db::open(&format!("sqlite://{}", folder.path().join("fresh.db").display())).await.unwrap();
        let nothing = export(&fresh, &mut Vec::new()).await.unwrap_err();
        assert!(matches!(nothing, TransferError::NoSchema), "{nothing}");
        import(&fresh, &mut text.as_slice()).await.unwrap();
        let (version,): (i64,) = fresh.q("SELECT MAX(version) FROM _sqlx_migrations").one().await.unwrap();
        assert_eq!(version, newest, "it is up to date afterwards");
        let (value,): (i64,) = fresh.q("SELECT value FROM counter WHERE guild_id = 7").one().await.unwrap();
        assert_eq!(value, 1);
        fresh.close().await;
    }
}

/// The step that keeps what was told in one table.
const TOLD: i64 = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_before_an_upgrade_is_not_told_again() {
    let at = "2026-11-05T12:00:00.000000Z";
    let lines = [
        format!(r#"{{"docket_export":1,"migration":{}}}"#, TOLD - 1),
        format!(r#"{{"table":"problem","row":{{"guild_id":7,"key":"x","reported_at":"{at}"}}}}"#),
        format!(
            r#"{{"table":"rotation","row":{{"guild_id":7,"id":5,"name":"Requests","name_key":"requests","expected_json":[],"state":"active","version":1,"created_at":"{at}"}}}}"#
        ),
        format!(
            r#"{{"table":"rotation_notice","row":{{"guild_id":7,"rotation_id":5,"key":"look:1","created_at":"{at}"}}}}"#
        ),
        r#"{"end":{"problem":1,"rotation":1,"rotation_notice":1}}"#.to_owned(),
    ];
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("fresh.db").display())).await.unwrap();
    import(&db, &mut (lines.join("\n") + "\n").as_bytes()).await.unwrap();
    let now = at.parse().unwrap();
    let mut tx = db.begin().await.unwrap();
    assert!(!queue::once(&mut tx, 7, ("problem", "x"), now).await.unwrap());
    assert!(!queue::once(&mut tx, 7, ("rotation:5", "look:1"), now).await.unwrap());
    assert!(queue::once(&mut tx, 7, ("rotation:5", "look:2"), now).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(queue::last_told(&mut &db, 7, "rotation:5", "look:").await.unwrap(), Some(now));
    db.close().await;
}
