//! Jobs are types: one knows its kind, its key, its payload, and what to do when its time has come.

use super::{Pending, Ports};
use crate::{
    contract::Timer,
    db::{Reads, Tx},
    error::{Error, Fault},
    queue::{self, NewJob},
};
use chrono::{DateTime, Utc};
use futures::FutureExt;
use serde::{Serialize, de::DeserializeOwned};

/// Something that a room does later. The value itself is the payload of its row, so a field that is added later has a
/// default, and kind, key and fields stay as they are while rows that were written with them may wait.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which job it is, in every database for ever: `reminder.due`.
    const KIND: &'static str;

    /// What tells it from every other job of its kind in the guild, for a job that is to run at `run_at`: `12:2026-11-25`.
    fn occurrence(&self, run_at: DateTime<Utc>) -> String;

    /// Does the work, in one transaction that ends with [`Timer::finish`].
    ///
    /// # Errors
    /// Whatever keeps it from being done now; the queue tries it again.
    fn run(self, timer: &Timer, ports: &Ports) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The key of a job's row, unique in the guild: `reminder.due:12:2026-11-25`.
pub fn key<J: Job>(job: &J, run_at: DateTime<Utc>) -> String {
    format!("{}:{}", J::KIND, job.occurrence(run_at))
}

/// Sets a job of the guild as part of the change that causes it. Returns false, and changes nothing, when the guild has
/// a job of that key already, waiting or put aside.
///
/// # Errors
/// When the database does not answer.
pub async fn enqueue<J: Job>(
    tx: &mut Tx,
    guild_id: i64,
    job: &J,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let (key, payload) = (key(job, run_at), serde_json::to_value(job)?);
    Ok(queue::enqueue(tx, NewJob { guild_id, kind: J::KIND, key: &key, run_at, payload }, now).await?)
}

/// The same, but one that the guild has already starts over, also when it was put aside.
///
/// # Errors
/// When the database does not answer.
pub async fn restart<J: Job>(
    tx: &mut Tx,
    guild_id: i64,
    job: &J,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if !enqueue(tx, guild_id, job, run_at, now).await? {
        queue::reschedule(tx, guild_id, &key(job, run_at), run_at).await?;
    }
    Ok(())
}

/// The job of the same key that waits, as it was set; `None` when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting<J: Job>(
    on: &mut impl Reads,
    guild_id: i64,
    job: &J,
    run_at: DateTime<Utc>,
) -> Result<Option<J>, Error> {
    match queue::waiting(on, guild_id, &key(job, run_at)).await? {
        Some(payload) => Ok(Some(serde_json::from_value(payload)?)),
        None => Ok(None),
    }
}

/// A kind of job, as a room lists it for whoever runs jobs.
#[derive(Clone, Copy)]
pub struct JobKind {
    /// [`Job::KIND`].
    pub kind: &'static str,
    run: for<'a> fn(&'a Timer, &'a Ports) -> Pending<'a, ()>,
}

impl JobKind {
    /// The kind of the jobs of type `J`.
    pub const fn of<J: Job>() -> Self {
        Self { kind: J::KIND, run: read_and_run::<J> }
    }

    /// Reads the leased job of this kind and runs it.
    ///
    /// # Errors
    /// Those of the job, and a fault when its payload is not one of this kind.
    pub async fn run(&self, timer: &Timer, ports: &Ports) -> Result<(), Error> {
        (self.run)(timer, ports).await
    }
}

fn read_and_run<'a, J: Job>(timer: &'a Timer, ports: &'a Ports) -> Pending<'a, ()> {
    async move {
        let job: J = serde_json::from_value(timer.job.payload.clone()).map_err(|error| {
            Fault::Broken(format!("a job of the kind `{}` does not read: {error}", J::KIND))
        })?;
        job.run(timer, ports).await
    }
    .boxed()
}
