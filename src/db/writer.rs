//! The one writer of a SQLite file: many waiting transactions in one durable commit.
//!
//! A durable commit costs an fsync, so transactions that wait for each other share one. They take turns on the
//! writer's connection in the order they came. The first opens the batch with `BEGIN IMMEDIATE`; each lives in a
//! savepoint; whoever finishes last commits for all, and nobody is told of success before that commit.
//!
//! - A transaction that is dropped goes back to its savepoint; the others of the batch do not notice.
//! - A statement that was begun runs to its end and owns the connection meanwhile, so a caller that goes away in the
//!   middle cannot leave the connection in an unknown state: a task takes over, ends it, finds nobody, and rolls back.
//! - An open batch always has somebody who will close it: the holder, a waiter, or a task that settles it.
//! - A connection that has died (its thread, or the file under it) is opened anew before the next batch.
//! - Opening and closing savepoints rides along with the next statement, because a trip to the connection's
//!   thread costs more than the statement.

use super::{
    checkpoint::Checkpoints,
    error::{Error, Result, ends_with_the_statement, leaves_the_connection},
    open,
};
use futures::{FutureExt, future::BoxFuture};
use sqlx::{
    AssertSqlSafe, Executor, SqliteConnection,
    sqlite::{SqliteArguments, SqliteConnectOptions},
};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use to_the_end::ToTheEnd;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// When a batch takes no further transactions, so that nobody waits long for its commit.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// Once this many have finished and wait for the commit.
    members: usize,
    /// Once it has been open for this long.
    age: Duration,
}

/// At 64 transactions in flight a batch reaches its age with some 40 members, and the fsync is a tenth of it.
pub(super) const BOUNDS: Bounds = Bounds { members: 128, age: Duration::from_millis(10) };

/// The queue for the writer's connection.
pub(super) struct Writer {
    session: Arc<Mutex<Session>>,
    waiting: AtomicUsize,
    bounds: Bounds,
    runtime: tokio::runtime::Handle,
}

/// The writer's connection and the batch that is open on it.
struct Session {
    connection: SqliteConnection,
    /// How the connection was opened.
    options: SqliteConnectOptions,
    /// Whether the connection may be good for nothing any more.
    is_broken: bool,
    checkpoints: Checkpoints,
    /// Transaction control that goes in front of the next statement.
    prefix: String,
    batch: Option<Batch>,
}

struct Batch {
    opened: Instant,
    /// The last number given of each noun of a guild since a transaction was last rolled back. Nobody else writes while the
    /// batch is open, so this is how those counters stand.
    numbers: HashMap<(i64, String), i64>,
    /// Those who have finished and wait for the commit.
    members: Vec<oneshot::Sender<std::result::Result<(), Arc<sqlx::Error>>>>,
    /// Set when SQLite may have rolled the batch back: then nothing of it can be committed.
    lost: Option<Arc<sqlx::Error>>,
}

impl Writer {
    /// The writer on `connection`, which can be opened again with `options`.
    pub fn new(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        checkpoints: Checkpoints,
        bounds: Bounds,
    ) -> Arc<Self> {
        let prefix = String::new();
        let session = Session { connection, options, is_broken: false, checkpoints, prefix, batch: None };
        Arc::new(Self {
            session: Arc::new(Mutex::new(session)),
            waiting: AtomicUsize::new(0),
            bounds,
            runtime: tokio::runtime::Handle::current(),
        })
    }

    /// Waits for the writer, first come, first served.
    pub async fn begin(self: &Arc<Self>) -> WriterLease {
        let mut waiter = Waiter { writer: self, reached: false };
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let session = Arc::clone(&self.session).lock_owned().await;
        waiter.reached = true;
        drop(waiter);
        WriterLease { session: Some(session), writer: Arc::clone(self), entered: false, has_numbers: false }
    }

    /// The connection itself, outside any batch, for what cannot live in a savepoint.
    pub async fn alone<T>(
        &self,
        work: impl for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, T>,
    ) -> T {
        let mut session = self.session.lock().await;
        session.commit_batch().await;
        work(&mut session.connection).await
    }
}

/// Somebody in the queue. Whoever leaves before being served may have been the one meant to close the batch.
struct Waiter<'w> {
    writer: &'w Arc<Writer>,
    reached: bool,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.writer.waiting.fetch_sub(1, Ordering::SeqCst);
        if !self.reached {
            let session = Arc::clone(&self.writer.session);
            self.writer.runtime.spawn(async move { session.lock().await.commit_batch().await });
        }
    }
}

/// Exclusive use of the writer by one transaction. Dropping it rolls that transaction back.
pub(super) struct WriterLease {
    /// `None` only while the lease is being passed on.
    session: Option<OwnedMutexGuard<Session>>,
    writer: Arc<Writer>,
    /// Whether this transaction's savepoint is open.
    entered: bool,
    /// Whether it was given numbers that go back with it.
    has_numbers: bool,
}

