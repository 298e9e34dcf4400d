//! Bringing what was committed from SQLite's write-ahead log into the file, beside the writer.
//!
//! Left to itself, SQLite does so in the middle of a commit, once the log has a thousand pages: whoever waits for that
//! commit waits for a thousand pages as well. Here a connection of its own does it, for which no writer and no reader
//! waits. When it cannot keep up, the writer helps at [`LONGEST_LOG`], so the log stays bounded.

use sqlx::{ConnectOptions, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use std::time::Duration;
use tokio::sync::mpsc;

/// Pages in the log at which the writer itself brings them into the file: 40 MB.
pub(super) const LONGEST_LOG: u32 = 10_000;
/// Pause between two passes, in which the changes of many commits come together.
const REST: Duration = Duration::from_millis(250);

/// Where commits are told.
pub(super) struct Checkpoints(mpsc::Sender<()>);

impl Checkpoints {
    /// Opens the connection; it is closed when this is dropped.
    pub async fn start(options: SqliteConnectOptions) -> sqlx::Result<Self> {
        let options = options.pragma("wal_autocheckpoint", "0");
        let connection = options.connect().await?;
        let (commits, told) = mpsc::channel(1);
        tokio::spawn(follow(options, connection, told));
        Ok(Self(commits))
    }

    /// Something was committed.
    pub fn committed(&self) {
        // When it cannot be sent, one that waits stands for this one too.
        let _ = self.0.try_send(());
    }
}

async fn follow(
    options: SqliteConnectOptions,
    mut connection: SqliteConnection,
    mut commits: mpsc::Receiver<()>,
) {
    while commits.recv().await.is_some() {
        if let Err(error) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await {
            // Nothing is lost: it is in the log, and the next pass tries again.
            tracing::warn!(%error, "the write-ahead log could not be brought into the database's file");
            // The connection may have died.
            if let Ok(another) = options.connect().await {
                connection = another;
            }
        }
        tokio::time::sleep(REST).await;
    }
}
