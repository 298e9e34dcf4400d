//! A transaction on either engine.

use super::{
    error::{Error, Result},
    number::Numbers,
    query::{Later, On, Query},
    sql::{Sql, push_shifted},
    writer::Turn,
};
use crate::base::ids::Ids;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{
    AssertSqlSafe, Executor, PgConnection, PgPool, Postgres, Transaction, postgres::PgArguments, query_with,
    sqlite::SqliteArguments,
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
    /// Where numbers are to be had; `None` where this transaction takes them itself.
    numbers: Option<Arc<Numbers>>,
}

/// `None` once a statement has failed or was given up half-way.
enum Slot {
    Sqlite(Option<SqliteTx>),
    Postgres(Option<PostgresTx>),
}

/// A transaction on SQLite, with statements that wait to ride along with its next one.
pub(super) struct SqliteTx {
    pub turn: Turn,
    /// Text of the waiting statements, each ended by `;`.
    pub before: String,
    /// Arguments of the waiting statements, then those of the one being put together.
    pub arguments: SqliteArguments,
    /// How many arguments belong to the waiting statements.
    pub shift: usize,
}

/// A transaction on PostgreSQL, with the statements that wait. It is opened there when a statement needs an answer: one
/// whose waiting statements all go together is a single statement, which is a transaction of its own.
pub(super) struct PostgresTx {
    pool: PgPool,
    open: Option<Transaction<'static, Postgres>>,
    before: Vec<Together>,
}

/// Statements that go to PostgreSQL as one.
#[derive(Default)]
struct Together {
    /// With their arguments renumbered.
    texts: Vec<String>,
    arguments: PgArguments,
    /// The rows that they touch; `None` when they must stay alone.
    rows: Option<Vec<&'static str>>,
}

impl Tx {
    pub(super) fn sqlite(turn: Turn, ids: Arc<Ids>) -> Self {
        Self { slot: Slot::Sqlite(Some(SqliteTx::new(turn))), ids, numbers: None }
    }

    pub(super) fn postgres(pool: PgPool, ids: Arc<Ids>, numbers: Arc<Numbers>) -> Self {
        let tx = PostgresTx { pool, open: None, before: Vec::new() };
        Self { slot: Slot::Postgres(Some(tx)), ids, numbers: Some(numbers) }
    }

    pub(super) fn numbers(&self) -> Option<&Arc<Numbers>> {
        self.numbers.as_ref()
    }

    /// A statement of this transaction.
    pub fn q(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let on = match &mut self.slot {
            Slot::Sqlite(slot) => match slot.take() {
                Some(tx) => On::Sqlite(slot, tx),
                None => On::Doomed,
            },
            Slot::Postgres(slot) => match slot.take() {
                Some(tx) => On::Postgres(slot, tx, PgArguments::default()),
                None => On::Doomed,
            },
        };
        Query::new(on, sql.into())
    }

    /// A write whose result nobody needs. It runs, in order, together with the next statement or the commit, which
    /// on SQLite saves the trip that costs most. It must not return rows.
    pub fn later(&mut self, sql: impl Into<Sql>) -> Later<'_> {
        Later::new(self.q(sql), None)
    }

    /// Like [`later`](Self::later), for a write that has nothing to do with those that wait with it: it neither reads
    /// nor changes what they write, except for a foreign key to a row that they add. On PostgreSQL such writes become
    /// one statement. `rows` names what it touches, usually by its table; what touches the same goes after it.
    pub fn beside(&mut self, rows: &'static str, sql: impl Into<Sql>) -> Later<'_> {
        Later::new(self.q(sql), Some(rows))
    }

    /// An id that is unique, and greater than those given before by this process.
    pub fn next_id(&self, now: DateTime<Utc>) -> i64 {
        self.ids.next(now)
    }

    /// Undoes everything, and returns once it is undone. Dropping does the same, but on PostgreSQL a moment later.
    pub async fn rollback(self) -> Result<()> {
        match self.slot {
            Slot::Postgres(Some(PostgresTx { open: Some(open), .. })) => Ok(open.rollback().await?),
            Slot::Sqlite(_) | Slot::Postgres(_) => Ok(()),
        }
    }

    /// Saves everything, durably, or nothing; so it does when the caller goes away meanwhile.
    ///
    /// # Errors
    /// Whatever kept the changes from being saved. Nothing is saved then, with one exception that no database can
    /// rule out: when the connection to PostgreSQL breaks during the commit, it may have been saved.
    pub async fn commit(self) -> Result<()> {
        match self.slot {
            Slot::Sqlite(Some(tx)) => tx.flush().await?.commit().await,
            Slot::Postgres(Some(tx)) => tx.commit().await,
            Slot::Sqlite(None) | Slot::Postgres(None) => Err(Error::Doomed),
        }
    }
}

