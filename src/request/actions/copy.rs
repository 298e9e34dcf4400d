//! Copies of the files that came with requests.

use super::post;
use crate::{
    contract::{FetchError, Timer},
    db::{Db, Tx},
    error::{Error, Fault},
    queue,
    request::{
        SUBJECT,
        rules::{change::verb, input},
        store::{self, FileRow},
        words,
    },
    room::{self, Actor, Change, Job, Ports},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Fetches one file and keeps it. What cannot be had is said on the request's card: for good when trying again
/// does not help, else until the queue's next attempt succeeds.
#[derive(Serialize, Deserialize)]
pub struct CopyFile {
    pub file: i64,
    pub url: String,
}

impl Job for CopyFile {
    const KIND: &'static str = "request.copy_file";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.file.to_string()
    }

    async fn run(self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        copy_file(timer, ports, self).await
    }
}

async fn copy_file(timer: &Timer, ports: &Ports, job: CopyFile) -> Result<(), Error> {
    let Some(file) = store::waiting(&timer.db, timer.guild.id, job.file).await? else {
        return timer.nothing_to_do().await;
    };
    let fetched = if usize::try_from(file.length).is_ok_and(|length| length <= input::LARGEST_FILE) {
        ports.files.fetch(&job.url, input::LARGEST_FILE).await
    } else {
        Err(FetchError::Never(words::too_large()))
    };
    match fetched {
        Ok(content) if content.len() > input::LARGEST_FILE => {
            give_up(timer, &file, &words::too_large()).await
        }
        Ok(content) => keep(timer, &file, content).await,
        Err(FetchError::Never(why)) => give_up(timer, &file, &why).await,
        Err(FetchError::Later(why)) if timer.job.attempts >= queue::MAX_ATTEMPTS => {
            give_up(timer, &file, &why).await
        }
        Err(FetchError::Later(why)) => {
            note_problem(timer, &file, &why).await?;
            Err(Fault::Broken(format!(
                "the file {} of REQ-{} could not be fetched yet",
                file.id, file.request_id
            ))
            .into())
        }
    }
}

async fn keep(timer: &Timer, file: &FileRow, content: Vec<u8>) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    // What Discord said of its length was counted when it was filed.
    let length = i64::try_from(content.len()).unwrap_or(i64::MAX);
    store::free_stored(&mut tx, timer.guild.id, file.request_id, file.length.saturating_sub(length));
    store::mark_kept(&mut tx, timer.guild.id, file.id, content);
    record(timer, &mut tx, file, verb::FILE_KEPT, None);
    refresh(timer, &mut tx, file).await?;
    timer.finish(tx).await
}

async fn give_up(timer: &Timer, file: &FileRow, why: &str) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    store::free_stored(&mut tx, timer.guild.id, file.request_id, file.length);
    store::mark_failed(&mut tx, timer.guild.id, file.id, why);
    record(timer, &mut tx, file, verb::FILE_FAILED, Some(why));
    refresh(timer, &mut tx, file).await?;
    timer.finish(tx).await
}

/// The first time, so that the card is not edited at every attempt.
async fn note_problem(timer: &Timer, file: &FileRow, why: &str) -> Result<(), Error> {
    if file.problem.is_some() {
        return Ok(());
    }
    let mut tx = timer.begin().await?;
    store::note_problem(&mut tx, timer.guild.id, file.id, why);
    refresh(timer, &mut tx, file).await?;
    Ok(tx.commit().await?)
}

pub(super) fn record(timer: &Timer, tx: &mut Tx, file: &FileRow, verb: &'static str, why: Option<&str>) {
    let name = [("name".to_owned(), file.name.as_str().into())];
    let problem = why.map(|why| ("problem".to_owned(), why.into()));
    let told = Change::noted(name.into_iter().chain(problem).collect());
    room::record(tx, &Actor::from(timer), SUBJECT, file.request_id, verb, told);
}

async fn refresh(timer: &Timer, tx: &mut Tx, file: &FileRow) -> Result<(), Error> {
    if let Some(view) = store::lock(tx, timer.guild.id, file.request_id).await? {
        post::card(tx, &timer.guild, timer.now, &view)?;
    }
    Ok(())
}

/// Name and content of a kept file of the guild, for the door that attaches it; `None` when there is none.
pub async fn file(db: &Db, guild_id: i64, file_id: i64) -> Result<Option<(String, Vec<u8>)>, Error> {
    Ok(store::content(db, guild_id, file_id).await?)
}
