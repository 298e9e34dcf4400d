//! Several reads of one and the same state.

use super::{
    Result, Sql,
    query::{On, Query},
};
use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction, postgres::PgArguments, sqlite::SqliteArguments,
};

/// Reads that all see the database as it was at the first of them, whatever is written meanwhile.
pub struct Snapshot(Engine);

enum Engine {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Snapshot {
    pub(super) async fn sqlite(readers: &SqlitePool) -> Result<Self> {
        Ok(Self(Engine::Sqlite(readers.begin().await?)))
    }

    pub(super) async fn postgres(pool: &PgPool) -> Result<Self> {
        let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        Ok(Self(Engine::Postgres(pool.begin_with(begin).await?)))
    }

    /// A read of this state.
    pub fn q(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let on = match &mut self.0 {
            Engine::Sqlite(tx) => On::SqliteSnapshot(tx, SqliteArguments::default()),
            Engine::Postgres(tx) => On::PostgresSnapshot(tx, PgArguments::default()),
        };
        Query::new(on, sql.into())
    }
}
