//! A transaction on either engine.

use super::{
    error::{Error, Result},
    number::{Numbers, Taken},
    query::{Deferred, On, Query},
    sql::{Sql, push_shifted},
    writer::WriterLease,
};
use crate::base::ids::Ids;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{
    Arguments, AssertSqlSafe, Executor, PgConnection, PgPool, Postgres, Transaction, postgres::PgArguments,
    query_with, sqlite::SqliteArguments,
};
use std::sync::Arc;

/// A transaction. What it did is saved by [`commit`](Tx::commit); dropping it undoes everything.
///
/// A statement that fails dooms its transaction on both engines: nothing further runs and the commit fails. Where
/// a conflict is expected, say `ON CONFLICT`. Never begin a second transaction while holding one: on SQLite there
/// is one writer, and it would wait for itself.
pub struct Tx {
    slot: Slot,
    ids: Arc<Ids>,
    /// Numbers that were taken beside this transaction, and where to take more; `None` where it takes them itself.
    taken: Option<Taken>,
}

enum Slot {
    Sqlite(State<SqliteTx>),
    Postgres(State<PostgresTx>),
}

/// A transaction that statements may be asked of, or what has ended it. A statement takes the transaction only while it
/// runs, so one that is put together and never run changes nothing.
pub(super) enum State<T> {
    Open(T),
    Failed(Error),
}

impl<T> State<T> {
    /// Takes the transaction for a statement that is about to run. Until it is put back, it counts as given up.
    pub fn take(&mut self) -> Result<T> {
        match std::mem::replace(self, Self::Failed(Error::GivenUp)) {
            Self::Open(tx) => Ok(tx),
            Self::Failed(first) => {
                *self = Self::Failed(first.clone());
                Err(Error::doomed(first))
            }
        }
    }

    /// Notes the first error of the transaction, which is over by it, and returns it.
    pub fn fail(&mut self, error: Error) -> Error {
        if matches!(self, Self::Open(_) | Self::Failed(Error::GivenUp)) {
            *self = Self::Failed(error.clone());
        }
        error
    }
}

/// A transaction on SQLite, with statements that wait to ride along with its next one.
pub(super) struct SqliteTx {
    pub lease: WriterLease,
    /// Text of the waiting statements, each ended by `;`.
    pub before: String,
    /// Arguments of the waiting statements, then those of the one being put together. Those of a statement that was never
    /// run stay among them; no text names them.
    pub arguments: SqliteArguments,
    /// How many arguments are in front of those of the statement being put together.
    pub shift: usize,
}

/// A transaction on PostgreSQL, with the statements that wait. It is opened there when a statement needs an answer: one
/// whose waiting statements all go together is a single statement, which is a transaction of its own.
pub(super) struct PostgresTx {
    pool: PgPool,
    open: Option<Transaction<'static, Postgres>>,
    before: Vec<Group>,
}

/// Statements that go to PostgreSQL as one.
#[derive(Default)]
struct Group {
    /// With their arguments renumbered.
    texts: Vec<String>,
    /// Also those of a statement that was put together and never added; no text names them.
    arguments: PgArguments,
    /// The rows that they touch; `None` when they must stay alone.
    rows: Option<Vec<&'static str>>,
}

impl Tx {
    pub(super) fn sqlite(lease: WriterLease, ids: Arc<Ids>) -> Self {
        Self { slot: Slot::Sqlite(State::Open(SqliteTx::new(lease))), ids, taken: None }
    }

    pub(super) fn postgres(pool: PgPool, ids: Arc<Ids>, numbers: Arc<Numbers>) -> Self {
        let tx = PostgresTx { pool, open: None, before: Vec::new() };
        Self { slot: Slot::Postgres(State::Open(tx)), ids, taken: Some(Taken::new(numbers)) }
    }

    /// The last number of the noun that is known without asking the database, and cannot change meanwhile.
    pub(super) fn last_number(&self, guild_id: i64, noun: &str) -> Option<i64> {
        match &self.slot {
            Slot::Sqlite(State::Open(tx)) => tx.lease.last_number(guild_id, noun),
            Slot::Sqlite(State::Failed(_)) | Slot::Postgres(_) => None,
        }
    }

