//! What a tick costs with 1,000 and with 1,000,000 jobs waiting: it should follow what is due, not what is stored.
//!
//! `cargo bench --bench tick` takes about a minute and ends by itself.

#[path = "../tests/support/engines.rs"]
mod engines;

use chrono::{DateTime, TimeDelta, Utc};
use docket::{db::Db, queue};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use std::{
    future::Future,
    time::{Duration, Instant},
};

const FEW: i64 = 1_000;
const MANY: i64 = 1_000_000;
/// Ticks at which nothing is due.
const IDLE: usize = 2_000;
/// Ticks at which something is due.
const WORKING: i64 = 100;
/// How many jobs are due at each of those.
const DUE: i64 = 8;
const LEASE: TimeDelta = TimeDelta::minutes(3);

/// The typical times of one number of jobs.
#[derive(Clone, Copy)]
struct Cost {
    idle: Duration,
    working: Duration,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let sqlite = runtime.block_on(compare(true));
    let postgres = runtime.block_on(compare(false));
    println!("\nA tick with {MANY} jobs waiting, against one with {FEW}; × is the ratio\n");
    println!("| {:<28} | {:>24} | {:>24} |", "", "SQLite", "PostgreSQL");
    println!("|{:-<30}|{:->25}:|{:->25}:|", "", "", "");
    row("nothing is due", sqlite, postgres, |cost| cost.idle);
    row("8 are due, leased, finished", sqlite, postgres, |cost| cost.working);
}

fn row(what: &str, sqlite: [Cost; 2], postgres: [Cost; 2], read: fn(&Cost) -> Duration) {
    let cell = |[few, many]: [Cost; 2]| {
        let (few, many) = (read(&few).as_secs_f64() * 1e6, read(&many).as_secs_f64() * 1e6);
        format!("×{:.2} ({few:.0} → {many:.0} µs)", many / few)
    };
    println!("| {what:<28} | {:>24} | {:>24} |", cell(sqlite), cell(postgres));
}

/// Costs with few and with many jobs. Both take turns, so that a busy machine troubles them alike.
async fn compare(is_sqlite: bool) -> [Cost; 2] {
    let (costs, told) = tokio::sync::oneshot::channel();
    on_engine(is_sqlite, async move |few| {
        on_engine(is_sqlite, async move |many| {
            fill(&few.url, is_sqlite, FEW).await;
            fill(&many.url, is_sqlite, MANY).await;
            // Nobody listens any more only if this run is being given up.
            let _ = costs.send(alternate(&few, &many).await);
        })
        .await;
    })
    .await;
    told.await.expect("both were measured")
}

async fn on_engine<F: Future<Output = ()> + Send + 'static>(
    is_sqlite: bool,
    measure: impl FnOnce(engines::TestDb) -> F + Send,
) {
    match is_sqlite {
        true => engines::on_sqlite(measure).await,
        false => engines::on_postgres(measure).await,
    }
}

async fn alternate(few: &Db, many: &Db) -> [Cost; 2] {
    let mut times: [[Vec<Duration>; 2]; 2] = Default::default();
    for _ in 0..IDLE {
        times[0][0].push(idle(few).await);
        times[1][0].push(idle(many).await);
    }
    for tick in 1..=WORKING {
        times[0][1].push(working(few, tick).await);
        times[1][1].push(working(many, tick).await);
    }
    times.map(|[idle, working]| Cost { idle: median(idle), working: median(working) })
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("in range")
}

/// Writes jobs of ten guilds, due one after another from a second past noon.
async fn fill(url: &str, is_sqlite: bool, jobs: i64) {
    let columns = "INSERT INTO job (guild_id, id, kind, key, run_at, payload_json, created_at)";
    let start = noon().timestamp();
    if is_sqlite {
        let sql = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {jobs}) {columns} \
             SELECT i % 10, i, 'reminder', 'reminder:' || i, ({start} + i) * 1000000, '{{\"request\":12}}', \
             {start} * 1000000 FROM n"
        );
        let mut connection = SqliteConnection::connect(url).await.expect("the file opens");
        connection.execute(AssertSqlSafe(sql)).await.expect("jobs are written");
        // They were not written a moment ago where docket runs, but lie in the file.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("the log goes into the file");
        connection.close().await.expect("the file closes");
    } else {
        let sql = format!(
            "{columns} SELECT i % 10, i, 'reminder', 'reminder:' || i, to_timestamp({start} + i), \
             '{{\"request\":12}}', to_timestamp({start}) FROM generate_series(1, {jobs}) AS i"
        );
        let mut connection = PgConnection::connect(url).await.expect("the database opens");
        connection.execute(AssertSqlSafe(sql)).await.expect("jobs are written");
        // As the autovacuum would, sooner or later.
        connection.execute("VACUUM ANALYZE job").await.expect("statistics");
    }
}

/// What a tick asks when nothing is due: the two questions of the clockwork.
async fn idle(db: &Db) -> Duration {
    let began = Instant::now();
    let due = queue::next_due(db).await.expect("an answer");
    let message = queue::next_message_due(db).await.expect("an answer");
    let took = began.elapsed();
    assert!(due.is_some_and(|due| due > noon()) && message.is_none(), "all is in the future");
    took
}

/// A tick that finds something due, leases it and finishes it.
async fn working(db: &Db, tick: i64) -> Duration {
    let now = noon() + TimeDelta::seconds(tick * DUE);
    let began = Instant::now();
    assert!(queue::next_due(db).await.expect("an answer").is_some_and(|due| due <= now), "something is due");
    let jobs = queue::lease(db, now, DUE * 2, LEASE).await.expect("a lease").jobs;
    let mut tx = db.begin().await.expect("a transaction");
    for job in &jobs {
        assert!(queue::finish(&mut tx, job).await.expect("an answer"), "the lease is ours");
    }
    tx.commit().await.expect("a commit");
    let took = began.elapsed();
    assert_eq!(jobs.len() as i64, DUE, "exactly what is due");
    took
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
