//! Moving a whole database: one JSON line per row, the same from either engine.
//!
//! ```text
//! {"docket_export":1,"migration":1}
//! {"table":"counter","row":{"guild_id":7,"noun":"request","value":3}}
//! {"end":{"counter":1,"event":0}}
//! ```
//!
//! Instants are RFC 3339 with microseconds, bytes are base64, JSON is itself, a column that is NULL is left out. Tables come with those first that
//! others refer to, rows in order of their primary key, columns by name; so two exports of the same content are
//! equal line by line.

mod cell;
mod export;
mod import;

pub use export::export;
pub use import::import;

use super::{Error, Sql, migrate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Lets a transaction wait as long as whoever reads or writes the other end of a pipe takes.
fn unhurried() -> Sql {
    crate::sql![lite("SELECT 1") pg("SET LOCAL idle_in_transaction_session_timeout = 0")]
}

/// The version of the format.
const FORMAT: u32 = 1;

/// How many rows of each table were moved.
pub type Counts = BTreeMap<String, u64>;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    docket_export: u32,
    migration: i64,
}

/// Every line after the first: `table` and `row`, or at last `end`. A column that is NULL is left out of the row.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Counts>,
}

/// Why a database could not be moved. Nothing was changed in the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// The file could not be read or written.
    #[error("the export file failed: {0}. Nothing was changed in the database")]
    File(#[from] std::io::Error),
    /// No docket has used the database yet.
    #[error("there is nothing of docket's in the database, so there is nothing to export")]
    NoSchema,
    /// The database has taken more steps than the one that was exported.
    #[error(
        "the database has schema {has}, newer than the export's {migration}. Nothing was imported; import into a database \
         that docket has not used yet, and it is brought up to date afterwards"
    )]
    Newer {
        /// The newest migration of the database.
        has: i64,
        /// The newest migration of the database that was exported.
        migration: i64,
    },
    /// There is something in the database already.
    #[error(
        "the database is not empty: table {0} has rows. Nothing was imported; import into a new database"
    )]
    NotEmpty(String),
    /// The file does not begin as an export does.
    #[error("this is not an export of docket: its first line is no header. Nothing was imported")]
    NoHeader,
    /// The file was written by a docket that differs too much.
    #[error(
        "the export has format {format} and schema {migration}, this docket reads format {FORMAT} and schema {}. \
         Nothing was imported; use the docket that wrote it, or a newer one",
        migrate::newest()
    )]
    Version {
        /// The version of the format.
        format: u32,
        /// The newest migration of the database that was exported.
        migration: i64,
    },
    /// A line cannot be used.
    #[error("line {line} of the export cannot be used: {problem}. Nothing was imported")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// The file ends too early.
    #[error(
        "the export is cut off after line {0}: its last line is missing. Nothing was imported; export again"
    )]
    CutOff(u64),
    /// Rows were lost on the way.
    #[error("the export has {found} rows of {table} but says {promised}. Nothing was imported; export again")]
    Count {
        /// The table.
        table: String,
        /// Rows found.
        found: u64,
        /// Rows that the last line promises.
        promised: u64,
    },
}
