//! Files of withdrawn requests go, once it is no longer likely that the withdrawal is taken back.

use super::{copy::record, post};
use crate::{
    contract::{Context, Timer},
    db::Tx,
    error::Error,
    request::{State, rules::change::verb, store, store::View, words},
    room::{self, Job, Ports},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long they are kept after the request was withdrawn.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Removes docket's copies of the request's files, if it is still withdrawn.
#[derive(Serialize, Deserialize)]
pub struct DropFiles {
    request: i64,
}

impl Job for DropFiles {
    const KIND: &'static str = "request.drop_files";

    fn occurrence(&self, _run_at: DateTime<Utc>) -> String {
        self.request.to_string()
    }

    async fn run(self, timer: &Timer, _ports: &Ports) -> Result<(), Error> {
        drop_files(timer, self.request).await
    }
}

/// Sets the timer for a request that has just been withdrawn.
pub async fn drop_later(cx: &Context, tx: &mut Tx, view: &View) -> Result<(), Error> {
    if view.files_kept + view.files_waiting == 0 {
        return Ok(());
    }
    // It may have been withdrawn before, and been opened again.
    room::restart(tx, cx.guild.id, &DropFiles { request: view.request.id }, cx.now + KEPT, cx.now).await
}

async fn drop_files(timer: &Timer, request: i64) -> Result<(), Error> {
    let mut tx = timer.begin().await?;
    let view = store::lock(&mut tx, timer.guild.id, request).await?;
    if view.is_some_and(|view| view.request.facts.state == State::Withdrawn) {
        let why = words::file_withdrawn();
        for file in store::drop_files(&mut tx, timer.guild.id, request, &why).await? {
            store::free_stored(&mut tx, timer.guild.id, request, file.length);
            record(timer, &mut tx, &file, verb::FILE_DROPPED, Some(&why));
        }
        if let Some(view) = store::lock(&mut tx, timer.guild.id, request).await? {
            post::card(&mut tx, &timer.guild, timer.now, &view)?;
        }
    }
    timer.finish(tx).await
}
