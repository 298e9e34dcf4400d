//! Reading in a transaction or outside one.

use super::{Db, Query, Sql, Tx};

/// Something that statements can be asked of: a transaction, or the database outside one.
pub trait Reads: Send {
    /// A statement that only reads.
    fn ask(&mut self, sql: Sql) -> Query<'_>;
}

impl Reads for Tx {
    fn ask(&mut self, sql: Sql) -> Query<'_> {
        self.q(sql)
    }
}

impl Reads for &Db {
    fn ask(&mut self, sql: Sql) -> Query<'_> {
        self.q(sql)
    }
}
