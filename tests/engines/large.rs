//! Files of many megabytes move from one engine to the other in little memory.

use crate::engines::{TestDb, on_postgres, on_sqlite};
use docket::db::Db;
use std::process::{Command, Stdio};

/// How many files there are, of ten MiB each.
const FILES: i64 = 32;
const FILE_BYTES: usize = 10 << 20;
/// The data that the program may have at a time, in KiB: much less than the files have together.
const LIMIT_KIB: u32 = 200 << 10;

async fn fill(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let at = docket::db::At::from(crate::noon());
    tx.q("INSERT INTO request (guild_id, id, text, state, importance, reporter_user_id, channel_id, version, created_at, \
          updated_at) VALUES (7, 1, 'SSO login loops', 'new', 0, 3, 2, 1, $1, $1)")
        .bind(at)
        .run()
        .await
        .unwrap();
    for id in 1..=FILES {
        let content = vec![u8::try_from(id).unwrap(); FILE_BYTES];
        tx.q("INSERT INTO request_file (guild_id, id, request_id, name, length, state, content_bytes, created_at) \
              VALUES (7, $1, 1, 'a.bin', $2, 'kept', $3, $4)")
            .bind(id)
            .bind(i64::try_from(FILE_BYTES).unwrap())
            .bind(content)
            .bind(at)
            .run()
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// Runs `docket` with these arguments in no more memory than the limit.
async fn docket(arguments: [String; 4]) {
    let run = move || {
        let limited = format!("ulimit -d {LIMIT_KIB} && exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_docket")]).args(arguments);
        command.env_clear().stdin(Stdio::null()).output().expect("a shell")
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(output.status.success(), "{:?} {}", output.status, String::from_utf8_lossy(&output.stderr));
}

async fn exports(db: TestDb, file: String) {
    fill(&db).await;
    docket(["export".into(), "--database".into(), db.url.clone(), file]).await;
}

async fn imports(db: TestDb, file: String) {
    docket(["import".into(), "--database".into(), db.url.clone(), file]).await;
    let (count, bytes): (i64, i64) = db
        .q("SELECT COUNT(*), CAST(SUM(LENGTH(content_bytes)) AS BIGINT) FROM request_file")
        .one()
        .await
        .unwrap();
    assert_eq!((count, bytes), (FILES, FILES * i64::try_from(FILE_BYTES).unwrap()));
}

/// A place for an export.
fn place() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("docket.jsonl").to_str().unwrap().to_owned();
    (folder, file)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_files_move_from_sqlite_to_postgres_in_little_memory() {
    let (_folder, file) = place();
    let there = file.clone();
    on_sqlite(|db| exports(db, there)).await;
    on_postgres(|db| imports(db, file)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_files_move_from_postgres_to_sqlite_in_little_memory() {
    let (_folder, file) = place();
    let there = file.clone();
    on_postgres(|db| exports(db, there)).await;
    on_sqlite(|db| imports(db, file)).await;
}
