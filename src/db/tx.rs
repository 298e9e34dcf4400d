//! A transaction on either engine.

use super::{
    error::{Error, Result},
    query::{Later, On, Query},
    sql::Sql,
    writer::Turn,
};
use crate::base::ids::Ids;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use sqlx::{
    AssertSqlSafe, Executor, Postgres, SqlStr, Transaction, postgres::PgArguments, query_with,
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

/// A transaction on PostgreSQL, with the statements that wait.
pub(super) struct PostgresTx {
    pub transaction: Transaction<'static, Postgres>,
    pub before: Vec<(SqlStr, PgArguments)>,
}

impl Tx {
    pub(super) fn sqlite(turn: Turn, ids: Arc<Ids>) -> Self {
        Self { slot: Slot::Sqlite(Some(SqliteTx::new(turn))), ids }
    }

    pub(super) fn postgres(transaction: Transaction<'static, Postgres>, ids: Arc<Ids>) -> Self {
        Self { slot: Slot::Postgres(Some(PostgresTx { transaction, before: Vec::new() })), ids }
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
        Later(self.q(sql))
    }

    /// An id that is unique, and greater than those given before by this process.
    pub fn next_id(&self, now: DateTime<Utc>) -> i64 {
        self.ids.next(now)
    }

    /// Undoes everything, and returns once it is undone. Dropping does the same, but on PostgreSQL a moment later.
    pub async fn rollback(self) -> Result<()> {
        match self.slot {
            Slot::Postgres(Some(tx)) => Ok(tx.transaction.rollback().await?),
            Slot::Sqlite(_) | Slot::Postgres(None) => Ok(()),
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
            Slot::Postgres(Some(mut tx)) => {
                tx.flush().await?;
                tx.transaction.commit().await.map_err(|error| Error::Commit(Arc::new(error)))
            }
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
    /// Runs the waiting statements.
    pub async fn flush(&mut self) -> Result<()> {
        for (sql, arguments) in std::mem::take(&mut self.before) {
            self.transaction.execute(query_with(sql, arguments)).await?;
        }
        Ok(())
    }
}
