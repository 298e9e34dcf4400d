//! One statement with its arguments, on either engine.

use super::{
    error::{Error, Result},
    sql::{Sql, push_shifted, safe},
    tx::{PostgresTx, SqliteTx, State},
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

/// What a statement says at its end was never said: the thread of SQLite's connection died meanwhile. sqlx takes that for an
/// end like any other, with no rows.
const CUT_OFF: sqlx::Error = sqlx::Error::WorkerCrashed;

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
/// A transaction stays where it is until the statement runs, and is put back when that has succeeded. So a transaction
/// whose statement failed or was given up half-way is gone, and what is gone is rolled back; one whose statement was
/// never run is as it was.
pub(super) enum On<'c> {
    SqliteRead(&'c SqlitePool, SqliteArguments),
    PostgresRead(&'c PgPool, PgArguments),
    SqliteSnapshot(&'c mut SqliteConnection, SqliteArguments),
    PostgresSnapshot(&'c mut PgConnection, PgArguments),
    Sqlite(&'c mut State<SqliteTx>),
    Postgres(&'c mut State<PostgresTx>, PgArguments),
    /// A write that waits for others, on PostgreSQL: the rows that it touches, `None` when it must stay alone, and how
    /// many arguments of others are in front of its own.
    PostgresDeferred {
        state: &'c mut State<PostgresTx>,
        rows: Option<&'static str>,
        shift: usize,
    },
}

impl<'c> On<'c> {
    /// A statement of the transaction, whose arguments go behind those that are there.
    pub fn sqlite(state: &'c mut State<SqliteTx>) -> Self {
        if let State::Open(tx) = &mut *state {
            tx.shift = tx.arguments.len();
        }
        Self::Sqlite(state)
    }

    /// Adds the next argument, wherever this engine keeps them.
    fn add<'q>(&mut self, value: impl Bind<'q>) -> std::result::Result<(), BoxDynError> {
        match self {
            On::SqliteRead(_, arguments) | On::SqliteSnapshot(_, arguments) => arguments.add(value),
            On::PostgresRead(_, arguments)
            | On::PostgresSnapshot(_, arguments)
            | On::Postgres(_, arguments) => arguments.add(value),
            On::Sqlite(State::Open(tx)) => tx.arguments.add(value),
            On::PostgresDeferred { state: State::Open(tx), .. } => match tx.group_arguments() {
                Some(arguments) => arguments.add(value),
                None => Ok(()),
            },
            On::Sqlite(State::Failed(_)) | On::PostgresDeferred { state: State::Failed(_), .. } => Ok(()),
        }
    }

    /// Dooms the transaction, if it is one, and returns the error.
    fn fail(self, error: Error) -> Error {
        match self {
            On::Sqlite(state) => state.fail(error),
            On::Postgres(state, _) | On::PostgresDeferred { state, .. } => state.fail(error),
            On::SqliteRead(..) | On::PostgresRead(..) | On::SqliteSnapshot(..) | On::PostgresSnapshot(..) => {
                error
            }
        }
    }
}

/// Runs a native query on whatever the statement is for: `$make` is one of sqlx's constructors, `$query` the
/// query it makes, `$on` its executor.
macro_rules! run {
    ($self:ident, [$make:ident $(, $row:ty)?], |$query:ident, $on:ident| $body:expr) => {{
        if let Some(error) = $self.bad {
            return Err($self.on.fail(sqlx::Error::Encode(error).into()));
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
            On::Sqlite(state) => {
                let SqliteTx { lease, before, arguments, shift } = state.take()?;
                let sql = $self.sql.sqlite;
                let running = lease.run(move |$on, prefix| {
                    let text = joined(prefix, &before, sql, shift);
                    let $query = $make::<Sqlite, $($row,)? _>(text, arguments);
                    async move { $body }.boxed()
                });
                match running.await {
                    Ok((lease, value)) => {
                        *state = State::Open(SqliteTx::new(lease));
                        Ok(value)
                    }
                    Err(error) => Err(state.fail(error)),
                }
            }
            On::Postgres(state, arguments) => {
                let mut tx = state.take()?;
                let running = async {
                    let $on = tx.flush().await?;
                    let $query = $make::<Postgres, $($row,)? _>(safe($self.sql.postgres), arguments);
                    Ok($body?)
                };
                match running.await {
                    Ok(value) => {
                        *state = State::Open(tx);
                        Ok(value)
                    }
                    Err(error) => Err(state.fail(error)),
                }
            }
            // Nobody can run what was made to wait: `Deferred` has no such functions.
            On::PostgresDeferred { state, .. } => Err(state.fail(Error::GivenUp)),
        }
    }};
}

impl<'c> Query<'c> {
    pub(super) fn new(on: On<'c>, sql: Sql) -> Self {
        Self { on, sql, bad: None }
    }

    /// Binds the next argument.
    pub fn bind<'q>(mut self, value: impl Bind<'q>) -> Self {
        let added = self.on.add(value);
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
        run!(self, [query_as_with, T], |query, on| every_row(on.fetch_many(query)).await)
    }

    /// The first row, if there is one.
    pub async fn opt<T: Read>(self) -> Result<Option<T>> {
        run!(self, [query_as_with, T], |query, on| first_row(on.fetch_many(query)).await)
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
    fn defer(self) {
        if let Some(error) = self.bad {
            // The next statement or the commit says so.
            self.on.fail(sqlx::Error::Encode(error).into());
            return;
        }
        match self.on {
            On::Sqlite(State::Open(tx)) => {
                push_shifted(&mut tx.before, &self.sql.sqlite, tx.shift);
                tx.before.push(';');
            }
            On::PostgresDeferred { state: State::Open(tx), rows, shift } => {
                tx.defer(&self.sql.postgres, rows, shift);
            }
            // What has failed says so at its next statement or its commit; nothing else is made to wait.
            _ => {}
        }
    }
}

/// A write whose result nobody needs, see [`Tx::defer`](super::Tx::defer) and [`Tx::defer_independent`](super::Tx::defer_independent).
#[must_use = "a statement does nothing until it is added"]
pub struct Deferred<'c>(Query<'c>);

impl<'c> Deferred<'c> {
    pub(super) fn new(query: Query<'c>) -> Self {
        Self(query)
    }

    /// Binds the next argument.
    pub fn bind<'q>(self, value: impl Bind<'q>) -> Self {
        Self(self.0.bind(value))
    }

    /// Adds it to the transaction. An error shows in the next statement, or in the commit.
    pub fn add(self) {
        self.0.defer();
    }
}

/// One text for everything that goes to SQLite in this trip.
fn joined(mut prefix: String, before: &str, sql: Cow<'static, str>, shift: usize) -> SqlStr {
    if prefix.is_empty() && before.is_empty() {
        return safe(sql);
    }
    prefix.push_str(before);
    push_shifted(&mut prefix, &sql, shift);
    safe(Cow::Owned(prefix))
}

/// The count of the last statement: SQLite repeats the count of the one before for savepoint control.
async fn last_count<D, R>(
    mut steps: impl Stream<Item = sqlx::Result<Either<D, R>>> + Unpin,
    count: impl Fn(&D) -> u64,
) -> sqlx::Result<u64> {
    let mut last = None;
    while let Some(step) = steps.try_next().await? {
        if let Either::Left(done) = step {
            last = Some(count(&done));
        }
    }
    last.ok_or(CUT_OFF)
}

async fn every_row<D, R: Row, T: for<'r> FromRow<'r, R>>(
    mut steps: impl Stream<Item = sqlx::Result<Either<D, R>>> + Unpin,
) -> sqlx::Result<Vec<T>> {
    let (mut rows, mut is_done) = (Vec::new(), false);
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(_) => is_done = true,
            Either::Right(row) => rows.push(T::from_row(&row)?),
        }
    }
    if is_done { Ok(rows) } else { Err(CUT_OFF) }
}

async fn first_row<D, R: Row, T: for<'r> FromRow<'r, R>>(
    mut steps: impl Stream<Item = sqlx::Result<Either<D, R>>> + Unpin,
) -> sqlx::Result<Option<T>> {
    let mut is_done = false;
    while let Some(step) = steps.try_next().await? {
        match step {
            Either::Left(_) => is_done = true,
            Either::Right(row) => return T::from_row(&row).map(Some),
        }
    }
    if is_done { Ok(None) } else { Err(CUT_OFF) }
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
