//! One statement with its arguments, on either engine.

use super::{
    error::{Error, Result},
    sql::{Sql, push_shifted, safe},
    tx::{PostgresTx, SqliteTx},
    value::{Bind, Read},
};
use futures::{FutureExt, Stream, TryStreamExt};
use sqlx::{
    Arguments, Either, Executor, FromRow, PgConnection, PgPool, Postgres, Row, SqlStr, Sqlite,
    SqliteConnection, SqlitePool,
    error::BoxDynError,
    postgres::{PgArguments, PgRow},
    query_as_with, query_with,
    sqlite::{SqliteArguments, SqliteRow},
};
use std::borrow::Cow;

/// A statement being put together: bind its arguments in the order of `$1`, `$2`, …, then run it.
#[must_use = "a statement does nothing until it is run"]
pub struct Query<'c> {
    on: On<'c>,
    sql: Sql,
    /// The first argument that could not be encoded.
    bad: Option<BoxDynError>,
}

/// Where a statement will run, with its arguments in that engine's form.
///
/// A statement takes its transaction out of the slot and puts it back when it has succeeded. So a transaction
/// whose statement failed or was given up half-way is gone, and what is gone is rolled back.
pub(super) enum On<'c> {
    SqliteRead(&'c SqlitePool, SqliteArguments),
    PostgresRead(&'c PgPool, PgArguments),
    SqliteSnapshot(&'c mut SqliteConnection, SqliteArguments),
    PostgresSnapshot(&'c mut PgConnection, PgArguments),
    Sqlite(&'c mut Option<SqliteTx>, SqliteTx),
    Postgres(&'c mut Option<PostgresTx>, PostgresTx, PgArguments),
    Doomed,
}

/// Runs a native query on whatever the statement is for: `$make` is one of sqlx's constructors, `$query` the
/// query it makes, `$on` its executor.
macro_rules! run {
    ($self:ident, [$make:ident $(, $row:ty)?], |$query:ident, $on:ident| $body:expr) => {{
        if let Some(error) = $self.bad {
            return Err(sqlx::Error::Encode(error).into());
        }
        match $self.on {
            On::SqliteRead($on, arguments) => {
                let $query = $make::<Sqlite, $($row,)? _>(safe($self.sql.sqlite), arguments);
                Ok($body?)
            }
            On::PostgresRead($on, arguments) => {
                let $query = $make::<Postgres, $($row,)? _>(safe($self.sql.postgres), arguments);
                Ok($body?)
            }
            On::SqliteSnapshot($on, arguments) => {
                let $query = $make::<Sqlite, $($row,)? _>(safe($self.sql.sqlite), arguments);
                Ok($body?)
            }
            On::PostgresSnapshot($on, arguments) => {
                let $query = $make::<Postgres, $($row,)? _>(safe($self.sql.postgres), arguments);
                Ok($body?)
            }
            On::Sqlite(slot, SqliteTx { turn, before, arguments, shift }) => {
                let sql = $self.sql.sqlite;
                let running = turn.run(move |$on, overture| {
                    let text = joined(overture, &before, sql, shift);
                    let $query = $make::<Sqlite, $($row,)? _>(text, arguments);
                    async move { $body }.boxed()
                });
                let (turn, value) = running.await?;
                *slot = Some(SqliteTx::new(turn));
                Ok(value)
            }
            On::Postgres(slot, mut tx, arguments) => {
                let $on = tx.flush().await?;
                let $query = $make::<Postgres, $($row,)? _>(safe($self.sql.postgres), arguments);
                let value = async { $body }.await?;
                *slot = Some(tx);
                Ok(value)
            }
            On::Doomed => Err(Error::Doomed),
        }
    }};
}

impl<'c> Query<'c> {
    pub(super) fn new(on: On<'c>, sql: Sql) -> Self {
        Self { on, sql, bad: None }
    }

    /// Binds the next argument.
    pub fn bind<'q>(mut self, value: impl Bind<'q>) -> Self {
        let added = match &mut self.on {
            On::SqliteRead(_, arguments)
            | On::SqliteSnapshot(_, arguments)
            | On::Sqlite(_, SqliteTx { arguments, .. }) => arguments.add(value),
            On::PostgresRead(_, arguments)
            | On::PostgresSnapshot(_, arguments)
            | On::Postgres(_, _, arguments) => arguments.add(value),
            On::Doomed => Ok(()),
        };
        if let Err(error) = added {
            self.bad.get_or_insert(error);
        }
        self
    }

    /// Runs it and returns how many rows it inserted, changed or deleted.
    pub async fn run(self) -> Result<u64> {
        run!(self, [query_with], |query, on| {
            last_count(on.fetch_many(query), |done| done.rows_affected()).await
        })
    }

    /// All rows.
    pub async fn all<T: Read>(self) -> Result<Vec<T>> {
        run!(self, [query_as_with, T], |query, on| query.fetch_all(on).await)
    }

    /// The first row, if there is one.
    pub async fn opt<T: Read>(self) -> Result<Option<T>> {
        run!(self, [query_as_with, T], |query, on| query.fetch_optional(on).await)
    }

    /// The first row. That there is none is an error, but not one that spoils the transaction.
    pub async fn one<T: Read>(self) -> Result<T> {
        self.opt().await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// How the engine would go about a read or a write, in its own words. Nothing is run.
    pub async fn plan(mut self) -> Result<String> {
        self.sql.sqlite = Cow::Owned(format!("EXPLAIN QUERY PLAN {}", self.sql.sqlite));
        self.sql.postgres = Cow::Owned(format!("EXPLAIN {}", self.sql.postgres));
        let lines: Vec<PlanLine> = self.all().await?;
        Ok(lines.into_iter().map(|line| line.0).collect::<Vec<_>>().join("\n"))
    }

    /// Leaves it to run, in order, together with the transaction's next statement or its commit.
    fn put_off(self, rows: Option<&'static str>, shift: usize) {
        match (self.on, self.bad) {
            (On::Sqlite(slot, mut tx), None) => {
                push_shifted(&mut tx.before, &self.sql.sqlite, tx.shift);
                tx.before.push(';');
                tx.shift = tx.arguments.len();
                *slot = Some(tx);
            }
            (On::Postgres(slot, mut tx, arguments), None) => {
                tx.put_off(&self.sql.postgres, rows, arguments, shift);
                *slot = Some(tx);
            }
            // Not put back, the transaction is doomed, and its commit says so.
            _ => {}
        }
    }
}

/// A write whose result nobody needs, see [`Tx::later`](super::Tx::later) and [`Tx::beside`](super::Tx::beside).
#[must_use = "a statement does nothing until it is added"]
pub struct Later<'c> {
    query: Query<'c>,
    /// What it touches; `None` when it must stay alone.
    rows: Option<&'static str>,
    /// How many arguments of others are in front of its own, on PostgreSQL.
    shift: usize,
}

impl<'c> Later<'c> {
    pub(super) fn new(mut query: Query<'c>, rows: Option<&'static str>) -> Self {
        let mut shift = 0;
        if let On::Postgres(_, tx, arguments) = &mut query.on {
            *arguments = tx.arguments(rows);
            shift = arguments.len();
        }
        Self { query, rows, shift }
    }

    /// Binds the next argument.
    pub fn bind<'q>(self, value: impl Bind<'q>) -> Self {
        Self { query: self.query.bind(value), ..self }
    }

    /// Adds it to the transaction. An error shows in the next statement, or in the commit.
    pub fn add(self) {
        self.query.put_off(self.rows, self.shift);
    }
}

/// One text for everything that goes to SQLite in this trip.
fn joined(mut overture: String, before: &str, sql: Cow<'static, str>, shift: usize) -> SqlStr {
    if overture.is_empty() && before.is_empty() {
        return safe(sql);
    }
    overture.push_str(before);
    push_shifted(&mut overture, &sql, shift);
    safe(Cow::Owned(overture))
}

/// The count of the last statement: SQLite repeats the count of the one before for savepoint control.
async fn last_count<D, R>(
    mut steps: impl Stream<Item = sqlx::Result<Either<D, R>>> + Unpin,
    count: impl Fn(&D) -> u64,
) -> sqlx::Result<u64> {
    let mut last = 0;
    while let Some(step) = steps.try_next().await? {
        if let Either::Left(done) = step {
            last = count(&done);
        }
    }
    Ok(last)
}

/// One line of a plan. SQLite has it in a column named `detail`, PostgreSQL in its only column.
struct PlanLine(String);

impl FromRow<'_, SqliteRow> for PlanLine {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        row.try_get("detail").map(Self)
    }
}

impl FromRow<'_, PgRow> for PlanLine {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        row.try_get(0).map(Self)
    }
}