impl SqliteTx {
    pub fn new(turn: Turn) -> Self {
        Self { turn, before: String::new(), arguments: SqliteArguments::default(), shift: 0 }
    }

    /// Runs the waiting statements.
    async fn flush(self) -> Result<Turn> {
        let Self { turn, before, arguments, .. } = self;
        if before.is_empty() {
            return Ok(turn);
        }
        let running = turn.run(move |connection, overture| {
            let query = query_with(AssertSqlSafe(overture + &before), arguments);
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
        let Some(open) = &mut self.open else { return Err(Error::Doomed) };
        for together in std::mem::take(&mut self.before) {
            open.execute(together.query()).await?;
        }
        Ok(open)
    }

    /// The arguments to which those of the next waiting statement are added.
    pub fn arguments(&mut self, rows: Option<&'static str>) -> PgArguments {
        match self.before.last_mut().filter(|together| together.admits(rows)) {
            Some(together) => std::mem::take(&mut together.arguments),
            None => PgArguments::default(),
        }
    }

    /// Leaves a statement to run with the next one that needs an answer, or with the commit. `arguments` are what
    /// [`arguments`](Self::arguments) gave, `shift` of them, and its own.
    pub fn put_off(&mut self, sql: &str, rows: Option<&'static str>, arguments: PgArguments, shift: usize) {
        if !self.before.last().is_some_and(|together| together.admits(rows)) {
            self.before.push(Together { rows: rows.map(|_| Vec::new()), ..Together::default() });
        }
        let Some(together) = self.before.last_mut() else { return };
        let mut text = String::with_capacity(sql.len() + 16);
        push_shifted(&mut text, sql, shift);
        together.texts.push(text);
        together.arguments = arguments;
        if let (Some(all), Some(rows)) = (&mut together.rows, rows) {
            all.push(rows);
        }
    }

    async fn commit(mut self) -> Result<()> {
        if self.open.is_none() && self.before.len() <= 1 {
            let Some(only) = self.before.pop() else { return Ok(()) };
            return match self.pool.execute(only.query()).await {
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

impl Together {
    /// Whether a statement that touches `rows` may go along.
    fn admits(&self, rows: Option<&'static str>) -> bool {
        match (&self.rows, rows) {
            (Some(all), Some(rows)) => !all.contains(&rows),
            _ => false,
        }
    }

    /// All of them as one: the last, with the others in front as common table expressions, which run as well.
    fn query(self) -> sqlx::query::Query<'static, Postgres, PgArguments> {
        let mut texts = self.texts;
        let last = texts.pop().unwrap_or_default();
        let mut text =
            String::with_capacity(texts.iter().map(|text| text.len() + 16).sum::<usize>() + last.len());
        for (n, before) in texts.iter().enumerate() {
            let start = if n == 0 { "WITH" } else { "," };
            text.push_str(&format!("{start} w{n} AS ({before})"));
        }
        text.push(' ');
        text.push_str(&last);
        query_with(AssertSqlSafe(text), self.arguments)
    }
}
