//! The steps that build the schema, the same numbers on both engines.

use super::{Result, Snapshot};
use futures::future::BoxFuture;
use sqlx::{
    Connection, Executor, PgPool, SqlSafeStr, SqliteConnection,
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
    step!(11, "handed_role", "0011_handed_role.sql"),
    step!(12, "customer_names", "0012_customer_names.sql"),
    step!(13, "erasure", "0013_erasure.sql"),
    step!(14, "instance", "0014_instance.sql"),
    step!(15, "draft", "0015_draft.sql"),
    step!(16, "scale", "0016_scale.sql"),
    step!(17, "word", "0017_word.sql"),
    step!(18, "undelivered", "0018_undelivered.sql"),
    step!(19, "link", "0019_link.sql"),
    step!(20, "told", "0020_told.sql"),
    step!(21, "closed", "0021_closed.sql"),
    step!(22, "reminder_roles", "0022_reminder_roles.sql"),
    step!(23, "forgetting", "0023_forgetting.sql"),
    step!(24, "thread", "0024_thread.sql"),
    step!(25, "release", "0025_release.sql"),
    step!(26, "action", "0026_action.sql"),
    step!(27, "retro", "0027_retro.sql"),
    step!(28, "storage", "0028_storage.sql"),
    step!(29, "escalation", "0029_escalation.sql"),
    step!(30, "news", "0030_news.sql"),
    step!(31, "meeting", "0031_meeting.sql"),
    step!(32, "live", "0032_live.sql"),
    step!(33, "minutes", "0033_minutes.sql"),
    step!(34, "escalation_clock", "0034_escalation_clock.sql"),
    step!(35, "escalation_post", "0035_escalation_post.sql"),
    step!(36, "escalation_review", "0036_escalation_review.sql"),
    step!(37, "mention", "0037_mention.sql"),
    step!(38, "shown", "0038_shown.sql"),
    step!(39, "voice", "0039_voice.sql"),
    step!(40, "call", "0040_call.sql"),
    step!(41, "asked", "0041_asked.sql"),
    step!(42, "said", "0042_said.sql"),
    step!(43, "problem", "0043_problem.sql"),
    step!(44, "login", "0044_login.sql"),
    step!(45, "counted", "0045_counted.sql"),
    step!(46, "transcript", "0046_transcript.sql"),
    step!(47, "customer_value", "0047_customer_value.sql"),
    step!(48, "transcript_length", "0048_transcript_length.sql"),
    step!(49, "confirmed", "0049_confirmed.sql"),
];

/// The number of the newest step that this program knows.
pub fn newest() -> i64 {
    STEPS.last().map_or(0, |step| step.number)
}

/// Whether this program knows a step of that number.
pub(super) fn is_known(number: i64) -> bool {
    STEPS.iter().any(|step| step.number == number)
}

/// The number of the newest step that a database has taken; 0 when it has taken none.
pub(super) async fn version(snapshot: &mut Snapshot) -> Result<i64> {
    let table = crate::sql![
        lite("SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        pg("SELECT COUNT(to_regclass('_sqlx_migrations'))")
    ];
    let (tables,): (i64,) = snapshot.q(table).one().await?;
    if tables == 0 {
        return Ok(0);
    }
    let newest = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";
    let (version,): (i64,) = snapshot.q(newest).one().await?;
    Ok(version)
}

/// Takes all steps that are missing, as far as `last`, in one transaction, which also keeps other processes out meanwhile.
pub(super) fn sqlite(connection: &mut SqliteConnection, last: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let steps = migrator(|step| step.sqlite);
        run(&steps, &mut *tx, last).await?;
        Ok(tx.commit().await?)
    })
}

/// Takes all steps that are missing, as far as `last`, under an advisory lock, each in its own transaction.
///
/// A step may rewrite a large table, and another instance may be doing that: both take as long as they take, so what bounds
/// the statements of commands does not hold here.
pub(super) async fn postgres(pool: &PgPool, last: i64) -> Result<()> {
    // Never given back: when a step fails, the lock goes with the connection.
    let mut connection = pool.acquire().await?.detach();
    connection
        .execute(
            "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0",
        )
        .await?;
    let steps = migrator(|step| step.postgres);
    run(&steps, &mut connection, last).await?;
    Ok(connection.close().await?)
}

/// `Migrator::run` gives a future that cannot be sent between threads (its `Acquire` is bound to one lifetime);
/// sqlx has `run_direct` for that case.
async fn run(steps: &Migrator, connection: &mut impl Migrate, last: i64) -> Result<()> {
    Ok(steps.run_direct(Some(last), connection, false).await?)
}

fn migrator(text: impl Fn(&Step) -> &'static str) -> Migrator {
    let migration = |step: &Step| {
        let sql = text(step).into_sql_str();
        Migration::new(step.number, step.name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(STEPS.iter().map(migration).collect())
}
