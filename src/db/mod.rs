//! One story in the database: SQLite or PostgreSQL by URL, one set of SQL, natively typed on both.
//!
//! This is the only place that names an engine. `migrations/README.md` has the rules of the dialect.
//!
//! ```no_run
//! # async fn example() -> docket::db::Result<()> {
//! let db = docket::db::Db::open("sqlite://docket.db").await?;
//! db.migrate().await?;
//! let mut tx = db.begin().await?;
//! tx.q("INSERT INTO counter (guild_id, noun, value) VALUES ($1, $2, 1)").bind(7_i64).bind("request").run().await?;
//! tx.commit().await?;
//! let (value,): (i64,) = db.q("SELECT value FROM counter WHERE guild_id = $1").bind(7_i64).one().await?;
//! # assert_eq!(value, 1); Ok(()) }
//! ```

mod advisory_lock;
mod again;
mod away;
mod cache;
mod checkpoint;
mod claim;
mod coalesce;
pub mod erase;
mod error;
pub mod event;
pub mod invocation;
mod migrate;
mod number;
mod open;
mod query;
mod reads;
mod schema;
mod snapshot;
mod sql;
mod steps;
pub mod transfer;
mod tx;
mod value;
mod words;
mod writer;

pub use advisory_lock::advisory_lock;
pub use again::again;
pub use claim::Alone;
pub use error::{Error, Result};
pub use migrate::newest as newest_migration;
pub use number::next_number;
pub use open::DEFAULT_POOL_SIZE;
pub use query::{Deferred, Query};
pub use reads::Reads;
pub use snapshot::Snapshot;
pub use sql::Sql;
pub use steps::Steps;
pub use tx::Tx;
pub use value::{At, Bind, Day, Json, Read};
pub use words::{MaybeWord, UnknownWord};

use crate::base::ids::Ids;
use away::LastTold;
use cache::VersionedCache;
use coalesce::Coalescer;
use futures::future::BoxFuture;
use number::Numbers;
use query::On;
use sqlx::{PgPool, SqlitePool, postgres::PgArguments, sqlite::SqliteArguments};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use writer::Writer;

/// A database. Clones share it.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    ids: Arc<Ids>,
    cached: Arc<VersionedCache>,
    coalescer: Arc<Coalescer>,
    last_told: Arc<LastTold>,
    /// Whom leases name as their holder; 0 for nobody.
    holder: Arc<AtomicI64>,
}

#[derive(Clone)]
enum Engine {
    Sqlite { writer: Arc<Writer>, readers: SqlitePool, long_readers: SqlitePool, file: Arc<Path> },
    Postgres { pool: PgPool, numbers: Arc<Numbers> },
}

