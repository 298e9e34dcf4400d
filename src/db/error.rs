//! What can go wrong between docket and its database.

use std::sync::Arc;

/// The result of everything that touches the database.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure of the database, or of what it was asked. None of these texts holds a password or a bound value.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The URL cannot be used; the text says what is wrong and what to do.
    #[error("{0}")]
    Url(String),
    /// The database is not there or does not let us in. `place` names it without its password.
    #[error("cannot open the database {place}: {source}. Check that it exists, runs, and accepts this user")]
    Open {
        /// A file, or `user@host:port/database`.
        place: String,
        /// What the driver said.
        source: Arc<sqlx::Error>,
    },
    /// Another docket works on the file.
    #[error(
        "another docket works on the database {0}; stop it first. Where several are to work side by side, use PostgreSQL"
    )]
    Taken(String),
    /// A statement failed.
    #[error("database: {0}")]
    Statement(Arc<sqlx::Error>),
    /// The commit failed, so nothing of this transaction was saved.
    #[error("database: the commit failed and nothing was saved: {0}")]
    Commit(Arc<sqlx::Error>),
    /// An earlier statement of this transaction failed; it can only be rolled back. Says what failed first.
    #[error("database: nothing of this transaction can be saved, because an earlier statement failed: {0}")]
    Doomed(Arc<Error>),
    /// A statement of this transaction was given up half-way; it can only be rolled back.
    #[error("database: a statement of this transaction was given up half-way, so nothing of it can be saved")]
    GivenUp,
    /// The schema could not be brought up to date.
    #[error("database schema: {0}")]
    Schema(Arc<sqlx::migrate::MigrateError>),
    /// The schema is not as docket's rules have it.
    #[error("database schema: {0}")]
    Shape(String),
    /// The runtime is stopping and took the statement with it.
    #[error("database: docket is stopping, nothing of this transaction was saved")]
    Stopping,
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Statement(Arc::new(error))
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Schema(Arc::new(error))
    }
}

impl Error {
    /// What a transaction answers once `first` has ended it.
    pub(super) fn doomed(first: Error) -> Self {
        match first {
            Self::GivenUp => Self::GivenUp,
            first => Self::Doomed(Arc::new(first)),
        }
    }

    /// True when a unique or primary key refused the row.
    pub fn is_unique_violation(&self) -> bool {
        self.database().is_some_and(|error| error.is_unique_violation())
    }

    /// True when a foreign key refused the row.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.database().is_some_and(|error| error.is_foreign_key_violation())
    }

    /// True when the same thing may well succeed later: connection lost, no connection free, file locked.
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error as E;
        match self.driver() {
            Some(E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed) => true,
            Some(E::Database(error)) => match error.code().as_deref() {
                // PostgreSQL: connection exceptions, too many connections, shutting down, lock not available.
                Some(code) if code.len() == 5 => {
                    code.starts_with("08") || code.starts_with("57P") || matches!(code, "53300" | "55P03")
                }
                Some(code) => matches!(sqlite_primary(code), Some(SQLITE_BUSY | SQLITE_LOCKED)),
                None => false,
            },
            _ => false,
        }
    }

    /// True when the transaction was ended because it and another one held what the other wanted: the same may well succeed
    /// at once, see [`again`](super::again()).
    pub fn is_conflict(&self) -> bool {
        // PostgreSQL: serialization failure, deadlock. SQLite's transactions take turns.
        let code = self.database().and_then(|error| error.code());
        matches!(code.as_deref(), Some("40001" | "40P01"))
    }

    /// True when the disk under the database is full.
    pub fn is_full(&self) -> bool {
        self.database().and_then(|error| error.code()).is_some_and(|code| {
            if code.len() == 5 { code == "53100" } else { sqlite_primary(&code) == Some(SQLITE_FULL) }
        })
    }

    fn driver(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Open { source: error, .. } | Self::Statement(error) | Self::Commit(error) => Some(error),
            Self::Doomed(first) => first.driver(),
            Self::Url(_)
            | Self::Taken(_)
            | Self::GivenUp
            | Self::Schema(_)
            | Self::Shape(_)
            | Self::Stopping => None,
        }
    }

    fn database(&self) -> Option<&dyn sqlx::error::DatabaseError> {
        self.driver().and_then(sqlx::Error::as_database_error)
    }
}

// Primary result codes, https://www.sqlite.org/rescode.html. Extended codes carry them in their low byte.
const SQLITE_ERROR: i64 = 1;
const SQLITE_BUSY: i64 = 5;
const SQLITE_LOCKED: i64 = 6;
const SQLITE_FULL: i64 = 13;
const SQLITE_TOOBIG: i64 = 18;
const SQLITE_CONSTRAINT: i64 = 19;
const SQLITE_MISMATCH: i64 = 20;
const SQLITE_RANGE: i64 = 25;

fn sqlite_primary(code: &str) -> Option<i64> {
    code.parse::<i64>().ok().map(|code| code & 0xff)
}

/// Whether SQLite refused because somebody else holds the file at the moment.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    matches!(code.as_deref().and_then(sqlite_primary), Some(SQLITE_BUSY | SQLITE_LOCKED))
}

/// Whether SQLite has left the transaction around a failed statement intact.
///
/// Some failures (disk full, I/O, out of memory) may make SQLite roll the whole transaction back by itself,
/// see <https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction>. Only failures that
/// are known to end with the statement count as harmless.
pub(super) fn ends_with_the_statement(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => matches!(
            error.code().as_deref().and_then(sqlite_primary),
            Some(SQLITE_ERROR | SQLITE_TOOBIG | SQLITE_CONSTRAINT | SQLITE_MISMATCH | SQLITE_RANGE)
        ),
        sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => false,
        _ => true,
    }
}

/// Whether a connection to SQLite may still be used after a failure. A full or a locked file says nothing against it; where
/// its thread has ended, or the file cannot be read or written, a new one may do better.
pub(super) fn leaves_the_connection(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    let is_passing =
        matches!(code.as_deref().and_then(sqlite_primary), Some(SQLITE_BUSY | SQLITE_LOCKED | SQLITE_FULL));
    is_passing || ends_with_the_statement(error)
}
