//! `docket export` and `docket import`: between a database and a file or a pipe.

use super::AppError;
use crate::{
    config::Secret,
    db::{
        Db,
        transfer::{self, Counts, TransferError},
    },
};
use futures::future::BoxFuture;
use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Write},
    path::Path,
};

/// Stands for standard input or output.
const PIPE: &str = "-";

/// Writes the whole database to `file`, which must not exist yet, or to standard output. Returns how many rows there
/// are.
///
/// # Errors
/// When the database or the file cannot be used. A file that was begun is removed.
pub fn export<'a>(database_url: &'a Secret, file: &'a Path) -> BoxFuture<'a, Result<u64, AppError>> {
    Box::pin(async move {
        // Opening would make an empty one, and a mistyped name would give an empty export.
        if !Db::is_there(database_url.expose())? {
            return Err(AppError::Other("there is no database there, so there is nothing to export".into()));
        }
        let db = Db::open(database_url.expose()).await?;
        if file == Path::new(PIPE) {
            return write(&db, io::stdout()).await;
        }
        let begun =
            File::create_new(file).map_err(|error| AppError::file(file, "cannot be created", error))?;
        let written = write(&db, begun).await;
        if written.is_err() {
            // Half an export is refused on import anyway; what went wrong matters more than a failure to tidy up.
            let _ = fs::remove_file(file);
        }
        written
    })
}

async fn write(db: &Db, to: impl Write + Send) -> Result<u64, AppError> {
    let mut to = BufWriter::new(to);
    let counts = transfer::export(db, &mut to).await?;
    to.flush().map_err(TransferError::from)?;
    Ok(sum(&counts))
}

/// Reads what [`export`] wrote into an empty database, which is brought up to date. Returns how many rows were
/// read.
///
/// # Errors
/// When the file or the database cannot be used, or the text is not a whole export; then nothing was written.
pub fn import<'a>(database_url: &'a Secret, file: &'a Path) -> BoxFuture<'a, Result<u64, AppError>> {
    Box::pin(async move {
        let db = Db::open(database_url.expose()).await?;
        let counts = if file == Path::new(PIPE) {
            // Unlike `StdinLock`, a reader of its own can cross threads.
            transfer::import(&db, &mut BufReader::new(io::stdin())).await?
        } else {
            let opened = File::open(file).map_err(|error| AppError::file(file, "cannot be read", error))?;
            transfer::import(&db, &mut BufReader::new(opened)).await?
        };
        Ok(sum(&counts))
    })
}

fn sum(counts: &Counts) -> u64 {
    counts.values().sum()
}