impl WriterLease {
    /// Runs `work` on the connection after opening the savepoint if need be. `work` is given the text that must
    /// go in front of its own statement.
    ///
    /// It runs to its end even when the caller goes away; then the lease is dropped there, which rolls back. So it is
    /// when the statement fails.
    pub async fn run<T, W>(self, work: W) -> Result<(Self, T)>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut SqliteConnection, String) -> BoxFuture<'c, sqlx::Result<T>>
            + Send
            + 'static,
    {
        let runtime = self.writer.runtime.clone();
        let work = async move {
            let mut lease = self;
            let value = lease.step(work).await?;
            Ok((lease, value))
        };
        ToTheEnd::new(work.boxed(), runtime).await
    }

    async fn step<T, W>(&mut self, work: W) -> Result<T>
    where
        W: for<'c> FnOnce(&'c mut SqliteConnection, String) -> BoxFuture<'c, sqlx::Result<T>>,
    {
        let entered = std::mem::replace(&mut self.entered, true);
        let Some(session) = self.session.as_deref_mut() else { return Err(Error::GivenUp) };
        if let Err(error) = session.mend().await {
            self.entered = entered;
            return Err(error);
        }
        let prefix = session.prefix(entered);
        let error = match work(&mut session.connection, prefix).await {
            Ok(value) => return Ok(value),
            Err(error) => Arc::new(error),
        };
        if let Some(batch) = &mut session.batch
            && !ends_with_the_statement(&error)
        {
            batch.lost.get_or_insert_with(|| Arc::clone(&error));
        }
        Err(Error::Statement(error))
    }

    /// The last number of the noun that was given in this batch, if one was.
    pub fn last_number(&self, guild_id: i64, noun: &str) -> Option<i64> {
        let batch = self.session.as_deref()?.batch.as_ref()?;
        batch.numbers.get(&(guild_id, noun.to_owned())).copied()
    }

    /// Notes a number that was given to this transaction.
    pub fn note_number(&mut self, guild_id: i64, noun: &str, number: i64) {
        if let Some(batch) = self.session.as_deref_mut().and_then(|session| session.batch.as_mut()) {
            batch.numbers.insert((guild_id, noun.to_owned()), number);
            self.has_numbers = true;
        }
    }

    /// Ends the transaction well. Returns once its batch is durably committed; the caller may go away meanwhile.
    pub async fn commit(mut self) -> Result<()> {
        if !self.entered {
            return Ok(());
        }
        let (done, told) = oneshot::channel();
        if let Some(session) = self.session.as_deref_mut()
            && let Some(batch) = &mut session.batch
        {
            batch.members.push(done);
            session.prefix.push_str("RELEASE s;");
            self.entered = false;
            self.has_numbers = false;
        }
        drop(self);
        told.await.map_err(|_| Error::Stopping)?.map_err(Error::Commit)
    }
}

impl Drop for WriterLease {
    fn drop(&mut self) {
        let Some(mut session) = self.session.take() else { return };
        if self.entered {
            session.prefix.push_str("ROLLBACK TO s;RELEASE s;");
        }
        // Counters go back with it.
        if self.has_numbers
            && let Some(batch) = &mut session.batch
        {
            batch.numbers.clear();
        }
        let waited_for = self.writer.waiting.load(Ordering::SeqCst) > 0;
        let closing =
            session.batch.as_ref().is_some_and(|batch| !(waited_for && batch.has_room(self.writer.bounds)));
        if closing {
            self.writer.runtime.spawn(async move { session.commit_batch().await });
        }
    }
}

impl Batch {
    fn new() -> Self {
        Self { opened: Instant::now(), numbers: HashMap::new(), members: Vec::new(), lost: None }
    }

    fn has_room(&self, bounds: Bounds) -> bool {
        self.lost.is_none() && self.members.len() < bounds.members && self.opened.elapsed() < bounds.age
    }
}

impl Session {
    /// Opens the connection anew where it has died.
    async fn mend(&mut self) -> Result<()> {
        if self.is_broken && self.batch.is_none() {
            self.connection = open::sqlite_writer(self.options.clone()).await?;
            self.is_broken = false;
            tracing::warn!("the connection that writes to the database had died and was opened anew");
        }
        Ok(())
    }

    /// What must precede the next statement, for a transaction that has or has not `entered` its savepoint.
    fn prefix(&mut self, entered: bool) -> String {
        let mut text = std::mem::take(&mut self.prefix);
        if !entered {
            if self.batch.is_none() {
                self.batch = Some(Batch::new());
                text.push_str("BEGIN IMMEDIATE;");
            }
            text.push_str("SAVEPOINT s;");
        }
        text
    }

    /// Commits the open batch, if there is one, and tells its members how that went.
    async fn commit_batch(&mut self) {
        let Some(batch) = self.batch.take() else { return };
        let outcome = match batch.lost {
            Some(error) => Err(error),
            None => self.commit().await.map_err(Arc::new),
        };
        self.prefix.clear();
        if let Err(error) = &outcome {
            self.is_broken |= !leaves_the_connection(error);
            // A connection that has died would never answer; it goes, and its transaction with it, when a new one comes.
            if !self.is_broken {
                // Fails when SQLite has rolled back by itself, which is just as well.
                let _ = self.connection.execute("ROLLBACK").await;
            }
        }
        for member in batch.members {
            let _ = member.send(outcome.clone());
        }
        self.checkpoints.committed();
    }

    async fn commit(&mut self) -> sqlx::Result<()> {
        let mut text = std::mem::take(&mut self.prefix);
        text.push_str("COMMIT");
        let query = sqlx::query_with::<sqlx::Sqlite, _>(AssertSqlSafe(text), SqliteArguments::default());
        self.connection.execute(query).await.map(drop)
    }
}

mod to_the_end;

#[cfg(test)]
mod tests;