    /// Notes a number that this transaction was given.
    pub(super) fn note_number(&mut self, guild_id: i64, noun: &str, number: i64) {
        if let Slot::Sqlite(State::Open(tx)) = &mut self.slot {
            tx.lease.note_number(guild_id, noun, number);
        }
    }

    pub(super) fn numbers(&self) -> Option<&Arc<Numbers>> {
        self.taken.as_ref().map(|taken| &taken.numbers)
    }

    /// Notes a number that was taken beside this transaction.
    pub(super) fn note_taken(&mut self, guild_id: i64, noun: &str, number: i64) {
        if let Some(taken) = &mut self.taken {
            taken.note(guild_id, noun, number);
        }
    }

    /// A statement of this transaction. One that is never run leaves the transaction as it was.
    pub fn q(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let on = match &mut self.slot {
            Slot::Sqlite(state) => On::sqlite(state),
            Slot::Postgres(state) => On::Postgres(state, PgArguments::default()),
        };
        Query::new(on, sql.into())
    }

    /// A write whose result nobody needs. It runs, in order, together with the next statement or the commit, which
    /// on SQLite saves the trip that costs most. It must not return rows. On PostgreSQL plain `INSERT`s into different
    /// tables become one statement.
    pub fn defer(&mut self, sql: impl Into<Sql>) -> Deferred<'_> {
        let sql = sql.into();
        let rows = sql.plain_insert_into();
        self.deferred(sql, rows)
    }

    /// Like [`defer`](Self::defer), for a write of which its text does not tell that it has nothing to do with those that
    /// wait with it: it neither reads nor changes what they write, except for a foreign key to a row that they add. On
    /// PostgreSQL such writes become one statement. `rows` names what it touches, usually by its table; what touches the
    /// same goes after it. Nothing checks that this is so, so it stays inside `db` and `queue`.
    pub fn defer_independent(&mut self, rows: &'static str, sql: impl Into<Sql>) -> Deferred<'_> {
        self.deferred(sql.into(), Some(rows))
    }

    fn deferred(&mut self, sql: Sql, rows: Option<&'static str>) -> Deferred<'_> {
        let on = match &mut self.slot {
            Slot::Sqlite(state) => On::sqlite(state),
            Slot::Postgres(state) => {
                let shift = match state {
                    State::Open(tx) => tx.open_group(rows),
                    State::Failed(_) => 0,
                };
                On::PostgresDeferred { state, rows, shift }
            }
        };
        Deferred::new(Query::new(on, sql))
    }

    /// An id that is unique, and greater than those given before by this process.
    pub fn next_id(&self, now: DateTime<Utc>) -> i64 {
        self.ids.next(now)
    }

    /// Undoes everything, and returns once it is undone. Dropping does the same, but on PostgreSQL a moment later.
    pub async fn rollback(self) -> Result<()> {
        match self.slot {
            Slot::Postgres(State::Open(PostgresTx { open: Some(open), .. })) => Ok(open.rollback().await?),
            Slot::Sqlite(_) | Slot::Postgres(_) => Ok(()),
        }
    }

    /// Saves everything, durably, or nothing; so it does when the caller goes away meanwhile.
    ///
    /// # Errors
    /// Whatever kept the changes from being saved. Nothing is saved then, with one exception that no database can
    /// rule out: when the connection to PostgreSQL breaks during the commit, it may have been saved.
    pub async fn commit(mut self) -> Result<()> {
        if let (Some(taken), Slot::Postgres(State::Open(_))) = (&mut self.taken, &self.slot) {
            taken.keep();
        }
        match self.slot {
            Slot::Sqlite(State::Open(tx)) => tx.flush().await?.commit().await,
            Slot::Postgres(State::Open(tx)) => tx.commit().await,
            Slot::Sqlite(State::Failed(first)) | Slot::Postgres(State::Failed(first)) => {
                Err(Error::doomed(first))
            }
        }
    }
}

impl SqliteTx {
    pub fn new(lease: WriterLease) -> Self {
        Self { lease, before: String::new(), arguments: SqliteArguments::default(), shift: 0 }
    }

    /// Runs the waiting statements.
    async fn flush(self) -> Result<WriterLease> {
        let Self { lease, before, arguments, .. } = self;
        if before.is_empty() {
            return Ok(lease);
        }
        let running = lease.run(move |connection, prefix| {
            let query = query_with(AssertSqlSafe(prefix + &before), arguments);
            async move { connection.execute(query).await }.boxed()
        });
        Ok(running.await?.0)
    }
}

impl PostgresTx {
    /// The open transaction, after the waiting statements have run in it.
    pub async fn flush(&mut self) -> Result<&mut PgConnection> {
        if self.open.is_none() {
            self.open = Some(self.pool.begin().await?);
        }
        let Some(open) = &mut self.open else { return Err(Error::GivenUp) };
        for query in std::mem::take(&mut self.before).into_iter().filter_map(Group::query) {
            open.execute(query).await?;
        }
        Ok(open)
    }

    /// Opens the group that a waiting statement joins, which touches `rows`. Returns how many arguments are in front of
    /// its own.
    pub fn open_group(&mut self, rows: Option<&'static str>) -> usize {
        if !self.before.last().is_some_and(|group| group.admits(rows)) {
            self.before.push(Group { rows: rows.map(|_| Vec::new()), ..Group::default() });
        }
        self.before.last().map_or(0, |group| group.arguments.len())
    }

    /// The arguments of the open group, to which a waiting statement adds its own.
    pub fn group_arguments(&mut self) -> Option<&mut PgArguments> {
        self.before.last_mut().map(|group| &mut group.arguments)
    }

    /// Leaves a statement to run with the next one that needs an answer, or with the commit. Its arguments are in the
    /// open group already, behind `shift` others.
    pub fn defer(&mut self, sql: &str, rows: Option<&'static str>, shift: usize) {
        let Some(group) = self.before.last_mut() else { return };
        let mut text = String::with_capacity(sql.len() + 16);
        push_shifted(&mut text, sql, shift);
        group.texts.push(text);
        if let (Some(all), Some(rows)) = (&mut group.rows, rows) {
            all.push(rows);
        }
    }

    async fn commit(mut self) -> Result<()> {
        self.before.retain(|group| !group.texts.is_empty());
        if self.open.is_none() && self.before.len() <= 1 {
            let Some(only) = self.before.pop().and_then(Group::query) else { return Ok(()) };
            return match self.pool.execute(only).await {
                Ok(_) => Ok(()),
                Err(error @ sqlx::Error::Database(_)) => Err(error.into()),
                Err(error) => Err(Error::Commit(Arc::new(error))),
            };
        }
        self.flush().await?;
        let Some(open) = self.open else { return Ok(()) };
        open.commit().await.map_err(|error| Error::Commit(Arc::new(error)))
    }
}

impl Group {
    /// Whether a statement that touches `rows` may go along.
    fn admits(&self, rows: Option<&'static str>) -> bool {
        match (&self.rows, rows) {
            (Some(all), Some(rows)) => !all.contains(&rows),
            _ => false,
        }
    }

    /// All of them as one: the last, with the others in front as common table expressions, which run as well. `None`
    /// when there are none, because what was put together was never added.
    fn query(self) -> Option<sqlx::query::Query<'static, Postgres, PgArguments>> {
        let mut texts = self.texts;
        let last = texts.pop()?;
        let mut text =
            String::with_capacity(texts.iter().map(|text| text.len() + 16).sum::<usize>() + last.len());
        for (n, before) in texts.iter().enumerate() {
            let start = if n == 0 { "WITH" } else { "," };
            text.push_str(&format!("{start} w{n} AS ({before})"));
        }
        text.push(' ');
        text.push_str(&last);
        Some(query_with(AssertSqlSafe(text), self.arguments))
    }
}