impl Db {
    /// Opens the database that `url` names, `sqlite:` or `postgres:`. A SQLite file is created, its folder is not.
    ///
    /// # Errors
    /// [`Error::Url`] or [`Error::Open`], with a text that says what to do and never holds the password.
    pub fn open(url: &str) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move { Self::open_with(url, DEFAULT_POOL_SIZE).await })
    }

    /// Like [`open`](Self::open), with at most `pool_size` connections to PostgreSQL, and one more for numbers.
    pub fn open_with(url: &str, pool_size: u32) -> BoxFuture<'_, Result<Self>> {
        Box::pin(async move { Self::open_as(url, pool_size, None).await })
    }

    async fn open_as(url: &str, pool_size: u32, steps: Option<Steps>) -> Result<Self> {
        let engine = match open::parse(url)? {
            open::Location::Sqlite(options) => {
                let file = Arc::from(options.get_filename());
                let open::SqliteParts { writer, options, checkpoints, readers, long_readers } =
                    open::sqlite(options, steps).await?;
                let writer = Writer::new(writer, options, checkpoints, writer::BOUNDS);
                Engine::Sqlite { writer, readers, long_readers, file }
            }
            open::Location::Postgres(options) => {
                let (pool, numbers) = open::postgres(options, pool_size).await?;
                Engine::Postgres { pool, numbers }
            }
        };
        Ok(Self::on(engine))
    }

    fn on(engine: Engine) -> Self {
        let (ids, cached, coalescer, last_told, holder) = Default::default();
        Self { engine, ids, cached, coalescer, last_told, holder }
    }

    /// The same database, reached by a connection of its own, for what must not wait until others are done with theirs.
    /// On SQLite nobody waits for readers, and writers take turns anyway.
    pub fn apart(&self) -> Self {
        let engine = match &self.engine {
            Engine::Postgres { pool, numbers } => {
                Engine::Postgres { pool: open::one_more(pool), numbers: Arc::clone(numbers) }
            }
            sqlite => sqlite.clone(),
        };
        Self { engine, ..self.clone() }
    }

    /// Says who holds what this process leases from now on.
    pub fn holds_as(&self, instance_id: i64) {
        self.holder.store(instance_id, Ordering::Relaxed);
    }

    /// Who holds what this process leases; `None` while it has not signed on.
    pub fn holder(&self) -> Option<i64> {
        Some(self.holder.load(Ordering::Relaxed)).filter(|id| *id != 0)
    }

    /// Whether there is something to [`open`](Self::open): a file at the place that `url` names, or, for a server, always,
    /// since only opening tells. Creates nothing.
    ///
    /// # Errors
    /// [`Error::Url`] when the URL cannot be understood.
    pub fn is_there(url: &str) -> Result<bool> {
        Ok(match open::parse(url)? {
            open::Location::Sqlite(options) => options.get_filename().exists(),
            open::Location::Postgres(_) => true,
        })
    }

    /// The folder that has to be made before a SQLite file can be [opened](Self::open) at the place that `url` names.
    ///
    /// # Errors
    /// [`Error::Url`] when the URL cannot be understood.
    pub fn missing_folder(url: &str) -> Result<Option<PathBuf>> {
        Ok(match open::parse(url)? {
            open::Location::Sqlite(options) => open::missing_folder(&options).map(PathBuf::from),
            open::Location::Postgres(_) => None,
        })
    }

    /// Brings the schema up to date, all steps or none. Safe when several instances start at once: one does it, and the
    /// others wait for that.
    pub fn migrate(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move { self.migrate_to(migrate::newest()).await })
    }

    /// Brings the schema as far as the step of this number.
    async fn migrate_to(&self, last: i64) -> Result<()> {
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                writer.alone(move |connection| migrate::sqlite(connection, last)).await
            }
            Engine::Postgres { pool, .. } => migrate::postgres(pool, last).await,
        }
    }

    /// Begins a transaction. On SQLite they take turns, in order of arrival.
    ///
    /// # Errors
    /// One that [is unavailable](Error::is_unavailable) when no connection came free in time; on PostgreSQL the first
    /// statement may say so instead.
    pub async fn begin(&self) -> Result<Tx> {
        let ids = Arc::clone(&self.ids);
        match &self.engine {
            Engine::Sqlite { writer, .. } => {
                let lease = tokio::time::timeout(open::ACQUIRE_TIMEOUT, writer.begin()).await;
                Ok(Tx::sqlite(lease.map_err(|_| sqlx::Error::PoolTimedOut)?, ids))
            }
            Engine::Postgres { pool, numbers } => Ok(Tx::postgres(pool.clone(), ids, Arc::clone(numbers))),
        }
    }

    /// A read outside a transaction. It sees what was committed before it began.
    pub fn q(&self, sql: impl Into<Sql>) -> Query<'_> {
        let on = match &self.engine {
            Engine::Sqlite { readers, .. } => On::SqliteRead(readers, SqliteArguments::default()),
            Engine::Postgres { pool, .. } => On::PostgresRead(pool, PgArguments::default()),
        };
        Query::new(on, sql.into())
    }

    /// Several reads of one and the same state, for however long. Neither writers nor short reads wait for it.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        match &self.engine {
            Engine::Sqlite { long_readers, .. } => Snapshot::sqlite(long_readers).await,
            Engine::Postgres { pool, .. } => Snapshot::postgres(pool).await,
        }
    }

    /// Whether the database answers, for readiness.
    pub async fn ping(&self) -> Result<()> {
        self.q("SELECT 1").run().await.map(drop)
    }

    /// The engine's name, for people to read. Nothing may depend on it.
    pub fn engine(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "SQLite",
            Engine::Postgres { .. } => "PostgreSQL",
        }
    }

    /// Waits for what is running and closes all connections of readers, or of the pool.
    pub fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match &self.engine {
                Engine::Sqlite { writer, readers, long_readers, .. } => {
                    readers.close().await;
                    long_readers.close().await;
                    writer.alone(|_| Box::pin(async {})).await;
                }
                Engine::Postgres { pool, numbers } => {
                    pool.close().await;
                    numbers.close().await;
                }
            }
        })
    }
}

#[cfg(test)]
impl Db {
    /// A SQLite file without tables, and the folder with which it goes away.
    pub(crate) async fn fresh() -> (tempfile::TempDir, Self) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("fresh.db").display());
        let db = Self::open(&url).await.expect("opens");
        (folder, db)
    }
}
