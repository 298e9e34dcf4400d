//! The steps that build the schema, the same numbers on both engines.

use super::Result;
use futures::future::BoxFuture;
use sqlx::{
    Connection, PgPool, SqlSafeStr, SqliteConnection,
    migrate::{Migrate, Migration, MigrationType, Migrator},
};

/// One step: its number, its name, and how each engine takes it.
struct Step {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// Names a step; its two files are compiled in.
macro_rules! step {
    ($number:literal, $name:literal, $file:literal) => {
        Step {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../migrations/postgres/", $file)),
        }
    };
}

/// All steps in order. A new step gets one file in each folder and one line here.
const STEPS: &[Step] = &[
    step!(1, "foundation", "0001_foundation.sql"),
    step!(2, "workspace", "0002_workspace.sql"),
    step!(3, "request", "0003_request.sql"),
    step!(4, "watch", "0004_watch.sql"),
    step!(5, "rotation", "0005_rotation.sql"),
    step!(6, "triage", "0006_triage.sql"),
    step!(7, "reminder", "0007_reminder.sql"),
    step!(8, "digest", "0008_digest.sql"),
    step!(9, "setup", "0009_setup.sql"),
    step!(10, "reminder_lists", "0010_reminder_lists.sql"),
    step!(11, "customer_names", "0011_customer_names.sql"),
    step!(12, "trust", "0012_trust.sql"),
];

/// The number of the newest step that this program knows.
pub fn newest() -> i64 {
    STEPS.last().map_or(0, |step| step.number)
}

/// Takes all steps that are missing in one transaction, which also keeps other processes out meanwhile.
pub(super) fn sqlite(connection: &mut SqliteConnection) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let steps = migrator(|step| step.sqlite);
        run(&steps, &mut *tx).await?;
        Ok(tx.commit().await?)
    })
}

/// Takes all steps that are missing under an advisory lock, each in its own transaction.
pub(super) async fn postgres(pool: &PgPool) -> Result<()> {
    let mut connection = pool.acquire().await?;
    let steps = migrator(|step| step.postgres);
    run(&steps, &mut *connection).await
}

/// `Migrator::run` gives a future that cannot be sent between threads (its `Acquire` is bound to one lifetime);
/// sqlx has `run_direct` for that case.
async fn run(steps: &Migrator, connection: &mut impl Migrate) -> Result<()> {
    Ok(steps.run_direct(None, connection, false).await?)
}

fn migrator(text: impl Fn(&Step) -> &'static str) -> Migrator {
    let migration = |step: &Step| {
        let sql = text(step).into_sql_str();
        Migration::new(step.number, step.name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(STEPS.iter().map(migration).collect())
}
