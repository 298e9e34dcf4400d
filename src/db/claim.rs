//! A SQLite file is worked on by one docket at a time.
//!
//! The operating system keeps the lock, and drops it when the process ends, in whatever way. So whoever has it knows that
//! nobody else is at work and that what is still leased was left by the dead.

use super::{Db, Engine, Error, Result, open::ACQUIRE_TIMEOUT};
use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// What is added to the file's name. The database itself must not be opened beside SQLite: closing it would drop SQLite's
/// own locks, <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>.
const SUFFIX: &str = "-docket";
/// How long an earlier docket is waited for, which may be stopping.
const STOPPING: Duration = ACQUIRE_TIMEOUT.saturating_add(Duration::from_secs(2));
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Proof that no other docket works on the database, as long as it is kept.
#[derive(Debug)]
pub struct Alone {
    _file: File,
}

impl Db {
    /// Makes sure that this process is the only docket at work here, where that can be had: on a file. `None` on a server,
    /// where several may work side by side. What only reads, or comes and goes, such as an export, need not ask.
    ///
    /// # Errors
    /// [`Error::Taken`] when another docket works on the file and does not stop, [`Error::Open`] when no lock can be had.
    pub async fn claim(&self) -> Result<Option<Alone>> {
        let Engine::Sqlite { file, .. } = &self.engine else { return Ok(None) };
        let place = file.display().to_string();
        let failed =
            |error: std::io::Error| Error::Open { place: place.clone(), source: Arc::new(error.into()) };
        let lock =
            File::options().create(true).truncate(false).write(true).open(lock_file(file)).map_err(failed)?;
        let asks = async {
            loop {
                match lock.try_lock() {
                    Ok(()) => return Ok(()),
                    Err(TryLockError::WouldBlock) => tokio::time::sleep(POLL_INTERVAL).await,
                    Err(TryLockError::Error(error)) => return Err(failed(error)),
                }
            }
        };
        match tokio::time::timeout(STOPPING, asks).await {
            Ok(Ok(())) => Ok(Some(Alone { _file: lock })),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Taken(place)),
        }
    }
}

fn lock_file(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(SUFFIX);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_worked_on_by_one_docket_at_a_time() {
        let (_folder, db) = Db::fresh().await;
        tokio::time::pause();
        let alone = db.claim().await.unwrap();
        assert!(alone.is_some());
        let refused = db.claim().await.unwrap_err();
        assert!(
            matches!(refused, Error::Taken(_)) && refused.to_string().contains("stop it first"),
            "{refused}"
        );
        drop(alone);
        assert!(db.claim().await.unwrap().is_some(), "and by the next when that has ended");
    }
}
