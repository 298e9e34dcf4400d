//! How much a database looks at, for tests that hold questions to their cost.

use super::{Db, Result};
use sqlx::SqliteConnection;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Steps between two looks at the count.
const GRAIN: i32 = 10;

/// Counts the steps of SQLite's virtual machine on all connections of a [`Db`]: some for each row that is looked at,
/// whether it is found or passed over, so that the count tells of a scan where the answer does not.
#[derive(Clone, Debug, Default)]
pub struct Steps(Arc<AtomicU64>);

impl Steps {
    /// The steps since the last time that this was asked. Nothing is counted on PostgreSQL, which counts rows by itself.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }

    /// Counts the steps of a connection from now on.
    pub(super) async fn watch(self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        connection.lock_handle().await?.set_progress_handler(GRAIN, move || {
            self.0.fetch_add(GRAIN.unsigned_abs().into(), Ordering::Relaxed);
            true
        });
        Ok(())
    }
}

impl Db {
    /// Like [`open_with`](Self::open_with), with a count of the steps that SQLite takes.
    ///
    /// # Errors
    /// As [`open_with`](Self::open_with).
    pub async fn open_counting(url: &str, pool_size: u32) -> Result<(Self, Steps)> {
        let steps = Steps::default();
        Ok((Self::open_as(url, pool_size, Some(steps.clone())).await?, steps))
    }
}
