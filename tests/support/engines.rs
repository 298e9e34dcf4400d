//! A fresh, migrated database for each test, on each engine.
//!
//! PostgreSQL is the one at `DOCKET_TEST_POSTGRES_URL`, else on 127.0.0.1:5432 as user `postgres`. A test that
//! cannot reach it fails and says so.

use docket::db::Db;
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::{future::Future, ops::Deref, path::PathBuf};
use tempfile::TempDir;
use tokio::task::JoinError;

/// Writes the same test for each engine: `on_both_engines! { async fn a_promise(db: TestDb) { … } }`.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            $(#[$meta])*
            async fn promise($db: $crate::engines::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::engines::on_sqlite(promise).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::engines::on_postgres(promise).await;
            }
        }
    )*};
}

/// A database of one test's own. It goes away after the test.
pub struct TestDb {
    db: Db,
    /// Opens the same database again.
    pub url: String,
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// The database with connections of its own, as another instance would have them. On SQLite, where one
    /// process owns the file, it is a second handle in the same process.
    #[allow(dead_code, reason = "not every test program has several instances")]
    pub async fn another(&self) -> Db {
        Db::open(&self.url).await.expect("it opened before")
    }
}

/// Runs `test` with a fresh SQLite file.
pub async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(TestDb) -> F + Send) {
    let (_folder, db) = on_fresh_file().await;
    resume_panic(run_apart(Box::pin(test(db))).await);
}

/// Runs `test` with a fresh database in PostgreSQL.
pub async fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(TestDb) -> F + Send) {
    let (name, db) = on_fresh_database().await;
    let outcome = run_apart(Box::pin(test(db))).await;
    drop_database(&name).await;
    resume_panic(outcome);
}

async fn on_fresh_file() -> (TempDir, TestDb) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let url = format!("sqlite://{}", folder.path().join("docket.db").display());
    let db = Db::open(&url).await.expect("SQLite opens a fresh file");
    db.migrate().await.expect("the schema fits SQLite");
    (folder, TestDb { db, url })
}

async fn on_fresh_database() -> (String, TestDb) {
    let mut admin = admin().await;
    let template = template(&mut admin).await;
    let name = format!("docket_test_{}_{:08x}", std::process::id(), rand::random::<u32>());
    run(&mut admin, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let url = at(&name);
    let db = Db::open_with(&url, 6).await.expect("PostgreSQL opens a fresh database");
    (name, TestDb { db, url })
}

async fn drop_database(name: &str) {
    run(&mut admin().await, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Runs a test in a task of its own. Boxed, because the compiler would else write tokio's task anew for each test.
async fn run_apart(test: BoxFuture<'static, ()>) -> Result<(), JoinError> {
    tokio::spawn(test).await
}

/// Lets a test that panicked panic, after its database is gone.
fn resume_panic(outcome: Result<(), JoinError>) {
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

fn server() -> String {
    std::env::var("DOCKET_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/?sslmode=disable".to_owned())
}

/// The URL of the database `name` on the test server.
fn at(name: &str) -> String {
    let server = server();
    let (address, options) = server.split_once('?').unwrap_or((&server, ""));
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[after_scheme..].find('/').map_or(address.len(), |at| after_scheme + at);
    let question = if options.is_empty() { "" } else { "?" };
    format!("{}/{name}{question}{options}", &address[..host_ends])
}

async fn admin() -> PgConnection {
    PgConnection::connect(&at("postgres")).await.unwrap_or_else(|error| {
        panic!(
            "these tests need PostgreSQL: set DOCKET_TEST_POSTGRES_URL to a server where databases may be \
             created, or start one on 127.0.0.1:5432 that trusts the user postgres ({error})"
        )
    })
}

/// The name of a migrated database to copy from, made by whichever test comes first.
async fn template(admin: &mut PgConnection) -> String {
    let name = format!("docket_template_{}", fingerprint());
    let ready = "SELECT datistemplate FROM pg_database WHERE datname = $1";
    // Any number will do, as long as all tests take the same.
    admin.execute("SELECT pg_advisory_lock(7026131)").await.expect("a lock");
    let found: Option<(bool,)> =
        sqlx::query_as(ready).bind(&name).fetch_optional(&mut *admin).await.expect("a catalogue");
    if found != Some((true,)) {
        run(admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(admin, format!("CREATE DATABASE {name}")).await;
        let db = Db::open_with(&at(&name), 1).await.expect("PostgreSQL opens a fresh database");
        db.migrate().await.expect("the schema fits PostgreSQL");
        db.close().await;
        run(admin, format!("ALTER DATABASE {name} IS_TEMPLATE true")).await;
    }
    admin.execute("SELECT pg_advisory_unlock(7026131)").await.expect("we hold it");
    name
}

/// A short name for the schema as it is in this working copy.
fn fingerprint() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = std::fs::read_dir(root.join("migrations/postgres")).expect("migrations");
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.expect("readable").path()).collect();
    // The list of steps, and what else decides what they amount to.
    files.push(root.join("src/db/migrate.rs"));
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(file).expect("readable"));
    }
    hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn run(admin: &mut PgConnection, sql: String) {
    admin.execute(AssertSqlSafe(sql.as_str())).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
